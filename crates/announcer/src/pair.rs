//! A new loudspeaker asks to belong to a hall, as a new screen does: it shows a code, an administrator lets it in, and the token comes
//! by itself (RFC 8628). Nobody copies a secret by hand.

use crate::ask;
use anyhow::{Context, Result, bail, ensure};
use hyper::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Added to the pause between two questions whenever the server finds them too frequent (RFC 8628, 3.5).
const SLOWER_BY: Duration = Duration::from_secs(5);
/// The longest pause between two questions, whatever the server says.
const PAUSE_MAX: Duration = Duration::from_secs(60);
/// A code is waited for no longer than this, whatever the server says.
const WAIT_MAX: Duration = Duration::from_secs(60 * 60);

/// What the server gives to a new device.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Codes {
    device_code: String,
    user_code: String,
    match_number: u8,
    verification_uri: String,
    expires_in_s: u64,
    interval_s: u64,
}

/// What the server says while it waits.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    /// Somebody let it in: the token.
    In(String),
    /// Nobody yet.
    Wait,
    /// Nobody yet, and it asks too often.
    Slower,
}

/// Shows a code on standard output, waits until an administrator lets this loudspeaker in, and writes its token into a file that only
/// this user may read.
///
/// # Errors
/// The file holds something already or cannot be written; there is no server; the code ran out; the administrator said no.
pub async fn run(server: &str, path: &Path) -> Result<()> {
    // Before anybody has typed a code: a token that finds no place is lost.
    let file = place_for(path)?;
    let paired = pair(server, file).await;
    if paired.is_err() {
        // what stays is empty, and in nobody's way the next time
        let _ = std::fs::remove_file(path);
    }
    paired?;
    println!("Đã ghép / paired: {}", path.display());
    Ok(())
}

async fn pair(server: &str, mut file: File) -> Result<()> {
    let codes: Codes = match ask::post(server, "/api/v1/devices/pair", &json!({"kind": "announcer"})).await? {
        (StatusCode::CREATED, body) => {
            serde_json::from_value(body).context("the server's answer is of another kind")?
        }
        (status, body) => bail!("the server gives no code: {}", words_of(status, &body)),
    };
    let page = format!("{}{}", server.trim_end_matches('/'), codes.verification_uri);
    let Codes { user_code, match_number, .. } = &codes;
    let mut out = std::io::stdout();
    writeln!(out, "Mã ghép / code: {user_code}\nSố đối chiếu / number: {match_number}")?;
    writeln!(out, "Nhập mã ở trang quản trị, mục Thiết bị / type the code in the admin page, under devices: {page}")?;
    out.flush()?;
    let token = wait(server, &codes).await?;
    writeln!(file, "{token}").and_then(|()| file.sync_all()).context("the token cannot be written")
}

async fn wait(server: &str, codes: &Codes) -> Result<String> {
    let until = Instant::now() + Duration::from_secs(codes.expires_in_s).min(WAIT_MAX);
    let mut pause = Duration::from_secs(codes.interval_s.max(1)).min(PAUSE_MAX);
    let body = json!({ "device_code": codes.device_code });
    while Instant::now() + pause < until {
        tokio::time::sleep(pause).await;
        // A server that is away for a moment has forgotten nothing.
        let answered = match ask::post(server, "/api/v1/devices/token", &body).await {
            Ok((status, body)) => said(status, &body)?,
            Err(error) => {
                tracing::warn!("{error:#}; asking again");
                Said::Wait
            }
        };
        match answered {
            Said::In(token) => return Ok(token),
            Said::Wait => {}
            Said::Slower => pause = (pause + SLOWER_BY).min(PAUSE_MAX),
        }
    }
    bail!("nobody let this loudspeaker in before its code ran out: begin again")
}

fn said(status: StatusCode, body: &Value) -> Result<Said> {
    if status == StatusCode::OK {
        let token = body["token"].as_str().context("the server let this loudspeaker in, but sent no token")?;
        return Ok(Said::In(token.to_owned()));
    }
    match body["code"].as_str().unwrap_or_default() {
        "authorization_pending" => Ok(Said::Wait),
        "slow_down" => Ok(Said::Slower),
        "access_denied" => bail!("the administrator turned this loudspeaker away"),
        "expired_token" => bail!("the code ran out: begin again"),
        _ if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => Ok(Said::Slower),
        _ => bail!("the server answers {}", words_of(status, body)),
    }
}

fn words_of(status: StatusCode, body: &Value) -> String {
    body["detail"].as_str().map_or_else(|| status.to_string(), |detail| format!("{detail} ({status})"))
}

/// An empty file for this user alone, new or left by a pairing that was broken off.
fn place_for(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).with_context(|| format!("{} cannot be written", path.display()))?;
    let size = file.metadata()?.len();
    ensure!(size == 0, "{} is there already: take it away, or name another file", path.display());
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(status: u16, body: Value) -> Result<Said, String> {
        said(StatusCode::from_u16(status).expect("a status"), &body).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn what_the_server_says_while_it_waits_is_understood() {
        let code = |code: &str| json!({ "code": code, "detail": "words" });
        assert_eq!(told(200, json!({"token": "s3cret"})), Ok(Said::In("s3cret".to_owned())));
        assert_eq!(told(400, code("authorization_pending")), Ok(Said::Wait));
        assert_eq!(told(400, code("slow_down")), Ok(Said::Slower));
        assert_eq!(told(503, Value::Null), Ok(Said::Slower), "a server that is not well is asked again");
        assert_eq!(told(429, code("too_fast")), Ok(Said::Slower));
        for (ends, with) in [
            (told(200, json!({})), "no token"),
            (told(400, code("access_denied")), "turned this loudspeaker away"),
            (told(400, code("expired_token")), "begin again"),
            (told(404, code("unknown_route")), "words (404"),
        ] {
            assert!(ends.as_ref().is_err_and(|words| words.contains(with)), "{ends:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_token_has_its_place_before_it_comes_and_replaces_nothing() {
        use std::os::unix::fs::PermissionsExt;
        let path = std::env::temp_dir().join(format!("goiso-pair-{}.token", std::process::id()));
        let mode = || std::fs::metadata(&path).expect("the file").permissions().mode() & 0o777;
        drop(place_for(&path).expect("a place"));
        assert_eq!(mode(), 0o600);
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).expect("changed");
        let mut left = place_for(&path).expect("what was broken off left it empty");
        assert_eq!(mode(), 0o600);
        writeln!(left, "s3cret").expect("written");
        assert!(place_for(&path).is_err_and(|why| why.to_string().contains("there already")));
        assert_eq!(std::fs::read_to_string(&path).expect("the token"), "s3cret\n");
        std::fs::remove_file(&path).expect("gone");
        assert!(place_for(&path.join("nowhere")).is_err_and(|why| why.to_string().contains("cannot be written")));
    }
}
