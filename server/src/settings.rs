//! What an operator sets: by flag, else environment variable, else file, else default.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use media::{AllowRule, Bucket};
use serde::Deserialize;

/// The settings as a flag, a variable or a line of the file gives them: each may be absent.
#[allow(
    clippy::doc_markdown,
    reason = "the text is the help of the command, not Markdown"
)]
#[derive(Debug, Clone, Default, clap::Args, Deserialize)]
#[serde(deny_unknown_fields)]
#[command(next_help_heading = "Settings (also keys of the configuration file)")]
pub struct GivenSettings {
    /// PostgreSQL database: postgres://USER:PASSWORD@HOST:PORT/DATABASE [required]
    #[arg(
        long,
        env = "DATABASE_URL",
        global = true,
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,

    /// Folder of uploaded and cached pictures and files [default: data/media]
    #[arg(long, env = "TASKLENS_DATA_DIR", global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// Bucket of S3, or of what speaks like it, that keeps pictures and files instead of the folder:
    /// BUCKET or BUCKET/PREFIX [default: none]
    #[arg(long, env = "TASKLENS_S3_BUCKET", global = true, value_name = "BUCKET")]
    pub s3_bucket: Option<String>,

    /// Address of a bucket that is not Amazon's: http://minio.internal:9000 [default: Amazon's]
    #[arg(long, env = "TASKLENS_S3_ENDPOINT", global = true, value_name = "URL")]
    pub s3_endpoint: Option<String>,

    /// Region of the bucket [default: AWS_REGION, else us-east-1]
    #[arg(long, env = "TASKLENS_S3_REGION", global = true, value_name = "REGION")]
    pub s3_region: Option<String>,

    /// Id of the key to the bucket [default: AWS_ACCESS_KEY_ID, else the machine's own role]
    #[arg(
        long,
        env = "TASKLENS_S3_ACCESS_KEY_ID",
        global = true,
        value_name = "ID"
    )]
    pub s3_access_key_id: Option<String>,

    /// The key to the bucket; better given as a variable, since others see flags
    /// [default: AWS_SECRET_ACCESS_KEY]
    #[arg(
        long,
        env = "TASKLENS_S3_SECRET_ACCESS_KEY",
        global = true,
        value_name = "KEY",
        hide_env_values = true
    )]
    pub s3_secret_access_key: Option<String>,

    /// Address and port to listen on [default: 127.0.0.1:8400]
    #[arg(long, env = "TASKLENS_LISTEN", global = true, value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,

    /// Address that people type, used in links; with https:// cookies demand TLS [default: http://LISTEN]
    #[arg(long, env = "TASKLENS_BASE_URL", global = true, value_name = "URL")]
    pub base_url: Option<String>,

    /// Proxies in front whose X-Forwarded-For is believed; 0: nobody's [default: 0]
    #[arg(
        long,
        env = "TASKLENS_TRUSTED_PROXIES",
        global = true,
        value_name = "N"
    )]
    pub trusted_proxies: Option<usize>,

    /// Hosts and networks that attachments may come from, and callbacks go to, although they are not
    /// public, separated by commas: minio.internal,*.corp.example,10.1.0.0/16 [default: none]
    #[arg(
        long,
        env = "TASKLENS_ALLOW_HOSTS",
        global = true,
        value_name = "HOSTS",
        value_delimiter = ','
    )]
    pub allow_hosts: Option<Vec<String>>,

    /// The largest file that may be imported in the browser, in MiB [default: 4096]
    #[arg(
        long,
        env = "TASKLENS_MAX_UPLOAD_MIB",
        global = true,
        value_name = "MIB"
    )]
    pub max_upload_mib: Option<u64>,

    /// Connections of clients at a time; beyond them, those end that keep the server waiting the
    /// longest [default: as the limit on open files allows, at most 10000]
    #[arg(
        long,
        env = "TASKLENS_MAX_CONNECTIONS",
        global = true,
        value_name = "N"
    )]
    pub max_connections: Option<usize>,

    /// Connections of one client network (an IPv4 address, or an IPv6 /64) that have sent no
    /// request yet; 0: any number [default: 256; with trusted proxies 0]
    #[arg(
        long,
        env = "TASKLENS_MAX_UNASKED_PER_NETWORK",
        global = true,
        value_name = "N"
    )]
    pub max_unasked_per_network: Option<usize>,

    /// Seconds that the head of a request may take [default: 15]
    #[arg(
        long,
        env = "TASKLENS_HEAD_TIMEOUT",
        global = true,
        value_name = "SECONDS"
    )]
    pub head_timeout: Option<f64>,

    /// Seconds without a byte after which a request's body, or an answer that is not read, is given
    /// up [default: 30]
    #[arg(
        long,
        env = "TASKLENS_STALL_TIMEOUT",
        global = true,
        value_name = "SECONDS"
    )]
    pub stall_timeout: Option<f64>,

    /// Requests of the API under /v1 that each key may make a minute, on each server; 0: any number
    /// [default: 0]
    #[arg(long, env = "TASKLENS_API_PER_MINUTE", global = true, value_name = "N")]
    pub api_per_minute: Option<u32>,

    /// Seconds that a receiver of callbacks has to answer [default: 30]
    #[arg(
        long,
        env = "TASKLENS_CALLBACK_TIMEOUT",
        global = true,
        value_name = "SECONDS"
    )]
    pub callback_timeout: Option<f64>,

    /// Seconds between the first two tries of a callback; later pauses grow with it, to 24 hours over
    /// 20 tries by default [default: 10]
    #[arg(
        long,
        env = "TASKLENS_CALLBACK_RETRY",
        global = true,
        value_name = "SECONDS"
    )]
    pub callback_retry: Option<f64>,

    /// Mail server for callbacks to addresses of mail, such as smtps://USER:PASSWORD@smtp.example.com
    /// or smtp://127.0.0.1:25 [default: none, no mail is sent]
    #[arg(
        long,
        env = "TASKLENS_SMTP_URL",
        global = true,
        value_name = "URL",
        hide_env_values = true
    )]
    pub smtp_url: Option<String>,

    /// Who mails are from, such as Tasklens <tasks@example.com>; required with --smtp-url
    #[arg(
        long,
        env = "TASKLENS_MAIL_FROM",
        global = true,
        value_name = "ADDRESS"
    )]
    pub mail_from: Option<String>,

    /// Form of the log on standard error; RUST_LOG chooses what is in it [default: text]
    #[arg(
        long,
        env = "TASKLENS_LOG_FORMAT",
        global = true,
        value_name = "FORMAT"
    )]
    pub log_format: Option<LogFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

