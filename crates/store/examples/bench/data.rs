//! The database that is measured: tasks like those of the sample set, as many as asked for.

use std::time::Instant;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use store::{PgPool, Scope};

use crate::Outcome;

/// Tasks of one statement.
const CHUNK: usize = 5000;

/// The database of that many tasks, made if it is not there, and the team that has them.
pub async fn database(url: &str, tasks: usize) -> Outcome<(PgPool, Scope)> {
    let name = format!("tasklens_bench_{tasks}");
    let options: PgConnectOptions = url.parse()?;
    let mut server = options.connect().await?;
    let exists: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(&name)
            .fetch_one(&mut server)
            .await?;
    if !exists {
        sqlx::raw_sql(AssertSqlSafe(format!("create database {name}")))
            .execute(&mut server)
            .await?;
    }
    server.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(4)
        .connect_with(options.database(&name))
        .await?;
    store::migrate(&pool).await?;
    let team_id = team(&pool).await?;
    fill(&pool, team_id, tasks).await?;
    Ok((pool, Scope::live(team_id)))
}

/// Six projects and forty batches, as in the sample set.
async fn team(pool: &PgPool) -> Outcome<i32> {
    let known = sqlx::query_scalar("select team_id from team where name = 'Bench'")
        .fetch_optional(pool)
        .await?;
    if let Some(team_id) = known {
        return Ok(team_id);
    }
    #[expect(clippy::disallowed_methods, reason = "nobody leaves a benchmark")]
    let mut tx = pool.begin().await?;
    let team_id: i32 =
        sqlx::query_scalar("insert into team (name) values ('Bench') returning team_id")
            .fetch_one(&mut *tx)
            .await?;
    sqlx::query(
        "insert into project (team_id, name)
         select $1, 'project ' || n from generate_series(1, 6) as n",
    )
    .bind(team_id)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into batch (team_id, project_id, name)
         select $1, (select min(project_id) from project where team_id = $1) + n % 6, 'batch ' || n
         from generate_series(1, 40) as n",
    )
    .bind(team_id)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(team_id)
}

/// Adds the tasks that are missing.
async fn fill(pool: &PgPool, team_id: i32, tasks: usize) -> Outcome<()> {
    let there: i64 = sqlx::query_scalar("select count(*) from task")
        .fetch_one(pool)
        .await?;
    let mut there = usize::try_from(there)?;
    if there >= tasks {
        return Ok(());
    }
    let began = Instant::now();
    while there < tasks {
        let chunk = CHUNK.min(tasks - there);
        #[expect(clippy::disallowed_methods, reason = "nobody leaves a benchmark")]
        let mut tx = pool.begin().await?;
        for sql in [TASKS, SEARCH, DOCUMENTS, RESPONSES] {
            sqlx::query(sql)
                .bind(team_id)
                .bind(there as i64)
                .bind(chunk as i64)
                .bind(tasks as i64)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        there += chunk;
        eprint!("\rmaking tasks: {there} of {tasks}");
    }
    eprintln!(", took {:.0} s", began.elapsed().as_secs_f64());
    while store::counts::fold(pool).await? > 0 {}
    sqlx::raw_sql("vacuum analyze").execute(pool).await?;
    Ok(())
}

/// Statuses, verdicts, types, tags and times as in the sample set, over 18 months. All statements
/// take the same parameters; `$4` is the number of tasks in all.
const TASKS: &str = "
with made as (
    select $2 + n as number,
           timestamptz '2025-05-01' + (interval '548 days') * (($2 + n)::float8 / $4) as created_at,
           random() as status, random() as review, random() as kind, random() as tagged,
           1 + floor(random() * 41)::int as batch
    from generate_series(1, $3) as n
), decided as (
    select *,
           case when status < 0.14 then 0 when status < 0.19 then 1 when status < 0.80 then 2
                when status < 0.90 then 3 when status < 0.94 then 4 else 5 end as code,
           created_at + (interval '3 days') * kind as completed
    from made
)
insert into task (task_id, team_id, task_type, status, review_status, project_id, batch_id,
                  created_at, updated_at, completed_at, unique_id, tags, response_version,
                  annotation_count, has_image)
select substr(sha256(number::text::bytea), 1, 12), $1,
       case when kind < 0.62 then 0 when kind < 0.74 then 1 when kind < 0.82 then 2
            when kind < 0.88 then 6 when kind < 0.92 then 11 when kind < 0.96 then 12 else 13 end,
       code,
       case when code not in (2, 3) then 0 when review < 0.3 then 1 when review < 0.8 then 2
            when review < 0.92 then 3 else 4 end,
       (select min(project_id) from project where team_id = $1) + batch % 6,
       case when batch < 41 then (select min(batch_id) from batch where team_id = $1) + batch - 1 end,
       created_at,
       case when code in (2, 3) then completed + (interval '5 days') * review else completed end,
       case when code in (2, 3) then completed end,
       'street-' || number,
       case when tagged < 0.02 then array['urgent', 'rain'] when tagged < 0.1 then array['rain']
            when tagged < 0.2 then array['night'] else '{}' end,
       case when code in (2, 3) then 1 else 0 end,
       case when code in (2, 3) then 20 end,
       kind < 0.88
from decided
order by number";

/// The new tasks are those without what the statement adds.
const SEARCH: &str = "
insert into task_search (seq, text)
select seq,
       encode(task_id, 'hex') || chr(10) || unique_id || chr(10)
       || (array['front_left', 'front_right', 'rear', 'side'])[1 + seq % 4] || chr(10)
       || (array['berlin', 'lyon', 'osaka', 'austin', 'pune'])[1 + seq % 5] || chr(10)
       || 'scene-' || lpad((seq / 40)::text, 5, '0')
from task
where seq > (select coalesce(max(seq), 0) from task_search)
  and team_id = $1 and $2 + $3 + $4 > 0
order by seq";

/// 5 to 20 KB each, of numbers, which do not compress away.
const DOCUMENTS: &str = "
insert into task_document (seq, uploaded, form)
select seq,
       (select ('{\"task_id\": \"' || encode(task_id, 'hex') || '\", \"params\": {\"objects\": ['
               || string_agg(format('{\"uuid\": \"%s\", \"label\": \"car\", \"left\": %s, \"top\": %s, \"width\": %s, \"height\": %s}',
                                    gen_random_uuid(), random(), random(), random(), random()), ', ')
               || ']}}')::json
        from generate_series(1, 32 + seq % 94)),
       'record'
from task
where seq > (select coalesce(max(seq), 0) from task_document)
  and team_id = $1 and $2 + $3 + $4 > 0
order by seq";

const RESPONSES: &str = "
insert into response (seq, version, body, origin, made_at)
select seq, 1,
       (select ('{\"annotations\": ['
               || string_agg(format('{\"uuid\": \"%s\", \"label\": \"car\", \"left\": %s, \"top\": %s}',
                                    gen_random_uuid(), random(), random()), ', ')
               || ']}')::json
        from generate_series(1, 10 + seq % 20)),
       'labeler', completed_at
from task
where seq > (select coalesce(max(seq), 0) from response)
  and response_version > 0
  and team_id = $1 and $2 + $3 + $4 > 0
order by seq";
