//! `/v1/projects`

use app::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::record::{MAX_NAME_BYTES, RawFields, object, time_text};
use domain::{KeyRole, TaskType};
use serde_json::{Value, json};
use store::off_worker;
use store::projects::{self, NewProject, Params, Project, ProjectParams};

use super::answer::Answer;
use super::body::Body;
use super::caller::Caller;
use super::error::{ApiError, Result};
use super::not_enabled::not_enabled;
use super::openapi::{Conflict, Missing, NotEnabled, schema};
use super::path::Name;

/// All projects.
#[utoipa::path(
    get,
    path = "/projects",
    operation_id = "listProjects",
    tag = "Projects",
    responses((status = 200, description = "Every project", body = Vec<schema::Project>)),
)]
pub async fn list(State(state): State<AppState>, caller: Caller) -> Result<Answer> {
    caller.may(KeyRole::Read)?;
    let projects = projects::list(&state.pool, caller.scope()).await?;
    let mut texts = Vec::with_capacity(projects.len());
    for project in projects {
        texts.push(shown(project).await?);
    }
    Ok(Answer::array(&texts))
}

/// A project.
#[utoipa::path(
    get,
    path = "/projects/{name}",
    operation_id = "getProject",
    tag = "Projects",
    params(("name" = String, Path, description = "Percent-encoded; slashes as `%2F`")),
    responses((status = 200, description = "The project", body = schema::Project), Missing),
)]
pub async fn read(
    State(state): State<AppState>,
    caller: Caller,
    Name(name): Name,
) -> Result<Answer> {
    caller.may(KeyRole::Read)?;
    answer(&state, &caller, &name).await
}

/// Makes a project.
#[utoipa::path(
    post,
    path = "/projects",
    operation_id = "createProject",
    tag = "Projects",
    request_body = schema::NewProject,
    responses((status = 200, description = "The project", body = schema::Project), Conflict, NotEnabled),
)]
pub async fn create(State(state): State<AppState>, caller: Caller, body: Body) -> Result<Answer> {
    caller.may(KeyRole::Admin)?;
    let asked = off_worker(body.len(), move |_| Asked::read(&body)).await??;
    let new = NewProject {
        name: &asked.name,
        task_type: asked.task_type,
        params: &asked.params,
        is_rapid: asked.is_rapid,
        is_studio: asked.is_studio,
    };
    projects::create(&state.pool, caller.scope(), new).await?;
    answer(&state, &caller, &asked.name).await
}

/// The project that a body asks for.
struct Asked {
    name: String,
    task_type: TaskType,
    params: String,
    is_rapid: bool,
    is_studio: bool,
}

impl Asked {
    fn read(body: &Body) -> Result<Self> {
        let mut fields = body.fields()?;
        let name = fields.required_name("name", MAX_NAME_BYTES);
        fields.require("type", "a task type, such as imageannotation");
        let task_type = fields.word("type");
        let params = fields.object_text("params").unwrap_or("{}").to_owned();
        let is_rapid = fields.flag("rapid").unwrap_or_default();
        let is_studio = fields.flag("studio").unwrap_or_default();
        let has_dataset = fields.raw("datasetId").is_some();
        fields.finish()?;
        if has_dataset {
            return Err(not_enabled("A Nucleus data set (`datasetId`)"));
        }
        Ok(Self {
            name,
            task_type: task_type.unwrap_or(TaskType::ImageAnnotation),
            params,
            is_rapid,
            is_studio,
        })
    }
}

/// All fields are parameters, but for `patch`, which keeps those that are not named.
#[utoipa::path(
    post,
    path = "/projects/{name}/setParams",
    operation_id = "setProjectParams",
    tag = "Projects",
    params(("name" = String, Path, description = "Percent-encoded; slashes as `%2F`")),
    request_body = schema::NewParams,
    responses((status = 200, description = "The project", body = schema::Project), Missing),
)]
pub async fn set_params(
    State(state): State<AppState>,
    caller: Caller,
    Name(name): Name,
    body: Body,
) -> Result<Answer> {
    caller.may(KeyRole::Admin)?;
    let (is_patch, params) = off_worker(body.len(), move |_| new_params(&body)).await??;
    let params = if is_patch {
        Params::Patch(&params)
    } else {
        Params::Replace(&params)
    };
    projects::set_params(&state.pool, caller.scope(), &name, params).await?;
    answer(&state, &caller, &name).await
}

