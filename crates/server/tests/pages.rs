//! Pages and what every answer carries.

use crate::hall::http::Answer;
use crate::hall::{Builder, HALL, TestHall};
use goiso_server::api::roles::routes;
use goiso_server::app::Gallery;
use goiso_server::displays::FOLDERS;
use goiso_server::reports::Language;
use std::path::PathBuf;

fn forbids(what: &str, answer: &Answer) {
    let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{what}"));
    assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'self'"), "{what}: {policy}");
    assert!(!policy.contains("unsafe") && !policy.contains('*'), "{what}: {policy}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{what}");
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{what}");
    assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin"), "{what}");
}

#[tokio::test]
async fn every_page_and_every_route_forbids_what_pages_do_not_need() {
    let hall = Builder::new().settings(|settings| settings.gallery = Gallery::Open).start().await;
    for folder in FOLDERS.into_iter().chain(["gallery", "samples"]) {
        for path in
            [format!("/{folder}"), format!("/{folder}/"), format!("/{folder}/page.js"), format!("/{folder}/none")]
        {
            forbids(&path, &hall.nobody().get(&path).await);
        }
    }
    for path in ["/", "/start.css", "/favicon.ico", "/khong-co", "/api/docs/", "/media/none.png", "/sounds/none.flac"] {
        forbids(path, &hall.nobody().get(path).await);
    }
    let routes = routes();
    assert!(routes.len() > 60, "{}", routes.len());
    for route in routes {
        // each part that stands for something is the hall, so that some are there and some are not
        let parts = route.path.split('/').map(|part| if part.starts_with('{') { HALL } else { part });
        let path = parts.collect::<Vec<_>>().join("/");
        for from in [hall.nobody(), hall.by("display")] {
            forbids(route.path, &from.send(route.method.as_str(), &path, &[], "").await);
        }
    }
    let view = hall.by("display").get(&format!("/api/v1/view?name=hall/{HALL}/zone/main")).await;
    assert_eq!(view.status, 200);
    forbids("a view", &view);
    hall.stop().await;
}

/// A folder of a hall's own files.
fn own(files: &[(&str, &str)]) -> PathBuf {
    static NAMES: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = NAMES.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("goiso-own-{}-{number}", std::process::id()));
    for (name, text) in files {
        let file = folder.join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::fs::write(file, text).expect("written");
    }
    folder
}

#[tokio::test]
async fn a_hall_s_own_file_of_any_kind_goes_before_the_built_in_one() {
    let files = [
        ("index.html", "<html>own start</html>", "text/html; charset=utf-8"),
        ("start.css", "main { color: teal }", "text/css; charset=utf-8"),
        ("ticket/index.html", "<html>own ticket</html>", "text/html; charset=utf-8"),
        ("shared/tokens.css", ":root { --ink: teal }", "text/css; charset=utf-8"),
        ("shared/brand.js", "export {};", "text/javascript; charset=utf-8"),
        ("shared/icon.svg", "<svg/>", "image/svg+xml"),
        ("vendor/fonts/be-vietnam-pro-latin-400.woff2", "own letters", "font/woff2"),
        ("locales/vi-staff.ftl", "fair-step-ticket-issued = đã phát số", "text/plain; charset=utf-8"),
        ("hall/more.txt", "not built in at all", "text/plain; charset=utf-8"),
    ];
    let folder = own(&files.map(|(name, text, _)| (name, text)));
    let displays = folder.clone();
    let hall = Builder::new().settings(|settings| settings.displays = Some(displays)).start().await;
    for (name, text, kind) in files {
        let path =
            if name == "index.html" { String::from("/") } else { format!("/{}", name.replace("index.html", "")) };
        let answer = hall.nobody().get(&path).await;
        assert_eq!(
            (answer.status, answer.body.as_str(), answer.header("content-type")),
            (200, text, Some(kind)),
            "{path}"
        );
        forbids(&path, &answer);
    }
    // paper says what the pages say
    let told = |id| hall.app.page_words.told(Language::Vi, id, &[]);
    assert_eq!(told("fair-step-ticket-issued").as_deref(), Some("đã phát số"));
    assert!(told("fair-nobody").is_some(), "a message that the own file lacks stays as it was built in");
    std::fs::remove_dir_all(folder).expect("removed");
    hall.stop().await;
}

