//! Texts of which only some are allowed. The types stand for their schemas and have no values.

use domain::api::{BatchStatus, TeamRole};
use domain::audit::AuditAction;
use domain::{ApiStatus, TaskType};
use utoipa::openapi::schema::{Schema, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// Declares the schema of an enum's words.
macro_rules! words {
    ($( $name:ident: $enum:ty, $description:literal; )+) => {$(
        pub enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let words = <$enum>::ALL.iter().map(|word| word.as_str());
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some($description))
                    .enum_values(Some(words))
                    .into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

words! {
    TypeWord: TaskType, "The kind of work.";
    StatusWord: ApiStatus, "Where a task is.";
    AuditWord: AuditAction, "What an audit did.";
    BatchStatusWord: BatchStatus, "Where a batch is.";
    TeamRoleWord: TeamRole, "What somebody may do in a team.";
}

/// Several review statuses have the same word.
pub enum ReviewWord {}

impl PartialSchema for ReviewWord {
    fn schema() -> RefOr<Schema> {
        let words = ["pending", "accepted", "fixed", "commented", "rejected"];
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("What the review of a task came to."))
            .enum_values(Some(words))
            .into()
    }
}

impl ToSchema for ReviewWord {}

/// The id of a task, a lease or a file.
pub enum Id {}

impl PartialSchema for Id {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("24 hexadecimal digits."))
            .pattern(Some("^[0-9a-f]{24}$"))
            .into()
    }
}

impl ToSchema for Id {}
