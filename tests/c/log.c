/* The log from C: signed, exported, proven, shown, counted and witnessed; and a register that is locked. */
#include "support.h"

static const char *ACCOUNTS =
    "[" ACCOUNT("root", "administrator") ", " ACCOUNT("alice", "coordinator") ", " ACCOUNT("dan", "auditor") "]";

static void screenings(sreg_register *reg, sreg_task *work, char *person) {
    char twin[SREG_ID_SIZE];
    sreg_cursor *rows = NULL;
    sreg_doc *row = NULL, *answer = NULL, *doubles = NULL;
    MUST(sreg_entry_add(work, doc(PERSON), person, NULL, &error));
    MUST(sreg_entry_add(work, doc(PERSON), twin, NULL, &error));
    MUST(sreg_prepare_screening(reg, &error));
    MUST(sreg_screen_answer(work, doc("{\"name\": \"Stephen Smith\"}"), 5, &answer, NULL, &error));
    CHECK(strcmp(text(keep(answer), "/extent"), "whole") == 0);
    CHECK(strstr(text(answer, "/text"), "Smyth") != NULL && strstr(text(answer, "/reasons"), "Smyth") != NULL);
    sreg_doc *queries = doc("[{\"name\": \"Stephen Smyth\"}, {\"name\": \"Quentin Zzyzx\"}]");
    MUST(sreg_screen_batch(work, queries, 5, &rows, NULL, &error));
    int32_t count = -1;
    MUST(sreg_cursor_next(rows, &row, &error));
    MUST(sreg_doc_count(keep(row), "/matches", &count, &error));
    CHECK(count == 2);
    MUST(sreg_cursor_next(rows, &row, &error));
    MUST(sreg_doc_count(keep(row), "/matches", &count, &error));
    CHECK(count == 0);
    sreg_cursor_free(rows);
    MUST(sreg_entry_duplicates(work, person, 5, &doubles, NULL, &error));
    CHECK(strcmp(text(keep(doubles), "/matches/0/entry"), twin) == 0);
}

static void proofs(sreg_register *reg, sreg_task *audit, sreg_task *house, const char *directory) {
    char place[500];
    int64_t seq = 0, none = 1000000, from_the_first = 0;
    const uint8_t *bytes = NULL;
    int32_t size = 0;
    sreg_doc *key = NULL, *point = NULL, *out = NULL, *newer = NULL;
    sreg_buffer *proof = NULL, *shown = NULL, *report = NULL, *events = NULL, *asked = NULL;
    MUST(sreg_audit_checkpoint(audit, &point, NULL, &error));
    CHECK(number(keep(point), "/size") > 0 && strstr(text(point, "/note"), "/sreg/") != NULL);
    MUST(sreg_audit_key(reg, &key, &error));
    keep(key);
    snprintf(place, sizeof place, "%s.export", directory);
    MUST(sreg_audit_export(audit, place, &out, NULL, &error));
    keep(out);
    IS(sreg_audit_export(audit, place, &out, NULL, &error), SREG_E_DUPLICATE);
    MUST(sreg_audit_verify_export(place, text(key, "/key"), &out, &error));
    CHECK(number(keep(out), "/events") >= number(point, "/size"));
    IS(sreg_audit_verify_export(directory, NULL, &out, &error), SREG_E_NOT_FOUND);
    MUST(sreg_audit_verify_pruned_export(place, text(key, "/key"), &from_the_first, &out, &error));
    CHECK(number(keep(out), "/pruned") == 0);
    IS(sreg_audit_verify_pruned_export(place, text(key, "/key"), &none, &out, &error), SREG_E_CORRUPT);
    MUST(sreg_audit_proof(audit, &seq, &proof, NULL, &error));
    MUST(sreg_buffer_read(proof, &bytes, &size, &error));
    CHECK(size > 20 && memcmp(bytes, "c2sp.org/tlog-proof@v1", 22) == 0);
    sreg_buffer_free(proof);
    IS(sreg_audit_proof(audit, &none, &proof, NULL, &error), SREG_E_NOT_FOUND);
    sreg_doc *chosen = doc("{\"events\": [1, 2], \"fields\": [\"criteria\"], \"organisation\": \"ICO\", \"person\": \"C. Ode\"}");
    MUST(sreg_audit_disclose(audit, chosen, &shown, NULL, &error));
    sreg_buffer_free(shown);
    IS(sreg_audit_report(audit, "2026-11-01", "2026-12-01", &report, &events, NULL, &error), SREG_E_INVALID);
    MUST(sreg_audit_report(audit, "2026-11-01", "2026-11-23", &report, &events, NULL, &error));
    MUST(sreg_buffer_read(report, &bytes, &size, &error));
    CHECK(size > 0);
    sreg_buffer_free(report);
    sreg_buffer_free(events);
    IS(sreg_audit_report(audit, "2026-12-01", "2026-11-01", &report, &events, NULL, &error), SREG_E_INVALID);
    MUST(sreg_witness_request(audit, &from_the_first, &asked, NULL, &error));
    MUST(sreg_buffer_read(asked, &bytes, &size, &error));
    CHECK(size > 5 && memcmp(bytes, "old 0", 5) == 0);
    sreg_buffer_free(asked);
    IS(sreg_witness_accept(audit, "nothing of a witness", text(key, "/key"), &out, NULL, &error), SREG_E_INVALID);
    IS(sreg_audit_change_key(audit, &newer, NULL, &error), SREG_E_FORBIDDEN);
    MUST(sreg_audit_change_key(house, &newer, NULL, &error));
    CHECK(number(keep(newer), "/size") > number(point, "/size"));
}

