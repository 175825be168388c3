//! The document around what each address says of itself.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::server::Server;
use utoipa::openapi::{
    ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder, SecurityRequirement,
};
use utoipa::{IntoResponses, OpenApi as _};

use super::schema::Problem;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Tasklens API",
        description = "Scale's API of annotation tasks, spoken by Tasklens. Send a key as the user \
            of HTTP Basic with an empty password, or as a Bearer token; each team makes its own. A \
            key that begins with `test_` sees and makes test tasks only.\n\n\
            Scale's Studio, evaluation and training tasks (`/studio/…`, `/evaluation_tasks/…`, \
            `/training_tasks/…`) are about its own workforce and answer 402.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    components(schemas(Problem)),
    tags(
        (name = "Tasks", description = "What is to be annotated."),
        (name = "Projects", description = "What tasks have in common."),
        (name = "Batches", description = "Tasks that belong together."),
        (name = "Files", description = "Pictures and other attachments."),
        (name = "Team", description = "The people of the key's team."),
        (name = "Work", description = "The labelers' side, for annotation tools and models."),
    )
)]
struct Empty;

/// What may be answered anywhere.
const EVERYWHERE: [(StatusCode, &str); 6] = [
    (StatusCode::BAD_REQUEST, "The request is wrong."),
    (StatusCode::UNAUTHORIZED, "No key, or none that works."),
    (StatusCode::FORBIDDEN, "The key's role does not allow it."),
    (StatusCode::TOO_MANY_REQUESTS, "The key asks too often."),
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        "A bug, or a broken disk.",
    ),
    (StatusCode::SERVICE_UNAVAILABLE, "The database is away."),
];

/// What may be answered where a body is read.
const OF_BODIES: [(StatusCode, &str); 3] = [
    (StatusCode::REQUEST_TIMEOUT, "The body came too slowly."),
    (StatusCode::PAYLOAD_TOO_LARGE, "The body is too large."),
    (
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "The body is of another kind.",
    ),
];

/// The document before any address is in it.
pub fn document() -> OpenApi {
    let mut document = Empty::openapi();
    document.servers = Some(vec![Server::new("/v1")]);
    let components = document.components.get_or_insert_default();
    let schemes = [
        ("basic", HttpAuthScheme::Basic),
        ("bearer", HttpAuthScheme::Bearer),
    ];
    for (name, scheme) in schemes {
        let scheme = HttpBuilder::new().scheme(scheme).build();
        components.add_security_scheme(name, SecurityScheme::Http(scheme));
    }
    document.security = Some(schemes_of_keys());
    document
}

fn schemes_of_keys() -> Vec<SecurityRequirement> {
    ["basic", "bearer"]
        .map(|name| SecurityRequirement::new(name, [] as [&str; 0]))
        .into()
}

/// Adds to each address what all of them may answer.
pub fn complete(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        let operations = [
            &mut item.get,
            &mut item.post,
            &mut item.put,
            &mut item.delete,
        ];
        for operation in operations.into_iter().flatten() {
            let of_bodies = OF_BODIES
                .iter()
                .filter(|_| operation.request_body.is_some());
            let all: Vec<_> = EVERYWHERE.iter().chain(of_bodies).copied().collect();
            for (status, description) in all {
                add(operation, status, description);
            }
        }
    }
}

fn add(operation: &mut Operation, status: StatusCode, description: &str) {
    operation
        .responses
        .responses
        .entry(status.as_str().to_owned())
        .or_insert_with(|| problem(description));
}

fn problem(description: &str) -> RefOr<Response> {
    let body = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    ResponseBuilder::new()
        .description(description)
        .content("application/json", body)
        .build()
        .into()
}

/// Declares failures that only some addresses know.
macro_rules! failures {
    ($( $name:ident: $status:ident, $description:literal; )+) => {$(
        pub enum $name {}

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                let status = StatusCode::$status.as_str().to_owned();
                BTreeMap::from([(status, problem($description))])
            }
        }
    )+};
}

failures! {
    NotEnabled: PAYMENT_REQUIRED, "Tasklens does not offer it.";
    Missing: NOT_FOUND, "What the address names is not there.";
    Conflict: CONFLICT, "It is there already, or has changed meanwhile.";
    DiskFull: INSUFFICIENT_STORAGE, "The server's disk is full, or may not be written.";
}
