#include "app/later.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/engine.h"

static void on_counts(void *context, const struct read_result *results, int statements, const char *error)
{
	struct later_changes *l = context;

	if (l->waited)
		l->waited--;
	if (error || !statements)
		snprintf(l->error, sizeof l->error, "%s", error ? error : "no answer");
	for (int i = 0; i < statements && results[i].rows == 1; i++) {
		const char *number = results[i].get(&results[i], 0, 0), *which = results[i].get(&results[i], 0, 1);
		size_t at = which ? (size_t)strtol(which, NULL, 10) : relation_count;
		if (number && at < relation_count)
			l->counts[at] += strtoll(number, NULL, 10);
	}
	if (l->engine->changed)
		l->engine->changed(l->engine->context);
}

static void ask_platform(struct engine *s, size_t i, const char *when)
{
	const struct platform *p = s->store->platforms[i];
	struct read_statement list[RELATIONS_MOST];
	char sql[RELATIONS_MOST][160];
	int count = 0;

	for (size_t k = 0; k < relation_count; k++) {
		if (!relations[k].dated || !platform_publishes(p, relations[k].name))
			continue;
		snprintf(sql[count], sizeof sql[count],
			 "select count(*), %zu from sla.%s where changed_at > $1::timestamptz", k, relations[k].name);
		list[count] = (struct read_statement){sql[count], &when, 1};
		count++;
	}
	s->later.waited++;
	replica_read(s->replicas[i], list, count, on_counts, &s->later);
}

void later_ask(struct engine *s, int64_t as_of)
{
	struct buf when = BUF_INIT;

	for (size_t i = 0; i < s->store->count; i++)
		replica_forget(s->replicas[i], &s->later);
	s->later = (struct later_changes){.as_of = as_of, .asked_at = clock_monotonic(), .engine = s};
	time_rfc3339(&when, as_of);
	for (size_t i = 0; i < s->store->count && as_of != TIME_NONE; i++)
		ask_platform(s, i, when.data);
	buf_release(&when);
}

bool later_known(const struct engine *s)
{
	return !s->later.waited;
}
