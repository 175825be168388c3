//! Light, dark, or as the system says.

use leptos::prelude::*;

use crate::preferences;

/// The chosen theme as `<html data-theme>`; none: as the system says.
pub fn theme_attribute() -> Option<&'static str> {
    match preferences::get(preferences::THEME)?.as_str() {
        "light" => Some("light"),
        "dark" => Some("dark"),
        _ => None,
    }
}

/// Steps from the system's theme through light and dark and back.
#[component]
pub fn ThemeButton() -> impl IntoView {
    let theme = RwSignal::new(theme_attribute());
    let step = move |_| {
        let next = match theme.get_untracked() {
            None => Some("light"),
            Some("light") => Some("dark"),
            Some(_) => None,
        };
        theme.set(next);
        preferences::set(preferences::THEME, next.unwrap_or("system"));
        let root = document().document_element();
        if let Some(root) = root {
            // The attribute is plain ASCII and the root always takes it.
            let _ = match next {
                Some(name) => root.set_attribute("data-theme", name),
                None => root.remove_attribute("data-theme"),
            };
        }
    };
    let label = move || match theme.get() {
        None => "Theme: as the system",
        Some("light") => "Theme: light",
        Some(_) => "Theme: dark",
    };
    view! {
        <button class="icon-button" type="button" on:click=step title=label aria-label=label>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" />
                <path
                    d=move || match theme.get() {
                        None => "M8 2a6 6 0 0 1 0 12z",
                        Some("light") => "",
                        Some(_) => "M8 2a6 6 0 0 1 0 12a6 6 0 0 1 0-12z",
                    }
                    fill="currentColor"
                />
            </svg>
        </button>
    }
}
