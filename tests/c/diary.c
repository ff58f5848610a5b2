/* The policy and the diary from C: shown, set and remembered; made anew, exported and handed over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stalking_register.h>

#define MUST(call) must(__LINE__, #call, (call), SREG_OK)
#define IS(call, status) must(__LINE__, #call, (call), (status))
#define CHECK(truth) ((truth) ? (void)0 : fail(__LINE__, #truth))

static const uint8_t KEY[32] = {7};
static sreg_error *error;
static sreg_doc *kept[64];
static int kept_count;

static void fail(int line, const char *what) {
    printf("diary.c:%d: %s: %s\n", line, what, sreg_error_message(error));
    exit(1);
}

static void must(int line, const char *what, sreg_status got, sreg_status expected) {
    if (got != expected) {
        printf("%s, not %s\n", sreg_status_name(got), sreg_status_name(expected));
        fail(line, what);
    }
    if (got != SREG_OK) {
        sreg_error_free(error);
        error = NULL;
    }
}

/* A document that is freed at the end. */
static sreg_doc *keep(sreg_doc *made) {
    CHECK(kept_count < 64);
    return kept[kept_count++] = made;
}

static sreg_doc *doc(const char *json) {
    sreg_doc *made = NULL;
    MUST(sreg_doc_parse(json, SREG_NUL, &made, &error));
    return keep(made);
}

static int64_t number(const sreg_doc *from, const char *path) {
    int64_t value = -1;
    MUST(sreg_doc_get_int(from, path, &value, &error));
    return value;
}

static const char *text(const sreg_doc *from, const char *path) {
    static char found[9000];
    MUST(sreg_doc_get_text(from, path, found, sizeof found, NULL, &error));
    return found;
}

static sreg_session *vouch(sreg_register *reg, const char *name) {
    sreg_session *session = NULL;
    sreg_doc *who = doc("{\"system\": \"diary.c\"}");
    MUST(sreg_doc_set_text(who, "/username", name, SREG_NUL, &error));
    MUST(sreg_vouch(reg, who, &session, &error));
    return session;
}

static sreg_task *begin(const sreg_session *session, const char *purpose) {
    sreg_task *task = NULL;
    sreg_doc *why = doc("{}");
    MUST(sreg_doc_set_text(why, "/purpose", purpose, SREG_NUL, &error));
    MUST(sreg_task_begin(session, why, &task, &error));
    return task;
}

/* Copies the account of somebody who is signed in. */
static void account_of(const sreg_session *session, char *id) {
    sreg_doc *info = NULL;
    MUST(sreg_session_info(session, &info, &error));
    memcpy(id, text(keep(info), "/account"), SREG_ID_SIZE);
}

static const char *PERSON =
    "{\"subject\": {\"names\": [{\"kind\": \"official\", \"given\": \"Stephen\", \"family\": \"Smyth\"}]},"
    " \"registration\": {\"lawful_basis\": \"common law\", \"since\": \"2026-01-05\", \"managing_force\": \"13\","
    " \"status\": \"active\", \"marking\": \"official\"}}";

static void policy(sreg_task *work, sreg_task *house) {
    sreg_doc *found = NULL, *set = NULL, *row = NULL, *due = NULL;
    sreg_cursor *rows = NULL;
    MUST(sreg_policy(work, &found, NULL, &error));
    CHECK(number(keep(found), "/version") == 0);
    CHECK(strstr(text(found, "/policy/source"), "not law") != NULL);
    CHECK(number(found, "/policy/order_expiry_warning_days/0") == 90);

    char json[9000];
    MUST(sreg_doc_json(found, "/policy", json, sizeof json, NULL, &error));
    sreg_doc *own = doc(json);
    MUST(sreg_doc_set_text(own, "/source", "Force order 12", SREG_NUL, &error));
    MUST(sreg_doc_set_json(own, "/risk_review/not_assessed_months", "2", SREG_NUL, &error));
    IS(sreg_policy_set(work, 0, own, &set, NULL, &error), SREG_E_FORBIDDEN);
    MUST(sreg_policy_set(house, 0, own, &set, NULL, &error));
    CHECK(number(keep(set), "/version") == 1 && number(set, "/diary/lines_added") == 1);
    IS(sreg_policy_set(house, 0, own, &set, NULL, &error), SREG_E_STALE);
    MUST(sreg_policy_history(house, &rows, NULL, &error));
    MUST(sreg_cursor_next(rows, &row, &error));
    sreg_doc_free(row);
    MUST(sreg_cursor_next(rows, &row, &error));
    CHECK(strcmp(text(keep(row), "/policy/source"), "Force order 12") == 0);
    sreg_cursor_free(rows);

    MUST(sreg_due(work, doc("{\"until\": \"2026-12-31\"}"), &due, NULL, &error));
    CHECK(strcmp(text(keep(due), "/items/0/ground"), "policy") == 0);
    CHECK(number(due, "/items/0/policy") == 1);
    CHECK(strcmp(text(due, "/items/0/on"), "2026-03-05") == 0);
}

