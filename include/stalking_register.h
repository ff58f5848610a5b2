/*
 * stalking_register.h - the C face of an embeddable register of people who stalk.
 *
 * Verbs are functions; nouns are JSON documents, read and built by paths (JSON Pointer, RFC 6901:
 * "/names/0/surname"), so that no JSON parser is needed. Link with `pkg-config --libs
 * stalking-register`; with the static library define SREG_STATIC (it matters on Windows only). Begin
 * with sreg_abi_check(SREG_ABI).
 *
 * ANSWERS  A function that can fail answers a sreg_status: SREG_OK, or why not. On failure nothing is
 *   written but the error and, where a buffer was too small, the length that it needs; a handle to be
 *   made is NULL. SREG_DONE is no failure: there is no more.
 *
 * ERRORS  The last parameter takes an error object; it may be NULL. It is set to NULL on success and
 *   to a new error on failure, which the caller frees with sreg_error_free. There is no "last error",
 *   global or of a thread. Each function lists its own failures; any may also answer
 *   SREG_E_INTERNAL, a defect of the library: after it, the register concerned answers nothing but
 *   its closing. Nothing is ever printed.
 *
 * OWNERSHIP  Who gets a handle frees it, with the function of its own type; free() is never right.
 *   Freeing NULL is allowed. What the caller passes in is copied before the function returns. A text
 *   or an address that is handed out lives as long as its comment says.
 *
 * HANDLES  Pointers to the opaque types are checked numbers, and are not to be dereferenced. One that
 *   is closed, of another type or invented is answered with SREG_E_HANDLE; NULL, where a handle is
 *   needed, with SREG_E_NULL_POINTER. After fork() the child's answer to its parent's handles is
 *   SREG_E_FORKED; it can make its own.
 *
 * THREADS  Any thread may call any function at any time. An object that one thread at a time may use
 *   answers a second one with SREG_E_BUSY.
 *
 * CALLBACKS  A sreg_host carries the host's functions. `ctx` comes first, is never looked at, and may be
 *   NULL; it and the function must be there while a register opened with the host is open, and until the
 *   calls that run when it is closed have returned. A callback runs on any thread that is inside a call,
 *   and more than one may run at a time. It answers 0 or, if it failed, another number. It must not call
 *   the library but for documents, errors and buffers (a register, a session or a task is answered with
 *   SREG_E_BUSY), and no exception and no longjmp may leave it.
 *
 * TEXTS  All text is UTF-8. Texts in end at a NUL, or have a length in bytes, where SREG_NUL says
 *   "up to the NUL". Texts out go to the caller's buffer: `cap` is its size in bytes, `*len` becomes
 *   the length without the NUL, whether there was room or not (`len` may be NULL), and the copy ends
 *   with a NUL. A NULL buffer with `cap` 0 asks for the length; the answer is SREG_E_BUFFER then.
 *
 * VERBS AND RECEIPTS  A verb takes a task, and so a reason. What it releases, it has logged before.
 *   Its `receipt`, NULL if it is not wanted, becomes a document that the caller frees: /seq (the
 *   number of the event), /leaf (its hash in the log's tree), /size (of the log with it). Every verb
 *   may answer SREG_E_NOT_SIGNED_IN, SREG_E_FORBIDDEN, SREG_E_BUSY, SREG_E_FULL,
 *   SREG_E_AUDIT_UNAVAILABLE, SREG_E_CORRUPT, SREG_E_STORAGE, SREG_E_NULL_POINTER, SREG_E_HANDLE,
 *   SREG_E_FORKED; one that takes a text SREG_E_NOT_UTF8 and SREG_E_TOO_LONG; one that takes an id or a
 *   version SREG_E_INVALID.
 *
 * THE PROMISE  SREG_ABI is the number of this interface: major * 1000 + minor. Within a major number
 *   nothing here changes or goes: functions, constants and members of documents are added, each
 *   marked "since". No number is used for another thing. The library's soname carries the major
 *   number only. What is to go is marked two years before.
 */


#ifndef STALKING_REGISTER_H
#define STALKING_REGISTER_H

#include <stdint.h>

#ifndef SREG_API
# if defined(_WIN32) && !defined(SREG_STATIC)
#  define SREG_API __declspec(dllimport)
# elif defined(__GNUC__) || defined(__clang__)
#  define SREG_API __attribute__((visibility("default")))
# else
#  define SREG_API
# endif
#endif


/**
 * The ABI of this header: major * 1000 + minor.
 */
#define SREG_ABI 1000

/**
 * Room for any id and its NUL, in bytes.
 */
#define SREG_ID_SIZE 40

/**
 * In the place of a length: the text ends at its NUL.
 */
#define SREG_NUL -1

/**
 * The call did what was asked.
 */
#define SREG_OK 0

/**
 * Not an error: the cursor has no further row.
 */
#define SREG_DONE 1

/**
 * A value breaks a rule.
 */
#define SREG_E_INVALID 10

/**
 * A text, list, number or document is over its limit.
 */
#define SREG_E_TOO_LONG 11

/**
 * A pointer that may not be NULL is.
 */
#define SREG_E_NULL_POINTER 12

/**
 * A text is not UTF-8.
 */
#define SREG_E_NOT_UTF8 13

/**
 * No such record, or none that the session may know of.
 */
#define SREG_E_NOT_FOUND 20

/**
 * The record has a newer version than the caller's.
 */
#define SREG_E_STALE 21

/**
 * There is one already.
 */
#define SREG_E_DUPLICATE 22

/**
 * The register is held by another.
 */
#define SREG_E_BUSY 30

/**
 * The disk is full.
 */
#define SREG_E_FULL 31

/**
 * Nobody is signed in.
 */
#define SREG_E_NOT_SIGNED_IN 40

/**
 * The account may not do this.
 */
#define SREG_E_FORBIDDEN 41

/**
 * Too many failed sign-ins.
 */
#define SREG_E_LOCKED 42

/**
 * No key slot opens with the key.
 */
#define SREG_E_WRONG_KEY 43

/**
 * A provision refuses the step.
 */
#define SREG_E_UNLAWFUL 50

/**
 * The caller's buffer is too small; the needed length was given.
 */
#define SREG_E_BUFFER 60

/**
 * The document has nothing at this path.
 */
#define SREG_E_PATH 61

/**
 * The document has another type at this path.
 */
#define SREG_E_TYPE 62

/**
 * The handle is closed, of another kind, or of another register.
 */
#define SREG_E_HANDLE 63

/**
 * The handle was made before `fork()`.
 */
#define SREG_E_FORKED 64

/**
 * The program was built for another ABI.
 */
#define SREG_E_ABI 65

/**
 * The storage engine is not the encrypted one this library needs.
 */
#define SREG_E_ENGINE 66

/**
 * The caller's callback, or another thread, stopped the call.
 */
#define SREG_E_INTERRUPTED 67

/**
 * The access could not be logged.
 */
#define SREG_E_AUDIT_UNAVAILABLE 70

/**
 * A newer release wrote the file.
 */
#define SREG_E_NEWER_FILE 80

/**
 * The file is not a register.
 */
#define SREG_E_NOT_A_REGISTER 81

/**
 * The directory is on a network file system.
 */
#define SREG_E_NETWORK_FILE_SYSTEM 82

/**
 * The register does not keep its own promises.
 */
#define SREG_E_CORRUPT 90

/**
 * The operating system or the engine failed.
 */
#define SREG_E_STORAGE 91

/**
 * The register is older than its anchor.
 */
#define SREG_E_ROLLBACK 92

/**
 * The register and its anchor tell different histories.
 */
#define SREG_E_FORK 93

/**
 * A defect of the library.
 */
#define SREG_E_INTERNAL 99

/**
 * Type of a value: nothing stands at the path.
 */
#define SREG_T_ABSENT 0

/**
 * Type of a value: null.
 */
#define SREG_T_NULL 1

/**
 * Type of a value: true or false.
 */
#define SREG_T_BOOL 2

/**
 * Type of a value: a whole number of 64 bits, signed.
 */
#define SREG_T_INT 3

/**
 * Type of a value: any other number.
 */
#define SREG_T_REAL 4

/**
 * Type of a value: a text; days, moments, ids and codes are texts.
 */
#define SREG_T_TEXT 5

/**
 * Type of a value: a list.
 */
#define SREG_T_LIST 6

/**
 * Type of a value: an object.
 */
#define SREG_T_OBJECT 7

/**
 * Bytes that the library owns. Never changes; any thread. Freed by sreg_buffer_free, which wipes it.
 */
typedef struct sreg_buffer sreg_buffer;

/**
 * A list of results. One thread at a time: a second one gets SREG_E_BUSY.
 *
 * Everything in it has been released, and its release logged, before the caller gets the cursor.
 * Freed by sreg_cursor_free.
 */
typedef struct sreg_cursor sreg_cursor;

/**
 * A JSON document (UTF-8). One thread at a time: a second one gets SREG_E_BUSY.
 *
 * Made by sreg_doc_parse and by functions that answer with a document; freed by sreg_doc_free. It
 * does not depend on what it came from: it may be used after the cursor, the session or the register
 * is gone.
 */
typedef struct sreg_doc sreg_doc;

/**
 * Why a call failed. Never changes; any thread. Freed by sreg_error_free.
 *
 * Its texts are English, for a log or a developer, and hold no personal data.
 */
typedef struct sreg_error sreg_error;

/**
 * What a host does for the log of a register, by its callbacks. One thread at a time: a second one gets
 * SREG_E_BUSY. Made by sreg_host_new, freed by sreg_host_free.
 */
typedef struct sreg_host sreg_host;

/**
 * An open register. Any number of threads. Closed by sreg_close, with all its sessions and tasks.
 */
typedef struct sreg_register sreg_register;

/**
 * Someone who is signed in. Any number of threads. Ended and freed by sreg_sign_out.
 */
typedef struct sreg_session sreg_session;

/**
 * A session acting for one purpose; every verb takes one. Any number of threads. Freed by
 * sreg_task_end.
 */
typedef struct sreg_task sreg_task;

/**
 * What a function answers: `SREG_OK`, `SREG_DONE` or one of `SREG_E_...`.
 *
 * The tens group by what to do next. Later versions may answer numbers that this header does not
 * name: read any number but `SREG_OK` and `SREG_DONE` as a failure.
 */
typedef int32_t sreg_status;

/**
 * Signs the `data_len` bytes at `data` with Ed25519, writes the 64 bytes of the signature to `signature`,
 * and answers 0. Any other answer says that it could not be signed.
 *
 * A signature that is not of the public key given to sreg_host_sign is refused. As to `ctx` and threads,
 * see CALLBACKS above.
 */
typedef int32_t (*sreg_sign_callback)(void *ctx,
                                      const uint8_t *data,
                                      int32_t data_len,
                                      uint8_t *signature);

