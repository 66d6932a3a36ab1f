//! Reports that are handed in by themselves: when their days are over, once, whole, and with a word about what stands in the way.

use crate::hall::{Builder, HALL, TestHall};
use crate::mailbox::{Authority, Mailbox, Mood, Way};
use goiso_server::delivery::{DeliverySettings, MailSettings, check};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

const HOUR_MS: i64 = 60 * 60_000;

/// The settings as the configuration file has them.
fn settings(text: &str) -> (Vec<DeliverySettings>, Option<MailSettings>) {
    #[derive(serde::Deserialize)]
    struct File {
        deliveries: Vec<DeliverySettings>,
        mail: Option<MailSettings>,
    }
    let file: File = toml::from_str(text).expect("settings");
    check(&file.deliveries, file.mail.as_ref()).expect("fine settings");
    (file.deliveries, file.mail)
}

async fn open(text: &str) -> TestHall {
    opened(text, Duration::from_secs(24 * 60 * 60)).await
}

async fn opened(text: &str, looked_at: Duration) -> TestHall {
    let (deliveries, mail) = settings(text);
    let set = |settings: &mut goiso_server::app::AppSettings| {
        settings.deliveries = deliveries;
        settings.mail = mail;
        settings.deliveries_looked_at = looked_at;
    };
    Builder::new().settings(set).start().await
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("goiso-deliveries-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
    fn path(&self) -> &Path {
        &self.0
    }
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).expect("entries");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // what stays is in the folder for temporary files
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn daily(folder: &Path) -> String {
    format!(
        "[[deliveries]]\nname = \"ngay\"\nreport = \"days\"\nhall = \"{HALL}\"\nevery = \"day\"\nfiles = [\"csv\", \"xlsx\"]\nfolder = {:?}\n",
        folder.display().to_string()
    )
}

async fn handed_in(hall: &TestHall) -> Vec<String> {
    let done = hall.app.deliveries.hand_in(&hall.app).await.expect("a database");
    done.iter().map(|one| format!("{} {}–{} {}", one.name, one.from, one.to, one.way.word())).collect()
}

async fn entry(hall: &TestHall) -> Value {
    hall.by("supervisor").get("/api/v1/deliveries").await.ok()["deliveries"][0].clone()
}

/// It is Monday the 23rd, eight o'clock.
#[tokio::test]
async fn a_day_s_report_lies_in_the_folder_the_morning_after_and_is_written_once() {
    let folder = Folder::new("folder");
    let hall = open(&daily(folder.path())).await;
    hall.kiosk().take("A").await;
    let sunday = ["ngay 2026-11-22–2026-11-22 folder"];
    assert_eq!(handed_in(&hall).await, sunday, "Sunday is over, and it is past six");
    assert_eq!(handed_in(&hall).await, [""; 0], "once");
    hall.clock.pass(21 * HOUR_MS);
    hall.kiosk().take("A").await;
    assert_eq!(handed_in(&hall).await, [""; 0], "Monday is over, but it is only five o'clock");
    hall.clock.pass(HOUR_MS);
    assert_eq!(handed_in(&hall).await, ["ngay 2026-11-23–2026-11-23 folder"]);
    let names = folder.names();
    let monday = format!("{HALL}-days-2026-11-23-2026-11-23");
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(names.contains(&format!("{monday}.csv")) && names.contains(&format!("{monday}.xlsx")), "{names:?}");
    let table = std::fs::read_to_string(folder.path().join(format!("{monday}.csv"))).expect("a table");
    let asked =
        hall.by("supervisor").get(&format!("/api/v1/halls/{HALL}/reports/days?from=2026-11-23&format=csv")).await;
    assert_eq!(table, asked.body, "the file is what the page gives");
    assert!(table.contains("Đã phát 1 ="), "{table}");
    let told = entry(&hall).await;
    assert_eq!(told["ways"][0]["done"]["to"], "2026-11-23");
    assert_eq!(told["ways"][0]["trouble"], Value::Null);
    hall.stop().await;
}

#[tokio::test]
async fn a_folder_that_is_away_is_told_and_tried_again_until_it_is_there() {
    let folder = Folder::new("away");
    let share = folder.path().join("share");
    let hall = open(&daily(&share)).await;
    assert_eq!(handed_in(&hall).await, [""; 0]);
    let told = entry(&hall).await;
    assert!(told["ways"][0]["trouble"]["why"].as_str().is_some_and(|why| why.contains("mount it")), "{told}");
    std::fs::create_dir(&share).expect("the share");
    assert_eq!(handed_in(&hall).await, [""; 0], "not before its pause is over");
    hall.clock.pass(60_000);
    assert_eq!(handed_in(&hall).await, ["ngay 2026-11-22–2026-11-22 folder"]);
    assert_eq!(entry(&hall).await["ways"][0]["trouble"], Value::Null);
    hall.stop().await;
}

#[tokio::test]
async fn a_month_goes_to_the_office_by_mail_once_even_after_a_refusal() {
    let post = Mailbox::open(Mood::Refuses).await;
    let hall = open(&format!(
        "[[deliveries]]\nname = \"thang\"\nhall = \"{HALL}\"\nevery = \"month\"\nfiles = [\"xlsx\"]\n\
         mail_to = [\"Văn phòng <van-phong@phuong.example>\", \"so@tinh.example\"]\n\
         [mail]\nserver = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nfrom = \"Một cửa <mot-cua@phuong.example>\"\n",
        post.address.port()
    ))
    .await;
    assert_eq!(handed_in(&hall).await, [""; 0]);
    let told = entry(&hall).await;
    assert!(told["ways"][0]["trouble"]["why"].as_str().is_some_and(|why| why.contains("no such mailbox")), "{told}");
    post.becomes(Mood::Takes);
    hall.clock.pass(60_000);
    assert_eq!(handed_in(&hall).await, ["thang 2026-10-01–2026-10-31 mail"]);
    assert_eq!(handed_in(&hall).await, [""; 0], "once");
    let letters = post.letters();
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert_eq!(letter.to, ["<van-phong@phuong.example>", "<so@tinh.example>"]);
    assert_eq!(letter.header("Message-ID"), "<goiso.thang.2026-10-01.2026-10-31@phuong.example>");
    assert!(letter.text.contains(&format!("name=\"{HALL}-monthly-2026-10-01-2026-10-31.xlsx\"")), "{}", letter.text);
    assert!(letter.text.contains("UEsDB"), "a workbook in base64");

    let again = hall.by("supervisor").post("/api/v1/deliveries/thang/send", json!({})).await.ok();
    assert_eq!(again["ways"][0]["done"]["to"], "2026-10-31");
    let letters = post.letters();
    assert_eq!(letters.len(), 2);
    assert_ne!(letters[1].header("Message-ID"), letter.header("Message-ID"), "sent on purpose, shown on purpose");
    hall.stop().await;
}

/// A weekly report that is sent through this mailbox, with a login.
fn weekly(post: &Mailbox, security: &str, folder: &Path, authority: Option<&Authority>) -> String {
    let password = folder.join("password");
    std::fs::write(&password, "bí-mật\n").expect("a password");
    let trusted = authority.map_or(String::new(), |authority| {
        let path = folder.join("ca.pem");
        std::fs::write(&path, &authority.pem).expect("an authority");
        format!("authority = {:?}\n", path.display().to_string())
    });
    format!(
        "[[deliveries]]\nname = \"tuan\"\nreport = \"days\"\nhall = \"{HALL}\"\nevery = \"week\"\nfiles = [\"csv\"]\n\
         mail_to = [\"so@tinh.example\"]\n\
         [mail]\nserver = \"127.0.0.1\"\nport = {}\nsecurity = \"{security}\"\nfrom = \"mot-cua@phuong.example\"\n\
         login = \"mot-cua\"\npassword_file = {:?}\n{trusted}",
        post.address.port(),
        password.display().to_string()
    )
}

/// With STARTTLS and with TLS from the first byte: the login and the letter are for nobody on the way.
#[tokio::test]
async fn a_letter_goes_over_tls_with_the_hall_s_own_authority() {
    for (way, security) in [(Way::Starttls, "starttls"), (Way::Tls, "tls")] {
        let (folder, authority) = (Folder::new(security), Authority::new());
        let post = Mailbox::open_as(Mood::Takes, way, &authority).await;
        let hall = open(&weekly(&post, security, folder.path(), Some(&authority))).await;
        assert_eq!(handed_in(&hall).await, ["tuan 2026-11-16–2026-11-22 mail"], "{}", entry(&hall).await);
        let letters = post.letters();
        assert_eq!(letters.len(), 1, "{security}");
        assert!(letters[0].secret, "{security}");
        // NUL, name, NUL, password (RFC 4616)
        assert_eq!(letters[0].login.as_deref(), Some("AG1vdC1jdWEAYsOtLW3huq10"), "{security}");
        hall.stop().await;
    }
}

/// Neither an unknown certificate nor a server that offers no TLS hears the password.
#[tokio::test]
async fn without_a_secret_way_nothing_is_sent_and_the_reason_is_told() {
    let authority = Authority::new();
    for (name, way, security, why) in [
        ("unknown", Way::Starttls, "starttls", "UnknownIssuer"),
        ("unknown-tls", Way::Tls, "tls", "UnknownIssuer"),
        ("plain", Way::Plain, "starttls", "STARTTLS"),
    ] {
        let folder = Folder::new(name);
        let post = Mailbox::open_as(Mood::Takes, way, &authority).await;
        let hall = open(&weekly(&post, security, folder.path(), None)).await;
        assert_eq!(handed_in(&hall).await, [""; 0], "{name}");
        let told = entry(&hall).await;
        assert!(told["ways"][0]["trouble"]["why"].as_str().is_some_and(|told| told.contains(why)), "{name}: {told}");
        assert!(post.letters().is_empty(), "{name}");
        hall.stop().await;
    }
}

/// A server that says no to whoever asks now says why, and what is not there is told apart.
#[tokio::test]
async fn asking_for_one_now_is_answered_in_words() {
    let folder = Folder::new("now");
    let hall = open(&daily(&folder.path().join("not-there"))).await;
    let supervisor = hall.by("supervisor");
    let refused = supervisor.post("/api/v1/deliveries/ngay/send", json!({})).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (502, Some("not_handed_in")), "{}", refused.body);
    assert!(refused.json()["why"].as_str().is_some_and(|why| why.contains("mount it")), "{}", refused.body);
    let unknown = supervisor.post("/api/v1/deliveries/nam/send", json!({})).await;
    assert_eq!((unknown.status, unknown.json()["code"].as_str()), (404, Some("unknown_delivery")));
    let other = hall.by("other-supervisor");
    assert_eq!(
        other.get("/api/v1/deliveries").await.ok()["deliveries"],
        json!([]),
        "another hall's are nobody's business"
    );
    assert_eq!(other.post("/api/v1/deliveries/ngay/send", json!({})).await.status, 404);
    assert_eq!(hall.by("officer").get("/api/v1/deliveries").await.status, 403);
    hall.stop().await;
}

