//! What must not stand on a command line: from the environment, from a file, or from a prompt.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
use stalking_register::error::Code;
use zeroize::Zeroizing;

use crate::fault::Fault;

/// The longest secret that is read from a file, in bytes.
const SECRET_BYTES_MAX: u64 = 4096;

/// The longest line that a terminal gives, in bytes.
const LINE_BYTES_MAX: usize = 4096;

/// A secret text, wiped after use.
pub(crate) type Secret = Zeroizing<String>;

/// Fetches a secret from the variable `name`, or from the file that `name` with `_FILE` added names.
pub(crate) fn given(name: &str) -> Result<Option<Secret>, Fault> {
    let file = format!("{name}_FILE");
    match (std::env::var_os(name), std::env::var_os(&file)) {
        (Some(_), Some(_)) => Err(Fault::slip(format!("{name} and {file} exclude each other"))),
        (Some(value), None) => match value.into_string() {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(_) => Err(Fault::new(format!("{name} is not UTF-8"), Code::NotUtf8)),
        },
        (None, Some(path)) => {
            let mut text = Zeroizing::new(String::new());
            File::open(path)
                .and_then(|it| it.take(SECRET_BYTES_MAX).read_to_string(&mut text))
                .map_err(|it| Fault::file(&file, &it))?;
            // Editors end the last line; a secret of several lines is none.
            let kept = text.trim_end_matches(['\r', '\n']).len();
            text.truncate(kept);
            Ok(Some(text))
        }
        (None, None) => Ok(None),
    }
}

/// Fetches a secret, asking for it where it is not given and somebody is there to ask.
pub(crate) fn needed(name: &str, words: &str) -> Result<Secret, Fault> {
    match given(name)? {
        Some(secret) => Ok(secret),
        None => asked(name, words),
    }
}

/// Fetches a secret that is made now: where it is asked for, it is asked for twice.
pub(crate) fn new(name: &str, words: &str) -> Result<Secret, Fault> {
    if let Some(secret) = given(name)? {
        return Ok(secret);
    }
    let secret = asked(name, words)?;
    let again = asked(name, &format!("{words}, once more"))?;
    if *secret == *again { Ok(secret) } else { Err(Fault::slip("the two are not the same")) }
}

/// Fetches the name of an account, which is shown while it is typed.
pub(crate) fn account(name: &str, words: &str) -> Result<Secret, Fault> {
    if let Some(account) = given(name)? {
        return Ok(account);
    }
    refuse_nobody(name)?;
    let mut line = Zeroizing::new(String::new());
    let mut prompt = io::stderr();
    write!(prompt, "{words}: ").and_then(|()| prompt.flush()).map_err(|it| Fault::output(&it))?;
    io::stdin().read_line(&mut line).map_err(|it| Fault::file("the prompt", &it))?;
    Ok(Zeroizing::new(line.trim().to_owned()))
}

fn asked(name: &str, words: &str) -> Result<Secret, Fault> {
    refuse_nobody(name)?;
    match unseen_line(words).map_err(|it| Fault::file("the prompt", &it))? {
        Typed::Line(secret) => Ok(secret),
        Typed::Interrupt => Err(Fault::new("interrupted at the prompt", Code::Interrupted)),
    }
}

/// What somebody typed at a prompt.
enum Typed {
    Interrupt,
    Line(Secret),
}

/// Asks for a line that is not shown while it is typed. The key that interrupts ends the line instead of the
/// process, which would leave the terminal as it is meanwhile.
fn unseen_line(words: &str) -> io::Result<Typed> {
    let mut terminal = File::options().read(true).write(true).open("/dev/tty")?;
    let shown = tcgetattr(&terminal)?;
    let interrupt = shown.special_codes[SpecialCodeIndex::VINTR];
    let mut unseen = shown.clone();
    unseen.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ISIG);
    unseen.local_modes.insert(LocalModes::ICANON);
    unseen.special_codes[SpecialCodeIndex::VEOL] = interrupt;
    tcsetattr(&terminal, OptionalActions::Now, &unseen)?;
    let typed = write!(terminal, "{words}: ").and_then(|()| typed_line(&mut terminal, interrupt));
    tcsetattr(&terminal, OptionalActions::Now, &shown)?;
    writeln!(terminal)?;
    typed
}

fn typed_line(terminal: &mut File, interrupt: u8) -> io::Result<Typed> {
    let mut line = Zeroizing::new(Vec::with_capacity(LINE_BYTES_MAX));
    let mut piece = Zeroizing::new([0; LINE_BYTES_MAX]);
    loop {
        let read = terminal.read(&mut *piece)?;
        if read == 0 || line.len() + read > LINE_BYTES_MAX {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        line.extend_from_slice(&piece[..read]);
        match line.last() {
            Some(b'\n') => break,
            Some(last) if *last == interrupt => return Ok(Typed::Interrupt),
            // The end of input was typed in the middle of a line.
            _ => {}
        }
    }
    let text = std::str::from_utf8(&line).map_err(|_| io::ErrorKind::InvalidData)?;
    Ok(Typed::Line(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned())))
}

fn refuse_nobody(name: &str) -> Result<(), Fault> {
    if io::stdin().is_terminal() {
        return Ok(());
    }
    let words = format!("{name} (or {name}_FILE) is not set, and there is no terminal to ask at");
    Err(Fault::new(words, Code::NotSignedIn))
}
