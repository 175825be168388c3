//! What the Tasks tab knows while it is open, and how it changes.

use domain::Zone;
use domain::task_list::{
    BrokenParameter, Column, ColumnLayout, Cursor, Facets, ListMark, Page, PageAt, Sort,
    TaskFilter, TasksLink, View,
};
use domain::zone::ZoneRules;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::load::{Opened, PAGE_ROWS, more_rows, open_list};
use super::picked::Picked;
use super::preview::Preview;
use super::stretch::Stretch;
use crate::preferences::LocalZone;
use crate::{AppError, preferences};

/// The cookie of the table's columns.
const COLUMNS: &str = "task_columns";
/// The cookie of the view last chosen.
const VIEW: &str = "task_view";

/// Rows that are fetched before the reader gets there.
const AHEAD: usize = 60;
/// Rows of a page that a reader jumps to, which begins [`AHEAD`] rows before the window.
const JUMP_ROWS: u32 = 200;

/// Windows up to this wide, in CSS pixels, show the filters as a sheet; `style/task_list.css` says
/// the same.
const SHEET_BELOW: f64 = 760.0;

/// What is being fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// The list anew.
    List,
    Before,
    After,
    /// Rows from this place on, far from those that are loaded.
    Jump(usize),
}

/// The state of the page; signals, so it is copied freely.
#[derive(Clone, Copy)]
pub struct TaskList {
    pub link: Memo<TasksLink>,
    pub broken: Memo<Vec<BrokenParameter>>,
    pub zone: Memo<Zone>,
    pub view: Memo<View>,
    pub facets: RwSignal<Facets>,
    /// When the list was opened; news count from there.
    pub mark: RwSignal<ListMark>,
    pub stretch: RwSignal<Stretch>,
    pub busy: RwSignal<Option<Busy>>,
    pub problem: RwSignal<Option<AppError>>,
    pub picked: RwSignal<Picked>,
    pub columns: RwSignal<ColumnLayout>,
    pub export_open: RwSignal<bool>,
    /// The shown columns, which change less often than their widths.
    pub shown: Memo<Vec<Column>>,
    /// The place picked last, where a shift-click's range begins.
    pub anchor: RwSignal<Option<usize>>,
    /// The place of the row that keys act on.
    pub current: RwSignal<Option<usize>>,
    /// The first row that is seen.
    pub top: RwSignal<usize>,
    /// What links to tasks carry behind their path, to lead back to what is seen now; it is written
    /// once for all rows, since it changes with each row that is scrolled by.
    pub task_query: Memo<String>,
    /// By how many places rows moved under the reader; the scroller follows.
    pub moved: RwSignal<isize>,
    /// Counts how often the list was opened anew, when the scroller goes to `stretch.first`.
    pub opened: RwSignal<u32>,
    pub filters_open: RwSignal<Option<bool>>,
    pub help_open: RwSignal<bool>,
    pub preview: RwSignal<Option<Preview>>,
    lost_place: RwSignal<Option<String>>,
    local_zone: LocalZone,
    navigate: Callback<(TasksLink, bool)>,
}

impl TaskList {
    /// Starts with what the server sent, and follows the address from then on.
    pub fn new(opened: Opened) -> Self {
        let search = use_location().search;
        let navigate = use_navigate();
        let parsed = Memo::new(move |_| TasksLink::parse(&search.get()));
        let link = Memo::new(move |_| parsed.get().0);
        let lost_place = RwSignal::new(opened.lost_place.clone());
        let broken = Memo::new(move |_| {
            let mut broken = parsed.get().1;
            broken.extend(
                lost_place
                    .get()
                    .map(|reason| BrokenParameter::new("at", format!("is ignored: {reason}"))),
            );
            broken
        });
        let columns = RwSignal::new(
            preferences::get(COLUMNS)
                .map_or_else(ColumnLayout::default, |text| ColumnLayout::parse(&text)),
        );
        let stretch = stretch_of(&opened);
        let top = RwSignal::new(stretch.first);
        let stretch = RwSignal::new(stretch);
        let task_query = Memo::new(move |_| {
            top.track();
            match link_at(link.get(), stretch, top).query() {
                query if query.is_empty() => query,
                query => format!("?{query}"),
            }
        });
        let list = Self {
            link,
            broken,
            zone: Memo::new(move |_| {
                link.get()
                    .zone
                    .unwrap_or_else(|| chosen(preferences::ZONE, Zone::Utc))
            }),
            view: Memo::new(move |_| link.get().view.unwrap_or_else(|| chosen(VIEW, View::Table))),
            facets: RwSignal::new(opened.facets),
            mark: RwSignal::new(opened.mark),
            busy: RwSignal::new(None),
            problem: RwSignal::new(None),
            picked: RwSignal::new(Picked::default()),
            columns,
            export_open: RwSignal::new(false),
            shown: Memo::new(move |_| {
                columns.with(|layout| layout.columns().iter().map(|(column, _)| *column).collect())
            }),
            anchor: RwSignal::new(None),
            current: RwSignal::new(None),
            top,
            stretch,
            task_query,
            moved: RwSignal::new(0),
            opened: RwSignal::new(0),
            filters_open: RwSignal::new(None),
            help_open: RwSignal::new(false),
            preview: RwSignal::new(None),
            lost_place,
            local_zone: LocalZone::watch(),
            navigate: Callback::new(move |(link, replace): (TasksLink, bool)| {
                navigate(
                    &link.path(),
                    NavigateOptions {
                        replace,
                        scroll: false,
                        ..NavigateOptions::default()
                    },
                );
            }),
        };
        list.follow_address();
        list
    }

