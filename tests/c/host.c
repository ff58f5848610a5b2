/* What a host does for the log, from C: it signs, keeps anchors and hears alerts; or fails to. The signer is
 * OpenSSL's program, so that another's Ed25519 makes what the library checks. */
#include "support.h"

enum { WELL, FAILS, NONSENSE };

/* A host's security module, its write-once store and its pager. */
struct host {
    char stem[400];
    uint8_t public_key[32];
    int signing, keeping, giving, hearing;
    char line[1024];
    int32_t len;
    int kept, heard;
    char note[4000];
    char alert[1000];
    sreg_register *reg;
    sreg_status answered;
};

static int read_file(const char *stem, const char *end, void *to, size_t size) {
    char name[500];
    snprintf(name, sizeof name, "%s%s", stem, end);
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        return 0;
    }
    size_t got = fread(to, 1, size, file);
    fclose(file);
    return got == size;
}

static void write_file(const char *stem, const char *end, const void *from, size_t size) {
    char name[500];
    snprintf(name, sizeof name, "%s%s", stem, end);
    FILE *file = fopen(name, "wb");
    CHECK(file != NULL && fwrite(from, 1, size, file) == size);
    fclose(file);
}

/* Makes a key of a fixed seed, in PKCS #8, and has OpenSSL tell its public half. */
static void make_key(struct host *host, const char *directory) {
    static const uint8_t HEAD[16] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                     0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
    uint8_t key[48] = {0}, told[44];
    char command[1200];
    memcpy(key, HEAD, sizeof HEAD);
    key[47] = 5;
    snprintf(host->stem, sizeof host->stem, "%s.host", directory);
    write_file(host->stem, ".key", key, sizeof key);
    snprintf(command, sizeof command, "openssl pkey -inform DER -in '%s.key' -pubout -outform DER -out '%s.pub'",
             host->stem, host->stem);
    CHECK(system(command) == 0 && read_file(host->stem, ".pub", told, sizeof told));
    memcpy(host->public_key, told + 12, 32);
}

static int32_t sign(void *ctx, const uint8_t *data, int32_t data_len, uint8_t *signature) {
    struct host *host = (struct host *)ctx;
    char command[1600];
    if (host->signing != WELL) {
        memset(signature, 7, 64);
        return host->signing == FAILS;
    }
    write_file(host->stem, ".note", data, (size_t)data_len);
    snprintf(command, sizeof command,
             "openssl pkeyutl -sign -rawin -keyform DER -inkey '%s.key' -in '%s.note' -out '%s.sig'", host->stem,
             host->stem, host->stem);
    return system(command) != 0 || !read_file(host->stem, ".sig", signature, 64);
}

static int32_t put(void *ctx, const char *line, const char *note) {
    struct host *host = (struct host *)ctx;
    if (host->keeping == FAILS) {
        return 1;
    }
    host->len = (int32_t)strlen(line);
    memcpy(host->line, line, (size_t)host->len);
    snprintf(host->note, sizeof host->note, "%s", note);
    host->kept++;
    return 0;
}

static int32_t get(void *ctx, char *line, int32_t cap, int32_t *len) {
    struct host *host = (struct host *)ctx;
    if (host->giving == NONSENSE) {
        *len = cap + 1;
        return 0;
    }
    CHECK(host->len <= cap);
    memcpy(line, host->line, (size_t)host->len);
    *len = host->len;
    return host->giving == FAILS;
}

/* A callback may read a document; the register, inside a call on which it runs, it may not call. */
static int32_t alert(void *ctx, const char *json) {
    struct host *host = (struct host *)ctx;
    sreg_doc *read = NULL, *warnings = NULL;
    CHECK(sreg_doc_parse(json, SREG_NUL, &read, NULL) == SREG_OK);
    sreg_doc_free(read);
    host->answered = sreg_warnings(host->reg, &warnings, NULL);
    snprintf(host->alert, sizeof host->alert, "%s", json);
    host->heard++;
    return host->hearing;
}

/* The host that was made last; it lives until a register is opened with it. */
static sreg_host *last;

/* The options of a register that this host serves. */
static sreg_doc *served(struct host *it, const char *json) {
    sreg_host *host = NULL;
    sreg_doc *options = doc(json);
    MUST(sreg_host_new(&host, &error));
    IS(sreg_host_sign(host, it->public_key, 32, NULL, it, &error), SREG_E_NULL_POINTER);
    IS(sreg_host_sign(host, it->public_key, 31, sign, it, &error), SREG_E_INVALID);
    IS(sreg_host_anchor(host, put, NULL, it, &error), SREG_E_NULL_POINTER);
    IS(sreg_host_anchor(host, NULL, get, it, &error), SREG_E_NULL_POINTER);
    IS(sreg_host_alert(host, NULL, it, &error), SREG_E_NULL_POINTER);
    MUST(sreg_host_sign(host, it->public_key, 32, sign, it, &error));
    MUST(sreg_host_anchor(host, put, get, it, &error));
    MUST(sreg_host_alert(host, alert, it, &error));
    MUST(sreg_host_into(host, options, &error));
    last = host;
    return options;
}

