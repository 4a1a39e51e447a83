/* Errors of the replicas: what went wrong, when, how often. */
#include "table/accounts.h"
#include "table/field.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Code", "Code of the sub-platform.", NULL) \
	F(LAST_AT, "last_at", VALUE_TIME, T, "Last", "When it was last so, by our own clock.", NULL) \
	F(FIRST_AT, "first_at", VALUE_TIME, FIELD_KEY, "First", "When it was first so.", NULL) \
	F(TIMES, "times", VALUE_INTEGER, T, "Times", "How often it was so.", NULL) \
	F(ERROR, "error", VALUE_TEXT, 0, "Error", "What the server, or the connection, said.", NULL) \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, S, "Platform", "Name of the sub-platform.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	struct sources sources;
};

static struct model_state *open_(const struct model_scope *scope)
{
	return model_new_plain(sizeof(struct model_state), scope);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t i = sources_next(&s->sources, *position);

	(void)deadline_us;
	for (; i < s->sources.scope.store->count; i = sources_next(&s->sources, i + 1))
		for (uint32_t n = 0; n < source_platform(&s->sources, i)->status.error_count; n++)
			rows_add(list, count, capacity, i, n);
	*position = i;
	return false;
}

static const struct replica_error *error_of(const struct model_state *s, struct row_ref row)
{
	const struct platform *p = source_platform(&s->sources, row.platform);

	return p && row.item < p->status.error_count ? &p->status.errors[row.item] : NULL;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct replica_error *e = error_of(s, row);
	const struct platform *p = source_platform(&s->sources, row.platform);

	if (!value_start(out, fields, F_COUNT, field) || !e) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_PLATFORM:
		put_text(out, p->code);
		break;
	case F_PLATFORM_NAME:
		put_text(out, p->name);
		break;
	case F_LAST_AT:
		put_time(out, e->last_at);
		break;
	case F_FIRST_AT:
		put_time(out, e->first_at);
		break;
	case F_TIMES:
		put_int(out, e->times);
		break;
	default:
		put_text(out, e->text);
	}
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct replica_error *e = error_of(s, row);

	return (struct row_key){row.platform, e ? e->first_at : 0, 0};
}

const struct model model_replica_errors = {
	.name = "replica_errors",
	.help = "The last errors of each replica; equal ones are one, with how often and when last.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-last_at",
	.open = open_,
	.close = model_close,
	.advance = model_advance_plain,
	.generation = model_generation_of_replicas,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = model_always_complete,
	.enter = model_enter_platform,
};
