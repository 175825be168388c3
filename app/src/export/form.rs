//! The choices of an export.

use domain::export::{ExportForm, ExportFormat};
use domain::task_list::Column;
use leptos::prelude::*;

/// Format, packing, and the columns of a table.
#[component]
pub fn FormFields(
    form: RwSignal<ExportForm>,
    #[prop(into)] disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <fieldset class="export-formats" disabled=move || disabled.get()>
            <legend>"Format"</legend>
            {ExportFormat::ALL
                .iter()
                .map(|format| {
                    let is_chosen = move || form.with(|form| form.format == *format);
                    view! {
                        <label class="export-format">
                            <input
                                type="radio"
                                name="export-format"
                                value=format.as_str()
                                checked=is_chosen
                                prop:checked=is_chosen
                                on:change=move |_| form.update(|form| form.format = *format)
                            />
                            <span>
                                <strong>{format.label()}</strong>
                                <span class="hint">{hint(*format)}</span>
                            </span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
        <Show when=move || form.with(|form| form.format == ExportFormat::Csv)>
            <fieldset class="export-columns" disabled=move || disabled.get()>
                <legend>"Columns"</legend>
                {Column::ALL.iter().map(|column| view! { <ColumnChoice form column=*column /> }).collect_view()}
            </fieldset>
        </Show>
        <label class="export-gzip">
            <input
                type="checkbox"
                name="gzip"
                disabled=move || disabled.get()
                prop:checked=move || form.with(|form| form.gzip)
                on:change=move |event| form.update(|form| form.gzip = event_target_checked(&event))
            />
            <span>"Pack with gzip"</span>
        </label>
    }
}

#[component]
fn ColumnChoice(form: RwSignal<ExportForm>, column: Column) -> impl IntoView {
    let is_chosen = move || form.with(|form| form.columns.contains(&column));
    // A table has a column at least.
    let is_last = move || is_chosen() && form.with(|form| form.columns.len() == 1);
    let change = move |event| {
        let wanted = event_target_checked(&event);
        form.update(|form| {
            let columns = Column::ALL.iter().copied().filter(|listed| {
                if *listed == column {
                    wanted
                } else {
                    form.columns.contains(listed)
                }
            });
            form.columns = columns.collect();
        });
    };
    view! {
        <label>
            <input type="checkbox" prop:checked=is_chosen disabled=is_last on:change=change />
            <span>{column.label()}</span>
        </label>
    }
}

const fn hint(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Json => "Whole tasks with responses and prior responses",
        ExportFormat::Jsonl => "The same, a task a line, for scripts and large files",
        ExportFormat::Csv => "A row a task for spreadsheets, without responses",
    }
}
