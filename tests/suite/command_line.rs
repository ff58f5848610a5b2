//! The command line, driven as an administrator's script would.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};

use serde_json::Value;
use stalking_register::access::{Cost, NewKey};
use stalking_register::model::{Account, Role};
use stalking_register::register::{Making, Options, Register};

use crate::support::fixture::account;

const PASSWORD: &str = "a long password of a test";

/// A place with a register that the command line made.
pub(crate) struct Shell {
    place: tempfile::TempDir,
}

impl Shell {
    /// Makes a register with a host's key, so that only the sign-ins cost time.
    pub(crate) fn new() -> Self {
        let shell = Self { place: crate::support::place::directory() };
        std::fs::write(shell.path("host.key"), [7; 32]).expect("a key file");
        let made = shell.run(&["init", shell.text("register").as_str()]);
        assert!(made.status.success(), "{}", words(&made));
        assert!(String::from_utf8_lossy(&made.stdout).contains("Recovery key"));
        shell
    }

    /// Makes a register in which each of these accounts was from the start, so that two of them can agree at once.
    pub(crate) fn with_accounts(accounts: &[(&str, Role)]) -> Self {
        let shell = Self { place: crate::support::place::directory() };
        std::fs::write(shell.path("host.key"), [7; 32]).expect("a key file");
        let account = |(name, role): &(&str, Role)| {
            let account = Account { vouched: false, ..account(name, *role) };
            (account, Some(PASSWORD))
        };
        let made = Register::make(Making {
            directory: &shell.path("register"),
            key: NewKey::Host(&[7; 32]),
            label: "the host's key",
            anchor: None,
            accounts: accounts.iter().map(account).collect(),
            options: Options { cost: Cost::FLOOR, ..Options::default() },
        });
        made.expect("a register").register.close().expect("closed");
        shell
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("a path").to_owned()
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).expect("a file");
        self.text(name)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.run_as("coordinator", arguments)
    }

    /// Runs a command as another account than the coordinator.
    pub(crate) fn run_as(&self, who: &str, arguments: &[&str]) -> Output {
        self.given(&mut bare(self.place.path()), who).args(arguments).output().expect("the program runs")
    }

    /// Starts a command, and leaves it to itself.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        let mut command = bare(self.place.path());
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        self.given(&mut command, "coordinator").args(arguments).spawn().expect("the program runs")
    }

    /// Runs another program, which starts ours, as the coordinator.
    pub(crate) fn with(&self, command: &mut Command) -> Output {
        command.env_clear().current_dir(self.place.path()).stdin(std::process::Stdio::null());
        command.env("SREG_ARGON2", "19,2,1").env("TERM", "xterm").env("PATH", "/usr/bin:/bin");
        self.given(command, "coordinator").output().expect("the program runs")
    }

    fn given<'a>(&self, command: &'a mut Command, who: &str) -> &'a mut Command {
        command
            .env("SREG_REGISTER", self.path("register"))
            .env("SREG_KEY_FILE", self.path("host.key"))
            .env("SREG_ADMIN", "admin")
            .env("SREG_ADMIN_PASSWORD", PASSWORD)
            .env("SREG_ACCOUNT", who)
            .env("SREG_PASSWORD", PASSWORD)
            .env("SREG_NEW_PASSWORD", PASSWORD)
    }

    /// Runs a command that must succeed and gives what it printed.
    #[track_caller]
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        self.ok_as("coordinator", arguments)
    }

    #[track_caller]
    pub(crate) fn ok_as(&self, who: &str, arguments: &[&str]) -> String {
        let ran = self.run_as(who, arguments);
        assert!(ran.status.success(), "{arguments:?}: {}", words(&ran));
        String::from_utf8(ran.stdout).expect("UTF-8")
    }

    #[track_caller]
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.ok(arguments)).expect("JSON")
    }

    #[track_caller]
    pub(crate) fn json_as(&self, who: &str, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.ok_as(who, arguments)).expect("JSON")
    }
}

