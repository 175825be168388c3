//! The projects and batches of a source, which its tasks name.

use std::collections::HashSet;

use domain::import_report::ImportProblem;
use domain::project::{check_params, clean_name};
use domain::record::{FieldProblem, cut};
use store::pulls::{PulledBatch, PulledProject, keep_batch, keep_project};

use super::answers::{BatchPage, Project};
use super::error::Result;
use super::run::Pulling;
use super::source::{PAGE, Source};

/// Takes all of them over but those that cannot be kept here, which it tells.
pub(super) async fn keep_homes(to: &Pulling, source: &Source) -> Result<Vec<ImportProblem>> {
    let mut left_out = keep_projects(to, source).await?;
    left_out.extend(keep_batches(to, source).await?);
    Ok(left_out)
}

async fn keep_projects(to: &Pulling, source: &Source) -> Result<Vec<ImportProblem>> {
    let projects: Vec<Project> = source.get("/projects", &[]).await?.read()?;
    let mut left_out = Vec::new();
    for project in projects.into_iter().map(PulledProject::from) {
        match check_project(&project) {
            Ok(()) => keep_project(&to.pool, to.scope, &project).await?,
            Err(problem) => left_out.push(told("project", &project.name, &problem)),
        }
    }
    Ok(left_out)
}

async fn keep_batches(to: &Pulling, source: &Source) -> Result<Vec<ImportProblem>> {
    let mut left_out = Vec::new();
    let mut offset = 0;
    let mut firsts = HashSet::new();
    loop {
        let query = [("limit", PAGE.to_string()), ("offset", offset.to_string())];
        let answer = source.get("/batches", &query).await?;
        let page: BatchPage = answer.read()?;
        let batches: Vec<PulledBatch> = page.docs.into_iter().map(PulledBatch::from).collect();
        if let Some(first) = batches.first()
            && !firsts.insert(first.name.clone())
        {
            return Err(answer.unreadable(format!(
                "the page at offset {offset} begins with `{}` again",
                first.name
            )));
        }
        offset += batches.len();
        let is_last = batches.is_empty() || !page.has_more;
        for batch in batches {
            match check_batch(&batch) {
                Ok(()) => keep_batch(&to.pool, to.scope, &batch).await?,
                Err(problem) => left_out.push(told("batch", &batch.name, &problem)),
            }
        }
        if is_last {
            return Ok(left_out);
        }
    }
}

fn check_project(project: &PulledProject) -> Result<(), FieldProblem> {
    clean_name(&project.name)?;
    for (params, _) in &project.history {
        check_params(params)?;
    }
    Ok(())
}

fn check_batch(batch: &PulledBatch) -> Result<(), FieldProblem> {
    clean_name(&batch.name)?;
    check_params(&batch.metadata).map_err(|problem| FieldProblem {
        field: "metadata".to_owned(),
        ..problem
    })?;
    Ok(())
}

fn told(what: &str, name: &str, problem: &FieldProblem) -> ImportProblem {
    ImportProblem {
        line: None,
        task_id: None,
        field: None,
        message: format!(
            "the {what} `{}` is not kept: its {problem}",
            cut(name).escape_debug()
        ),
    }
}
