/* The verbs that casework.c has no need of: the life of a case, accounts and passwords, keys, copies,
 * indexes, imports, rules. */
#include "support.h"

static const uint8_t OTHER_KEY[32] = {8};

static void a_case(sreg_task *task) {
    char person[SREG_ID_SIZE], order[SREG_ID_SIZE], id[SREG_ID_SIZE], next[SREG_ID_SIZE];
    int32_t version = 0;
    sreg_doc *out = NULL, *receipt = NULL;
    sreg_cursor *rows = NULL;
    sreg_doc *entry = doc(PERSON);
    MUST(sreg_doc_set_text(entry, "/registration/source_system", "old", SREG_NUL, &error));
    MUST(sreg_doc_set_text(entry, "/registration/source_ref", "A1", SREG_NUL, &error));
    MUST(sreg_entry_add(task, entry, person, NULL, &error));
    sreg_doc *made = doc("{\"kind\": \"stalking_protection\", \"jurisdiction\": \"england_and_wales\","
                         " \"made_on\": \"2026-11-10\", \"last_day\": \"2028-11-09\", \"conditions\": ["
                         "{\"number\": 1, \"kind\": \"prohibition\", \"words\": \"Not to follow Ann Ode.\"}]}");
    MUST(sreg_order_add(task, person, made, order, NULL, &error));
    sreg_doc *second = doc("{\"number\": 2, \"kind\": \"requirement\", \"words\": \"To attend.\"}");
    MUST(sreg_condition_add(task, order, 1, second, &version, NULL, &error));
    MUST(sreg_order_serve(task, order, version, doc("{\"on\": \"2026-11-19\", \"method\": \"in_person\"}"),
                          &version, NULL, &error));
    sreg_doc *varied = doc("{\"kind\": \"varied\", \"on\": \"2026-11-20\", \"words\": \"Leeds added.\"}");
    MUST(sreg_order_event(task, order, version, varied, &version, &receipt, &error));
    CHECK(version == 4 && number(keep(receipt), "/seq") > 0);
    sreg_doc *told = doc("{\"kind\": \"initial\", \"at\": \"2026-11-20T10:00:00Z\", \"station\": \"Leeds\"}");
    MUST(sreg_doc_set_text(told, "/order", order, SREG_NUL, &error));
    MUST(sreg_notification_add(task, person, told, id, NULL, &error));
    sreg_doc *seen = doc("{\"from\": \"2026-11-18T20:00:00Z\", \"behaviours\": [\"loitering\"]}");
    MUST(sreg_incident_add(task, person, seen, id, NULL, &error));

    MUST(sreg_review_set(task, person, doc("{\"kind\": \"risk\", \"due_on\": \"2026-12-01\"}"), id, NULL, &error));
    sreg_doc *outcome = doc("{\"done_on\": \"2026-11-23\", \"by\": \"DS Rees\", \"decision\": \"no change\","
                            " \"next_due_on\": \"2027-02-23\"}");
    MUST(sreg_review_complete(task, id, 1, outcome, next, NULL, &error));
    CHECK(strlen(next) == 36);
    IS(sreg_review_complete(task, id, 2, outcome, next, NULL, &error), SREG_E_INVALID);

    MUST(sreg_timeline(task, person, &rows, NULL, &error));
    CHECK(rows_of(rows) == 6);
    MUST(sreg_history(task, order, &rows, NULL, &error));
    CHECK(rows_of(rows) == 4);
    MUST(sreg_look_up_source(task, "old", "A1", &rows, NULL, &error));
    int32_t more = -1;
    MUST(sreg_cursor_more(rows, &more, &error));
    CHECK(more == 0);
    CHECK(rows_of(rows) == 1);
    MUST(sreg_get_as_of(task, person, "2026-11-23T09:00:00Z", &out, NULL, &error));
    CHECK(number(keep(out), "/version") == 1);
    sreg_doc *ending = doc("{\"on\": \"2026-11-23\", \"reason\": \"error\", \"decided_by\": \"DI Lowe\"}");
    MUST(sreg_entry_deregister(task, person, 1, ending, &version, NULL, &error));
    CHECK(version == 2);
    sreg_doc *closed = doc("{\"level\": \"team\", \"teams\": [\"North\"]}");
    IS(sreg_entry_restrict(task, person, version, closed, &version, NULL, &error), SREG_E_FORBIDDEN);
}

