/* The fields of the reports that programs read, in the order that was agreed: who
 * changes one breaks somebody's script. */
#ifndef SLATOP_TESTS_REPORT_FIELDS_H
#define SLATOP_TESTS_REPORT_FIELDS_H

static const char *const availability_fields[] = {
	"platform", "enterprise_no", "name", "month", "span_s", "allowed_s", "unavailable_s", "accountable_s", "web_s", "call_s",
	"uncounted_s", "exempt_announced_s", "exempt_nightly_s", "exempt_carrier_s", "exempt_customer_s", "outages",
	"availability_pct", "elapsed_availability_pct", "ratio", "accountable_ratio", "status", "breached_at", "eligible_at",
	"breach_eta", "projected_pct"};
static const char *const outage_fields[] = {
	"platform", "outage_id", "incident_id", "maintenance_id", "enterprise_no", "name", "service", "cause", "started_at",
	"ended_at", "open", "elapsed_s", "counts", "counts_at", "counted_s", "accountable_s", "why"};

#endif