/**
 * Keeps an anchor where whoever can change the register's files cannot write: `line` is to be given back
 * as it is by sreg_anchor_get_callback, `note` is the signed checkpoint that it stands for, or "". Answers
 * 0 once it is kept; any other answer says that it is not.
 *
 * Both texts end with a NUL and live until it returns. As to `ctx` and threads, see CALLBACKS above.
 */
typedef int32_t (*sreg_anchor_put_callback)(void *ctx, const char *line, const char *note);

/**
 * Copies the line that was kept last to `line`, at most `cap` bytes and without a NUL, sets `*len` to its
 * length (0 if none was kept yet), and answers 0. Any other answer says that it cannot be read.
 *
 * As to `ctx` and threads, see CALLBACKS above.
 */
typedef int32_t (*sreg_anchor_get_callback)(void *ctx, char *line, int32_t cap, int32_t *len);

/**
 * Passes an alert on to whom it concerns, and answers 0; any other answer says that it could not, which
 * sreg_warnings tells as "alert_unheard".
 *
 * `alert` is JSON that ends with a NUL and lives until it returns: /view (a view of sreg_audit_watch),
 * /event (its number), /at, /actor (the account), /entry (if it is about one) and /owners (the accounts
 * that manage the entry and supervise that). As to `ctx` and threads, see CALLBACKS above.
 */
typedef int32_t (*sreg_alert_callback)(void *ctx, const char *alert);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Returns the library's version, such as "1.4.2". The text is static.
 *
 * Since 1.0.
 */
SREG_API const char *sreg_version(void);

/**
 * Returns the ABI that the library implements: major * 1000 + minor.
 *
 * Since 1.0.
 */
SREG_API int32_t sreg_abi(void);

/**
 * Tells whether a program built with the ABI of its header can run on this library.
 *
 * Call sreg_abi_check(SREG_ABI) first: SREG_OK, or SREG_E_ABI if the library is older than the
 * header or of another major number. Since 1.0.
 */
SREG_API sreg_status sreg_abi_check(int32_t header_abi);

/**
 * Returns the name of a status, such as "SREG_E_NOT_FOUND"; "SREG_E_UNKNOWN" for one that this
 * library does not know. The text is static.
 *
 * Since 1.0.
 */
SREG_API const char *sreg_status_name(sreg_status status);

/**
 * Gives the library's version, ABI, target, engine and limits as a document.
 *
 * /version, /abi, /target, /engine (SQLCipher's version), /limits/document_bytes,
 * /limits/document_depth, /limits/path_bytes. More may come. The caller frees the document.
 *
 * SREG_E_NULL_POINTER; SREG_E_ENGINE if the engine does not encrypt. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `err` is NULL or can be written.
 */
SREG_API sreg_status sreg_build_info(sreg_doc **out, sreg_error **err);

/**
 * Returns the status that the error goes with; SREG_OK for NULL.
 *
 * Since 1.0.
 */
SREG_API sreg_status sreg_error_code(const sreg_error *error);

/**
 * Returns what went wrong, in English: lower case, one clause, no personal data.
 *
 * Never NULL; empty for NULL and for what is no error. The text belongs to the error and lives until
 * sreg_error_free. Since 1.0.
 */
SREG_API
const char *sreg_error_message(const sreg_error *error);

/**
 * Gives the detail of an error as a document.
 *
 * /code, /name (of the status), /message and /retryable are always there; where the error has them:
 * /pointer (the field, as a path), /problem, /limit, /provision (of the law), /what (the kind of
 * thing), /seen and /current (versions), /seconds (to wait), /found and /known (file formats),
 * /number (of the engine or the system). More may come. The caller frees the document.
 *
 * SREG_E_NULL_POINTER; SREG_E_HANDLE. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written.
 */
SREG_API sreg_status sreg_error_detail(const sreg_error *error, sreg_doc **out);

/**
 * Frees an error. NULL is allowed, and what is no error is left alone.
 *
 * Since 1.0.
 */
SREG_API void sreg_error_free(sreg_error *error);

/**
 * Reads JSON text into a new document, which the caller frees; "{}" makes an empty one.
 *
 * `len` is in bytes, or SREG_NUL. At most 256 KiB and 64 levels; a name that stands twice in one
 * object is an error.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_NOT_UTF8; SREG_E_NULL_POINTER. Since 1.0.
 *
 * # Safety
 *
 * `json` is NULL or as long as `len` tells; `out` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_doc_parse(const char *json,
                           int32_t len,
                           sreg_doc **out,
                           sreg_error **err);

/**
 * Copies the JSON of what stands at `path` into `buf`; "" is the whole document.
 *
 * SREG_E_BUFFER without room for the JSON and its NUL; SREG_E_PATH; SREG_E_NULL_POINTER;
 * SREG_E_INVALID for a negative `cap`; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `buf` is NULL or has `cap` bytes; `len` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_doc_json(const sreg_doc *doc,
                          const char *path,
                          char *buf,
                          int32_t cap,
                          int32_t *len,
                          sreg_error **err);

/**
 * Tells what stands at `path`: one of SREG_T_...; nothing is SREG_T_ABSENT, and no failure.
 *
 * SREG_E_PATH if the path is malformed; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED;
 * SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `type_` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_doc_type(const sreg_doc *doc,
                          const char *path,
                          int32_t *type_,
                          sreg_error **err);

/**
 * Counts the items of the list, or the members of the object, at `path`.
 *
 * SREG_E_PATH; SREG_E_TYPE; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `count` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_doc_count(const sreg_doc *doc,
                           const char *path,
                           int32_t *count,
                           sreg_error **err);

/**
 * Copies the name of a member of the object at `path` into `buf`; members count from 0.
 *
 * SREG_E_INVALID if there is no such member or `cap` is negative; SREG_E_BUFFER; SREG_E_PATH;
 * SREG_E_TYPE; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `buf` is NULL or has `cap` bytes; `len` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_doc_key(const sreg_doc *doc,
                         const char *path,
                         int32_t index,
                         char *buf,
                         int32_t cap,
                         int32_t *len,
                         sreg_error **err);

/**
 * Copies the text at `path` into `buf`; days, moments, ids and codes are texts.
 *
 * SREG_E_BUFFER; SREG_E_PATH; SREG_E_TYPE; SREG_E_NULL_POINTER; SREG_E_INVALID for a negative `cap`;
 * SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `buf` is NULL or has `cap` bytes; `len` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_doc_get_text(const sreg_doc *doc,
                              const char *path,
                              char *buf,
                              int32_t cap,
                              int32_t *len,
                              sreg_error **err);

/**
 * Gives the whole number at `path`.
 *
 * SREG_E_PATH; SREG_E_TYPE; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `value` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_doc_get_int(const sreg_doc *doc,
                             const char *path,
                             int64_t *value,
                             sreg_error **err);

/**
 * Gives what stands at `path`: 1 for true, 0 for false.
 *
 * SREG_E_PATH; SREG_E_TYPE; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `value` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_doc_get_bool(const sreg_doc *doc,
                              const char *path,
                              int32_t *value,
                              sreg_error **err);

/**
 * Sets the text at `path`; `len` is in bytes, or SREG_NUL.
 *
 * This and the other setters make the objects and lists that lead there: where nothing stands yet, a
 * name makes an object, "0" and "-" a list. "/list/-", or the number of items, appends to a list. On
 * failure the document is as it was.
 *
 * SREG_E_PATH if an index is behind the end; SREG_E_TYPE if another type is in the way;
 * SREG_E_TOO_LONG; SREG_E_NOT_UTF8; SREG_E_NULL_POINTER; SREG_E_INVALID for a negative `len` that is
 * not SREG_NUL, or more than 64 levels; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `value` is NULL or as long as `len` tells; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_doc_set_text(sreg_doc *doc,
                              const char *path,
                              const char *value,
                              int32_t len,
                              sreg_error **err);

/**
 * Sets the whole number at `path`; it is passed by its address, for languages that cut long values.
 *
 * As sreg_doc_set_text. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `value` is NULL or can be read; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_doc_set_int(sreg_doc *doc,
                             const char *path,
                             const int64_t *value,
                             sreg_error **err);

/**
 * Sets true (any number but 0) or false (0) at `path`.
 *
 * As sreg_doc_set_text. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_doc_set_bool(sreg_doc *doc,
                              const char *path,
                              int32_t value,
                              sreg_error **err);

/**
 * Sets any JSON value at `path`; a NULL `json` removes what stands there.
 *
 * As sreg_doc_set_text; SREG_E_INVALID also if `json` is no JSON; SREG_E_PATH also if there is
 * nothing to remove. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `json` is NULL or as long as `len` tells; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_doc_set_json(sreg_doc *doc,
                              const char *path,
                              const char *json,
                              int32_t len,
                              sreg_error **err);

/**
 * Frees a document. NULL is allowed, and what is no document is left alone.
 *
 * Since 1.0.
 */
SREG_API void sreg_doc_free(sreg_doc *doc);

/**
 * Gives the next row as a document, which the caller frees; SREG_DONE and NULL behind the last.
 *
 * SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `row` can be written; `err` is NULL or can be written.
 */
SREG_API sreg_status sreg_cursor_next(sreg_cursor *cursor, sreg_doc **row, sreg_error **err);

/**
 * Gives the number of all rows, those already taken among them.
 *
 * SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `count` can be written; `err` is NULL or can be written.
 */
SREG_API sreg_status sreg_cursor_count(sreg_cursor *cursor, int32_t *count, sreg_error **err);

/**
 * Tells whether there are more than all rows: 1 where a look-up reached its limit, else 0.
 *
 * SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `more` can be written; `err` is NULL or can be written.
 */
SREG_API sreg_status sreg_cursor_more(sreg_cursor *cursor, int32_t *more, sreg_error **err);

/**
 * Frees a cursor; the documents taken from it live on. NULL is allowed, and what is no cursor is
 * left alone.
 *
 * Since 1.0.
 */
SREG_API void sreg_cursor_free(sreg_cursor *cursor);

/**
 * Gives the address and the size of a buffer's bytes, which live until sreg_buffer_free.
 *
 * The bytes are not NUL-terminated; the address of an empty buffer is not NULL, but nothing is there.
 *
 * SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
 *
 * # Safety
 *
 * `data` and `size` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_buffer_read(const sreg_buffer *buffer,
                             const uint8_t **data,
                             int32_t *size,
                             sreg_error **err);

/**
 * Wipes and frees a buffer. NULL is allowed, and what is no buffer is left alone.
 *
 * Since 1.0.
 */
SREG_API void sreg_buffer_free(sreg_buffer *buffer);

/**
 * Makes a host without callbacks, for sreg_host_sign, sreg_host_anchor and sreg_host_alert. The caller
 * frees it with sreg_host_free.
 *
 * SREG_E_NULL_POINTER. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_host_new(sreg_host **out,
                          sreg_error **err);

/**
 * Frees a host; NULL is allowed. Registers that were opened with it go on calling its callbacks. Since 1.0.
 */
