//! `server serve`

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use app::pictures::Media;
use app::state::{AppState, Site};
use callbacks::{Courier, Mailer, Pace, Sender};
use domain::callback::Schedule;
use leptos::config::LeptosOptions;
use media::{BlobStore, FetchPolicy, PictureLimits};
use outbound::Guard;
use store::PgPool;
use store::live::Listener;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::connections::{self, Limits};
use crate::settings::Settings;
use crate::{data_folder, jobs, router, site};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Leave the database schema as it is
    #[arg(long)]
    no_migrate: bool,
}

/// How long running requests, and callbacks on their way, may take to end after the signal.
const GRACE: Duration = Duration::from_secs(5);

/// Serves until SIGTERM or Ctrl-C.
pub async fn serve(settings: Settings, arguments: Arguments) -> anyhow::Result<()> {
    let open_files = connections::raise_open_files();
    let limits = Limits::new(&settings, open_files);
    if limits.most as u64 >= open_files {
        tracing::warn!(
            max_connections = limits.most,
            open_files,
            "more connections are allowed than files; raise LimitNOFILE or `ulimit -n`"
        );
    }
    let pool = store::connect(&settings.database_url)
        .await
        .context("cannot open the database; check --database-url")?;
    if !arguments.no_migrate {
        store::migrate(&pool).await?;
    }
    tokio::spawn(jobs::fold_counts(pool.clone()));
    tokio::spawn(jobs::sweep(pool.clone()));
    tokio::spawn(jobs::requeue_lost(pool.clone()));
    let stop = CancellationToken::new();
    let courier = courier(&settings, pool.clone())?;
    let state = state(&settings, pool).await?;
    if let Some(bucket) = &settings.bucket {
        let check = state.media.blobs.check().await;
        check.with_context(|| {
            format!("{bucket} does not answer; check the --s3 settings, and that its keys may list")
        })?;
    }
    if let Some(folder) = &state.site.data_dir
        && let Err(error) = data_folder::try_to_write(folder)
    {
        tracing::error!(
            "the data folder {} cannot be written ({error}); free space on its disk, or check who \
             owns it. Until then no file can be kept, and /readyz says so",
            folder.display()
        );
    }
    let live = state.live.clone();
    let router = router(state);
    let listener = TcpListener::bind(settings.listen).await.with_context(|| {
        format!(
            "cannot listen on {}; choose another --listen",
            settings.listen
        )
    })?;
    tracing::info!("listening on {}", settings.base_url);
    // A server that cannot listen ends at once: it must have taken nothing.
    let sending = tokio::spawn(courier.run(stop.clone()));

    let signal = stop.clone();
    let serving = connections::serve(listener, router, limits, async move {
        wait_for_signal().await;
        tracing::info!("stopping");
        live.close();
        signal.cancel();
    });
    let ending = async {
        serving.await;
        // A panic of its own has been told by the log.
        let _ = sending.await;
    };
    tokio::select! {
        () = ending => {}
        () = async { stop.cancelled().await; tokio::time::sleep(GRACE).await } => {}
    }
    Ok(())
}

/// What sends callbacks, for these settings.
///
/// # Errors
/// Where the mail settings cannot be read, or the machine's TLS certificates cannot be loaded.
pub fn courier(settings: &Settings, pool: PgPool) -> anyhow::Result<Courier> {
    let timeout = settings.callback_timeout;
    let mailer = match &settings.smtp {
        Some((url, from)) => Some(Mailer::new(url, from, &settings.base_url, timeout)?),
        None => None,
    };
    let sender = Sender::new(Guard::new(&settings.allow_hosts), mailer, timeout)?;
    let pace = Pace {
        schedule: Schedule {
            first: settings.callback_retry,
        },
        ..Pace::default()
    };
    Ok(Courier::new(pool, sender, pace))
}

/// What requests share, for these settings.
pub async fn state(settings: &Settings, pool: PgPool) -> anyhow::Result<AppState> {
    Ok(AppState {
        leptos_options: LeptosOptions::builder().output_name("tasklens").build(),
        live: Listener::start(&pool).await?,
        pool,
        bundle: site::bundle(),
        site: Arc::new(Site {
            base_url: settings.base_url.clone(),
            trusted_proxies: settings.trusted_proxies,
            max_upload_bytes: settings.max_upload_mib << 20,
            api_per_minute: settings.api_per_minute,
            data_dir: settings.bucket.is_none().then(|| settings.data_dir.clone()),
        }),
        media: media(settings)?,
    })
}

/// The attachment store, for these settings.
///
/// # Errors
/// Where the folder cannot be made, or the machine's TLS certificates cannot be loaded.
pub fn media(settings: &Settings) -> anyhow::Result<Media> {
    let blobs = match &settings.bucket {
        Some(bucket) => BlobStore::in_bucket(bucket)
            .with_context(|| format!("cannot keep files in {bucket}; check the --s3 settings"))?,
        None => BlobStore::in_folder(&settings.data_dir).with_context(|| {
            let folder = settings.data_dir.display();
            format!("cannot keep files in {folder}; choose another --data-dir")
        })?,
    };
    let policy = FetchPolicy {
        allow: settings.allow_hosts.clone(),
        ..FetchPolicy::default()
    };
    Ok(Media::new(blobs, PictureLimits::default(), policy)?)
}

async fn wait_for_signal() {
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "SIGTERM cannot be awaited");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}

#[cfg(test)]
mod tests {
    use sqlx::ConnectOptions;

    use super::*;
    use crate::settings::GivenSettings;

    #[sqlx::test(migrations = "../crates/store/migrations")]
    async fn a_server_that_cannot_listen_takes_no_callback(pool: PgPool) {
        sqlx::raw_sql(
            "insert into team (name) values ('Street');
             insert into task (task_id, team_id, task_type, status, review_status, created_at, updated_at)
             select decode('5f2a00000000000000000001', 'hex'), team_id, 0, 4, 0, now(), now() from team;
             insert into callback (seq, event, at, status, review_status, response_version, audits, updated_at)
             select seq, 'error', now(), status, review_status, 0, 0, updated_at from task;
             insert into callback_line (seq, team_id, is_test, next_try_at)
             select seq, team_id, is_test, now() from task;",
        )
        .execute(&pool)
        .await
        .unwrap();
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let settings = GivenSettings {
            database_url: Some(pool.connect_options().to_url_lossy().to_string()),
            data_dir: Some(folder.path().to_owned()),
            listen: Some(taken.local_addr().unwrap()),
            ..GivenSettings::default()
        };
        let arguments = Arguments { no_migrate: true };
        let error = serve(settings.complete().unwrap(), arguments)
            .await
            .unwrap_err();
        assert!(error.to_string().contains("cannot listen"), "{error:#}");
        let tries: i32 = sqlx::query_scalar("select tries from callback")
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(tries, 0);
    }
}
