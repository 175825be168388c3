//! What bodies hold. Handlers write and read them as text, so that JSON which isn't ours stays as it
//! is spelled; these types only describe them.

#![allow(
    dead_code,
    reason = "the types are read when the document is made, never filled"
)]

use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

pub use super::words::{
    AuditWord, BatchStatusWord, Id, ReviewWord, StatusWord, TeamRoleWord, TypeWord,
};

/// Why a request failed.
#[derive(ToSchema)]
pub struct Problem {
    /// The status of the answer.
    status_code: u16,
    /// What is wrong, naming the field and the remedy.
    error: String,
}

/// A task. What its creation call held beside the known fields is in `params`.
#[derive(ToSchema)]
pub struct Task {
    task_id: Id,
    r#type: TypeWord,
    status: StatusWord,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    updated_at: String,
    #[schema(format = DateTime)]
    completed_at: Option<String>,
    is_test: bool,
    project: Option<String>,
    batch: Option<String>,
    unique_id: Option<String>,
    tags: Vec<String>,
    instruction: Option<String>,
    callback_url: Option<String>,
    #[schema(value_type = Object)]
    metadata: Value,
    /// As they were sent.
    #[schema(value_type = Option<Object>)]
    params: Option<Value>,
    /// Once the task is completed.
    #[schema(value_type = Option<Object>)]
    response: Option<Value>,
    /// Those that were replaced, oldest first.
    #[schema(value_type = Option<Vec<Object>>)]
    prior_responses: Option<Vec<Value>>,
    customer_review_status: ReviewWord,
    customer_review_comments: Option<String>,
    audits: Option<Vec<Audit>>,
    /// Where it was asked for.
    attachment_url: Option<String>,
}

/// A judgement on a task's response.
#[derive(ToSchema)]
pub struct Audit {
    #[schema(format = DateTime)]
    at: String,
    by: Option<String>,
    action: AuditWord,
    comment: String,
}

/// A task to be made. All other fields are its `params`; what each type needs of them
/// (`attachment`, `attachments`, `text` …) is checked.
#[derive(ToSchema)]
pub struct NewTask {
    /// Its parameters stand in for what is left out here.
    #[schema(max_length = 1000)]
    project: Option<String>,
    /// Implies its project.
    #[schema(max_length = 1000)]
    batch: Option<String>,
    instruction: Option<String>,
    callback_url: Option<String>,
    /// No other task of the team may have it.
    #[schema(max_length = 1000)]
    unique_id: Option<String>,
    #[schema(value_type = Option<Object>)]
    metadata: Option<Value>,
    tags: Option<Vec<String>>,
    #[schema(minimum = -1000, maximum = 1000)]
    priority: Option<i32>,
    clear_unique_id_on_error: Option<bool>,
    /// The file that the task is about.
    #[schema(example = "https://example.com/a.png")]
    attachment: Option<String>,
}

/// Which tasks are listed. Every parameter narrows.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TasksParams {
    project: Option<String>,
    batch: Option<String>,
    r#type: Option<TypeWord>,
    status: Option<StatusWord>,
    /// Several are separated by commas.
    customer_review_status: Option<ReviewWord>,
    /// May be given several times: any of them.
    unique_id: Option<Vec<String>>,
    /// May be given several times: any of them.
    tags: Option<Vec<String>>,
    /// Created then or later.
    #[param(value_type = Option<String>, format = DateTime)]
    start_time: Option<String>,
    /// Created then or earlier.
    #[param(value_type = Option<String>, format = DateTime)]
    end_time: Option<String>,
    #[param(value_type = Option<String>, format = DateTime)]
    completed_after: Option<String>,
    #[param(value_type = Option<String>, format = DateTime)]
    completed_before: Option<String>,
    #[param(value_type = Option<String>, format = DateTime)]
    updated_after: Option<String>,
    #[param(value_type = Option<String>, format = DateTime)]
    updated_before: Option<String>,
    /// Tasks a page.
    #[param(minimum = 1, maximum = 100, default = 100)]
    limit: Option<u32>,
    /// As the page before gave it.
    next_token: Option<String>,
    include_attachment_url: Option<bool>,
    /// Without `params` and responses.
    limited_response: Option<bool>,
}

