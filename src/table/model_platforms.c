/* Platforms: one row a sub-platform, with its replica's state and the sums. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS
#define ACCOUNTS_A_LOOK 512

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Code", "Code of the sub-platform.", NULL) \
	F(NAME, "name", VALUE_TEXT, 0, "Platform", "Name of the sub-platform.", NULL) \
	F(STATE, "state", VALUE_TEXT, T, "State", "State of the replica.", "state") \
	F(DATA_AGE, "data_age_s", VALUE_DURATION, T, "Age", "Age of the data.", NULL) \
	F(ACCOUNTS, "accounts", VALUE_INTEGER, 0, "Accounts", "Accounts with a row in the span.", NULL) \
	F(OPEN_COUNTED, "open_counted", VALUE_INTEGER, T, "Counting", "Windows open that count.", NULL) \
	F(OPEN_PENDING, "open_pending", VALUE_INTEGER, T, "Pending", "Windows open that do not count yet.", \
	  NULL) \
	F(DOWN, "accounts_down", VALUE_INTEGER, T, "Down", "Accounts with a counted outage open.", NULL) \
	F(AT_RISK, "at_risk", VALUE_INTEGER, T, "At risk", \
	  "Accounts that have used most of what is allowed.", NULL) \
	F(BREACHED, "breached", VALUE_INTEGER, T, "Breached", "Accounts whose promise is broken.", NULL) \
	F(NEXT_BREACH, "next_breach", VALUE_TIME, 0, "Next breach", \
	  "The earliest breach to come, if all goes on.", NULL) \
	F(REPLICA_TIME, "replica_time", VALUE_TIME, 0, "Replica time", \
	  "The time up to which the replica knows.", NULL) \
	F(MESSAGE, "message", VALUE_TEXT, 0, "Message", "Why it is not live.", NULL) \
	F(AS_OF, "as_of", VALUE_TIME, S | T, "As of", "The moment of evaluation.", NULL) \
	F(WARNING, "warning", VALUE_TEXT, S, "Warning", "What is live but not as it should be.", NULL) \
	F(LSN, "lsn", VALUE_TEXT, S, "LSN", "How far the replica has replayed.", NULL) \
	F(FAULTS, "faults", VALUE_INTEGER, S, "Faults", "Bad rows that were left out.", NULL) \
	F(TENANTS, "tenants", VALUE_INTEGER, S, "Tenants", "Accounts known, voided ones left out.", NULL) \
	F(POSITION, "position", VALUE_INTEGER, S, "#", "Place in the configuration.", NULL) \
	F(ROWS_LOADED, "rows_loaded", VALUE_INTEGER, S | T, "Loaded", \
	  "Rows read by the load that is running.", NULL) \
	F(RETRY_IN, "retry_in_s", VALUE_DURATION, S | T, "Retry in", "Time until the next attempt.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct sums {
	int64_t accounts, tenants, down, at_risk, breached;
	int64_t next_breach;
	uint64_t of; /* what it was found in, see sums_of */
};

struct model_state {
	struct sources sources;
	struct sums *sums; /* by platform, as the last whole pass found them */
	size_t count;
	struct sums adding; /* of the platform that a pass is at */
};

static const struct sums no_sums = {.next_breach = TIME_NONE};

static struct model_state *open_(const struct model_scope *scope)
{
	return model_new(sizeof(struct model_state), scope, false);
}

static void close_(struct model_state *s)
{
	free(s->sums);
	model_close(s);
}

static uint64_t generation(const struct model_state *s)
{
	uint64_t g = model_generation(s);

	for (size_t i = sources_next(&s->sources, 0); i < s->sources.scope.store->count;
	     i = sources_next(&s->sources, i + 1)) {
		const struct replica_status *status = &source_platform(&s->sources, i)->status;

		g = generation_mix(g, status->state);
		g = generation_mix(g, (uint64_t)status->replica_time / USEC);
		for (const char *c = status->message; *c; c++)
			g = g * 31 + (unsigned char)*c;
	}
	return g;
}

static void keep_sums(struct model_state *s, size_t i)
{
	size_t count = s->sources.scope.store->count;

	if (count > s->count) {
		s->sums = mem_resize(s->sums, count, sizeof *s->sums);
		while (s->count < count)
			s->sums[s->count++] = no_sums;
	}
	s->sums[i] = s->adding;
}

/* The facts and verdicts that a sub-platform's sums come of: while they are the same,
 * a second that goes by need not ask every account again. Never 0. */
static uint64_t sums_of(const struct model_state *s, size_t i)
{
	uint64_t g = generation_mix(source_generation(&s->sources, i), (uint64_t)(uintptr_t)source_period(&s->sources, i));

	g = generation_mix(g, (uint64_t)s->sources.span.start_us);
	return generation_mix(g, (uint64_t)s->sources.span.end_us) | 1;
}

