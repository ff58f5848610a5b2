//! Programs in C do with the library what its header says.

use expect_test::expect_file;

use crate::support::c;

#[test]
fn a_case_runs_in_c_from_the_entry_to_the_verified_log() {
    if let Some(printed) = c::run_in_new_directories("examples/c/casework.c") {
        expect_file!["../golden/casework.txt"].assert_eq(&printed);
    }
}

#[test]
fn what_a_c_program_does_wrong_is_answered_and_harms_nothing() {
    if let Some(printed) = c::run_in_new_directories("tests/c/misuse.c") {
        assert_eq!(printed, "misuse: ok\n");
    }
}

#[test]
fn documents_errors_and_dead_handles_behave_in_c_as_the_header_says() {
    if let Some(printed) = c::run("tests/c/documents.c", &[]) {
        assert_eq!(printed, "documents: ok\n");
    }
}
