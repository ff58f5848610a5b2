/* What two persons guard, what is behind the glass, what bars somebody, and who looks at the log: from C. */
#include "support.h"

static void two_persons(const sreg_session *root, const sreg_session *officer) {
    static const uint8_t OTHER_KEY[32] = {9};
    int32_t slot = 0;
    sreg_doc *asked = NULL, *crossed = NULL;
    sreg_cursor *rows = NULL;
    sreg_task *house = begin(root, "system-operation"), *second = begin(officer, "system-operation");
    MUST(sreg_key_add(house, "lost", "host", OTHER_KEY, 32, &slot, NULL, &error));
    IS(sreg_key_remove(house, slot, NULL, &error), SREG_E_FORBIDDEN);
    sreg_doc *operation = doc("{\"operation\": \"remove_key_slot\"}");
    int64_t number_of_slot = slot;
    MUST(sreg_doc_set_int(operation, "/slot", &number_of_slot, &error));
    MUST(sreg_request(house, operation, &asked, NULL, &error));
    keep(asked);
    IS(sreg_request_approve(house, asked, NULL, &error), SREG_E_FORBIDDEN);
    MUST(sreg_request(house, doc("{\"operation\": \"remove_key_slot\", \"slot\": 1}"), &crossed, NULL, &error));
    keep(crossed);
    int64_t first = number(asked, "/request");
    sreg_doc *wrong = doc("{}");
    MUST(sreg_doc_set_int(wrong, "/request", &first, &error));
    MUST(sreg_doc_set_text(wrong, "/digest", text(crossed, "/digest"), SREG_NUL, &error));
    IS(sreg_request_approve(second, wrong, NULL, &error), SREG_E_FORBIDDEN);
    MUST(sreg_requests(second, &rows, NULL, &error));
    CHECK(rows_of(rows) == 2);
    MUST(sreg_request_approve(second, asked, NULL, &error));
    sreg_doc *which = doc("{}"), *other = doc("{}");
    int64_t of_other = number(crossed, "/request");
    MUST(sreg_doc_set_int(which, "/request", &first, &error));
    MUST(sreg_doc_set_int(other, "/request", &of_other, &error));
    IS(sreg_request_execute(house, other, NULL, &error), SREG_E_FORBIDDEN);
    MUST(sreg_request_decline(second, other, NULL, &error));
    MUST(sreg_request_execute(house, which, NULL, &error));
    MUST(sreg_key_slots(house, &rows, NULL, &error));
    CHECK(rows_of(rows) == 2);
    sreg_task_end(house);
    sreg_task_end(second);
}

/* Asks for an operation, and has another agree to it; returns which request that is. */
static sreg_doc *agreed(const sreg_task *asks, const sreg_task *agrees, const sreg_doc *operation) {
    sreg_doc *asked = NULL, *which = doc("{}");
    MUST(sreg_request(asks, operation, &asked, NULL, &error));
    MUST(sreg_request_approve(agrees, keep(asked), NULL, &error));
    int64_t request = number(asked, "/request");
    MUST(sreg_doc_set_int(which, "/request", &request, &error));
    return which;
}

/* A service gets its job as root asked and olive agreed, and does it and nothing beside it. */
static void its_job(const sreg_session *root, const sreg_session *olive, const sreg_session *service,
                    const char *person) {
    static const char *JOB = "{\"name\": \"nightly list\", \"asks\": [\"screen\"]}";
    char id[SREG_ID_SIZE];
    int32_t version = 0;
    sreg_cursor *rows = NULL;
    sreg_doc *out = NULL;
    sreg_task *house = begin(root, "system-operation"), *second = begin(olive, "system-operation");
    sreg_task *nightly = begin(service, "service-job");
    sreg_doc *query = doc("{\"name\": \"Stephen Smyth\"}");
    IS(sreg_screen(nightly, query, 5, &rows, NULL, &error), SREG_E_FORBIDDEN);
    account_of(service, id);
    sreg_doc *alone = doc(ACCOUNT("service", "service"));
    MUST(sreg_doc_set_json(alone, "/job", JOB, SREG_NUL, &error));
    IS(sreg_account_amend(house, id, 1, alone, &version, NULL, &error), SREG_E_FORBIDDEN);

    sreg_doc *operation = doc("{\"operation\": \"give_job\", \"seen\": 1}"), *asked = NULL;
    MUST(sreg_doc_set_text(operation, "/account", id, SREG_NUL, &error));
    MUST(sreg_doc_set_json(operation, "/job", "{\"name\": \"nothing\"}", SREG_NUL, &error));
    IS(sreg_request(house, operation, &asked, NULL, &error), SREG_E_INVALID);
    MUST(sreg_doc_set_json(operation, "/job", JOB, SREG_NUL, &error));
    sreg_doc *which = agreed(house, second, operation);
    MUST(sreg_request_execute(house, which, NULL, &error));
    IS(sreg_request_execute(house, which, NULL, &error), SREG_E_FORBIDDEN);
    MUST(sreg_screen(nightly, query, 5, &rows, NULL, &error));
    CHECK(rows_of(rows) >= 1);
    IS(sreg_get(nightly, person, &out, NULL, &error), SREG_E_FORBIDDEN);
    sreg_task_end(house);
    sreg_task_end(second);
    sreg_task_end(nightly);
}