SREG_API
void sreg_host_free(sreg_host *host);

/**
 * Has checkpoints signed by the host, in its security module: `public_key` is the key's 32 bytes.
 *
 * A register that is made so, or changed so by sreg_audit_change_key_to_host, needs it at each opening.
 * Where it does not sign, checkpoints are not made, and sreg_warnings tells of "checkpoint_overdue".
 *
 * SREG_E_INVALID at /signer if that is no key; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED;
 * SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `public_key` has `public_key_len` bytes; `sign` is such a function, and `ctx` what it can be called with
 * by any thread, until no register that was opened with this host is open; `err` is NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_host_sign(sreg_host *host,
                           const uint8_t *public_key,
                           int32_t public_key_len,
                           sreg_sign_callback sign,
                           void *ctx,
                           sreg_error **err);

/**
 * Has anchors kept by the host: a counter in hardware, a write-once store, a message to another force.
 *
 * A register is opened only if what `get` gives fits it, and is locked if it gives nothing, so the host
 * belongs to the register from sreg_make on; sreg_restore_accept begins with a host that has kept nothing.
 * Where `put` fails, a register is not made; later the call goes on, and sreg_warnings tells of
 * "checkpoint_overdue".
 *
 * SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `put` and `get` are such functions, and `ctx` what they can be called with by any thread, until no
 * register that was opened with this host is open; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_host_anchor(sreg_host *host,
                             sreg_anchor_put_callback put,
                             sreg_anchor_get_callback get,
                             void *ctx,
                             sreg_error **err);

/**
 * Has the owner of an entry and professional standards called: when a glass is broken, when somebody opens
 * an entry restricted to names that they are not in charge of, or looks for what they declared as their own.
 *
 * The event is in the log, and anchored, before. An alert that is not passed on fails nothing: the log's
 * views list it.
 *
 * SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `alert` is such a function, and `ctx` what it can be called with by any thread, until no register that
 * was opened with this host is open; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_host_alert(sreg_host *host,
                            sreg_alert_callback alert,
                            void *ctx,
                            sreg_error **err);

/**
 * Names a host in a document of options, as its /host: sreg_make, sreg_open, sreg_restore,
 * sreg_forensics_verify, sreg_forensics_export and sreg_restore_accept then call it. They take its
 * callbacks as they are at that moment; it may be freed after.
 *
 * SREG_E_TYPE if the document is no object; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED;
 * SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `err` is NULL or can be written.
 */
SREG_API sreg_status sreg_host_into(const sreg_host *host, sreg_doc *options, sreg_error **err);

/**
 * Makes a register in the directory `path`, which is empty or not there yet, and opens it. On failure
 * nothing is left behind.
 *
 * `key` opens it from now on; `recovery_key` becomes a buffer with the text of a second key, to be
 * printed once, locked away and freed. `options` may be NULL: those of sreg_open (/key_kind: "host" or
 * "passphrase"), /label (of the key), /anchor (a file or directory elsewhere that notes how long the
 * log was), /log_name (what the log's origin begins with: lower-case letters, digits, dots and hyphens).
 * `accounts` is a list of the first accounts, each a document of kind "account" that may
 * hold a /password; an administrator must be among them, and one without a password must be /vouched.
 * Free that document at once if it holds passwords.
 *
 * SREG_E_DUPLICATE if something is there; SREG_E_INVALID for a weak key or password, or without an
 * administrator; SREG_E_AUDIT_UNAVAILABLE if the host does not sign or keep; SREG_E_FULL; SREG_E_NETWORK_FILE_SYSTEM; SREG_E_STORAGE; SREG_E_ENGINE;
 * SREG_E_TOO_LONG; SREG_E_NULL_POINTER; SREG_E_NOT_UTF8; SREG_E_HANDLE; SREG_E_BUSY. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `key` has `key_len` bytes; `recovery_key` and `out` can be written; `err` is
 * NULL or can be written.
 */
SREG_API
sreg_status sreg_make(const char *path,
                      const uint8_t *key,
                      int32_t key_len,
                      const sreg_doc *options,
                      const sreg_doc *accounts,
                      sreg_buffer **recovery_key,
                      sreg_register **out,
                      sreg_error **err);

/**
 * Opens the register in the directory `path`; its files must not be opened, copied or hashed by this
 * process while it is open, since that would drop the engine's locks.
 *
 * `key` is not kept; the caller wipes its own. `options` may be NULL: /key_kind ("host", the default,
 * "passphrase" or "recovery"), /idle_seconds_max and /absolute_seconds_max (of sign-ins), /test_clock
 * (a moment, for tests only: the register's clock stands still there until sreg_set_clock), /host (see
 * sreg_host_into).
 *
 * SREG_E_ROLLBACK and SREG_E_FORK if its anchor says otherwise; SREG_E_AUDIT_UNAVAILABLE if the host
 * cannot give it; SREG_E_WRONG_KEY; SREG_E_NOT_A_REGISTER; SREG_E_CORRUPT; SREG_E_NEWER_FILE;
 * SREG_E_NETWORK_FILE_SYSTEM; SREG_E_BUSY while another process restores it; SREG_E_STORAGE;
 * SREG_E_ENGINE; SREG_E_INVALID; SREG_E_NULL_POINTER; SREG_E_NOT_UTF8; SREG_E_TOO_LONG. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `key` has `key_len` bytes; `out` can be written; `err` is NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_open(const char *path,
                      const uint8_t *key,
                      int32_t key_len,
                      const sreg_doc *options,
                      sreg_register **out,
                      sreg_error **err);

/**
 * Closes a register with all its sessions and tasks, whose handles are dead from then on.
 *
 * A call that is still running ends as if nothing had happened. Since the sessions are not signed out
 * one by one, the log does not show their end: sign out first.
 *
 * What happened since the last checkpoint gets one; if that cannot be made, the register is closed all the
 * same, and the answer is SREG_E_AUDIT_UNAVAILABLE or what else kept it from being made.
 *
 * SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
 *
 * # Safety
 *
 * `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_close(sreg_register *register_,
                       sreg_error **err);

/**
 * Gives what an operator should know of an open register, as a list of /code and /message.
 *
 * Codes: "alert_unheard", "anchor_unreadable", "checkpoint_overdue", "erasures_unlisted", "no_anchor"; more may
 * come. The caller frees the document.
 *
 * SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_warnings(const sreg_register *register_,
                          sreg_doc **out,
                          sreg_error **err);

/**
 * Sets the clock of a register that was opened with /test_clock, to milliseconds since the beginning
 * of 1970, UTC; they are passed by address, for languages that cut long values.
 *
 * SREG_E_HANDLE if it has no such clock; SREG_E_NULL_POINTER; SREG_E_FORKED. Since 1.0.
 *
 * # Safety
 *
 * `unix_ms` is NULL or can be read; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_set_clock(sreg_register *register_,
                           const int64_t *unix_ms,
                           sreg_error **err);

/**
 * Makes the long calls that run on a register end with SREG_E_INTERRUPTED: sreg_audit_verify,
 * sreg_audit_export, sreg_check, sreg_backup, sreg_diary_refresh, sreg_policy_set. To be called by another
 * thread; without such a call it does nothing.
 *
 * SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
 *
 * # Safety
 *
 * `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_interrupt(const sreg_register *register_,
                           sreg_error **err);

/**
 * Tells how far the long call that runs on a register is, or how far the last one came; both numbers
 * are 0 before it knows.
 *
 * SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
 *
 * # Safety
 *
 * `done` and `all` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_progress(const sreg_register *register_,
                          int64_t *done,
                          int64_t *all,
                          sreg_error **err);

/**
 * Signs in with a name and a password; `terminal` may be NULL.
 *
 * An unknown name is answered like a wrong password. The caller wipes the password.
 *
 * SREG_E_NOT_SIGNED_IN; SREG_E_LOCKED; SREG_E_AUDIT_UNAVAILABLE; SREG_E_INVALID; SREG_E_NULL_POINTER;
 * SREG_E_NOT_UTF8; SREG_E_TOO_LONG; SREG_E_BUSY; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
 *
 * # Safety
 *
 * `name` and `terminal` end with a NUL; `password` has `password_len` bytes; `out` can be written;
 * `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_sign_in(const sreg_register *register_,
                         const char *name,
                         const uint8_t *password,
                         int32_t password_len,
                         const char *terminal,
                         sreg_session **out,
                         sreg_error **err);

/**
 * Signs in the host system's own signed-in user, on the host's word: /username, /system (the host),
 * /terminal. The log shows that it was only a word.
 *
 * SREG_E_NOT_SIGNED_IN if there is no such active account or it may not be vouched for; SREG_E_INVALID;
 * SREG_E_AUDIT_UNAVAILABLE; SREG_E_NULL_POINTER; SREG_E_BUSY; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_vouch(const sreg_register *register_,
                       const sreg_doc *vouching,
                       sreg_session **out,
                       sreg_error **err);

/**
 * Gives what a session may be told of itself: /account, /display_name, /role, /vouched, /started_at,
 * /ends_idle_at, /ends_at. The caller frees the document.
 *
 * SREG_E_NOT_SIGNED_IN if it has ended; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_session_info(const sreg_session *session,
                              sreg_doc **out,
                              sreg_error **err);

/**
 * Proves again to be who signed in, by the password; or, without one (NULL and 0), takes the host's
 * word for it again, where the host vouched in the first place. What needs a fresh sign-in (breaking
 * the glass, erasing) wants this within the last five minutes.
 *
 * SREG_E_NOT_SIGNED_IN if the session has ended or the password is wrong; SREG_E_LOCKED;
 * SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_AUDIT_UNAVAILABLE. Since 1.0.
 *
 * # Safety
 *
 * `password` has `password_len` bytes; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_session_confirm(const sreg_session *session,
                                 const uint8_t *password,
                                 int32_t password_len,
                                 sreg_error **err);

/**
 * Signs out and frees the session; its tasks are of no use any more, and are still to be freed.
 *
 * SREG_E_AUDIT_UNAVAILABLE if the end could not be logged: it has ended all the same;
 * SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
 *
 * # Safety
 *
 * `err` is NULL or can be written.
 */
SREG_API sreg_status sreg_sign_out(sreg_session *session, sreg_error **err);

/**
 * Begins a task: /purpose (such as "new-report"), /reference (the task or incident that it serves),
 * /words (the reason, where the purpose asks for it), /acted_for or /acted_for_person.
 *
 * SREG_E_INVALID; SREG_E_NOT_SIGNED_IN; SREG_E_NULL_POINTER; SREG_E_BUSY; SREG_E_HANDLE;
 * SREG_E_FORKED. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_task_begin(const sreg_session *session,
                            const sreg_doc *purpose,
                            sreg_task **out,
                            sreg_error **err);

/**
 * Ends and frees a task. NULL is allowed, and what is no task is left alone.
 *
 * Since 1.0.
 */
