/* Problems: what is wrong with files of ours (screens; whoever reads them tells
 * them), and with the sub-platforms as they are now. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "table/accounts.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/models.h"

#define T FIELD_TICKS

#define FIELDS(F) \
	F(KIND, "kind", VALUE_TEXT, FIELD_KEY, "Of", "screen, theme, journal, witness, replica, login, contract or data.", NULL) \
	F(PLACE, "place", VALUE_TEXT, FIELD_KEY, "Where", "The file, or the sub-platform's code.", NULL) \
	F(PROBLEM, "problem", VALUE_TEXT, T, "Problem", "What is wrong there.", NULL) \
	F(TEXT, "text", VALUE_TEXT, FIELD_SCREEN_ONLY | T, "Problem", "Where, and what is wrong there.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

/* What a sub-platform may have: its row's item. */
enum { OF_STATE, OF_WARNING, OF_LACKING, OF_FAULTS, OF_COUNT };

struct model_state {
	MODEL_FRAME;
	struct arena texts; /* what was written since the last advance */
};
static const struct part parts[] = {PART(texts, texts), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	return frame_new(sizeof(struct model_state), scope, parts, frame_plain, true);
}

static const struct problems *told(const struct model_state *s)
{
	return s->sources.scope.problems;
}

static uint64_t generation(const struct model_state *s)
{
	uint64_t g = replicas_generation(&s->sources);

	for (size_t i = 0; i < s->sources.scope.store->count; i++)
		g = generation_mix(g, s->sources.scope.store->platforms[i]->faults);
	return told(s) ? generation_mix(g, told(s)->generation) : g;
}

static bool is_there(const struct platform *p, unsigned what)
{
	switch (what) {
	case OF_STATE: return p->status.state != REPLICA_LIVE;
	case OF_WARNING: return p->status.warning[0];
	case OF_LACKING: return p->status.lacking[strspn(p->status.lacking, " ")];
	default: return p->faults > 0;
	}
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t platforms = s->sources.scope.store->count;

	(void)deadline_us; /* a handful */
	if (*position)
		return false;
	*position = 1;
	for (size_t i = sources_next(&s->sources, 0); i < platforms; i = sources_next(&s->sources, i + 1))
		for (uint32_t what = 0; what < OF_COUNT; what++)
			if (is_there(source_platform(&s->sources, i), what))
				rows_add(list, count, capacity, i, what);
	/* Files are of no sub-platform. */
	for (size_t i = 0; told(s) && i < told(s)->count; i++)
		rows_add(list, count, capacity, platforms, (uint32_t)i);
	return false;
}

static const struct problem *file_of(const struct model_state *s, struct row_ref row)
{
	bool file = told(s) && row.platform == s->sources.scope.store->count && row.item < told(s)->count;

	return file ? &told(s)->list[row.item] : NULL;
}

/* Names with blanks before and behind: "link, call_rate". */
static void write_lacking(const char *names, struct buf *out)
{
	const char *before = "";

	buf_add_text(out, "does not publish ");
	for (const char *at = names + strspn(names, " "); *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		buf_addf(out, "%s%.*s", before, (int)length, at);
		before = ", ";
		at += length;
	}
	buf_add_text(out, ": screens that need it say so");
}

static void write_problem(const struct platform *p, unsigned what, struct buf *out)
{
	const struct replica_status *r = &p->status;

	switch (what) {
	case OF_STATE:
		buf_addf(out, "%s%s%s", replica_state_names[r->state], r->message[0] ? ": " : "", r->message);
		break;
	case OF_WARNING: buf_add_text(out, r->warning); break;
	case OF_LACKING: write_lacking(r->lacking, out); break;
	default: buf_addf(out, "%" PRIu64 " bad rows are left out of the figures: see faults", p->faults); break;
	}
}

static void put_row(struct model_state *s, const char *kind, const char *place, const char *problem, size_t field,
		    struct value *out)
{
	switch (field) {
	case F_KIND: put_text(out, kind); break;
	case F_PLACE: put_text(out, place); break;
	case F_PROBLEM: put_text(out, arena_copy(&s->texts, problem, strlen(problem))); break;
	default: put_text(out, arena_printf(&s->texts, "%s: %s", place, problem)); break;
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	static const char *const kinds[OF_COUNT] = {"replica", "login", "contract", "data"};
	const struct problem *file = file_of(s, row);
	const struct platform *p = source_platform(&s->sources, row.platform);
	struct buf text = BUF_INIT;

	if (!value_start(out, fields, F_COUNT, field) || (!file && !p)) {
		put_null(out);
	} else if (file) {
		put_row(s, file->kind, file->place, file->message, field, out);
	} else {
		write_problem(p, row.item, &text);
		put_row(s, kinds[row.item < OF_COUNT ? row.item : 0], p->code, text.data, field, out);
	}
	buf_release(&text);
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	if (source_platform(&s->sources, row.platform))
		scope->platform = (int)row.platform;
}

const struct model model_problems = {
	.name = "problems",
	.help = "What is wrong with screens and sub-platforms, and where.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "kind,place",
	.open = open_,
	.close = frame_close,
	.advance = frame_advance,
	.generation = generation,
	.rows = rows,
	.get = get,
	.key = model_key_of_item,
	.complete = model_always_complete,
	.enter = enter,
};