/* Alice, a coordinator, proposes a restriction; carol, a supervisor, agrees to it and does it. */
static void proposed(const sreg_session *alice, const sreg_session *carol, const sreg_session *bob,
                     const char *person) {
    char id[SREG_ID_SIZE];
    int32_t version = 0;
    sreg_doc *out = NULL;
    sreg_task *work = begin(alice, "new-report"), *second = begin(carol, "review"), *other = begin(bob, "review");
    sreg_doc *operation = doc("{\"operation\": \"restrict\", \"seen\": 1, \"restriction\": {\"level\": \"named\"}}");
    MUST(sreg_doc_set_text(operation, "/entry", person, SREG_NUL, &error));
    sreg_doc *named = doc("{\"level\": \"named\"}");
    account_of(alice, id);
    MUST(sreg_doc_set_text(named, "/accounts/0", id, SREG_NUL, &error));
    MUST(sreg_doc_set_text(operation, "/restriction/accounts/0", id, SREG_NUL, &error));
    account_of(carol, id);
    MUST(sreg_doc_set_text(named, "/accounts/1", id, SREG_NUL, &error));
    MUST(sreg_doc_set_text(operation, "/restriction/accounts/1", id, SREG_NUL, &error));
    IS(sreg_entry_restrict(work, person, 1, named, &version, NULL, &error), SREG_E_FORBIDDEN);

    sreg_doc *which = agreed(work, second, operation);
    MUST(sreg_get(other, person, &out, NULL, &error));
    sreg_doc_free(out);
    IS(sreg_request_execute(work, which, NULL, &error), SREG_E_FORBIDDEN);
    MUST(sreg_request_execute(second, which, NULL, &error));
    IS(sreg_get(other, person, &out, NULL, &error), SREG_E_NOT_FOUND);
    MUST(sreg_get(work, person, &out, NULL, &error));
    CHECK(number(keep(out), "/version") == 2);
    sreg_task_end(work);
    sreg_task_end(second);
    sreg_task_end(other);
}

/* Puts an entry on the register that only alice may know of. */
static void hide(const sreg_session *alice, char *hidden) {
    char id[SREG_ID_SIZE];
    sreg_task *work = begin(alice, "new-report");
    sreg_doc *entry = doc(PERSON);
    account_of(alice, id);
    MUST(sreg_doc_set_text(entry, "/restriction/level", "named", SREG_NUL, &error));
    MUST(sreg_doc_set_text(entry, "/restriction/accounts/0", id, SREG_NUL, &error));
    MUST(sreg_entry_add(work, entry, hidden, NULL, &error));
    sreg_task_end(work);
}

