/* Filter expressions: status = breached and budget > 80% and name ~ 银行.
 *
 *     expression  or-ed terms of and-ed, not-ed comparisons, with brackets
 *     comparison  FIELD (= != < <= > >= ~) VALUE | FIELD in (V, ...) |
 *                 FIELD between V and V | FIELD is [not] null | FIELD (a bool)
 *     VALUE       word, "text", 'text', number, 90s 5m 1h30m, 80%, ¥1,000 (yuan), a date
 *                 or date and time, yes no
 *
 * Typed: a duration takes a duration, a percentage a percentage. ~ is a PCRE2
 * match with limits, case folded. A comparison with null is false. */
#ifndef SLATOP_TABLE_FILTER_H
#define SLATOP_TABLE_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "slatop/base/buf.h"
#include "slatop/base/calendar.h"
#include "slatop/base/err.h"
#include "slatop/table/model.h"

struct filter;

/* Parses for a model's fields. On an error *at is the byte in text where it
 * stands, and the message suggests. */
struct filter *filter_parse(const char *text, const struct model *m, const struct calendar *c, size_t *at,
			    struct err *e);
void filter_destroy(struct filter *f);
/* Whether a row passes; get reads a field of it. */
bool filter_match(const struct filter *f, void (*get)(void *context, size_t field, struct value *out),
		  void *context);
/* As it was written. */
const char *filter_text(const struct filter *f);

#endif
