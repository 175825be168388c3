//! Where the Tasks tab opens: at the viewer's default view.

use leptos::prelude::*;
use leptos_router::components::Redirect;

use crate::AppError;

/// The address that "Tasks" leads to. Links carry it, rather than that `/tasks` sends elsewhere, so
/// that all tasks stay within reach and a reload shows what it showed.
#[server]
pub async fn default_path() -> Result<String, AppError> {
    let viewer = match crate::viewer::viewer().await {
        Err(AppError::NotLoggedIn) => return Ok("/tasks".to_owned()),
        viewer => viewer?,
    };
    let pool = crate::state::state().pool;
    let query = store::saved_views::default_query(&pool, viewer.scope(), viewer.account_id).await?;
    Ok(domain::saved_view::path_of(&query.unwrap_or_default()))
}

/// The address, in the context of the whole app; the menu of views asks for it again when the
/// default changes.
#[derive(Clone, Copy)]
pub struct TasksHome(Resource<Result<String, AppError>>);

impl TasksHome {
    pub fn refetch(self) {
        self.0.refetch();
    }

    pub async fn path(self) -> String {
        self.0.await.unwrap_or_else(|_| "/tasks".to_owned())
    }
}

/// Makes [`TasksHome`] known to all components below.
pub fn provide_tasks_home() -> TasksHome {
    let home = TasksHome(Resource::new_blocking(|| (), |()| default_path()));
    provide_context(home);
    home
}

/// `/`
#[component]
pub fn Home() -> impl IntoView {
    let home: TasksHome = expect_context();
    view! {
        <Suspense>
            {move || Suspend::new(async move { view! { <Redirect path=home.path().await /> } })}
        </Suspense>
    }
}
