//! Files of tasks brought into a real database and a real blob store.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use domain::import_report::ImportReport;
use media::{BlobStore, PictureLimits, Pictures};
use store::attachments::{Which, find};
use store::import::WhenOneFails::{self, TakeNothing, TakeTheRest};
use store::{PgPool, Scope};
use tempfile::TempDir;
use transfer::import::{Files, Import, Options};

/// A team, and a folder for its blobs.
struct Place {
    pool: PgPool,
    scope: Scope,
    blobs: TempDir,
}

impl Place {
    async fn new(pool: PgPool) -> Self {
        let team_id = store::accounts::ensure_team(&pool, "Ours").await.unwrap();
        Self {
            pool,
            scope: Scope::live(team_id),
            blobs: tempfile::tempdir().unwrap(),
        }
    }

    async fn start(&self, when_one_fails: WhenOneFails) -> Import {
        let blobs = BlobStore::in_folder(self.blobs.path()).unwrap();
        let pictures = Pictures::new(blobs.clone(), PictureLimits::default());
        let options = Options {
            scope: self.scope,
            when_one_fails,
            project: Some("Unnamed".to_owned()),
        };
        Import::start(&self.pool, blobs, pictures, options)
            .await
            .unwrap()
    }

    async fn import(
        &self,
        bytes: impl Into<Vec<u8>>,
        when_one_fails: WhenOneFails,
    ) -> ImportReport {
        let mut import = self.start(when_one_fails).await;
        let source = Cursor::new(bytes.into());
        import.read(source, Files::none(), |_, _| {}).await.unwrap();
        import.finish().await.unwrap()
    }

    async fn import_file(&self, path: &Path) -> ImportReport {
        let mut import = self.start(TakeTheRest).await;
        let source = std::fs::File::open(path).unwrap();
        import
            .read(source, Files::beside(path).unwrap(), |_, _| {})
            .await
            .unwrap();
        import.finish().await.unwrap()
    }

    async fn tasks(&self) -> i64 {
        sqlx::query_scalar("select count(*) from task")
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }
}

