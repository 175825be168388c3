//! The moment when scripts have taken over the page.

use leptos::prelude::*;

use super::lazy_pages::fetch_ahead;
use crate::preferences;

/// Marks the document with `data-alive`, tells the server this browser's zone, so that it can write
/// local times from the next page on, and fetches ahead. To be called once everything answers to
/// clicks: the whole page is hydrated, parts that came late included.
pub fn come_alive() {
    if let Some(root) = document().document_element() {
        // The name is valid and the root takes any attribute.
        let _ = root.set_attribute("data-alive", "");
    }
    if let Some(zone) = browser_zone()
        && preferences::get(preferences::LOCAL_ZONE).as_deref() != Some(zone.as_str())
    {
        preferences::set(preferences::LOCAL_ZONE, &zone);
    }
    fetch_ahead();
}

/// The browser's IANA zone, such as `Europe/Berlin`.
fn browser_zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    let options = format.resolved_options();
    let zone = js_sys::Reflect::get(&options, &"timeZone".into()).ok()?;
    zone.as_string()
}