/// Whether the body's parameters are a patch, and their text.
fn new_params(body: &Body) -> Result<(bool, String)> {
    let mut fields = body.fields()?;
    let is_patch = fields.flag("patch").unwrap_or_default();
    fields.finish()?;
    let sent = RawFields::parse(body.sound_object()?)?;
    let rest = sent.iter().filter(|(field, _)| *field != "patch");
    Ok((
        is_patch,
        object(rest.map(|(field, text)| (field, text.get()))),
    ))
}

/// A project's template is what its parameters say of one.
#[utoipa::path(
    get,
    path = "/projects/{name}/taskTemplates",
    operation_id = "getTaskTemplate",
    tag = "Projects",
    params(("name" = String, Path, description = "Percent-encoded; slashes as `%2F`")),
    responses((status = 200, description = "The template", body = schema::TaskTemplate), Missing),
)]
pub async fn template(
    State(state): State<AppState>,
    caller: Caller,
    Name(name): Name,
) -> Result<Answer> {
    caller.may(KeyRole::Read)?;
    let project = projects::find(&state.pool, caller.scope(), &name).await?;
    let has_templates = matches!(
        project.task_type,
        Some(TaskType::TextCollection | TaskType::Chat)
    );
    if !has_templates {
        return Err(ApiError::invalid(format!(
            "the project `{name}` has no task templates: only textcollection and chat have them"
        )));
    }
    let missing = || {
        ApiError::new(
            StatusCode::NOT_FOUND,
            format!(
                "the project `{name}` has no task template; set `template_variables` in its \
                 parameters"
            ),
        )
    };
    let last = project.history.last().ok_or_else(missing)?;
    let params: Value = serde_json::from_str(&last.params)?;
    let variables = params.get("template_variables").ok_or_else(missing)?;
    let template = json!({
        "id": format!("{:024x}", project.project_id),
        "project": project.name,
        "version": last.version,
        "created_at": time_text(project.created_at),
        "updated_at": time_text(last.created_at),
        "template_variables": variables,
        "response_schema": params.get("response_schema"),
        "auto_onboard_enabled": false,
    });
    Ok(Answer(template.to_string()))
}

async fn answer(state: &AppState, caller: &Caller, name: &str) -> Result<Answer> {
    let project = projects::find(&state.pool, caller.scope(), name).await?;
    Ok(Answer(shown(project).await?))
}

/// [`text`] away from the threads that answer requests.
async fn shown(project: Project) -> Result<String> {
    let bytes = project.history.iter().map(|it| it.params.len()).sum();
    off_worker(bytes, move |_| text(&project)).await?
}

/// As clients read it (`scaleapi` 2.18.4, `scaleapi/projects.py`).
fn text(project: &Project) -> Result<String> {
    let versions: Vec<String> = project
        .history
        .iter()
        .map(version_text)
        .collect::<Result<_>>()?;
    let fields = [
        ("name", json!(project.name).to_string()),
        ("type", json!(project.task_type).to_string()),
        ("rapid", project.is_rapid.to_string()),
        ("studio", project.is_studio.to_string()),
        (
            "created_at",
            json!(time_text(project.created_at)).to_string(),
        ),
        ("param_history", format!("[{}]", versions.join(","))),
    ];
    Ok(object(fields.iter().map(|(name, text)| (*name, &**text))))
}

/// The parameters as they are spelled, and which version they are.
fn version_text(version: &ProjectParams) -> Result<String> {
    let params = RawFields::parse(&version.params)?;
    let number = version.version.to_string();
    let created_at = json!(time_text(version.created_at)).to_string();
    let own = params
        .iter()
        .filter(|(name, _)| !matches!(*name, "version" | "created_at"))
        .map(|(name, text)| (name, text.get()));
    let added = [("version", &*number), ("created_at", &*created_at)];
    Ok(object(own.chain(added)))
}
