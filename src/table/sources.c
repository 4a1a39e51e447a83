/* Periods of the sub-platforms in scope. */
#include "table/sources.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

static bool in_scope(const struct sources *s, size_t i)
{
	return s->scope.platform < 0 || (size_t)s->scope.platform == i;
}

size_t sources_next(const struct sources *s, size_t i)
{
	while (i < s->scope.store->count && !in_scope(s, i))
		i++;
	return i;
}

struct platform *source_platform(const struct sources *s, size_t i)
{
	return i < s->scope.store->count ? s->scope.store->platforms[i] : NULL;
}

uint32_t source_account(const struct sources *s, size_t i)
{
	if (!s->scope.enterprise_no || i >= s->scope.store->count)
		return INDEX_NONE;
	return platform_tenant(s->scope.store->platforms[i], s->scope.enterprise_no);
}

bool sources_find_account(const struct sources *s, size_t *platform, uint32_t *tenant)
{
	for (size_t i = sources_next(s, 0); i < s->scope.store->count; i = sources_next(s, i + 1)) {
		*platform = i;
		*tenant = source_account(s, i);
		if (*tenant != INDEX_NONE)
			return true;
	}
	return false;
}

/* A period of all accounts that is there anyway spares a load for the one. */
static bool has_whole_period(const struct platform *p, const struct source *want)
{
	for (size_t i = 0; i < p->period_count; i++) {
		const struct period *d = p->periods[i];

		if (d->span.start_us == want->span.start_us && d->span.end_us == want->span.end_us &&
		    d->as_of == want->as_of && d->as_known == want->as_known && !d->only_account &&
		    (d->complete || i == 0))
			return true;
	}
	return false;
}

static struct period *take(const struct sources *s, size_t i, const struct source *want)
{
	const struct model_scope *c = &s->scope;

	scope_reads(c, "tenant maintenance");
	if (want->as_known && c->period_known)
		return c->period_known(c->host, (uint32_t)i, want->span, want->as_of, want->account);
	if (want->as_known)
		return platform_period_known(c->store->platforms[i], want->span, want->as_of, want->account);
	if (c->period)
		return c->period(c->host, (uint32_t)i, want->span, want->as_of, want->account);
	return platform_period(c->store->platforms[i], want->span, want->as_of, want->account);
}

static void give_back(const struct sources *s, size_t i)
{
	struct period *d = s->list[i].period;

	s->list[i].period = NULL;
	if (!d)
		return;
	if (s->scope.release_period)
		s->scope.release_period(s->scope.host, (uint32_t)i, d);
	else if (!s->scope.period)
		platform_release_period(s->scope.store->platforms[i], d);
}

static bool same_source(const struct source *a, const struct source *b)
{
	return a->span.start_us == b->span.start_us && a->span.end_us == b->span.end_us &&
		a->as_of == b->as_of && a->as_known == b->as_known && a->account == b->account;
}

/* Takes what is wanted now before it gives the former back, so that a period
 * that stays is not dropped in between. */
static void update(struct sources *s, size_t i)
{
	struct source want = {.span = s->span, .as_of = s->scope.as_of}, old = s->list[i];
	want.as_known = s->scope.as_known && want.as_of != TIME_NONE;
	bool wanted = in_scope(s, i) && s->span.start_us < s->span.end_us;

	if (s->one_account && s->scope.enterprise_no) {
		wanted = wanted && source_account(s, i) != INDEX_NONE;
		if (old.period && old.account == s->scope.enterprise_no)
			want.account = old.account; /* once taken it does as well */
		else if (!has_whole_period(source_platform(s, i), &want))
			want.account = s->scope.enterprise_no;
	}
	if (wanted && old.period && same_source(&old, &want))
		return;
	if (!wanted && !old.period)
		return;
	if (wanted)
		want.period = take(s, i, &want);
	give_back(s, i);
	s->list[i] = want;
}

static void update_all(struct sources *s)
{
	size_t count = s->scope.store->count;

	if (count > s->count) {
		s->list = mem_resize(s->list, count, sizeof *s->list);
		memset(s->list + s->count, 0, (count - s->count) * sizeof *s->list);
		s->count = count;
	}
	for (size_t i = 0; i < s->count; i++)
		update(s, i);
}

void sources_open(struct sources *s, const struct model_scope *scope, struct span span, bool one_account)
{
	*s = (struct sources){.scope = *scope, .span = span, .one_account = one_account};
	update_all(s);
}

void sources_close(struct sources *s)
{
	for (size_t i = 0; i < s->count; i++)
		give_back(s, i);
	free(s->list);
	*s = (struct sources){0};
}

void sources_advance(struct sources *s, const struct model_scope *scope, struct span span)
{
	s->scope = *scope;
	s->span = span;
	update_all(s);
}

uint64_t generation_mix(uint64_t generation, uint64_t number)
{
	generation ^= number + UINT64_C(0x9e3779b97f4a7c15) + (generation << 6) + (generation >> 2);
	return generation * UINT64_C(0xff51afd7ed558ccd);
}

