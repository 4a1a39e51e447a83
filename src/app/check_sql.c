/* slatop check: the statements of screens, as their servers take them. */
#include <stdio.h>

#include "app/commands.h"
#include "slatop/screen/screen.h"
#include "slatop/table/paged.h"

/* Whether the server takes a pane's statement: it is looked at, no row is read. */
struct looked {
	bool done;
	struct buf error;
	const struct model *model;
	const char *sql;
};

static void looked_at(void *context, const struct page_answer *a)
{
	struct looked *l = context;
	l->done = true;
	if (a->error)
		paged_error(&l->error, l->model, l->sql, a->error, a->error_at);
}

static void look(struct engine *s, uint32_t platform, struct looked *l)
{
	const struct model *m = l->model;
	struct model_scope scope = engine_scope(s);
	struct buf sql = BUF_INIT;
	struct value values[PAGED_PARAMETERS_MOST];
	uint8_t types[PAGED_FIELDS_MOST];
	paged_check_sql(m, &scope, &sql, values);
	l->sql = sql.data;
	for (size_t i = 0; i < m->field_count; i++)
		types[i] = m->fields[i].type;
	void *asked = scope.ask_page(scope.host, &(struct page_ask){.platform = platform, .sql = sql.data,
								    .values = values,
								    .value_count = m->paged->parameter_count,
								    .types = types, .type_count = m->field_count,
								    .answer = looked_at, .context = l});
	while (!l->done && !command_interrupted())
		loop_turn(s->loop, -1);
	if (!l->done)
		scope.drop_page(scope.host, asked);
	buf_release(&sql);
}

static bool is_lacking(struct engine *s, uint32_t platform, const struct model *m)
{
	struct model_scope scope = engine_scope(s);
	scope.platform = (int)platform;
	return model_lacking(m, &scope) != NULL; /* said by the contract's check */
}

static size_t check_pane(struct engine *s, uint32_t platform, const struct model *m, struct buf *out)
{
	struct looked l = {.error = BUF_INIT, .model = m};
	look(s, platform, &l);
	size_t problems = l.error.length > 0;
	if (problems)
		buf_addf(out, "             %s: %s\n", s->store->platforms[platform]->code, l.error.data);
	buf_release(&l.error);
	return problems;
}

size_t command_check_sql(struct engine *s, size_t *statements, struct buf *out)
{
	struct screens screens;
	size_t problems = 0;
	*statements = 0;
	screens_read(&screens, s->config.screens);
	for (uint32_t i = 0; i < s->store->count; i++)
		for (size_t k = 0; k < screens.count && replica_checked(s->replicas[i]); k++)
			for (size_t p = 0; p < screens.all[k]->pane_count && !command_interrupted(); p++) {
				const struct model *m = screens.all[k]->panes[p].model;
				if (!m->paged || is_lacking(s, i, m))
					continue;
				problems += check_pane(s, i, m, out);
				++*statements;
			}
	screens_release(&screens);
	return problems;
}