SREG_API void sreg_task_end(sreg_task *task);

/**
 * Registers a person; `entry` is a document of kind "entry".
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_DUPLICATE if another entry has an identifier that only
 * one person can have, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `id` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_entry_add(const sreg_task *task,
                           const sreg_doc *entry,
                           char *id,
                           sreg_doc **receipt,
                           sreg_error **err);

/**
 * Finds entries by an identifier, exactly, in any of its forms; `scheme` is "pnc", "cro", "asn" and
 * so on. Rows are as the document of sreg_get; for a role that may not open entries, the names, births and
 * warnings, and who manages it. At most 50; sreg_cursor_more tells whether there are more. Nothing found is no
 * failure, and is logged like a find.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `scheme` and `value` end with a NUL; `rows` can be written; `receipt` and `err` are NULL or can
 * be written.
 */
SREG_API
sreg_status sreg_look_up(const sreg_task *task,
                         const char *scheme,
                         const char *value,
                         sreg_cursor **rows,
                         sreg_doc **receipt,
                         sreg_error **err);

/**
 * Finds the entry that was taken over from another system, by its reference there. Rows are as those of
 * sreg_look_up.
 *
 * Fails as every verb. Since 1.0.
 *
 * # Safety
 *
 * `system` and `reference` end with a NUL; `rows` can be written; `receipt` and `err` are NULL or
 * can be written.
 */
SREG_API
sreg_status sreg_look_up_source(const sreg_task *task,
                                const char *system,
                                const char *reference,
                                sreg_cursor **rows,
                                sreg_doc **receipt,
                                sreg_error **err);