static void glass(sreg_session *bob, const sreg_session *carol, const char *hidden) {
    sreg_doc *out = NULL;
    sreg_task *behind = NULL;
    sreg_cursor *rows = NULL;
    sreg_doc *row = NULL;
    sreg_task *plain = begin(bob, "new-report"), *emergency = begin(bob, "emergency");
    IS(sreg_get(plain, hidden, &out, NULL, &error), SREG_E_NOT_FOUND);
    IS(sreg_break_glass(plain, hidden, &behind, NULL, &error), SREG_E_FORBIDDEN);
    MUST(sreg_session_confirm(bob, NULL, 0, &error));
    MUST(sreg_break_glass(emergency, hidden, &behind, NULL, &error));
    MUST(sreg_get(behind, hidden, &out, NULL, &error));
    CHECK(strcmp(text(keep(out), "/document/subject/names/0/family"), "Smyth") == 0);
    MUST(sreg_break_glass_end(behind, NULL, &error));
    IS(sreg_get(behind, hidden, &out, NULL, &error), SREG_E_FORBIDDEN);
    sreg_task_end(behind);
    IS(sreg_get(emergency, hidden, &out, NULL, &error), SREG_E_FORBIDDEN);

    sreg_task *review = begin(carol, "audit-discipline");
    MUST(sreg_break_glass_unreviewed(review, &rows, NULL, &error));
    MUST(sreg_cursor_next(rows, &row, &error));
    keep(row);
    CHECK(strcmp(text(row, "/entry"), hidden) == 0);
    sreg_cursor_free(rows);
    int64_t start = number(row, "/start");
    sreg_doc *finding = doc("{\"finding\": \"a life was at risk\"}");
    MUST(sreg_doc_set_int(finding, "/start", &start, &error));
    MUST(sreg_break_glass_review(review, finding, NULL, &error));
    MUST(sreg_break_glass_unreviewed(review, &rows, NULL, &error));
    CHECK(rows_of(rows) == 0);
    sreg_task_end(review);
    sreg_task_end(plain);
    sreg_task_end(emergency);
}

static void opened(const sreg_session *alice, const sreg_session *carol, const sreg_session *bob, const char *hidden) {
    sreg_doc *asked = NULL, *out = NULL;
    int32_t version = 0;
    sreg_task *first = begin(carol, "review"), *second = begin(alice, "review"), *third = begin(bob, "review");
    sreg_doc *open = doc("{\"level\": \"open\"}");
    IS(sreg_entry_unrestrict(second, hidden, 1, open, &version, NULL, &error), SREG_E_FORBIDDEN);
    sreg_doc *operation = doc("{\"operation\": \"unrestrict\", \"seen\": 1, \"restriction\": {\"level\": \"open\"}}");
    MUST(sreg_doc_set_text(operation, "/entry", hidden, SREG_NUL, &error));
    /* Alice, who may know of it, proposes; carol, who may not, cannot even ask. */
    IS(sreg_request(first, operation, &asked, NULL, &error), SREG_E_NOT_FOUND);
    MUST(sreg_request(second, operation, &asked, NULL, &error));
    keep(asked);
    IS(sreg_get(third, hidden, &out, NULL, &error), SREG_E_NOT_FOUND);
    sreg_task_end(first);
    sreg_task_end(second);
    sreg_task_end(third);
}

/* An auditor sees an entry by a case that two persons opened, in a task that names it. */
static void by_case(const sreg_session *alice, const sreg_session *auditor, const sreg_session *officer) {
    char id[SREG_ID_SIZE], person[SREG_ID_SIZE];
    sreg_doc *asked = NULL, *out = NULL, *row = NULL;
    sreg_cursor *rows = NULL;
    sreg_task *work = NULL, *first = begin(auditor, "inspection"), *second = begin(officer, "inspection");
    sreg_task *adding = begin(alice, "new-report");
    account_of(auditor, id);
    MUST(sreg_entry_add(adding, doc(PERSON), person, NULL, &error));
    sreg_task_end(adding);
    MUST(sreg_task_begin(auditor, doc("{\"purpose\": \"inspection\", \"reference\": \"PSD 114\"}"), &work, &error));
    IS(sreg_get(work, person, &out, NULL, &error), SREG_E_FORBIDDEN);
    sreg_doc *operation = doc("{\"operation\": \"open_case\", \"reference\": \"PSD 114\", \"days\": 7}");
    MUST(sreg_doc_set_text(operation, "/account", id, SREG_NUL, &error));
    IS(sreg_request(first, operation, &asked, NULL, &error), SREG_E_INVALID);
    MUST(sreg_doc_set_text(operation, "/entries/0", person, SREG_NUL, &error));
    MUST(sreg_request_execute(first, agreed(first, second, operation), NULL, &error));
    sreg_doc *opened = doc("{}");
    MUST(sreg_get(work, person, &out, NULL, &error));
    sreg_doc_free(out);
    MUST(sreg_cases(second, &rows, NULL, &error));
    MUST(sreg_cursor_next(rows, &row, &error));
    keep(row);
    sreg_cursor_free(rows);
    CHECK(strcmp(text(row, "/entries/0"), person) == 0 && strcmp(text(row, "/account"), id) == 0);
    int64_t one = number(row, "/case");
    MUST(sreg_doc_set_int(opened, "/case", &one, &error));
    MUST(sreg_case_close(second, opened, NULL, &error));
    IS(sreg_case_close(first, opened, NULL, &error), SREG_E_NOT_FOUND);
    IS(sreg_get(work, person, &out, NULL, &error), SREG_E_FORBIDDEN);
    sreg_task_end(work);
    sreg_task_end(first);
    sreg_task_end(second);
}