static void diary(sreg_task *work, sreg_task *house, const char *from, const char *to) {
    sreg_doc *found = NULL, *calendar = NULL, *named = NULL, *given = NULL;
    MUST(sreg_diary_refresh(house, &found, NULL, &error));
    CHECK(number(keep(found), "/entries") == 1 && number(found, "/lines_added") == 0);

    sreg_doc *request = doc("{\"format\": \"ics\", \"due\": {\"until\": \"2030-12-31\"}}");
    MUST(sreg_diary_export(work, request, &calendar, NULL, &error));
    CHECK(number(keep(calendar), "/items") == 2);
    CHECK(strstr(text(calendar, "/text"), "BEGIN:VEVENT") != NULL);
    CHECK(strstr(text(calendar, "/text"), "Smyth") == NULL);
    const char *recipient = "{\"organisation\": \"Probation\", \"legal_basis\": \"CJA 2003, s. 325\"}";
    MUST(sreg_doc_set_json(request, "/recipient", recipient, SREG_NUL, &error));
    MUST(sreg_diary_export(work, request, &named, NULL, &error));
    CHECK(strstr(text(keep(named), "/text"), "Smyth") != NULL);

    MUST(sreg_diary_hand_over(work, from, to, &given, NULL, &error));
    CHECK(number(keep(given), "/entries") == 1 && number(given, "/reviews") == 0);
    IS(sreg_diary_hand_over(work, from, from, &given, NULL, &error), SREG_E_INVALID);
}

int main(int argc, char **argv) {
    sreg_register *reg = NULL;
    sreg_buffer *recovery = NULL;
    char alice_id[SREG_ID_SIZE], root_id[SREG_ID_SIZE], person[SREG_ID_SIZE];
    if (argc != 2) {
        return 2;
    }
    sreg_doc *options = doc("{\"test_clock\": \"2026-11-23T09:00:00Z\"}");
    sreg_doc *first = doc(
        "[{\"username\": \"root\", \"display_name\": \"R. Oot\", \"role\": \"administrator\", \"vouched\": true},"
        " {\"username\": \"alice\", \"display_name\": \"A. Lice\", \"role\": \"coordinator\", \"vouched\": true}]");
    MUST(sreg_make(argv[1], KEY, 32, options, first, &recovery, &reg, &error));
    sreg_buffer_free(recovery);
    sreg_session *alice = vouch(reg, "alice"), *root = vouch(reg, "root");
    account_of(alice, alice_id);
    account_of(root, root_id);
    sreg_task *work = begin(alice, "review"), *house = begin(root, "system-operation");
    sreg_doc *entry = doc(PERSON);
    MUST(sreg_doc_set_text(entry, "/registration/manager", alice_id, SREG_NUL, &error));
    MUST(sreg_entry_add(work, entry, person, NULL, &error));
    policy(work, house);
    diary(work, house, alice_id, root_id);
    sreg_task_end(work);
    sreg_task_end(house);
    MUST(sreg_sign_out(alice, &error));
    MUST(sreg_sign_out(root, &error));
    MUST(sreg_close(reg, &error));
    for (int i = 0; i < kept_count; i++) {
        sreg_doc_free(kept[i]);
    }
    puts("diary: ok");
    return 0;
}