static void add_account(struct model_state *s, size_t i, uint32_t tenant)
{
	const struct tenant *t = &source_platform(&s->sources, i)->tenants[tenant];
	const struct period *d = source_period(&s->sources, i);
	const struct availability *v = d && tenant < d->tenant_capacity ? &d->verdicts[tenant] : NULL;

	s->adding.tenants += !t->voided;
	if (!tenant_in_span(t, s->sources.span))
		return;
	s->adding.accounts++;
	if (!v || v->status == STATUS_NO_DATA)
		return;
	s->adding.down += v->open_counted;
	s->adding.at_risk += v->status == STATUS_AT_RISK;
	s->adding.breached += v->status == STATUS_BREACHED;
	if (v->breach_eta < s->adding.next_breach)
		s->adding.next_breach = v->breach_eta;
}

/* Returns false at the deadline, with the next account to ask in *tenant. */
static bool add_accounts(struct model_state *s, size_t i, size_t *tenant, int64_t deadline_us)
{
	size_t end = source_platform(&s->sources, i)->tenant_count;
	uint64_t of = sums_of(s, i);

	if (i < s->count && s->sums[i].of == of)
		return true;
	if (*tenant == 0) {
		s->adding = no_sums;
		s->adding.of = of;
	}
	while (*tenant < end) {
		add_account(s, i, (uint32_t)*tenant);
		if (++*tenant % ACCOUNTS_A_LOOK == 0 && deadline_us != INT64_MAX &&
		    clock_monotonic() >= deadline_us)
			return false;
	}
	keep_sums(s, i);
	return true;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t i = sources_next(&s->sources, *position >> 32), t = *position & UINT32_MAX;

	for (; i < s->sources.scope.store->count; i = sources_next(&s->sources, i + 1), t = 0) {
		if (!add_accounts(s, i, &t, deadline_us)) {
			*position = i << 32 | t;
			return true;
		}
		rows_add(list, count, capacity, i, 0);
	}
	*position = i << 32;
	return false;
}

static void put_sum(const struct model_state *s, size_t i, size_t field, struct value *out)
{
	const struct sums *sums = i < s->count ? &s->sums[i] : &no_sums;
	const struct period *d = source_period(&s->sources, i);

	switch (field) {
	case F_ACCOUNTS:
		put_int(out, sums->accounts);
		/* Not read is not the same as none, and a part is not the whole. */
		out->null = !d && (!sums->tenants ||
				   source_platform(&s->sources, i)->status.state == REPLICA_LOADING);
		return;
	case F_TENANTS:
		put_int(out, sums->tenants);
		return;
	case F_NEXT_BREACH:
		put_time(out, sums->next_breach);
		return;
	case F_DOWN:
		put_int(out, sums->down);
		break;
	case F_AT_RISK:
		put_int(out, sums->at_risk);
		break;
	case F_BREACHED:
		put_int(out, sums->breached);
		break;
	case F_OPEN_COUNTED:
		put_int(out, d ? d->open_counted : 0);
		break;
	default:
		put_int(out, d ? d->open_pending : 0);
	}
	out->null = !d; /* no window known is not the same as none open */
}

static const char *text_or_null(const char *text)
{
	return text && *text ? text : NULL;
}

static void put_replica(const struct model_state *s, size_t i, size_t field, struct value *out)
{
	const struct platform *p = source_platform(&s->sources, i);
	const struct replica_status *status = &p->status;
	int64_t now = s->sources.scope.now;

	switch (field) {
	case F_PLATFORM:
		put_text(out, p->code);
		break;
	case F_NAME:
		put_text(out, p->name);
		break;
	case F_STATE:
		put_text(out, replica_state_names[status->state]);
		break;
	case F_DATA_AGE:
		put_time(out, platform_data_age(p, now));
		break;
	case F_REPLICA_TIME:
		put_time(out, status->replica_time);
		break;
	case F_MESSAGE:
		put_text(out, text_or_null(status->message));
		break;
	case F_WARNING:
		put_text(out, text_or_null(status->warning));
		break;
	case F_LSN:
		put_text(out, text_or_null(status->lsn));
		break;
	case F_AS_OF:
		put_time(out, source_moment(&s->sources, i));
		break;
	case F_POSITION:
		put_int(out, (int64_t)i + 1);
		break;
	case F_FAULTS:
		put_int(out, (int64_t)p->faults);
		break;
	case F_ROWS_LOADED:
		put_int(out, (int64_t)status->rows_loaded);
		break;
	default:
		put_int(out, status->retry_at > now ? status->retry_at - now : 0);
		out->null = status->retry_at == TIME_NONE || status->retry_at <= 0;
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	if (!value_start(out, fields, F_COUNT, field) || row.platform >= s->sources.scope.store->count)
		put_null(out);
	else if ((field >= F_ACCOUNTS && field <= F_NEXT_BREACH) || field == F_TENANTS)
		put_sum(s, row.platform, field, out);
	else
		put_replica(s, row.platform, field, out);
}

const struct model model_platforms = {
	.name = "platforms",
	.help = "The sub-platforms: state, age of the data, what is down.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "position",
	.open = open_,
	.close = close_,
	.advance = model_advance,
	.generation = generation,
	.rows = rows,
	.get = get,
	.key = model_key_of_platform,
	.complete = model_complete,
	.enter = model_enter_platform,
};
