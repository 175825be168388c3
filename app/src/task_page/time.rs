//! A time in the reader's zone.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::Zone;
use leptos::prelude::*;

use crate::preferences::LocalZone;

/// The minute, with the whole time and the zone as a tooltip.
///
/// A server that has not been told the browser's zone writes local times in UTC; once alive, the
/// page corrects them.
#[component]
pub fn TimeText(at: DateTime<Utc>, zone: Zone) -> impl IntoView {
    let local = LocalZone::watch();
    let rules = move || local.rules(zone);
    view! {
        <time datetime=at.to_rfc3339_opts(SecondsFormat::Millis, true) title=move || rules().full_text(at)>
            {move || rules().minute_text(at)}
        </time>
    }
}
