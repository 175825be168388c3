//! A site on a test's database, with a team and somebody in it.

use app::Viewer;
use app::state::AppState;
use axum::body::Body;
use axum::http::Response;
use domain::Role;
use store::PgPool;
use tempfile::TempDir;

use crate::serve::state;
use crate::settings::GivenSettings;

pub(crate) struct TestSite {
    pub state: AppState,
    pub viewer: Viewer,
    /// Lives as long as the site.
    _folder: TempDir,
}

impl TestSite {
    /// Uploads may have 2 MiB.
    pub async fn new(pool: PgPool, role: Role) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = GivenSettings {
            database_url: Some("postgres://unused".to_owned()),
            data_dir: Some(folder.path().to_owned()),
            max_upload_mib: Some(2),
            ..GivenSettings::default()
        };
        let team_id = store::accounts::ensure_team(&pool, "Ours").await.unwrap();
        let email = "ada@example.com";
        let account_id = store::accounts::ensure_member(&pool, team_id, email, "Ada", role)
            .await
            .unwrap();
        Self {
            state: state(&settings.complete().unwrap(), pool).await.unwrap(),
            viewer: Viewer {
                account_id,
                name: "Ada".to_owned(),
                email: email.to_owned(),
                team_id,
                team_name: "Ours".to_owned(),
                role,
            },
            _folder: folder,
        }
    }
    /// Somebody else, of this team or of another one, which is made.
    pub async fn person(&self, team: &str, name: &str, role: Role) -> Viewer {
        let pool = &self.state.pool;
        let team_id = store::accounts::ensure_team(pool, team).await.unwrap();
        let email = format!("{}@example.com", name.to_lowercase());
        let account_id = store::accounts::ensure_member(pool, team_id, &email, name, role)
            .await
            .unwrap();
        Viewer {
            account_id,
            name: name.to_owned(),
            email,
            team_id,
            team_name: team.to_owned(),
            role,
        }
    }

    /// Transactions that are open while nothing is asked in them.
    pub async fn idle_transactions(&self) -> i64 {
        sqlx::query_scalar(
            "select count(*)
             from pg_stat_activity
             where datname = current_database() and state like 'idle in transaction%'",
        )
        .fetch_one(&self.state.pool)
        .await
        .unwrap()
    }
}

pub(crate) async fn body_text(response: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}
