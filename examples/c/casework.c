/* The main job, from C: enter a person, make and serve an order, see what is due, record a breach,
 * screen a misspelt name, read the log and verify it. Run it with a new directory's name:
 *     cc casework.c $(pkg-config --cflags --libs stalking-register) -o casework && ./casework /tmp/register
 */
#include <stdio.h>
#include <stdlib.h>

#include <stalking_register.h>

/* Stops at the first failure, and says why; a host would choose what to do by the status. */
static sreg_error *error = NULL;

static void must(sreg_status status) {
    if (status != SREG_OK) {
        fprintf(stderr, "%s: %s\n", sreg_status_name(status), sreg_error_message(error));
        exit(1);
    }
}

/* Nouns are documents; they can be built by paths, too: see sreg_doc_set_text. */
static sreg_doc *doc(const char *json) {
    sreg_doc *made = NULL;
    must(sreg_doc_parse(json, SREG_NUL, &made, &error));
    return made;
}

static void print(const char *before, const sreg_doc *from, const char *path, const char *after) {
    char text[600];
    must(sreg_doc_get_text(from, path, text, sizeof text, NULL, &error));
    printf("%s%s%s", before, text, after);
}

static int32_t count(const sreg_doc *from, const char *path) {
    int32_t items = 0;
    must(sreg_doc_count(from, path, &items, &error));
    return items;
}

/* Prints one text of each item of a list. */
static void print_all(const sreg_doc *from, const char *list, const char *member) {
    char path[100];
    for (int32_t i = 0; i < count(from, list); i++) {
        snprintf(path, sizeof path, "%s/%d%s", list, (int)i, member);
        print("    ", from, path, "\n");
    }
}

/* The host signs its own user in, and begins a task for one purpose: no access without a reason. */
static sreg_task *begin(sreg_register *reg, const char *vouching, const char *purpose) {
    sreg_session *session = NULL;
    sreg_task *task = NULL;
    sreg_doc *who = doc(vouching), *why = doc(purpose);
    must(sreg_vouch(reg, who, &session, &error));
    must(sreg_task_begin(session, why, &task, &error));
    sreg_doc_free(who), sreg_doc_free(why);
    return task; /* the session lives until sreg_close */
}

