//! What the pages of projects ask the server for.

use domain::TaskType;
use domain::audit::RejectPolicy;
use domain::project::{ProjectFacts, ProjectRow};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// All that the list shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Projects {
    /// Whether the viewer may make and change projects.
    pub can_manage: bool,
    pub projects: Vec<ProjectRow>,
}

#[server]
pub async fn projects_now() -> Result<Projects, AppError> {
    let viewer = crate::viewer::viewer().await?;
    let pool = crate::state::state().pool;
    Ok(Projects {
        can_manage: viewer.role.allows(domain::Role::Admin),
        projects: store::projects::overview(&pool, viewer.scope()).await?,
    })
}

/// All that the page of a project shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Whether the viewer may change it.
    pub can_manage: bool,
    pub facts: ProjectFacts,
    /// The instruction as HTML that is safe to show.
    pub instruction_html: String,
}

/// The project whose number the address names.
#[server]
pub async fn project_now(id: String) -> Result<Project, AppError> {
    let viewer = crate::viewer::viewer().await?;
    let pool = crate::state::state().pool;
    let project_id: i32 = id
        .parse()
        .map_err(|_| AppError::NotFound("projects have numbers; this is none".to_owned()))?;
    let facts = store::projects::facts(&pool, viewer.scope(), project_id).await?;
    Ok(Project {
        can_manage: viewer.role.allows(domain::Role::Admin),
        instruction_html: crate::instructions::render(facts.instruction.clone()).await?,
        facts,
    })
}

/// Makes a project and answers with its number.
#[server]
pub async fn create_project(name: String, task_type: TaskType) -> Result<i32, AppError> {
    let viewer = crate::viewer::viewer_as(domain::Role::Admin).await?;
    let pool = crate::state::state().pool;
    let name = domain::project::clean_name(&name).map_err(invalid)?;
    let new = store::projects::NewProject {
        name,
        task_type,
        params: "{}",
        is_rapid: false,
        is_studio: false,
    };
    Ok(store::projects::create(&pool, viewer.scope(), new).await?)
}

/// A change of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProjectChange {
    /// Text of a JSON object, in the place of the version that its editor saw.
    Params {
        version: Option<i32>,
        params: String,
    },
    /// One of the parameters; the others stay.
    Instruction {
        version: Option<i32>,
        text: String,
    },
    RejectPolicy(RejectPolicy),
}

#[server(input = Json)]
pub async fn change_project(project_id: i32, change: ProjectChange) -> Result<(), AppError> {
    use store::projects::{Params, edit_params, set_reject_policy};

    let viewer = crate::viewer::viewer_as(domain::Role::Admin).await?;
    let pool = crate::state::state().pool;
    let scope = viewer.scope();
    match change {
        ProjectChange::Params { version, params } => {
            domain::project::check_params(&params).map_err(invalid)?;
            edit_params(&pool, scope, project_id, version, Params::Replace(&params)).await
        }
        ProjectChange::Instruction { version, text } => {
            let patch = serde_json::json!({ "instruction": text }).to_string();
            edit_params(&pool, scope, project_id, version, Params::Patch(&patch)).await
        }
        ProjectChange::RejectPolicy(policy) => {
            set_reject_policy(&pool, scope, project_id, policy).await
        }
    }?;
    Ok(())
}

#[cfg(feature = "ssr")]
fn invalid(problem: domain::record::FieldProblem) -> AppError {
    AppError::Invalid(problem.to_string())
}

/// An earlier version of a project's parameters.
#[server]
pub async fn params_of_version(project_id: i32, version: i32) -> Result<String, AppError> {
    let viewer = crate::viewer::viewer().await?;
    let pool = crate::state::state().pool;
    Ok(store::projects::params_of(&pool, viewer.scope(), project_id, version).await?)
}

/// How an instruction will look: HTML that is safe to show.
#[server(input = Json)]
pub async fn preview_instruction(text: String) -> Result<String, AppError> {
    crate::viewer::viewer().await?;
    crate::instructions::render(text).await
}