pub(crate) fn bare(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sreg"));
    command.env_clear().current_dir(folder).stdin(std::process::Stdio::null());
    // What passwords cost is tried where passwords are the subject.
    command.env("SREG_ARGON2", "19,2,1");
    command
}

pub(crate) fn words(ran: &Output) -> String {
    String::from_utf8_lossy(&ran.stderr).into_owned()
}

#[track_caller]
pub(crate) fn refused(ran: &Output, exit: i32, name: &str) {
    assert_eq!(ran.status.code(), Some(exit), "{}", words(ran));
    assert!(words(ran).contains(name), "{}", words(ran));
}

const PERSONS: &str = "source_ref,given,family,born,lawful_basis,managing_force\n\
    A1,Stephen,Smyth,1962-03-05,common law,20\n\
    A2,Ann,Ode,1970-02-30,common law,20\n\
    A3,Ivor,Penhallow,1970-02-03,common law,20\n";

#[test]
fn a_register_is_filled_searched_audited_and_copied() {
    let t = Shell::new();
    let good = t.write("good.csv", &PERSONS.replace("1970-02-30", "1970-02-03"));
    assert!(t.ok(&["import", &good, "--purpose", "data-quality"]).starts_with("3 persons"));
    let found = t.json(&["screen", "--name", "Stephan Smith", "--purpose", "new-report", "--json"]);
    let found = &found["matches"][0];
    assert_eq!(found["source_ref"], "A1");
    let id = found["entry"].as_str().expect("an id").to_owned();
    let shown = t.json(&["show", &id, "--purpose", "review", "--task", "T/1", "--json"]);
    assert_eq!(shown["document"]["subject"]["births"][0]["date"], "1962-03-05");
    assert!(t.ok(&["show", &id, "--purpose", "review"]).contains("1962-03-05"));
    assert!(
        t.json(&["due", "--purpose", "review", "--json"])["items"].as_array().expect("a list").is_empty()
    );
    let log = t.json(&["audit", "show", "--record", &id, "--purpose", "audit-lawfulness", "--json"]);
    assert!(log["events"].as_array().expect("a list").len() >= 4);
    assert!(t.json(&["audit", "verify", "--json"])["events"].as_u64().expect("a number") > 10);
    t.ok(&["backup", &t.text("copy")]);
    assert!(t.ok(&["audit", "erasures", &t.text("erased")]).starts_with("0 lines"));
    refused(&t.run(&["audit", "erasures", &t.text("erased")]), 2, "the list of erasures");
    let rehearsed = t.ok(&["restore", &t.text("copy"), &t.text("again"), "--rehearse"]);
    assert!(rehearsed.contains("The backup can be restored"), "{rehearsed}");
    assert!(!t.path("again").exists(), "nothing is left of a rehearsal");
    let nothing = ["restore", &t.text("nowhere"), &t.text("again"), "--rehearse"];
    refused(&t.run(&nothing), 8, "SREG_E_NOT_A_REGISTER");
    refused(&t.run(&["restore", &t.text("copy"), &t.text("again")]), 1, "--because");
    let restore = ["restore", &t.text("copy"), &t.text("again"), "--because", "a trial of the backup"];
    let wrong = t.write("wrong", "no line of a list\n");
    refused(&t.run(&[&restore[..], &["--erasures", &wrong]].concat()), 1, "SREG_E_INVALID");
    t.ok(&[&restore[..], &["--erasures", &t.text("erased")]].concat());
    let told = t.ok(&["audit", "prune", "--basis", "kept for a year", "--purpose", "retention"]);
    assert!(told.contains("log_kept_months"), "{told}");
    assert_eq!(t.json(&["check", "--json", "--register", &t.text("again")])["entries"], 3);
}