static const char *ACCOUNTS =
    "[" ACCOUNT("root", "administrator") ", " ACCOUNT("alice", "coordinator") ", " ACCOUNT("bob", "coordinator") "]";

static int warned(const sreg_register *reg, const char *code) {
    char path[40];
    int32_t count = 0;
    int found = 0;
    sreg_doc *warnings = NULL;
    MUST(sreg_warnings(reg, &warnings, &error));
    MUST(sreg_doc_count(warnings, "", &count, &error));
    for (int32_t n = 0; n < count; n++) {
        snprintf(path, sizeof path, "/%d/code", (int)n);
        found = found || strcmp(text(warnings, path), code) == 0;
    }
    sreg_doc_free(warnings);
    return found;
}

static sreg_register *made(struct host *host, const char *directory) {
    sreg_register *reg = NULL;
    sreg_buffer *recovery = NULL;
    sreg_doc *options = served(host, "{\"test_clock\": \"2026-11-23T09:00:00Z\", \"log_name\": \"police.example\"}");
    sreg_doc *accounts = doc(ACCOUNTS);
    host->signing = FAILS;
    IS(sreg_make(directory, KEY, 32, options, accounts, &recovery, &reg, &error), SREG_E_AUDIT_UNAVAILABLE);
    host->signing = NONSENSE;
    IS(sreg_make(directory, KEY, 32, options, accounts, &recovery, &reg, &error), SREG_E_INVALID);
    host->signing = WELL;
    host->keeping = FAILS;
    IS(sreg_make(directory, KEY, 32, options, accounts, &recovery, &reg, &error), SREG_E_AUDIT_UNAVAILABLE);
    host->keeping = WELL;
    CHECK(host->kept == 0 && reg == NULL && recovery == NULL);
    /* Nothing was left behind, so that the same place is free. */
    MUST(sreg_make(directory, KEY, 32, options, accounts, &recovery, &reg, &error));
    sreg_host_free(last);
    sreg_buffer_free(recovery);
    CHECK(host->kept == 1 && strncmp(host->note, "police.example/sreg/", 20) == 0);
    host->reg = reg;
    return reg;
}

static void checkpoints(struct host *host, sreg_task *house) {
    sreg_doc *point = NULL;
    int kept = host->kept;
    host->signing = FAILS;
    IS(sreg_audit_checkpoint(house, &point, NULL, &error), SREG_E_AUDIT_UNAVAILABLE);
    CHECK(warned(host->reg, "checkpoint_overdue"));
    host->signing = NONSENSE;
    IS(sreg_audit_checkpoint(house, &point, NULL, &error), SREG_E_INVALID);
    host->signing = WELL;
    host->keeping = FAILS;
    IS(sreg_audit_checkpoint(house, &point, NULL, &error), SREG_E_AUDIT_UNAVAILABLE);
    host->keeping = WELL;
    CHECK(host->kept == kept && warned(host->reg, "checkpoint_overdue"));
    MUST(sreg_audit_checkpoint(house, &point, NULL, &error));
    CHECK(host->kept == kept + 1 && strcmp(host->note, text(keep(point), "/note")) == 0);
    CHECK(!warned(host->reg, "checkpoint_overdue"));
}

static void alerts(struct host *host, const sreg_session *alice, sreg_session *bob) {
    char owner[SREG_ID_SIZE], hidden[SREG_ID_SIZE];
    sreg_doc *out = NULL, *told = NULL;
    sreg_task *work = begin(alice, "new-report"), *emergency = begin(bob, "emergency"), *behind = NULL;
    sreg_doc *entry = doc(PERSON);
    account_of(alice, owner);
    MUST(sreg_doc_set_text(entry, "/restriction/level", "named", SREG_NUL, &error));
    MUST(sreg_doc_set_text(entry, "/restriction/accounts/0", owner, SREG_NUL, &error));
    MUST(sreg_doc_set_text(entry, "/registration/manager", owner, SREG_NUL, &error));
    MUST(sreg_entry_add(work, entry, hidden, NULL, &error));
    MUST(sreg_get(work, hidden, &out, NULL, &error));
    sreg_doc_free(out);
    CHECK(host->heard == 0);
    MUST(sreg_session_confirm(bob, NULL, 0, &error));
    int kept = host->kept;
    host->hearing = FAILS;
    MUST(sreg_break_glass(emergency, hidden, &behind, NULL, &error));
    CHECK(host->heard == 1 && host->kept > kept && warned(host->reg, "alert_unheard"));
    CHECK(host->answered == SREG_E_BUSY);
    told = doc(host->alert);
    CHECK(strcmp(text(told, "/view"), "glass-broken") == 0 && strcmp(text(told, "/entry"), hidden) == 0);
    CHECK(strcmp(text(told, "/owners/0"), owner) == 0 && number(told, "/event") > 0);
    CHECK(strstr(host->alert, "Smyth") == NULL);
    host->hearing = WELL;
    MUST(sreg_get(behind, hidden, &out, NULL, &error));
    sreg_doc_free(out);
    CHECK(host->heard == 2 && strstr(host->alert, "restricted-access") != NULL);
    CHECK(!warned(host->reg, "alert_unheard"));
    sreg_task_end(behind);
    sreg_task_end(emergency);
    sreg_task_end(work);
}

