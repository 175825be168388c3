//! A whole site for one test: the real router on a database of its own.

use std::io::Cursor;
use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use domain::Role;
use server::{GivenSettings, Settings};
use store::import::WhenOneFails;
use store::{PgPool, Scope, accounts};
use tempfile::TempDir;
use tower::ServiceExt;
use transfer::import::{Files, Import, Options};

pub const PASSWORD: &str = "correct horse battery";
/// Where requests come from, unless a test says otherwise.
pub const NETWORK: &str = "192.0.2.1";
pub const TASK: &str = "5f2a00000000000000000001";
pub const PICTURE: &str = "crossing.png";

pub struct Site {
    pub pool: PgPool,
    router: Router,
    settings: Settings,
    _folder: TempDir,
}

/// What was answered.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: axum::body::Bytes,
    pub text: String,
}

impl Site {
    /// At `https://tasks.example.com`.
    pub async fn new(pool: PgPool) -> Self {
        Self::at(pool, "https://tasks.example.com").await
    }

    pub async fn at(pool: PgPool, base_url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = GivenSettings {
            // The pool is there already.
            database_url: Some("postgres://unused".to_owned()),
            data_dir: Some(folder.path().to_owned()),
            base_url: Some(base_url.to_owned()),
            ..GivenSettings::default()
        };
        let settings = settings.complete().unwrap();
        let state = server::state(&settings, pool.clone()).await.unwrap();
        Self {
            pool,
            router: server::router(state),
            settings,
            _folder: folder,
        }
    }

    /// A person in a team, with the password [`PASSWORD`].
    pub async fn person(&self, team: &str, name: &str, role: Role) -> i32 {
        let team = accounts::ensure_team(&self.pool, team).await.unwrap();
        let email = format!("{}@example.com", name.to_lowercase());
        let account = accounts::ensure_member(&self.pool, team, &email, name, role)
            .await
            .unwrap();
        accounts::set_password(&self.pool, account, PASSWORD, None)
            .await
            .unwrap();
        account
    }

    /// The task [`TASK`], whose picture is [`PICTURE`], in this team.
    pub async fn task(&self, team: &str) {
        let picture = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../crates/media/tests/media/data/rgb.png"
        );
        self.task_about(team, PICTURE, &std::fs::read(picture).unwrap())
            .await;
    }

    /// The task [`TASK`] about a file of these bytes, in this team.
    pub async fn task_about(&self, team: &str, file: &str, bytes: &[u8]) {
        let team = accounts::ensure_team(&self.pool, team).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(file), bytes).unwrap();
        let text = format!(
            r#"{{"task_id":"{TASK}","type":"imageannotation","project":"Street","params":{{"attachment":"{file}"}}}}"#
        );
        let options = Options {
            scope: Scope::live(team),
            when_one_fails: WhenOneFails::TakeNothing,
            project: None,
        };
        let media = server::media(&self.settings).unwrap();
        let mut import = Import::start(&self.pool, media.blobs, media.pictures, options)
            .await
            .unwrap();
        let files = Files::in_folder(folder.path()).unwrap();
        import
            .read(Cursor::new(text), files, |_, _| ())
            .await
            .unwrap();
        assert_eq!(import.finish().await.unwrap().added, 1);
    }

    /// Logs in by the form and returns the cookie, as a browser sends it back.
    pub async fn log_in(&self, name: &str) -> String {
        let form = form(&[
            ("email", &format!("{}@example.com", name.to_lowercase())),
            ("password", PASSWORD),
        ]);
        self.post("/login", "", &form).await.cookie()
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.ask(
            Method::GET,
            path,
            &[("cookie", cookie), ("accept", "text/html")],
            "",
        )
        .await
    }

    /// As a form of the site itself sends it.
    pub async fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        let headers = [
            ("cookie", cookie),
            ("origin", &*self.settings.base_url),
            ("accept", "text/html"),
        ];
        self.ask(Method::POST, path, &headers, form).await
    }

    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let response = self.open(NETWORK, method, path, headers, body).await;
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 10 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    /// Calls a server function as a page of the site does.
    pub async fn call(&self, path: &str, cookie: &str, body: &str) -> Answer {
        let is_json = body.starts_with('{');
        let kind = if is_json {
            "application/json"
        } else {
            "application/x-www-form-urlencoded"
        };
        let headers = [
            ("cookie", cookie),
            ("sec-fetch-site", "same-origin"),
            ("content-type", kind),
            ("accept", "application/json"),
        ];
        self.ask(Method::POST, path, &headers, body).await
    }

    /// Asks from a network, and leaves the answer's body to be read.
    pub async fn open(
        &self,
        network: &str,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        if !headers
            .iter()
            .any(|(name, _)| *name == CONTENT_TYPE.as_str())
        {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let mut request = request.body(Body::from(body.to_owned())).unwrap();
        let peer: SocketAddr = format!("{network}:5000").parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        self.router.clone().oneshot(request).await.unwrap()
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// What a browser sends back of `Set-Cookie`.
    pub fn cookie(&self) -> String {
        let set = self.header(SET_COOKIE.as_str());
        assert!(!set.is_empty(), "{} without {COOKIE}", self.status);
        set.split(';').next().unwrap().to_owned()
    }
}

pub fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// The address of the server function of this name.
pub fn path_of(function: &str) -> String {
    let prefix = format!("/api/{function}");
    leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| path)
        .find(|path| {
            // A number that depends on where it was compiled stands at the end.
            path.strip_prefix(&prefix)
                .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
        })
        .unwrap_or_else(|| panic!("there is no server function {function}"))
        .to_owned()
}