static void conflicts(const sreg_session *alice, const sreg_session *bob) {
    char id[SREG_ID_SIZE], person[SREG_ID_SIZE];
    sreg_doc *out = NULL;
    sreg_task *work = begin(alice, "data-quality"), *other = begin(bob, "data-quality");
    MUST(sreg_entry_add(work, doc(PERSON), person, NULL, &error));
    MUST(sreg_get(other, person, &out, NULL, &error));
    sreg_doc_free(out);
    account_of(bob, id);
    MUST(sreg_conflicts_declare(other, id, doc("{\"associates\": [\"Stephen Smyth\"]}"), NULL, &error));
    IS(sreg_get(other, person, &out, NULL, &error), SREG_E_NOT_FOUND);
    IS(sreg_conflicts_declare(other, id, doc("{\"surnames\": [\"\"]}"), NULL, &error), SREG_E_INVALID);
    sreg_task_end(work);
    sreg_task_end(other);
}

static void looking(const sreg_session *auditor, const char *hidden) {
    sreg_cursor *rows = NULL;
    sreg_doc *out = NULL, *row = NULL;
    sreg_task *audit = begin(auditor, "audit-discipline");
    sreg_doc *request = doc("{\"view\": \"glass-broken\", \"since\": \"2026-11-01T00:00:00Z\"}");
    MUST(sreg_audit_watch(audit, request, &rows, NULL, &error));
    MUST(sreg_cursor_next(rows, &row, &error));
    keep(row);
    sreg_cursor_free(rows);
    int64_t event = number(row, "/event");
    sreg_doc *verdict = doc("{\"view\": \"glass-broken\", \"found\": \"as reviewed\"}");
    MUST(sreg_doc_set_int(verdict, "/event", &event, &error));
    MUST(sreg_audit_look_at(audit, verdict, NULL, &error));
    IS(sreg_audit_look_at(audit, verdict, NULL, &error), SREG_E_INVALID);
    MUST(sreg_audit_disclosed(audit, hidden, &rows, NULL, &error));
    CHECK(rows_of(rows) == 0);
    MUST(sreg_audit_ocsf(audit, doc("{\"events\": 3}"), &out, NULL, &error));
    CHECK(strstr(text(keep(out), "/lines/0"), "\"class_uid\":6003") != NULL);
    CHECK(number(out, "/next") == 3);
    sreg_task_end(audit);
}

