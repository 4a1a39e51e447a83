/* One typed value of a table, and how values are written and compared. */
#ifndef SLATOP_TABLE_VALUE_H
#define SLATOP_TABLE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/base/calendar.h"

enum value_type {
	VALUE_TEXT, /* text: cleaned UTF-8 */
	VALUE_INTEGER,
	VALUE_BOOL,
	VALUE_TIME,     /* i: microseconds since 1970 UTC */
	VALUE_DATE,     /* i: days since 1970-01-01 */
	VALUE_MONTH,    /* i: year * 12 + month - 1 */
	VALUE_DURATION, /* i: microseconds */
	VALUE_PERCENT,  /* i: percent x 1,000,000, truncated */
	VALUE_RATIO,    /* i: ratio x 1,000,000, truncated */
	VALUE_MONEY,    /* i: fen */
	VALUE_TYPE_COUNT
};
extern const char *const value_type_names[VALUE_TYPE_COUNT];

struct value {
	uint8_t type;
	bool null;
	int64_t i;
	const char *text; /* VALUE_TEXT; borrowed from the store or the view's scratch */
};

/* Order for sorting: by type's meaning; null last in both directions is the
 * sort's business, here null equals null and follows all else. Texts by bytes. */
int value_compare(const struct value *a, const struct value *b);

/* How a value is shown: one row each in a table, named by screens ("format"). */
struct value_style {
	const struct calendar *calendar;
	int64_t reference_us; /* the moment that times are shown against (the local day) */
	bool ascii;           /* no characters outside ASCII for marks and bars */
	int cells;            /* room there is, for formats that draw (bar); 0: as needed */
};
struct value_format {
	const char *name, *help;
	unsigned types; /* 1u << value_type it takes */
	bool right;     /* aligned right */
	int width;      /* usual cells */
	void (*write)(struct buf *out, const struct value *v, const struct value_style *style);
};
extern const struct value_format value_formats[]; /* text integer id seconds duration duration_left time
	time_full date month percent percent4 ratio bar spark slots money yesno mark state trend */
extern const size_t value_format_count;
const struct value_format *value_format_find(const char *name);
/* The format that a type has when a screen names none. */
const struct value_format *value_format_default(enum value_type type);

/* A format's text for a value that is not there: a dash. */
void value_null_text(struct buf *out, const struct value_style *style);
/* Appends a value as the format shows it, also where it is null. */
void value_show(struct buf *out, const struct value_format *f, const struct value *v,
		const struct value_style *style);
/* A whole number with thousands separators: -1,234,567. */
void value_grouped(struct buf *out, int64_t number);
/* Microseconds as seconds with as many decimals as they have, at most six:
 * 276 or 5702.4; with separators 5,702.4. */
void value_seconds(struct buf *out, int64_t length_us, bool separators);
/* Days since 1970-01-01 of a date, and back. */
int64_t value_date_of(int year, int month, int day);
void value_date_civil(int64_t days, int *year, int *month, int *day);

/* A word that names a state: what is shown for it, its glyph and its role in a
 * theme. The glyph and the text say all that a colour says. */
struct state_word {
	const char *word;  /* "at_risk" */
	const char *shown; /* "at risk" */
	const char *glyph, *ascii;
	const char *role; /* "warn": a role of the theme */
};
extern const struct state_word state_words[];
extern const size_t state_word_count;
/* The words of a trend (format "trend"), one glyph a month. */
extern const struct state_word trend_marks[];
extern const size_t trend_mark_count;
/* The word's row, or NULL for a word that is not a state. */
const struct state_word *state_word_find(const char *word);

/* Raw writing for reports (DESIGN.md, the command line): seconds and ratios
 * with up to six decimals, times RFC 3339 UTC, money in fen. */
void value_json(struct buf *out, const struct value *v);
void value_csv(struct buf *out, const struct value *v);

#endif
