/* slatop report: the incident that is asked for. */
#include <inttypes.h>
#include <string.h>

#include "app/report.h"

/* The incident of a number in a sub-platform; NULL: it has none. */
static const struct incident *incident_of(const struct platform *p, int64_t id)
{
	uint32_t row = idmap_find(&p->incident_by_id, id);

	return row == IDMAP_NONE || p->incidents[row].voided ? NULL : &p->incidents[row];
}

bool report_incident(struct report *r, struct err *e)
{
	const char *text = r->o->incident, *code;
	const struct store *s = r->engine.store;
	const struct incident *found = NULL;
	int64_t id;

	if (!engine_number(text, "incident", &id, &code, e))
		return err_at(e, "--incident");
	for (size_t i = 0; i < s->count; i++) {
		const struct platform *p = s->platforms[i];
		if (!engine_is_of_code(p, text, code) || !incident_of(p, id))
			continue;
		if (found)
			return err_set(e, "incident %" PRId64 " is in two sub-platforms: say %s/%" PRId64 " or %s/%" PRId64, id,
				       s->platforms[r->scope.platform]->code, id, p->code, id);
		found = incident_of(p, id);
		r->scope.platform = (int)i;
	}
	if (!found)
		return err_set(e, "no incident \"%s\" in the sub-platforms that were read", text);
	r->scope.incident_id = id;
	if (r->when.month_number < 0 && r->when.from == TIME_NONE && !time_infinite(found->opened_at))
		r->when.month_number = calendar_month_number(r->scope.calendar, found->opened_at);
	return true;
}