/// The settings that a command runs with.
#[derive(Debug, Clone)]
pub struct Settings {
    pub database_url: String,
    pub data_dir: PathBuf,
    /// Keeps pictures and files instead of the folder.
    pub bucket: Option<Bucket>,
    pub listen: SocketAddr,
    /// Without a slash at its end.
    pub base_url: String,
    pub trusted_proxies: usize,
    pub allow_hosts: Vec<AllowRule>,
    pub max_upload_mib: u64,
    /// `None`: as the limit on open files allows.
    pub max_connections: Option<usize>,
    /// 0: any number; `None`: it depends on whether proxies stand in front.
    pub max_unasked_per_network: Option<usize>,
    pub head_timeout: Duration,
    pub stall_timeout: Duration,
    pub api_per_minute: u32,
    pub callback_timeout: Duration,
    pub callback_retry: Duration,
    /// The mail server, and who mails are from.
    pub smtp: Option<(String, String)>,
    pub log_format: LogFormat,
}

impl GivenSettings {
    /// The settings of a TOML file.
    pub fn from_file(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the configuration file {} cannot be read", path.display()))?;
        toml::from_str(&text)
            .with_context(|| format!("the configuration file {} is wrong", path.display()))
    }

    /// These settings, and where they are silent, those of `fallback`.
    #[must_use]
    pub fn or(self, fallback: Self) -> Self {
        Self {
            database_url: self.database_url.or(fallback.database_url),
            data_dir: self.data_dir.or(fallback.data_dir),
            s3_bucket: self.s3_bucket.or(fallback.s3_bucket),
            s3_endpoint: self.s3_endpoint.or(fallback.s3_endpoint),
            s3_region: self.s3_region.or(fallback.s3_region),
            s3_access_key_id: self.s3_access_key_id.or(fallback.s3_access_key_id),
            s3_secret_access_key: self.s3_secret_access_key.or(fallback.s3_secret_access_key),
            listen: self.listen.or(fallback.listen),
            base_url: self.base_url.or(fallback.base_url),
            trusted_proxies: self.trusted_proxies.or(fallback.trusted_proxies),
            allow_hosts: self.allow_hosts.or(fallback.allow_hosts),
            max_upload_mib: self.max_upload_mib.or(fallback.max_upload_mib),
            max_connections: self.max_connections.or(fallback.max_connections),
            max_unasked_per_network: self
                .max_unasked_per_network
                .or(fallback.max_unasked_per_network),
            head_timeout: self.head_timeout.or(fallback.head_timeout),
            stall_timeout: self.stall_timeout.or(fallback.stall_timeout),
            api_per_minute: self.api_per_minute.or(fallback.api_per_minute),
            callback_timeout: self.callback_timeout.or(fallback.callback_timeout),
            callback_retry: self.callback_retry.or(fallback.callback_retry),
            smtp_url: self.smtp_url.or(fallback.smtp_url),
            mail_from: self.mail_from.or(fallback.mail_from),
            log_format: self.log_format.or(fallback.log_format),
        }
    }

