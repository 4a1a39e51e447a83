/* Failures: every account by 4.2, the worst first. The month that is shown comes from
 * its windows, the months before it from what is kept of them (years.h). */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/models.h"
#include "table/outcome_words.h"
#include "table/reliabilities.h"
#include "table/tally.h"
#include "table/years.h"

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Account", "The account's number.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name.", NULL) \
	F(RANK, "rank", VALUE_INTEGER, FIELD_SCREEN_ONLY, "Rank", "The verdict as a number, the worst the greatest.", NULL) \
	F(VERDICT, "verdict", VALUE_TEXT, 0, "Verdict", "met, missed, failing, too_early or no_data.", "state") \
	F(WORDS, "words", VALUE_TEXT, 0, "Reliability", "The figure in words.", NULL) \
	F(MEAN, "mean_s", VALUE_DURATION, 0, "Mean", \
	  "Mean time from a recovery to the next failure, truncated; none with fewer than two failures.", NULL) \
	F(TARGET, "target_s", VALUE_DURATION, 0, "Target", "What is promised.", NULL) \
	F(EVENTS, "events", VALUE_INTEGER, 0, "Failures", "Failures that started in the look-back.", NULL) \
	F(INTERVALS, "intervals", VALUE_INTEGER, 0, "Intervals", "Times between them, of which the mean is.", NULL) \
	F(BETWEEN, "between_s", VALUE_DURATION, 0, "Between", "These intervals, summed.", NULL) \
	F(SHORTEST, "shortest_s", VALUE_DURATION, 0, "Shortest", "The shortest of them.", NULL) \
	F(OPEN, "open", VALUE_BOOL, 0, "Down", "Whether a failure goes on.", NULL) \
	F(RECOVERED, "recovered_at", VALUE_TIME, 0, "Recovered", "The last recovery; none while a failure is open.", NULL) \
	F(QUIET, "quiet_s", VALUE_DURATION, FIELD_TICKS, "Quiet", \
	  "Since then, else since the account was opened or its windows are looked at.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

/* Of an account, as it was judged. */
struct judged {
	struct reliability r;
	int64_t moment_us;
	bool known;
};

struct model_state {
	MODEL_FRAME;            /* of the month; of one account, of its year */
	struct years years;     /* of all */
	struct tally tally;     /* struct judged by account */
	uint64_t *counted;      /* by platform index: how many years were kept then */
	size_t platforms;
	struct arena scratch, texts;
};
static const struct part parts[] = {PART(years, years), PART(tally, tally), PART(list, counted), PART(kept, scratch),
				    PART(texts, texts), {NULL, 0}};

static bool of_all(const struct model_state *s)
{
	return !s->sources.scope.enterprise_no;
}

static struct span wanted_span(const struct model_scope *scope)
{
	return scope->enterprise_no ? reliability_span(scope) : scope->span;
}

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, wanted_span, true);

	if (!scope->enterprise_no)
		years_open(&s->years, scope);
	tally_init(&s->tally, sizeof(struct judged));
	return s;
}

/* ---- rows ---- */

static void start(void *context, size_t i)
{
	(void)context;
	(void)i;
}

static size_t account(void *context, size_t i, uint32_t tenant)
{
	struct model_state *s = context;
	struct judged *j = (struct judged *)(void *)s->tally.adding + tenant;
	const struct period *d = source_period(&s->sources, i);
	size_t windows = 0;

	for (uint32_t w = d->first[tenant]; w != INDEX_NONE; w = d->windows[w].next)
		windows++;
	j->moment_us = reliability_moment(&s->sources, i, s->sources.scope.span);
	if (tenant_in_span(&source_platform(&s->sources, i)->tenants[tenant], s->sources.scope.span))
		j->known = of_all(s) ? years_judge(years_of(&s->years, i), &s->sources, i, tenant, &s->scratch, &j->r)
				     : reliability_of(&s->sources, i, tenant, s->sources.scope.span, &s->scratch, &j->r, NULL, NULL);
	arena_reset(&s->scratch);
	return windows + 8; /* and what the months before come to */
}

