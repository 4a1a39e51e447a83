#include "app/later.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/engine.h"
#include "slatop/base/mem.h"

static const struct relation {
	const char *name, *one, *many;
} relations[] = {
	{"tenant", "account", "accounts"},
	{"maintenance", "maintenance", "maintenance"},
	{"incident", "incident", "incidents"},
	{"failover", "switch-over", "switch-overs"},
	{"link", "link", "links"},
	{"claim", "claim", "claims"},
};
_Static_assert(COUNT_OF(relations) <= COUNT_OF(((struct later_changes *)0)->counts), "a count for each");

static void write_text(struct later_changes *l)
{
	struct buf text = BUF_INIT;

	l->rows = 0;
	for (size_t i = 0; i < COUNT_OF(relations); i++)
		l->rows += l->counts[i];
	for (size_t i = 0; i < COUNT_OF(relations); i++)
		if (l->counts[i])
			buf_addf(&text, "%s%" PRId64 " %s", text.length ? ", " : "", l->counts[i],
				 l->counts[i] == 1 ? relations[i].one : relations[i].many);
	if (text.length)
		buf_add_text(&text, " changed since");
	snprintf(l->text, sizeof l->text, "%s", text.length ? text.data : "");
	buf_release(&text);
}

static void on_counts(void *context, const struct read_result *results, int statements, const char *error)
{
	struct later_changes *l = context;

	if (l->waited)
		l->waited--;
	if (error || !statements)
		snprintf(l->error, sizeof l->error, "%s", error ? error : "no answer");
	for (int i = 0; i < statements && results[i].rows == 1; i++) {
		const char *number = results[i].get(&results[i], 0, 0), *which = results[i].get(&results[i], 0, 1);
		size_t at = which ? (size_t)strtol(which, NULL, 10) : COUNT_OF(relations);
		if (number && at < COUNT_OF(relations))
			l->counts[at] += strtoll(number, NULL, 10);
	}
	if (!l->waited)
		write_text(l);
	if (l->engine->changed)
		l->engine->changed(l->engine->context);
}

static void ask_platform(struct engine *s, size_t i, const char *when)
{
	const struct platform *p = s->store->platforms[i];
	struct read_statement list[COUNT_OF(relations)];
	char sql[COUNT_OF(relations)][160];
	int count = 0;

	for (size_t k = 0; k < COUNT_OF(relations); k++) {
		if (!platform_publishes(p, relations[k].name))
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