/**
 * Ends a registration; the entry and its history stay. `ending` is what becomes /deregistration of
 * the entry; `version` becomes the entry's new version.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `id` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_entry_deregister(const sreg_task *task,
                                  const char *id,
                                  int32_t seen,
                                  const sreg_doc *ending,
                                  int32_t *version,
                                  sreg_doc **receipt,
                                  sreg_error **err);

/**
 * Closes an entry to all but some: `restriction` is {"level": "open" | "team" | "named" | "sealed",
 * "teams": [...], "accounts": [...]}. `seen` is the version that was read, `version` the new one.
 *
 * SREG_E_STALE; SREG_E_FORBIDDEN for a role that only proposes it, and for everyone where it would
 * open the entry again (sreg_request "unrestrict" asks for that); and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `id` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_entry_restrict(const sreg_task *task,
                                const char *id,
                                int32_t seen,
                                const sreg_doc *restriction,
                                int32_t *version,
                                sreg_doc **receipt,
                                sreg_error **err);

/**
 * Reads the present version of a record of any kind: /id, /entry, /kind, /version, /recorded_at,
 * /event (that wrote it) and /document.
 *
 * SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `id` ends with a NUL; `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_get(const sreg_task *task,
                     const char *id,
                     sreg_doc **out,
                     sreg_doc **receipt,
                     sreg_error **err);

/**
 * Reads a record as it was at a past moment, such as "2026-11-23T09:00:00Z"; the document is that
 * of sreg_get.
 *
 * SREG_E_NOT_FOUND also if it was not there yet; SREG_E_INVALID, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `id` and `at` end with a NUL; `out` can be written; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_get_as_of(const sreg_task *task,
                           const char *id,
                           const char *at,
                           sreg_doc **out,
                           sreg_doc **receipt,
                           sreg_error **err);

/**
 * Reads all versions of a record, the first one first. Rows are as the document of sreg_get.
 *
 * SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `id` ends with a NUL; `rows` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_history(const sreg_task *task,
                         const char *id,
                         sreg_cursor **rows,
                         sreg_doc **receipt,
                         sreg_error **err);

/**
 * Reads everything that belongs to an entry in the order of its writing, the entry first. Rows are as
 * the document of sreg_get.
 *
 * SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `entry` ends with a NUL; `rows` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_timeline(const sreg_task *task,
                          const char *entry,
                          sreg_cursor **rows,
                          sreg_doc **receipt,
                          sreg_error **err);

/**
 * Applies a JSON Merge Patch (RFC 7396) to a record of any kind but accounts, if it still is at the
 * version that the caller saw; lists are replaced whole, null removes. `version` becomes the new
 * one.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE, with both versions in the detail;
 * SREG_E_NOT_FOUND; SREG_E_DUPLICATE, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `id` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_update(const sreg_task *task,
                        const char *id,
                        int32_t seen,
                        const sreg_doc *patch,
                        int32_t *version,
                        sreg_doc **receipt,
                        sreg_error **err);

/**
 * Puts an order on an entry; `made` is a document of kind "order".
 *
 * SREG_E_UNLAWFUL with the provision for a period or a route that the Act does not know; SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_NOT_FOUND if there is no such entry, and as every verb.
 * Since 1.0.
 *
 * # Safety
 *
 * `entry` ends with a NUL; `id` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_order_add(const sreg_task *task,
                           const char *entry,
                           const sreg_doc *made,
                           char *id,
                           sreg_doc **receipt,
                           sreg_error **err);

/**
 * Records the service of an order, which in England and Wales starts the notification clock
 * (Stalking Protection Act 2019, s. 9(1)); `service` is what becomes /service of the order.
 *
 * SREG_E_UNLAWFUL if its life is over or it was never made; SREG_E_INVALID; SREG_E_TOO_LONG;
 * SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_order_serve(const sreg_task *task,
                             const char *order,
                             int32_t seen,
                             const sreg_doc *service,
                             int32_t *version,
                             sreg_doc **receipt,
                             sreg_error **err);

/**
 * Records that an order was varied. `step`: /on (a day), and if wanted /by, /words and /conditions, which
 * are then all its conditions.
 *
 * SREG_E_UNLAWFUL with the provision if the order is in no state for it; SREG_E_INVALID;
 * SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_order_vary(const sreg_task *task,
                            const char *order,
                            int32_t seen,
                            const sreg_doc *step,
                            int32_t *version,
                            sreg_doc **receipt,
                            sreg_error **err);

/**
 * Records that an order was renewed. `step`: /on, and /last_day or /until_further_order; if wanted /by and
 * /words.
 *
 * SREG_E_UNLAWFUL with the provision if the order is in no state for it; SREG_E_INVALID;
 * SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_order_renew(const sreg_task *task,
                             const char *order,
                             int32_t seen,
                             const sreg_doc *step,
                             int32_t *version,
                             sreg_doc **receipt,
                             sreg_error **err);

/**
 * Records that an order was discharged. `step`: /on; before the end of two years from the making also
 * /consents, which are "subject" and "chief_officer"; if wanted /by and /words.
 *
 * SREG_E_UNLAWFUL with the provision if the order is in no state for it; SREG_E_INVALID;
 * SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_order_discharge(const sreg_task *task,
                                 const char *order,
                                 int32_t seen,
                                 const sreg_doc *step,
                                 int32_t *version,
                                 sreg_doc **receipt,
                                 sreg_error **err);

/**
 * Records that an order was appealed against; it stands while the appeal is pending. `step`: /on; if
 * wanted /by and /words.
 *
 * SREG_E_UNLAWFUL with the provision if the order is in no state for it; SREG_E_INVALID;
 * SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_order_appeal(const sreg_task *task,
                              const char *order,
                              int32_t seen,
                              const sreg_doc *step,
                              int32_t *version,
                              sreg_doc **receipt,
                              sreg_error **err);

/**
 * Tells where an order stands in its life today and whether it says what the Act wants it to: /state,
 * /version, the lines of its /trace, and for a stalking protection order /content with /complete,
 * /needs_review and /particulars.
 *
 * SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `order` ends with a NUL; `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_order_check(const sreg_task *task,
                             const char *order,
                             sreg_doc **out,
                             sreg_doc **receipt,
                             sreg_error **err);

/**
 * Records what happened to an order: adjourned, an interim order made, made, appeal ended, quashed,
 * dismissed, withdrawn, replaced, expired; `event` is an item of /events of the order.
 *
 * SREG_E_UNLAWFUL with the provision if the order is in no state for it; SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_order_event(const sreg_task *task,
                             const char *order,
                             int32_t seen,
                             const sreg_doc *event,
                             int32_t *version,
                             sreg_doc **receipt,
                             sreg_error **err);

/**
 * Adds a condition to an order; `condition` is an item of /conditions of the order.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_condition_add(const sreg_task *task,
                               const char *order,
                               int32_t seen,
                               const sreg_doc *condition,
                               int32_t *version,
                               sreg_doc **receipt,
                               sreg_error **err);

/**
 * Records what the subject notified under an order (Stalking Protection Act 2019, s. 10);
 * `notified` is a document of kind "notification".
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_NOT_FOUND if there is no such entry, and as every verb.
 * Since 1.0.
 *
 * # Safety
 *
 * `entry` ends with a NUL; `id` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_notification_add(const sreg_task *task,
                                  const char *entry,
                                  const sreg_doc *notified,
                                  char *id,
                                  sreg_doc **receipt,
                                  sreg_error **err);

/**
 * Sets a review of an entry; `review` is a document of kind "review".
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_NOT_FOUND if there is no such entry, and as every verb.
 * Since 1.0.
 *
 * # Safety
 *
 * `entry` ends with a NUL; `id` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_review_set(const sreg_task *task,
                            const char *entry,
                            const sreg_doc *review,
                            char *id,
                            sreg_doc **receipt,
                            sreg_error **err);

/**
 * Records what a review came to; `outcome` is what becomes /outcome of the review. With a
 * /next_due_on the next review is set in the same event, and `next` becomes its id; without one an
 * empty text.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `id` ends with a NUL; `next` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_review_complete(const sreg_task *task,
                                 const char *id,
                                 int32_t seen,
                                 const sreg_doc *outcome,
                                 char *next,
                                 sreg_doc **receipt,
                                 sreg_error **err);

/**
 * Records a behaviour event on an entry; `incident` is a document of kind "incident".
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_NOT_FOUND if there is no such entry, and as every verb.
 * Since 1.0.
 *
 * # Safety
 *
 * `entry` ends with a NUL; `id` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_incident_add(const sreg_task *task,
                              const char *entry,
                              const sreg_doc *incident,
                              char *id,
                              sreg_doc **receipt,
                              sreg_error **err);

/**
 * Records a breach of an order's conditions (Stalking Protection Act 2019, s. 8); `breach` is a
 * document of kind "breach".
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_NOT_FOUND if there is no such entry, and as every verb.
 * Since 1.0.
 *
 * # Safety
 *
 * `entry` ends with a NUL; `id` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_breach_add(const sreg_task *task,
                            const char *entry,
                            const sreg_doc *breach,
                            char *id,
                            sreg_doc **receipt,
                            sreg_error **err);

/**
 * Lists what is due up to a day, the earliest first: /items, each with /record, /item, /entry,
 * /subject, /what, /ground ("law", "person" or "policy"), /on (its day in the diary), /last_day,
 * /due_before, how it stands, /rule or /policy (its version) and the lines of its /trace; /next, if
 * there may be more; /up_to_date, which is false until sreg_diary_refresh has followed a new policy or
 * release.
 *
 * `request`: /until (a day), and if wanted /force, /team, /officer (an account), /items (1 to 500;
 * 50), /after (the /next of the page before).
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_due(const sreg_task *task,
                     const sreg_doc *request,
                     sreg_doc **out,
                     sreg_doc **receipt,
                     sreg_error **err);

/**
 * Makes the diary anew from the records, the rules and the policy, and tells what had to be mended:
 * /entries and /lines (their numbers), /lines_added, /lines_removed and /policy (the version it was
 * made by). A run that follows another mends nothing. It takes long: see sreg_progress.
 *
 * SREG_E_BUSY if the policy changed meanwhile; SREG_E_CORRUPT; SREG_E_INTERRUPTED, and as every verb.
 * Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_diary_refresh(const sreg_task *task,
                               sreg_doc **out,
                               sreg_doc **receipt,
                               sreg_error **err);

/**
 * Exports a part of the diary: /text, /items (how many), /next, if there may be more, and /up_to_date.
 *
 * `request`: /format ("ics", "csv" or "json"); /due, as of sreg_due, but for up to 5000 /items; and,
 * for personal data, a /recipient with its /organisation, /person (if there is one) and /legal_basis.
 * Without one the text carries references and names of duties, and no personal data; with one it is
 * a disclosure.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_FORBIDDEN, also for the personal data of more than fifty
 * entries, with those that the account disclosed alone within 24 hours, that nobody agreed to
 * (sreg_diary_export_request), and if the sign-in is older than five minutes, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_diary_export(const sreg_task *task,
                              const sreg_doc *request,
                              sreg_doc **out,
                              sreg_doc **receipt,
                              sreg_error **err);

/**
 * Gives everything that one officer manages, supervises or must review to another; `from` and `to`
 * are accounts. Tells the numbers of /entries and /reviews, and of those that stay (/kept): what `to` may
 * not know of, or a declared conflict keeps from either of the two. What the caller may not know of stays,
 * too, and is not counted. More than 200 records take several events; `receipt` is of the last.
 *
 * SREG_E_INVALID at /to if both are the same, or if the role of `to` sees no diary; SREG_E_NOT_FOUND if
 * either is no account, or `to` is not active, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `from` and `to` end with a NUL; `out` can be written; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_diary_hand_over(const sreg_task *task,
                                 const char *from,
                                 const char *to,
                                 sreg_doc **out,
                                 sreg_doc **receipt,
                                 sreg_error **err);

/**
 * Discloses parts of entries to somebody outside, as one event that names all of them, the recipient, the
 * basis and the fields: rows of /entry, /version and /document, in the order of the request.
 *
 * `request`: /entries (1 to 1000 ids), /fields (paths of the members that are shown, such as
 * "/subject/names"; nothing else is) and /recipient with its /organisation, /person (if there is one) and
 * /legal_basis. More than 50 entries, with those that the account disclosed alone within 24 hours, are
 * disclosed only as two persons agreed: sreg_request with {"operation": "disclose_in_bulk"} and the very
 * same members, sreg_request_approve, and then this.
 *
 * SREG_E_INVALID, also for a field that no entry has; SREG_E_NOT_FOUND if one of them may not be known of;
 * SREG_E_FORBIDDEN also without a second person, and if the sign-in is older than five minutes
 * (sreg_session_confirm), and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `rows` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_disclose(const sreg_task *task,
                          const sreg_doc *request,
                          sreg_cursor **rows,
                          sreg_doc **receipt,
                          sreg_error **err);

/**
 * Asks for an export of the diary with the personal data of more than fifty entries, with those that the
 * account disclosed alone within 24 hours; `request` is as of sreg_diary_export, `out` becomes /request (its
 * number) and /digest. Once another agreed
 * (sreg_request_approve), sreg_diary_export does it, if it is of the same entries still.
 *
 * SREG_E_INVALID at /recipient for an export that needs nobody's agreement, and as sreg_diary_export.
 * Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_diary_export_request(const sreg_task *task,
                                      const sreg_doc *request,
                                      sreg_doc **out,
                                      sreg_doc **receipt,
                                      sreg_error **err);

/**
 * Reads the policy in force: /version (0 for the one that is built in), /recorded_at, /event and
 * /policy, a document of kind "policy".
 *
 * Fails as every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_policy(const sreg_task *task,
                        sreg_doc **out,
                        sreg_doc **receipt,
                        sreg_error **err);

/**
 * Reads every version of the policy, the built-in one first; rows are as the document of sreg_policy.
 *
 * Fails as every verb. Since 1.0.
 *
 * # Safety
 *
 * `rows` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_policy_history(const sreg_task *task,
                                sreg_cursor **rows,
                                sreg_doc **receipt,
                                sreg_error **err);

/**
 * Sets the policy and makes the diary anew by it; `policy` is a document of kind "policy", `seen` the
 * version that the caller read. Gives /version and /diary, as of sreg_diary_refresh. It takes long:
 * see sreg_progress. If it is stopped the policy is set, and sreg_diary_refresh does the rest.
 *
 * SREG_E_STALE; SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_BUSY; SREG_E_INTERRUPTED, and as every verb.
 * Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_policy_set(const sreg_task *task,
                            int32_t seen,
                            const sreg_doc *policy,
                            sreg_doc **out,
                            sreg_doc **receipt,
                            sreg_error **err);

/**
 * Tells how everything stands that is asked of a subject: /entry, /on, /known_at and /items, each with
 * /record, /item, /order, /what, /last_day, /due_before, how it stands, /reasoning and the lines of its
 * /trace.
 *
 * `request` may be NULL: /on (a day; today) and /as_of (a moment): then from what the register knew at
 * that moment, as it would have answered then.
 *
 * SREG_E_INVALID; SREG_E_NOT_FOUND if there is no such entry, or was none then, and as every verb.
 * Since 1.0.
 *
 * # Safety
 *
 * `entry` ends with a NUL; `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_standing(const sreg_task *task,
                          const char *entry,
                          const sreg_doc *request,
                          sreg_doc **out,
                          sreg_doc **receipt,
                          sreg_error **err);

/**
 * Reads now what the first screenings would wait for: the index, and what the log tells of each record. For a
 * service that starts: with a million entries it takes two or three seconds, and twenty once after they were
 * imported. It releases nothing, and other threads go on meanwhile.
 *
 * SREG_E_CORRUPT; SREG_E_STORAGE; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
 *
 * # Safety
 *
 * `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_prepare_screening(const sreg_register *register_,
                                   sreg_error **err);

/**
 * Finds the entries that may be a person, the likeliest first: rows of /entry, /version, /name,
 * /born, /managing_force, /warnings, /source_ref, /bits (of evidence), /band and /reasons.
 *
 * `query` has one or more of /name (or /given and /family), /born, /postcode, /place, /address,
 * /sex; `matches`, 1 to 50, is the most rows that are given: an entry that is somebody else's in all
 * likelihood is not among them. Nothing found is no failure, and is logged like a find. The first
 * screening after the opening takes longer, unless sreg_prepare_screening came before.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `rows` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_screen(const sreg_task *task,
                        const sreg_doc *query,
                        int32_t matches,
                        sreg_cursor **rows,
                        sreg_doc **receipt,
                        sreg_error **err);

/**
 * Screens many persons in one event: as many as could have 10,000 matches together, so 1,000 where
 * `matches` is 10. `queries` is a list. There is one row for each query, in their order: /matches, the
 * list of its matches as of sreg_screen, and /extent, as of sreg_screen_answer.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `rows` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_screen_batch(const sreg_task *task,
                              const sreg_doc *queries,
                              int32_t matches,
                              sreg_cursor **rows,
                              sreg_doc **receipt,
                              sreg_error **err);

/**
 * Finds as sreg_screen, and gives one document: /matches, the list of its rows; /extent, which is
 * `cut` where a limit was reached and others may fit as well, else `whole`; /text, a table for people;
 * /reasons, each match with its reasons in words.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `answer` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_screen_answer(const sreg_task *task,
                               const sreg_doc *query,
                               int32_t matches,
                               sreg_doc **answer,
                               sreg_doc **receipt,
                               sreg_error **err);

/**
 * Holds an entry against all others, to be asked when it is new or was changed: those that may be the
 * same person, as sreg_screen_answer. The entry itself is not among them.
 *
 * SREG_E_INVALID; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `entry` ends with a NUL; `answer` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_entry_duplicates(const sreg_task *task,
                                  const char *entry,
                                  int32_t matches,
                                  sreg_doc **answer,
                                  sreg_doc **receipt,
                                  sreg_error **err);

/**
 * Compares two names alone, without a register: whether they may be one person's. Gives one document:
 * /bits, above 0 if one person is likelier than two; /score, the same from 0 to 1; /reasons, a list of
 * /words and /bits; /extent, which is `cut` where a limit cut a name, else `whole`; /text, lines for
 * people. A name is text in any script, its words in any order. The caller frees the document. No
 * register is read and nothing is logged. May be called from any thread.
 *
 * SREG_E_TOO_LONG beyond 16 KiB; SREG_E_NULL_POINTER; SREG_E_NOT_UTF8. Since 1.0.
 *
 * # Safety
 *
 * `one` and `other` end with a NUL; `out` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_names_compare(const char *one,
                               const char *other,
                               sreg_doc **out,
                               sreg_error **err);

/**
 * Takes a list of entries over, all of them or none, in one event: at most 1000, and as many as fit
 * in a document. `out` becomes the list of their ids.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG, with the entry's number first in the path; SREG_E_DUPLICATE, and
 * as every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_import(const sreg_task *task,
                        const sreg_doc *entries,
                        sreg_doc **out,
                        sreg_doc **receipt,
                        sreg_error **err);

/**
 * Tells for each of a list of entries what taking it over would come to, and writes nothing: `out` becomes
 * a list with null for what is new, {"already_there": true} for what was taken over before under the same
 * reference and is to be left out, or the detail of the fault as of sreg_error_detail.
 *
 * SREG_E_INVALID and SREG_E_TOO_LONG for what is no entry at all, and as every verb; it has no receipt.
 * Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_import_check(const sreg_task *task,
                              const sreg_doc *entries,
                              sreg_doc **out,
                              sreg_error **err);

/**
 * Reads the log, the newest event first, for one of the purposes of the Data Protection Act 2018,
 * s. 62(4): /events and, if there may be more, /next. Who may read only its own events sees only
 * those.
 *
 * `request`, which may be NULL: /record (who saw this person?), /actor (what did this account
 * see?), /before (the /next of the page before), /events (1 to 1000; 50).
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_read(const sreg_task *task,
                            const sreg_doc *request,
                            sreg_doc **out,
                            sreg_doc **receipt,
                            sreg_error **err);

/**
 * Checks every event, node, opening, reference and record version: /events and /versions (their
 * numbers), /pruned (events at the beginning that were pruned) and /root (of the tree). It takes long: see
 * sreg_progress.
 *
 * SREG_E_CORRUPT with the first bad place in the message; SREG_E_INTERRUPTED, and as every verb.
 * Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_verify(const sreg_task *task,
                              sreg_doc **out,
                              sreg_doc **receipt,
                              sreg_error **err);

/**
 * Signs what the log is now and puts it on record: /size, /root and /note, the signed checkpoint. To be
 * called daily where nothing else happens, so that silence shows; otherwise the library does it itself.
 *
 * SREG_E_ROLLBACK and SREG_E_FORK if an anchor says otherwise, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_checkpoint(const sreg_task *task,
                                  sreg_doc **out,
                                  sreg_doc **receipt,
                                  sreg_error **err);

/**
 * Changes the key that signs checkpoints to a new one of the library's; a checkpoint is signed by both,
 * and given as sreg_audit_checkpoint does.
 *
 * SREG_E_ROLLBACK and SREG_E_FORK if an anchor says otherwise, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_change_key(const sreg_task *task,
                                  sreg_doc **out,
                                  sreg_doc **receipt,
                                  sreg_error **err);

/**
 * Changes the key that signs checkpoints to that of the host which the register was opened with
 * (sreg_host_sign); a checkpoint is signed by both, and given as sreg_audit_checkpoint does. From then on
 * each opening needs that host.
 *
 * SREG_E_INVALID at /signer if the host does not sign; SREG_E_ROLLBACK and SREG_E_FORK if an anchor says
 * otherwise, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_change_key_to_host(const sreg_task *task,
                                          sreg_doc **out,
                                          sreg_doc **receipt,
                                          sreg_error **err);

/**
 * Gives the public key of the log's checkpoints, as a .vkey file holds it: /key.
 *
 * SREG_E_CORRUPT; SREG_E_STORAGE; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_key(const sreg_register *register_,
                           sreg_doc **out,
                           sreg_error **err);

/**
 * Writes the whole log into a new directory as files that anybody can check (C2SP tlog-tiles): blinded
 * entries, tiles, a checkpoint and log.vkey. Gives the checkpoint as sreg_audit_checkpoint does. It
 * takes long: see sreg_progress.
 *
 * SREG_E_DUPLICATE if something is there; SREG_E_INTERRUPTED; SREG_E_CORRUPT if the events are not those
 * that the tree was made of; SREG_E_FORBIDDEN also if the sign-in is older than five minutes, and as every
 * verb. Since 1.0.
 *
 * # Safety
 *
 * `place` ends with a NUL; `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_export(const sreg_task *task,
                              const char *place,
                              sreg_doc **out,
                              sreg_doc **receipt,
                              sreg_error **err);

/**
 * Checks an export without a register: every entry, every tile, the checkpoint and its signature, and
 * disclosure.cbor if it is there. Gives /origin, /events, /root, /pruned, /pruned_by and /disclosed. `key`
 * is the text of the .vkey that the auditor was given; NULL stands for the one in the export, which proves
 * that the export is whole and not whose it is. Entries may be missing from the beginning only where
 * disclosure.cbor holds the event that pruned so many, with before_version opened; /pruned_by is that event.
 * Else see sreg_audit_verify_pruned_export.
 *
 * SREG_E_CORRUPT with the first bad place in the message; SREG_E_NOT_FOUND without an export;
 * SREG_E_INVALID for a malformed key; SREG_E_STORAGE; SREG_E_NULL_POINTER; SREG_E_NOT_UTF8;
 * SREG_E_TOO_LONG. Since 1.0.
 *
 * # Safety
 *
 * `directory` ends with a NUL; `key` is NULL or ends with a NUL; `out` can be written; `err` is NULL or
 * can be written.
 */
