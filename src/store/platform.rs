//! What the operating system and OpenSSL must be asked for. The only unsafe code outside `ffi`.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Once;

// Links libcrypto; the one function that is needed is not among its bindings.
use openssl_sys as _;

use crate::error::{Error, Result};
use crate::store::{is_full, of_system};

#[expect(unsafe_code, reason = "a declaration of OpenSSL's, from its openssl/crypto.h")]
unsafe extern "C" {
    fn OPENSSL_init_crypto(options: u64, settings: *const std::ffi::c_void) -> std::ffi::c_int;
}

/// Free space under which nothing is read or written any more, in bytes: what cannot be logged is not
/// released, so the end is called while the log can still take a last event.
pub(super) const FREE_BYTES_MIN: u64 = 64 * 1024 * 1024;

/// File systems whose locks reach over a network and cannot be trusted, by `statfs` type.
const NETWORK: [(u32, &str); 13] = [
    (0x0000_517b, "smb"),
    (0x0000_564c, "ncp"),
    (0x0000_6969, "nfs"),
    (0x0102_1997, "9p"),
    (0x0116_1970, "gfs2"),
    (0x00c3_6400, "ceph"),
    (0x0bd0_0bd0, "lustre"),
    (0x4750_4653, "gpfs"),
    (0x5346_414f, "afs"),
    (0x6b41_4653, "kafs"),
    (0x7375_7245, "coda"),
    (0xfe53_4d42, "smb2"),
    (0xff53_4d42, "cifs"),
];

/// Starts OpenSSL without its configuration file and exit handler, once, before `SQLCipher` does.
///
/// A vendored OpenSSL would otherwise read `openssl.cnf` from a path of the building machine, and
/// leave a handler that runs after a host has unloaded the library.
pub(super) fn start_openssl() {
    static STARTED: Once = Once::new();
    const NO_LOAD_CONFIG: u64 = 0x0000_0080;
    const NO_ATEXIT: u64 = 0x0008_0000;
    STARTED.call_once(|| {
        // SAFETY: the function may be called at any time and from any thread; no settings are given.
        #[expect(unsafe_code, reason = "OpenSSL's start-up with these options has no safe binding")]
        unsafe {
            OPENSSL_init_crypto(NO_LOAD_CONFIG | NO_ATEXIT, std::ptr::null());
        }
    });
}

/// Refuses a directory on a network file system.
pub(super) fn refuse_network(directory: &Path) -> Result<()> {
    let found = rustix::fs::statfs(directory).map_err(|it| of_system(&it.into()))?;
    #[expect(clippy::useless_conversion, reason = "the field is narrower on other machines")]
    let kind = i64::from(found.f_type);
    if is_network(kind) { Err(Error::NetworkFileSystem) } else { Ok(()) }
}

fn is_network(kind: i64) -> bool {
    NETWORK.iter().any(|(magic, _)| i64::from(*magic) == kind & 0xffff_ffff)
}

/// Refuses to go on when the disk is nearly full.
pub(super) fn refuse_nearly_full(directory: &Path) -> Result<()> {
    let found = rustix::fs::statvfs(directory).map_err(|it| of_system(&it.into()))?;
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    if free < FREE_BYTES_MIN { Err(Error::Full) } else { Ok(()) }
}

/// Tells [`Error::Full`] where the engine told that it cannot open a file, and none can be made longer in its
/// directory: the engine tries to open it for reading then, and loses the number of what refused it.
pub(super) fn or_full(fault: Error, directory: &Path) -> Error {
    if !matches!(fault, Error::Storage { .. }) {
        return fault;
    }
    // A file without a name: whatever happens, nothing is left of it.
    let nameless = rustix::fs::OFlags::TMPFILE.bits().cast_signed();
    let mut options = std::fs::File::options();
    let opened = options.write(true).mode(0o600).custom_flags(nameless).open(directory);
    match opened.and_then(|mut file| file.write_all(&[0; 4096])) {
        Err(refused) if is_full(&refused) => Error::Full,
        _ => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nfs_and_smb_are_network_file_systems_and_ext4_is_none() {
        assert!(is_network(0x6969));
        assert!(is_network(0xfe53_4d42));
        assert!(is_network(i64::from(0xff53_4d42_u32.cast_signed())));
        assert!(!is_network(0xef53));
    }
}
