/* What the models of an explained figure do alike. */
#include "table/figure_model.h"

static bool keeps(enum commitment c)
{
	return c == COMMITMENT_COMPENSATION;
}

struct model_state *figure_model_new(size_t size, const struct model_scope *scope, const struct part *parts)
{
	int c = figure_commitment(scope->figure);
	enum commitment commitment = c < 0 ? COMMITMENT_COMPLETION : (enum commitment)c;
	struct model_state *s = frame_new(size, scope, parts, keeps(commitment) ? frame_of_scope : frame_plain,
					  !keeps(commitment) || scope->enterprise_no);
	struct figure_model *f = (struct figure_model *)(void *)s;

	f->commitment = commitment;
	held_open(&f->held, scope, (int)commitment);
	return s;
}

struct row_key figure_model_key(struct model_state *s, struct row_ref row)
{
	(void)s;
	return (struct row_key){row.platform, row.item, 0};
}

void figure_model_enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	scope->platform = (int)row.platform;
	scope->figure = commitments[((const struct figure_model *)s)->commitment].name;
}

bool figure_model_keeps(const struct figure_model *f)
{
	return keeps(f->commitment);
}

const struct summary *figure_model_summary(struct figure_model *f)
{
	for (size_t i = sources_next(&f->sources, 0); i < f->sources.scope.store->count;
	     i = sources_next(&f->sources, i + 1)) {
		f->platform = i;
		if (held_summary(&f->held, i, f->commitment))
			return held_summary(&f->held, i, f->commitment);
	}
	return NULL;
}

const struct terms *figure_model_terms(const struct figure_model *f)
{
	uint32_t tenant = source_account(&f->sources, f->platform);

	return source_terms(&f->sources, f->platform, tenant == INDEX_NONE ? 0 : tenant, f->held.scope.span);
}

bool figure_model_compensation(const struct figure_model *f, const struct summary *summary, struct availability *a,
			       struct compensation *c, struct outcome *o, struct violations *v)
{
	uint32_t tenant = source_account(&f->sources, f->platform);

	if (tenant == INDEX_NONE)
		return false;
	source_verdict(&f->sources, f->platform, tenant, a);
	compensation_of(&f->sources, summary, f->platform, tenant, a, f->sources.span, c, NULL, v);
	compensation_outcome(figure_model_terms(f), c, o);
	return true;
}
