/* Parts: the windows of one account with what each gives to a figure, and their
 * sum, which is the figure. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/models.h"
#include "table/shares.h"
#include "table/why.h"
#include "table/window_rows.h"

#define FIELDS(F) \
	F(POSITION, "position", VALUE_INTEGER, FIELD_KEY | FIELD_SCREEN_ONLY, "#", \
	  "Place in the explanation.", NULL) \
	F(KIND, "kind", VALUE_TEXT, 0, "Kind", "window, note or total.", NULL) \
	F(OUTAGE_ID, "outage_id", VALUE_INTEGER, FIELD_ID, "Window", "The window's number.", NULL) \
	F(SERVICE, "service", VALUE_TEXT, 0, "Service", "The service that was down.", NULL) \
	F(CAUSE, "cause", VALUE_TEXT, 0, "Cause", "Why; none where nobody has said.", NULL) \
	F(STARTED_AT, "started_at", VALUE_TIME, 0, "Start", "When it began.", NULL) \
	F(ENDED_AT, "ended_at", VALUE_TIME, 0, "End", "When it ended; none while it is open.", NULL) \
	F(LENGTH, "length_s", VALUE_DURATION, FIELD_TICKS, "Length", \
	  "Its length so far, not cut to the span.", NULL) \
	F(WHAT, "what", VALUE_TEXT, FIELD_TICKS, "What of it counts", "What became of it, in a sentence.", \
	  NULL) \
	F(SECONDS, "seconds", VALUE_DURATION, FIELD_TICKS, "Seconds", "What it gives to the figure.", \
	  "seconds") \
	F(ALSO_DOWN, "also_down_s", VALUE_DURATION, FIELD_TICKS, "Also down", \
	  "Counted time that an earlier window has.", "seconds") \
	F(WOULD_ADD, "would_add_s", VALUE_DURATION, FIELD_TICKS, "Would add", \
	  "What a voided one would add to unavailable time.", "seconds") \
	F(WHY, "why", VALUE_TEXT, FIELD_TICKS, "State", "counts, pending, short, voided ...", "state") \
	F(VOIDED, "voided", VALUE_BOOL, 0, "Voided", "Whether it was taken back.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

enum kind { KIND_WINDOW, KIND_NOTE, KIND_TOTAL };

struct entry {
	enum kind kind;
	uint32_t window; /* index; INDEX_NONE: none */
	struct window_part part;
	const char *what;
	int64_t seconds_us;
};

struct model_state {
	struct sources sources;
	struct arena arena;
	struct entry *entries;
	size_t count, capacity;
	size_t platform; /* whose account it is */
};

static struct model_state *open_(const struct model_scope *scope)
{
	return model_new(sizeof(struct model_state), scope, true);
}

static void close_(struct model_state *s)
{
	arena_release(&s->arena);
	free(s->entries);
	model_close(s);
}

static struct entry *add_entry(struct model_state *s, enum kind kind, const char *what, int64_t seconds_us)
{
	MEM_GROW(s->entries, s->count, s->capacity);
	s->entries[s->count] = (struct entry){
		.kind = kind, .window = INDEX_NONE, .what = what, .seconds_us = seconds_us};
	return &s->entries[s->count++];
}

static void add_window(struct model_state *s, const struct account_facts *f, size_t n, int64_t given,
		       bool lived)
{
	const struct window *w = &f->period->windows[f->detail->windows[n]];
	struct why_subject subject = {
		f->platform, w, &f->detail->detail.parts[n], f->terms, s->sources.scope.calendar,
		f->moment_us, lived};
	struct buf text = BUF_INIT;
	struct entry *entry;

	why_sentence(&text, &subject);
	entry = add_entry(s, KIND_WINDOW, arena_copy(&s->arena, text.data, text.length), given);
	entry->window = f->detail->windows[n];
	entry->part = f->detail->detail.parts[n];
	buf_release(&text);
}

/* The name of a sum, as its field has it. */
static const char *sum_name(struct model_state *s, enum figure figure)
{
	char *name = arena_copy(&s->arena, figure_fields[figure].name,
				strlen(figure_fields[figure].name) - 2);

	for (char *c = name; *c; c++)
		if (*c == '_')
			*c = ' ';
	return name;
}

static void add_sum(struct model_state *s, enum figure figure, size_t giving, int64_t shared, int64_t sum)
{
	struct buf text = BUF_INIT;

	if (figure == FIGURE_UNAVAILABLE && giving > 1) { /* one alone has nothing to share */
		buf_add_text(&text, "united: ");
		if (shared)
			duration_text(&text, shared);
		buf_add_text(&text, shared ? " shared, counted once" : "no instant is shared");
		add_entry(s, KIND_NOTE, arena_copy(&s->arena, text.data, text.length), 0);
	}
	buf_release(&text);
	add_entry(s, KIND_TOTAL, sum_name(s, figure), sum);
}

