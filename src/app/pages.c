#include "app/pages.h"

#include <stdlib.h>

#include "app/engine.h"
#include "slatop/base/mem.h"
#include "slatop/replica/page.h"

/* A query on its way. */
struct asked {
	struct engine *engine;
	uint32_t platform;
	struct page_query *query;
	uint8_t *types;
	void (*answer)(void *context, const struct page_answer *a);
	void *context;
};

static const uint8_t kinds[VALUE_TYPE_COUNT] = {
	[VALUE_TEXT] = PAGE_TEXT, [VALUE_INTEGER] = PAGE_INTEGER, [VALUE_BOOL] = PAGE_BOOL,
	[VALUE_TIME] = PAGE_TIME, [VALUE_DATE] = PAGE_DATE, [VALUE_MONTH] = PAGE_DATE,
	[VALUE_DURATION] = PAGE_LENGTH, [VALUE_PERCENT] = PAGE_MILLIONTHS, [VALUE_RATIO] = PAGE_MILLIONTHS,
	[VALUE_MONEY] = PAGE_INTEGER,
};

/* A month is its first day there. */
static struct page_value to_page(const struct value *v)
{
	int64_t i = v->type == VALUE_MONTH ? value_date_of((int)(v->i / 12), (int)(v->i % 12) + 1, 1) : v->i;

	return (struct page_value){kinds[v->type], v->null, i, v->text};
}

static void from_page(uint8_t type, const struct page_value *p, struct value *out)
{
	int year, month, day;

	*out = (struct value){.type = type, .null = p->null, .i = p->i, .text = p->text};
	if (type != VALUE_MONTH || p->null)
		return;
	value_date_civil(p->i, &year, &month, &day);
	out->i = year * 12 + month - 1;
}

struct reply {
	const struct asked *asked;
	const struct page_reply *reply;
};

static void get(const struct page_answer *a, size_t row, size_t column, struct value *out)
{
	const struct reply *r = a->own;
	struct page_value v;

	r->reply->get(r->reply, row, column, &v);
	from_page(r->asked->types[column], &v, out);
}

static void replied(void *context, const struct page_reply *r)
{
	struct asked *a = context;
	struct reply own = {a, r};

	a->answer(a->context, &(struct page_answer){.error = r->error, .lasting = r->lasting,
						    .error_at = r->error_at, .row_count = r->row_count,
						    .get = get, .own = &own});
	loop_wake(a->engine->loop); /* nothing else may have changed: the rows would wait for the next second */
	free(a->types);
	free(a);
}

void *pages_ask(void *host, const struct page_ask *ask)
{
	struct engine *engine = host;
	struct asked *a = mem_zero(1, sizeof *a);
	struct page_value *values = mem_zero(ask->value_count + 1, sizeof *values);
	uint8_t *wanted = mem_zero(ask->type_count + 1, sizeof *wanted);

	*a = (struct asked){.engine = engine, .platform = ask->platform, .answer = ask->answer,
			    .context = ask->context, .types = mem_zero(ask->type_count + 1, 1)};
	for (size_t i = 0; i < ask->value_count; i++)
		values[i] = to_page(&ask->values[i]);
	for (size_t i = 0; i < ask->type_count; i++) {
		a->types[i] = ask->types[i];
		wanted[i] = kinds[ask->types[i]];
	}
	a->query = replica_page(engine->replicas[ask->platform],
				&(struct page_request){.sql = ask->sql, .values = values,
						       .value_count = ask->value_count, .kinds = wanted,
						       .kind_count = ask->type_count, .alone = ask->patient,
						       .reply = replied, .context = a});
	free(values);
	free(wanted);
	return a;
}

void pages_drop(void *host, void *asked)
{
	struct asked *a = asked;

	(void)host;
	replica_drop_page(a->engine->replicas[a->platform], a->query);
	free(a->types);
	free(a);
}
