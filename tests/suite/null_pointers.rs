//! NULL in the place of each pointer of each function of the header: answered, never followed.
//!
//! The program is written from the header, so that a new function is tried without a line here.

use std::fmt::Write as _;
use std::path::Path;

use crate::support::c;

const HEADER: &str = "include/stalking_register.h";

/// Functions that end what the other cases need; only their first argument is tried.
const ENDINGS: [&str; 2] = ["sreg_close", "sreg_sign_out"];

struct Function {
    name: String,
    gives_a_status: bool,
    /// Type and name of each.
    parameters: Vec<(String, String)>,
}

/// Returns the header without its comments, its lines joined.
fn code() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(HEADER);
    let mut rest = &*std::fs::read_to_string(path).expect("the header");
    let mut code = String::new();
    while let Some((before, comment)) = rest.split_once("/*") {
        code.push_str(before);
        rest = comment.split_once("*/").expect("a comment ends").1;
    }
    code.push_str(rest);
    code
}

fn functions() -> Vec<Function> {
    let code = code();
    let declarations = code.split("SREG_API").skip(1).filter_map(|it| it.split_once(';'));
    let found: Vec<_> = declarations.filter_map(|(it, _)| function(it)).collect();
    assert!(found.len() > 80, "the header was read");
    found
}

fn function(declaration: &str) -> Option<Function> {
    let (head, parameters) = declaration.trim().strip_suffix(')')?.split_once('(')?;
    let name = head.rsplit([' ', '*']).next()?.to_owned();
    let parameters = parameters.split(',').map(str::trim).filter(|it| *it != "void");
    let parameters = parameters.map(|it| {
        let at = it.rfind([' ', '*']).map_or(0, |at| at + 1);
        (it[..at].split_whitespace().collect::<Vec<_>>().join(" "), it[at..].to_owned())
    });
    Some(Function {
        name,
        gives_a_status: head.trim().starts_with("sreg_status"),
        parameters: parameters.collect(),
    })
}

/// Returns an argument that is right for its type, if not for what is asked.
fn sound(kind: &str) -> &'static str {
    match kind {
        "const sreg_register *" | "sreg_register *" => "reg",
        "const sreg_session *" | "sreg_session *" => "session",
        "const sreg_task *" => "task",
        "const sreg_doc *" | "sreg_doc *" => "doc",
        "sreg_cursor *" => "cursor",
        "const sreg_buffer *" => "buffer",
        "const sreg_error *" => "error",
        "const sreg_host *" | "sreg_host *" => "host",
        "sreg_sign_callback" => "sign",
        "sreg_anchor_put_callback" => "put",
        "sreg_anchor_get_callback" => "get",
        "sreg_alert_callback" => "alert",
        // No path that anything could be made at.
        "const char *" => "\"/nowhere/x\"",
        "const uint8_t *" => "KEY",
        "const int64_t *" => "&NUMBER",
        "char *" => "text",
        "int32_t *" | "void *" => "&number",
        "int64_t *" => "&number64",
        "const uint8_t **" => "&bytes",
        "sreg_doc **" => "&out_doc",
        "sreg_error **" => "&out_error",
        "sreg_buffer **" => "&out_buffer",
        "sreg_register **" => "&out_register",
        "sreg_session **" => "&out_session",
        "sreg_task **" => "&out_task",
        "sreg_cursor **" => "&out_cursor",
        "sreg_host **" => "&out_host",
        "int32_t" | "int64_t" => "1",
        _ => "0",
    }
}

