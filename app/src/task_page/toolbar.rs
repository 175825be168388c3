//! The bar over the stage: zoom, and how the picture is looked at.

use leptos::prelude::*;

use super::look::Look;
use super::stage_camera::StageCamera;

/// What a picture has that the bar can show or hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Annotated {
    Yes,
    No,
}

#[component]
pub fn StageToolbar(
    camera: StageCamera,
    look: Look,
    annotated: Annotated,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let percent = move || {
        camera
            .now()
            .map(|camera| format!("{:.0} %", camera.scale * 100.0))
            .unwrap_or_default()
    };
    view! {
        <div class="stage-toolbar" role="toolbar" aria-label="Picture">
            {children.map(|children| children())}
            <div class="tool-group">
                <button class="icon-button" type="button" title="Zoom out (−)" aria-label="Zoom out" on:click=move |_| camera.zoom(0.8, None)>
                    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M3 8h10" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" /></svg>
                </button>
                <output class="zoom-percent" aria-label="Zoom">{percent}</output>
                <button class="icon-button" type="button" title="Zoom in (+)" aria-label="Zoom in" on:click=move |_| camera.zoom(1.25, None)>
                    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M3 8h10M8 3v10" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" /></svg>
                </button>
                <button class="button small" type="button" title="Fit the stage (0)" aria-pressed=move || camera.camera.get().is_none().to_string() on:click=move |_| camera.fit()>"Fit"</button>
                <button class="button small" type="button" title="One screen pixel a picture pixel (1)" on:click=move |_| camera.actual()>"1:1"</button>
            </div>
            {(annotated == Annotated::Yes)
                .then(|| {
                    view! {
                        <div class="tool-group">
                            <button
                                class="button small"
                                type="button"
                                title="Original or annotated (o)"
                                aria-pressed=move || look.annotated.get().to_string()
                                on:click=move |_| look.annotated.update(|annotated| *annotated = !*annotated)
                            >
                                "Annotations"
                            </button>
                            <Slider name="Opacity" value=look.opacity min="10" max="100" />
                        </div>
                    }
                })}
            <div class="tool-group">
                <Slider name="Brightness" value=look.brightness min="40" max="300" />
            </div>
        </div>
    }
}

/// A value in percent; a double click brings back 100.
#[component]
fn Slider(
    name: &'static str,
    value: RwSignal<u32>,
    min: &'static str,
    max: &'static str,
) -> impl IntoView {
    view! {
        <label class="tool-slider" title=move || format!("{name}: {} %; double click for 100 %", value.get())>
            <span>{name}</span>
            <input
                type="range"
                min=min
                max=max
                step="5"
                prop:value=move || value.get().to_string()
                value="100"
                on:input=move |event| {
                    if let Ok(percent) = event_target_value(&event).parse() {
                        value.set(percent);
                    }
                }
                on:dblclick=move |_| value.set(100)
            />
        </label>
    }
}
