//! Making a project.

use domain::TaskType;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::calls::create_project;
use crate::modal::LazyModal;

/// A dialog with name and type; the rest is set on the project's page, where it leads.
#[component]
pub(super) fn NewProject(open: RwSignal<bool>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let task_type = RwSignal::new(TaskType::ImageAnnotation);
    let problem = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let navigate = StoredValue::new(use_navigate());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        spawn_local(async move {
            match create_project(name.get_untracked(), task_type.get_untracked()).await {
                Ok(project_id) => {
                    navigate.with_value(|navigate| {
                        navigate(
                            &format!("/projects/{project_id}"),
                            NavigateOptions::default(),
                        );
                    });
                }
                Err(error) => drop(problem.try_set(Some(error.to_string()))),
            }
            is_busy.try_set(false);
        });
    };
    view! {
        <LazyModal open title="New project".to_owned()>
            <form on:submit=submit>
                <div class="content settings-fields">
                    <div class="field">
                        <label for="project-name">"Name"</label>
                        <input
                            id="project-name"
                            type="text"
                            required
                            autofocus
                            autocomplete="off"
                            maxlength="1000"
                            placeholder="Street scenes, 2026"
                            prop:value=name
                            on:input=move |event| name.set(event_target_value(&event))
                        />
                        <span class="hint">"Tasks and programs name it so; it cannot be changed later."</span>
                    </div>
                    <div class="field">
                        <label for="project-type">"Type of its tasks"</label>
                        <select
                            id="project-type"
                            on:change=move |event| {
                                if let Ok(chosen) = event_target_value(&event).parse() {
                                    task_type.set(chosen);
                                }
                            }
                        >
                            {TaskType::ALL
                                .iter()
                                .map(|choice| {
                                    view! {
                                        <option
                                            value=choice.as_str()
                                            selected=*choice == task_type.get_untracked()
                                        >
                                            {choice.label()}
                                        </option>
                                    }
                                })
                                .collect_view()}
                        </select>
                    </div>
                    {move || problem.get().map(|text| view! { <p class="notice bad" role="alert">{text}</p> })}
                </div>
                <footer class="dialog-end">
                    <button type="button" class="button" on:click=move |_| open.set(false)>"Cancel"</button>
                    <button type="submit" class="button primary" disabled=is_busy>"Make the project"</button>
                </footer>
            </form>
        </LazyModal>
    }
}
