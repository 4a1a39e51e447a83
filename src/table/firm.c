/* The verdicts again under each combination of the open readings. */
#include "table/firm.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

/* The open keys, as far as what they read is looked for in an account's windows. */
enum firm_key { KEY_OTHER, KEY_CAUSES, KEY_DOWN_WHEN, KEY_WEB_INCLUSIVE, KEY_CALL_INCLUSIVE, KEY_LINK, KEY_NOTICE, KEY_GROUPS, KEY_RATIO };
static const char *const key_names[] = {"",			"availability.exempt_causes", "web.down_when",
					"web.inclusive",	"call.inclusive",	      "maintenance.link",
					"maintenance.notice", "nightly.groups",	      "compensation.ratio_of"};

static enum firm_key key_of(const struct agreement_key *k)
{
	for (size_t i = 1; i < COUNT_OF(key_names); i++)
		if (!strcmp(k->name, key_names[i]))
			return (enum firm_key)i;
	return KEY_OTHER;
}

void firm_set_make(struct firm_set *s, const struct terms *base)
{
	size_t stride = 1;

	*s = (struct firm_set){.base = base};
	readings_of(COMMITMENT_COMPENSATION, &s->open);
	if (s->open.total > FIRM_MOST)
		s->open.total = FIRM_MOST;
	s->terms = mem_zero(s->open.total, sizeof *s->terms);
	s->digits = mem_zero(s->open.total, sizeof *s->digits);
	s->total[FIRM_STATUS] = 1;
	for (size_t i = 0; i < s->open.key_count; i++) {
		s->stride[i] = stride;
		stride *= s->open.counts[i];
		if (commitment_decided_by(COMMITMENT_AVAILABILITY, s->open.keys[i])) {
			s->key_count[FIRM_STATUS] = i + 1;
			s->total[FIRM_STATUS] = stride;
		}
	}
	s->key_count[FIRM_ELIGIBLE] = s->open.key_count;
	s->total[FIRM_ELIGIBLE] = s->open.total;
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

void firm_input(const struct platform *p, const struct period *d, uint32_t tenant, struct arena *a,
		struct availability_input *in)
{
	in->windows = period_facts(p, d, tenant, a, &in->window_count);
	in->maintenance = NULL;
	in->maintenance_count = 0;
	if (in->window_count)
		in->maintenance = period_maintenance(p, d, tenant, &in->maintenance_count);
}

/* --- what does not matter ------------------------------------------------ */

static int64_t end_of(const struct availability_input *in, const struct outage_window *w)
{
	return w->ended_at < in->moment_us ? w->ended_at : in->moment_us;
}

static bool is_there(const struct availability_input *in, const struct outage_window *w)
{
	return !w->voided && !w->faulty && w->started_at < in->moment_us && end_of(in, w) > w->started_at;
}

static bool is_web(const struct outage_window *w)
{
	return w->service == SERVICE_WEB_FRONT || w->service == SERVICE_WEB_BACK;
}

/* No outage is longer than from the start of one window to the end of one. */
static bool has_length(const struct availability_input *in, bool web, int64_t length_us)
{
	for (size_t i = 0; i < in->window_count; i++)
		for (size_t k = 0; is_web(&in->windows[i]) == web && k < in->window_count; k++)
			if (is_web(&in->windows[k]) == web &&
			    end_of(in, &in->windows[k]) - in->windows[i].started_at == length_us)
				return true;
	return false;
}

static bool has(const struct availability_input *in, enum firm_key key)
{
	for (size_t i = 0; i < in->window_count; i++) {
		const struct outage_window *w = &in->windows[i];
		if (is_there(in, w) && (key == KEY_DOWN_WHEN ? is_web(w)
					: key == KEY_CAUSES  ? w->cause == CAUSE_CUSTOMER
							     : w->cause == CAUSE_AUTO_MAINTENANCE))
			return true;
	}
	return false;
}

static bool lacks_notice(const struct firm_set *s, const struct availability_input *in)
{
	for (size_t i = 0; i < in->maintenance_count; i++)
		if (!maintenance_notice_given(s->base, &in->maintenance[i]))
			return true;
	return false;
}

/* Whether the readings of a key may make a difference for the account at all. */
static bool matters(const struct firm_set *s, size_t key, const struct availability_input *in)
{
	switch (key_of(s->open.keys[key])) {
	case KEY_CAUSES:
	case KEY_DOWN_WHEN: return has(in, key_of(s->open.keys[key]));
	case KEY_GROUPS: return has(in, KEY_GROUPS);
	case KEY_WEB_INCLUSIVE: return has_length(in, true, s->base->web_counts_after_us);
	case KEY_CALL_INCLUSIVE: return has_length(in, false, s->base->call_counts_after_us);
	case KEY_LINK: return in->maintenance_count > 0;
	case KEY_NOTICE: return lacks_notice(s, in);
	default: return true;
	}
}

/* All that was down, whatever it was: no reading gives more. */
static int64_t at_most(const struct availability_input *in)
{
	int64_t sum = 0;

	for (size_t i = 0; i < in->window_count; i++) {
		const struct outage_window *w = &in->windows[i];
		int64_t from = w->started_at > in->span.start_us ? w->started_at : in->span.start_us;
		int64_t to = end_of(in, w) < in->span.end_us ? end_of(in, w) : in->span.end_us;
		if (is_there(in, w) && to > from && __builtin_add_overflow(sum, to - from, &sum))
			return INT64_MAX;
	}
	return sum;
}

/* --- trying -------------------------------------------------------------- */

bool firm_eligible(const struct terms *t, const struct availability *v)
{
	int64_t judged = t->ratio_of == RATIO_OF_UNAVAILABLE ? v->unavailable_us : v->accountable_us;

	return v->status != STATUS_NO_DATA && v->accountable_us > 0 && judged > v->allowed_us;
}

void firm_compute(const struct firm_set *s, size_t n, const struct availability_input *in, struct arena *scratch,
		  struct availability *v, bool *eligible)
{
	struct availability_input own = *in;

	own.terms = &s->terms[n];
	availability_compute(&own, scratch, v, NULL);
	*eligible = firm_eligible(own.terms, v);
	arena_reset(scratch);
}

/* Too little for a verdict other than "ok" and "not eligible". */
static bool is_far(const struct firm_set *s, const struct availability_input *in)
{
	int64_t allowed = availability_allowed(in->span, s->base->target_ppm), most = at_most(in);

	return most <= allowed && (__int128)most * 1000000 < (__int128)s->base->at_risk_ppm * allowed;
}

void firm_try(const struct firm_set *s, const struct availability_input *in, struct arena *scratch, struct firm_figures *out)
{
	bool matter[READINGS_KEYS];
	struct availability v[1];

	out->computed = 0;
	if (is_far(s, in)) {
		memset(out->status, STATUS_OK, s->open.total);
		memset(out->eligible, 0, s->open.total * sizeof *out->eligible);
		return;
	}
	for (size_t i = 0; i < s->open.key_count; i++)
		matter[i] = matters(s, i, in);
	for (size_t n = 0; n < s->open.total; n++) {
		size_t same = n;
		for (size_t i = 0; i < s->open.key_count; i++)
			same -= matter[i] ? 0 : s->digits[n][i] * s->stride[i];
		if (same < n) { /* which was before it */
			out->status[n] = out->status[same];
			out->eligible[n] = out->eligible[same];
			continue;
		}
		firm_compute(s, n, in, scratch, v, &out->eligible[n]);
		out->status[n] = v->status;
		out->computed++;
	}
}

void firm_sum(const struct firm_set *s, const struct firm_figures *f, enum firm_verdict which, uint8_t verdict,
	      struct firmness *out)
{
	*out = (struct firmness){0};
	for (size_t n = 0; n < s->total[which]; n++) {
		bool holds = which == FIRM_STATUS ? f->status[n] == verdict : f->eligible[n] == (verdict != 0);
		out->holding += holds;
		for (size_t i = 0; i < s->key_count[which]; i++) {
			size_t first = n - s->digits[n][i] * s->stride[i];
			bool other = which == FIRM_STATUS ? f->status[n] != f->status[first] : f->eligible[n] != f->eligible[first];
			out->held[i] |= holds ? (uint8_t)(1u << s->digits[n][i]) : 0;
			out->turns |= other ? (uint16_t)(1u << i) : 0;
		}
	}
}

/* --- in words ------------------------------------------------------------ */

void firm_reading(struct buf *out, const struct firm_set *s, size_t key, size_t reading)
{
	const char *text = s->open.keys[key]->readings[reading];
	size_t length = strlen(text);

	if (length > 1 && text[0] == '"')
		buf_add(out, text + 1, length - 2);
	else
		buf_add_text(out, text);
}

void firm_conditions(struct buf *out, const struct firm_set *s, enum firm_verdict which, const struct firmness *f)
{
	const char *before = "";

	if (!f->holding || f->holding == s->total[which])
		return;
	for (size_t i = 0; i < s->key_count[which]; i++) {
		bool first = true;

		if (f->held[i] == (1u << s->open.counts[i]) - 1)
			continue;
		buf_addf(out, "%s%s is ", before, s->open.keys[i]->name);
		for (size_t n = 0; n < s->open.counts[i]; n++) {
			if (!(f->held[i] >> n & 1))
				continue;
			buf_add_text(out, first ? "" : " or ");
			firm_reading(out, s, i, n);
			first = false;
		}
		before = " and ";
	}
}

void firm_turning(struct buf *out, const struct firm_set *s, const struct firmness *f)
{
	const char *before = "";

	for (size_t i = 0; i < s->open.key_count; i++) {
		if (!(f->turns >> i & 1))
			continue;
		buf_addf(out, "%s%s", before, s->open.keys[i]->name);
		before = ", ";
	}
}

bool firm_write(struct buf *out, const struct explained *x)
{
	static const char *const words[STATUS_COUNT] = {"no data", "ok", "at risk", "breached"};
	const char *word = words[x->verdict->status];
	struct arena scratch = {0}, facts = {0};
	struct firm_set set;
	struct firm_figures figures;
	struct firmness f;
	struct buf conditions = BUF_INIT;
	struct availability_input in = {.calendar = x->calendar,
					.span = x->facts.span,
					.moment_us = x->facts.moment_us};

	firm_input(x->facts.platform, x->facts.period, x->tenant, &facts, &in);
	firm_set_make(&set, x->facts.terms);
	firm_try(&set, &in, &scratch, &figures);
	firm_sum(&set, &figures, FIRM_STATUS, x->verdict->status, &f);
	firm_conditions(&conditions, &set, FIRM_STATUS, &f);
	if (f.holding == set.total[FIRM_STATUS])
		buf_addf(out, "%s under every open reading (%zu)", word, set.total[FIRM_STATUS]);
	else
		buf_addf(out, "%s under %d of %zu open readings%s%s", word, f.holding, set.total[FIRM_STATUS],
			 conditions.length ? ": only if " : "", conditions.data);
	buf_release(&conditions);
	firm_set_release(&set);
	arena_release(&scratch);
	arena_release(&facts);
	return true;
}
