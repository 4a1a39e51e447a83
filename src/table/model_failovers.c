/* Failovers: switch-overs to another node, and how long each took (4.12). */
#include <string.h>

#include "slatop/sla/recovery.h"
#include "slatop/sla/verdict.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(FAILOVER_ID, "failover_id", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Failover", \
	  "The failover's number.", NULL) \
	F(INCIDENT_ID, "incident_id", VALUE_INTEGER, FIELD_ID, "Incident", "The incident it belongs to.", \
	  NULL) \
	F(FAULT_CLASS, "fault_class", VALUE_TEXT, 0, "Class", "application, network or relay (4.12).", NULL) \
	F(FROM_NODE, "from_node", VALUE_TEXT, 0, "From", "The node that failed.", NULL) \
	F(TO_NODE, "to_node", VALUE_TEXT, 0, "To", "The node that took over, or is to.", NULL) \
	F(FAILED_AT, "failed_at", VALUE_TIME, 0, "Failed", "When the node failed.", NULL) \
	F(SWITCHED_AT, "switched_at", VALUE_TIME, T, "Switched", "When the other one had taken over.", NULL) \
	F(TOOK, "took_s", VALUE_DURATION, T, "Took", "From failure to switch-over, or so far.", NULL) \
	F(OPEN, "open", VALUE_BOOL, T, "Open", "Whether it has not switched yet.", NULL) \
	F(STATE, "state", VALUE_TEXT, S | T, "State", "open or done.", "state") \
	F(LIMIT, "limit_s", VALUE_DURATION, 0, "Limit", "How long it may take by its class (4.12).", NULL) \
	F(VERDICT, "verdict", VALUE_TEXT, T, "Verdict", "Against that limit, with its tolerance.", "state") \
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

static bool is_row(const struct model_state *s, size_t i, const struct failover *f)
{
	const struct model_scope *c = &s->sources.scope;

	if (f->voided || f->faulty || source_known(&s->sources, i, f->failed_at) == TIME_NONE)
		return false;
	if (c->incident_id || c->group_given)
		return f->incident_id && f->incident_id == c->incident_id;
	return source_touches(&s->sources, f->failed_at, source_known(&s->sources, i, f->switched_at));
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t i = sources_next(&s->sources, *position);

	(void)deadline_us; /* there are a few a day */
	for (; i < s->sources.scope.store->count; i = sources_next(&s->sources, i + 1)) {
		const struct platform *p = source_platform(&s->sources, i);

		for (uint32_t row = 0; row < p->failover_count; row++)
			if (is_row(s, i, &p->failovers[row]))
				rows_add(list, count, capacity, i, row);
	}
	*position = i;
	return false;
}

static const struct failover *failover_of(const struct model_state *s, struct row_ref row)
{
	const struct platform *p = source_platform(&s->sources, row.platform);

	return p && row.item < p->failover_count ? &p->failovers[row.item] : NULL;
}

static void put_times(const struct model_state *s, size_t i, const struct failover *f, size_t field,
		      struct value *out)
{
	int64_t moment = source_moment(&s->sources, i);
	int64_t switched = source_known(&s->sources, i, f->switched_at);

	switch (field) {
	case F_FAILED_AT:
		put_time(out, f->failed_at);
		break;
	case F_SWITCHED_AT:
		put_time(out, switched);
		break;
	case F_TOOK:
		put_int(out, (switched == TIME_NONE ? moment : switched) - f->failed_at);
		out->null = switched == TIME_NONE && moment == TIME_NONE;
		break;
	case F_OPEN:
		put_int(out, switched == TIME_NONE);
		break;
	default:
		put_text(out, switched == TIME_NONE ? "open" : "done");
	}
}

static void put_judged(const struct model_state *s, size_t i, const struct failover *f, size_t field, struct value *out)
{
	const struct terms *terms = source_terms(&s->sources, i, INDEX_NONE, s->sources.scope.span);
	struct switchover w = {.failover_id = f->failover_id, .failed_at = f->failed_at, .switched_at = f->switched_at,
			       .fault_class = (uint8_t)fault_class_from(f->fault_class), .voided = f->voided};
	struct recovery r;

	recovery_judge(terms, &w, source_moment(&s->sources, i), &r, NULL);
	if (field == F_LIMIT)
		put_known(out, r.limit_us, r.limit_us > 0);
	else
		put_text(out, verdict_names[r.verdict]);
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct failover *f = failover_of(s, row);
	const struct platform *p = source_platform(&s->sources, row.platform);

	if (!value_start(out, fields, F_COUNT, field) || !f) {
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
	case F_FAILOVER_ID:
		put_int(out, f->failover_id);
		break;
	case F_INCIDENT_ID:
		put_id(out, f->incident_id);
		break;
	case F_FAULT_CLASS:
		put_text(out, f->fault_class);
		break;
	case F_FROM_NODE:
		put_text(out, f->from_node);
		break;
	case F_TO_NODE:
		put_text(out, f->to_node);
		break;
	case F_LIMIT: case F_VERDICT:
		put_judged(s, row.platform, f, field, out);
		break;
	default:
		put_times(s, row.platform, f, field, out);
	}
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct failover *f = failover_of(s, row);

	return (struct row_key){row.platform, f ? f->failover_id : 0, 0};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct failover *f = failover_of(s, row);

	scope->platform = (int)row.platform;
	scope->incident_id = f ? f->incident_id : 0;
}

const struct model model_failovers = {
	.name = "failovers",
	.help = "Switch-overs to another node, of the span or of an incident (4.12).",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-failed_at,failover_id",
	.open = open_,
	.close = model_close,
	.advance = model_advance_plain,
	.generation = model_generation,
	.rows = rows,
	.get = get,
	.key = key,
	.complete = model_complete,
	.enter = enter,
	.needs = "failover",
};