static void imports(sreg_task *task) {
    sreg_doc *out = NULL, *faults = NULL;
    sreg_cursor *rows = NULL;
    sreg_doc *list = doc("[]");
    MUST(sreg_doc_set_json(list, "/-", PERSON, SREG_NUL, &error));
    MUST(sreg_doc_set_text(list, "/0/subject/names/0/family", "Penhallow", SREG_NUL, &error));
    MUST(sreg_import_check(task, list, &faults, &error));
    int32_t type = -1;
    MUST(sreg_doc_type(keep(faults), "/0", &type, &error));
    CHECK(type == SREG_T_NULL);
    MUST(sreg_import(task, list, &out, NULL, &error));
    CHECK(strlen(text(keep(out), "/0")) == 36);
    MUST(sreg_screen(task, doc("{\"name\": \"Stephen Penhalow\"}"), 5, &rows, NULL, &error));
    CHECK(rows_of(rows) >= 1);
}

static void accounts(sreg_register *reg, sreg_task *house) {
    static const char *PASSWORD = "correct horse battery staple";
    static const char *SECOND = "another horse, another staple";
    char id[SREG_ID_SIZE];
    int32_t version = 0;
    sreg_cursor *rows = NULL;
    sreg_session *session = NULL;
    sreg_doc *info = NULL;
    const uint8_t *password = (const uint8_t *)PASSWORD, *second = (const uint8_t *)SECOND;
    sreg_doc *bob = doc("{\"username\": \"bob\", \"display_name\": \"B. Ob\", \"role\": \"viewer\"}");
    IS(sreg_account_create(house, bob, (const uint8_t *)"short", 5, id, NULL, &error), SREG_E_INVALID);
    MUST(sreg_account_create(house, bob, password, (int32_t)strlen(PASSWORD), id, NULL, &error));
    MUST(sreg_sign_in(reg, "bob", password, (int32_t)strlen(PASSWORD), "desk 4", &session, &error));
    MUST(sreg_session_info(session, &info, &error));
    CHECK(strcmp(text(keep(info), "/role"), "viewer") == 0);
    MUST(sreg_sign_out(session, &error));
    IS(sreg_sign_in(reg, "bob", second, (int32_t)strlen(SECOND), NULL, &session, &error), SREG_E_NOT_SIGNED_IN);
    MUST(sreg_account_set_password(house, id, second, (int32_t)strlen(SECOND), NULL, &error));
    MUST(sreg_account_unlock(house, id, NULL, &error));
    MUST(sreg_sign_in(reg, "bob", second, (int32_t)strlen(SECOND), NULL, &session, &error));
    MUST(sreg_sign_out(session, &error));
    MUST(sreg_doc_set_text(bob, "/team", "North", SREG_NUL, &error));
    IS(sreg_account_amend(house, id, 7, bob, &version, NULL, &error), SREG_E_STALE);
    MUST(sreg_account_amend(house, id, 1, bob, &version, NULL, &error));
    CHECK(version == 2);
    MUST(sreg_accounts(house, &rows, NULL, &error));
    CHECK(rows_of(rows) == 3);
}

