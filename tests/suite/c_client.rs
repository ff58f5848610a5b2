//! Programs in C do with the library what its header says.

use crate::support::c;

#[test]
fn documents_errors_and_dead_handles_behave_in_c_as_the_header_says() {
    if let Some(printed) = c::run("tests/c/documents.c", &[]) {
        assert_eq!(printed, "documents: ok\n");
    }
}
