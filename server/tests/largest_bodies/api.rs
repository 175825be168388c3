//! The API: each operation of its document, with large bodies.

use serde_json::Value;

use super::server::{PROJECT, Server, TASK};
use super::shapes::{
    boxes, distinct_texts, empty_objects, fields, long_name, long_text, nested, numbers,
};
use super::{Attempt, is_full};

/// Bytes of most bodies.
const USUAL: usize = (1 << 20) - 100;

/// Bytes of a query; servers take no more in an address.
const QUERY: usize = 60_000;

const JSON: &str = "application/json";

/// Bytes of bodies that bring a task or a response.
fn largest() -> usize {
    if is_full() { (32 << 20) - 100 } else { 3 << 20 }
}

/// Every operation of the document; one without an entry in [`large`] is an error.
pub async fn attempts(server: &Server) -> Vec<Attempt> {
    let lease = lease(server).await;
    let document = server.ask("GET", "/v1/openapi.json", "").await;
    let mut attempts = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            let Some(large) = large(id) else {
                panic!("{id} has no entry; say what its largest bodies are");
            };
            for (shape, query, content_type, body) in large {
                attempts.push(Attempt {
                    name: format!("{id}: {shape}"),
                    method: method.to_uppercase(),
                    path: format!("/v1{}{query}", filled(id, path, &lease)),
                    content_type,
                    body,
                });
            }
        }
    }
    assert!(attempts.len() > 50, "{}", attempts.len());
    // What ends the task's or the lease's life comes last.
    attempts.sort_by_key(|attempt| {
        let ends = ["cancelTask", "failWork", "releaseWork", "submitWork: boxes"];
        ends.iter().any(|end| attempt.name.starts_with(end))
    });
    attempts
}

/// A lease of a task that waits.
async fn lease(server: &Server) -> String {
    let task = r#"{"attachment": "https://files.example.com/a.png"}"#;
    server.ask("POST", "/v1/task/imageannotation", task).await;
    let claimed = server.ask("POST", "/v1/work/claim", "{}").await;
    let lease: &Value = &claimed["claimed"][0]["lease_id"];
    lease.as_str().unwrap().to_owned()
}

/// The path with what is there in the place of names.
fn filled(id: &str, path: &str, lease: &str) -> String {
    path.replace(
        "{id_or_type}",
        if id == "createTask" {
            "imageannotation"
        } else {
            TASK
        },
    )
    .replace("{task_id}", TASK)
    .replace("{lease_id}", lease)
    .replace("{file_id}", TASK)
    .replace("{name}", PROJECT)
}

/// What is large, the query, the body's type, and the body.
type Large = (&'static str, String, &'static str, String);

fn body(shape: &'static str, body: String) -> Large {
    (shape, String::new(), JSON, body)
}

fn query(shape: &'static str, name: &str, value: impl Fn(usize) -> String) -> Large {
    let mut query = String::new();
    for index in 0.. {
        let sign = if index == 0 { '?' } else { '&' };
        let next = format!("{sign}{name}={}", value(index));
        if query.len() + next.len() > QUERY {
            break;
        }
        query.push_str(&next);
    }
    (shape, query, JSON, String::new())
}

/// The body with `large` in its field.
fn field(name: &str, large: &str) -> String {
    format!("{{\"{name}\":{large}}}")
}

