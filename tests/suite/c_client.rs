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
fn the_house_is_kept_from_c_as_from_rust() {
    if let Some(printed) = c::run_in_new_directories("tests/c/house.c") {
        assert_eq!(printed, "house: ok\n");
    }
    // Hashing passwords under valgrind takes a minute; once outside is enough.
    let Some(program) = c::compile("tests/c/house.c", "gcc", &["-std=c11", "-x", "c"]) else { return };
    let place = crate::support::place::directory();
    let register = place.path().join("register");
    let printed = c::output(c::text_of(&program), &[c::text_of(&register), "passwords"]);
    assert!(printed.is_none_or(|it| it == "house: ok\n"));
}

#[test]
fn the_policy_and_the_diary_are_kept_from_c_as_from_rust() {
    if let Some(printed) = c::run_in_new_directories("tests/c/diary.c") {
        assert_eq!(printed, "diary: ok\n");
    }
}

#[test]
fn what_two_persons_guard_is_guarded_from_c_as_from_rust() {
    if let Some(printed) = c::run_in_new_directories("tests/c/guards.c") {
        assert_eq!(printed, "guards: ok\n");
    }
}

#[test]
fn the_log_proves_itself_from_c_as_from_rust() {
    if let Some(printed) = c::run_in_new_directories("tests/c/log.c") {
        assert_eq!(printed, "log: ok\n");
    }
}

#[test]
fn a_host_signs_keeps_anchors_and_hears_alerts_in_c_as_in_rust() {
    if c::output("openssl", &["version"]).is_none() {
        return;
    }
    if let Some(printed) = c::run_in_new_directories("tests/c/host.c") {
        assert_eq!(printed, "host: ok\n");
    }
}

#[test]
fn documents_errors_and_dead_handles_behave_in_c_as_the_header_says() {
    if let Some(printed) = c::run("tests/c/documents.c", &[]) {
        assert_eq!(printed, "documents: ok\n");
    }
}

#[test]
fn an_order_lives_its_life_in_c_and_what_the_law_refuses_names_the_provision() {
    if let Some(printed) = c::run_in_new_directories("tests/c/orders.c") {
        assert_eq!(printed, "orders: ok, at version 7\n");
    }
}

#[test]
fn names_alone_are_compared_in_c_as_the_header_says() {
    if let Some(printed) = c::run("tests/c/names.c", &[]) {
        assert_eq!(printed, "names: ok\n");
    }
}

/// That the sanitizers found nothing means something only if they find what is there.
#[test]
fn the_sanitizers_see_memory_of_the_library_that_is_used_after_it_was_freed_and_what_leaks() {
    let Some(program) = c::compile("tests/c/careless.c", "gcc", &c::SANITIZED) else { return };
    for (what, report) in [
        ("read", "heap-use-after-free"),
        ("leak", "detected memory leaks"),
        ("shift", "runtime error: shift exponent"),
    ] {
        let line = [&c::SANITIZING[1..], &[c::text_of(&program), what]].concat();
        let ran = c::said(c::SANITIZING[0], &line).expect("env is everywhere");
        let told = String::from_utf8_lossy(&ran.stderr);
        assert!(!ran.status.success() && told.contains(report), "{what}: {told}");
    }
}
