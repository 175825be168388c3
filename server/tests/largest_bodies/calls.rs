//! The server functions behind the pages, with large arguments.

use std::collections::BTreeSet;

use super::server::TASK;
use super::shapes::{
    boxes, distinct_texts, empty_objects, fields, long_name, long_text, nested, numbers, quoted,
    repeated, task_ids,
};
use super::{Attempt, is_full};

/// Bytes of most calls.
const USUAL: usize = (1 << 20) - 400;

fn largest() -> usize {
    if is_full() {
        // JSON in JSON has a backslash before each quote.
        16 << 20
    } else {
        2 << 20
    }
}

/// Every registered server function; one without an entry in [`large`] is an error.
pub fn attempts() -> Vec<Attempt> {
    let mut attempts = Vec::new();
    let mut names = BTreeSet::new();
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        let name = path.trim_start_matches("/api/");
        let name = name.trim_end_matches(|char: char| char.is_ascii_digit());
        names.insert(name.to_owned());
        let Some(large) = large(name) else {
            panic!("{name} has no entry; say what its largest arguments are");
        };
        for (shape, arguments) in large {
            let (content_type, body) = match arguments {
                Arguments::Json(body) => ("application/json", body),
                Arguments::Form(body) => ("application/x-www-form-urlencoded", body),
            };
            attempts.push(Attempt {
                name: format!("{name}: {shape}"),
                method: method.to_string(),
                path: path.to_owned(),
                content_type,
                body,
            });
        }
    }
    assert!(names.len() > 40, "{names:?}");
    attempts.sort_by(|one, two| one.name.cmp(&two.name));
    attempts
}

enum Arguments {
    Json(String),
    Form(String),
}