static void keys_and_copies(const char *directory, sreg_task *house) {
    char copy[500], again[500];
    int32_t slot = 0, changed = 0;
    sreg_cursor *rows = NULL;
    sreg_doc *report = NULL, *mended = NULL;
    sreg_register *restored = NULL;
    MUST(sreg_key_add(house, "second host", "host", OTHER_KEY, 32, &slot, NULL, &error));
    IS(sreg_key_change(house, slot, "host", OTHER_KEY, 32, &changed, NULL, &error), SREG_E_FORBIDDEN);
    IS(sreg_key_change_shown(house, slot, "host", KEY, 32, "host", OTHER_KEY, 32, &changed, NULL, &error),
       SREG_E_WRONG_KEY);
    MUST(sreg_key_change_shown(house, slot, "host", OTHER_KEY, 32, "host", OTHER_KEY, 32, &changed, NULL, &error));
    CHECK(changed > slot);
    MUST(sreg_key_slots(house, &rows, NULL, &error));
    CHECK(rows_of(rows) == 3);
    MUST(sreg_check(house, &report, NULL, &error));
    CHECK(number(keep(report), "/entries") == 2 && number(report, "/indexes/diary_missing") == 0);
    MUST(sreg_rebuild_indexes(house, &mended, NULL, &error));
    CHECK(number(keep(mended), "/identifiers_missing") == 0 && number(mended, "/references_missing") == 0);
    snprintf(copy, sizeof copy, "%s.copy", directory);
    snprintf(again, sizeof again, "%s.again", directory);
    MUST(sreg_backup(house, copy, NULL, &error));
    IS(sreg_backup(house, copy, NULL, &error), SREG_E_DUPLICATE);
    sreg_doc *clock = doc(NOW), *whole = NULL;
    static const uint8_t WRONG_KEY[32] = {6};
    IS(sreg_restore_rehearse(copy, again, WRONG_KEY, 32, clock, &whole, &error), SREG_E_WRONG_KEY);
    IS(sreg_restore_rehearse(copy, copy, OTHER_KEY, 32, clock, &whole, &error), SREG_E_DUPLICATE);
    CHECK(whole == NULL);
    MUST(sreg_restore_rehearse(copy, again, OTHER_KEY, 32, clock, &whole, &error));
    CHECK(number(keep(whole), "/events") > 0 && number(whole, "/versions") == number(report, "/versions"));
    CHECK(number(whole, "/pruned") == 0 && strlen(text(whole, "/root")) == 64);
    /* Nothing is left at the place, which the restore itself then takes. */
    sreg_doc *alone = doc("{\"reason\": \"a trial\", \"first\": {\"username\": \"root\", \"system\": \"house.c\"},"
                          " \"second\": {\"username\": \"root\", \"system\": \"house.c\"}}");
    sreg_doc *agreed = doc("{\"reason\": \"a trial\", \"first\": {\"username\": \"root\", \"system\": \"house.c\"},"
                           " \"second\": {\"username\": \"alice\", \"system\": \"house.c\"}}");
    IS(sreg_restore(copy, again, OTHER_KEY, 32, clock, alone, &restored, &error), SREG_E_FORBIDDEN);
    MUST(sreg_restore(copy, again, OTHER_KEY, 32, clock, agreed, &restored, &error));
    MUST(sreg_close(restored, &error));
}

static void rules(void) {
    char words[2000], canonical[100];
    int32_t length = 0;
    sreg_cursor *rows = NULL;
    MUST(sreg_rules_list(&rows, &error));
    CHECK(rows_of(rows) >= 20);
    MUST(sreg_rules_explain("EW-SPO-NOT-INIT", words, sizeof words, &length, &error));
    CHECK(strstr(words, "s. 9") != NULL);
    MUST(sreg_identifier_canonical("pnc", "79/163001B", 2026, canonical, sizeof canonical, NULL, &error));
    CHECK(strcmp(canonical, "1979/0163001B") == 0);
}

int main(int argc, char **argv) {
    if (argc != 2 && argc != 3) {
        return 2;
    }
    sreg_register *reg =
        make(argv[1], "[" ACCOUNT("root", "administrator") ", " ACCOUNT("alice", "coordinator") "]");
    sreg_session *alice = vouch(reg, "alice"), *root = vouch(reg, "root");
    sreg_task *work = begin(alice, "new-report"), *house = begin(root, "system-operation");
    sreg_task *quality = begin(alice, "data-quality");
    a_case(work);
    imports(quality);
    /* Passwords are dear on purpose: a second argument asks for them. */
    if (argc == 3) {
        accounts(reg, house);
    }
    keys_and_copies(argv[1], house);
    rules();
    sreg_task_end(work);
    sreg_task_end(quality);
    sreg_task_end(house);
    MUST(sreg_sign_out(alice, &error));
    MUST(sreg_sign_out(root, &error));
    MUST(sreg_close(reg, &error));
    free_kept();
    puts("house: ok");
    return 0;
}