SREG_API
sreg_status sreg_audit_verify_export(const char *directory,
                                     const char *key,
                                     sreg_doc **out,
                                     sreg_error **err);

/**
 * As sreg_audit_verify_export, of a log from which the auditor knows that so many events were pruned; the
 * number is passed by address, for languages that cut long values.
 *
 * SREG_E_CORRUPT also if not so many entries are missing; SREG_E_INVALID also for a negative number; as
 * sreg_audit_verify_export. Since 1.0.
 *
 * # Safety
 *
 * `directory` ends with a NUL; `key` is NULL or ends with a NUL; `pruned` can be read; `out` can be
 * written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_verify_pruned_export(const char *directory,
                                            const char *key,
                                            const int64_t *pruned,
                                            sreg_doc **out,
                                            sreg_error **err);

/**
 * Proves that the event of a number is in the log, as a text that stands for itself (C2SP tlog-proof);
 * the number is passed by address, for languages that cut long values. The caller frees the buffer.
 *
 * SREG_E_NOT_FOUND if there is no such event, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `seq` can be read; `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_proof(const sreg_task *task,
                             const int64_t *seq,
                             sreg_buffer **out,
                             sreg_doc **receipt,
                             sreg_error **err);

/**
 * Shows a named auditor chosen events with chosen openings, as the bytes of disclosure.cbor; the showing
 * is logged as a disclosure. The caller frees the buffer.
 *
 * `request`: /events (a list of numbers), /fields (names of the detail fields that are opened), /records
 * ("closed", the default, or "opened"), /organisation and /person.
 *
 * SREG_E_NOT_FOUND if there is no such event; SREG_E_INVALID; SREG_E_FORBIDDEN to who may not read all of
 * the log, and if the sign-in is older than five minutes, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_disclose(const sreg_task *task,
                                const sreg_doc *request,
                                sreg_buffer **out,
                                sreg_doc **receipt,
                                sreg_error **err);

/**
 * Counts the six operations of the Data Protection Act 2018, s. 62(1) for the Commissioner, on the days
 * from `from` up to, not including, `until` (YYYY-MM-DD, Europe/London): `report` becomes a note that the
 * log's key signed, `events` every event that was counted, in the form of disclosure.cbor. The caller
 * frees both buffers.
 *
 * SREG_E_INVALID for a period that is empty, not over or of which events were pruned, or with more than
 * 50000 events to count; SREG_E_FORBIDDEN to who may not read all of the log, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `from` and `until` end with a NUL; `report` and `events` can be written; `receipt` and `err` are NULL or
 * can be written.
 */
SREG_API
sreg_status sreg_audit_report(const sreg_task *task,
                              const char *from,
                              const char *until,
                              sreg_buffer **report,
                              sreg_buffer **events,
                              sreg_doc **receipt,
                              sreg_error **err);

/**
 * Gives the list of what was erased, to be kept with the backups: /erasures, lines of random ids and
 * digests, sealed with a key of the register's. The acceptance of sreg_restore and sreg_restore_accept
 * takes it, and erases again what the backup still holds.
 *
 * As every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_erasure_list(const sreg_task *task,
                              sreg_doc **out,
                              sreg_doc **receipt,
                              sreg_error **err);

/**
 * Tells from which event on the log is kept, if all is pruned that the policy (/log_kept_months) lets go:
 * /first. Two persons prune it: sreg_request with {"operation":"prune_log","first":FIRST,"basis":WORDS},
 * sreg_request_approve, sreg_request_execute.
 *
 * As every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_prunable(const sreg_task *task,
                                sreg_doc **out,
                                sreg_doc **receipt,
                                sreg_error **err);

/**
 * Gives what to ask a witness that knows the log up to `old` events (0 for none): the body of an
 * "add-checkpoint" call (C2SP tlog-witness), which the host sends; `old` is passed by address, for
 * languages that cut long values. The caller frees the buffer.
 *
 * SREG_E_INVALID if the log was not that long at its newest checkpoint, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `old` can be read; `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_witness_request(const sreg_task *task,
                                 const int64_t *old,
                                 sreg_buffer **out,
                                 sreg_doc **receipt,
                                 sreg_error **err);

/**
 * Takes a witness's answer, a signature line or the size that it knows, and keeps the signature under the
 * newest checkpoint: /cosigned (how many events that covers) or /knows (ask again from there). `key` is
 * the witness's public key, as a .vkey file holds it.
 *
 * SREG_E_INVALID if it is no answer or not this witness's; SREG_E_ROLLBACK if the witness tells of a
 * smaller log than it once cosigned, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `answer` and `key` end with a NUL; `out` can be written; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_witness_accept(const sreg_task *task,
                                const char *answer,
                                const char *key,
                                sreg_doc **out,
                                sreg_doc **receipt,
                                sreg_error **err);

/**
 * Asks a view of the log, for one of its purposes: rows of /view, /event, /at, /actor, /entry,
 * /measure and /looked_at_by (the event by which somebody said what they found).
 *
 * `request` has /view, /since and, if it is not to be now, /until. The views are "own-details",
 * "same-surname", "police-employee", "repeated-without-task", "viewed-without-action", "fan-out",
 * "off-shift", "after-absence", "glass-not-reviewed", "zero-hits", "browsing", "many-viewers",
 * "restricted-access" and "glass-broken".
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG if more than 200000 events are asked about or more than 1000 are found:
 * ask for less of the time; and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `rows` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_watch(const sreg_task *task,
                             const sreg_doc *request,
                             sreg_cursor **rows,
                             sreg_doc **receipt,
                             sreg_error **err);

/**
 * Records what somebody found who looked at a finding of a view: `verdict` is {"view", "event",
 * "found"}.
 *
 * SREG_E_INVALID if somebody looked at it already; SREG_E_FORBIDDEN also for an event of one's own;
 * SREG_E_NOT_FOUND also for what sreg_audit_watch has not shown, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_look_at(const sreg_task *task,
                               const sreg_doc *verdict,
                               sreg_doc **receipt,
                               sreg_error **err);

/**
 * Tells to whom something about an entry was disclosed, the newest first: rows of /event, /at,
 * /action, /by, /said (recipient, means, basis) and, if what the entry says has changed since, so
 * that the recipient is to be told (Data Protection Act 2018, s. 48(9)), /changed_since.
 *
 * Fails as every verb. Since 1.0.
 *
 * # Safety
 *
 * `entry` ends with a NUL; `rows` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_disclosed(const sreg_task *task,
                                 const char *entry,
                                 sreg_cursor **rows,
                                 sreg_doc **receipt,
                                 sreg_error **err);

/**
 * Gives the envelopes of events as OCSF API Activity (class 6003), for a SIEM: /lines (one JSON text
 * for each event) and /next. No subject and nothing that was committed to is in them.
 *
 * `request`, which may be NULL: /from (the /next of the page before; 0), /events (1 to 1000; 1000).
 *
 * SREG_E_INVALID, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_audit_ocsf(const sreg_task *task,
                            const sreg_doc *request,
                            sreg_doc **out,
                            sreg_doc **receipt,
                            sreg_error **err);

/**
 * Makes an account; `account` is a document of kind "account". One without a password (NULL and 0)
 * must be /vouched.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG also for a weak password; SREG_E_DUPLICATE; SREG_E_FORBIDDEN also
 * where the role needs a second person, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `password` has `password_len` bytes; `id` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or
 * can be written.
 */