#[test]
fn a_policy_is_shown_set_and_remembered_and_the_diary_follows() {
    let t = Shell::new();
    let good = t.write("good.csv", &PERSONS.replace("1970-02-30", "1970-02-03"));
    t.ok(&["import", &good, "--purpose", "data-quality"]);
    let mut shown = t.json(&["policy", "show", "--json"]);
    assert_eq!(
        (&shown["version"], &shown["policy"]["order_expiry_warning_days"][1]),
        (&0.into(), &28.into())
    );
    assert!(t.ok(&["policy", "show"]).contains("default, not law"));
    shown["policy"]["source"] = "Force order 12".into();
    shown["policy"]["retention"]["no_group"]["first_months"] = 1.into();
    let file = t.write("policy.json", &shown["policy"].to_string());
    let set = t.json(&["policy", "set", &file, "--seen", "0", "--json"]);
    assert_eq!((&set["version"], &set["diary"]["lines_added"]), (&1.into(), &3.into()));
    refused(&t.run(&["policy", "set", &file, "--seen", "0"]), 2, "SREG_E_STALE 21");
    assert_eq!(t.json(&["policy", "history", "--json"])[1]["policy"]["source"], "Force order 12");
    let due = t.json(&["due", "--until", "2200-12-31", "--purpose", "review", "--json"]);
    assert_eq!(due["items"][0]["policy"], 1);
    let found = t.json(&["diary", "refresh", "--json"]);
    assert_eq!(
        (&found["lines_added"], &found["lines_removed"], &found["lines"]),
        (&0.into(), &0.into(), &6.into())
    );
    let export = ["diary", "export", "--until", "2200-12-31", "--purpose", "review", "--format"];
    let calendar = t.ok(&[&export[..], &["ics"]].concat());
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 6);
    assert!(!calendar.contains("Smyth"));
    let named = ["csv", "--recipient", "Probation Service", "--legal-basis", "CJA 2003, s. 325"];
    assert!(t.ok(&[&export[..], &named[..]].concat()).contains("Smyth"));
    let accounts = t.json(&["account", "list", "--json"]);
    let id = |n: usize| accounts[n]["id"].as_str().expect("an id").to_owned();
    let given = ["diary", "hand-over", "--from", &id(0), "--to", &id(1), "--purpose", "review", "--json"];
    assert_eq!(t.json(&given)["entries"], 0);
}

#[test]
fn the_log_is_checkpointed_exported_witnessed_and_checked_by_commands() {
    let t = Shell::new();
    assert!(t.ok(&["audit", "checkpoint"]).contains("/sreg/"));
    assert!(t.ok(&["audit", "change-key"]).contains("/sreg/"));
    assert!(t.ok(&["audit", "proof", "0"]).starts_with("c2sp.org/tlog-proof@v1\nindex 0\n"));
    assert!(t.ok(&["audit", "export", &t.text("export")]).contains("events were exported"));
    let key = t.text("export/log.vkey");
    let found = t.json(&["audit", "verify-export", &t.text("export"), "--vkey", &key, "--json"]);
    assert!(found["events"].as_u64().expect("a number") > 5);
    assert!(t.ok(&["audit", "verify-export", &t.text("export")]).contains("by the export's own key"));
    let tile = t.path("export/tile/entries");
    let bundle = std::fs::read_dir(&tile).expect("entries").next().expect("one").expect("one").path();
    let bundle = if bundle.is_dir() {
        std::fs::read_dir(&bundle).expect("entries").next().expect("one").expect("one").path()
    } else {
        bundle
    };
    let mut bytes = std::fs::read(&bundle).expect("a bundle");
    bytes[40] ^= 1;
    std::fs::write(&bundle, bytes).expect("written");
    refused(&t.run(&["audit", "verify-export", &t.text("export")]), 9, "SREG_E_CORRUPT 90");

    let witness = t.ok(&["witness", "new", "witness.example/psd", "--key", &t.text("psd.key")]);
    let vkey = t.write("psd.vkey", &witness);
    let request = t.write("request", &t.ok(&["witness", "request"]));
    let (state, psd) = (t.text("psd.state"), t.text("psd.key"));
    let cosign = ["witness", "cosign", &request, "--state", &state, "--key", &psd, "--log", &key];
    let answer = t.write("answer", &t.ok(&cosign));
    assert!(t.ok(&["witness", "accept", &answer, "--vkey", &vkey]).contains("is cosigned"));
    let wrong = t.write("wrong", "0\n");
    refused(&t.run(&["witness", "accept", &wrong, "--vkey", &vkey]), 9, "SREG_E_ROLLBACK 92");
    assert!(t.ok(&["forensics", "verify"]).starts_with("The log is whole in itself"));
    t.ok(&["forensics", "export", &t.text("again")]);
    assert!(t.ok(&["forensics", "erasures", &t.text("erased")]).starts_with("0 lines"));
    t.ok(&["forensics", "accept", "--because", "a trial"]);
    assert!(t.ok(&["audit", "checkpoint"]).contains("/2\n"), "another history");
    refused(
        &t.run(&["audit", "report", &t.text("report"), "--from", "2026-01-01", "--until", "2026-02-01"]),
        1,
        "--purpose",
    );
}