    fn follow_address(self) {
        let asked = Memo::new(move |_| {
            let link = self.link.get();
            (link.filter, link.sort, link.at)
        });
        Effect::new(move |before: Option<()>| {
            let (filter, sort, at) = asked.get();
            if before.is_some() {
                self.open(filter, sort, at);
            }
        });
    }

    /// Opens the list again where the reader is, to see what changed.
    pub fn reload(self) {
        let link = self.link_here();
        self.open(link.filter, link.sort, link.at);
    }

    /// Opens the list again at its top, where new tasks stand.
    pub fn reload_at_top(self) {
        let link = self.link.get_untracked();
        if link.at.is_some() {
            self.go_on(|link| link.at = None);
        } else {
            self.open(link.filter, link.sort, None);
        }
    }

    fn open(self, filter: TaskFilter, sort: Sort, at: Option<Cursor>) {
        self.busy.set(Some(Busy::List));
        self.problem.set(None);
        spawn_local(async move {
            let answer = open_list(filter.clone(), sort, at).await;
            if !self.still_shows(&filter, sort) {
                return;
            }
            self.busy.set(None);
            match answer {
                Ok(opened) => {
                    self.stretch.set(stretch_of(&opened));
                    self.lost_place.set(opened.lost_place);
                    self.facets.set(opened.facets);
                    self.mark.set(opened.mark);
                    self.current.set(None);
                    self.opened.update(|count| *count += 1);
                }
                Err(error) => self.problem.set(Some(error)),
            }
        });
    }

    /// Fetches rows where the reader is about to look, if they are not loaded.
    pub fn fetch_around(self, seen: std::ops::Range<usize>) {
        if self.busy.get_untracked().is_some() || self.problem.get_untracked().is_some() {
            return;
        }
        let sort = self.link.get_untracked().sort;
        let wanted = self.stretch.with_untracked(|stretch| {
            let after = stretch.has_after && seen.end + AHEAD > stretch.end();
            let before = stretch.has_before && seen.start < stretch.first + AHEAD;
            let jump = seen.start > stretch.end() + AHEAD || seen.end + AHEAD < stretch.first;
            if jump && (after || before) {
                let skip = seen
                    .start
                    .min(stretch.total.saturating_sub(1))
                    .saturating_sub(AHEAD);
                let at = match u32::try_from(skip) {
                    Ok(0) | Err(_) => PageAt::Top,
                    Ok(skip) => PageAt::Skip(skip),
                };
                return Some((Busy::Jump(skip), at, JUMP_ROWS));
            }
            if after && !(before && seen.end < stretch.end()) {
                let last = stretch.rows.last()?.cursor(sort);
                Some((Busy::After, PageAt::After(last), PAGE_ROWS))
            } else if before {
                let first = stretch.rows.first()?.cursor(sort);
                Some((Busy::Before, PageAt::Before(first), PAGE_ROWS))
            } else {
                None
            }
        });
        if let Some((busy, at, limit)) = wanted {
            self.fetch(busy, at, limit);
        }
    }

    fn fetch(self, busy: Busy, at: PageAt, limit: u32) {
        let TasksLink { filter, sort, .. } = self.link.get_untracked();
        let opened = self.opened.get_untracked();
        self.busy.set(Some(busy));
        spawn_local(async move {
            let answer = more_rows(filter.clone(), sort, at, limit).await;
            if !self.still_shows(&filter, sort) || self.opened.get_untracked() != opened {
                return;
            }
            self.busy.set(None);
            match answer {
                Ok(page) => self.take(busy, page),
                Err(error) => self.problem.set(Some(error)),
            }
        });
    }

