/* How values are shown: one row each, named by screens. */
#include <inttypes.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/table/value.h"

#define BAR_PERCENT_CELLS 5 /* " 100%" */
#define BAR_CELLS 18        /* where the caller leaves the width to us */
#define MILLION INT64_C(1000000)

#define OF(type) (1u << (type))

void value_null_text(struct buf *out, const struct value_style *style)
{
	buf_add_text(out, style && style->ascii ? "-" : "—");
}

static void write_text(struct buf *out, const struct value *v, const struct value_style *style)
{
	(void)style;
	buf_add_text(out, v->text ? v->text : "");
}

static void write_integer(struct buf *out, const struct value *v, const struct value_style *style)
{
	(void)style;
	value_grouped(out, v->i);
}

static void write_id(struct buf *out, const struct value *v, const struct value_style *style)
{
	(void)style;
	buf_addf(out, "%" PRId64, v->i);
}

static void write_seconds(struct buf *out, const struct value *v, const struct value_style *style)
{
	(void)style;
	value_seconds(out, v->i, true);
}

static void write_duration(struct buf *out, const struct value *v, const struct value_style *style)
{
	(void)style;
	duration_text(out, v->i);
}

static void write_duration_left(struct buf *out, const struct value *v, const struct value_style *style)
{
	(void)style;
	if (v->i >= 0) {
		duration_text(out, v->i);
	} else if (v->i > -USEC) { /* "over by 0s" would look like not over */
		buf_add_text(out, "over by <1s");
	} else {
		buf_add_text(out, "over by ");
		duration_text(out, -v->i);
	}
}

static void write_time(struct buf *out, const struct value *v, const struct value_style *style)
{
	time_short(out, style->calendar, v->i, style->reference_us);
}

static void write_time_full(struct buf *out, const struct value *v, const struct value_style *style)
{
	time_local(out, style->calendar, v->i);
}

/* Dates and months read the same raw and shown. */
static void write_plain(struct buf *out, const struct value *v, const struct value_style *style)
{
	(void)style;
	value_csv(out, v);
}

static void write_percent(struct buf *out, const struct value *v, int decimals)
{
	uint64_t size = v->i < 0 ? -(uint64_t)v->i : (uint64_t)v->i;
	uint64_t fraction = size % MILLION;

	for (int i = decimals; i < 6; i++)
		fraction /= 10;
	buf_addf(out, "%s%" PRIu64 ".%0*" PRIu64, v->i < 0 ? "-" : "", size / MILLION, decimals, fraction);
}

static void write_percent4(struct buf *out, const struct value *v, const struct value_style *style)
{
	(void)style;
	write_percent(out, v, 4);
}

static void write_percent2(struct buf *out, const struct value *v, const struct value_style *style)
{
	(void)style;
	write_percent(out, v, 2);
	buf_add_byte(out, '%');
}

/* INT64_MAX: something of an allowance of nothing. */
static void write_ratio(struct buf *out, const struct value *v, const struct value_style *style)
{
	if (v->i == INT64_MAX)
		buf_add_text(out, style->ascii ? "over" : "∞");
	else
		buf_addf(out, "%" PRId64 "%%", v->i / (MILLION / 100));
}

static void write_bar(struct buf *out, const struct value *v, const struct value_style *style)
{
	struct buf percent = BUF_INIT;
	int cells = style->cells > 0 ? style->cells : BAR_CELLS + BAR_PERCENT_CELLS;

	write_ratio(&percent, v, style);
	int text = text_width(percent.data, percent.length);
	int room = cells - (text < BAR_PERCENT_CELLS ? BAR_PERCENT_CELLS : text + 1);
	if (room < 3) { /* too small to tell anything by length */
		text_pad(out, percent.data, cells, ALIGN_RIGHT, style->ascii);
		buf_release(&percent);
		return;
	}
	int64_t ratio = v->i < 0 ? 0 : v->i > MILLION ? MILLION : v->i;
	int full = (int)(ratio * room / MILLION);
	if (!full && v->i > 0)
		full = 1; /* something is never shown as nothing */
	for (int i = 0; i < room; i++)
		buf_add_text(out, i < full ? (style->ascii ? "#" : "█") : (style->ascii ? "." : "·"));
	text_pad(out, percent.data, cells - room, ALIGN_RIGHT, style->ascii);
	buf_release(&percent);
}

static void write_spark(struct buf *out, const struct value *v, const struct value_style *style)
{
	static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	static const char ascii[] = ".:-=+*%#";
	int step = v->i >= MILLION ? 7 : v->i <= 0 ? 0 : (int)(v->i * 7 / MILLION);

	if (style->ascii)
		buf_add_byte(out, ascii[step]);
	else
		buf_add_text(out, blocks[step]);
}

/* Of each slot one block: 0 to 3 what falls short, 5 to 7 what does not, so that
 * the two differ by more than a colour; anything else is a slot without a figure. */
static void write_slots(struct buf *out, const struct value *v, const struct value_style *style)
{
	static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	static const char ascii[] = "_,-~=+*#";

	for (const char *at = v->text; *at; at++) {
		int step = *at >= '0' && *at <= '7' ? *at - '0' : -1;
		if (style->ascii)
			buf_add_byte(out, step < 0 ? '.' : ascii[step]);
		else
			buf_add_text(out, step < 0 ? "·" : blocks[step]);
	}
}

