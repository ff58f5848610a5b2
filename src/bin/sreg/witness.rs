//! `sreg witness`: a witness that is a file of what it knows and a file with its key.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use stalking_register::clock::{Clock, Entropy};
use stalking_register::register::witness::{Accepted, make_witness, witness_cosign};

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::print;

/// The longest text that is read, in bytes.
const TEXT_BYTES_MAX: u64 = 1024 * 1024;

/// Has somebody else cosign the log's checkpoints, or cosigns them as that somebody.
///
/// `request` and `accept` work on the register; `new` and `cosign` are the witness's own, on another
/// machine or from a stick, and need no register.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes a witness's key and prints its public part.
    New(New),
    /// Checks a request and prints the signature; refuses a log that is smaller or does not go on.
    Cosign(Cosign),
    /// Prints what a witness is to be asked.
    Request(Request),
    /// Keeps a witness's answer under the newest checkpoint.
    Accept(Accept),
}

#[derive(Args)]
pub(crate) struct New {
    /// The witness's name, such as witness.example/psd.
    name: String,
    /// The new file of its key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

#[derive(Args)]
pub(crate) struct Cosign {
    /// The file with the request.
    request: PathBuf,
    /// The file of the witness's key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The file of what the witness knows; it is made if there is none.
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// The file with the log's public key.
    #[arg(long, value_name = "FILE")]
    log: PathBuf,
}

#[derive(Args)]
pub(crate) struct Request {
    /// How many events the witness knows of; 0 if it was never asked.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    old: u64,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Accept {
    /// The file with the answer.
    answer: PathBuf,
    /// The file with the witness's public key.
    #[arg(long, value_name = "FILE")]
    vkey: PathBuf,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Fault> {
        match self {
            Self::New(it) => print(&make_witness(&it.key, &it.name, &Entropy::system())?),
            Self::Cosign(it) => it.run(),
            Self::Request(it) => it.run(),
            Self::Accept(it) => it.run(),
        }
    }
}

impl Cosign {
    fn run(self) -> Result<(), Fault> {
        let (log, request) = (text(&self.log)?, text(&self.request)?);
        print(&witness_cosign(&self.state, &self.key, &log, &request, &Clock::wall())?.to_string())
    }
}

impl Request {
    fn run(self) -> Result<(), Fault> {
        print(&self.place.house(&self.reason)?.task.witness_request(self.old)?.into_value())
    }
}

impl Accept {
    fn run(self) -> Result<(), Fault> {
        let (answer, vkey) = (text(&self.answer)?, text(&self.vkey)?);
        let accepted = self.place.house(&self.reason)?.task.witness_accept(&answer, &vkey)?.into_value();
        print(&match accepted {
            Accepted::Cosigned { size } => format!("The checkpoint over {size} events is cosigned."),
            Accepted::Knows { size } => {
                format!("The witness knows {size} events: ask again with --old {size}.")
            }
        })
    }
}

fn text(path: &Path) -> Result<String, Fault> {
    let mut text = String::new();
    let read = File::open(path).and_then(|it| it.take(TEXT_BYTES_MAX).read_to_string(&mut text));
    read.map_err(|it| Fault::file("the file", &it))?;
    Ok(text)
}