/// Newest first.
#[derive(ToSchema)]
pub struct TaskPage {
    docs: Vec<Task>,
    /// Of all pages, exactly.
    total: u64,
    limit: u32,
    /// Always 0: pages are found by `next_token`.
    offset: u32,
    has_more: bool,
    #[schema(required = true)]
    next_token: Option<String>,
}

#[derive(ToSchema)]
pub struct NewAudit {
    accepted: bool,
    /// The reason of a rejection is shown to labelers.
    comments: Option<String>,
}

#[derive(ToSchema)]
pub struct UniqueId {
    #[schema(min_length = 1, max_length = 1000)]
    unique_id: String,
}

#[derive(ToSchema)]
pub struct Project {
    name: String,
    /// None where only imported tasks name the project.
    #[schema(required = true)]
    r#type: Option<TypeWord>,
    rapid: bool,
    studio: bool,
    #[schema(format = DateTime)]
    created_at: String,
    /// Oldest first; the last one counts.
    param_history: Vec<ParamsVersion>,
}

/// Parameters as they were set, and when.
#[derive(ToSchema)]
pub struct ParamsVersion {
    version: u32,
    #[schema(format = DateTime)]
    created_at: String,
}

#[derive(ToSchema)]
pub struct NewProject {
    #[schema(min_length = 1, max_length = 1000)]
    name: String,
    r#type: TypeWord,
    /// What the project's tasks have in common, such as `instruction`.
    #[schema(value_type = Option<Object>)]
    params: Option<Value>,
    rapid: Option<bool>,
    studio: Option<bool>,
}

/// All other fields are parameters.
#[derive(ToSchema)]
pub struct NewParams {
    /// Keeps the parameters that are not named.
    patch: Option<bool>,
}

#[derive(ToSchema)]
pub struct TaskTemplate {
    id: Id,
    project: String,
    version: u32,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    updated_at: String,
    template_variables: Value,
    #[schema(required = true)]
    response_schema: Option<Value>,
    auto_onboard_enabled: bool,
}

#[derive(ToSchema)]
pub struct Batch {
    name: String,
    #[schema(required = true)]
    project: Option<String>,
    status: BatchStatusWord,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(required = true, format = DateTime)]
    finalized_at: Option<String>,
    callback: String,
    calibration_batch: bool,
    self_label_batch: bool,
    #[schema(value_type = Object)]
    metadata: Value,
    tasks_pending: Option<u64>,
    tasks_completed: Option<u64>,
    tasks_error: Option<u64>,
    tasks_canceled: Option<u64>,
}

#[derive(ToSchema)]
pub struct NewBatch {
    #[schema(min_length = 1, max_length = 1000)]
    project: String,
    #[schema(min_length = 1, max_length = 1000)]
    name: String,
    calibration_batch: Option<bool>,
    self_label_batch: Option<bool>,
    /// An address of the web or of e-mail, which is told whenever the batch is complete, of its live
    /// and its test tasks apart: the answer of `/batches/{name}/status`, with `is_test` and `batch`.
    callback: Option<String>,
    #[schema(value_type = Option<Object>)]
    metadata: Option<Value>,
}

/// Which batches are listed.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BatchesParams {
    /// Created then or later.
    #[param(value_type = Option<String>, format = DateTime)]
    start_time: Option<String>,
    /// Created then or earlier.
    #[param(value_type = Option<String>, format = DateTime)]
    end_time: Option<String>,
    status: Option<BatchStatusWord>,
    project: Option<String>,
    #[param(minimum = 1, maximum = 100, default = 100)]
    limit: Option<u32>,
    #[param(minimum = 0, maximum = 2_147_483_647)]
    offset: Option<u32>,
    /// No batch is ever archived.
    exclude_archived: Option<bool>,
    /// With the counts of tasks by status.
    detailed: Option<bool>,
}

