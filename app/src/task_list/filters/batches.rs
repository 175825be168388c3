//! The filter by batch, of which there may be thousands.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::choices::{Choice, Choices};
use super::panel::texts;
use crate::task_list::list::task_list;
use crate::task_list::load::find_batches;
use crate::task_list::number::grouped;

/// How long typing rests before the server is asked.
const TYPING_DELAY: Duration = Duration::from_millis(200);

#[component]
pub fn Batches() -> impl IntoView {
    let list = task_list();
    let typed = RwSignal::new(String::new());
    let found = RwSignal::new(None::<Vec<Choice>>);
    let problem = RwSignal::new(None::<String>);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let filter = Memo::new(move |_| list.link.with(|link| link.filter.clone()));
    let find = move || {
        let (Some(text), Some(filter)) = (typed.try_get_untracked(), filter.try_get_untracked())
        else {
            return;
        };
        if text.trim().is_empty() {
            found.set(None);
            return;
        }
        spawn_local(async move {
            let answer = find_batches(filter, text.clone()).await;
            if typed.try_get_untracked() != Some(text) {
                return;
            }
            match answer {
                Ok(batches) => {
                    found.set(Some(batches.into_iter().map(choice).collect()));
                    problem.set(None);
                }
                Err(error) => problem.set(Some(error.to_string())),
            }
        });
    };
    // What was found is counted anew under a changed filter.
    Effect::new(move |_| {
        filter.track();
        find();
    });
    let choices = Memo::new(move |_| {
        let listed = list.facets.with(|facets| texts(&facets.batch));
        let Some(found) = found.get() else {
            return listed;
        };
        let chosen = filter.with(|filter| filter.batch.clone());
        let on = listed.into_iter().filter(|choice| {
            chosen.contains(&choice.value) && !found.iter().any(|other| other.value == choice.value)
        });
        on.chain(found.clone()).collect()
    });
    let more = move || {
        list.facets.with(|facets| {
            let listed = facets.batch.iter().filter(|facet| facet.count > 0).count();
            usize::try_from(facets.batch_total)
                .unwrap_or(0)
                .saturating_sub(listed)
        })
    };
    let note = move || match (
        problem.get(),
        found.with(|found| found.as_ref().map(Vec::len)),
    ) {
        (Some(problem), _) => Some(problem),
        (None, Some(0)) => Some("No batch has that in its name".to_owned()),
        (None, None) if more() > 0 => Some(format!("{} more: type to find them", grouped(more()))),
        _ => None,
    };
    view! {
        <input
            type="search"
            class="filter-find"
            placeholder="Find a batch"
            aria-label="Find a batch"
            autocomplete="off"
            spellcheck="false"
            maxlength="200"
            prop:value=typed
            on:input=move |event| {
                typed.set(event_target_value(&event));
                if let Some(waiting) = timer.get_value() {
                    waiting.clear();
                }
                timer.set_value(set_timeout_with_handle(find, TYPING_DELAY).ok());
            }
        />
        <Choices name="batch" choices=choices.into() />
        <p class="filter-more" role="status">{note}</p>
    }
}

fn choice((name, count): (String, i64)) -> Choice {
    Choice {
        value: name.clone(),
        label: name,
        count: Some(count),
    }
}
