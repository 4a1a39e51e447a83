/* Call completion that fell. */
#include "table/fallen.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

#define SLOT_US (5 * MINUTE_US)

static const struct clause *const fallen_clauses[2][FALLEN_COUNT] = { /* as known now, then */
	{&clause_falls, &clause_sags}, {&clause_falls_then, &clause_sags_then}};

static bool wanted(const struct model_scope *s, size_t i)
{
	return s->summary && s->span.start_us < s->span.end_us && (s->platform < 0 || (size_t)s->platform == i);
}

static void take_all(struct fallen *f, const struct model_scope *scope)
{
	f->scope = *scope;
	f->count = scope->store->count;
	f->list = mem_zero(f->count + 1, sizeof *f->list);
	for (size_t i = 0; i < f->count; i++)
		for (size_t k = 0; wanted(scope, i) && k < FALLEN_COUNT; k++)
			f->list[i][k] = scope_summary(scope, (uint32_t)i, fallen_clauses[scope->as_known][k], 0);
}

static void give_back(const struct fallen *f)
{
	for (size_t i = 0; i < f->count; i++)
		for (size_t k = 0; k < FALLEN_COUNT; k++)
			if (f->list[i][k])
				f->scope.release_summary(f->scope.host, (uint32_t)i, f->list[i][k]);
	free(f->list);
}

void fallen_open(struct fallen *f, const struct model_scope *scope)
{
	take_all(f, scope);
}

void fallen_close(struct fallen *f)
{
	give_back(f);
	*f = (struct fallen){0};
}

void fallen_advance(struct fallen *f, const struct model_scope *scope)
{
	const struct model_scope *o = &f->scope;
	struct fallen before = *f;

	if (o->span.start_us == scope->span.start_us && o->span.end_us == scope->span.end_us &&
	    o->as_of == scope->as_of && o->as_known == scope->as_known && o->platform == scope->platform && f->count == scope->store->count) {
		f->scope.enterprise_no = scope->enterprise_no;
		return;
	}
	take_all(f, scope);
	give_back(&before);
}

uint64_t fallen_generation(const struct fallen *f)
{
	uint64_t g = f->count;

	for (size_t i = 0; i < f->count; i++)
		for (size_t k = 0; k < FALLEN_COUNT; k++)
			g = generation_mix(g, f->list[i][k] ? f->list[i][k]->generation + 1 : 0);
	return g;
}

bool fallen_complete(const struct fallen *f)
{
	for (size_t i = 0; i < f->count; i++)
		for (size_t k = 0; k < FALLEN_COUNT; k++) {
			const struct summary *s = f->list[i][k];
			if (s && s->state != SUMMARY_FAILED && s->state != SUMMARY_LACKING &&
			    !summary_complete(f->scope.store->platforms[i], s))
				return false;
		}
	return true;
}

static void add(struct suspects *out, const struct fall *fall, uint32_t tenant, struct arena *texts)
{
	int64_t share = (int64_t)((__int128)fall->calls.connected * 100000000 / fall->calls.requested);
	struct suspect one = {.sign = SIGN_COMPLETION, .service = SERVICE_TRUNK, .row = INDEX_NONE, .tenant = tenant,
			      .at_us = fall->at_us, .accounts = (uint32_t)fall->accounts,
			      .amount = fall->usual - share, .calls = fall->calls, .share = share,
			      .down_us = fall->accounts ? HOUR_US : fall->slots * SLOT_US};

	one.carrier = fall->carrier ? arena_copy(texts, fall->carrier, strlen(fall->carrier)) : NULL;
	MEM_GROW(out->list, out->count, out->capacity);
	out->list[out->count++] = one;
}

void fallen_add(const struct fallen *f, size_t i, struct arena *texts, struct suspects *out)
{
	const struct platform *p = f->scope.store->platforms[i];
	int64_t account = f->scope.enterprise_no;

	for (size_t k = 0; i < f->count && k < FALLEN_COUNT; k++) {
		const struct summary *s = f->list[i][k];
		if (!s || !summary_complete(p, s) || (account && k == FALLEN_SLOTS))
			continue;
		for (size_t n = 0; n < s->data.fact_count; n++) {
			struct fall fall;
			fall_of(&s->data.facts[n], &fall);
			uint32_t tenant = fall.accounts == 1 ? platform_tenant(p, fall.enterprise_no) : INDEX_NONE;
			if (fall.calls.requested <= 0 ||
			    (account && (tenant == INDEX_NONE || fall.enterprise_no != account)))
				continue;
			add(out, &fall, tenant, texts);
		}
	}
}