/* Fifty-one entries leave for somebody outside as alice asked and carol agreed, and no other way. */
static void in_bulk(const sreg_session *alice, const sreg_session *carol) {
    static const char *WHAT = "{\"fields\": [\"/subject/names\"], \"recipient\": {\"organisation\": \"Probation\","
                              " \"legal_basis\": \"Data Protection Act 2018, s. 36\"}}";
    sreg_doc *ids = NULL, *asked = NULL, *row = NULL, *out = NULL;
    sreg_cursor *rows = NULL;
    char path[60];
    sreg_task *work = begin(alice, "multi-agency"), *second = begin(carol, "multi-agency");
    sreg_doc *people = doc("[]"), *request = doc(WHAT);
    for (int n = 0; n < 51; n++) {
        MUST(sreg_doc_set_json(people, "/-", PERSON, SREG_NUL, &error));
    }
    MUST(sreg_import(work, people, &ids, NULL, &error));
    keep(ids);
    for (int n = 0; n < 51; n++) {
        snprintf(path, sizeof path, "/%d", n);
        MUST(sreg_doc_set_text(request, "/entries/-", text(ids, path), SREG_NUL, &error));
    }
    IS(sreg_disclose(work, request, &rows, NULL, &error), SREG_E_FORBIDDEN);
    sreg_doc *operation = doc("{\"operation\": \"disclose_in_bulk\"}");
    const char *const MEMBERS[3] = {"/entries", "/fields", "/recipient"};
    for (int n = 0; n < 3; n++) {
        char json[4000];
        MUST(sreg_doc_json(request, MEMBERS[n], json, sizeof json, NULL, &error));
        MUST(sreg_doc_set_json(operation, MEMBERS[n], json, SREG_NUL, &error));
    }
    MUST(sreg_request(work, operation, &asked, NULL, &error));
    MUST(sreg_request_approve(second, keep(asked), NULL, &error));
    MUST(sreg_disclose(work, request, &rows, NULL, &error));
    MUST(sreg_cursor_next(rows, &row, &error));
    CHECK(strcmp(text(keep(row), "/document/subject/names/0/family"), "Smyth") == 0);
    int32_t type = -1;
    MUST(sreg_doc_type(row, "/document/registration", &type, &error));
    CHECK(type == SREG_T_ABSENT && rows_of(rows) == 50);
    IS(sreg_disclose(work, request, &rows, NULL, &error), SREG_E_FORBIDDEN);

    sreg_doc *diary = doc("{\"format\": \"csv\", \"due\": {\"until\": \"2030-12-31\"}, \"recipient\":"
                          " {\"organisation\": \"Probation\", \"legal_basis\": \"as above\"}}");
    IS(sreg_diary_export(work, diary, &out, NULL, &error), SREG_E_FORBIDDEN);
    MUST(sreg_diary_export_request(work, diary, &asked, NULL, &error));
    MUST(sreg_request_approve(second, keep(asked), NULL, &error));
    MUST(sreg_diary_export(work, diary, &out, NULL, &error));
    CHECK(number(keep(out), "/items") > 50);
    sreg_task_end(work);
    sreg_task_end(second);
}

int main(int argc, char **argv) {
    char hidden[SREG_ID_SIZE], person[SREG_ID_SIZE];
    sreg_register *reg = NULL;
    sreg_buffer *recovery = NULL;
    const uint8_t *key = NULL;
    int32_t size = 0;
    if (argc != 2) {
        return 2;
    }
    sreg_doc *accounts = doc("[" ACCOUNT("root", "administrator") ", " ACCOUNT("alice", "coordinator") ", " ACCOUNT(
        "bob", "coordinator") ", " ACCOUNT("carol", "supervisor") ", " ACCOUNT("dan", "auditor") ", " ACCOUNT(
        "olive", "data_protection_officer") ", " ACCOUNT("service", "service") "]");
    MUST(sreg_make(argv[1], KEY, 32, doc(NOW), accounts, &recovery, &reg, &error));
    sreg_session *root = vouch(reg, "root"), *alice = vouch(reg, "alice"), *bob = vouch(reg, "bob");
    sreg_session *carol = vouch(reg, "carol"), *dan = vouch(reg, "dan"), *olive = vouch(reg, "olive");
    sreg_session *service = vouch(reg, "service");
    two_persons(root, olive);
    sreg_task *adding = begin(alice, "new-report");
    MUST(sreg_entry_add(adding, doc(PERSON), person, NULL, &error));
    sreg_task_end(adding);
    its_job(root, olive, service, person);
    proposed(alice, carol, bob, person);
    hide(alice, hidden);
    glass(bob, carol, hidden);
    opened(alice, carol, bob, hidden);
    by_case(alice, dan, olive);
    conflicts(alice, bob);
    looking(dan, hidden);
    in_bulk(alice, carol);
    MUST(sreg_buffer_read(recovery, &key, &size, &error));
    IS(sreg_account_unlock_by_recovery_key(reg, "alice", key, size, &error), SREG_E_NOT_FOUND);
    IS(sreg_account_unlock_by_recovery_key(reg, "root", KEY, 32, &error), SREG_E_INVALID);
    MUST(sreg_account_unlock_by_recovery_key(reg, "root", key, size, &error));
    sreg_buffer_free(recovery);
    MUST(sreg_close(reg, &error));
    free_kept();
    puts("guards: ok");
    return 0;
}