/// Newest first.
#[derive(ToSchema)]
pub struct BatchPage {
    docs: Vec<Batch>,
    #[schema(rename = "totalDocs")]
    total_docs: u64,
    limit: u32,
    offset: u32,
    has_more: bool,
}

/// How many of a batch's tasks are where.
#[derive(ToSchema)]
pub struct BatchCounts {
    status: BatchStatusWord,
    pending: u64,
    completed: u64,
    error: u64,
    canceled: u64,
}

#[derive(ToSchema)]
pub struct NewFile {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    project_name: Option<String>,
    reference_id: Option<String>,
    display_name: Option<String>,
}

#[derive(ToSchema)]
pub struct FileImport {
    /// Where the server fetches the file, unless the address leads inside.
    #[schema(min_length = 1, max_length = 2000)]
    file_url: String,
    project_name: Option<String>,
    reference_id: Option<String>,
    display_name: Option<String>,
}

#[derive(ToSchema)]
pub struct StoredFile {
    id: Id,
    /// To be named in tasks.
    attachment_url: String,
    mime_type: String,
    size: u64,
    display_name: String,
    #[schema(required = true)]
    reference_id: Option<String>,
    #[schema(required = true)]
    project_name: Option<String>,
    #[schema(format = DateTime)]
    created_at: String,
}

/// Somebody of the team, or who is invited.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct Teammate {
    email: String,
    role: TeamRoleWord,
    #[schema(required = true)]
    first_name: Option<String>,
    #[schema(required = true)]
    last_name: Option<String>,
    is_studio_labeler: bool,
    /// When the invitation ends.
    #[schema(required = true, format = DateTime)]
    expiry: Option<String>,
    /// Told once, to who invites.
    #[schema(rename = "invite_url")]
    invite_url: Option<String>,
}

#[derive(ToSchema)]
pub struct NewRoles {
    #[schema(max_items = 100)]
    emails: Vec<String>,
    /// `labeler` is refused: labelers are programs here.
    team_role: TeamRoleWord,
    /// For `set_role`: also where nobody verified a member's address.
    allow_unverified: Option<bool>,
}

/// Which tasks a program wants to work on. Every field narrows.
#[derive(ToSchema)]
pub struct Claim {
    task_id: Option<Id>,
    #[schema(max_length = 1000)]
    project: Option<String>,
    #[schema(max_length = 1000)]
    batch: Option<String>,
    r#type: Option<TypeWord>,
    /// Any of them.
    tags: Option<Vec<String>>,
    #[schema(minimum = 1, maximum = 100, default = 1)]
    limit: Option<u32>,
    #[schema(minimum = 1, maximum = 86_400, default = 600)]
    lease_seconds: Option<u32>,
    /// Who works on them, as the program calls them.
    #[schema(max_length = 1000)]
    worker: Option<String>,
}

#[derive(ToSchema)]
pub struct ClaimedTasks {
    claimed: Vec<ClaimedTask>,
}

#[derive(ToSchema)]
pub struct ClaimedTask {
    lease_id: Id,
    #[schema(format = DateTime)]
    expires_at: String,
    task: Task,
}

#[derive(ToSchema)]
pub struct Heartbeat {
    #[schema(minimum = 1, maximum = 86_400, default = 600)]
    lease_seconds: Option<u32>,
}

#[derive(ToSchema)]
pub struct Lease {
    lease_id: Id,
    #[schema(format = DateTime)]
    expires_at: String,
}

#[derive(ToSchema)]
pub struct Submission {
    #[schema(value_type = Object)]
    response: Value,
}

#[derive(ToSchema)]
pub struct WorkError {
    /// Why the task cannot be done.
    #[schema(min_length = 1, max_length = 1000)]
    error: String,
}
