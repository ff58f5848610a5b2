/* What a program can do wrong with a register: each gets one number, and nothing is harmed. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stalking_register.h>

#define IS(call, status) is(__LINE__, #call, (call), (status))
#define CHECK(truth) ((truth) ? (void)0 : fail(__LINE__, #truth))

static const uint8_t KEY[32] = {7};
static const uint8_t OTHER_KEY[32] = {8};
static sreg_register *reg;
static sreg_task *task;
static sreg_doc *entry;
static char person[SREG_ID_SIZE];

static void fail(int line, const char *what) {
    printf("misuse.c:%d: %s\n", line, what);
    exit(1);
}

static void is(int line, const char *what, sreg_status got, sreg_status expected) {
    if (got != expected) {
        printf("misuse.c:%d: %s is %s, not %s\n", line, what, sreg_status_name(got), sreg_status_name(expected));
        exit(1);
    }
}

static sreg_doc *doc(const char *json) {
    sreg_doc *made = NULL;
    IS(sreg_doc_parse(json, SREG_NUL, &made, NULL), SREG_OK);
    return made;
}

/* Checks one text, or with a NULL text one number, of an error's detail, and frees the error. */
static void tells(sreg_error *error, const char *path, const char *text, int64_t number) {
    char found[200];
    int64_t value = 0;
    sreg_doc *detail = NULL;
    IS(sreg_error_detail(error, &detail), SREG_OK);
    if (text) {
        IS(sreg_doc_get_text(detail, path, found, sizeof found, NULL, NULL), SREG_OK);
        CHECK(strcmp(found, text) == 0);
    } else {
        IS(sreg_doc_get_int(detail, path, &value, NULL), SREG_OK);
        CHECK(value == number);
    }
    sreg_doc_free(detail);
}

static sreg_task *begin(sreg_register *of, const char *name, const char *purpose) {
    char json[200];
    sreg_session *session = NULL;
    sreg_task *begun = NULL;
    snprintf(json, sizeof json, "{\"username\": \"%s\", \"system\": \"misuse.c\"}", name);
    sreg_doc *who = doc(json);
    snprintf(json, sizeof json, "{\"purpose\": \"%s\"}", purpose);
    sreg_doc *why = doc(json);
    IS(sreg_vouch(of, who, &session, NULL), SREG_OK);
    IS(sreg_task_begin(session, why, &begun, NULL), SREG_OK);
    sreg_doc_free(who);
    sreg_doc_free(why);
    return begun;
}