#[test]
fn one_line_at_fault_stops_the_import_and_nothing_is_imported() {
    let t = Shell::new();
    let bad = t.write("bad.csv", PERSONS);
    let ran = t.run(&["import", &bad, "--purpose", "data-quality"]);
    refused(&ran, 1, "line 3: born");
    assert!(!words(&ran).contains("Ode") && !words(&ran).contains("1970-02-30"), "{}", words(&ran));
    assert_eq!(t.json(&["check", "--json"])["entries"], 0);

    let rejects = t.text("rejects.csv");
    let arguments = ["import", &bad, "--purpose", "data-quality", "--keep-going", "--rejects", &rejects];
    assert!(t.ok(&arguments).starts_with("2 persons were imported, 1 lines rejected"));
    let kept = std::fs::read_to_string(rejects).expect("the reject file");
    assert!(kept.contains("A2,Ann,Ode,1970-02-30") && kept.contains("reject_reason"), "{kept}");
    assert_eq!(t.json(&["check", "--json"])["entries"], 2);
}

#[test]
fn exit_codes_are_the_tens_of_the_error_numbers() {
    let t = Shell::new();
    let nobody = "00000000-0000-0000-0000-000000000001";
    refused(&t.run(&["show", nobody]), 1, "new-report");
    refused(&t.run(&["show", nobody, "--purpose", "review"]), 2, "SREG_E_NOT_FOUND 20");
    refused(&t.run(&["show", nobody, "--purpose", "review", "--as-admin"]), 4, "SREG_E_FORBIDDEN 41");
    refused(&t.run(&["check", "--register", &t.text("none")]), 8, "SREG_E_NOT_A_REGISTER 81");
    refused(&t.run(&["nothing"]), 1, "SREG_E_INVALID 10");
    refused(&t.run(&[]), 1, "Usage");
    assert!(t.run(&["--help"]).status.success());
    let secret = t.run(&["check", "--password", "Zzyzx"]);
    refused(&secret, 1, "no such argument");
    assert!(!words(&secret).contains("Zzyzx"));
}

#[test]
fn a_pipe_is_not_imported_since_it_is_read_twice() {
    let t = Shell::new();
    let pipe = t.text("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    refused(
        &t.run(&["import", &pipe, "--format", "csv", "--purpose", "data-quality"]),
        1,
        "a pipe cannot be",
    );
    assert_eq!(t.json(&["check", "--json"])["entries"], 0);
}

#[test]
fn the_recovery_key_opens_whatever_key_file_is_named() {
    let t = Shell::new();
    t.write("wrong.key", "0123456789abcdef0123456789abcdef");
    let wrong = t.run(&["check", "--key-file", &t.text("wrong.key")]);
    refused(&wrong, 4, "SREG_E_WRONG_KEY");
    let added = t.ok(&["key", "add", "safe", "--new-recovery"]);
    let key = added.lines().find_map(|it| it.split_whitespace().find(|it| it.len() > 40)).expect("a key");
    let mut command = bare(t.place.path());
    command
        .env("SREG_REGISTER", t.path("register"))
        .env("SREG_KEY_FILE", t.path("wrong.key"))
        .env("SREG_RECOVERY_KEY", key)
        .env("SREG_ADMIN", "admin")
        .env("SREG_ADMIN_PASSWORD", PASSWORD);
    let ran = command.args(["check", "--recovery"]).output().expect("the program runs");
    assert!(ran.status.success(), "{}", words(&ran));
}