    fn take(self, busy: Busy, page: Page) {
        match busy {
            // Tasks have gone since they were counted.
            Busy::Jump(_) if page.rows.is_empty() => self.reload(),
            Busy::Jump(place) => {
                let total = self.stretch.with_untracked(|stretch| stretch.total);
                self.stretch.set(Stretch::new(page, place, total));
            }
            Busy::Before => {
                let mut moved = 0;
                self.stretch.update(|stretch| moved = stretch.prepend(page));
                if moved != 0 {
                    self.moved.set(moved);
                }
            }
            Busy::After | Busy::List => self.stretch.update(|stretch| stretch.append(page)),
        }
    }

    /// Whether the page is still there and about this list.
    fn still_shows(self, filter: &TaskFilter, sort: Sort) -> bool {
        self.link
            .try_get_untracked()
            .is_some_and(|link| link.filter == *filter && link.sort == sort)
    }

    /// Forgets an error and asks again.
    pub fn retry(self) {
        self.problem.set(None);
        if self
            .stretch
            .with_untracked(|stretch| stretch.rows.is_empty())
        {
            self.reload();
        } else {
            let top = self.top.get_untracked();
            self.fetch_around(top..top + AHEAD);
        }
    }

    /// The link to what is seen now, with the place.
    pub fn link_here(self) -> TasksLink {
        link_at(self.link.get_untracked(), self.stretch, self.top)
    }

    /// Goes to a changed link, which the back button undoes. Another list begins at its top.
    pub fn go(self, change: impl FnOnce(&mut TasksLink)) {
        self.follow(change, false);
    }

    /// Goes to a changed link in place of this one, as while typing.
    pub fn go_on(self, change: impl FnOnce(&mut TasksLink)) {
        self.follow(change, true);
    }

    fn follow(self, change: impl FnOnce(&mut TasksLink), replace: bool) {
        let old = self.link.get_untracked();
        let mut link = old.clone();
        change(&mut link);
        if link.filter != old.filter || link.sort != old.sort {
            link.at = None;
        }
        if link.filter != old.filter {
            self.picked.set(Picked::default());
        }
        if link != old || !self.broken.with_untracked(Vec::is_empty) {
            self.navigate.run((link, replace));
        }
    }

    pub fn choose_zone(self, zone: Zone) {
        preferences::set(preferences::ZONE, zone.as_str());
        self.go(|link| link.zone = Some(zone));
    }

    pub fn choose_view(self, view: View) {
        preferences::set(VIEW, view.as_str());
        self.go(|link| link.view = Some(view));
    }

    /// Shows the filters or hides them: at the side they begin shown, as a sheet hidden.
    pub fn toggle_filters(self) {
        let narrow = web_sys::window()
            .and_then(|window| window.inner_width().ok()?.as_f64())
            .is_some_and(|width| width <= SHEET_BELOW);
        let shown = self.filters_open.get_untracked().unwrap_or(!narrow);
        self.filters_open.set(Some(!shown));
    }

    /// Whether the rows that are shown are those of the address.
    pub fn is_settled(self) -> bool {
        self.busy.get_untracked() != Some(Busy::List)
    }

    pub fn set_columns(self, change: impl FnOnce(&mut ColumnLayout)) {
        self.columns.update(change);
        preferences::set(COLUMNS, &self.columns.get_untracked().to_string());
    }

    /// The rules of the chosen zone. Tracks the choice.
    pub fn rules(self) -> ZoneRules {
        self.local_zone.rules(self.zone.get())
    }
}

/// The link, with the row at `top` as its place.
fn link_at(link: TasksLink, stretch: RwSignal<Stretch>, top: RwSignal<usize>) -> TasksLink {
    let at = stretch.with_untracked(|stretch| {
        super::stretch::cursor_at(stretch, top.get_untracked(), link.sort)
    });
    TasksLink { at, ..link }
}

fn stretch_of(opened: &Opened) -> Stretch {
    let place = |count: i64| usize::try_from(count).unwrap_or_default();
    Stretch::new(
        opened.page.clone(),
        place(opened.before),
        place(opened.facets.total),
    )
}

fn chosen<T: std::str::FromStr>(cookie: &str, otherwise: T) -> T {
    preferences::get(cookie)
        .and_then(|word| word.parse().ok())
        .unwrap_or(otherwise)
}

/// The state of the page around this component.
pub fn task_list() -> TaskList {
    expect_context()
}
