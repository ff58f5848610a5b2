//! What must not stand on a command line: from the environment, from a file, or from a prompt.

use std::fs::File;
use std::io::{IsTerminal, Read, Write};

use stalking_register::error::Code;
use zeroize::Zeroizing;

use crate::fault::Fault;

/// The longest secret that is read from a file, in bytes.
const SECRET_BYTES_MAX: u64 = 4096;

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
    let mut prompt = std::io::stderr();
    write!(prompt, "{words}: ").and_then(|()| prompt.flush()).map_err(|it| Fault::output(&it))?;
    std::io::stdin().read_line(&mut line).map_err(|it| Fault::file("the prompt", &it))?;
    Ok(Zeroizing::new(line.trim().to_owned()))
}

fn asked(name: &str, words: &str) -> Result<Secret, Fault> {
    refuse_nobody(name)?;
    rpassword::prompt_password(format!("{words}: "))
        .map(Zeroizing::new)
        .map_err(|it| Fault::file("the prompt", &it))
}

fn refuse_nobody(name: &str) -> Result<(), Fault> {
    if std::io::stdin().is_terminal() {
        return Ok(());
    }
    let words = format!("{name} (or {name}_FILE) is not set, and there is no terminal to ask at");
    Err(Fault::new(words, Code::NotSignedIn))
}
