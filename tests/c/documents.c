/* Documents, errors and handles as the header promises them, right and wrong uses alike. */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stalking_register.h>

#define CHECK(truth) ((truth) ? (void)0 : fail(__LINE__, #truth))
#define IS(call, status) is(__LINE__, #call, (call), (status))

static void fail(int line, const char *what) {
    printf("documents.c:%d: %s\n", line, what);
    exit(1);
}

static void is(int line, const char *what, sreg_status got, sreg_status expected) {
    if (got != expected) {
        printf("documents.c:%d: %s is %s, not %s\n", line, what, sreg_status_name(got),
               sreg_status_name(expected));
        exit(1);
    }
}

static sreg_doc *parsed(const char *json) {
    sreg_doc *doc = NULL;
    IS(sreg_doc_parse(json, SREG_NUL, &doc, NULL), SREG_OK);
    CHECK(doc != NULL);
    return doc;
}

static void reads(sreg_doc *doc, const char *path, const char *json) {
    char text[512];
    IS(sreg_doc_json(doc, path, text, sizeof text, NULL, NULL), SREG_OK);
    if (strcmp(text, json) != 0) {
        fail(__LINE__, text);
    }
}

static void versions(void) {
    sreg_doc *info = NULL;
    int64_t abi = 0;
    CHECK(strlen(sreg_version()) > 0);
    CHECK(sreg_abi() >= SREG_ABI);
    IS(sreg_abi_check(SREG_ABI), SREG_OK);
    IS(sreg_abi_check(sreg_abi() + 1), SREG_E_ABI);
    IS(sreg_abi_check(SREG_ABI + 1000), SREG_E_ABI);
    IS(sreg_abi_check(0), SREG_E_ABI);
    IS(sreg_abi_check(-1000), SREG_E_ABI);
    CHECK(strcmp(sreg_status_name(SREG_OK), "SREG_OK") == 0);
    CHECK(strcmp(sreg_status_name(SREG_E_INTERNAL), "SREG_E_INTERNAL") == 0);
    CHECK(strcmp(sreg_status_name(12345), "SREG_E_UNKNOWN") == 0);
    IS(sreg_build_info(&info, NULL), SREG_OK);
    IS(sreg_doc_get_int(info, "/abi", &abi, NULL), SREG_OK);
    CHECK(abi == sreg_abi());
    sreg_doc_free(info);
}

