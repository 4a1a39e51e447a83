/* A strict look at a JSON text before cJSON reads it: cJSON takes numbers such
 * as 01, raw control characters and broken UTF-8, cuts a text at \u0000, keeps
 * numbers as doubles and knows no line numbers. */
#ifndef SLATOP_SRC_BASE_JSON_SCAN_H
#define SLATOP_SRC_BASE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/err.h"

#define JSON_DEPTH 64
#define JSON_DIGITS 60 /* characters of a number; cJSON reads no more than 63 */

/* A number as it is written: digits / 10^decimals. */
struct json_number {
	int64_t digits;
	int decimals; /* 0 or less for a whole number; -2 in 5e2 */
	bool whole;   /* no point and no exponent */
	bool exact;   /* digits hold it; else it is too long for them */
};

struct json_numbers { /* in the order of the text */
	struct json_number *items;
	size_t count, capacity;
};

/* Checks the syntax; says "line L, column C: ..." where it is broken. The
 * caller frees numbers->items in either case. */
bool json_scan(const char *text, size_t length, struct json_numbers *numbers, struct err *e);

#endif