SREG_API
sreg_status sreg_account_create(const sreg_task *task,
                                const sreg_doc *account,
                                const uint8_t *password,
                                int32_t password_len,
                                char *id,
                                sreg_doc **receipt,
                                sreg_error **err);

/**
 * Replaces an account's document, if it still is at the version that the caller saw; `version`
 * becomes the new one.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_DUPLICATE; SREG_E_NOT_FOUND;
 * SREG_E_FORBIDDEN also for one's own role, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `id` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_account_amend(const sreg_task *task,
                               const char *id,
                               int32_t seen,
                               const sreg_doc *account,
                               int32_t *version,
                               sreg_doc **receipt,
                               sreg_error **err);

/**
 * Gives an account a new password.
 *
 * SREG_E_INVALID for a weak one; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `id` ends with a NUL; `password` has `password_len` bytes; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_account_set_password(const sreg_task *task,
                                      const char *id,
                                      const uint8_t *password,
                                      int32_t password_len,
                                      sreg_doc **receipt,
                                      sreg_error **err);

/**
 * Lets an account sign in again after too many failures.
 *
 * SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `id` ends with a NUL; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_account_unlock(const sreg_task *task,
                                const char *id,
                                sreg_doc **receipt,
                                sreg_error **err);

/**
 * Lets an administrator sign in again after too many failures, by a printed recovery key: the way
 * back where the only administrator is locked out.
 *
 * SREG_E_INVALID if it is no recovery key; SREG_E_WRONG_KEY; SREG_E_NOT_FOUND; SREG_E_NULL_POINTER;
 * SREG_E_BUSY; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_AUDIT_UNAVAILABLE. Since 1.0.
 *
 * # Safety
 *
 * `username` ends with a NUL; `key` has `key_len` bytes; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_account_unlock_by_recovery_key(const sreg_register *register_,
                                                const char *username,
                                                const uint8_t *key,
                                                int32_t key_len,
                                                sreg_error **err);

/**
 * Lists the accounts: rows of /id, /version, /recorded_at, /document and /failures (to sign in,
 * since the last success).
 *
 * Fails as every verb. Since 1.0.
 *
 * # Safety
 *
 * `rows` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_accounts(const sreg_task *task,
                          sreg_cursor **rows,
                          sreg_doc **receipt,
                          sreg_error **err);

/**
 * Asks for something that two persons guard; `out` becomes /request (its number) and /digest.
 *
 * `operation` is one of: {"operation": "remove_key_slot", "slot"}, {"operation": "grant_role",
 * "account", "seen", "role"}, {"operation": "unrestrict", "entry", "seen", "restriction"},
 * {"operation": "erase_entry", "entry", "basis"}, {"operation": "erase_field", "event", "field",
 * "basis"}, {"operation": "disclose_in_bulk", "entries", "fields", "recipient"} (as of sreg_disclose),
 * {"operation": "accept_restore", "incarnation", "size", "root"}, {"operation": "adopt_anchor",
 * "anchor"}, {"operation": "restrict", "entry", "seen", "restriction"}, {"operation": "give_job", "account",
 * "seen", "job"} (as of an account's document), {"operation": "open_case", "account", "reference",
 * "entries" (100 at the most), "search" (a boolean), "days" (28 at the most)}. A diary with names is asked
 * for by sreg_diary_export_request. A request lapses after 72 hours.
 *
 * A case opens the entries, or the search for persons, to an auditor or a data protection officer, in tasks
 * whose reference is the case's.
 *
 * SREG_E_INVALID; SREG_E_NOT_FOUND and SREG_E_STALE if it could not be done as it is asked for, and
 * as every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_request(const sreg_task *task,
                         const sreg_doc *operation,
                         sreg_doc **out,
                         sreg_doc **receipt,
                         sreg_error **err);

/**
 * Lists what waits for a second person, or to be done: rows of /request, /asks (the operation),
 * /digest, /requested_by, /requested_at, /lapses_at, /reason, /approved_by and /approved_at.
 *
 * Fails as every verb. Since 1.0.
 *
 * # Safety
 *
 * `rows` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_requests(const sreg_task *task,
                          sreg_cursor **rows,
                          sreg_doc **receipt,
                          sreg_error **err);

/**
 * Agrees to what another asked for: `agreement` is {"request", "digest"}, with the digest of the
 * operation as it was shown.
 *
 * SREG_E_FORBIDDEN for one's own request, one that lapsed, another digest, a role without a part in
 * it, and an account that the first person made or changed within 72 hours; SREG_E_INVALID if it is
 * approved or closed already; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_request_approve(const sreg_task *task,
                                 const sreg_doc *agreement,
                                 sreg_doc **receipt,
                                 sreg_error **err);

/**
 * Declines what another asked for, or withdraws what one asked for oneself: `which` is {"request"}.
 *
 * SREG_E_INVALID if it is closed already; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_request_decline(const sreg_task *task,
                                 const sreg_doc *which,
                                 sreg_doc **receipt,
                                 sreg_error **err);

/**
 * Does what was asked for and approved: `which` is {"request"}.
 *
 * SREG_E_FORBIDDEN if nobody approved it, or one of the two has lost the role; SREG_E_STALE if what
 * it is about has changed since; SREG_E_INVALID for what is done elsewhere (a restore, a bulk
 * disclosure); SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_request_execute(const sreg_task *task,
                                 const sreg_doc *which,
                                 sreg_doc **receipt,
                                 sreg_error **err);

/**
 * Opens a restricted entry to more than before, as asked for and approved; as sreg_entry_restrict.
 *
 * SREG_E_FORBIDDEN if nobody approved exactly this; SREG_E_STALE, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `id` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_entry_unrestrict(const sreg_task *task,
                                  const char *id,
                                  int32_t seen,
                                  const sreg_doc *restriction,
                                  int32_t *version,
                                  sreg_doc **receipt,
                                  sreg_error **err);

/**
 * Lists the open cases, the newest first: one's own, and all where one's role has a part in opening them.
 * Rows of /case (its number), /account, /reference, /entries, /search and /closes_at.
 *
 * A case is asked for by sreg_request with {"operation": "open_case"}. Fails as every verb. Since 1.0.
 *
 * # Safety
 *
 * `rows` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_cases(const sreg_task *task,
                       sreg_cursor **rows,
                       sreg_doc **receipt,
                       sreg_error **err);

/**
 * Closes a case before its time: `which` is {"case"}. One's own, or any where one's role has a part in opening
 * them.
 *
 * SREG_E_NOT_FOUND unless it is open, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_case_close(const sreg_task *task,
                            const sreg_doc *which,
                            sreg_doc **receipt,
                            sreg_error **err);

/**
 * Breaks the glass: `out` becomes a task that sees one entry, with all that belongs to it, past its
 * restriction for 30 minutes; or, where `entry` is NULL, makes one search past all restrictions but
 * sealed ones. `task` has the purpose "emergency", in words. A supervisor must review it within three
 * working days. The caller ends the new task with sreg_task_end, before or after its time.
 *
 * SREG_E_NOT_FOUND if there is no such entry, or a declared conflict shuts it; SREG_E_FORBIDDEN also
 * if the sign-in is to be confirmed (sreg_session_confirm), and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `entry` is NULL or ends with a NUL; `out` can be written; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_break_glass(const sreg_task *task,
                             const char *entry,
                             sreg_task **out,
                             sreg_doc **receipt,
                             sreg_error **err);

/**
 * Ends what a task of sreg_break_glass sees, before its time is over; the task is still to be freed.
 *
 * SREG_E_INVALID if the task broke no glass; SREG_E_FORBIDDEN if it has ended, and as every verb.
 * Since 1.0.
 *
 * # Safety
 *
 * `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_break_glass_end(const sreg_task *task,
                                 sreg_doc **receipt,
                                 sreg_error **err);

/**
 * Lists the broken glasses that nobody has reviewed, the oldest first: rows of /start (the event's
 * number), /account, /entry, /started_at, /review_due and /overdue. For a purpose of the log.
 *
 * Fails as every verb. Since 1.0.
 *
 * # Safety
 *
 * `rows` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_break_glass_unreviewed(const sreg_task *task,
                                        sreg_cursor **rows,
                                        sreg_doc **receipt,
                                        sreg_error **err);

/**
 * Records what a review of a broken glass came to: `review` is {"start", "finding"}.
 *
 * SREG_E_INVALID if it was reviewed; SREG_E_FORBIDDEN also for one's own; SREG_E_NOT_FOUND, and as
 * every verb. Since 1.0.
 *
 * # Safety
 *
 * `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_break_glass_review(const sreg_task *task,
                                    const sreg_doc *review,
                                    sreg_doc **receipt,
                                    sreg_error **err);

/**
 * Adds to what the holder declared, if `account` is one's own, or replaces what another's holder
 * did: `declaration` has /surnames, /addresses (each /line and /postcode), /phones and
 * /associates (full names). Only keyed digests are kept. A shared surname is opened only by breaking
 * the glass; what else matches is absent for the holder.
 *
 * SREG_E_INVALID for an item that says nothing; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `account` ends with a NUL; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_conflicts_declare(const sreg_task *task,
                                   const char *account,
                                   const sreg_doc *declaration,
                                   sreg_doc **receipt,
                                   sreg_error **err);

/**
 * Lists the key slots: rows of /id, /label, /kind and /made_at.
 *
 * SREG_E_CORRUPT if the key file is damaged, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `rows` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_key_slots(const sreg_task *task,
                           sreg_cursor **rows,
                           sreg_doc **receipt,
                           sreg_error **err);

/**
 * Adds a key slot and gives its number; `kind` is "host" or "passphrase".
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG for a weak key or too many slots, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `label` and `kind` end with a NUL; `key` has `key_len` bytes; `slot` can be written; `receipt`
 * and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_key_add(const sreg_task *task,
                         const char *label,
                         const char *kind,
                         const uint8_t *key,
                         int32_t key_len,
                         int32_t *slot,
                         sreg_doc **receipt,
                         sreg_error **err);

/**
 * Adds a recovery key and gives its text, once: to be printed, locked away and freed.
 *
 * SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `label` ends with a NUL; `recovery_key` can be written; `receipt` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_key_add_recovery(const sreg_task *task,
                                  const char *label,
                                  sreg_buffer **recovery_key,
                                  sreg_doc **receipt,
                                  sreg_error **err);

/**
 * Gives a slot another key, as two persons agreed to remove it (sreg_request, remove_key_slot): a new slot
 * with the same label takes its place, and `changed` becomes its number. Whoever shows the old key needs
 * nobody: sreg_key_change_shown.
 *
 * SREG_E_FORBIDDEN if nobody agreed to it; SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_NOT_FOUND, and as
 * every verb. Since 1.0.
 *
 * # Safety
 *
 * `kind` ends with a NUL; `key` has `key_len` bytes; `changed` can be written; `receipt` and `err`
 * are NULL or can be written.
 */
