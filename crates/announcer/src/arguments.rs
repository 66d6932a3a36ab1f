//! What the announcer is told when it is started.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// The hall's loudspeaker: follows a zone of a goiso hall and says its calls.
#[derive(Debug, Parser)]
#[command(name = "goiso-announcer", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// Instead of following.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Following.
    #[command(flatten)]
    pub follow: Follow,
}

/// What can be done beside following.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the sound devices of this machine
    Devices,
    /// Show a code, wait until an administrator lets this loudspeaker in, and write its token into a file
    Pair {
        /// Address of the server: http://host:port
        #[arg(long, env = "GOISO_SERVER")]
        server: String,
        /// File that does not exist yet, for the token
        #[arg(long, env = "GOISO_TOKEN_FILE")]
        token: PathBuf,
    },
    /// Say a call once, to hear whether the loudspeaker works
    Test {
        /// What is called
        #[arg(default_value = "A012")]
        label: String,
        /// Where to
        #[arg(long, default_value = "3")]
        counter: String,
        /// Where it sounds.
        #[command(flatten)]
        output: Output,
    },
}

/// How to follow.
#[derive(Debug, Args)]
pub struct Follow {
    /// Address of the server: http://host:port
    #[arg(long, env = "GOISO_SERVER")]
    pub server: Option<String>,
    /// File that holds the announcer's token and nothing else
    #[arg(long, env = "GOISO_TOKEN_FILE")]
    pub token: Option<PathBuf>,
    /// The hall; may be left out if the token is for one
    #[arg(long)]
    pub hall: Option<String>,
    /// The zone whose calls are said; may be left out if the token is for one
    #[arg(long)]
    pub zone: Option<String>,
    /// A name of its own, where several announcers share a token
    #[arg(long)]
    pub name: Option<String>,
    /// Seconds of idleness after which the sound device is given back to other programs; kept if left out
    #[arg(long, value_name = "SECONDS")]
    pub release_after: Option<f64>,
    /// A program that lowers other sound of this machine: run with `low` before an announcement and `usual` after it
    #[arg(long, value_name = "PROGRAM")]
    pub duck: Option<String>,
    /// Tell on standard output what is said, a line of JSON for each step
    #[arg(long)]
    pub report: bool,
    /// Where it sounds.
    #[command(flatten)]
    pub output: Output,
}

/// Where it sounds and with what.
#[derive(Debug, Clone, Args)]
pub struct Output {
    /// The sound device, as `devices` lists it; the machine's usual one if left out
    #[arg(long)]
    pub device: Option<String>,
    /// A folder of the hall's own voices, before those of this program
    #[arg(long, value_name = "DIR")]
    pub sounds: Option<PathBuf>,
    /// Samples that the sound device takes at a time: less is sooner, more is safer on a slow machine
    #[arg(long, default_value_t = crate::sound::BUFFER_FRAMES, value_parser = clap::value_parser!(u32).range(64..=16_384))]
    pub buffer: u32,
}
