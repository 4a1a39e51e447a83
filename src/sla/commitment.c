/* Outcomes: computed from their inputs, added up, and put into words. */
#include "slatop/sla/commitment.h"

#include <string.h>

#include "slatop/base/mem.h"
#include "safe.h"

#define MILLION 1000000

int commitment_find(const char *name)
{
	for (int i = 0; i < COMMITMENT_COUNT; i++)
		if (!strcmp(commitments[i].name, name))
			return i;
	return -1;
}

int commitment_input(enum commitment c, const char *name)
{
	const struct outcome_input *inputs = commitments[c].inputs;
	for (int i = 0; i < OUTCOME_INPUTS && inputs[i].name; i++)
		if (!strcmp(inputs[i].name, name))
			return i;
	return -1;
}

static bool names(const char *const *list, const struct agreement_key *key)
{
	for (; list && *list; list++)
		if (!strcmp(*list, key->name))
			return true;
	return false;
}

bool commitment_decided_by(enum commitment c, const struct agreement_key *key)
{
	return names(commitments[c].keys, key);
}

bool commitment_uses(enum commitment c, const struct agreement_key *key)
{
	return commitment_decided_by(c, key) || names(commitments[c].beside, key);
}

/* ---- computing ---- */

static int64_t target_of(const struct commitment_info *c, const struct terms *t)
{
	return c->target ? *(const int64_t *)((const char *)t + c->target_offset) * c->target_scale : 0;
}

/* A figure of part / whole, and the verdict: part x per >= whole x target. The
 * figure is truncated towards the worse, also below zero. */
static void divide(struct outcome *out, __int128 part, int64_t whole, int64_t per)
{
	__int128 figure;
	if (whole <= 0)
		return;
	figure = part * per / whole;
	if (part < 0 && figure * whole != part * per)
		figure--;
	out->known = true;
	out->figure = (int64_t)figure;
	out->verdict = part * per >= (__int128)whole * out->target ? VERDICT_MET : VERDICT_MISSED;
}

void outcome_no_data(enum commitment c, const struct terms *t, struct outcome *out)
{
	memset(out, 0, sizeof *out);
	out->commitment = (uint8_t)c;
	out->verdict = VERDICT_NO_DATA;
	out->target = target_of(&commitments[c], t);
}

void outcome_compute(enum commitment c, const struct terms *t, const int64_t *inputs, struct outcome *out)
{
	const struct commitment_info *info = &commitments[c];
	const int64_t part = inputs[info->part], whole = inputs[info->whole];
	outcome_no_data(c, t, out);
	memcpy(out->inputs, inputs, sizeof out->inputs);
	switch (info->kind) {
	case OUTCOME_SHARE:
		divide(out, part, whole, 100 * MILLION);
		break;
	case OUTCOME_KEPT:
		divide(out, (__int128)whole - part, whole, 100 * MILLION);
		break;
	case OUTCOME_MEAN:
		divide(out, part, whole, 1);
		break;
	case OUTCOME_RULES:
		out->known = true;
		out->figure = part;
		out->verdict = part ? VERDICT_MISSED : VERDICT_MET;
		break;
	case OUTCOME_AMOUNT:
		out->known = !whole; /* what is still open */
		out->figure = out->known ? part : 0;
		out->verdict = VERDICT_MET;
		break;
	}
}

void outcome_availability(const struct terms *t, const struct availability *a, struct outcome *out)
{
	const int64_t inputs[OUTCOME_INPUTS] = {a->span_us, a->unavailable_us, a->allowed_us, a->accountable_us};
	if (a->status == STATUS_NO_DATA) {
		outcome_no_data(COMMITMENT_AVAILABILITY, t, out);
		return;
	}
	outcome_compute(COMMITMENT_AVAILABILITY, t, inputs, out);
	out->verdict = (uint8_t)verdict_of_status((enum availability_status)a->status);
}

/* ---- many ---- */

void rollup_add(struct rollup *r, const struct outcome *o)
{
	for (size_t i = 0; i < OUTCOME_INPUTS; i++)
		r->inputs[i] = sum_clamped(r->inputs[i], o->inputs[i]);
	r->verdicts.of[o->verdict]++;
	r->accounts++;
}

