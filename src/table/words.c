/* Fields whose texts come from a list of words, and what the words are: for
 * filters, which refuse others, and for completion. */
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/sla/compensation.h"
#include "slatop/table/model.h"

static const char *const charged_on[] = {"function_fee", "phone_bill"};
static const char *const fault_classes[] = {"application", "network", "relay"};
static const char *const incident_states[] = {"open", "switched", "recovered", "closed"};
static const char *const severities[] = {"critical", "major", "minor", "slight"};
static const char *const alarm_states[] = {"raised", "acknowledged", "cleared"};
static const char *const alarm_kinds[] = {"breached", "replica_lost", "at_risk", "counting", "lapsing", "link_down", "down"};
static const char *const sign_names[] = {"no_windows", "no_incident", "other_cause", "unnamed", "completion"};
static const char *const part_kinds[] = {"window", "note", "total"};

/* One row a field; model NULL: of every model with a text field of that name. The
 * services of single windows are not here: bad rows have others. */
static const struct {
	const char *model, *field;
	const char *const *words;
	size_t count;
} lists[] = {
	{"platforms", "state", replica_state_names, REPLICA_STATE_COUNT},
	{"incidents", "state", incident_states, COUNT_OF(incident_states)},
	{"tenants", "status", tenant_status_names, COUNT_OF(tenant_status_names)},
	{"availability", "status", availability_status_names, STATUS_COUNT},
	{"outages", "status", availability_status_names, STATUS_COUNT},
	{"months", "status", availability_status_names, STATUS_COUNT},
	{"compensation", "verdict", verdict_names, VERDICT_COUNT},
	{"reliability", "verdict", verdict_names, VERDICT_COUNT},
	{"claims", "verdict", verdict_names, VERDICT_COUNT},
	{"scorecard", "verdict", verdict_names, VERDICT_COUNT},
	{"outcomes", "verdict", verdict_names, VERDICT_COUNT},
	{NULL, "verdict", availability_status_names, STATUS_COUNT},
	{NULL, "tenant_status", tenant_status_names, COUNT_OF(tenant_status_names)},
	{"outages", "service", service_names, SERVICE_COUNT},
	{"outage_groups", "service", service_names, SERVICE_COUNT},
	{NULL, "why", window_why_names, WHY_COUNT},
	{"suspects", "sign", sign_names, COUNT_OF(sign_names)},
	{"suspects", "service", service_names, SERVICE_COUNT},
	{"parts", "kind", part_kinds, COUNT_OF(part_kinds)},
	{"alarms", "state", alarm_states, COUNT_OF(alarm_states)},
	{"alarms", "kind", alarm_kinds, COUNT_OF(alarm_kinds)},
	{"alarms", "severity_word", severities, COUNT_OF(severities)},
	{NULL, "worst_service", service_names, SERVICE_COUNT},
	{NULL, "charged_on", charged_on, COUNT_OF(charged_on)},
	{"compensation", "state", compensation_state_names, COMPENSATION_STATES},
	{"claims", "month_state", compensation_state_names, COMPENSATION_STATES},
	{"compensation", "status", availability_status_names, STATUS_COUNT},
	{"incidents", "fault_class", fault_classes, COUNT_OF(fault_classes)},
	{"incidents", "severity_word", severities, COUNT_OF(severities)},
};

const char *const *model_field_words(const struct model *m, size_t field, size_t *count)
{
	const struct model_field *f = &m->fields[field];

	for (size_t i = 0; i < COUNT_OF(lists) && f->type == VALUE_TEXT; i++)
		if (!strcmp(lists[i].field, f->name) && (!lists[i].model || !strcmp(lists[i].model, m->name))) {
			*count = lists[i].count;
			return lists[i].words;
		}
	*count = 0;
	return NULL;
}