static void opened_again(struct host *host, const char *directory) {
    sreg_register *reg = NULL;
    char line[1024];
    int32_t len = host->len;
    sreg_doc *options = served(host, NOW);
    memcpy(line, host->line, sizeof line);
    host->giving = FAILS;
    IS(sreg_open(directory, KEY, 32, options, &reg, &error), SREG_E_AUDIT_UNAVAILABLE);
    host->giving = NONSENSE;
    IS(sreg_open(directory, KEY, 32, options, &reg, &error), SREG_E_CORRUPT);
    host->giving = WELL;
    host->len = 0;
    IS(sreg_open(directory, KEY, 32, options, &reg, &error), SREG_E_CORRUPT);
    host->len = 5;
    IS(sreg_open(directory, KEY, 32, options, &reg, &error), SREG_E_CORRUPT);
    host->len = len;
    host->line[len - 1] = host->line[len - 1] == '0' ? '1' : '0';
    IS(sreg_open(directory, KEY, 32, options, &reg, &error), SREG_E_CORRUPT);
    memcpy(host->line, line, sizeof line);
    MUST(sreg_open(directory, KEY, 32, options, &reg, &error));
    MUST(sreg_close(reg, &error));
    /* A host that was freed is not found any more, nor is a number that was never a host's. */
    sreg_host_free(last);
    IS(sreg_open(directory, KEY, 32, options, &reg, &error), SREG_E_HANDLE);
    IS(sreg_open(directory, KEY, 32, doc("{\"host\": 5}"), &reg, &error), SREG_E_HANDLE);
    IS(sreg_open(directory, KEY, 32, doc("{\"host\": -5}"), &reg, &error), SREG_E_HANDLE);
}

/* A register that signed with a key of its own goes over to the host's. */
static void changed(struct host *host, const char *directory) {
    char place[500];
    sreg_doc *key = NULL, *point = NULL;
    snprintf(place, sizeof place, "%s.own", directory);
    sreg_register *reg = make(place, ACCOUNTS);
    sreg_task *house = begin(vouch(reg, "root"), "system-operation");
    IS(sreg_audit_change_key_to_host(house, &point, NULL, &error), SREG_E_INVALID);
    MUST(sreg_audit_key(reg, &key, &error));
    keep(key);
    MUST(sreg_close(reg, &error));
    /* This host keeps no anchors: it came after the register. */
    sreg_host *signer = NULL;
    sreg_doc *options = doc(NOW), *now = NULL;
    MUST(sreg_host_new(&signer, &error));
    MUST(sreg_host_sign(signer, host->public_key, 32, sign, host, &error));
    MUST(sreg_host_into(signer, options, &error));
    MUST(sreg_open(place, KEY, 32, options, &reg, &error));
    sreg_host_free(signer);
    house = begin(vouch(reg, "root"), "system-operation");
    MUST(sreg_audit_change_key_to_host(house, &point, NULL, &error));
    MUST(sreg_audit_key(reg, &now, &error));
    CHECK(strcmp(text(keep(now), "/key"), "") != 0 && number(keep(point), "/size") > 0);
    char before[500];
    snprintf(before, sizeof before, "%s", text(key, "/key"));
    CHECK(strcmp(before, text(now, "/key")) != 0);
    host->signing = FAILS;
    sreg_doc *out = NULL;
    sreg_task *more = begin(vouch(reg, "alice"), "new-report");
    IS(sreg_get(more, "00000000-0000-0000-0000-000000000000", &out, NULL, &error), SREG_E_NOT_FOUND);
    IS(sreg_close(reg, &error), SREG_E_AUDIT_UNAVAILABLE);
    host->signing = WELL;
}

int main(int argc, char **argv) {
    static struct host host;
    sreg_host *none = NULL;
    if (argc != 2) {
        return 2;
    }
    make_key(&host, argv[1]);
    sreg_register *reg = made(&host, argv[1]);
    sreg_session *alice = vouch(reg, "alice"), *bob = vouch(reg, "bob"), *root = vouch(reg, "root");
    checkpoints(&host, begin(root, "system-operation"));
    alerts(&host, alice, bob);
    MUST(sreg_close(reg, &error));
    opened_again(&host, argv[1]);
    changed(&host, argv[1]);
    sreg_host_free(none);
    IS(sreg_host_into(none, doc("{}"), &error), SREG_E_NULL_POINTER);
    MUST(sreg_host_new(&none, &error));
    IS(sreg_host_into(none, doc("[]"), &error), SREG_E_TYPE);
    sreg_host_free(none);
    free_kept();
    puts("host: ok");
    return 0;
}
