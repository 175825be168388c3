//! A time in the reader's zone.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::Zone;
use domain::zone::ZoneRules;
use leptos::prelude::*;

use crate::preferences;

/// The minute, with the whole time and the zone as a tooltip.
///
/// A server that has not been told the browser's zone writes local times in UTC; once alive, the
/// page corrects them.
#[component]
pub fn TimeText(at: DateTime<Utc>, zone: Zone) -> impl IntoView {
    let alive = RwSignal::new(false);
    Effect::new(move || alive.set(true));
    let rules = move || {
        let is_told = preferences::get(preferences::LOCAL_ZONE).is_some();
        if zone == Zone::Local && !alive.get() && !is_told {
            ZoneRules::UTC
        } else {
            preferences::zone_rules(zone)
        }
    };
    view! {
        <time datetime=at.to_rfc3339_opts(SecondsFormat::Millis, true) title=move || rules().full_text(at)>
            {move || rules().minute_text(at)}
        </time>
    }
}
