//! The response before and after, over the image.

use domain::TaskId;
use leptos::prelude::*;

use super::review::FixDrawing;

/// Two pictures side by side.
#[component]
pub fn BeforeAfter(task_id: TaskId, drawing: FixDrawing) -> impl IntoView {
    let FixDrawing {
        size: (width, height),
        before,
        after,
    } = drawing;
    let figure = move |name: &'static str, svg: &str| {
        let overlay = svg_address(svg);
        view! {
            <figure>
                <div class="fix-picture">
                    <img
                        src=format!("/media/tasks/{task_id}/preview")
                        width=width
                        height=height
                        alt=""
                    />
                    <img class="overlay" src=overlay width=width height=height alt=format!("Annotations {name}") />
                </div>
                <figcaption>{name}</figcaption>
            </figure>
        }
    };
    view! { <div class="fix-drawing">{figure("before", &before)} {figure("after", &after)}</div> }
}

/// As an image, whatever is in it cannot run.
fn svg_address(svg: &str) -> String {
    format!(
        "data:image/svg+xml;charset=utf-8,{}",
        String::from(js_sys::encode_uri_component(svg))
    )
}
