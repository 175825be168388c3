//! What the REST API asks for, read out of its requests.

mod batch_status;
mod batches_query;
mod instant;
mod pairs;
mod tasks_query;
mod team_role;

pub use batch_status::BatchStatus;
pub use batches_query::BatchesQuery;
pub use instant::instant;
pub use tasks_query::{MAX_LIMIT, TasksQuery};
pub use team_role::TeamRole;