static void write_money(struct buf *out, const struct value *v, const struct value_style *style)
{
	uint64_t size = v->i < 0 ? -(uint64_t)v->i : (uint64_t)v->i;

	if (v->i < 0)
		buf_add_byte(out, '-');
	buf_add_text(out, style->ascii ? "CNY " : "¥");
	value_grouped(out, (int64_t)(size / 100));
	buf_addf(out, ".%02d", (int)(size % 100));
}

static void write_yesno(struct buf *out, const struct value *v, const struct value_style *style)
{
	(void)style;
	buf_add_text(out, v->i ? "yes" : "no");
}

static void write_mark(struct buf *out, const struct value *v, const struct value_style *style)
{
	if (v->i)
		buf_add_text(out, style->ascii ? "x" : "✓");
}

static void write_state(struct buf *out, const struct value *v, const struct value_style *style)
{
	const struct state_word *word = state_word_find(v->text);

	if (word)
		buf_addf(out, "%s %s", style->ascii ? word->ascii : word->glyph, word->shown);
	else
		buf_add_text(out, v->text ? v->text : "");
}

/* Words parted by blanks, a glyph for each. */
static void write_trend(struct buf *out, const struct value *v, const struct value_style *style)
{
	const char *at = v->text ? v->text : "";

	while (*at) {
		size_t length = strcspn(at, " "), i = 0;
		while (i < trend_mark_count &&
		       (strncmp(trend_marks[i].word, at, length) != 0 || trend_marks[i].word[length]))
			i++;
		if (i < trend_mark_count)
			buf_add_text(out, style->ascii ? trend_marks[i].ascii : trend_marks[i].glyph);
		else
			buf_add_byte(out, '?');
		at += length + (at[length] == ' ');
	}
}

const struct value_format value_formats[] = {
	{"text", "as it is", OF(VALUE_TEXT), false, 16, write_text},
	{"state", "a word that names a state, with its glyph", OF(VALUE_TEXT), false, 10, write_state},
	{"trend", "verdicts parted by blanks, one glyph each", OF(VALUE_TEXT), false, 13, write_trend},
	{"integer", "a number with thousands separators", OF(VALUE_INTEGER), true, 9, write_integer},
	{"id", "a number that is a name, without separators", OF(VALUE_INTEGER), true, 8, write_id},
	{"duration", "a duration: 1h 23m 04s", OF(VALUE_DURATION), true, 11, write_duration},
	{"duration_left", "what is left of a duration; past its end: over by 4m 10s", OF(VALUE_DURATION),
	 true, 11, write_duration_left},
	{"seconds", "a duration in seconds: 5,702.4", OF(VALUE_DURATION), true, 9, write_seconds},
	{"time", "a time, with its date where that differs from the day looked at", OF(VALUE_TIME), true, 8,
	 write_time},
	{"time_full", "a date and time: 2026-11-03 14:22:07", OF(VALUE_TIME), false, 19, write_time_full},
	{"date", "a date: 2026-11-03", OF(VALUE_DATE), false, 10, write_plain},
	{"month", "a month: 2026-11", OF(VALUE_MONTH), false, 7, write_plain},
	{"percent4", "a percentage truncated to four decimals: 99.7988", OF(VALUE_PERCENT), true, 8,
	 write_percent4},
	{"percent", "a percentage truncated to two decimals: 99.79%", OF(VALUE_PERCENT), true, 7,
	 write_percent2},
	{"ratio", "a ratio in whole percent, truncated: 91%", OF(VALUE_RATIO), true, 5, write_ratio},
	{"bar", "a ratio as a bar with its percentage; full from 100% on", OF(VALUE_RATIO), false,
	 BAR_CELLS + BAR_PERCENT_CELLS, write_bar},
	{"spark", "a ratio as one block of rising height", OF(VALUE_RATIO), false, 1, write_spark},
	{"slots", "a row of blocks, one for each slot of time: low where it falls short", OF(VALUE_TEXT), false, 12,
	 write_slots},
	{"money", "an amount of money: ¥1,234.56", OF(VALUE_MONEY), true, 12, write_money},
	{"yesno", "yes or no", OF(VALUE_BOOL), false, 3, write_yesno},
	{"mark", "a mark where it is so", OF(VALUE_BOOL), false, 1, write_mark},
};
const size_t value_format_count = COUNT_OF(value_formats);

const struct value_format *value_format_find(const char *name)
{
	for (size_t i = 0; name && i < value_format_count; i++)
		if (!strcmp(value_formats[i].name, name))
			return &value_formats[i];
	return NULL;
}

/* The first format in the table that takes a type is its default. */
const struct value_format *value_format_default(enum value_type type)
{
	for (size_t i = 0; i < value_format_count; i++)
		if (value_formats[i].types & OF(type))
			return &value_formats[i];
	return &value_formats[0];
}

void value_show(struct buf *out, const struct value_format *f, const struct value *v,
		const struct value_style *style)
{
	if (v->null)
		value_null_text(out, style);
	else
		f->write(out, v, style);
}
