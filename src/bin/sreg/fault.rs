//! What went wrong: one line without personal data, and the exit code.

use std::error::Error as _;
use std::io;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use stalking_register::error::{Code, Error, What};

/// Why a command did not do what was asked. Its message holds nobody's data and no caller's text.
#[derive(Debug)]
pub(crate) struct Fault {
    message: String,
    code: Code,
    /// Whoever read the output has gone; there is nobody to complain to.
    unread: bool,
}

impl From<Error> for Fault {
    fn from(fault: Error) -> Self {
        Self::new(fault.to_string(), fault.code())
    }
}

impl Fault {
    /// Makes a fault of our own words.
    pub(crate) fn new(message: impl Into<String>, code: Code) -> Self {
        Self { message: message.into(), code, unread: false }
    }

    /// Makes the fault of a command line that asks for what cannot be.
    pub(crate) fn slip(message: impl Into<String>) -> Self {
        Self::new(message, Code::Invalid)
    }

    /// Makes the fault of a file; `what` says which one in our own words, since paths can hold names.
    pub(crate) fn file(what: &str, fault: &io::Error) -> Self {
        let error = match (fault.kind(), fault.raw_os_error()) {
            (io::ErrorKind::NotFound, _) => Error::NotFound { what: What::File },
            (io::ErrorKind::AlreadyExists, _) => Error::duplicate(What::File),
            (io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded, _) => Error::Full,
            (io::ErrorKind::InvalidData, _) => return Self::new(format!("{what}: not UTF-8"), Code::NotUtf8),
            (_, number) => Error::Storage { number: -number.unwrap_or(0) },
        };
        Self::new(format!("{what}: {error}"), error.code())
    }

    /// Makes the fault of an output that could not be written.
    pub(crate) fn output(fault: &io::Error) -> Self {
        Self { unread: fault.kind() == io::ErrorKind::BrokenPipe, ..Self::file("the output", fault) }
    }

    /// Says where it happened.
    pub(crate) fn at(self, place: &str) -> Self {
        Self { message: format!("{place}: {}", self.message), ..self }
    }

    /// Writes the fault to the standard error and makes the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        if self.unread {
            return ExitCode::SUCCESS;
        }
        eprintln!("sreg: {} [{} {}]", self.message, self.code.name(), self.code.number());
        u8::try_from(self.code.number() / 10).map_or(ExitCode::FAILURE, ExitCode::from)
    }
}

/// Makes the fault of a command line that clap refuses; nothing if help was asked for.
///
/// Clap repeats what was typed, which may be a name: only our own words are taken over.
pub(crate) fn usage(slip: &clap::Error) -> Option<Fault> {
    let words = match slip.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::UnknownArgument => "there is no such argument",
        ErrorKind::InvalidSubcommand => "there is no such command",
        ErrorKind::MissingRequiredArgument => "an argument is missing",
        ErrorKind::MissingSubcommand => "a command is missing",
        ErrorKind::ArgumentConflict => "an argument excludes another",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "a value is wrong",
        ErrorKind::InvalidUtf8 => "an argument is not UTF-8",
        _ => "the command line is wrong",
    };
    let mut message = words.to_owned();
    if let Some(named) = named(slip) {
        message = format!("{message}: {named}");
    }
    if let Some(problem) = slip.source() {
        message = format!("{message} {problem}");
    }
    if let Some(ContextValue::Strings(valid)) = slip.get(ContextKind::ValidValue)
        && !valid.is_empty()
    {
        message = format!("{message}; one of {}", valid.join(", "));
    }
    Some(Fault::slip(format!("{message}; see --help")))
}

/// Names the argument, if the name is ours.
fn named(slip: &clap::Error) -> Option<String> {
    match slip.get(ContextKind::InvalidArg)? {
        ContextValue::Strings(all) => Some(all.join(", ")),
        ContextValue::String(_) if slip.kind() == ErrorKind::UnknownArgument => None,
        ContextValue::String(one) => Some(one.clone()),
        _ => None,
    }
}
