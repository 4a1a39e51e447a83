/* Errors: one message, built from the inside out.
 *
 * A function that can fail returns bool and takes a struct err as its last
 * argument. The innermost function says what failed and quotes the subject;
 * each caller on the way up may put its place in front:
 *
 *     screens/outages.json: columns[3].format: unknown format "duratoin"
 *
 * Only the app layer prints a message or ends the program. */
#ifndef SLATOP_BASE_ERR_H
#define SLATOP_BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>

struct err {
	char text[1024]; /* NUL-terminated UTF-8, "" while nothing failed */
};

/* Sets the message (cut at a character's edge where it is too long). Returns
 * false, so that a caller can say: return err_set(e, "no such file: %s", p);
 * e may be NULL: then nothing is kept. */
bool err_set(struct err *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "PLACE: " in front of the message. Returns false. */
bool err_at(struct err *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
