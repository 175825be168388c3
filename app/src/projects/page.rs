//! `/projects/{id}`

use domain::TaskStatus;
use domain::batch_list::BatchesLink;
use domain::project::ProjectFacts;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::calls::{Project, project_now};
use super::instruction::Instruction;
use super::params::Params;
use super::reject_policy::RejectPolicyChoice;
use crate::access::chosen_zone;
use crate::key_list::Keys;
use crate::settings::{PageFailed, PageHelp, StatusBar, tasks_of_project};
use crate::task_list::number::grouped;
use crate::task_page::TimeText;

const KEYS: Keys = &[("Ctrl ↵", "Save the text in which you write")];

/// The project of the address.
#[component]
pub fn ProjectPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let project = Resource::new_blocking(move || id.get(), project_now);
    view! {
        <Transition fallback=|| view! { <main id="main" class="settings" aria-busy="true"></main> }>
            {move || Suspend::new(async move {
                match project.await {
                    Ok(project) => view! { <Loaded project /> }.into_any(),
                    Err(error) => {
                        let retry = Callback::new(move |()| project.refetch());
                        view! {
                            <Title text="Project" />
                            <PageFailed
                                error
                                missing="There is no such project"
                                title="This project cannot be shown now"
                                retry
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// The project as the page shows it; signals, so it is copied freely.
#[derive(Clone, Copy)]
pub(super) struct ProjectState {
    pub facts: RwSignal<ProjectFacts>,
    pub can_manage: bool,
}

impl ProjectState {
    pub fn id(self) -> i32 {
        self.facts.with_untracked(|facts| facts.project.project_id)
    }

    /// The version of the parameters that the page shows; `None` before there is any.
    pub fn version(self) -> Option<i32> {
        self.facts.with_untracked(ProjectFacts::version)
    }

    /// Shows the project as it is now, and tells whether it can. Where it cannot the page stays as
    /// it was.
    pub async fn read(self) -> bool {
        match project_now(self.id().to_string()).await {
            Ok(project) => self.facts.try_set(project.facts).is_none(),
            Err(_) => false,
        }
    }
}

#[component]
fn Loaded(project: Project) -> impl IntoView {
    let zone = chosen_zone();
    let Project {
        can_manage,
        facts,
        instruction_html,
    } = project;
    let row = facts.project.clone();
    let state = ProjectState {
        facts: RwSignal::new(facts),
        can_manage,
    };
    let batches = BatchesLink {
        project: Some(row.name.clone()),
        ..BatchesLink::default()
    };
    let batches_words = match row.batches {
        1 => "1 batch".to_owned(),
        count => format!("{} batches", grouped(count.unsigned_abs() as usize)),
    };
    view! {
        <Title text=row.name.clone() />
        <main id="main" class="settings wide">
            <header class="settings-head">
                <div class="settings-title">
                    <p class="soft"><a href="/projects">"Projects"</a></p>
                    <h1>{row.name.clone()}</h1>
                    <p class="soft">
                        {row.task_type.map(|task_type| format!("{}, ", task_type.label()))} "made "
                        <TimeText at=row.created_at zone />
                    </p>
                </div>
                <div class="settings-actions">
                    <a href=tasks_of_project(&row.name, None) class="button">"Tasks"</a>
                    <a href=batches.path() class="button">{batches_words}</a>
                    <PageHelp keys=KEYS />
                </div>
            </header>
            <section class="card" aria-labelledby="tasks-title">
                <header>
                    <h2 id="tasks-title">"Tasks"</h2>
                    <p class="soft">{grouped(row.counts.total().unsigned_abs() as usize)} " in all"</p>
                </header>
                <div class="project-counts">
                    <StatusBar counts=row.counts />
                    <ul>
                        {TaskStatus::ALL
                            .iter()
                            .map(|status| {
                                let count = row.counts.of(*status).unsigned_abs() as usize;
                                view! {
                                    <li>
                                        <a href=tasks_of_project(&row.name, Some(*status)) data-line="">
                                            <span class=format!("status {status}")>{status.label()}</span>
                                            <strong>{grouped(count)}</strong>
                                        </a>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </div>
            </section>
            <Instruction project=state html=instruction_html />
            <Params project=state />
            <RejectPolicyChoice project=state />
        </main>
    }
}