int main(int argc, char **argv) {
    /* A host keeps its key in its key store; this one is for show. */
    static const uint8_t key[32] = {7};
    const char *alice = "{\"username\": \"alice\", \"system\": \"casework.c\"}";
    const char *root = "{\"username\": \"root\", \"system\": \"casework.c\"}";
    sreg_register *reg = NULL;
    sreg_buffer *recovery = NULL;
    sreg_doc *due = NULL, *row = NULL, *log = NULL, *report = NULL, *receipt = NULL;
    sreg_cursor *found = NULL;
    char person[SREG_ID_SIZE], order[SREG_ID_SIZE], breach[SREG_ID_SIZE];
    int32_t version = 0;
    int64_t events = 0;

    if (argc != 2) {
        return 2;
    }
    must(sreg_abi_check(SREG_ABI));

    /* Make a register; the clock of this example stands still. The recovery key would be locked away. */
    sreg_doc *options = doc("{\"test_clock\": \"2026-11-23T09:00:00Z\"}");
    sreg_doc *accounts = doc(
        "[{\"username\": \"root\", \"display_name\": \"R. Oot\", \"role\": \"administrator\", \"vouched\": true},"
        " {\"username\": \"alice\", \"display_name\": \"PC Alice Ode\", \"role\": \"coordinator\", \"vouched\": true}]");
    must(sreg_make(argv[1], key, sizeof key, options, accounts, &recovery, &reg, &error));
    sreg_buffer_free(recovery);
    must(sreg_close(reg, &error));
    must(sreg_open(argv[1], key, sizeof key, options, &reg, &error));

    /* Enter a person, make an order of two conditions, and serve it. */
    sreg_task *task = begin(reg, alice, "{\"purpose\": \"new-report\", \"reference\": \"13/48216/26\"}");
    sreg_doc *entry = doc(
        "{\"subject\": {\"names\": [{\"kind\": \"official\", \"given\": \"Stephen\", \"family\": \"Smyth\"}],"
        "  \"births\": [{\"date\": \"1962-03-05\", \"precision\": \"day\"}]},"
        " \"registration\": {\"lawful_basis\": \"common law powers to prevent crime\", \"since\": \"2026-01-05\","
        "  \"managing_force\": \"13\", \"status\": \"active\", \"marking\": \"official_sensitive\"}}");
    must(sreg_entry_add(task, entry, person, NULL, &error));
    sreg_doc *made = doc(
        "{\"kind\": \"stalking_protection\", \"jurisdiction\": \"england_and_wales\", \"route\": \"application\","
        " \"court\": \"Leeds Magistrates' Court\", \"made_on\": \"2026-11-10\", \"last_day\": \"2028-11-09\","
        " \"replaces_interim\": false, \"exemption\": {\"at_trigger\": false, \"when_made\": false},"
        " \"conditions\": ["
        "  {\"number\": 1, \"kind\": \"prohibition\", \"words\": \"Not to contact Ann Ode by any means.\"},"
        "  {\"number\": 2, \"kind\": \"requirement\", \"words\": \"To attend the programme named.\"}]}");
    must(sreg_order_add(task, person, made, order, NULL, &error));
    sreg_doc *service = doc("{\"on\": \"2026-11-19\", \"method\": \"in_person\"}");
    must(sreg_order_serve(task, order, 1, service, &version, NULL, &error));
    printf("the order is served, and at version %d\n", (int)version);

    /* What is due, and why. */
    sreg_doc *until = doc("{\"until\": \"2026-12-31\"}");
    must(sreg_due(task, until, &due, NULL, &error));
    print("due: ", due, "/items/0/what", "");
    print(", by ", due, "/items/0/last_day", "\n");
    print_all(due, "/items/0/trace", "");

    /* A breach of condition 1. */
    sreg_doc *broken = doc("{\"conditions\": [1], \"on\": \"2026-11-20\", \"words\": \"A letter to her work.\"}");
    must(sreg_doc_set_text(broken, "/order", order, SREG_NUL, &error));
    must(sreg_breach_add(task, person, broken, breach, &receipt, &error));
    must(sreg_doc_get_int(receipt, "/seq", &events, &error));
    printf("the breach is recorded; event %d tells so\n", (int)events);

    /* Is a Stephan Smith known? */
    sreg_doc *query = doc("{\"name\": \"Stephan Smith\", \"born\": \"1962-05-03\"}");
    must(sreg_screen(task, query, 5, &found, NULL, &error));
    while (sreg_cursor_next(found, &row, &error) == SREG_OK) {
        print("found: ", row, "/name", ", because\n");
        print_all(row, "/reasons", "/words");
        sreg_doc_free(row);
    }

    /* Who did what, and does the log hold? */
    sreg_task *audit = begin(reg, alice, "{\"purpose\": \"audit-lawfulness\"}");
    must(sreg_audit_read(audit, NULL, &log, NULL, &error));
    printf("the log, the newest first:\n");
    print_all(log, "/events", "/action");
    sreg_task *house = begin(reg, root, "{\"purpose\": \"system-operation\"}");
    must(sreg_audit_verify(house, &report, NULL, &error));
    must(sreg_doc_get_int(report, "/events", &events, &error));
    printf("verified: %d events\n", (int)events);

    sreg_doc *all[] = {options, accounts, entry, made, service, until, due, broken, receipt, query, log, report};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        sreg_doc_free(all[i]);
    }
    sreg_cursor_free(found);
    must(sreg_close(reg, &error)); /* with its sessions and tasks */
    return 0;
}
