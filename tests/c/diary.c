/* The policy and the diary from C: shown, set and remembered; made anew, exported and handed over. */
#include "support.h"

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

static void diary(sreg_task *work, sreg_task *house, const char *from, const char *to, const char *no_officer) {
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
    CHECK(number(given, "/kept") == 0);
    IS(sreg_diary_hand_over(work, to, no_officer, &given, NULL, &error), SREG_E_INVALID);
    IS(sreg_diary_hand_over(work, from, from, &given, NULL, &error), SREG_E_INVALID);
}

int main(int argc, char **argv) {
    char alice_id[SREG_ID_SIZE], bob_id[SREG_ID_SIZE], root_id[SREG_ID_SIZE], person[SREG_ID_SIZE];
    if (argc != 2) {
        return 2;
    }
    sreg_register *reg = make(argv[1], "[" ACCOUNT("root", "administrator") ", " ACCOUNT(
                                           "alice", "coordinator") ", " ACCOUNT("bob", "coordinator") "]");
    sreg_session *alice = vouch(reg, "alice"), *bob = vouch(reg, "bob"), *root = vouch(reg, "root");
    account_of(alice, alice_id);
    account_of(bob, bob_id);
    account_of(root, root_id);
    sreg_task *work = begin(alice, "review"), *house = begin(root, "system-operation");
    sreg_doc *entry = doc(PERSON);
    MUST(sreg_doc_set_text(entry, "/registration/manager", alice_id, SREG_NUL, &error));
    MUST(sreg_entry_add(work, entry, person, NULL, &error));
    policy(work, house);
    diary(work, house, alice_id, bob_id, root_id);
    sreg_task_end(work);
    sreg_task_end(house);
    MUST(sreg_sign_out(alice, &error));
    MUST(sreg_sign_out(bob, &error));
    MUST(sreg_sign_out(root, &error));
    MUST(sreg_close(reg, &error));
    free_kept();
    puts("diary: ok");
    return 0;
}
