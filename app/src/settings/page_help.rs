//! Keys of a page that lists something.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::key_list::{Keys, KeysButton};
use crate::task_page::on_key;

/// What all such pages listen to, before and after what each has of its own.
const FIRST: Keys = &[("j  k", "Next, previous line"), ("Enter", "Open the line")];
const LAST: Keys = &[("?", "This help")];

/// The links that `j` and `k` go along carry this attribute.
const LINES: &str = "[data-line]";

/// A button for the help, which `?` opens too; listens to `j` and `k`.
#[component]
pub fn PageHelp(
    /// The page's own keys, to which it listens itself.
    keys: Keys,
) -> impl IntoView {
    on_key(|event| match event.key().as_str() {
        "j" => step(1),
        "k" => step(-1),
        _ => false,
    });
    view! { <KeysButton lists=vec![FIRST, keys, LAST] /> }
}

/// Gives the focus to a line further down or up; to the first, where none has it.
fn step(by: i32) -> bool {
    let Ok(lines) = document().query_selector_all(LINES) else {
        return false;
    };
    let active = document().active_element();
    let at = |place: u32| lines.item(place)?.dyn_into::<web_sys::HtmlElement>().ok();
    let present = (0..lines.length()).find(|place| {
        let line = at(*place).map(web_sys::Element::from);
        line.is_some() && line == active
    });
    let next = match present {
        Some(place) => place.checked_add_signed(by),
        None => Some(0),
    };
    let Some(line) = next.and_then(at) else {
        return false;
    };
    // A link on the page takes the focus.
    let _ = line.focus();
    true
}