int64_t text_number(const char *text)
{
	uint64_t number = text ? 1 : 0;

	for (; text && *text; text++)
		number = generation_mix(number, (unsigned char)*text);
	return (int64_t)(number >> 1);
}

uint64_t source_generation(const struct sources *s, size_t i)
{
	const struct platform *p = s->scope.store->platforms[i];
	const struct period *d = s->list[i].period;
	uint64_t g = generation_mix(p->generation, p->epoch);

	return generation_mix(g, d ? d->generation * 2 + d->complete : 0);
}

uint64_t sources_generation(const struct sources *s)
{
	uint64_t g = s->count;

	for (size_t i = 0; i < s->count; i++)
		if (in_scope(s, i))
			g = generation_mix(g, source_generation(s, i));
	return g;
}

/* An account that no sub-platform knows is known not to be there only when
 * all of them are read. */
bool sources_complete(const struct sources *s)
{
	for (size_t i = sources_next(s, 0); i < s->scope.store->count; i = sources_next(s, i + 1)) {
		const struct platform *p = s->scope.store->platforms[i];
		const struct period *d = i < s->count ? s->list[i].period : NULL;

		if (d ? !d->complete : !(s->one_account && p->period_count && p->periods[0]->complete))
			return false;
	}
	return true;
}

struct period *source_period(const struct sources *s, size_t i)
{
	struct period *d = i < s->count ? s->list[i].period : NULL;

	return d && d->complete ? d : NULL;
}

void source_in_passing(const struct sources *s, size_t i)
{
	struct period *d = i < s->count ? s->list[i].period : NULL;

	if (d && !d->complete && d->users <= 3) /* ours, the errand's, and the load's where that has begun */
		d->passing = true;
}

int64_t source_moment(const struct sources *s, size_t i)
{
	const struct period *d = source_period(s, i);

	if (s->scope.as_of != TIME_NONE)
		return s->scope.as_of;
	if (d && d->ticked_at > 0 && d->ticked_at != TIME_NONE)
		return d->ticked_at;
	return platform_moment(source_platform(s, i), s->scope.now);
}

const struct terms *source_terms(const struct sources *s, size_t i, uint32_t tenant, struct span span)
{
	const struct platform *p = source_platform(s, i);
	unsigned code = tenant < p->tenant_count ? p->tenants[tenant].code_index : 0;

	return agreement_terms_at(p->agreement, code,
				  calendar_month_number(s->scope.calendar, span.start_us));
}

void source_verdict(const struct sources *s, size_t i, uint32_t tenant, struct availability *out)
{
	const struct period *d = source_period(s, i);

	if (d && tenant < d->tenant_capacity)
		period_verdict(source_platform(s, i), d, tenant, source_moment(s, i), out);
	else
		availability_no_data(source_terms(s, i, tenant, s->span), s->span, out);
}

bool source_is_outage(const struct sources *s, const struct platform *p, const struct window *w,
		      int64_t moment)
{
	int64_t end = w->ended_at > moment ? moment : w->ended_at;

	if (moment == TIME_NONE || w->voided || w->faulty || w->tenant >= p->tenant_count ||
	    w->started_at >= moment || end <= w->started_at)
		return false;
	if (!s->scope.span_given)
		return w->ended_at > moment;
	return w->started_at < s->scope.span.end_us && end > s->scope.span.start_us;
}

/* ---- what most models do alike ---- */

struct model_state *model_new(size_t size, const struct model_scope *scope, bool one_account)
{
	struct sources *s = mem_zero(1, size);

	sources_open(s, scope, scope->span, one_account);
	return (struct model_state *)s;
}

void model_close(struct model_state *s)
{
	sources_close((struct sources *)s);
	free(s);
}

void model_advance(struct model_state *s, const struct model_scope *scope)
{
	sources_advance((struct sources *)s, scope, scope->span);
}

uint64_t model_generation(const struct model_state *s)
{
	return sources_generation((const struct sources *)s);
}

bool model_complete(const struct model_state *s)
{
	return sources_complete((const struct sources *)s);
}

struct row_key model_key_of_item(struct model_state *s, struct row_ref row)
{
	(void)s;
	return (struct row_key){row.platform, row.item, 0};
}

struct row_key model_key_of_platform(struct model_state *s, struct row_ref row)
{
	(void)s;
	return (struct row_key){row.platform, 0, 0};
}

void model_enter_platform(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	(void)s;
	scope->platform = (int)row.platform;
}

bool model_always_complete(const struct model_state *s)
{
	(void)s;
	return true;
}

struct model_state *model_new_plain(size_t size, const struct model_scope *scope)
{
	struct sources *s = mem_zero(1, size);

	sources_open(s, scope, (struct span){0, 0}, true);
	return (struct model_state *)s;
}

void model_advance_plain(struct model_state *s, const struct model_scope *scope)
{
	sources_advance((struct sources *)s, scope, (struct span){0, 0});
}

int64_t source_known(const struct sources *s, size_t i, int64_t at_us)
{
	return at_us > source_moment(s, i) ? TIME_NONE : at_us;
}

bool source_touches(const struct sources *s, int64_t from_us, int64_t to_us)
{
	return from_us < s->scope.span.end_us && to_us > s->scope.span.start_us;
}