type Large = (&'static str, Arguments);

fn json(shape: &'static str, body: String) -> Large {
    (shape, Arguments::Json(body))
}

/// A form with one long value, and one with very many fields.
fn form(name: &str) -> Vec<Large> {
    let long = format!("{name}={}", "x".repeat(USUAL - name.len()));
    let many: String = repeated(USUAL / 10, |index| format!("{index}=1&"));
    vec![
        ("a long text", Arguments::Form(long)),
        ("many fields", Arguments::Form(many)),
    ]
}

/// Filters with very many values of each field, and a long text; `rest` follows.
fn filters(rest: &str) -> Vec<Large> {
    let mut large: Vec<Large> = Vec::new();
    for (shape, field) in [
        ("tags", "tag"),
        ("projects", "project"),
        ("batches", "batch"),
    ] {
        let texts = distinct_texts(USUAL - 200);
        large.push(json(
            shape,
            format!(r#"{{"filter":{{"{field}":{texts}}}{rest}}}"#),
        ));
    }
    let statuses = vec!["\"queued\""; USUAL / 10].join(",");
    large.push(json(
        "statuses",
        format!(r#"{{"filter":{{"status":[{statuses}]}}{rest}}}"#),
    ));
    let text = long_text(USUAL - 200);
    large.push(json(
        "a long text",
        format!(r#"{{"filter":{{"text":{text}}}{rest}}}"#),
    ));
    let most: Vec<String> = (0..100).map(|index| format!("\"{index:0>900}\"")).collect();
    let most = most.join(",");
    large.push(json(
        "as much as is taken",
        format!(
            r#"{{"filter":{{"tag":[{most}],"project":[{most}],"batch":[{most}],"text":"{:0>900}"}}{rest}}}"#,
            1
        ),
    ));
    large
}

/// Selections of very many tasks; `rest` follows.
fn selections(open: &str, rest: &str) -> Vec<Large> {
    let ids = task_ids(USUAL - 400);
    let texts = distinct_texts(USUAL - 400);
    vec![
        json("tasks", format!(r#"{open}{{"Tasks":{ids}}}{rest}"#)),
        json(
            "exceptions",
            format!(r#"{open}{{"AllMatching":{{"filter":{{}},"except":{ids}}}}}{rest}"#),
        ),
        json(
            "tags",
            format!(r#"{open}{{"AllMatching":{{"filter":{{"tag":{texts}}},"except":[]}}}}{rest}"#),
        ),
    ]
}

/// Responses that are wrong in many ways, as the text in the field.
fn responses(before: &str, after: &str) -> Vec<Large> {
    let most = largest();
    let annotated = |annotations: String| format!("{{\"annotations\":{annotations}}}");
    let texts = [
        ("broken elements", annotated(empty_objects(most))),
        ("numbers", annotated(numbers(most))),
        ("boxes", annotated(boxes(most))),
        ("nested lists", annotated(nested(most))),
        ("fields", fields(most)),
        ("a long name", long_name(most)),
        ("no JSON", "[".repeat(most)),
    ];
    texts
        .into_iter()
        .map(|(shape, text)| json(shape, format!("{before}{}{after}", quoted(&text))))
        .collect()
}

fn large(name: &str) -> Option<Vec<Large>> {
    let text = || long_text(USUAL - 200);
    let texts = || distinct_texts(USUAL - 200);
    let task = format!(r#""task_id":"{TASK}""#);
    let long_field = |name: &str| vec![json("a long text", format!("{{\"{name}\":{}}}", text()))];
    Some(match name {
        "review_fix" => responses(&format!("{{{task},\"text\":"), "}"),
        "audit_task" => {
            let before = format!(
                "{{{task},\"expected_version\":1,\"judgement\":{{\"action\":\"fix\",\"comment\":\"\",\"response\":"
            );
            let mut large = responses(&before, "}}");
            large.push(json(
                "a long comment",
                format!(
                    "{{{task},\"expected_version\":1,\"judgement\":{{\"action\":\"accept\",\"comment\":{}}}}}",
                    long_text(largest())
                ),
            ));
            large
        }
        "happened_since" => responses(
            &format!("{{{task},\"seen_entries\":0,\"seen_response\":0,\"own_response\":"),
            "}",
        ),
        "open_list" => filters(r#","sort":"-created","at":null"#),
        "more_rows" => filters(r#","sort":"-created","at":"Top","limit":100"#),
        "count_news" => filters(r#","mark":{"at":"2026-01-01T00:00:00Z","seq":0}"#),
        "find_batches" => {
            let mut large = filters(r#","text":"a""#);
            large.push(json(
                "a long name",
                format!("{{\"filter\":{{}},\"text\":{}}}", text()),
            ));
            large
        }
        "save_view" => {
            let link = |filter: String| {
                format!(
                    r#"{{"name":"v","is_shared":false,"link":{{"filter":{filter},"sort":"-created","view":null,"zone":null,"at":null}}}}"#
                )
            };
            vec![
                json("tags", link(format!("{{\"tag\":{}}}", texts()))),
                json(
                    "a long name",
                    format!(r#"{{"name":{},"is_shared":false}}"#, text()),
                ),
            ]
        }
        "change_views" => {
            let ids: String = repeated(USUAL / 8, |id| format!("{id},"));
            vec![
                json(
                    "ids",
                    format!(r#"{{"change":{{"Order":{{"view_ids":[{ids}0]}}}}}}"#),
                ),
                json(
                    "a long name",
                    format!(
                        r#"{{"change":{{"Rename":{{"view_id":1,"name":{}}}}}}}"#,
                        text()
                    ),
                ),
            ]
        }
        "begin_bulk" => vec![
            json("tags", format!(r#"{{"action":{{"AddTags":{}}}}}"#, texts())),
            json(
                "a long comment",
                format!(
                    r#"{{"action":{{"Judge":{{"action":"accept","comment":{}}}}}}}"#,
                    text()
                ),
            ),
        ],
        "step_bulk" => {
            let rest = r#","begun":{"bulk_id":null,"until_seq":9999},"after_seq":0}"#;
            let mut large = selections(
                "{\"selection\":",
                &format!(r#","action":{{"RemoveTags":["x"]}}{rest}"#),
            );
            for action in ["AddTags", "RemoveTags"] {
                large.push(json(
                    "distinct tags",
                    format!(
                        r#"{{"selection":{{"Tasks":["{TASK}"]}},"action":{{"{action}":{}}}{rest}"#,
                        texts()
                    ),
                ));
            }
            large
        }
        "change_tags" => ["Add", "Remove"]
            .into_iter()
            .map(|change| {
                json(
                    "distinct tags",
                    format!(r#"{{"seq":1,"change":"{change}","tags":{}}}"#, texts()),
                )
            })
            .collect(),
        "estimate_export" => {
            let form =
                r#","sort":"-created","form":{"format":"csv","gzip":false,"columns":["task"]}}}"#;
            let mut large = selections(r#"{"request":{"selection":"#, form);
            let columns = vec!["\"task\""; USUAL / 8].join(",");
            large.push(json(
                "columns",
                format!(
                    r#"{{"request":{{"selection":{{"Tasks":[]}},"sort":"-created","form":{{"format":"csv","gzip":false,"columns":[{columns}]}}}}}}"#
                ),
            ));
            large
        }
        "change_project" => {
            let most = USUAL - 200;
            vec![
                json(
                    "params",
                    format!(
                        r#"{{"project_id":1,"change":{{"Params":{{"version":null,"params":{}}}}}}}"#,
                        quoted(&fields(most))
                    ),
                ),
                json(
                    "an instruction",
                    format!(
                        r#"{{"project_id":1,"change":{{"Instruction":{{"version":null,"text":{}}}}}}}"#,
                        long_text(most)
                    ),
                ),
            ]
        }
        "preview_instruction" => {
            let markdown = |sign: &str| {
                format!(
                    "{{\"text\":{}}}",
                    quoted(&sign.repeat(USUAL / sign.len() / 2))
                )
            };
            vec![
                json("a long text", format!("{{\"text\":{}}}", text())),
                json("quotes in quotes", markdown(">")),
                json("open brackets", markdown("[")),
                json("emphasis", markdown("*a_")),
                json("tables", markdown("|a")),
                json("HTML", markdown("<b>")),
            ]
        }
        "change_batch" => vec![json(
            "a long name",
            format!(r#"{{"name":{},"change":"Finalize"}}"#, text()),
        )],
        "send_batch_callback_again" => long_field("name"),
        "batches_now" => vec![json(
            "a long text",
            format!(
                r#"{{"link":{{"project":null,"status":null,"before":null,"text":{}}}}}"#,
                text()
            ),
        )],
        "make_callback_key" => vec![json(
            "a long purpose",
            format!(r#"{{"purpose":{},"is_test":false}}"#, text()),
        )],
        "change_callbacks" => vec![json(
            "long addresses",
            format!(
                r#"{{"change":{{"DefaultUrls":{{"live":{},"test":""}}}}}}"#,
                text()
            ),
        )],
        "frame_facts" => vec![json(
            "a long address",
            format!("{{{task},\"url\":{}}}", text()),
        )],
        "points_inside" | "fit_to_points" => vec![json(
            "a long label",
            format!(
                r#"{{{task},"url":"a","heading":"Kept","cuboid":{{"label":{}}}}}"#,
                text()
            ),
        )],
        "change_team"
        | "undo_bulk"
        | "undo_audit"
        | "task_now"
        | "response_changes"
        | "cancel_task"
        | "fix_choices"
        | "labels_of_points"
        | "picture_legend"
        | "send_callback_again" => {
            let mut large = long_field("task_id");
            large.push(json("fields", fields(USUAL)));
            large
        }
        "load_task" => {
            let tags: String = repeated(USUAL / 16, |index| format!("tag%3D{index}%26"));
            let mut large = form("query");
            large.push((
                "tags",
                Arguments::Form(format!("task_id={TASK}&query={tags}")),
            ));
            large
        }
        "rename_me" | "create_project" | "make_api_key" => form("name"),
        "change_my_password" => form("present=x&new"),
        "project_now" => form("id"),
        "offer_of_invite" => form("token"),
        "invite_somebody" => form("role"),
        "instructions" => form("task_id"),
        "params_of_version" => form("version"),
        "projects_now"
        | "saved_views"
        | "default_path"
        | "known_tags"
        | "account_facts_now"
        | "end_my_other_sessions"
        | "team_facts_now"
        | "callback_facts_now"
        | "resend_failed_callbacks"
        | "current_viewer"
        | "form_before" => form("x"),
        _ => return None,
    })
}
