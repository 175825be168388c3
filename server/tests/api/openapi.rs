use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::KeyRole;
use serde_json::Value;
use sqlx::PgPool;

use crate::site::{Answer, Site};

async fn open(site: &Site, path: &str) -> Answer {
    site.ask(Request::get(path).body(Body::empty()).unwrap())
        .await
}

async fn document(site: &Site) -> Value {
    open(site, "/v1/openapi.json").await.ok()
}

/// Each path, with its methods in capitals.
fn described(document: &Value) -> Vec<(String, BTreeSet<String>)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |item: &Value| {
        let methods = item.as_object().unwrap().keys();
        methods.map(|method| method.to_uppercase()).collect()
    };
    paths
        .iter()
        .map(|(path, item)| (path.clone(), methods(item)))
        .collect()
}

/// With something in the place of every name.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        if part.starts_with('{') {
            "5f0c1d2e3a4b5c6d7e8f9012"
        } else {
            part
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn the_document_describes_each_address_with_all_that_it_takes(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Admin).await;
    let document = document(&site).await;
    assert_eq!(document["openapi"], "3.1.0");
    let described = described(&document);
    assert!(described.len() > 25, "{described:?}");
    for (path, methods) in described {
        let refused = program.send("TRACE", &filled(&path), "").await;
        refused.error(405);
        let taken: BTreeSet<String> = refused.headers["allow"]
            .to_str()
            .unwrap()
            .split(',')
            .filter(|method| *method != "HEAD")
            .map(str::to_owned)
            .collect();
        assert_eq!(taken, methods, "{path}");
    }
}

/// What is not offered stands in the introduction. Everything else that takes a route by hand would
/// miss in the document.
#[test]
fn every_address_is_described() {
    let routes = include_str!("../../src/api/routes.rs");
    let by_hand: Vec<&str> = routes
        .lines()
        .filter(|line| line.contains(".route("))
        .filter(|line| !line.contains("any(not_enabled::"))
        .collect();
    assert_eq!(by_hand, [""; 0]);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn every_reference_and_name_in_the_document_is_sound(pool: PgPool) {
    let document = document(&Site::new(pool).await).await;
    let mut names = BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} is there twice");
            assert!(operation["summary"].is_string(), "{name} has no summary");
        }
    }
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    for reference in references {
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn collect(value: &Value, references: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                references.insert(reference.clone());
            }
            fields.values().for_each(|value| collect(value, references));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn the_page_of_the_api_comes_from_us_alone(pool: PgPool) {
    let site = Site::new(pool).await;
    let moved = open(&site, "/v1/docs").await;
    assert_eq!(moved.headers["location"], "/v1/docs/");
    let page = open(&site, "/v1/docs/").await;
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("script-src 'self';"), "{policy}");
    let named = page.text.split('"').filter(|text| text.contains('.'));
    let files: Vec<&str> = named.filter(|name| !name.starts_with('/')).collect();
    assert_eq!(files.len(), 5, "{files:?}");
    for name in files {
        let file = open(&site, &format!("/v1/docs/{name}")).await;
        assert_eq!(file.status, StatusCode::OK, "{name}");
    }
    let settings = open(&site, "/v1/docs/swagger-initializer.js").await.text;
    assert!(settings.contains("/v1/openapi.json"), "{settings}");
    open(&site, "/v1/docs/nothing.js").await.error(404);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn no_body_is_read_of_a_key_whose_role_is_too_small(pool: PgPool) {
    let site = Site::new(pool).await;
    let read = site.program("Street", KeyRole::Read).await;
    let document = document(&site).await;
    let mut refused = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let operations = item.as_object().unwrap().iter();
        for (method, _) in operations.filter(|(_, told)| told["requestBody"].is_object()) {
            let is_read = Arc::new(AtomicBool::new(false));
            let noted = Arc::clone(&is_read);
            let body = Body::from_stream(futures::stream::repeat_with(move || {
                noted.store(true, Ordering::Relaxed);
                Ok::<_, std::io::Error>(vec![b'x'; 1 << 20])
            }));
            let multipart = [("content-type", "multipart/form-data; boundary=edge")];
            let headers: &[_] = if path.ends_with("/upload") {
                &multipart
            } else {
                &[("content-type", "application/json")]
            };
            let method = method.to_uppercase();
            let answer = read.send_as(&method, &filled(path), headers, body).await;
            answer.error(403);
            assert!(!is_read.load(Ordering::Relaxed), "{method} {path}");
            refused += 1;
        }
    }
    assert!(refused > 15, "{refused}");
}
