//! A database that goes away under a server.

use domain::KeyRole;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use crate::site::Site;

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_session_that_an_operator_ends_is_told_as_unavailable_and_the_next_call_works(
    pool: PgPool,
) {
    // As the server's own, which asks a connection only after a second whether it is there still.
    let own = PgPoolOptions::new()
        .test_before_acquire(false)
        .connect_with((*pool.connect_options()).clone())
        .await
        .unwrap();
    let site = Site::new(own).await;
    let program = site.program("Street", KeyRole::Read).await;
    program.get("/tasks").await.ok();
    // All but that which listens: it would open another one in the place of those.
    sqlx::raw_sql(
        "select pg_terminate_backend(pid, 5000)
         from pg_stat_activity
         where datname = current_database()
           and pid <> pg_backend_pid()
           and query not ilike 'listen%'",
    )
    .execute(&pool)
    .await
    .unwrap();
    let message = program.get("/tasks").await.error(503);
    assert!(message.contains("try again in a moment"), "{message}");
    loop {
        // Each that was idle has to be found out.
        let answer = program.get("/tasks").await;
        if answer.status.is_success() {
            break;
        }
        answer.error(503);
    }
}
