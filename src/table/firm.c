/* The verdict again under each combination of the open readings. Unavailable
 * time alone decides 4.1, so the maintenance need not be known. */
#include "table/firm.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

void firm_set_make(struct firm_set *s, const struct terms *base)
{
	*s = (struct firm_set){.base = base};
	readings_of(COMMITMENT_AVAILABILITY, &s->open);
	s->terms = mem_zero(s->open.total, sizeof *s->terms);
	s->digits = mem_zero(s->open.total, sizeof *s->digits);
	for (size_t n = 0; n < s->open.total; n++) {
		size_t digits[READINGS_KEYS] = {0};
		s->terms[n] = *base;
		readings_apply(&s->open, n, &s->terms[n], digits);
		for (size_t i = 0; i < s->open.key_count; i++)
			s->digits[n][i] = (uint8_t)digits[i];
	}
}

void firm_set_release(struct firm_set *s)
{
	free(s->terms);
	free(s->digits);
	*s = (struct firm_set){0};
}

struct outage_window firm_window(const struct window *w)
{
	return (struct outage_window){.outage_id = w->outage_id, .started_at = w->started_at, .ended_at = w->ended_at,
				      .service = w->service,	 .cause = w->cause,	      .voided = w->voided,
				      .faulty = w->faulty != FAULT_NONE};
}

const struct outage_window *firm_windows(const struct period *d, uint32_t tenant, struct arena *a, size_t *count)
{
	size_t n = 0;

	for (uint32_t i = d->first[tenant]; i != INDEX_NONE; i = d->windows[i].next)
		n++;
	struct outage_window *list = arena_zero(a, n + 1, sizeof *list);
	*count = 0;
	for (uint32_t i = d->first[tenant]; i != INDEX_NONE; i = d->windows[i].next)
		list[(*count)++] = firm_window(&d->windows[i]);
	return list;
}

void firm_try(const struct firm_set *s, const struct availability_input *in, enum availability_status verdict,
	      struct arena *scratch, struct firmness *out)
{
	struct availability_input own = *in;
	struct availability v;

	*out = (struct firmness){0};
	for (size_t n = 0; n < s->open.total; n++) {
		own.terms = &s->terms[n];
		availability_compute(&own, scratch, &v, NULL);
		arena_reset(scratch);
		if (v.status != verdict)
			continue;
		out->holding++;
		for (size_t i = 0; i < s->open.key_count; i++)
			out->held[i] |= (uint8_t)(1u << s->digits[n][i]);
	}
}

/* A reading as it stands in the file, without its quotes. */
static void add_reading(struct buf *out, const char *reading)
{
	size_t length = strlen(reading);

	if (length > 1 && reading[0] == '"')
		buf_add(out, reading + 1, length - 2);
	else
		buf_add_text(out, reading);
}

void firm_conditions(struct buf *out, const struct firm_set *s, const struct firmness *f)
{
	const char *before = "";

	if (!f->holding || f->holding == s->open.total)
		return;
	for (size_t i = 0; i < s->open.key_count; i++) {
		bool first = true;

		if (f->held[i] == (1u << s->open.counts[i]) - 1)
			continue;
		buf_addf(out, "%s%s is ", before, s->open.keys[i]->name);
		for (size_t n = 0; n < s->open.counts[i]; n++) {
			if (!(f->held[i] >> n & 1))
				continue;
			buf_add_text(out, first ? "" : " or ");
			add_reading(out, s->open.keys[i]->readings[n]);
			first = false;
		}
		before = " and ";
	}
}

bool firm_write(struct buf *out, const struct explained *x)
{
	static const char *const words[STATUS_COUNT] = {"no data", "ok", "at risk", "breached"};
	const char *word = words[x->verdict->status];
	struct arena scratch = {0}, facts = {0};
	struct firm_set set;
	struct firmness f;
	struct buf conditions = BUF_INIT;
	const struct account_detail *a = x->facts.detail;
	struct availability_input in = {.calendar = x->calendar,
					.span = x->facts.span,
					.moment_us = x->facts.moment_us};

	struct outage_window *windows = arena_zero(&facts, a->window_count + 1, sizeof *windows);
	for (size_t i = 0; i < a->window_count; i++)
		windows[i] = firm_window(&x->facts.period->windows[a->windows[i]]);
	in.windows = windows;
	in.window_count = a->window_count;
	firm_set_make(&set, x->facts.terms);
	firm_try(&set, &in, x->verdict->status, &scratch, &f);
	firm_conditions(&conditions, &set, &f);
	if (f.holding == set.open.total)
		buf_addf(out, "%s under every open reading (%zu)", word, set.open.total);
	else
		buf_addf(out, "%s under %d of %zu open readings%s%s", word, f.holding, set.open.total,
			 conditions.length ? ": only if " : "", conditions.data);
	buf_release(&conditions);
	firm_set_release(&set);
	arena_release(&scratch);
	arena_release(&facts);
	return true;
}