/// A slip in the name of the hall is told to whoever answers for every hall, and to nobody's surprise a month later.
#[tokio::test]
async fn a_hall_that_is_not_there_is_told() {
    let folder = Folder::new("no-hall");
    let hall = open(&daily(folder.path()).replace(HALL, "hoa-phuon")).await;
    assert_eq!(handed_in(&hall).await, [""; 0]);
    let slipped = &hall.app.deliveries.settings[0];
    let trouble = slipped.ways().find_map(|way| hall.app.deliveries.trouble("ngay", way)).expect("a trouble");
    assert_eq!((trouble.why.as_str(), trouble.times), ("there is no hall hoa-phuon", 1));
    assert_eq!(handed_in(&hall).await, [""; 0]);
    let again = slipped.ways().find_map(|way| hall.app.deliveries.trouble("ngay", way));
    assert_eq!(again, Some(trouble), "not told again before its pause is over");
    hall.stop().await;
}

/// Nobody presses anything: the running server hands in, and after it was off overnight too.
#[tokio::test]
async fn the_server_hands_in_by_itself() {
    let folder = Folder::new("itself");
    let hall = opened(&daily(folder.path()), Duration::from_millis(50)).await;
    let file = format!("{HALL}-days-2026-11-22-2026-11-22.xlsx");
    let there = async {
        while !folder.names().contains(&file) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), there).await.expect("the report of yesterday");
    hall.stop().await;
}