#[test]
fn reviews_restrictions_and_deregistrations_have_commands() {
    let t = Shell::new();
    let good = t.write("good.csv", &PERSONS.replace("1970-02-30", "1970-02-03"));
    t.ok(&["import", &good, "--purpose", "data-quality"]);
    let found = t.json(&["screen", "--name", "Ivor Penhallow", "--purpose", "new-report", "--json"]);
    let id = found["matches"][0]["entry"].as_str().expect("an id").to_owned();
    let why = ["--purpose", "review"];
    let with = |arguments: &[&str]| t.ok(&[arguments, &why[..]].concat());
    let set = with(&["review", "set", &id, "--kind", "risk", "--due", "2026-01-31"]);
    let review = set.trim_end_matches(['.', '\n']).rsplit(' ').next().expect("an id").to_owned();
    let due = t.json(&["due", "--purpose", "review", "--json"]);
    assert_eq!(due["items"].as_array().expect("a list").len(), 1);
    let done = ["--on", "2026-01-30", "--by", "DC Rees", "--decision", "no change", "--next", "2199-01-31"];
    let told = with(&[&["review", "complete", &review, "--version", "1"], &done[..]].concat());
    assert!(told.contains("The next one is"), "{told}");
    refused(
        &t.run(&[&["review", "complete", &review, "--version", "2"], &done[..], &why].concat()),
        1,
        "INVALID",
    );
    let shown = t.json(&["show", &id, "--purpose", "review", "--json"]);
    let since = shown["document"]["registration"]["since"].as_str().expect("a day");
    let ended = ["deregister", &id, "--reason", "error", "--on", since, "--by", "DI Lowe"];
    assert!(with(&[&ended[..], &["--version", "1"]].concat()).contains("version 2"));
    let restrict = ["restrict", &id, "--level", "sealed", "--account", &id, "--version", "2"];
    refused(&t.run(&[&restrict[..], &why].concat()), 4, "FORBIDDEN");
}

#[test]
fn an_order_is_taken_through_its_life_by_commands() {
    let t = Shell::new();
    let good = t.write("good.csv", &PERSONS.replace("1970-02-30", "1970-02-03"));
    t.ok(&["import", &good, "--purpose", "data-quality"]);
    let found = t.json(&["screen", "--name", "Stephen Smyth", "--purpose", "new-report", "--json"]);
    let person = found["matches"][0]["entry"].as_str().expect("an id");
    let order = r#"{"kind":"stalking_protection","jurisdiction":"england_and_wales","route":"application",
        "made_on":"2024-03-01","last_day":"2090-03-31","replaces_interim":false,
        "conditions":[{"number":1,"kind":"prohibition","words":"Not to go there."}]}"#;
    let file = t.write("order.json", order);
    let id = t.ok(&["add", "order", &file, "--entry", person, "--purpose", "court"]);
    let id = id.trim();
    let step = |verb: &str, version: &str, more: &[&str]| {
        let fixed = ["order", verb, id, "--version", version, "--purpose", "court"];
        t.run(&[&fixed[..], more].concat())
    };
    let early = ["--on", "2024-05-01", "--consents", "subject"];
    let refusal = step("discharge", "1", &early);
    refused(&refusal, 5, "SREG_E_UNLAWFUL 50");
    assert!(words(&refusal).contains("Stalking Protection Act 2019, s. 4"), "{}", words(&refusal));
    let conditions =
        t.write("conditions.json", r#"[{"number":1,"kind":"requirement","words":"To report."}]"#);
    for (verb, version, more) in [
        ("serve", "1", &["--on", "2024-03-02"][..]),
        ("vary", "2", &["--on", "2024-04-01", "--by", "a court", "--conditions", &conditions]),
        ("appeal", "3", &["--on", "2024-04-10"]),
        ("renew", "4", &["--on", "2024-05-01", "--until-further-order"]),
    ] {
        let ran = step(verb, version, more);
        assert!(ran.status.success(), "{verb}: {}", words(&ran));
    }
    let record = ["order", "record", "appeal_ended", id, "--version", "5", "--on", "2024-06-01"];
    t.ok(&[&record[..], &["--purpose", "court"]].concat());
    let check = ["order", "check", id, "--purpose", "court"];
    let found = t.json(&[&check[..], &["--json"]].concat());
    assert_eq!((&found["state"], &found["content"]["complete"]), (&"renewed".into(), &true.into()));
    assert!(t.ok(&check).starts_with("The order is renewed."));
    let standing = ["standing", person, "--on", "2024-03-05", "--purpose", "review"];
    let found = t.json(&[&standing[..], &["--json"]].concat());
    assert_eq!(found["items"][0]["last_day"], "2024-03-04");
    assert!(t.ok(&standing).contains("On 2024-03-05: needs review"));
    let both = ["--on", "2024-06-02", "--consents", "subject,chief_officer"];
    assert!(step("discharge", "6", &both).status.success());
}

