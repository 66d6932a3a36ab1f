//! Pages and what every answer carries.

mod hall;

use goiso_server::app::Gallery;
use hall::{Builder, HALL, TestHall};

#[tokio::test]
async fn every_answer_forbids_what_pages_do_not_need() {
    let hall = TestHall::open().await;
    let view = format!("/api/v1/view?name=hall/{HALL}/zone/main");
    for path in [
        "/hall/",
        "/khong-co",
        "/api/v1/halls",
        &view,
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/openapi.json",
        "/api/docs/",
    ] {
        let answer = hall.by("display").get(path).await;
        let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{path}"));
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'self'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin"), "{path}");
    }
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
