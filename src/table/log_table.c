/* The logs, one row each. */
#include <stddef.h>
#include <string.h>

#include "slatop/sla/audit.h"
#include "table/log_reading.h"

const struct log_kind log_kinds[] = {
	{"business-log", "business log", LOG_BUSINESS,
	 {"business_log", "occurred_at", NULL, true}, {"business_log", "occurred_at", NULL, true}},
	{"logins", "logins on servers", LOG_SERVER,
	 {"bastion_session", "started_at", NULL, false},
	 {"business_log", "occurred_at", "action in ('login', 'logout')", true}},
	{"sessions", "bastion sessions", LOG_SERVER,
	 {"bastion_session", "started_at", NULL, false}, {"session_audit", "started_at", NULL, false}},
	{"commands", "bastion commands", LOG_SERVER,
	 {"bastion_command", "occurred_at", NULL, false}, {"command_audit", "occurred_at", NULL, false}},
	{"private-access", "looks at private data", LOG_NOTHING,
	 {"private_access", "occurred_at", NULL, true}, {"private_access", "occurred_at", NULL, true}},
	{"deletions", "deletions", LOG_NOTHING,
	 {"deletion", "executed_at", NULL, true}, {"deletion", "executed_at", NULL, true}},
};
const size_t log_kind_count = sizeof log_kinds / sizeof *log_kinds;

int log_kind_find(const char *name)
{
	for (size_t i = 0; name && i < log_kind_count; i++)
		if (!strcmp(log_kinds[i].name, name))
			return (int)i;
	return -1;
}