static void build(struct model_state *s, size_t i, uint32_t tenant)
{
	const struct period *d = source_period(&s->sources, i);
	enum figure figure = shares_sum_of(figure_find(s->sources.scope.figure));
	struct account_detail detail;
	struct account_facts f = {source_platform(&s->sources, i),
				  d,
				  source_terms(&s->sources, i, tenant, s->sources.span),
				  s->sources.span,
				  source_moment(&s->sources, i),
				  &detail};
	struct value sum = {.type = VALUE_DURATION};
	int64_t *given, shared = 0;
	size_t giving = 0;

	period_account(f.platform, d, tenant, f.moment_us, &s->arena, &detail);
	given = shares_of(&f, figure, &s->arena);
	for (size_t n = 0; n < detail.window_count; n++) {
		shared += detail.detail.parts[n].also_down_us;
		giving += given[n] || detail.detail.parts[n].also_down_us;
		if (given[n] || window_touches_span(&s->sources, &d->windows[detail.windows[n]]))
			add_window(s, &f, n, given[n], figure == FIGURE_UNAVAILABLE);
	}
	figure_put(&sum, figure, &detail.verdict);
	add_sum(s, figure, giving, shared, sum.null ? 0 : sum.i);
	s->platform = i;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t i;
	uint32_t tenant;

	(void)deadline_us; /* one account */
	if (*position)
		return false;
	*position = 1;
	arena_reset(&s->arena);
	s->count = 0;
	if (sources_find_account(&s->sources, &i, &tenant) && source_period(&s->sources, i) &&
	    tenant < source_period(&s->sources, i)->tenant_capacity)
		build(s, i, tenant);
	for (size_t n = 0; n < s->count; n++)
		rows_add(list, count, capacity, s->platform, (uint32_t)n);
	return false;
}

static const struct entry *entry_of(const struct model_state *s, struct row_ref row)
{
	return row.item < s->count ? &s->entries[row.item] : NULL;
}

static const struct window *window_of(const struct model_state *s, const struct entry *entry)
{
	const struct period *d = source_period(&s->sources, s->platform);

	return d && entry && entry->window < d->window_count ? &d->windows[entry->window] : NULL;
}

static void put_window(const struct model_state *s, const struct entry *entry, const struct window *w,
		       size_t field, struct value *out)
{
	const struct platform *p = source_platform(&s->sources, s->platform);

	switch (field) {
	case F_OUTAGE_ID:
		put_int(out, w->outage_id);
		break;
	case F_SERVICE:
		put_text(out, window_service_word(p, w));
		break;
	case F_CAUSE:
		put_text(out, window_cause_word(p, w));
		break;
	case F_STARTED_AT:
		put_time(out, w->started_at);
		break;
	case F_ENDED_AT:
		put_time(out, entry->part.open ? TIME_NONE : w->ended_at);
		break;
	case F_LENGTH:
		put_int(out, entry->part.length_us);
		out->null = entry->part.why == WHY_FAULTY || entry->part.why == WHY_FUTURE;
		break;
	case F_ALSO_DOWN:
		put_int(out, entry->part.also_down_us);
		break;
	case F_WOULD_ADD:
		put_int(out, entry->part.would_add_us);
		out->null = entry->part.why != WHY_VOIDED;
		break;
	case F_WHY:
		put_text(out, window_why_names[entry->part.why]);
		break;
	default:
		put_int(out, w->voided);
	}
}

/* A window that was taken back gives nothing, not zero. */
static bool gives(const struct entry *entry)
{
	if (entry->kind != KIND_WINDOW)
		return entry->kind == KIND_TOTAL;
	return entry->part.why != WHY_VOIDED && entry->part.why != WHY_FAULTY &&
		entry->part.why != WHY_FUTURE;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	static const char *const kinds[] = {"window", "note", "total"};
	const struct entry *entry = entry_of(s, row);

	if (!value_start(out, fields, F_COUNT, field) || !entry) {
		put_null(out);
	} else if (field == F_POSITION) {
		put_int(out, row.item + 1);
	} else if (field == F_KIND) {
		put_text(out, kinds[entry->kind]);
	} else if (field == F_WHAT) {
		put_text(out, entry->what);
	} else if (field == F_SECONDS) {
		put_int(out, entry->seconds_us);
		out->null = !gives(entry);
	} else if (window_of(s, entry)) {
		put_window(s, entry, window_of(s, entry), field, out);
	} else {
		put_null(out);
	}
}

/* Windows by their number, so that the cursor stays on one; what stands below
 * them by its place from the end. */
static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct window *w = window_of(s, entry_of(s, row));

	if (!w)
		return (struct row_key){row.platform, (int64_t)s->count - row.item, 1};
	return (struct row_key){row.platform, w->outage_id, 0};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct window *w = window_of(s, entry_of(s, row));

	if (!w)
		return;
	scope->platform = (int)s->platform;
	scope->outage_id = w->outage_id;
	scope->incident_id = platform_incident_id(source_platform(&s->sources, s->platform), w->incident);
}

const struct model model_parts = {
	.name = "parts",
	.help = "The windows of one account with what each gives to a figure, and the sum.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "position",
	.beside = "incident",
	.open = open_,
	.close = close_,
	.advance = model_advance,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = model_complete,
	.enter = enter,
};
