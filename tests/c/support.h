/* What the C programs of the tests share: calls that must end in a status, documents that are freed at the
 * end, signing in, and counting rows. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stalking_register.h>

#define MUST(call) must(__FILE__, __LINE__, #call, (call), SREG_OK)
#define IS(call, status) must(__FILE__, __LINE__, #call, (call), (status))
#define CHECK(truth) ((truth) ? (void)0 : fail(__FILE__, __LINE__, #truth))

/* Every program of the tests makes its own register with this host key, at a moment that stands still. */
static const uint8_t KEY[32] = {7};
#define NOW "{\"test_clock\": \"2026-11-23T09:00:00Z\"}"

static sreg_error *error;
static sreg_doc *kept[128];
static int kept_count;

static inline void fail(const char *file, int line, const char *what) {
    printf("%s:%d: %s: %s\n", file, line, what, sreg_error_message(error));
    exit(1);
}

static inline void must(const char *file, int line, const char *what, sreg_status got, sreg_status expected) {
    if (got != expected) {
        printf("%s, not %s\n", sreg_status_name(got), sreg_status_name(expected));
        fail(file, line, what);
    }
    if (got != SREG_OK) {
        sreg_error_free(error);
        error = NULL;
    }
}

/* A document that is freed at the end. */
static inline sreg_doc *keep(sreg_doc *made) {
    CHECK(kept_count < (int)(sizeof kept / sizeof kept[0]));
    return kept[kept_count++] = made;
}

static inline void free_kept(void) {
    while (kept_count > 0) {
        sreg_doc_free(kept[--kept_count]);
    }
}

static inline sreg_doc *doc(const char *json) {
    sreg_doc *made = NULL;
    MUST(sreg_doc_parse(json, SREG_NUL, &made, &error));
    return keep(made);
}

static inline int64_t number(const sreg_doc *from, const char *path) {
    int64_t value = -1;
    MUST(sreg_doc_get_int(from, path, &value, &error));
    return value;
}

static inline const char *text(const sreg_doc *from, const char *path) {
    static char found[9000];
    MUST(sreg_doc_get_text(from, path, found, sizeof found, NULL, &error));
    return found;
}

/* Counts the rows that are left, and frees the cursor. */
static inline int rows_of(sreg_cursor *rows) {
    sreg_doc *row = NULL;
    sreg_status status;
    int count = 0;
    while ((status = sreg_cursor_next(rows, &row, &error)) == SREG_OK) {
        sreg_doc_free(row);
        count++;
    }
    CHECK(status == SREG_DONE);
    sreg_cursor_free(rows);
    return count;
}

/* Makes a register of these accounts, a list of documents; the recovery key is thrown away. */
static inline sreg_register *make(const char *directory, const char *accounts) {
    sreg_register *reg = NULL;
    sreg_buffer *recovery = NULL;
    MUST(sreg_make(directory, KEY, 32, doc(NOW), doc(accounts), &recovery, &reg, &error));
    sreg_buffer_free(recovery);
    return reg;
}

/* Signs somebody in on this program's word. */
static inline sreg_session *vouch(sreg_register *reg, const char *name) {
    sreg_session *session = NULL;
    sreg_doc *who = doc("{\"system\": \"a test in C\"}");
    MUST(sreg_doc_set_text(who, "/username", name, SREG_NUL, &error));
    MUST(sreg_vouch(reg, who, &session, &error));
    return session;
}

static inline sreg_task *begin(const sreg_session *session, const char *purpose) {
    sreg_task *task = NULL;
    sreg_doc *why = doc("{\"words\": \"a test\"}");
    MUST(sreg_doc_set_text(why, "/purpose", purpose, SREG_NUL, &error));
    MUST(sreg_task_begin(session, why, &task, &error));
    return task;
}

/* Copies the account of somebody who is signed in. */
static inline void account_of(const sreg_session *session, char *id) {
    sreg_doc *info = NULL;
    MUST(sreg_session_info(session, &info, &error));
    memcpy(id, text(keep(info), "/account"), SREG_ID_SIZE);
}

/* Somebody to put on the register. */
#define PERSON \
    "{\"subject\": {\"names\": [{\"kind\": \"official\", \"given\": \"Stephen\", \"family\": \"Smyth\"}]}," \
    " \"registration\": {\"lawful_basis\": \"common law\", \"since\": \"2026-01-05\", \"managing_force\": \"13\"," \
    " \"status\": \"active\", \"marking\": \"official\"}}"

/* An account of a role, vouched for. */
#define ACCOUNT(name, role) \
    "{\"username\": \"" name "\", \"display_name\": \"" name "\", \"role\": \"" role "\", \"vouched\": true}"

#endif