#[tokio::test]
async fn a_file_of_words_adds_a_language() {
    let km = "language-name = ភាសាខ្មែរ\nback = ត្រឡប់\n";
    let folder = own(&[("locales/km.ftl", km), ("locales/vi-hall.ftl", "hall-invite = Mời")]);
    let displays = folder.clone();
    let hall = Builder::new().settings(|settings| settings.displays = Some(displays)).start().await;
    let listed = hall.nobody().get("/locales/").await;
    assert_eq!(listed.header("content-type"), Some("application/json"));
    let expected = serde_json::json!([{"code": "vi", "name": "Tiếng Việt"}, {"code": "en", "name": "English"},
        {"code": "km", "name": "ភាសាខ្មែរ"}]);
    assert_eq!(listed.ok(), expected);
    assert_eq!(hall.nobody().get("/locales/km.ftl").await.body, km);
    let take = |language: &str| {
        let body = serde_json::json!({"group": "A", "language": language});
        let kiosk = hall.by("kiosk");
        async move { kiosk.post(&format!("/api/v1/halls/{HALL}/tickets"), body).await }
    };
    assert_eq!(take("km").await.status, 201, "its slip is Vietnamese");
    assert_eq!(take("K<m").await.problem(), (400, "bad_request".to_owned()));
    std::fs::remove_dir_all(folder).expect("removed");
    hall.stop().await;
}

#[tokio::test]
async fn a_hall_may_restyle_a_page_with_a_text_editor() {
    let own = std::env::temp_dir().join(format!("goiso-own-pages-{}", std::process::id()));
    std::fs::create_dir_all(own.join("hall")).expect("a folder");
    std::fs::write(own.join("hall/page.css"), "body { color: teal }").expect("a file");
    let folder = own.clone();
    let hall = Builder::new().settings(|settings| settings.displays = Some(folder)).start().await;
    assert_eq!(hall.nobody().get("/hall/page.css").await.body, "body { color: teal }");
    let page = hall.nobody().get("/hall/").await;
    assert!(page.body.contains("<html"), "the rest comes from the binary");
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let tag = page.header("etag").expect("a tag").to_owned();
    assert!(tag.starts_with("W/"));
    assert_eq!(hall.nobody().with("if-none-match", &tag).get("/hall/").await.status, 304);
    for path in [
        "/hall/../../Cargo.toml",
        "/hall/%2e%2e/%2e%2e/Cargo.toml",
        "/hall/.git/config",
        "/vendor/lit.d.ts",
        "/vendor/README.md",
    ] {
        assert_eq!(hall.nobody().get(path).await.status, 404, "{path}");
    }
    assert_eq!(hall.nobody().get("/").await.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(hall.nobody().get("/start.css").await.status, 200);
    assert_eq!(hall.nobody().get("/khong-co.css").await.problem(), (404, "not_found".to_owned()));
    assert_eq!(hall.nobody().get("/hall").await.header("location"), Some("/hall/"));
    std::fs::remove_dir_all(own).expect("removed");
    hall.stop().await;
}

#[tokio::test]
async fn the_gallery_is_only_where_the_settings_open_it() {
    let hall = TestHall::open().await;
    assert_eq!(hall.nobody().get("/gallery/").await.status, 404, "in a hall there is none");
    hall.stop().await;
    let hall = Builder::new().settings(|settings| settings.gallery = Gallery::Open).start().await;
    assert!(hall.nobody().get("/gallery/").await.body.contains("<html"));
    let names = hall.nobody().get("/samples/").await.ok();
    let names: Vec<&str> = names.as_array().expect("a list").iter().filter_map(|name| name.as_str()).collect();
    assert!(names.contains(&"zone-busy") && names.contains(&"ticket-called"), "{names:?}");
    for name in names {
        assert_eq!(hall.nobody().get(&format!("/samples/{name}.json")).await.status, 200, "{name}");
    }
    assert_eq!(hall.nobody().get("/samples/http/ticket.json").await.status, 200, "an answer that a page shows");
    hall.stop().await;
}

#[tokio::test]
async fn the_server_says_that_it_is_well_and_what_it_counts() {
    let hall = TestHall::open().await;
    hall.kiosk().take("A").await;
    assert_eq!(hall.nobody().get("/healthz").await.ok()["status"], "ok");
    assert_eq!(hall.nobody().get("/readyz").await.ok()["halls"], 2);
    let metrics = hall.nobody().get("/metrics").await;
    assert!(metrics.body.contains("# TYPE goiso_commands_done_total counter"), "{}", metrics.body);
    assert!(!metrics.body.contains(HALL), "no fact of a hall");
    hall.stop().await;
}