fn large(id: &str) -> Option<Vec<Large>> {
    let texts = || distinct_texts(USUAL - 100);
    let text = || long_text(USUAL - 100);
    let none = || vec![query("unknown parameters", "x", |index| index.to_string())];
    Some(match id {
        "setTags" | "addTags" | "removeTags" => vec![
            body("distinct texts", texts()),
            body("one long text", format!("[{}]", text())),
            body("numbers", numbers(USUAL)),
            body("nested lists", nested(USUAL)),
        ],
        "createTask" => {
            let most = largest();
            let image = r#""attachment":"https://files.example.com/a.png","#;
            let with = |name: &str, large: String| format!("{{{image}\"{name}\":{large}}}");
            vec![
                body("fields", fields(most)),
                body("tags", with("tags", distinct_texts(most - 200))),
                body("numbers for tags", with("tags", numbers(most - 200))),
                body("metadata", with("metadata", fields(most - 200))),
                body("a long name", with("metadata", long_name(most - 200))),
                body(
                    "attachments",
                    with("attachments", distinct_texts(most - 200)),
                ),
                body("numbers", with("params", numbers(most - 200))),
                body("a long unique id", with("unique_id", long_text(most - 200))),
                body("nested lists", with("deep", nested(most - 200))),
                body(
                    "labels",
                    with(
                        "geometries",
                        format!(
                            "{{\"box\":{{\"objects_to_annotate\":{}}}}}",
                            distinct_texts(most - 300)
                        ),
                    ),
                ),
            ]
        }
        "submitWork" => {
            let most = largest() - 200;
            let response =
                |annotations: String| field("response", &field("annotations", &annotations));
            vec![
                body("no object", field("response", &numbers(most))),
                body("too deep", response(nested(most))),
                body(
                    "two of a name",
                    format!("{{\"response\":{{}},{}", &fields(most)[1..]),
                ),
                body("boxes", response(boxes(most))),
                body("boxes again", response(empty_objects(most))),
            ]
        }
        "setTaskMetadata" | "setBatchMetadata" => vec![
            body("fields", fields(USUAL)),
            body("a long name", long_name(USUAL)),
            body("no object", numbers(USUAL)),
        ],
        "createProject" => {
            let most = USUAL - 200;
            vec![
                body(
                    "params",
                    format!(
                        r#"{{"name":"P","type":"categorization","params":{}}}"#,
                        fields(most)
                    ),
                ),
                body("a long name", field("name", &long_text(most))),
            ]
        }
        "setProjectParams" => {
            let most = USUAL - 200;
            vec![
                body("fields", fields(most)),
                body(
                    "a patch",
                    format!("{{\"patch\":true,{}", &fields(most)[1..]),
                ),
                body("an instruction", field("instruction", &long_text(most))),
            ]
        }
        "createBatch" => vec![
            body(
                "metadata",
                format!(
                    r#"{{"project":"Street","name":"B","metadata":{}}}"#,
                    fields(USUAL - 100)
                ),
            ),
            body("a long name", field("name", &text())),
        ],
        "inviteTeammates" | "setTeammateRole" => vec![
            body(
                "emails",
                format!(
                    r#"{{"team_role":"member","emails":{}}}"#,
                    distinct_texts(USUAL - 100)
                ),
            ),
            body("a long role", field("team_role", &text())),
        ],
        "auditTask" => vec![body(
            "a long comment",
            format!(r#"{{"accepted":true,"comments":{}}}"#, text()),
        )],
        "setUniqueId" => vec![body("a long id", field("unique_id", &text()))],
        "claimTasks" => vec![
            body("tags", field("tags", &texts())),
            body("a long type", field("type", &text())),
            body("fields", fields(USUAL)),
        ],
        "holdLease" => vec![
            body("fields", fields(USUAL)),
            body("a long number", field("lease_seconds", &text())),
        ],
        "failWork" => vec![body("a long reason", field("error", &text()))],
        "importFile" => vec![body("a long address", field("file_url", &text()))],
        "uploadFile" => {
            let part = format!(
                "--x\r\ncontent-disposition: form-data; name=\"display_name\"\r\n\r\n{}\r\n--x--\r\n",
                "x".repeat(USUAL)
            );
            vec![(
                "a long name",
                String::new(),
                "multipart/form-data; boundary=x",
                part,
            )]
        }
        "listTasks" => vec![
            query("tags", "tags", |index| index.to_string()),
            query("statuses", "status", |_| vec!["completed"; 500].join(",")),
            query("unique ids", "unique_id", |index| index.to_string()),
            query("a long name", "project", |_| "x".repeat(50_000)),
        ],
        "listBatches" => vec![
            query("projects", "project", |index| index.to_string()),
            query("a long name", "project", |_| "x".repeat(50_000)),
        ],
        "cancelTask" | "clearUniqueId" | "releaseWork" | "finalizeBatch" | "listProjects"
        | "getProject" | "getTaskTemplate" | "getTask" | "getBatch" | "getBatchStatus"
        | "getFile" | "listTeammates" => none(),
        _ => return None,
    })
}
