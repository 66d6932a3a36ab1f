//! A mail server for tests: it takes letters over SMTP from the wire and keeps them, or says no.

#![allow(dead_code, reason = "each test file uses its part")]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A letter as it came over the wire.
#[derive(Debug, Clone, Default)]
pub struct Letter {
    pub from: String,
    pub to: Vec<String>,
    pub text: String,
}

impl Letter {
    /// The value of a header, unfolded, encoded words and all.
    pub fn header(&self, name: &str) -> String {
        let head = self.text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let prefix = format!("{name}: ");
        head.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_default().to_owned()
    }
}

/// What it says to a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Takes,
    Refuses,
}

#[derive(Debug)]
pub struct Mailbox {
    pub address: SocketAddr,
    letters: Arc<Mutex<Vec<Letter>>>,
    mood: Arc<Mutex<Mood>>,
}

impl Mailbox {
    pub async fn open(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (letters, mood) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(mood)));
        let (kept, now) = (Arc::clone(&letters), Arc::clone(&mood));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mood = *now.lock().expect("a mood");
                if let Some(letter) = talk(stream, mood).await.expect("a conversation") {
                    kept.lock().expect("letters").push(letter);
                }
            }
        });
        Self { address, letters, mood }
    }

    pub fn becomes(&self, mood: Mood) {
        *self.mood.lock().expect("a mood") = mood;
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.letters.lock().expect("letters").clone()
    }
}

/// One conversation; the letter that it brought.
async fn talk(stream: TcpStream, mood: Mood) -> std::io::Result<Option<Letter>> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut letter = Letter::default();
    let mut taken = None;
    write.write_all(b"220 post.example ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer = if line.starts_with("EHLO") {
            "250 post.example".to_owned()
        } else if let Some(from) = line.strip_prefix("MAIL FROM:") {
            letter.from = from.to_owned();
            "250 ok".to_owned()
        } else if let Some(to) = line.strip_prefix("RCPT TO:") {
            letter.to.push(to.to_owned());
            match mood {
                Mood::Takes => "250 ok".to_owned(),
                Mood::Refuses => "550 5.1.1 no such mailbox here".to_owned(),
            }
        } else if line == "DATA" {
            write.write_all(b"354 go on\r\n").await?;
            while let Some(line) = lines.next_line().await? {
                if line == "." {
                    break;
                }
                letter.text.push_str(line.strip_prefix('.').unwrap_or(&line));
                letter.text.push_str("\r\n");
            }
            taken = Some(std::mem::take(&mut letter));
            "250 kept".to_owned()
        } else if line == "QUIT" {
            write.write_all(b"221 bye\r\n").await?;
            break;
        } else {
            format!("500 what is {line:?}")
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(taken)
}