void rollup_join(struct rollup *r, const struct rollup *other)
{
	for (size_t i = 0; i < OUTCOME_INPUTS; i++)
		r->inputs[i] = sum_clamped(r->inputs[i], other->inputs[i]);
	for (size_t i = 0; i < VERDICT_COUNT; i++)
		r->verdicts.of[i] += other->verdicts.of[i];
	r->accounts += other->accounts;
}

void rollup_outcome(const struct rollup *r, enum commitment c, const struct terms *t, struct outcome *out)
{
	outcome_compute(c, t, r->inputs, out);
	out->verdict = (uint8_t)verdict_worst(&r->verdicts);
	if (r->verdicts.of[VERDICT_NO_DATA] == r->accounts)
		out->known = false;
}

/* ---- words ---- */

/* Writes the formula, each {input} as its name or as its number. */
static void write_template(struct buf *out, const struct outcome *o, bool numbers)
{
	const struct commitment_info *c = &commitments[o->commitment];
	for (const char *p = c->formula; *p;) {
		const char *open = strchr(p, '{'), *close = open ? strchr(open, '}') : NULL;
		char name[32];
		size_t length;
		int input;
		if (!close) {
			buf_add_text(out, p);
			return;
		}
		buf_add(out, p, (size_t)(open - p));
		length = (size_t)(close - open) - 1;
		length = length < sizeof name ? length : sizeof name - 1;
		memcpy(name, open + 1, length);
		name[length] = 0;
		input = commitment_input((enum commitment)o->commitment, name);
		if (numbers && input >= 0)
			measure_write_exact(out, c->inputs[input].measure, o->inputs[input]);
		else
			buf_add_text(out, name);
		p = close + 1;
	}
}

void outcome_write_formula(struct buf *out, const struct outcome *o)
{
	const struct commitment_info *c = &commitments[o->commitment];
	bool division = c->kind != OUTCOME_RULES && c->kind != OUTCOME_AMOUNT;
	if (division) {
		write_template(out, o, false);
		buf_add_text(out, " = ");
	}
	write_template(out, o, true);
	if (!division)
		return;
	buf_add_text(out, " = ");
	if (o->known)
		measure_write(out, c->measure, o->figure);
	else
		buf_add_text(out, "no figure");
}

void outcome_write_verdict(struct buf *out, const struct outcome *o)
{
	const struct commitment_info *c = &commitments[o->commitment];
	if (o->known) {
		measure_write(out, c->measure, o->figure);
		if (c->target) {
			bool below = o->figure < o->target;
			buf_add_text(out, below ? " is below " : " is at least ");
			if (c->measure == MEASURE_PERCENT)
				measure_write_exact(out, c->measure, o->target);
			else
				measure_write(out, c->measure, o->target);
		} else if (c->kind == OUTCOME_RULES) {
			buf_add_text(out, " broken");
		}
		buf_add_text(out, ": ");
	}
	buf_add_text(out, verdict_words[o->verdict]);
}

/* ---- open readings ---- */

void readings_of(enum commitment c, struct readings *r)
{
	*r = (struct readings){.total = 1};
	for (size_t i = 0; i < agreement_key_count && r->key_count < READINGS_KEYS; i++) {
		const struct agreement_key *k = &agreement_keys[i];
		size_t count = 0;
		if (!k->open || !commitment_decided_by(c, k))
			continue;
		while (count < AGREEMENT_READINGS && k->readings[count])
			count++;
		r->keys[r->key_count] = k;
		r->counts[r->key_count++] = count;
		r->total *= count;
	}
}

void readings_apply(const struct readings *r, size_t n, struct terms *t, size_t digits[READINGS_KEYS])
{
	for (size_t i = 0; i < r->key_count; n /= r->counts[i], i++) {
		size_t digit = n % r->counts[i];
		agreement_key_set(r->keys[i], t, r->keys[i]->readings[digit], NULL);
		if (digits)
			digits[i] = digit;
	}
}
