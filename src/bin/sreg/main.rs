//! The administrator's command line.
//!
//! One file for each command. [`access`] opens the register and signs in, [`secret`] fetches what must
//! not stand on a command line, [`output`] writes for people or for programs, [`fault`] says what went
//! wrong and makes the exit code.

#![expect(clippy::doc_markdown, reason = "the help is read in a terminal")]

mod access;
mod account;
mod add;
mod amend;
mod approve;
mod audit;
mod audit_log;
mod backup;
mod break_glass;
mod case;
mod check;
mod demo;
mod deregister;
mod diary;
mod disclose;
mod due;
mod duplicates;
mod fault;
mod forensics;
mod history;
mod identifier;
mod import;
mod init;
mod key;
mod order;
mod output;
mod policy;
mod progress;
mod prune;
mod rebuild;
mod restore;
mod restrict;
mod review;
mod rules;
mod schema;
mod screen;
mod screening;
mod secret;
mod serve;
mod show;
mod standing;
mod timeline;
mod watch;
mod witness;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::fault::Fault;

/// A register of people who stalk: encrypted, audited, embeddable.
///
/// Every command but `init`, `demo`, `restore`, `schema`, `rules`, `screening` and `identifier` works on the register
/// of --register or SREG_REGISTER. Secrets are never arguments. They come from the environment
/// (SREG_PASSPHRASE, SREG_ACCOUNT, SREG_PASSWORD, SREG_ADMIN, SREG_ADMIN_PASSWORD, SREG_RECOVERY_KEY), from
/// a file that the same name with _FILE added names, or from a prompt. The exit code is the error's number
/// divided by ten; 0 is success.
#[derive(Parser)]
#[command(name = "sreg", version, about, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Init),
    Demo(demo::Demo),
    #[command(subcommand)]
    Account(account::Command),
    #[command(subcommand)]
    Key(key::Command),
    Import(import::Import),
    Add(add::Add),
    Amend(amend::Amend),
    Serve(serve::Serve),
    #[command(subcommand)]
    Order(order::Command),
    #[command(subcommand)]
    Review(review::Command),
    Restrict(restrict::Restrict),
    Deregister(deregister::Deregister),
    Show(show::Show),
    Timeline(timeline::Timeline),
    History(history::History),
    Screen(screen::Screen),
    Duplicates(duplicates::Duplicates),
    #[command(subcommand)]
    Screening(screening::Command),
    Due(due::Due),
    Standing(standing::Standing),
    #[command(subcommand)]
    Diary(diary::Command),
    Disclose(disclose::Disclose),
    #[command(subcommand)]
    Policy(policy::Command),
    #[command(subcommand)]
    Request(approve::Request),
    Requests(approve::Requests),
    Approve(approve::Approve),
    Decline(approve::Decline),
    Execute(approve::Execute),
    Cases(case::Cases),
    CloseCase(case::CloseCase),
    BreakGlass(break_glass::BreakGlass),
    #[command(subcommand)]
    Glasses(break_glass::Glasses),
    Conflicts(break_glass::Conflicts),
    #[command(subcommand)]
    Audit(audit::Command),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Check(check::Check),
    #[command(subcommand)]
    Forensics(forensics::Command),
    #[command(subcommand)]
    Witness(witness::Command),
    Rebuild(rebuild::Rebuild),
    Schema(schema::Schema),
    #[command(subcommand)]
    Rules(rules::Command),
    Identifier(identifier::Identifier),
}

fn main() -> ExitCode {
    let done = match Cli::try_parse() {
        Ok(cli) => run(cli.command),
        Err(slip) => {
            let Some(fault) = fault::usage(&slip) else {
                // Help that was asked for is a success; help for want of a command is not.
                let shown = slip.print().is_ok();
                return if shown && !slip.use_stderr() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
            };
            Err(fault)
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => fault.report(),
    }
}

fn run(command: Command) -> Result<(), Fault> {
    match command {
        Command::Init(it) => it.run(),
        Command::Demo(it) => it.run(),
        Command::Account(it) => it.run(),
        Command::Key(it) => it.run(),
        Command::Import(it) => it.run(),
        Command::Add(it) => it.run(),
        Command::Amend(it) => it.run(),
        Command::Serve(it) => it.run(),
        Command::Order(it) => it.run(),
        Command::Review(it) => it.run(),
        Command::Restrict(it) => it.run(),
        Command::Deregister(it) => it.run(),
        Command::Show(it) => it.run(),
        Command::Timeline(it) => it.run(),
        Command::History(it) => it.run(),
        Command::Screen(it) => it.run(),
        Command::Duplicates(it) => it.run(),
        Command::Screening(it) => it.run(),
        Command::Due(it) => it.run(),
        Command::Standing(it) => it.run(),
        Command::Diary(it) => it.run(),
        Command::Disclose(it) => it.run(),
        Command::Policy(it) => it.run(),
        Command::Request(it) => it.run(),
        Command::Requests(it) => it.run(),
        Command::Approve(it) => it.run(),
        Command::Decline(it) => it.run(),
        Command::Execute(it) => it.run(),
        Command::Cases(it) => it.run(),
        Command::CloseCase(it) => it.run(),
        Command::BreakGlass(it) => it.run(),
        Command::Glasses(it) => it.run(),
        Command::Conflicts(it) => it.run(),
        Command::Audit(it) => it.run(),
        Command::Backup(it) => it.run(),
        Command::Restore(it) => it.run(),
        Command::Check(it) => it.run(),
        Command::Forensics(it) => it.run(),
        Command::Witness(it) => it.run(),
        Command::Rebuild(it) => it.run(),
        Command::Schema(it) => it.run(),
        Command::Rules(it) => it.run(),
        Command::Identifier(it) => it.run(),
    }
}