static void make(const char *directory) {
    sreg_buffer *recovery = NULL;
    const uint8_t *text = NULL;
    int32_t size = 0;
    sreg_register *again = NULL;
    sreg_error *error = NULL;
    sreg_doc *recovering = doc("{\"key_kind\": \"recovery\"}");
    sreg_doc *options = doc("{\"test_clock\": \"2026-11-23T09:00:00Z\"}");
    sreg_doc *accounts = doc(
        "[{\"username\": \"root\", \"display_name\": \"R. Oot\", \"role\": \"administrator\", \"vouched\": true},"
        " {\"username\": \"alice\", \"display_name\": \"A. Lice\", \"role\": \"coordinator\", \"vouched\": true}]");
    IS(sreg_make(NULL, KEY, 32, options, accounts, &recovery, &reg, NULL), SREG_E_NULL_POINTER);
    IS(sreg_make(directory, NULL, 32, options, accounts, &recovery, &reg, NULL), SREG_E_NULL_POINTER);
    IS(sreg_make(directory, KEY, 32, options, NULL, &recovery, &reg, NULL), SREG_E_NULL_POINTER);
    IS(sreg_make(directory, KEY, 32, options, accounts, NULL, &reg, NULL), SREG_E_NULL_POINTER);
    IS(sreg_make(directory, KEY, 32, options, accounts, &recovery, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_make(directory, KEY, 32, accounts, accounts, &recovery, &reg, NULL), SREG_E_INVALID);
    IS(sreg_make(directory, KEY, 31, options, accounts, &recovery, &reg, NULL), SREG_E_INVALID);
    IS(sreg_open(directory, KEY, 32, NULL, &again, NULL), SREG_E_NOT_A_REGISTER);
    IS(sreg_make(directory, KEY, 32, options, accounts, &recovery, &reg, &error), SREG_OK);
    IS(sreg_make(directory, KEY, 32, options, accounts, &recovery, &again, NULL), SREG_E_DUPLICATE);
    CHECK(recovery == NULL && again == NULL);
    IS(sreg_open(directory, OTHER_KEY, 32, NULL, &again, NULL), SREG_E_WRONG_KEY);
    IS(sreg_open("\xff\xfe", KEY, 32, NULL, &again, NULL), SREG_E_NOT_UTF8);
    IS(sreg_open(directory, KEY, 2000000000, NULL, &again, NULL), SREG_E_TOO_LONG);
    IS(sreg_open(directory, KEY, -1, NULL, &again, NULL), SREG_E_INVALID);
    sreg_doc_free(accounts);
    sreg_doc_free(options);
    /* A second recovery key, from its buffer. */
    sreg_task *house = begin(reg, "root", "system-operation");
    IS(sreg_key_add_recovery(house, "safe", &recovery, NULL, &error), SREG_OK);
    IS(sreg_buffer_read(recovery, &text, &size, NULL), SREG_OK);
    IS(sreg_open(directory, text, size, recovering, &again, NULL), SREG_OK);
    IS(sreg_close(again, NULL), SREG_OK);
    sreg_buffer_free(recovery);
    sreg_doc_free(recovering);
    sreg_task_end(house);
}

static void documents(void) {
    char id[SREG_ID_SIZE];
    sreg_error *error = NULL;
    sreg_doc *receipt = NULL;
    IS(sreg_doc_set_text(entry, "/subject/shoe_size", "44", SREG_NUL, NULL), SREG_OK);
    IS(sreg_entry_add(task, entry, id, &receipt, &error), SREG_E_INVALID);
    CHECK(id[0] == 0 && receipt == NULL);
    tells(error, "/pointer", "/subject/shoe_size", 0);
    sreg_error_free(error);
    IS(sreg_doc_set_json(entry, "/subject/shoe_size", NULL, 0, NULL), SREG_OK);
    IS(sreg_doc_set_text(entry, "/subject/births/0/date", "1962-02-30", SREG_NUL, NULL), SREG_OK);
    IS(sreg_entry_add(task, entry, id, NULL, NULL), SREG_E_INVALID);
    IS(sreg_doc_set_text(entry, "/subject/births/0/date", "2962-02-03", SREG_NUL, NULL), SREG_OK);
    IS(sreg_entry_add(task, entry, id, NULL, NULL), SREG_E_INVALID);
    IS(sreg_doc_set_text(entry, "/subject/births/0/date", "1962-03-05", SREG_NUL, NULL), SREG_OK);
    IS(sreg_entry_add(task, entry, person, &receipt, &error), SREG_OK);
    CHECK(error == NULL && strlen(person) == 36);
    sreg_doc_free(receipt);

    const size_t huge = 100u << 20;
    char *text = (char *)malloc(huge);
    memset(text, ' ', huge);
    text[0] = '{', text[huge - 1] = '}';
    IS(sreg_doc_parse(text, (int32_t)huge, &receipt, NULL), SREG_E_TOO_LONG);
    free(text);
}

static void versions(void) {
    int32_t version = 0;
    sreg_error *error = NULL;
    sreg_doc *patch = doc("{\"subject\": {\"occupation\": \"Roofer\"}}");
    IS(sreg_update(task, person, 1, patch, &version, NULL, NULL), SREG_OK);
    CHECK(version == 2);
    IS(sreg_update(task, person, 1, patch, &version, NULL, &error), SREG_E_STALE);
    tells(error, "/seen", NULL, 1);
    tells(error, "/current", NULL, 2);
    sreg_error_free(error);
    IS(sreg_update(task, person, -1, patch, &version, NULL, NULL), SREG_E_INVALID);
    CHECK(version == 2);
    sreg_doc_free(patch);
}

static void nulls(void) {
    sreg_doc *out = NULL;
    sreg_cursor *rows = NULL;
    sreg_session *session = NULL;
    sreg_task *begun = NULL;
    int32_t version = 0;
    int64_t number = 0;
    char id[SREG_ID_SIZE];
    IS(sreg_get(NULL, person, &out, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_get(task, NULL, &out, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_get(task, person, NULL, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_get_as_of(task, person, NULL, &out, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_history(task, person, NULL, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_timeline(task, NULL, &rows, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_update(task, person, 2, NULL, &version, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_update(task, person, 2, entry, NULL, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_entry_add(task, NULL, id, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_entry_add(task, entry, NULL, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_look_up(task, NULL, "1", &rows, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_look_up(task, "pnc", NULL, &rows, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_look_up(task, "horse", "1", &rows, NULL, NULL), SREG_E_INVALID);
    IS(sreg_order_add(task, person, NULL, id, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_order_serve(task, person, 1, NULL, &version, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_due(task, NULL, &out, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_screen(task, NULL, 5, &rows, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_import(task, NULL, &out, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_audit_verify(NULL, &out, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_vouch(reg, NULL, &session, NULL), SREG_E_NULL_POINTER);
    IS(sreg_sign_in(reg, NULL, KEY, 1, NULL, &session, NULL), SREG_E_NULL_POINTER);
    IS(sreg_sign_in(reg, "alice", NULL, 1, NULL, &session, NULL), SREG_E_NULL_POINTER);
    IS(sreg_task_begin(NULL, entry, &begun, NULL), SREG_E_NULL_POINTER);
    IS(sreg_set_clock(reg, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_progress(reg, &number, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_schema(NULL, &out, NULL), SREG_E_NULL_POINTER);
    IS(sreg_rules_eval("EW-SPO-NOT-INIT", NULL, &out, NULL), SREG_E_NULL_POINTER);
    IS(sreg_close(NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_sign_out(NULL, NULL), SREG_E_NULL_POINTER);
    sreg_task_end(NULL);
}

static void wrong_things(void) {
    sreg_doc *out = NULL;
    char id[SREG_ID_SIZE];
    IS(sreg_get(task, "\xc3", &out, NULL, NULL), SREG_E_NOT_UTF8);
    IS(sreg_get(task, "no id", &out, NULL, NULL), SREG_E_INVALID);
    IS(sreg_get(task, "00000000-0000-4000-8000-000000000000", &out, NULL, NULL), SREG_E_NOT_FOUND);
    IS(sreg_get((sreg_task *)(void *)reg, person, &out, NULL, NULL), SREG_E_HANDLE);
    IS(sreg_entry_add(task, (sreg_doc *)(void *)task, id, NULL, NULL), SREG_E_HANDLE);
    IS(sreg_order_add(task, person, entry, id, NULL, NULL), SREG_E_INVALID);
    IS(sreg_key_slots(task, NULL, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_audit_verify(task, &out, NULL, NULL), SREG_E_FORBIDDEN);
    sreg_task *house = begin(reg, "root", "system-operation");
    IS(sreg_get(house, person, &out, NULL, NULL), SREG_E_FORBIDDEN);
    CHECK(out == NULL);
    sreg_task_end(house);
    IS(sreg_get(house, person, &out, NULL, NULL), SREG_E_HANDLE);
}

static void *read_much(void *unused) {
    for (int i = 0; i < 25; i++) {
        sreg_doc *out = NULL;
        IS(sreg_get(task, person, &out, NULL, NULL), SREG_OK);
        sreg_doc_free(out);
    }
    return unused;
}

int main(int argc, char **argv) {
    pthread_t threads[8];
    sreg_doc *out = NULL;
    if (argc != 2) {
        return 2;
    }
    make(argv[1]);
    task = begin(reg, "alice", "data-quality");
    entry = doc("{\"subject\": {\"names\": [{\"kind\": \"official\", \"given\": \"Stephen\", \"family\": \"Smyth\"}],"
                "  \"births\": [{\"date\": \"1962-03-05\", \"precision\": \"day\"}]},"
                " \"registration\": {\"lawful_basis\": \"common law\", \"since\": \"2026-01-05\","
                "  \"managing_force\": \"13\", \"status\": \"active\", \"marking\": \"official\"}}");
    documents();
    versions();
    nulls();
    wrong_things();
    for (int i = 0; i < 8; i++) {
        CHECK(pthread_create(&threads[i], NULL, read_much, NULL) == 0);
    }
    for (int i = 0; i < 8; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    IS(sreg_close(reg, NULL), SREG_OK);
    IS(sreg_close(reg, NULL), SREG_E_HANDLE);
    IS(sreg_get(task, person, &out, NULL, NULL), SREG_E_HANDLE);
    IS(sreg_warnings(reg, &out, NULL), SREG_E_HANDLE);
    sreg_task_end(task);
    sreg_doc_free(entry);
    printf("misuse: ok\n");
    return 0;
}
