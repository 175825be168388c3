//! What this reader chose for this browser: kept in cookies, which the server reads too, so that
//! the first HTML already has the right theme, zone and columns.

use chrono::{DateTime, FixedOffset, Utc};
use domain::Zone;
use domain::zone::ZoneRules;
use leptos::prelude::{Effect, Get, RwSignal, Set};

/// `light` or `dark`; absent: as the system says.
pub const THEME: &str = "theme";
/// The zone last chosen, for links that name none.
pub const ZONE: &str = "zone";
/// The browser's own IANA zone, so that the server can write local times.
pub const LOCAL_ZONE: &str = "local_zone";
/// `1`: after an audit go on to the next task of the list.
pub const GO_ON: &str = "go_on";

/// The value of a preference cookie, the same on the server and in the browser.
pub fn get(name: &str) -> Option<String> {
    let header = cookie_header()?;
    header.split(';').find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then(|| value.to_owned())
    })
}

#[cfg(feature = "ssr")]
fn cookie_header() -> Option<String> {
    let parts = leptos::prelude::use_context::<axum::http::request::Parts>()?;
    let values: Vec<&str> = parts
        .headers
        .get_all("cookie")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    Some(values.join(";"))
}

#[cfg(not(feature = "ssr"))]
fn cookie_header() -> Option<String> {
    use wasm_bindgen::JsCast;
    let document = web_sys::window()?.document()?;
    document
        .unchecked_into::<web_sys::HtmlDocument>()
        .cookie()
        .ok()
}

/// Keeps a preference for a year. `value` must be free of `;`, `,` and spaces. On the server, where
/// nobody chooses, it does nothing.
pub fn set(name: &str, value: &str) {
    #[cfg(not(feature = "ssr"))]
    {
        use wasm_bindgen::JsCast;
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax");
            // A browser that refuses cookies forgets the choice; nothing else depends on it.
            let _ = document
                .unchecked_into::<web_sys::HtmlDocument>()
                .set_cookie(&cookie);
        }
    }
    #[cfg(feature = "ssr")]
    let _ = (name, value);
}

/// Whether local times can be told as the browser tells them: from the first HTML on where the
/// server knows the browser's zone, else once the page is alive.
#[derive(Debug, Clone, Copy)]
pub struct LocalZone {
    is_known: RwSignal<bool>,
}

impl LocalZone {
    pub fn watch() -> Self {
        let is_known = RwSignal::new(get(LOCAL_ZONE).is_some());
        Effect::new(move |_| is_known.set(true));
        Self { is_known }
    }

    /// The rules of `zone` for this reader; UTC for local times that cannot be told yet. Tracks
    /// when they can.
    pub fn rules(self, zone: Zone) -> ZoneRules {
        if zone == Zone::Local && !self.is_known.get() {
            return ZoneRules::UTC;
        }
        ZoneRules::new(zone, local_rules())
    }
}

#[cfg(feature = "ssr")]
fn local_rules() -> ZoneRules {
    get(LOCAL_ZONE)
        .and_then(|name| ZoneRules::named(&name))
        .unwrap_or(ZoneRules::UTC)
}

#[cfg(not(feature = "ssr"))]
fn local_rules() -> ZoneRules {
    ZoneRules::Browser(browser_offset)
}

/// JavaScript's `Date` knows the offset of the browser's zone at any instant, in minutes west.
#[cfg_attr(feature = "ssr", allow(dead_code))]
fn browser_offset(instant: DateTime<Utc>) -> FixedOffset {
    let date = js_sys::Date::new(&(instant.timestamp_millis() as f64).into());
    let seconds_west = (date.get_timezone_offset() * 60.0) as i32;
    FixedOffset::west_opt(seconds_west).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}
