//! Vectors and data sets that lie beside the project.

use std::path::PathBuf;

/// Returns the path of a shared data file, such as `data/identifier_vectors.csv`.
///
/// Where the folder is absent (`SREG_SHARED` names it, else `../shared`) the test is skipped with a
/// loud line; with `SREG_STRICT=1`, as in CI, that is a failure.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("SREG_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let found = folder.join(path);
    if found.exists() {
        return Some(found);
    }
    skip(&format!("there is no shared {path}"));
    None
}

/// Says loudly that a test is skipped and why; with `SREG_STRICT=1` fails it instead.
pub(crate) fn skip(reason: &str) {
    assert!(!is_strict(), "SREG_STRICT: {reason}");
    eprintln!("SKIPPED: {reason}");
}

/// Tells whether everything must be checked, however long it takes: `SREG_STRICT=1`.
pub(crate) fn is_strict() -> bool {
    std::env::var_os("SREG_STRICT").is_some()
}
