//! The quiet bar that says what came or changed since the list was loaded.

use std::time::Duration;

use domain::task_list::mark::MAX_NEWS;
use domain::task_list::{ListMark, TaskFilter};
use leptos::prelude::*;
use leptos::reactive::send_wrapper_ext::SendOption;
use leptos::server_fn::codec::Json;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::EventSource;

use super::number::grouped;
use crate::AppError;

/// Where the server tells of changes.
const EVENTS: &str = "/events";

/// How long to wait after the browser has given a connection up.
const RETRY: Duration = Duration::from_secs(15);

/// How many of the tasks that `filter` shows came or changed after `mark`.
#[server(input = Json)]
pub async fn count_news(filter: TaskFilter, mark: ListMark) -> Result<i64, AppError> {
    let viewer = crate::viewer::viewer().await?;
    let pool = crate::state::state().pool;
    Ok(store::task_list::news(&pool, viewer.scope(), &filter, mark).await?)
}

/// Says how many tasks are new or changed, over the list and without moving it; the rows stay as
/// they are until the reader asks for the news.
#[component]
pub fn NewsBar(
    #[prop(into)] filter: Signal<TaskFilter>,
    /// When the list was loaded; news count from there.
    #[prop(into)]
    mark: Signal<ListMark>,
    /// Load the list anew.
    #[prop(into)]
    on_show: Callback<()>,
) -> impl IntoView {
    let news = News::new(filter, mark);
    Effect::new(move |_| {
        mark.track();
        news.count.set(0);
    });
    Effect::new(move |_| news.follow_visibility());
    view! {
        <div class="news" role="status">
            <Show when=move || { news.count.get() > 0 }>
                <button
                    type="button"
                    class="news-bar"
                    on:click=move |_| {
                        news.count.set(0);
                        on_show.run(());
                    }
                >
                    {move || words(news.count.get())}
                    <strong>"Show"</strong>
                </button>
            </Show>
        </div>
    }
}

/// `12 new or changed`.
fn words(count: i64) -> String {
    let number = grouped(usize::try_from(count).unwrap_or_default());
    let more = if count >= MAX_NEWS { "+" } else { "" };
    format!("{number}{more} new or changed")
}

/// What is heard; copied freely.
#[derive(Clone, Copy)]
struct News {
    filter: Signal<TaskFilter>,
    mark: Signal<ListMark>,
    count: RwSignal<i64>,
    /// Whether a question is on its way, and whether another must follow it.
    asks: RwSignal<Asks>,
    connection: StoredValue<SendOption<Connection>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    Not,
    Once,
    Again,
}

/// A stream of events, which ends when this is dropped.
struct Connection {
    source: EventSource,
    /// The browser calls them for as long as the stream lives.
    _listeners: [Closure<dyn FnMut()>; 3],
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.source.close();
    }
}

impl News {
    fn new(filter: Signal<TaskFilter>, mark: Signal<ListMark>) -> Self {
        Self {
            filter,
            mark,
            count: RwSignal::new(0),
            asks: RwSignal::new(Asks::Not),
            connection: StoredValue::new(SendOption::new_local(None)),
        }
    }

    /// Listens while the page is seen: a browser opens few connections to one server, and tabs in
    /// the background would use them up.
    fn follow_visibility(self) {
        let follow = move || {
            if document().hidden() {
                self.connection.set_value(SendOption::new_local(None));
            } else {
                self.connect();
            }
        };
        let listener = window_event_listener_untyped("visibilitychange", move |_| follow());
        on_cleanup(move || {
            listener.remove();
            self.connection.try_set_value(SendOption::new_local(None));
        });
        if !document().hidden() {
            self.connect();
        }
    }

    fn connect(self) {
        // It fails only for an address that is none.
        let Ok(source) = EventSource::new(EVENTS) else {
            return;
        };
        // What happened before the stream began, or between two streams, nobody told.
        let opened = Closure::<dyn FnMut()>::new(move || self.ask());
        let told = Closure::<dyn FnMut()>::new(move || self.ask());
        let failed = Closure::<dyn FnMut()>::new(move || self.reconnect());
        source.set_onopen(Some(opened.as_ref().unchecked_ref()));
        source.set_onerror(Some(failed.as_ref().unchecked_ref()));
        // As above.
        let _ = source.add_event_listener_with_callback("tasks", told.as_ref().unchecked_ref());
        let connection = Connection {
            source,
            _listeners: [opened, told, failed],
        };
        self.connection
            .set_value(SendOption::new_local(Some(connection)));
    }

    /// The browser itself connects again after a loss; it gives up after an answer that is no
    /// stream, as a server gives that is starting.
    fn reconnect(self) {
        let given_up = self.connection.try_with_value(|connection| {
            connection
                .as_ref()
                .is_some_and(|connection| connection.source.ready_state() == EventSource::CLOSED)
        });
        if given_up != Some(true) {
            return;
        }
        let again = move || {
            let waits = self
                .connection
                .try_with_value(|connection| connection.is_some());
            if waits == Some(true) && !document().hidden() {
                self.connect();
            }
        };
        set_timeout(again, RETRY);
    }

    /// Asks how many news there are; one question at a time.
    fn ask(self) {
        match self.asks.try_get_untracked() {
            Some(Asks::Not) => self.asks.set(Asks::Once),
            Some(_) => return self.asks.set(Asks::Again),
            None => return,
        }
        spawn_local(async move {
            loop {
                let (Some(filter), Some(mark)) = (
                    self.filter.try_get_untracked(),
                    self.mark.try_get_untracked(),
                ) else {
                    return;
                };
                let answer = count_news(filter.clone(), mark).await;
                let is_about_this_list = self.mark.try_get_untracked() == Some(mark)
                    && self.filter.try_get_untracked() == Some(filter);
                if let (Ok(count), true) = (answer, is_about_this_list) {
                    self.count.try_set(count);
                }
                if self.asks.try_get_untracked() != Some(Asks::Again) {
                    break;
                }
                self.asks.try_set(Asks::Once);
            }
            self.asks.try_set(Asks::Not);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_counted_to_a_thousand() {
        assert_eq!(words(12), "12 new or changed");
        assert_eq!(words(MAX_NEWS), "1,000+ new or changed");
    }
}
