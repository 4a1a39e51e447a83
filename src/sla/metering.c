/* Clause 4.3: calls rated again, and invoices added up again. */
#include "slatop/sla/metering.h"

#include <string.h>

#include "safe.h"

const char *const charged_on_names[CHARGED_UNKNOWN] = {"function_fee", "phone_bill"};

/* ---- calls ---- */

bool call_record_faulty(const struct call_record *c)
{
	if (!time_sound(c->started_at) || !time_sound(c->ended_at) || time_infinite(c->answered_at))
		return true;
	if (c->answered_at != TIME_NONE && c->ended_at < c->answered_at)
		return true;
	return c->ended_at < c->started_at || c->billed_minutes < 0 || c->fee_fen < 0;
}

void metering_rate(const struct terms *t, const struct call_record *c, struct rating *out)
{
	int64_t off;
	*out = (struct rating){0};
	if (c->answered_at != TIME_NONE)
		out->talk_us = difference_clamped(c->ended_at, c->answered_at);
	out->right_minutes = out->talk_us / t->metering_unit_us + (out->talk_us % t->metering_unit_us != 0);
	off = c->billed_minutes - out->right_minutes;
	out->right = !off;
	if (c->billed_minutes) {
		__int128 fen = (__int128)c->fee_fen * (off < 0 ? -off : off) / c->billed_minutes;
		out->at_stake_fen = fen > INT64_MAX ? INT64_MAX : (int64_t)fen;
	}
}

bool metering_add_record(const struct terms *t, struct metering *sum, const struct call_record *c)
{
	struct rating r;
	if (call_record_faulty(c))
		return false;
	metering_rate(t, c, &r);
	sum->records++;
	sum->differing += !r.right;
	sum->fen_at_stake = sum_clamped(sum->fen_at_stake, r.at_stake_fen);
	return true;
}

bool metering_add_day(struct metering *sum, const struct metering *day)
{
	if (day->records < 0 || day->differing < 0 || day->differing > day->records || day->fen_at_stake < 0)
		return false;
	sum->records = sum_clamped(sum->records, day->records);
	sum->differing = sum_clamped(sum->differing, day->differing);
	sum->fen_at_stake = sum_clamped(sum->fen_at_stake, day->fen_at_stake);
	return true;
}

void metering_outcome(const struct terms *t, const struct metering *sum, struct outcome *out)
{
	const int64_t inputs[OUTCOME_INPUTS] = {sum->records, sum->differing, sum->fen_at_stake};
	outcome_compute(COMMITMENT_METERING, t, inputs, out);
}

/* ---- invoices ---- */

enum charged_on charged_on_from(const char *word)
{
	int c = 0;
	while (c < CHARGED_UNKNOWN && strcmp(charged_on_names[c], word))
		c++;
	return (enum charged_on)c;
}

bool invoice_faulty(const struct invoice *i)
{
	return i->seats < 0 || i->seat_price_fen < 0 || i->function_fee_fen < 0 || i->phone_bill_fen < 0 ||
	       i->total_service_fee_fen < 0 || i->deduction_fen < 0 || i->charged_on >= CHARGED_UNKNOWN ||
	       !time_sound(i->issued_at);
}

static bool equals(const struct invoice *i, enum rule rule, int64_t stated, __int128 right,
		   struct violations *v)
{
	__int128 off = stated - right;
	if (!off)
		return true;
	off = off < -INT64_MAX ? -INT64_MAX : off;
	violations_add(v, (struct violation){.rule = rule, .at_us = i->issued_at,
					     .enterprise_no = i->enterprise_no, .row_id = i->month,
					     .amount = (int64_t)off});
	return false;
}

bool invoice_right(const struct invoice *i, struct violations *v)
{
	bool fee, total;
	if (invoice_faulty(i))
		return true;
	fee = equals(i, RULE_FUNCTION_FEE_WRONG, i->function_fee_fen, (__int128)i->seats * i->seat_price_fen, v);
	total = equals(i, RULE_TOTAL_FEE_WRONG, i->total_service_fee_fen,
		       (__int128)i->function_fee_fen + i->phone_bill_fen, v);
	return fee && total;
}

void service_fee_outcome(const struct terms *t, const struct invoice *list, size_t count, struct outcome *out,
			 struct violations *v)
{
	int64_t inputs[OUTCOME_INPUTS] = {0};
	for (size_t i = 0; i < count; i++) {
		if (invoice_faulty(&list[i]))
			continue;
		inputs[0]++;
		inputs[1] += !invoice_right(&list[i], v);
	}
	outcome_compute(COMMITMENT_SERVICE_FEE, t, inputs, out);
}
