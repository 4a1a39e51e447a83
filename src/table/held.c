/* Summaries of the sub-platforms in scope. */
#include "table/held.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

static struct summary **slot(const struct held *h, size_t platform, enum commitment c)
{
	return &h->list[platform * COMMITMENT_COUNT + c];
}

struct summary *held_summary(const struct held *h, size_t platform, enum commitment c)
{
	return platform < h->platforms ? *slot(h, platform, c) : NULL;
}

static bool wanted(const struct model_scope *s, size_t platform)
{
	if (s->platform >= 0 && (size_t)s->platform != platform)
		return false;
	return s->summary && s->span.start_us < s->span.end_us &&
	       (!s->enterprise_no || platform_tenant(s->store->platforms[platform], s->enterprise_no) != INDEX_NONE);
}

static void take_all(struct held *h, const struct model_scope *scope)
{
	h->scope = *scope;
	h->platforms = scope->store->count;
	h->list = mem_zero((h->platforms ? h->platforms : 1) * COMMITMENT_COUNT, sizeof(struct summary *));
	for (size_t i = 0; i < h->platforms; i++)
		for (size_t k = 0; wanted(scope, i) && k < clause_count; k++) {
			enum commitment c = clauses[k]->commitment;
			if (h->only < 0 || h->only == (int)c)
				*slot(h, i, c) = scope_summary(scope, (uint32_t)i, clauses[k], scope->enterprise_no);
		}
}

static void give_back(const struct held *h)
{
	for (size_t i = 0; i < h->platforms * COMMITMENT_COUNT; i++)
		if (h->list[i])
			h->scope.release_summary(h->scope.host, (uint32_t)(i / COMMITMENT_COUNT), h->list[i]);
	free(h->list);
}

void held_open(struct held *h, const struct model_scope *scope, int only)
{
	*h = (struct held){.only = only};
	take_all(h, scope);
}

void held_close(struct held *h)
{
	give_back(h);
	*h = (struct held){0};
}

static bool same(const struct held *h, const struct model_scope *scope)
{
	const struct model_scope *o = &h->scope;

	if (o->span.start_us != scope->span.start_us || o->span.end_us != scope->span.end_us ||
	    o->as_of != scope->as_of || o->enterprise_no != scope->enterprise_no || o->platform != scope->platform ||
	    h->platforms != scope->store->count)
		return false;
	for (size_t i = 0; i < h->platforms; i++) { /* an account that is known by now */
		bool has = false;
		for (size_t k = 0; k < COMMITMENT_COUNT; k++)
			has = has || h->list[i * COMMITMENT_COUNT + k];
		if (has != wanted(scope, i))
			return false;
	}
	return true;
}

void held_advance(struct held *h, const struct model_scope *scope)
{
	struct held before = *h;

	if ((h->only >= 0 && !clause_find((enum commitment)h->only)) || same(h, scope))
		return;
	take_all(h, scope);
	give_back(&before);
}

uint64_t held_generation(const struct held *h)
{
	uint64_t g = h->platforms;

	for (size_t i = 0; i < h->platforms * COMMITMENT_COUNT; i++)
		if (h->list[i])
			g = generation_mix(g, h->list[i]->generation * 64 + i);
	return g;
}

bool held_complete(const struct held *h)
{
	for (size_t i = 0; i < h->platforms * COMMITMENT_COUNT; i++) {
		const struct summary *s = h->list[i];
		if (s && s->state != SUMMARY_FAILED && s->state != SUMMARY_LACKING &&
		    !summary_complete(h->scope.store->platforms[i / COMMITMENT_COUNT], s))
			return false;
	}
	return true;
}

int figure_commitment(const char *figure)
{
	int found = figure ? commitment_find(figure) : -1;

	for (int c = 0; figure && found < 0 && c < COMMITMENT_COUNT; c++)
		if (commitment_input((enum commitment)c, figure) >= 0)
			found = c;
	return found;
}

const char *figure_of_availability(const char *figure)
{
	const struct model *m = model_find("availability");
	int field = model_field_find(m, figure);

	return field >= 0 && m->fields[field].flags & FIELD_EXPLAIN ? m->fields[field].name : NULL;
}

const char *figure_name(const char *figure)
{
	const char *of_availability = figure_of_availability(figure);
	int c = figure_commitment(figure);

	if (of_availability || c < 0)
		return of_availability;
	int input = commitment_input((enum commitment)c, figure);
	return input < 0 ? commitments[c].name : commitments[c].inputs[input].name;
}
