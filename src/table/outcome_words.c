/* Outcomes in words. */
#include "table/outcome_words.h"

static const char *kept(struct arena *a, struct buf *text)
{
	const char *copy = arena_copy(a, text->data, text->length);

	buf_release(text);
	return copy;
}

const char *outcome_figure_text(struct arena *a, const struct outcome *o)
{
	const struct commitment_info *c = &commitments[o->commitment];
	struct buf text = BUF_INIT;

	if (!o->known)
		return NULL;
	measure_write(&text, c->measure, o->figure);
	if (c->kind == OUTCOME_RULES)
		buf_add_text(&text, " broken");
	return kept(a, &text);
}

const char *outcome_formula_text(struct arena *a, const struct outcome *o)
{
	struct buf text = BUF_INIT;

	if (!o->known)
		return NULL;
	outcome_write_formula(&text, o);
	return kept(a, &text);
}

const char *outcome_target_text(struct arena *a, const struct outcome *o)
{
	const struct commitment_info *c = &commitments[o->commitment];
	struct buf text = BUF_INIT;

	if (!c->target)
		return c->kind == OUTCOME_RULES ? "0 broken" : NULL;
	measure_write(&text, c->measure, o->target);
	return kept(a, &text);
}

void outcome_of_rollup(const struct rollup *r, enum commitment c, const struct terms *t, struct outcome *out)
{
	rollup_outcome(r, c, t, out);
	/* One outcome says more than its sums: whether there is a figure at all. */
	if (r->accounts == 1 && out->verdict == VERDICT_NO_DATA)
		out->known = false;
}

bool outcome_of_platform(enum commitment c, const struct model_scope *scope)
{
	const struct clause *clause = clause_find(c);

	return (clause && clause->of_platform) || (c == COMMITMENT_RELIABILITY && !scope->enterprise_no);
}

const char *outcome_opens(enum commitment c, const struct model_scope *scope)
{
	const struct clause *clause = clause_find(c);

	if (clause && clause->keep)
		return "compensation";
	if (c == COMMITMENT_RELIABILITY)
		return "reliability";
	if (scope->enterprise_no || outcome_of_platform(c, scope))
		return clause ? "figure" : "explain";
	return "outcomes";
}
