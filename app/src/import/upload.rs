//! Sending a file, and hearing how its import goes.

use std::cell::RefCell;
use std::rc::Rc;

use domain::import_report::{ImportEvent, ImportReport};
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ProgressEvent, XmlHttpRequest};

/// Why an import did not run to its end, and what was taken before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    pub message: String,
    pub report: Option<ImportReport>,
}

/// How far an import is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Going {
    /// Bytes sent.
    pub sent: u64,
    pub report: ImportReport,
}

/// Imports a file. `fetch` cannot tell how much of it is sent, which is most of the waiting;
/// `XMLHttpRequest` can.
pub async fn upload(
    request: &XmlHttpRequest,
    file: &File,
    query: &str,
    going: impl Fn(Going) + 'static,
) -> Result<ImportReport, Stop> {
    match send(request, file, query, going).await {
        Ok(()) => outcome(request),
        Err(_) => Err(broken(None)),
    }
}

async fn send(
    request: &XmlHttpRequest,
    file: &File,
    query: &str,
    going: impl Fn(Going) + 'static,
) -> Result<(), JsValue> {
    let state = Rc::new(RefCell::new(Going::default()));
    let going = Rc::new(going);
    let sent = {
        let (state, going) = (Rc::clone(&state), Rc::clone(&going));
        Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
            state.borrow_mut().sent = event.loaded() as u64;
            going(state.borrow().clone());
        })
    };
    let heard = {
        let request = request.clone();
        Closure::<dyn Fn(ProgressEvent)>::new(move |_| {
            if let Some(ImportEvent::Progress { report, .. }) = last_event(&request) {
                state.borrow_mut().report = report;
                going(state.borrow().clone());
            }
        })
    };
    request.open("POST", &format!("/import?{query}"))?;
    request.set_request_header("content-type", "application/octet-stream")?;
    request
        .upload()?
        .set_onprogress(Some(wasm_bindgen::JsCast::unchecked_ref(sent.as_ref())));
    request.set_onprogress(Some(wasm_bindgen::JsCast::unchecked_ref(heard.as_ref())));
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send_with_opt_blob(Some(file))?;
    JsFuture::from(ended).await?;
    Ok(())
}

fn outcome(request: &XmlHttpRequest) -> Result<ImportReport, Stop> {
    match request.status() {
        Ok(200) => match last_event(request) {
            Some(ImportEvent::Done { report }) => Ok(report),
            Some(ImportEvent::Stopped { message, report }) => Err(Stop {
                message,
                report: Some(report),
            }),
            Some(ImportEvent::Progress { report, .. }) => Err(broken(Some(report))),
            None => Err(broken(None)),
        },
        Ok(status) if status > 0 => {
            let text = request.response_text().ok().flatten().unwrap_or_default();
            let text = text.trim();
            let message = match status {
                401 => "your session has ended; log in again".to_owned(),
                _ if text.is_empty() || text.len() > 500 => {
                    format!("the server answered with status {status}; try again")
                }
                _ => text.to_owned(),
            };
            Err(Stop {
                message,
                report: None,
            })
        }
        _ => Err(broken(None)),
    }
}

fn broken(report: Option<ImportReport>) -> Stop {
    Stop {
        message: "the connection broke before the import was done; import the file again, nothing \
                  is taken twice"
            .to_owned(),
        report,
    }
}

/// The last whole line of the answer so far.
fn last_event(request: &XmlHttpRequest) -> Option<ImportEvent> {
    let text = request.response_text().ok()??;
    let whole = &text[..text.rfind('\n')?];
    let line = &whole[whole.rfind('\n').map_or(0, |at| at + 1)..];
    serde_json::from_str(line).ok()
}
