//! The hall's own pictures, video and slides: what is served, what is not, and how.

use crate::hall::{Builder, TestHall};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A folder that changed is known long before this.
const WITHIN: Duration = Duration::from_secs(20);
/// The smallest picture there is: one pixel.
const PIXEL: [u8; 67] = [
    0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1,
    0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("goiso-media-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(name), bytes).expect("a file");
    }
    async fn hall(&self) -> TestHall {
        let folder = self.0.clone();
        Builder::new().settings(|settings| settings.media = Some(folder)).start().await
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // what the system does not let go of is a temporary folder
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A picture whose head says that it has so many pixels.
fn picture_of(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = PIXEL.to_vec();
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    bytes
}

fn names(listing: &str) -> Vec<(String, String)> {
    let listing: serde_json::Value = serde_json::from_str(listing).expect("JSON");
    let items = listing["items"].as_array().expect("items");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    items.iter().map(|item| (text(&item["name"]), text(&item["kind"]))).collect()
}

#[tokio::test]
async fn only_what_is_what_its_name_says_is_listed_and_served() {
    let folder = Folder::new("kinds");
    folder.put("Lễ hội.png", &PIXEL);
    folder.put("film.webm", b"\x1a\x45\xdf\xa3 and so on");
    folder.put("film.mp4", b"\0\0\0\x18ftypmp42 and so on");
    folder.put("slide.html", "<p>Xin chào</p>".as_bytes());
    // scripts in pictures, one kind in the name of another, too many pixels, hidden, unknown
    folder.put("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
    folder.put("page.png", b"<html><script>alert(1)</script></html>");
    folder.put("photo.jpg", &PIXEL);
    folder.put("film2.mp4", b"<html>no film</html>");
    folder.put("bomb.png", &picture_of(60_000, 60_000));
    folder.put("empty.png", b"");
    folder.put("binary.html", b"<p>\0\xff</p>");
    folder.put(".hidden.png", &PIXEL);
    folder.put("program.js", b"alert(1)");
    std::fs::create_dir(folder.0.join("inner.png")).expect("a folder");
    std::os::unix::fs::symlink("/etc/passwd", folder.0.join("passwd.html")).expect("a link");
    let hall = folder.hall().await;

    let listing = hall.nobody().get("/media/").await;
    assert_eq!(listing.header("content-type"), Some("application/json"));
    let expected = [("Lễ hội.png", "picture"), ("film.mp4", "video"), ("film.webm", "video"), ("slide.html", "slide")];
    let mut found = names(&listing.body);
    found.sort();
    assert_eq!(found, expected.map(|(name, kind)| (name.to_owned(), kind.to_owned())));

    for refused in [
        "logo.svg",
        "page.png",
        "photo.jpg",
        "film2.mp4",
        "bomb.png",
        "empty.png",
        "binary.html",
        ".hidden.png",
        "program.js",
        "inner.png",
        "passwd.html",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e",
        "%2fetc%2fpasswd",
        "slide.html%00.png",
        "nothing.png",
    ] {
        assert_eq!(hall.nobody().get(&format!("/media/{refused}")).await.status, 404, "{refused}");
    }
    for path in ["/media/../Cargo.toml", "/media/a/b.png", "/media"] {
        assert_eq!(hall.nobody().get(path).await.status, 404, "{path}");
    }
    assert_eq!(hall.nobody().get("/media/L%E1%BB%85%20h%E1%BB%99i.png").await.status, 200);
    hall.stop().await;
}

#[tokio::test]
async fn a_slide_runs_nothing_and_a_film_comes_by_ranges() {
    let folder = Folder::new("headers");
    folder.put("slide.html", b"<p>1</p>");
    folder.put("film.webm", b"\x1a\x45\xdf\xa30123456789");
    let hall = folder.hall().await;
    let slide = hall.nobody().get("/media/slide.html").await;
    assert_eq!(slide.header("content-type"), Some("text/html; charset=utf-8"));
    let policy = slide.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
    assert!(!policy.contains("allow-scripts") && !policy.contains("script-src"), "{policy}");
    assert_eq!(slide.header("x-content-type-options"), Some("nosniff"));

    let film = hall.nobody().with("range", "bytes=4-7").get("/media/film.webm").await;
    assert_eq!((film.status, film.body.as_str()), (206, "0123"));
    assert_eq!(film.header("content-range"), Some("bytes 4-7/14"));
    assert_eq!(film.header("content-type"), Some("video/webm"));
    assert_eq!(hall.nobody().with("range", "bytes=99-").get("/media/film.webm").await.status, 416);
    hall.stop().await;
}

#[tokio::test]
async fn a_changed_folder_has_another_version_and_an_unchanged_one_costs_a_word() {
    let folder = Folder::new("versions");
    folder.put("1.png", &PIXEL);
    let hall = folder.hall().await;
    let first = hall.nobody().get("/media/").await;
    let tag = first.header("etag").expect("a tag").to_owned();
    assert_eq!(hall.nobody().with("if-none-match", &tag).get("/media/").await.status, 304);
    folder.put("2.png", &PIXEL);
    // the folder is looked at again after two seconds
    let later = tokio::time::timeout(WITHIN, async {
        loop {
            let answer = hall.nobody().get("/media/").await;
            if answer.header("etag") != Some(&tag) {
                break answer;
            }
        }
    });
    let later = later.await.expect("the folder is looked at again");
    assert_eq!(names(&later.body).len(), 2);
    let version = |body: &str| serde_json::from_str::<serde_json::Value>(body).expect("JSON")["version"].clone();
    assert_ne!(version(&first.body), version(&later.body));
    hall.stop().await;
}

#[tokio::test]
async fn without_a_folder_the_list_is_empty() {
    let hall = TestHall::open().await;
    assert_eq!(names(&hall.nobody().get("/media/").await.body), Vec::new());
    assert_eq!(hall.nobody().get("/media/1.png").await.status, 404);
    hall.stop().await;
    let gone = Folder(Path::new("/nowhere/at/all").to_owned());
    let hall = gone.hall().await;
    assert_eq!(names(&hall.nobody().get("/media/").await.body), Vec::new());
    hall.stop().await;
}
