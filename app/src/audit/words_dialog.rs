//! The words that go with a verdict.

use domain::audit::{Judgement, check_comment};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::modal::LazyModal;

/// Which verdict needs words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Required.
    Reject,
    /// Optional; the button without words accepts at once.
    Accept,
}

impl Words {
    pub fn judgement(self, words: String) -> Judgement {
        match self {
            Self::Reject => Judgement::Reject { reason: words },
            Self::Accept => Judgement::Accept { comment: words },
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Reject => "Reject",
            Self::Accept => "Accept with a comment",
        }
    }
}

/// Asks for the words of a verdict. What was typed stays while the page is open.
#[component]
pub fn WordsDialog(
    open: RwSignal<bool>,
    words: Words,
    /// What the verdict does, in a sentence.
    #[prop(into)]
    consequence: Signal<String>,
    #[prop(into)] on_judge: Callback<Judgement>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let submit = move || {
        let judgement = words.judgement(text.get_untracked());
        if let Err(error) = check_comment(&judgement) {
            problem.set(Some(error.to_string()));
            return;
        }
        problem.set(None);
        open.set(false);
        text.set(String::new());
        on_judge.run(judgement);
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            submit();
        }
    };
    let field = match words {
        Words::Reject => "Reason",
        Words::Accept => "Comment",
    };
    let button = match words {
        Words::Reject => "button danger",
        Words::Accept => "button primary",
    };
    view! {
        <LazyModal open title=words.title().to_owned()>
            <div class="content words">
                <div class="field">
                    <label for="audit-words">{field}</label>
                    <textarea
                        id="audit-words"
                        rows="5"
                        autofocus
                        aria-describedby="audit-words-hint"
                        aria-invalid=move || problem.get().is_some().to_string()
                        prop:value=move || text.get()
                        on:input=move |event| text.set(event_target_value(&event))
                        on:keydown=on_key
                    ></textarea>
                    <p class="hint" id="audit-words-hint">{move || consequence.get()}</p>
                    <p class="problem" role="alert">{move || problem.get()}</p>
                </div>
            </div>
            <footer>
                <button class="button" type="button" on:click=move |_| open.set(false)>"Cancel"</button>
                <button class=button type="button" on:click=move |_| submit()>
                    {match words { Words::Reject => "Reject", Words::Accept => "Accept" }}
                    <kbd>"Ctrl ↵"</kbd>
                </button>
            </footer>
        </LazyModal>
    }
}