/* What was counted before its months were read is counted again. */
static void look_at_years(struct model_state *s, size_t i)
{
	size_t platforms = s->sources.scope.store->count;

	if (platforms > s->platforms) {
		s->counted = mem_resize(s->counted, platforms, sizeof *s->counted);
		memset(s->counted + s->platforms, 0, (platforms - s->platforms) * sizeof *s->counted);
		s->platforms = platforms;
	}
	if (s->counted[i] != s->years.kept && i < s->tally.count)
		s->tally.list[i].done = false;
	s->counted[i] = s->years.kept;
}

static void add_rows(struct model_state *s, size_t i, struct row_ref **list, size_t *count, size_t *capacity)
{
	const struct platform *p = source_platform(&s->sources, i);
	uint32_t only = source_account(&s->sources, i);

	for (uint32_t t = of_all(s) ? 0 : only; t < p->tenant_count && (of_all(s) || t == only); t++)
		if (tenant_in_span(&p->tenants[t], s->sources.scope.span))
			rows_add(list, count, capacity, i, t);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	size_t i = sources_next(&s->sources, *position >> 32), t = *position & UINT32_MAX;
	size_t platforms = s->sources.scope.store->count;

	if (!*position && frame_work(s, deadline_us))
		return true;
	for (; i < platforms; i = sources_next(&s->sources, i + 1), t = 0) {
		size_t accounts = source_platform(&s->sources, i)->tenant_count;
		look_at_years(s, i);
		if ((t || !tally_is_fresh(&s->tally, &s->sources, i, accounts)) &&
		    tally_work(&s->tally, &s->sources, i, accounts, &t, start, account, s, deadline_us)) {
			*position = i << 32 | t;
			return true;
		}
		add_rows(s, i, list, count, capacity);
	}
	*position = i << 32;
	return false;
}

/* ---- values ---- */

static const char *words(struct model_state *s, const struct reliability *r)
{
	struct buf text = BUF_INIT;

	reliability_write(&text, r);
	const char *copy = arena_copy(&s->texts, text.data, text.length);
	buf_release(&text);
	return copy;
}

/* Goes on from where it was judged. */
static int64_t quiet(const struct model_state *s, const struct judged *j, size_t i)
{
	int64_t moment = reliability_moment(&s->sources, i, s->sources.scope.span);

	return j->r.quiet_us + (moment == TIME_NONE || moment < j->moment_us ? 0 : moment - j->moment_us);
}

static void put_judged(struct model_state *s, const struct judged *j, size_t i, size_t field, struct value *out)
{
	const struct reliability *r = &j->r;

	switch (field) {
	case F_WORDS: put_text(out, j->known ? words(s, r) : NULL); break;
	case F_MEAN: put_known(out, r->mean_us, j->known && r->known); break;
	case F_EVENTS: put_known(out, r->events, j->known); break;
	case F_INTERVALS: put_known(out, r->intervals, j->known); break;
	case F_BETWEEN: put_known(out, r->between_us, j->known); break;
	case F_SHORTEST: put_known(out, r->shortest_us, j->known && r->intervals); break;
	case F_OPEN: put_known(out, r->open, j->known); break;
	case F_RECOVERED: put_time(out, j->known ? r->recovered_at : TIME_NONE); break;
	default: put_known(out, quiet(s, j, i), j->known && !r->open); break;
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct tenant *t = account_of(&s->sources, row);
	const struct judged *j = tally_row(&s->tally, row.platform, row.item);
	uint8_t verdict = j->known ? j->r.verdict : VERDICT_NO_DATA;

	if (!value_start(out, fields, F_COUNT, field) || !t) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_PLATFORM: put_text(out, source_platform(&s->sources, row.platform)->code); break;
	case F_ENTERPRISE_NO: put_int(out, t->enterprise_no); break;
	case F_NAME: put_text(out, t->name); break;
	case F_RANK: put_int(out, verdict); break;
	case F_VERDICT: put_text(out, verdict_names[verdict]); break;
	case F_TARGET:
		put_int(out, source_terms(&s->sources, row.platform, row.item, s->sources.scope.span)->reliability_target_days * DAY_US);
		break;
	default: put_judged(s, j, row.platform, field, out); break;
	}
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	account_enter(s, row, scope);
	scope->figure = commitments[COMMITMENT_RELIABILITY].name;
}

const struct model model_failures = {
	.name = "failures",
	.help = "Every account by its reliability (4.2), the worst first: failures in the look-back, the mean time between "
		"them and the verdict.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-rank,mean_s,-events,enterprise_no",
	.beside = "incident",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = account_key,
	.enter = enter,
};