SREG_API
sreg_status sreg_key_change(const sreg_task *task,
                            int32_t slot,
                            const char *kind,
                            const uint8_t *key,
                            int32_t key_len,
                            int32_t *changed,
                            sreg_doc **receipt,
                            sreg_error **err);

/**
 * Gives a slot another key, by showing the one that it has (`shown_kind`, `shown`): a new slot with the
 * same label takes its place, and `changed` becomes its number.
 *
 * SREG_E_WRONG_KEY if the key shown is not the slot's; SREG_E_INVALID; SREG_E_TOO_LONG;
 * SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `shown_kind` and `kind` end with a NUL; `shown` has `shown_len` bytes and `key` has `key_len`; `changed`
 * can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_key_change_shown(const sreg_task *task,
                                  int32_t slot,
                                  const char *shown_kind,
                                  const uint8_t *shown,
                                  int32_t shown_len,
                                  const char *kind,
                                  const uint8_t *key,
                                  int32_t key_len,
                                  int32_t *changed,
                                  sreg_doc **receipt,
                                  sreg_error **err);

/**
 * Removes a slot, as asked for and approved; whoever opened the register with it may have kept the
 * master key.
 *
 * SREG_E_INVALID if it is the last one; SREG_E_FORBIDDEN also if nobody approved it; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_key_remove(const sreg_task *task,
                            int32_t slot,
                            sreg_doc **receipt,
                            sreg_error **err);

/**
 * Copies the register into a new directory, under the same keys, while it is in use. It takes long:
 * see sreg_progress.
 *
 * SREG_E_DUPLICATE if something is there; SREG_E_INTERRUPTED, and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `place` ends with a NUL; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_backup(const sreg_task *task,
                        const char *place,
                        sreg_doc **receipt,
                        sreg_error **err);

/**
 * Puts a backup in an empty place, after checking all of it, and opens it there, as another history of
 * its log; `key` and `options` are as of sreg_open, `acceptance` is two persons' agreement as of
 * sreg_restore_accept.
 *
 * SREG_E_DUPLICATE if something is at the place; SREG_E_WRONG_KEY; SREG_E_CORRUPT;
 * SREG_E_NOT_A_REGISTER; SREG_E_FULL; SREG_E_NOT_SIGNED_IN and SREG_E_FORBIDDEN for the persons; and as
 * sreg_open. Since 1.0.
 *
 * # Safety
 *
 * `backup` and `place` end with a NUL; `key` has `key_len` bytes; `out` can be written; `err` is
 * NULL or can be written.
 */
SREG_API
sreg_status sreg_restore(const char *backup,
                         const char *place,
                         const uint8_t *key,
                         int32_t key_len,
                         const sreg_doc *options,
                         const sreg_doc *acceptance,
                         sreg_register **out,
                         sreg_error **err);

/**
 * Rehearses a restore: checks all of a backup, puts it in an empty place, checks all of that, and takes it away
 * again, so that nothing is left at the place. Nobody is asked and no history begins: the register in use and its
 * anchor stay as they are. `key` and `options` are as of sreg_open; a host that they name is not called.
 *
 * Gives what was found whole: /events, /pruned, /versions and /root as of sreg_audit_verify. The caller frees the
 * document. It takes long; since it has no handle of a register, it can neither be interrupted nor asked how far it
 * is, and other threads may use every handle meanwhile.
 *
 * SREG_E_DUPLICATE if something is at the place; SREG_E_WRONG_KEY; SREG_E_CORRUPT with the first bad place in
 * the message; SREG_E_NOT_A_REGISTER; SREG_E_BUSY while anybody has the backup open; SREG_E_FULL; and as
 * sreg_open. Since 1.0.
 *
 * # Safety
 *
 * `backup` and `place` end with a NUL; `key` has `key_len` bytes; `out` can be written; `err` is
 * NULL or can be written.
 */
SREG_API
sreg_status sreg_restore_rehearse(const char *backup,
                                  const char *place,
                                  const uint8_t *key,
                                  int32_t key_len,
                                  const sreg_doc *options,
                                  sreg_doc **out,
                                  sreg_error **err);

/**
 * Checks pages, indexes, log and records, and reports: /entries, /events, /versions (their numbers)
 * and /indexes (/identifiers_missing, /identifiers_extra, and as much of /diary_..., /restrictions_...
 * and of /references_..., which tell who saw a record). It mends nothing. It takes long: see sreg_progress.
 *
 * SREG_E_CORRUPT with the first bad place in the message; SREG_E_INTERRUPTED, and as every verb.
 * Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_check(const sreg_task *task,
                       sreg_doc **out,
                       sreg_doc **receipt,
                       sreg_error **err);

/**
 * Makes the indexes again from the records and the events, and tells where they had been wrong, as
 * /indexes of sreg_check.
 *
 * SREG_E_CORRUPT if a record or an event is not whole; and as every verb. Since 1.0.
 *
 * # Safety
 *
 * `out` can be written; `receipt` and `err` are NULL or can be written.
 */
SREG_API
sreg_status sreg_rebuild_indexes(const sreg_task *task,
                                 sreg_doc **out,
                                 sreg_doc **receipt,
                                 sreg_error **err);

/**
 * Looks at a register that nobody has open, whatever its anchor says of it: /locked (why sreg_open
 * refuses it: /code and /message; absent if it does not), /damaged (what is wrong inside it, likewise),
 * and, if nothing is, /events, /pruned, /versions and /root as of sreg_audit_verify. `key` and `options`
 * are as of sreg_open.
 *
 * SREG_E_BUSY while anybody has it open; SREG_E_WRONG_KEY, and as sreg_open. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `key` has `key_len` bytes; `out` can be written; `err` is NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_forensics_verify(const char *path,
                                  const uint8_t *key,
                                  int32_t key_len,
                                  const sreg_doc *options,
                                  sreg_doc **out,
                                  sreg_error **err);

/**
 * Writes the log of a register that nobody has open as files that anybody can check, as it is found,
 * whatever its anchor says of it; nothing of anybody is in them. Gives /events.
 *
 * SREG_E_DUPLICATE if something is at `place`; SREG_E_BUSY while anybody has it open; SREG_E_WRONG_KEY,
 * and as sreg_open. Since 1.0.
 *
 * # Safety
 *
 * `path` and `place` end with a NUL; `key` has `key_len` bytes; `out` can be written; `err` is NULL or
 * can be written.
 */
SREG_API
sreg_status sreg_forensics_export(const char *path,
                                  const uint8_t *key,
                                  int32_t key_len,
                                  const sreg_doc *options,
                                  const char *place,
                                  sreg_doc **out,
                                  sreg_error **err);

/**
 * Goes on with a locked register by two persons' agreement, after checking all of it: another history of
 * its log begins, whose first event holds what was last on record of the lost one.
 *
 * `acceptance`: /first (an administrator) and /second (another account), each with /username and either
 * /password or /system (whose word it is), and /reason; /erasures, if it is given, is a list of
 * sreg_erasure_list, and what the register still holds of it is erased again. Free that document at once if
 * it holds passwords.
 *
 * SREG_E_NOT_SIGNED_IN and SREG_E_FORBIDDEN for the persons; SREG_E_CORRUPT with the first bad place;
 * SREG_E_BUSY while anybody has it open; SREG_E_WRONG_KEY, and as sreg_open. Since 1.0.
 *
 * # Safety
 *
 * `path` ends with a NUL; `key` has `key_len` bytes; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_restore_accept(const char *path,
                                const uint8_t *key,
                                int32_t key_len,
                                const sreg_doc *options,
                                const sreg_doc *acceptance,
                                sreg_error **err);

/**
 * Gives the JSON Schema of a kind of document ("entry", "order", "notification", "review",
 * "incident", "breach", "account", "policy"), for generators of bindings. The caller frees it.
 *
 * SREG_E_NOT_FOUND; SREG_E_NULL_POINTER; SREG_E_NOT_UTF8. Since 1.0.
 *
 * # Safety
 *
 * `kind` ends with a NUL; `out` can be written; `err` is NULL or can be written.
 */
SREG_API sreg_status sreg_schema(const char *kind, sreg_doc **out, sreg_error **err);

/**
 * Lists every version of every rule: rows of /rule, /version, /jurisdiction, /title, /provision,
 * /text_as_at and /governs.
 *
 * SREG_E_NULL_POINTER. Since 1.0.
 *
 * # Safety
 *
 * `rows` can be written; `err` is NULL or can be written.
 */
SREG_API sreg_status sreg_rules_list(sreg_cursor **rows, sreg_error **err);

/**
 * Copies the explanation of a rule into `buf`: its provisions, numbers, inputs, answers and doubts,
 * in lines.
 *
 * SREG_E_NOT_FOUND; SREG_E_BUFFER; SREG_E_INVALID for a negative `cap`; SREG_E_NULL_POINTER;
 * SREG_E_NOT_UTF8. Since 1.0.
 *
 * # Safety
 *
 * `rule` ends with a NUL; `buf` is NULL or has `cap` bytes; `len` and `err` are NULL or can be
 * written.
 */
SREG_API
sreg_status sreg_rules_explain(const char *rule,
                               char *buf,
                               int32_t cap,
                               int32_t *len,
                               sreg_error **err);

/**
 * Answers a rule from inputs, without a register: /rule, /version, /answer and the lines of its
 * /trace. An input that is absent is unknown; null says that there is none.
 *
 * SREG_E_NOT_FOUND; SREG_E_INVALID with the input; SREG_E_HANDLE; SREG_E_BUSY; SREG_E_NULL_POINTER;
 * SREG_E_NOT_UTF8. Since 1.0.
 *
 * # Safety
 *
 * `rule` ends with a NUL; `out` can be written; `err` is NULL or can be written.
 */
SREG_API
sreg_status sreg_rules_eval(const char *rule,
                            const sreg_doc *inputs,
                            sreg_doc **out,
                            sreg_error **err);

/**
 * Copies the one written form of an identifier into `buf`, if it can be one of the scheme ("pnc",
 * "cro", "asn" and so on); `year` is the present one, by which years of two digits are read.
 *
 * SREG_E_INVALID at /scheme or /value; SREG_E_BUFFER; SREG_E_NULL_POINTER; SREG_E_NOT_UTF8.
 * Since 1.0.
 *
 * # Safety
 *
 * `scheme` and `value` end with a NUL; `buf` is NULL or has `cap` bytes; `len` and `err` are NULL
 * or can be written.
 */
SREG_API
sreg_status sreg_identifier_canonical(const char *scheme,
                                      const char *value,
                                      int32_t year,
                                      char *buf,
                                      int32_t cap,
                                      int32_t *len,
                                      sreg_error **err);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* STALKING_REGISTER_H */