fn task(number: u32) -> String {
    format!(r#"{{"task_id":"{number:024x}","type":"categorization","params":{{"n":{number}.0}}}}"#)
}

fn places(report: &ImportReport) -> Vec<(Option<u64>, Option<&str>)> {
    let problems = report.problems.iter();
    problems
        .map(|problem| (problem.line, problem.field.as_deref()))
        .collect()
}

#[sqlx::test(migrations = "../store/migrations")]
async fn a_bad_record_is_reported_with_line_and_field_and_the_rest_goes_in(pool: PgPool) {
    let place = Place::new(pool).await;
    let wrong_tag =
        r#"{"task_id":"0000000000000000000000aa","type":"categorization","tags":["a",7]}"#;
    let lines = [
        &task(1),
        "{\"type\": broken}",
        wrong_tag,
        "",
        "{\"type\":\"juggling\"}",
        &task(2),
    ];
    let report = place.import(lines.join("\n"), TakeTheRest).await;
    assert_eq!((report.added, report.failed), (2, 3));
    assert_eq!(
        places(&report),
        [
            (Some(2), None),
            (Some(3), Some("tags[1]")),
            (Some(5), Some("type"))
        ]
    );
    assert!(
        report.problems[0].message.contains("column 10"),
        "{}",
        report.problems[0].message
    );
    assert!(report.problems[2].message.contains("juggling"));
    assert_eq!(place.tasks().await, 2);
}

#[sqlx::test(migrations = "../store/migrations")]
async fn an_atomic_import_with_a_bad_record_takes_nothing(pool: PgPool) {
    let place = Place::new(pool).await;
    // More than one chunk, so that some of it is in the database when the bad record comes.
    let mut lines: Vec<String> = (1..=600).map(task).collect();
    lines.push("{".to_owned());
    let report = place.import(lines.join("\n"), TakeNothing).await;
    assert!(report.is_rolled_back);
    assert_eq!(places(&report), [(Some(601), None)]);
    assert_eq!(place.tasks().await, 0);
    let report = place.import(lines[..600].join("\n"), TakeNothing).await;
    assert_eq!((report.added, report.is_rolled_back), (600, false));
    assert_eq!(place.tasks().await, 600);
}

#[sqlx::test(migrations = "../store/migrations")]
async fn importing_a_file_twice_changes_nothing(pool: PgPool) {
    let place = Place::new(pool).await;
    // A record without an id of its own too.
    let file = format!(
        "[{}, {{\"type\": \"categorization\", \"params\": {{}}}}]",
        task(1)
    );
    let report = place.import(file.as_str(), TakeTheRest).await;
    assert_eq!((report.added, report.unchanged), (2, 0));
    let state = "select jsonb_agg(task order by seq)::text from task";
    let before: String = sqlx::query_scalar(state)
        .fetch_one(&place.pool)
        .await
        .unwrap();
    let report = place.import(file.as_str(), TakeTheRest).await;
    assert_eq!((report.added, report.unchanged, report.failed), (0, 2, 0));
    let after: String = sqlx::query_scalar(state)
        .fetch_one(&place.pool)
        .await
        .unwrap();
    assert_eq!(after, before);
}

#[sqlx::test(migrations = "../store/migrations")]
async fn a_gzipped_file_is_unpacked_and_one_that_is_cut_short_says_so(pool: PgPool) {
    let place = Place::new(pool).await;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let lines: Vec<String> = (1..=2000).map(task).collect();
    packer.write_all(lines.join("\n").as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    let cut = place.import(&packed[..packed.len() / 2], TakeTheRest).await;
    assert!(
        cut.added > 0 && cut.added < 2000,
        "{} were whole",
        cut.added
    );
    assert_eq!(cut.failed, 1);
    let report = place.import(packed, TakeTheRest).await;
    assert_eq!(report.added + report.unchanged, 2000);
    assert_eq!((report.unchanged, report.failed), (cut.added, 0));
}

#[sqlx::test(migrations = "../store/migrations")]
async fn attachments_beside_the_file_are_kept_and_missing_ones_are_told(pool: PgPool) {
    let place = Place::new(pool).await;
    let folder = tempfile::tempdir().unwrap();
    let image = |id: u32, name: &str| {
        format!(
            r#"{{"task_id":"{id:024x}","type":"imageannotation","params":{{"attachment":"{name}"}}}}"#
        )
    };
    let lines = [
        image(1, "media/dot.png"),
        image(2, "media/gone.png"),
        image(3, "../outside.png"),
        image(4, "https://example.com/a.png"),
    ];
    std::fs::create_dir(folder.path().join("media")).unwrap();
    // A PNG of 1 × 1 pixel.
    let dot = "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082";
    let dot: Vec<u8> = (0..dot.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&dot[at..at + 2], 16).unwrap())
        .collect();
    std::fs::write(folder.path().join("media/dot.png"), &dot).unwrap();
    let file = folder.path().join("all.jsonl");
    std::fs::write(&file, lines.join("\n")).unwrap();

    let report = place.import_file(&file).await;
    assert_eq!(
        (report.added, report.failed, report.missing_files),
        (4, 0, 2)
    );
    assert_eq!(places(&report), [(Some(2), None), (Some(3), None)]);
    let cover = |number: u32| {
        let (pool, scope) = (place.pool.clone(), place.scope);
        let id = format!("{number:024x}").parse().unwrap();
        async move { find(&pool, scope, id, Which::Cover).await.unwrap() }
    };
    let kept = cover(1).await.file.unwrap();
    assert_eq!(
        (kept.mime.as_str(), kept.pixels, kept.size),
        ("image/png", Some((1, 1)), dot.len() as i64)
    );
    let blobs = BlobStore::in_folder(place.blobs.path()).unwrap();
    let id = media::BlobId::from_bytes(kept.sha256);
    assert_eq!(blobs.bytes(id, 1 << 20).await.unwrap(), dot);
    assert!(cover(2).await.problem.unwrap().starts_with("is not in"));
    assert!(cover(3).await.problem.is_some());
    let remote = cover(4).await;
    assert_eq!((remote.file, remote.problem), (None, None));
}

#[sqlx::test(migrations = "../store/migrations")]
async fn photos_of_a_lidar_frame_whose_addresses_cannot_be_stored_are_left_out(pool: PgPool) {
    let place = Place::new(pool).await;
    let folder = tempfile::tempdir().unwrap();
    let frame = serde_json::json!({
        "points": [{"x": 1.0, "y": 2.0, "z": 0.5}],
        "images": [
            {"image_url": "with\u{0}nul.jpg"},
            {"image_url": "x".repeat(10_000)},
            {"image_url": "https://example.com/front.jpg"},
        ],
    });
    std::fs::write(folder.path().join("frame.json"), frame.to_string()).unwrap();
    let file = folder.path().join("all.jsonl");
    let task = format!(
        r#"{{"task_id":"{:024x}","type":"lidarannotation","params":{{"attachments":["frame.json"]}}}}"#,
        1
    );
    std::fs::write(&file, task).unwrap();

    let report = place.import_file(&file).await;
    assert_eq!((report.added, report.failed), (1, 0));
    let urls: Vec<String> = sqlx::query_scalar("select url from attachment order by url")
        .fetch_all(&place.pool)
        .await
        .unwrap();
    assert_eq!(urls, ["frame.json", "https://example.com/front.jpg"]);
}

/// Real tasks over real sensors' data; they lie beside the repository where it is developed.
fn real_tasks() -> Option<PathBuf> {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    ["../../../shared/data/tasks", "../../shared/data/tasks"]
        .iter()
        .map(|path| crate_folder.join(path))
        .find(|path| path.is_dir())
}

#[sqlx::test(migrations = "../store/migrations")]
async fn real_tasks_come_in_with_their_attachments(pool: PgPool) {
    let Some(folder) = real_tasks() else {
        eprintln!("skipped: there is no ../shared/data/tasks beside this repository");
        return;
    };
    let place = Place::new(pool).await;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert_eq!(files.len(), 3);
    for file in &files {
        let report = place.import_file(file).await;
        assert_eq!(
            (report.added, report.failed, report.missing_files),
            (1, 0, 0),
            "{report:?}"
        );
    }

    let image = find(
        &place.pool,
        place.scope,
        "4a0461690dc73a4b71a955f1".parse().unwrap(),
        Which::Cover,
    )
    .await
    .unwrap();
    let file = image.file.unwrap();
    assert_eq!(
        (file.mime.as_str(), file.pixels),
        ("image/png", Some((1242, 375)))
    );
    let tasks: Vec<(Option<i32>, bool, String, Vec<String>)> = sqlx::query_as(
        "select annotation_count, has_image, project.name,
                array(select url from attachment where attachment.seq = task.seq and sha256 is not null order by url)
         from task join project using (project_id)
         order by project.name",
    )
    .fetch_all(&place.pool)
    .await
    .unwrap();
    let expected = [
        (
            None,
            false,
            "campus_3d",
            vec![
                // The photos that the frames tell of.
                "sustech/camera/front_000965.jpg",
                "sustech/camera/front_000970.jpg",
                "sustech/camera/front_000975.jpg",
                "sustech/camera/left_000965.jpg",
                "sustech/camera/left_000970.jpg",
                "sustech/camera/left_000975.jpg",
                "sustech/camera/right_000965.jpg",
                "sustech/camera/right_000970.jpg",
                "sustech/camera/right_000975.jpg",
                "sustech/cuboids.json",
                "sustech/frame_000965.json",
                "sustech/frame_000970.json",
                "sustech/frame_000975.json",
            ],
        ),
        (Some(6), true, "kitti_2d", vec!["kitti/000008.png"]),
        (
            None,
            false,
            "kitti_3d",
            vec![
                "kitti/000008.png",
                "kitti/cuboids_000008.json",
                "kitti/frame_000008.json",
            ],
        ),
    ];
    let expected = expected.map(|(count, has_image, project, urls)| {
        (
            count,
            has_image,
            project.to_owned(),
            urls.into_iter().map(str::to_owned).collect(),
        )
    });
    assert_eq!(tasks, expected);

    for file in &files {
        let report = place.import_file(file).await;
        assert_eq!(
            (report.added, report.unchanged),
            (0, 1),
            "a second import changes nothing"
        );
    }
}