const HEAD: &str = r#"
#include <stdio.h>
#include <stalking_register.h>
static const uint8_t KEY[32] = {7};
static const int64_t NUMBER = 1;
static sreg_register *reg, *out_register;
static sreg_session *session, *out_session;
static sreg_task *task, *out_task;
static sreg_doc *doc, *out_doc;
static sreg_error *error, *out_error;
static sreg_cursor *cursor, *out_cursor;
static sreg_buffer *buffer, *out_buffer;
static sreg_host *host, *out_host;
static const uint8_t *bytes;
static char text[256];
static int32_t number;
static int64_t number64;
static int32_t sign(void *c, const uint8_t *d, int32_t n, uint8_t *s) { return c && d && n && s; }
static int32_t put(void *c, const char *l, const char *n) { return c && l && n; }
static int32_t get(void *c, char *l, int32_t n, int32_t *s) { return c && l && n && s; }
static int32_t alert(void *c, const char *a) { return c && a; }
static void told(const char *what, sreg_status status) { printf("%s %s\n", what, sreg_status_name(status)); }
static sreg_doc *read_doc(const char *json) {
    sreg_doc *made = NULL;
    if (sreg_doc_parse(json, SREG_NUL, &made, NULL) != SREG_OK) puts("no document");
    return made;
}
int main(int argc, char **argv) {
    sreg_doc *accounts = read_doc("[{\"username\":\"root\",\"display_name\":\"R\",\"role\":\"administrator\","
                                  "\"vouched\":true}]");
    sreg_doc *who = read_doc("{\"username\":\"root\",\"system\":\"C\"}");
    sreg_doc *why = read_doc("{\"purpose\":\"system-operation\"}");
    if (argc != 2) return 2;
    if (sreg_make(argv[1], KEY, 32, NULL, accounts, &buffer, &reg, NULL) != SREG_OK) return 3;
    if (sreg_vouch(reg, who, &session, NULL) != SREG_OK) return 4;
    if (sreg_task_begin(session, why, &task, NULL) != SREG_OK) return 5;
    if (sreg_rules_list(&cursor, NULL) != SREG_OK) return 6;
    if (sreg_open("/nowhere", KEY, 32, NULL, &out_register, &error) == SREG_OK) return 7;
    if (sreg_host_new(&host, NULL) != SREG_OK) return 8;
    doc = read_doc("{}");
"#;

fn program() -> String {
    let mut text = HEAD.to_owned();
    for function in functions() {
        let pointers = function
            .parameters
            .iter()
            .enumerate()
            .filter(|(_, it)| it.0.ends_with('*') || it.0.ends_with("_callback"));
        for (place, (_, parameter)) in pointers {
            if place > 0 && ENDINGS.contains(&function.name.as_str()) {
                continue;
            }
            let arguments = function.parameters.iter().enumerate();
            let arguments = arguments.map(|(n, (kind, _))| if n == place { "NULL" } else { sound(kind) });
            let call = format!("{}({})", function.name, arguments.collect::<Vec<_>>().join(", "));
            let line = if function.gives_a_status {
                format!("told(\"{} {parameter}\", {call});", function.name)
            } else {
                format!("(void){call};")
            };
            writeln!(text, "    {line}").expect("text");
            if function.name == "sreg_host_into" {
                // It was written to.
                text.push_str("    doc = read_doc(\"{}\");\n");
            }
        }
    }
    text.push_str("    return 0;\n}\n");
    text
}

#[test]
fn null_in_the_place_of_any_pointer_is_answered() {
    let folder = crate::support::place::directory();
    let source = folder.path().join("null_pointers.c");
    std::fs::write(&source, program()).expect("a program");
    let Some(program) = c::compile(c::text_of(&source), "gcc", &["-std=c11", "-x", "c"]) else { return };
    let register = folder.path().join("register");
    let Some(printed) = c::output(c::text_of(&program), &[c::text_of(&register)]) else { return };
    let mut refused = 0;
    for line in printed.lines() {
        let [function, parameter, status] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let may_be_null = ["ctx", "err", "receipt"].contains(&parameter);
        assert!(!may_be_null || status != "SREG_E_NULL_POINTER", "{line}: it may be NULL");
        // No error is OK, and no JSON in the place of a value removes it.
        let tells_of_none = ["sreg_error_code error", "sreg_doc_set_json json"]
            .contains(&&*format!("{function} {parameter}"));
        assert!(may_be_null || tells_of_none || status != "SREG_OK", "{line}: it was not missed");
        assert_ne!(status, "SREG_E_INTERNAL", "{line}");
        refused += usize::from(status == "SREG_E_NULL_POINTER");
    }
    assert!(refused > 150, "most pointers are needed: {refused}");
}
