//! Fetching an export and saving it only once it is whole.

use domain::export::ExportRequest;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Blob, BlobPropertyBag, HtmlAnchorElement, ReadableStreamDefaultReader,
    RequestInit, Response, Url,
};

/// Where the bytes go until the file is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Memory,
    /// A file that the reader picks, where the browser has such a picker.
    Disk,
}

/// Why there is no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    Canceled,
    Broken(String),
}

/// Bytes that are handed to the browser, which may move them to its disk, in one blob.
const BLOB_BYTES: u64 = 32 << 20;

/// Fetches the export and saves it; `progress` is told the bytes so far. Until the last byte is
/// here, nothing is saved under the file's name.
pub async fn download(
    request: &ExportRequest,
    signal: &AbortSignal,
    target: Target,
    progress: impl Fn(u64),
) -> Result<u64, Failure> {
    let failed = |error: JsValue| {
        if signal.aborted() || name_of(&error) == "AbortError" {
            Failure::Canceled
        } else {
            Failure::Broken(
                "The connection broke before the export was whole. Nothing was saved; try again."
                    .to_owned(),
            )
        }
    };
    // Asked first: a picker opens only right after a click.
    let mut sink = Sink::open(target, &suggested_name(request))
        .await
        .map_err(failed)?;
    let fetched = fetch(request, signal).await;
    let result = match fetched {
        Ok(response) if response.ok() => copy(&response, &mut sink, progress).await.map_err(failed),
        Ok(response) => Err(Failure::Broken(refusal(&response).await)),
        Err(error) => Err(failed(error)),
    };
    match result {
        Ok(bytes) => {
            let name = suggested_name(request);
            sink.save(&name, request.form.mime())
                .await
                .map_err(failed)?;
            Ok(bytes)
        }
        Err(failure) => {
            sink.abandon().await;
            Err(failure)
        }
    }
}

fn suggested_name(request: &ExportRequest) -> String {
    let today = js_sys::Date::new_0().to_iso_string();
    let day: String = String::from(today).chars().take(10).collect();
    format!("tasks-{day}{}", request.form.ending())
}

async fn fetch(request: &ExportRequest, signal: &AbortSignal) -> Result<Response, JsValue> {
    let body = serde_json::to_string(request).map_err(|error| error.to_string())?;
    let headers = web_sys::Headers::new()?;
    headers.set("content-type", "application/json")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&body.into());
    init.set_headers(&headers);
    init.set_signal(Some(signal));
    let promise = window().fetch_with_str_and_init("/export", &init);
    JsFuture::from(promise).await?.dyn_into()
}

async fn copy(
    response: &Response,
    sink: &mut Sink,
    progress: impl Fn(u64),
) -> Result<u64, JsValue> {
    let Some(stream) = response.body() else {
        return Ok(0);
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = 0;
    loop {
        let next = JsFuture::from(reader.read()).await?;
        if Reflect::get(&next, &"done".into())?.is_truthy() {
            return Ok(bytes);
        }
        let chunk: Uint8Array = Reflect::get(&next, &"value".into())?.unchecked_into();
        bytes += u64::from(chunk.length());
        sink.write(chunk).await?;
        progress(bytes);
    }
}

/// What the server says instead of a file.
async fn refusal(response: &Response) -> String {
    let status = response.status();
    if status == 401 {
        return "Your session has ended; log in again.".to_owned();
    }
    let text = match response.text() {
        Ok(promise) => JsFuture::from(promise).await.ok(),
        Err(_) => None,
    };
    text.and_then(|text| text.as_string())
        .filter(|text| !text.trim().is_empty() && text.len() < 500)
        .unwrap_or_else(|| format!("The server answered with status {status}; try again."))
}

enum Sink {
    Memory {
        blobs: Array,
        parts: Array,
        bytes: u64,
    },
    /// A `FileSystemWritableFileStream`, which replaces the file only when it is closed.
    Disk(JsValue),
}

impl Sink {
    async fn open(target: Target, name: &str) -> Result<Self, JsValue> {
        let picker = Reflect::get(&window(), &"showSaveFilePicker".into())?;
        if target == Target::Disk && picker.is_function() {
            let options = Object::new();
            Reflect::set(&options, &"suggestedName".into(), &name.into())?;
            let picker: Function = picker.unchecked_into();
            let handle = settled(picker.call1(&window(), &options)?).await?;
            return Ok(Self::Disk(call(&handle, "createWritable", None).await?));
        }
        Ok(Self::Memory {
            blobs: Array::new(),
            parts: Array::new(),
            bytes: 0,
        })
    }

    async fn write(&mut self, chunk: Uint8Array) -> Result<(), JsValue> {
        match self {
            Self::Disk(stream) => call(stream, "write", Some(&chunk)).await.map(drop),
            Self::Memory {
                blobs,
                parts,
                bytes,
            } => {
                *bytes += u64::from(chunk.length());
                parts.push(&chunk);
                if *bytes >= BLOB_BYTES {
                    let blob = Blob::new_with_u8_array_sequence(parts)?;
                    blobs.push(&blob);
                    (*parts, *bytes) = (Array::new(), 0);
                }
                Ok(())
            }
        }
    }

    async fn save(self, name: &str, mime: &str) -> Result<(), JsValue> {
        match self {
            Self::Disk(stream) => call(&stream, "close", None).await.map(drop),
            Self::Memory { blobs, parts, .. } => {
                for part in parts.iter() {
                    blobs.push(&part);
                }
                let options = BlobPropertyBag::new();
                options.set_type(mime);
                let blob = Blob::new_with_blob_sequence_and_options(&blobs, &options)?;
                save_as(&blob, name)
            }
        }
    }

    async fn abandon(self) {
        if let Self::Disk(stream) = self {
            // What was written is a temporary file of the browser, which removes it in any case.
            let _ = call(&stream, "abort", None).await;
        }
    }
}

fn save_as(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has begun to copy by then.
    let forget = move || drop(Url::revoke_object_url(&address));
    set_timeout(forget, std::time::Duration::from_mins(1));
    Ok(())
}

async fn call(
    object: &JsValue,
    method: &str,
    argument: Option<&JsValue>,
) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    settled(match argument {
        Some(argument) => function.call1(object, argument)?,
        None => function.call0(object)?,
    })
    .await
}

async fn settled(promise: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&promise)).await
}

fn name_of(error: &JsValue) -> String {
    Reflect::get(error, &"name".into())
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_default()
}
