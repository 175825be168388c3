//! Play, steps and a scrubber over the frames of a sequence.

use leptos::prelude::*;

/// `children` are drawn along the scrubber, in an SVG that is a frame a unit wide and 6 high.
#[component]
pub fn FramePlayer(
    /// From 0.
    frame: RwSignal<u32>,
    count: RwSignal<u32>,
    playing: RwSignal<bool>,
    /// Frames a second.
    rate: f64,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let step = move |by: i64| {
        playing.set(false);
        let last = i64::from(count.get_untracked().saturating_sub(1));
        let to = i64::from(frame.get_untracked()) + by;
        frame.set(to.clamp(0, last) as u32);
    };
    view! {
        <div class="player" role="group" aria-label="Frames">
            <button class="icon-button" type="button" title="Previous frame (,)" aria-label="Previous frame" on:click=move |_| step(-1)>
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="currentColor"><path d="M12 3v10L5.5 8zM3.5 3H5v10H3.5z" /></svg>
            </button>
            <button
                class="icon-button"
                type="button"
                title="Play or pause (space)"
                aria-label=move || if playing.get() { "Pause" } else { "Play" }
                on:click=move |_| playing.update(|playing| *playing = !*playing)
            >
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="currentColor">
                    <path d=move || if playing.get() { "M4 3h3v10H4zM9 3h3v10H9z" } else { "M4.5 2.5v11l9-5.5z" } />
                </svg>
            </button>
            <button class="icon-button" type="button" title="Next frame (.)" aria-label="Next frame" on:click=move |_| step(1)>
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="currentColor"><path d="M4 3v10l6.5-5zM11 3h1.5v10H11z" /></svg>
            </button>
            <div class="scrubber">
                <input
                    type="range"
                    aria-label="Frame"
                    min="0"
                    max=move || count.get().saturating_sub(1).to_string()
                    step="1"
                    prop:value=move || frame.get().to_string()
                    value="0"
                    on:input=move |event| {
                        if let Ok(to) = event_target_value(&event).parse() {
                            playing.set(false);
                            frame.set(to);
                        }
                    }
                />
                <svg class="lane" viewBox=move || format!("0 0 {} 6", count.get().max(1)) preserveAspectRatio="none" aria-hidden="true">
                    {children.map(|children| children())}
                </svg>
            </div>
            <output class="frame-number">
                {move || format!("{} / {}", frame.get() + 1, count.get())}
                <span class="faint">{move || format!(" {:.2} s", f64::from(frame.get()) / rate)}</span>
            </output>
        </div>
    }
}

/// Calls `act` that many times a second while `playing`.
pub fn tick(playing: RwSignal<bool>, rate: f64, act: impl Fn() + Clone + 'static) {
    Effect::new(move || {
        if !playing.get() {
            return;
        }
        let pause = std::time::Duration::from_secs_f64(1.0 / rate);
        if let Ok(interval) = set_interval_with_handle(act.clone(), pause) {
            on_cleanup(move || interval.clear());
        }
    });
}