#[test]
fn rules_schemas_and_identifiers_need_no_register() {
    let folder = crate::support::place::directory();
    let run = |arguments: &[&str]| bare(folder.path()).args(arguments).output().expect("the program runs");
    assert!(run(&["rules", "list"]).status.success());
    let ran = run(&["schema", "order"]);
    assert!(serde_json::from_slice::<Value>(&ran.stdout).expect("JSON")["properties"].is_object());
    let discharge = ["rules", "eval", "EW-SPO-DISCH", "made=2026-03-10"];
    let ran = run(&discharge);
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(told.contains("2028-03-10") && told.contains("Rule EW-SPO-DISCH, version 1"), "{told}");
    refused(&run(&[&discharge[..], &["--inputs", "{}"]].concat()), 1, "two ways");
    refused(&run(&["rules", "eval"]), 1, "the rule is missing");
    refused(&run(&["rules", "eval", "EW-SPO-DISCH"]), 1, "/made");
    let ran = run(&["rules", "explain", "EW-SPO-DISCH"]);
    assert!(String::from_utf8_lossy(&ran.stdout).contains("without_consent_years = 2"));
    refused(&run(&["identifier", "pnc", "1"]), 1, "SREG_E_INVALID 10");
    refused(&run(&["rules", "explain", "NO-SUCH"]), 2, "SREG_E_NOT_FOUND 20");
}

#[test]
fn the_demonstration_runs_on_the_fictional_persons_and_leaves_a_register_if_asked() {
    let folder = crate::support::place::directory();
    let kept = folder.path().join("kept");
    let ran = bare(folder.path()).env("SREG_SHARED", folder.path()).arg("demo").arg(&kept).output();
    let ran = ran.expect("the program runs");
    assert!(ran.status.success(), "{}", words(&ran));
    let told = String::from_utf8_lossy(&ran.stdout);
    for part in ["40 fictional persons", "overdue since", "Stephen Smyth", "The whole log is verified"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(kept.join("register.db").exists());
}

#[test]
fn a_lost_key_is_removed_by_two_persons_from_the_first_day() {
    let shell = Shell::new();
    std::fs::write(shell.path("lost.key"), [9; 32]).expect("a key file");
    let added = shell.ok(&["key", "add", "lost", "--new-key-file", &shell.text("lost.key")]);
    let slot: String = added.chars().filter(char::is_ascii_digit).collect();
    refused(&shell.run(&["key", "remove", &slot]), 4, "SREG_E_FORBIDDEN");
    let asked: Value =
        serde_json::from_str(&shell.ok(&["request", "remove-key-slot", &slot, "--json"])).expect("JSON");
    let request = asked["request"].to_string();
    refused(&shell.run(&["approve", &request, "--as-admin"]), 4, "SREG_E_FORBIDDEN");
    assert!(shell.ok(&["requests"]).contains("remove_key_slot"));
    refused(&shell.run(&["approve", &request, "--digest", "00"]), 4, "SREG_E_FORBIDDEN");
    shell.ok(&["approve", &request, "--digest", asked["digest"].as_str().expect("a digest")]);
    shell.ok(&["execute", &request, "--as-admin"]);
    assert!(!shell.ok(&["key", "list"]).contains("lost"));
}
