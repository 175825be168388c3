//! `/projects`

use domain::project::ProjectRow;
use domain::{TaskStatus, TaskType};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;

use super::calls::{Projects, projects_now};
use super::new_project::NewProject;
use crate::key_list::Keys;
use crate::settings::{PageFailed, PageHelp, StatusBar, tasks_of_project};
use crate::task_list::number::grouped;
use crate::task_page::on_key;

const KEYS: Keys = &[("n", "New project")];
const KEYS_OF_READERS: &[(&str, &str)] = &[];

/// All projects of the team.
#[component]
pub fn ProjectsPage() -> impl IntoView {
    let projects = Resource::new_blocking(|| (), |()| projects_now());
    view! {
        <Title text="Projects" />
        <Suspense fallback=|| view! { <main id="main" class="settings" aria-busy="true"></main> }>
            {move || Suspend::new(async move {
                match projects.await {
                    Ok(projects) => view! { <Loaded projects /> }.into_any(),
                    Err(error) => {
                        let retry = Callback::new(move |()| projects.refetch());
                        view! {
                            <PageFailed
                                error
                                missing="There are no projects"
                                title="The projects cannot be shown now"
                                retry
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Loaded(projects: Projects) -> impl IntoView {
    let Projects {
        can_manage,
        projects,
    } = projects;
    let open = RwSignal::new(false);
    let count = match projects.len() {
        1 => "one project".to_owned(),
        count => format!("{} projects", grouped(count)),
    };
    if can_manage {
        on_key(move |event| {
            let asks = event.key() == "n";
            if asks {
                open.set(true);
            }
            asks
        });
    }
    view! {
        <main id="main" class="settings wide">
            <header class="settings-head">
                <div>
                    <h1>"Projects"</h1>
                    <p class="soft">{count}</p>
                </div>
                <div class="settings-actions">
                    {can_manage
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="button primary"
                                    aria-haspopup="dialog"
                                    on:click=move |_| open.set(true)
                                >
                                    "New project"
                                </button>
                                <NewProject open />
                            }
                        })}
                    <PageHelp keys=if can_manage { KEYS } else { KEYS_OF_READERS } />
                </div>
            </header>
            {if projects.is_empty() {
                view! {
                    <div class="card settings-empty">
                        <h2>"No projects yet"</h2>
                        <p class="soft">
                            "A project gives its tasks their instruction and parameters. They come with imported tasks, too."
                        </p>
                    </div>
                }
                    .into_any()
            } else {
                view! { <ProjectTable projects /> }.into_any()
            }}
        </main>
    }
}

#[component]
fn ProjectTable(projects: Vec<ProjectRow>) -> impl IntoView {
    view! {
        <div class="card settings-rows">
            <table class="projects-table">
                <thead>
                    <tr>
                        <th scope="col">"Project"</th>
                        <th scope="col">"Progress"</th>
                        {TaskStatus::ALL
                            .iter()
                            .map(|status| view! { <th scope="col" class="number">{status.label()}</th> })
                            .collect_view()}
                        <th scope="col" class="number">"Batches"</th>
                    </tr>
                </thead>
                <tbody>
                    {projects
                        .into_iter()
                        .map(|project| view! { <ProjectLine project /> })
                        .collect_view()}
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn ProjectLine(project: ProjectRow) -> impl IntoView {
    let counts = project.counts;
    let done = format!(
        "{} of {}",
        grouped(counts.completed().unsigned_abs() as usize),
        grouped(counts.total().unsigned_abs() as usize)
    );
    let name = project.name.clone();
    let all = tasks_of_project(&name, None);
    let numbers = TaskStatus::ALL
        .iter()
        .map(|status| {
            let count = counts.of(*status).unsigned_abs() as usize;
            view! {
                <td class="number wide-only">
                    {if count == 0 {
                        view! { <span class="soft">"0"</span> }.into_any()
                    } else {
                        view! {
                            <a
                                href=tasks_of_project(&name, Some(*status))
                                aria-label=format!("{count} {} in {name}", status.label())
                            >
                                {grouped(count)}
                            </a>
                        }
                            .into_any()
                    }}
                </td>
            }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row" class="row-name">
                <A href=format!("/projects/{}", project.project_id) attr:data-line="">
                    {project.name.clone()}
                </A>
                <span class="soft block">
                    {project.task_type.map_or("Several types", TaskType::label)}
                </span>
            </th>
            <td class="row-progress">
                <StatusBar counts />
                <a class="soft" href=all>{done}</a>
            </td>
            {numbers}
            <td class="number wide-only">{grouped(project.batches.unsigned_abs() as usize)}</td>
        </tr>
    }
}
