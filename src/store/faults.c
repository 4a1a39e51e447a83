/* Bad rows: counted by the rule that they break, and found again. */
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"

const char *const fault_names[FAULT_COUNT] = {
	"", "infinite time", "ends before it starts", "unknown service", "unknown account",
	"voided account", "negative count", "unknown agreement code"};

const char *const faulty_relations[FAULTY_COUNT] = {"outage", "maintenance", "incident",
						    "tenant", "link",	     "failover"};

static const struct {
	uint8_t relation, fault;
	const char *rule;
} fault_rules[] = {
	{FAULTY_OUTAGE, FAULT_TIME_INFINITE, "started_at or ended_at is infinite"},
	{FAULTY_OUTAGE, FAULT_TIMES_REVERSED, "ended_at is before started_at"},
	{FAULTY_OUTAGE, FAULT_SERVICE, "service is none of the four"},
	{FAULTY_OUTAGE, FAULT_ACCOUNT_UNKNOWN, "there is no such account, or a bad one"},
	{FAULTY_OUTAGE, FAULT_ACCOUNT_VOIDED, "the account was voided"},
	{FAULTY_MAINTENANCE, FAULT_TIME_INFINITE, "one of its times is infinite"},
	{FAULTY_MAINTENANCE, FAULT_TIMES_REVERSED, "ends_at is not after starts_at"},
	{FAULTY_INCIDENT, FAULT_TIME_INFINITE, "one of its times is infinite"},
	{FAULTY_TENANT, FAULT_TIME_INFINITE, "opened_at or closed_at is infinite"},
	{FAULTY_TENANT, FAULT_COUNT_NEGATIVE, "seats is below 0: they count as none"},
	{FAULTY_TENANT, FAULT_AGREEMENT, "agreement_code is unknown: standard holds"},
	{FAULTY_LINK, FAULT_TIME_INFINITE, "since is infinite: it is shown without"},
	{FAULTY_FAILOVER, FAULT_TIME_INFINITE, "failed_at or switched_at is infinite"},
	{FAULTY_FAILOVER, FAULT_TIMES_REVERSED, "switched_at is before failed_at"},
};

const char *fault_rule(enum faulty_relation relation, enum fault fault)
{
	for (size_t i = 0; i < COUNT_OF(fault_rules); i++)
		if (fault_rules[i].relation == relation && fault_rules[i].fault == fault)
			return fault_rules[i].rule;
	return fault_names[fault];
}

/* --- counting ------------------------------------------------------------ */

static void mark(struct fault_rows *f, uint32_t row, bool bad)
{
	size_t word = row / 64;

	if (word >= f->words) {
		size_t words = word * 2 + 16;
		f->bits = mem_resize(f->bits, words, sizeof *f->bits);
		memset(f->bits + f->words, 0, (words - f->words) * sizeof *f->bits);
		f->words = words;
	}
	if (bad)
		f->bits[word] |= UINT64_C(1) << row % 64;
	else
		f->bits[word] &= ~(UINT64_C(1) << row % 64);
}

void fault_change(struct fault_rows *f, uint32_t row, enum fault before, enum fault after)
{
	if (before == after)
		return;
	if (before) {
		f->count[before]--;
		f->all--;
	}
	if (after) {
		f->count[after]++;
		f->all++;
	}
	if (!before != !after)
		mark(f, row, after);
}

void fault_rows_release(struct fault_rows *f)
{
	free(f->bits);
	*f = (struct fault_rows){0};
}

/* Other periods may hold the current month's rows too: only it counts. */
static const struct fault_rows *rows_of(const struct platform *p, enum faulty_relation relation)
{
	return relation == FAULTY_OUTAGE && p->period_count ? &p->periods[0]->own->faults
							    : &p->own->faults[relation];
}

void platform_sum_faults(struct platform *p)
{
	uint64_t sum = 0;

	for (int relation = 0; relation < FAULTY_COUNT; relation++)
		sum += rows_of(p, (enum faulty_relation)relation)->all;
	p->faults = sum;
}

uint64_t period_fault_count(const struct period *d, enum fault fault)
{
	return d->own->faults.count[fault];
}

uint64_t platform_fault_count(const struct platform *p, enum fault fault)
{
	uint64_t sum = 0;

	for (int relation = 0; relation < FAULTY_COUNT; relation++)
		sum += p->own->faults[relation].count[fault];
	return sum;
}

/* --- finding ------------------------------------------------------------- */

uint32_t platform_next_bad(const struct platform *p, enum faulty_relation relation, uint32_t from)
{
	const struct fault_rows *f = rows_of(p, relation);
	size_t word = from / 64;
	uint64_t bits;

	if (!f->all || word >= f->words)
		return INDEX_NONE;
	bits = f->bits[word] & ~UINT64_C(0) << from % 64;
	while (!bits && ++word < f->words)
		bits = f->bits[word];
	return bits ? (uint32_t)(word * 64 + (size_t)__builtin_ctzll(bits)) : INDEX_NONE;
}

enum fault platform_row_fault(const struct platform *p, enum faulty_relation relation, uint32_t row)
{
	switch (relation) {
	case FAULTY_OUTAGE:
		return p->period_count ? window_counted_fault(p->periods[0], &p->periods[0]->windows[row])
				       : FAULT_NONE;
	case FAULTY_MAINTENANCE:
		return p->maintenance[row].voided ? FAULT_NONE : (enum fault)p->maintenance[row].faulty;
	case FAULTY_INCIDENT:
		return p->incidents[row].faulty && !p->incidents[row].voided ? FAULT_TIME_INFINITE : FAULT_NONE;
	case FAULTY_TENANT:
		return p->tenants[row].voided ? FAULT_NONE : (enum fault)p->tenants[row].fault;
	case FAULTY_LINK:
		return p->links[row].voided ? FAULT_NONE : (enum fault)p->links[row].faulty;
	default:
		return p->failovers[row].voided ? FAULT_NONE : (enum fault)p->failovers[row].faulty;
	}
}
