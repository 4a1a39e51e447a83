/* Relations without a history. */
#include "slatop/table/relations.h"

#include <inttypes.h>
#include <string.h>

#include "slatop/base/mem.h"

const struct relation relations[] = {
	{"tenant", "account", "accounts", true},
	{"maintenance", "maintenance", "maintenance", true},
	{"incident", "incident", "incidents", true},
	{"failover", "switch-over", "switch-overs", true},
	{"link", "link", "links", true},
	{"claim", "claim", "claims", true},
	{"maintenance_tenant", "account under maintenance", "accounts under maintenance", false},
	{"invoice", "invoice", "invoices", false},
	{"call_stat", "hour of calls", "calls by the hour", false},
	{"call_rate", "slot of calls", "calls by five minutes", false},
	{"metering_day", "day's sum", "daily sums", false},
	{"call_record", "call", "calls", false},
	{"business_log", "operation", "business log", false},
	{"bastion_session", "session", "bastion sessions", false},
	{"session_audit", "session", "bastion sessions", false},
	{"bastion_recording", "recording", "recordings", false},
	{"recording_audit", "recording", "recordings", false},
	{"bastion_command", "command", "commands", false},
	{"command_audit", "command", "commands", false},
	{"private_access", "access", "private accesses", false},
	{"private_grant", "grant", "grants", false},
	{"data_location", "place", "places", false},
	{"export_job", "export", "exports", false},
	{"deletion", "deletion", "deletions", false},
	{"storage_audit", "storage audit", "storage audits", false},
	{"seat_change", "seat change", "seat changes", false},
	{"audit_role", "audit login", "audit logins", false},
	{"recording_clearance", "clearance", "clearances", false},
};
const size_t relation_count = COUNT_OF(relations);
_Static_assert(COUNT_OF(relations) <= RELATIONS_MOST, "a bit for each");

uint64_t relations_named(const char *text, const char *prefix)
{
	static const char of_name[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	size_t before = strlen(prefix);
	uint64_t set = 0;

	for (size_t length; text && *text; text += length) {
		bool behind = !strncmp(text, prefix, before);
		length = strspn(text + (behind ? before : 0), of_name);
		for (size_t i = 0; behind && i < relation_count; i++)
			if (strlen(relations[i].name) == length && !strncmp(text + before, relations[i].name, length))
				set |= UINT64_C(1) << i;
		length += behind ? before : 0;
		length += !length;
	}
	return set;
}

int64_t relations_changed(const int64_t *changed, struct buf *out)
{
	size_t start = out->length;
	int64_t rows = 0;

	for (size_t i = 0; i < relation_count; rows += changed[i++])
		if (changed[i])
			buf_addf(out, "%s%" PRId64 " %s", out->length > start ? ", " : "", changed[i],
				 changed[i] == 1 ? relations[i].one : relations[i].many);
	if (rows)
		buf_add_text(out, " changed since");
	return rows;
}

void relations_write(uint64_t set, const int64_t *changed, struct buf *out)
{
	size_t start = out->length;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < relation_count; i++) {
			if (!(set >> i & 1) || (changed[i] != 0) != !pass)
				continue;
			buf_addf(out, "%s%s", out->length > start ? ", " : "as known now: ", relations[i].many);
			if (changed[i])
				buf_addf(out, " (%" PRId64 " changed since)", changed[i]);
		}
}
