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
 * TEXTS  All text is UTF-8. Texts in end at a NUL, or have a length in bytes, where SREG_NUL says
 *   "up to the NUL". Texts out go to the caller's buffer: `cap` is its size in bytes, `*len` becomes
 *   the length without the NUL, whether there was room or not (`len` may be NULL), and the copy ends
 *   with a NUL. A NULL buffer with `cap` 0 asks for the length; the answer is SREG_E_BUFFER then.
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
 * What a function answers: `SREG_OK`, `SREG_DONE` or one of `SREG_E_...`.
 *
 * The tens group by what to do next. Later versions may answer numbers that this header does not
 * name: read any number but `SREG_OK` and `SREG_DONE` as a failure.
 */
typedef int32_t sreg_status;

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
 * Gives the library's version, ABI, target and limits as a document.
 *
 * /version, /abi, /target, /limits/document_bytes, /limits/document_depth, /limits/path_bytes. More
 * may come. The caller frees the document.
 *
 * SREG_E_NULL_POINTER. Since 1.0.
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

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* STALKING_REGISTER_H */
