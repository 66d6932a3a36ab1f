//! A mail server for tests: it takes letters over SMTP from the wire and keeps them, or says no.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A letter as it came over the wire.
#[derive(Debug, Clone, Default)]
pub struct Letter {
    pub from: String,
    pub to: Vec<String>,
    pub text: String,
    /// What the sender signed in with, in base64.
    pub login: Option<String>,
    /// Nobody on the way could read it.
    pub secret: bool,
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

/// How its connections are kept from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Plain,
    Starttls,
    Tls,
}

/// An authority of a hall's own, and a mail server's certificate from it.
pub struct Authority {
    pub pem: String,
    acceptor: TlsAcceptor,
}

impl Authority {
    pub fn new() -> Self {
        let key = || KeyPair::generate().expect("a key");
        let mut own = CertificateParams::new(Vec::new()).expect("an authority");
        own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(own, key()).expect("an authority");
        let server_key = key();
        let server = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("an address");
        let server = server.signed_by(&server_key, &authority).expect("a certificate");
        let secret = PrivateKeyDer::try_from(server_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![server.der().clone()], secret)
            .expect("a certificate");
        Self { pem: authority.pem(), acceptor: TlsAcceptor::from(Arc::new(config)) }
    }
}

#[derive(Debug)]
pub struct Mailbox {
    pub address: SocketAddr,
    letters: Arc<Mutex<Vec<Letter>>>,
    mood: Arc<Mutex<Mood>>,
}

impl Mailbox {
    pub async fn open(mood: Mood) -> Self {
        Self::open_as(mood, Way::Plain, &Authority::new()).await
    }

    pub async fn open_as(mood: Mood, way: Way, authority: &Authority) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (letters, mood) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(mood)));
        let (kept, now) = (Arc::clone(&letters), Arc::clone(&mood));
        let acceptor = authority.acceptor.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mood = *now.lock().expect("a mood");
                // a sender that does not like the certificate goes, which is no fault of the mailbox
                let taken = match way {
                    Way::Plain => talk(stream, mood, Talk::Plain).await,
                    Way::Starttls => match talk(stream, mood, Talk::Upgrades).await {
                        Ok(End::Upgrade(stream)) => match acceptor.accept(stream).await {
                            Ok(stream) => talk(stream, mood, Talk::Upgraded).await.map(End::without_stream),
                            Err(error) => Err(error),
                        },
                        other => other,
                    },
                    Way::Tls => match acceptor.accept(stream).await {
                        Ok(stream) => talk(stream, mood, Talk::Secret).await.map(End::without_stream),
                        Err(error) => Err(error),
                    },
                };
                if let Ok(End::Over(Some(letter))) = taken {
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

/// How a conversation is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Talk {
    Plain,
    /// Plain, and offers to go on in secret.
    Upgrades,
    Secret,
    /// In secret, after a plain beginning: nobody is greeted twice (RFC 3207).
    Upgraded,
}

/// How it ended.
enum End<S> {
    Over(Option<Letter>),
    /// It goes on in secret.
    Upgrade(S),
}

impl<S> End<S> {
    fn without_stream<T>(self) -> End<T> {
        match self {
            End::Over(letter) => End::Over(letter),
            End::Upgrade(_) => End::Over(None),
        }
    }
}

/// One conversation; the letter that it brought.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(stream: S, mood: Mood, how: Talk) -> std::io::Result<End<S>> {
    let mut stream = BufReader::new(stream);
    let mut letter = Letter { secret: matches!(how, Talk::Secret | Talk::Upgraded), ..Letter::default() };
    let mut taken = None;
    if how != Talk::Upgraded {
        stream.write_all(b"220 post.example ESMTP\r\n").await?;
    }
    while let Some(line) = next_line(&mut stream).await? {
        let answer = if line.starts_with("EHLO") {
            match how {
                Talk::Plain => "250 post.example".to_owned(),
                Talk::Upgrades => "250-post.example\r\n250 STARTTLS".to_owned(),
                Talk::Secret | Talk::Upgraded => "250-post.example\r\n250 AUTH PLAIN".to_owned(),
            }
        } else if line == "STARTTLS" && how == Talk::Upgrades {
            stream.write_all(b"220 go on in secret\r\n").await?;
            return Ok(End::Upgrade(stream.into_inner()));
        } else if let Some(login) = line.strip_prefix("AUTH PLAIN ") {
            letter.login = Some(login.to_owned());
            "235 welcome".to_owned()
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
            stream.write_all(b"354 go on\r\n").await?;
            while let Some(line) = next_line(&mut stream).await? {
                if line == "." {
                    break;
                }
                letter.text.push_str(line.strip_prefix('.').unwrap_or(&line));
                letter.text.push_str("\r\n");
            }
            taken = Some(std::mem::take(&mut letter));
            "250 kept".to_owned()
        } else if line == "QUIT" {
            stream.write_all(b"221 bye\r\n").await?;
            break;
        } else {
            format!("500 what is {line:?}")
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(End::Over(taken))
}

/// Without its end; none when the sender has gone.
async fn next_line<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> std::io::Result<Option<String>> {
    let mut line = String::new();
    let read = stream.read_line(&mut line).await?;
    Ok((read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
}
