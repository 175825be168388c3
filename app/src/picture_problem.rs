//! A picture that cannot be shown says what is wrong, with its address.

use leptos::html::Img;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

/// Why a picture cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The picture's address as the task spells it.
    pub url: String,
    pub why: String,
}

/// Watches an image in the browser: tells its size each time it has loaded, or what is wrong with
/// it. `source` says where our server has the picture now, and how the task spells it.
pub fn watch_image(
    image: NodeRef<Img>,
    problem: RwSignal<Option<Problem>>,
    source: impl Fn() -> (String, String) + Clone + 'static,
    loaded: impl Fn(u32, u32) + Clone + 'static,
) {
    Effect::new(move || {
        let Some(image) = image.get() else { return };
        let (source, loaded) = (source.clone(), loaded.clone());
        let element = image.clone();
        let settle = move || {
            let (width, height) = (element.natural_width(), element.natural_height());
            if width > 0 {
                loaded(width, height);
                problem.set(None);
                return;
            }
            let (address, url) = source();
            leptos::task::spawn_local(async move {
                let why = reason(&address).await;
                // The page may be gone by now.
                let _ = problem.try_set(Some(Problem { url, why }));
            });
        };
        // The image may have come, or failed, before the page was alive.
        if image.complete() {
            settle();
        }
        let settled = Closure::<dyn Fn()>::new(settle);
        let listener = settled.as_ref().unchecked_ref();
        for event in ["load", "error"] {
            // Adding a listener of a known kind does not fail.
            let _ = image.add_event_listener_with_callback(event, listener);
        }
        let kept = StoredValue::new_local((image, settled));
        on_cleanup(move || {
            kept.try_with_value(|(image, settled)| {
                for event in ["load", "error"] {
                    let listener = settled.as_ref().unchecked_ref();
                    let _ = image.remove_event_listener_with_callback(event, listener);
                }
            });
        });
    });
}

/// What the server says about a picture that the browser could not show.
async fn reason(address: &str) -> String {
    const NO_PICTURE: &str = "the browser cannot show this file as a picture";
    let Some(window) = web_sys::window() else {
        return NO_PICTURE.to_owned();
    };
    let Ok(response) = JsFuture::from(window.fetch_with_str(address)).await else {
        return "the server does not answer; check the connection and reload".to_owned();
    };
    let Ok(response) = response.dyn_into::<web_sys::Response>() else {
        return NO_PICTURE.to_owned();
    };
    if response.ok() {
        return NO_PICTURE.to_owned();
    }
    let status = response.status();
    let text = match response.text() {
        Ok(text) => JsFuture::from(text).await.ok(),
        Err(_) => None,
    };
    text.and_then(|text| text.as_string())
        .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
        .and_then(|json| json["error"].as_str().map(str::to_owned))
        .unwrap_or_else(|| format!("the server answered {status}"))
}

/// Stands in the picture's place.
#[component]
pub fn ProblemPanel(problem: RwSignal<Option<Problem>>) -> impl IntoView {
    move || {
        problem.get().map(|Problem { url, why }| {
            view! {
                <div class="picture-problem" role="alert">
                    <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6">
                        <rect x="3" y="4" width="18" height="16" rx="2" />
                        <path d="m3 16 5-5 4 4 3-3 6 6M4 3l17 18" />
                    </svg>
                    <p>"This picture cannot be shown"</p>
                    <p class="why">{why}</p>
                    <code>{url}</code>
                </div>
            }
        })
    }
}
