//! `server serve`

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use app::pictures::Media;
use app::state::{AppState, Site};
use leptos::config::LeptosOptions;
use media::{BlobStore, FetchPolicy, PictureLimits};
use store::PgPool;
use store::live::Listener;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::settings::Settings;
use crate::{jobs, router, site};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Leave the database schema as it is
    #[arg(long)]
    no_migrate: bool,
}

/// How long running requests may take to end after the signal.
const GRACE: Duration = Duration::from_secs(5);

/// Serves until SIGTERM or Ctrl-C.
pub async fn serve(settings: Settings, arguments: Arguments) -> anyhow::Result<()> {
    let pool = store::connect(&settings.database_url)
        .await
        .context("cannot open the database; check --database-url")?;
    if !arguments.no_migrate {
        store::migrate(&pool).await?;
    }
    tokio::spawn(jobs::fold_counts(pool.clone()));
    tokio::spawn(jobs::sweep(pool.clone()));
    tokio::spawn(jobs::requeue_lost(pool.clone()));
    let state = state(&settings, pool).await?;
    if let Some(bucket) = &settings.bucket {
        let check = state.media.blobs.check().await;
        check.with_context(|| {
            format!("{bucket} does not answer; check the --s3 settings, and that its keys may list")
        })?;
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

    let (stopping, stop_begun) = tokio::sync::oneshot::channel();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        wait_for_signal().await;
        tracing::info!("stopping");
        live.close();
        // The receiver is gone only when serving has ended already.
        let _ = stopping.send(());
    });
    tokio::select! {
        result = serving.into_future() => result.context("serving failed"),
        () = async { let _ = stop_begun.await; tokio::time::sleep(GRACE).await } => Ok(()),
    }
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
            data_dir: settings.data_dir.clone(),
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