static void reading(void) {
    sreg_doc *doc = parsed("{\"name\":\"O'Neill-Sm\\u00edth\",\"age\":-41,\"real\":0.5,\"none\":null,"
                           "\"armed\":true,\"list\":[1,{\"a/b\":2}]}");
    char text[64];
    int32_t len = -7, number = -7;
    int64_t age = 0;

    IS(sreg_doc_get_text(doc, "/name", text, sizeof text, &len, NULL), SREG_OK);
    CHECK(strcmp(text, "O'Neill-Sm\xc3\xadth") == 0 && len == 14);
    IS(sreg_doc_get_text(doc, "/name", text, 15, NULL, NULL), SREG_OK);
    memset(text, 'x', sizeof text);
    len = 0;
    IS(sreg_doc_get_text(doc, "/name", text, 14, &len, NULL), SREG_E_BUFFER);
    CHECK(len == 14 && text[0] == 'x');
    len = 0;
    IS(sreg_doc_get_text(doc, "/name", NULL, 0, &len, NULL), SREG_E_BUFFER);
    CHECK(len == 14);
    IS(sreg_doc_get_text(doc, "/name", NULL, 15, &len, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_get_text(doc, "/name", text, -1, &len, NULL), SREG_E_INVALID);
    IS(sreg_doc_get_text(doc, "/age", text, sizeof text, &len, NULL), SREG_E_TYPE);
    IS(sreg_doc_get_text(doc, "/nowhere", text, sizeof text, &len, NULL), SREG_E_PATH);
    IS(sreg_doc_get_text(doc, "name", text, sizeof text, &len, NULL), SREG_E_PATH);

    IS(sreg_doc_get_int(doc, "/age", &age, NULL), SREG_OK);
    CHECK(age == -41);
    IS(sreg_doc_get_int(doc, "/real", &age, NULL), SREG_E_TYPE);
    CHECK(age == -41);
    IS(sreg_doc_get_bool(doc, "/armed", &number, NULL), SREG_OK);
    CHECK(number == 1);
    IS(sreg_doc_get_bool(doc, "/age", &number, NULL), SREG_E_TYPE);
    IS(sreg_doc_count(doc, "", &number, NULL), SREG_OK);
    CHECK(number == 6);
    IS(sreg_doc_count(doc, "/list", &number, NULL), SREG_OK);
    CHECK(number == 2);
    IS(sreg_doc_count(doc, "/name", &number, NULL), SREG_E_TYPE);
    IS(sreg_doc_key(doc, "", 4, text, sizeof text, &len, NULL), SREG_OK);
    CHECK(strcmp(text, "armed") == 0 && len == 5);
    IS(sreg_doc_key(doc, "", 6, text, sizeof text, &len, NULL), SREG_E_INVALID);
    IS(sreg_doc_key(doc, "", -1, text, sizeof text, &len, NULL), SREG_E_INVALID);
    IS(sreg_doc_key(doc, "/list", 0, text, sizeof text, &len, NULL), SREG_E_TYPE);

    IS(sreg_doc_type(doc, "/name", &number, NULL), SREG_OK);
    CHECK(number == SREG_T_TEXT);
    IS(sreg_doc_type(doc, "/none", &number, NULL), SREG_OK);
    CHECK(number == SREG_T_NULL);
    IS(sreg_doc_type(doc, "/nowhere", &number, NULL), SREG_OK);
    CHECK(number == SREG_T_ABSENT);
    IS(sreg_doc_type(doc, "nowhere", &number, NULL), SREG_E_PATH);
    reads(doc, "/list/1/a~1b", "2");
    sreg_doc_free(doc);
}

static void building(void) {
    sreg_doc *doc = parsed("{}");
    const int64_t big = INT64_C(-9007199254740993);

    IS(sreg_doc_set_text(doc, "/names/0/surname", "Smith and more", 5, NULL), SREG_OK);
    IS(sreg_doc_set_text(doc, "/names/-/surname", "Ode", SREG_NUL, NULL), SREG_OK);
    IS(sreg_doc_set_int(doc, "/big", &big, NULL), SREG_OK);
    IS(sreg_doc_set_bool(doc, "/armed", 2, NULL), SREG_OK);
    IS(sreg_doc_set_json(doc, "/list", "[1,2,3]", SREG_NUL, NULL), SREG_OK);
    IS(sreg_doc_set_json(doc, "/list/1", NULL, 0, NULL), SREG_OK);
    reads(doc, "", "{\"names\":[{\"surname\":\"Smith\"},{\"surname\":\"Ode\"}],"
                   "\"big\":-9007199254740993,\"armed\":true,\"list\":[1,3]}");

    IS(sreg_doc_set_text(doc, "/names/5/surname", "x", SREG_NUL, NULL), SREG_E_PATH);
    IS(sreg_doc_set_text(doc, "/big/x", "x", SREG_NUL, NULL), SREG_E_TYPE);
    IS(sreg_doc_set_text(doc, "/x", "\xc3(", SREG_NUL, NULL), SREG_E_NOT_UTF8);
    IS(sreg_doc_set_text(doc, "/\xff", "x", SREG_NUL, NULL), SREG_E_NOT_UTF8);
    IS(sreg_doc_set_text(doc, "/x", "x", -2, NULL), SREG_E_INVALID);
    IS(sreg_doc_set_text(doc, "/x", NULL, SREG_NUL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_set_int(doc, "/x", NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_set_json(doc, "/x", "{\"a\":1,\"a\":2}", SREG_NUL, NULL), SREG_E_INVALID);
    IS(sreg_doc_set_json(doc, "/x", NULL, 0, NULL), SREG_E_PATH);
    IS(sreg_doc_set_json(doc, "", NULL, 0, NULL), SREG_E_PATH);
    reads(doc, "/list", "[1,3]");
    sreg_doc_free(doc);
}

static void limits(void) {
    const int32_t size = 300 * 1024;
    char *text = (char *)malloc((size_t)size + 1);
    sreg_doc *doc = parsed("{}");
    sreg_doc *none = doc;

    CHECK(text != NULL);
    memset(text, '[', (size_t)size);
    text[size] = '\0';
    IS(sreg_doc_parse(text, SREG_NUL, &none, NULL), SREG_E_TOO_LONG);
    CHECK(none == NULL);
    IS(sreg_doc_parse(text, 100000, &none, NULL), SREG_E_INVALID);
    IS(sreg_doc_set_text(doc, "/a", text, size, NULL), SREG_E_TOO_LONG);
    IS(sreg_doc_set_text(doc, "/a", text, 200 * 1024, NULL), SREG_OK);
    IS(sreg_doc_set_text(doc, "/b", text, 100 * 1024, NULL), SREG_E_TOO_LONG);
    memset(text, '/', (size_t)size);
    IS(sreg_doc_set_text(doc, text, "x", SREG_NUL, NULL), SREG_E_TOO_LONG);
    sreg_doc_free(doc);
    free(text);
}

static void errors(void) {
    sreg_doc *doc = NULL, *detail = NULL;
    sreg_error *error = NULL;
    char text[64];
    int64_t number = 0;
    int32_t retryable = 7;

    IS(sreg_doc_parse("{\"victim\":{\"zzyzx\":1,\"zzyzx\":2}}", SREG_NUL, &doc, &error), SREG_E_INVALID);
    CHECK(doc == NULL && error != NULL);
    IS(sreg_error_code(error), SREG_E_INVALID);
    CHECK(strcmp(sreg_error_message(error), "/victim/zzyzx is given twice") == 0);
    IS(sreg_error_detail(error, &detail), SREG_OK);
    IS(sreg_doc_get_int(detail, "/code", &number, NULL), SREG_OK);
    CHECK(number == SREG_E_INVALID);
    IS(sreg_doc_get_text(detail, "/name", text, sizeof text, NULL, NULL), SREG_OK);
    CHECK(strcmp(text, "SREG_E_INVALID") == 0);
    IS(sreg_doc_get_text(detail, "/pointer", text, sizeof text, NULL, NULL), SREG_OK);
    CHECK(strcmp(text, "/victim/zzyzx") == 0);
    IS(sreg_doc_get_bool(detail, "/retryable", &retryable, NULL), SREG_OK);
    CHECK(retryable == 0);
    sreg_doc_free(detail);
    sreg_error_free(error);
    CHECK(strcmp(sreg_error_message(error), "") == 0);
    IS(sreg_error_code(error), SREG_E_HANDLE);
    IS(sreg_error_detail(error, &detail), SREG_E_HANDLE);
    CHECK(detail == NULL);
    sreg_error_free(error);

    /* The key is a caller's text, and is not repeated. */
    IS(sreg_doc_parse("{\"Ann Ode\":1,\"Ann Ode\":2}", SREG_NUL, &doc, &error), SREG_E_INVALID);
    CHECK(strstr(sreg_error_message(error), "Ann") == NULL);
    sreg_error_free(error);

    /* A success leaves no error behind. */
    error = (sreg_error *)&number;
    IS(sreg_doc_parse("{}", SREG_NUL, &doc, &error), SREG_OK);
    CHECK(error == NULL);
    sreg_doc_free(doc);
    IS(sreg_error_code(NULL), SREG_OK);
    CHECK(strcmp(sreg_error_message(NULL), "") == 0);
}

static void handles(void) {
    sreg_doc *doc = parsed("{}"), *again;
    sreg_doc *out = NULL;
    sreg_doc *invented = (sreg_doc *)(void *)&out;
    const uint8_t *data = NULL;
    int32_t number = -7;
    sreg_error *error = NULL;

    /* Of another kind. */
    IS(sreg_cursor_count((sreg_cursor *)doc, &number, NULL), SREG_E_HANDLE);
    IS(sreg_cursor_next((sreg_cursor *)doc, &out, NULL), SREG_E_HANDLE);
    IS(sreg_buffer_read((sreg_buffer *)doc, &data, &number, NULL), SREG_E_HANDLE);
    CHECK(number == -7 && data == NULL && out == NULL);
    sreg_cursor_free((sreg_cursor *)doc);
    sreg_buffer_free((sreg_buffer *)doc);
    sreg_error_free((sreg_error *)doc);
    IS(sreg_doc_count(doc, "", &number, NULL), SREG_OK);

    /* Closed, and closed twice; what is made later has another number. */
    sreg_doc_free(doc);
    IS(sreg_doc_count(doc, "", &number, &error), SREG_E_HANDLE);
    CHECK(error != NULL);
    sreg_error_free(error);
    again = parsed("{}");
    CHECK(again != doc);
    sreg_doc_free(doc);
    IS(sreg_doc_count(doc, "", &number, NULL), SREG_E_HANDLE);
    IS(sreg_doc_count(again, "", &number, NULL), SREG_OK);
    sreg_doc_free(again);

    /* Invented. */
    IS(sreg_doc_count(invented, "", &number, NULL), SREG_E_HANDLE);
    IS(sreg_doc_count((sreg_doc *)(intptr_t)3, "", &number, NULL), SREG_E_HANDLE);
    IS(sreg_doc_count((sreg_doc *)(intptr_t)-1, "", &number, NULL), SREG_E_HANDLE);
    sreg_doc_free(invented);
}

static void nulls(void) {
    sreg_doc *doc = parsed("{}");
    sreg_doc *out = doc;
    int32_t number = 0;
    int64_t big = 0;
    char text[8];

    IS(sreg_build_info(NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_parse(NULL, 0, &out, NULL), SREG_E_NULL_POINTER);
    CHECK(out == NULL);
    IS(sreg_doc_parse("{}", SREG_NUL, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_json(NULL, "", text, sizeof text, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_json(doc, NULL, text, sizeof text, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_type(NULL, "", &number, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_type(doc, NULL, &number, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_type(doc, "", NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_count(doc, "", NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_key(NULL, "", 0, text, sizeof text, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_get_text(NULL, "", text, sizeof text, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_get_int(doc, "", NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_get_int(NULL, "", &big, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_get_bool(doc, "", NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_set_bool(NULL, "", 0, NULL), SREG_E_NULL_POINTER);
    IS(sreg_doc_set_json(NULL, "/a", "1", SREG_NUL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_cursor_next(NULL, &out, NULL), SREG_E_NULL_POINTER);
    IS(sreg_cursor_count(NULL, &number, NULL), SREG_E_NULL_POINTER);
    IS(sreg_cursor_more(NULL, &number, NULL), SREG_E_NULL_POINTER);
    IS(sreg_buffer_read(NULL, NULL, NULL, NULL), SREG_E_NULL_POINTER);
    IS(sreg_error_detail(NULL, &out), SREG_E_NULL_POINTER);
    IS(sreg_error_detail(NULL, NULL), SREG_E_NULL_POINTER);
    sreg_doc_free(NULL);
    sreg_cursor_free(NULL);
    sreg_buffer_free(NULL);
    sreg_error_free(NULL);
    sreg_doc_free(doc);
}

static void forking(void) {
    sreg_doc *doc = parsed("{}");
    int32_t number = 0;
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        sreg_doc *own;
        IS(sreg_doc_count(doc, "", &number, NULL), SREG_E_FORKED);
        sreg_doc_free(doc);
        own = parsed("[1]");
        IS(sreg_doc_count(own, "", &number, NULL), SREG_OK);
        sreg_doc_free(own);
        IS(sreg_doc_count(own, "", &number, NULL), SREG_E_HANDLE);
        fflush(stdout);
        _exit(0);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    IS(sreg_doc_count(doc, "", &number, NULL), SREG_OK);
    sreg_doc_free(doc);
}

static void *busy_worker(void *shared) {
    int turn;
    for (turn = 0; turn < 200; turn++) {
        sreg_doc *own = parsed("{}");
        const int64_t number = turn;
        sreg_status status = sreg_doc_set_int((sreg_doc *)shared, "/n", &number, NULL);
        CHECK(status == SREG_OK || status == SREG_E_BUSY);
        IS(sreg_doc_set_int(own, "/n", &number, NULL), SREG_OK);
        sreg_doc_free(own);
    }
    return NULL;
}

static void threads(void) {
    pthread_t workers[8];
    sreg_doc *shared = parsed("{}");
    int32_t count = 0;
    int it;

    for (it = 0; it < 8; it++) {
        CHECK(pthread_create(&workers[it], NULL, busy_worker, shared) == 0);
    }
    for (it = 0; it < 8; it++) {
        CHECK(pthread_join(workers[it], NULL) == 0);
    }
    IS(sreg_doc_count(shared, "", &count, NULL), SREG_OK);
    CHECK(count == 1);
    sreg_doc_free(shared);
}

int main(void) {
    versions();
    reading();
    building();
    limits();
    errors();
    handles();
    nulls();
    forking();
    threads();
    printf("documents: ok\n");
    return 0;
}