    /// With the defaults filled in, and checked.
    pub fn complete(self) -> anyhow::Result<Settings> {
        let bucket = self.bucket()?;
        let database_url = self.database_url.context(
            "no database is set; give --database-url, DATABASE_URL or `database_url` in the configuration file",
        )?;
        let allow_hosts = self
            .allow_hosts
            .iter()
            .flatten()
            .map(|rule| rule.parse())
            .collect::<Result<_, _>>()
            .context("`allow_hosts` is wrong")?;
        let listen = self
            .listen
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8400)));
        let base_url = self.base_url.unwrap_or_else(|| format!("http://{listen}"));
        anyhow::ensure!(
            is_origin(&base_url),
            "`base_url` is {base_url}; give scheme and host only, such as https://tasks.example.com"
        );
        let smtp = match (self.smtp_url, self.mail_from) {
            (Some(url), Some(from)) => Some((url, from)),
            (Some(_), None) => anyhow::bail!(
                "`smtp_url` is set and `mail_from` is not; say who mails are from, such as \
                 Tasklens <tasks@example.com>"
            ),
            (None, _) => None,
        };
        anyhow::ensure!(
            self.max_connections.is_none_or(|most| most > 0),
            "`max_connections` is 0; give at least 1"
        );
        Ok(Settings {
            database_url,
            data_dir: self.data_dir.unwrap_or_else(|| PathBuf::from("data/media")),
            bucket,
            listen,
            base_url: base_url.trim_end_matches('/').to_owned(),
            trusted_proxies: self.trusted_proxies.unwrap_or(0),
            allow_hosts,
            max_upload_mib: self.max_upload_mib.unwrap_or(4096).min(1 << 30),
            max_connections: self.max_connections,
            max_unasked_per_network: self.max_unasked_per_network,
            head_timeout: seconds("head_timeout", self.head_timeout, 15.0, 600.0)?,
            stall_timeout: seconds("stall_timeout", self.stall_timeout, 30.0, 3600.0)?,
            api_per_minute: self.api_per_minute.unwrap_or(0),
            callback_timeout: seconds("callback_timeout", self.callback_timeout, 30.0, 600.0)?,
            callback_retry: seconds("callback_retry", self.callback_retry, 10.0, 3600.0)?,
            smtp,
            log_format: self.log_format.unwrap_or(LogFormat::Text),
        })
    }

    fn bucket(&self) -> anyhow::Result<Option<Bucket>> {
        let Some(bucket) = &self.s3_bucket else {
            anyhow::ensure!(
                self.s3_endpoint.is_none(),
                "`s3_endpoint` is set, but no bucket; give --s3-bucket as well"
            );
            return Ok(None);
        };
        let (name, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
        anyhow::ensure!(
            !name.is_empty() && !name.contains(':'),
            "`s3_bucket` is {bucket}; give its name, or BUCKET/PREFIX"
        );
        Ok(Some(Bucket {
            name: name.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: self.s3_endpoint.clone(),
            region: self.s3_region.clone(),
            access_key_id: self.s3_access_key_id.clone(),
            secret_access_key: self.s3_secret_access_key.clone(),
        }))
    }
}

fn seconds(name: &str, given: Option<f64>, default: f64, most: f64) -> anyhow::Result<Duration> {
    let seconds = given.unwrap_or(default);
    anyhow::ensure!(
        (0.001..=most).contains(&seconds),
        "`{name}` is {seconds}; give seconds from 0.001 to {most}"
    );
    Ok(Duration::from_secs_f64(seconds))
}

fn is_origin(url: &str) -> bool {
    let Ok(uri) = url.parse::<axum::http::Uri>() else {
        return false;
    };
    matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.host().is_some_and(|host| !host.is_empty())
        && matches!(uri.path(), "" | "/")
        && uri.query().is_none()
}
