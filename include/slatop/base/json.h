/* Strict reading of JSON files with places in the messages.
 *
 * A reader walks a parsed document; each step knows its key path, so that a
 * message reads "FILE: columns[3].format: ...". An object is read key by key;
 * json_done then refuses any key that nobody asked for, with a suggestion.
 * Errors do not have to be checked at each step: the first one is kept in the
 * document and the values read after it are the given defaults. */
#ifndef SLATOP_BASE_JSON_H
#define SLATOP_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/base/err.h"

struct json_doc;
struct json_node; /* belongs to its document */

/* Parses text (not kept); name stands in front of each message ("FILE"). A
 * syntax error is named with line and column; duplicate keys are refused. */
struct json_doc *json_parse(const char *text, size_t length, const char *name, struct err *e);
struct json_doc *json_read_file(const char *path, struct err *e);
void json_destroy(struct json_doc *doc);
const struct json_node *json_root(const struct json_doc *doc);
/* The first error met while reading, copied to e; true where there was none. */
bool json_ok(const struct json_doc *doc, struct err *e);

/* Members of an object. A missing key gives the default, without an error
 * (json_need_*: with one). A value of another type is an error. Texts live as
 * long as the document. NULL as node is as an empty object. */
const struct json_node *json_get(const struct json_node *object, const char *key);
const struct json_node *json_get_object(const struct json_node *object, const char *key);
const struct json_node *json_get_array(const struct json_node *object, const char *key);
const char *json_get_text(const struct json_node *object, const char *key, const char *other);
const struct json_node *json_need(const struct json_node *object, const char *key);
const char *json_need_text(const struct json_node *object, const char *key); /* "" after an error */
int64_t json_need_int(const struct json_node *object, const char *key, int64_t low, int64_t high);
int64_t json_get_int(const struct json_node *object, const char *key, int64_t low, int64_t high,
		     int64_t other);
/* A decimal fraction, exact: times 10^decimals (99.78 with 6 decimals is
 * 99780000); low and high are scaled likewise. More decimals are an error. */
int64_t json_get_scaled(const struct json_node *object, const char *key, int decimals, int64_t low,
			int64_t high, int64_t other);
bool json_get_bool(const struct json_node *object, const char *key, bool other);
/* One of count words; returns its index, other where the key is missing. The
 * key names the kind of word in the message: unknown format "duratoin". */
int json_get_word(const struct json_node *object, const char *key, const char *const *words,
		  size_t count, int other);

/* What a node is and holds. */
enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };
enum json_type json_type(const struct json_node *node);
size_t json_count(const struct json_node *array_or_object);
const struct json_node *json_at(const struct json_node *array, size_t index);
/* The name of an object's member by position, and its node (marks it read). */
const char *json_key_at(const struct json_node *object, size_t index, const struct json_node **value);
const char *json_text(const struct json_node *node, const char *other);  /* error if no text */
int64_t json_int(const struct json_node *node, int64_t low, int64_t high, int64_t other);
int64_t json_scaled(const struct json_node *node, int decimals, int64_t low, int64_t high, int64_t other);
double json_double(const struct json_node *node, double other);

/* Refuses members that were not asked for; known to the suggestion are those
 * that were. Goes down into members that were read; an object of which nothing
 * was asked yet (json_get alone) is left to its own json_done. Once, at the end,
 * at the root is enough. */
void json_done(const struct json_node *object);
/* An error of the caller's own at a node. */
void json_error(const struct json_node *node, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writing: appends a JSON string with quotes and escapes (all that text_clean
 * would not leave alone; invalid bytes as U+FFFD). */
void json_quote(struct buf *out, const char *text, size_t length);
/* Reading one literal without a document, for files that json_parse is too
 * strict for: appends the text of the literal that begins at text, NULs
 * included, half a surrogate pair as U+FFFD. Returns its bytes with both quotes,
 * 0 where it is broken or has no end (what was read stays appended). */
size_t json_unquote(struct buf *out, const char *text, size_t length);

#endif