/* What is kept, and what was erased, is told to who keeps the backups. */
static void keeps_the_log(sreg_task *house, char *list, size_t size) {
    sreg_doc *out = NULL;
    MUST(sreg_audit_prunable(house, &out, NULL, &error));
    CHECK(number(keep(out), "/first") == 0);
    sreg_doc *all = doc("{\"operation\": \"prune_log\", \"first\": 256, \"basis\": \"kept for a year\"}");
    IS(sreg_request(house, all, &out, NULL, &error), SREG_E_FORBIDDEN);
    MUST(sreg_erasure_list(house, &out, NULL, &error));
    snprintf(list, size, "%s", text(keep(out), "/erasures"));
    CHECK(strcmp(list, "") == 0);
}

static void locked(const char *directory, const char *list) {
    char place[500];
    sreg_doc *out = NULL;
    sreg_doc *options = doc(NOW);
    MUST(sreg_forensics_verify(directory, KEY, 32, options, &out, &error));
    int32_t type = -1;
    MUST(sreg_doc_type(keep(out), "/locked", &type, &error));
    CHECK(type == SREG_T_ABSENT && number(out, "/events") > 0);
    snprintf(place, sizeof place, "%s.found", directory);
    MUST(sreg_forensics_export(directory, KEY, 32, options, place, &out, &error));
    CHECK(number(keep(out), "/events") > 0);
    sreg_doc *one = doc("{\"first\": {\"username\": \"root\", \"system\": \"a test in C\"},"
                        " \"second\": {\"username\": \"root\", \"system\": \"a test in C\"}, \"reason\": \"a test\"}");
    IS(sreg_restore_accept(directory, KEY, 32, options, one, &error), SREG_E_FORBIDDEN);
    MUST(sreg_doc_set_text(one, "/second/username", "alice", SREG_NUL, &error));
    MUST(sreg_doc_set_text(one, "/erasures", "no line of a list", SREG_NUL, &error));
    IS(sreg_restore_accept(directory, KEY, 32, options, one, &error), SREG_E_INVALID);
    MUST(sreg_doc_set_text(one, "/erasures", list, SREG_NUL, &error));
    MUST(sreg_restore_accept(directory, KEY, 32, options, one, &error));
}

int main(int argc, char **argv) {
    char person[SREG_ID_SIZE], list[1000];
    if (argc != 2) {
        return 2;
    }
    sreg_register *reg = make(argv[1], ACCOUNTS);
    sreg_session *alice = vouch(reg, "alice"), *dan = vouch(reg, "dan"), *root = vouch(reg, "root");
    sreg_task *work = begin(alice, "new-report"), *audit = begin(dan, "audit-lawfulness");
    sreg_task *house = begin(root, "system-operation");
    sreg_doc *out = NULL;
    screenings(reg, work, person);
    MUST(sreg_interrupt(reg, &error));
    IS(sreg_audit_change_key(work, &out, NULL, &error), SREG_E_FORBIDDEN);
    proofs(reg, audit, house, argv[1]);
    MUST(sreg_audit_verify(house, &out, NULL, &error));
    CHECK(number(keep(out), "/events") > 0 && number(out, "/pruned") == 0);
    keeps_the_log(house, list, sizeof list);
    MUST(sreg_close(reg, &error));
    locked(argv[1], list);
    free_kept();
    puts("log: ok");
    return 0;
}
