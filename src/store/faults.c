/* Bad rows, counted by the rule that they break. */
#include "private.h"

const char *const fault_names[FAULT_COUNT] = {
	"", "infinite time", "ends before it starts", "unknown service", "unknown account",
	"voided account", "negative count", "unknown agreement code"};

void fault_count(uint64_t counts[FAULT_COUNT], enum fault before, enum fault after)
{
	if (before)
		counts[before]--;
	if (after)
		counts[after]++;
}

uint64_t period_fault_count(const struct period *d, enum fault fault)
{
	return d->own->faults[fault];
}

uint64_t platform_fault_count(const struct platform *p, enum fault fault)
{
	return p->own->faults[fault];
}

/* Other periods may hold the current month's rows too: only it counts. */
void platform_sum_faults(struct platform *p)
{
	uint64_t sum = 0;

	for (int rule = FAULT_NONE + 1; rule < FAULT_COUNT; rule++) {
		sum += p->own->faults[rule];
		if (p->period_count)
			sum += p->periods[0]->own->faults[rule];
	}
	p->faults = sum;
}
