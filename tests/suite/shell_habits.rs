//! What every command has in common: JSON, purposes, and a bar where somebody watches.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use crate::command_line::{Shell, bare, refused};
use crate::support::c;

/// Commands that answer with no more than what they did, or in a form of their own: a file, a key, lines of JSON.
const WITHOUT_JSON: &[&str] = &[
    "init",
    "demo",
    "restore",
    "backup",
    "schema",
    "account add",
    "account change",
    "account password",
    "account unlock",
    "account unlock-by-recovery-key",
    "key add",
    "key change",
    "key remove",
    "import",
    "add",
    "amend",
    "serve",
    "order serve",
    "order vary",
    "order renew",
    "order discharge",
    "order appeal",
    "order record",
    "review set",
    "review complete",
    "restrict",
    "deregister",
    "diary export",
    "glasses review",
    "conflicts",
    "audit ocsf",
    "audit export",
    "audit proof",
    "audit report",
    "audit erasures",
    "audit disclose",
    "forensics export",
    "forensics erasures",
    "forensics accept",
    "witness new",
    "witness cosign",
    "witness request",
    "witness accept",
    "screening fit",
    "screening fit-names",
    "screening measure",
    "screening duplicates",
    "screening names",
];

/// Commands that open a register and sign nobody in: each names two persons, or nobody at all.
const WITHOUT_SIGN_IN: &[&str] = &[
    "account unlock-by-recovery-key",
    "forensics verify",
    "forensics export",
    "forensics erasures",
    "forensics accept",
];

/// Returns the help of each command, with its name; `of` is a command that may have others under it.
fn helps(of: &[&str]) -> Vec<(String, String)> {
    let ran = bare(&std::env::temp_dir()).args(of).arg("--help").output().expect("the program runs");
    let help = String::from_utf8(ran.stdout).expect("UTF-8");
    let Some((_, commands)) = help.split_once("\nCommands:\n") else { return vec![(of.join(" "), help)] };
    let names = commands.lines().take_while(|it| !it.is_empty()).filter(|it| it.starts_with("  "));
    let names = names.filter(|it| !it.starts_with("   ")).filter_map(|it| it.split_whitespace().next());
    names.filter(|it| *it != "help").flat_map(|it| helps(&[of, &[it]].concat())).collect()
}

#[test]
fn every_reading_command_writes_json_and_every_signed_in_one_takes_a_purpose_and_a_task() {
    let all = helps(&[]);
    assert!(all.len() > 80, "{}", all.len());
    for name in WITHOUT_JSON.iter().chain(WITHOUT_SIGN_IN) {
        assert!(all.iter().any(|it| it.0 == *name), "there is no {name}");
    }
    for (name, help) in &all {
        let has = |option: &str| help.lines().any(|it| it.trim_start().starts_with(option));
        assert_eq!(has("--json"), !WITHOUT_JSON.contains(&name.as_str()), "{name} --json");
        let signs_in = help.contains("SREG_REGISTER") && !WITHOUT_SIGN_IN.contains(&name.as_str());
        for option in ["--purpose", "--task", "--as-admin"] {
            assert_eq!(has(option), signs_in, "{name} {option}");
        }
        assert!(
            !["--password ", "--passphrase", "--recovery-key "].iter().any(|it| has(it)),
            "{name}: a secret"
        );
    }
}

#[test]
fn long_work_shows_a_bar_on_a_terminal_and_nothing_elsewhere() {
    let t = Shell::new();
    let mut persons = "source_ref,given,family,born,lawful_basis,managing_force\n".to_owned();
    persons.extend((0..400).map(|n| format!("A{n},Ann,Ode{n},1970-02-03,common law,20\n")));
    let file = t.write("persons.csv", &persons);
    let queries = t.write("queries.csv", "query_id,name,dob\nq1,Ann Ode7,1970-02-03\n");
    if c::said("script", &["--version"]).is_none() {
        return;
    }
    for (line, bar) in [
        (format!("import {file} --purpose data-quality"), "importing"),
        ("check".to_owned(), "checking"),
        ("audit verify".to_owned(), "verifying"),
        ("rebuild".to_owned(), "rebuilding"),
        (format!("backup {}", t.text("backup")), "copying"),
        (format!("screen --input {queries} --output {} --purpose new-report", t.text("found")), "screening"),
        ("diary refresh".to_owned(), "refreshing"),
    ] {
        let sreg = env!("CARGO_BIN_EXE_sreg");
        let mut watched = Command::new("script");
        let ran = t.with(watched.args(["-q", "-e", "-c", &format!("{sreg} {line}"), "/dev/null"]));
        let shown = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(ran.status.success() && shown.contains(bar), "{line}: {shown}");
    }
    let ran = t.run(&["check"]);
    assert!(ran.status.success() && !String::from_utf8_lossy(&ran.stderr).contains("checking"));
}

#[test]
fn what_a_password_costs_to_try_is_the_operators_and_never_below_the_floor() {
    let t = Shell::new();
    for cost in ["18,2,1", "19,1,1", "19,2,0", "19,2", "a,b,c", "4194304,2,1", "2048,2,1"] {
        refused(&t.run(&["check", "--argon2", cost]), 1, "--argon2");
    }
    // Whoever signs in where more is asked for is hashed anew, and can sign in with less again.
    t.ok(&["check", "--argon2", "20,2,1"]);
    t.ok(&["check"]);
}

#[test]
fn an_interrupt_at_a_prompt_leaves_the_terminal_as_it_was() {
    if c::said("script", &["--version"]).is_none() {
        return;
    }
    let sreg = env!("CARGO_BIN_EXE_sreg");
    for (typed, ends) in [("\x03", "ended 6"), ("not \x7f\x7fzzyzx\n", "ended 4")] {
        let t = Shell::new();
        let line = format!("{sreg} check --register {}; echo ended $?; stty -a", t.text("register"));
        let mut script = Command::new("script")
            .args(["-q", "-c", &line, "/dev/null"])
            .env_clear()
            .envs([
                ("TERM", "xterm"),
                ("PATH", "/usr/bin:/bin"),
                ("SREG_ADMIN", "a"),
                ("SREG_ADMIN_PASSWORD", "a"),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script runs");
        let mut shown = String::new();
        let mut out = script.stdout.take().expect("its output");
        let mut byte = [0];
        while !shown.ends_with("Passphrase: ") && out.read(&mut byte).expect("a byte") > 0 {
            shown.push(char::from(byte[0]));
        }
        script.stdin.take().expect("its input").write_all(typed.as_bytes()).expect("typed");
        out.read_to_string(&mut shown).expect("text");
        script.wait().expect("it ends");
        assert!(shown.contains(ends) && !shown.contains("zzyzx"), "{shown}");
        for mode in ["echo", "isig", "icanon"] {
            assert!(shown.split_whitespace().any(|it| it == mode), "{mode}: {shown}");
        }
    }
}
