//! Projects and batches that records name.

use std::collections::HashMap;

use domain::import_report::ImportReport;
use domain::record::TaskRecord;
use sqlx::PgConnection;

use super::incoming::Incoming;
use crate::test_names::{free_batch_names, free_project_names};
use crate::{Result, Scope};

/// The ids of the names seen so far in an import.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    projects: HashMap<String, i32>,
    batches: HashMap<String, Batch>,
}

#[derive(Debug, Clone, Copy)]
struct Batch {
    batch_id: i32,
    project_id: Option<i32>,
}

impl Names {
    /// The names of one record whose ids are known.
    pub(super) fn given(
        record: &TaskRecord,
        project_id: Option<i32>,
        batch_id: Option<i32>,
    ) -> Self {
        let project = record.project.clone().zip(project_id);
        let batch = record.batch.clone().zip(batch_id);
        let batch = batch.map(|(name, batch_id)| {
            let batch = Batch {
                batch_id,
                project_id,
            };
            (name, batch)
        });
        Self {
            projects: project.into_iter().collect(),
            batches: batch.into_iter().collect(),
        }
    }

    pub(super) fn project_id(&self, record: &TaskRecord) -> Option<i32> {
        // A batch implies its project.
        let named = record
            .project
            .as_ref()
            .and_then(|name| self.projects.get(name));
        named.copied().or_else(|| self.batch(record)?.project_id)
    }

    pub(super) fn batch_id(&self, record: &TaskRecord) -> Option<i32> {
        Some(self.batch(record)?.batch_id)
    }

    fn batch(&self, record: &TaskRecord) -> Option<Batch> {
        record
            .batch
            .as_ref()
            .and_then(|name| self.batches.get(name))
            .copied()
    }

    /// Finds or makes what the chunk names. Records whose batch belongs to another project than
    /// they say are reported and dropped.
    pub(super) async fn resolve<'a>(
        &mut self,
        tx: &mut PgConnection,
        scope: Scope,
        report: &mut ImportReport,
        chunk: &[&'a Incoming],
    ) -> Result<Vec<&'a Incoming>> {
        self.add_projects(tx, scope, chunk).await?;
        self.add_batches(tx, scope, chunk).await?;
        let (kept, refused): (Vec<_>, Vec<_>) = chunk
            .iter()
            .copied()
            .partition(|incoming| self.batch_is_of_project(&incoming.record));
        for incoming in refused {
            let batch = incoming.record.batch.as_deref().unwrap_or_default();
            let project = incoming.record.project.as_deref().unwrap_or_default();
            let message = format!(
                "is `{batch}`, which does not belong to the project `{project}`; name its own \
                 project or another batch"
            );
            report.fail([incoming.problem("batch", message)]);
        }
        Ok(kept)
    }

    fn batch_is_of_project(&self, record: &TaskRecord) -> bool {
        let named = record
            .project
            .as_ref()
            .and_then(|name| self.projects.get(name));
        match (named, self.batch(record)) {
            (Some(project_id), Some(batch)) => batch.project_id == Some(*project_id),
            _ => true,
        }
    }

    async fn add_projects(
        &mut self,
        tx: &mut PgConnection,
        scope: Scope,
        chunk: &[&Incoming],
    ) -> Result<()> {
        let mut new: HashMap<&str, i16> = HashMap::new();
        for record in chunk.iter().map(|incoming| &incoming.record) {
            if let Some(name) = &record.project
                && !self.projects.contains_key(name)
            {
                new.entry(name).or_insert(record.task_type.code());
            }
        }
        if new.is_empty() {
            return Ok(());
        }
        // In the order of their names: imports that meet wait for each other in one direction.
        let mut new: Vec<_> = new.into_iter().collect();
        new.sort_unstable();
        let (names, types): (Vec<String>, Vec<i16>) = new
            .into_iter()
            .map(|(name, code)| (name.to_owned(), code))
            .unzip();
        free_project_names(&mut *tx, scope, &names).await?;
        sqlx::query!(
            r#"
            insert into project (team_id, name, task_type, is_test)
            select $1, name, task_type, $4
            from unnest($2::text[], $3::smallint[]) as new (name, task_type)
            on conflict (team_id, name) do nothing
            "#,
            scope.team_id,
            &names,
            &types,
            scope.is_test,
        )
        .execute(&mut *tx)
        .await?;
        // The unique index on (team_id, name).
        let found = sqlx::query!(
            "select name, project_id from project where team_id = $1 and name = any($2)",
            scope.team_id,
            &names,
        )
        .fetch_all(tx)
        .await?;
        self.projects
            .extend(found.into_iter().map(|row| (row.name, row.project_id)));
        Ok(())
    }

    async fn add_batches(
        &mut self,
        tx: &mut PgConnection,
        scope: Scope,
        chunk: &[&Incoming],
    ) -> Result<()> {
        let mut new: HashMap<&str, Option<i32>> = HashMap::new();
        for record in chunk.iter().map(|incoming| &incoming.record) {
            if let Some(name) = &record.batch
                && !self.batches.contains_key(name)
            {
                let project_id = self.project_id(record);
                let known = new.entry(name).or_insert(project_id);
                *known = known.or(project_id);
            }
        }
        if new.is_empty() {
            return Ok(());
        }
        let mut new: Vec<_> = new.into_iter().collect();
        new.sort_unstable();
        let (names, projects): (Vec<String>, Vec<Option<i32>>) = new
            .into_iter()
            .map(|(name, project_id)| (name.to_owned(), project_id))
            .unzip();
        free_batch_names(&mut *tx, scope, &names).await?;
        sqlx::query!(
            r#"
            insert into batch (team_id, project_id, name, is_test)
            select $1, project_id, name, $4
            from unnest($2::text[], $3::int[]) as new (name, project_id)
            on conflict (team_id, name) do nothing
            "#,
            scope.team_id,
            &names,
            &projects as _,
            scope.is_test,
        )
        .execute(&mut *tx)
        .await?;
        // The unique index on (team_id, name).
        let found = sqlx::query!(
            "select name, batch_id, project_id from batch where team_id = $1 and name = any($2)",
            scope.team_id,
            &names,
        )
        .fetch_all(tx)
        .await?;
        self.batches.extend(found.into_iter().map(|row| {
            let batch = Batch {
                batch_id: row.batch_id,
                project_id: row.project_id,
            };
            (row.name, batch)
        }));
        Ok(())
    }
}
