/* The figures of clause 4.1 as fields: one list, in the order of the reports,
 * for every model that shows them. */
#ifndef SLATOP_SRC_TABLE_FIGURES_H
#define SLATOP_SRC_TABLE_FIGURES_H

#include "slatop/sla/availability.h"
#include "table/field.h"

/* x: flags added to each (FIELD_SCREEN_ONLY where a report does not want them). */
#define FIGURE_FIELDS(F, x) \
	F(FIGURE_SPAN, "span_s", VALUE_DURATION, x, "Span", "Length of the month or span.", NULL) \
	F(FIGURE_ALLOWED, "allowed_s", VALUE_DURATION, (x) | FIELD_EXPLAIN, "Allowed", \
	  "Unavailable time that the target of 4.1 leaves in the span.", NULL) \
	F(FIGURE_UNAVAILABLE, "unavailable_s", VALUE_DURATION, (x) | FIELD_EXPLAIN | FIELD_TICKS, \
	  "Unavailable", "Time the account was without service, whatever the cause (4.1).", NULL) \
	F(FIGURE_ACCOUNTABLE, "accountable_s", VALUE_DURATION, (x) | FIELD_EXPLAIN | FIELD_TICKS, \
	  "Accountable", "The part of it that the provider answers for (5, 6, 7).", NULL) \
	F(FIGURE_WEB, "web_s", VALUE_DURATION, (x) | FIELD_EXPLAIN | FIELD_TICKS, "Web", \
	  "Counted time of the web services.", NULL) \
	F(FIGURE_CALL, "call_s", VALUE_DURATION, (x) | FIELD_EXPLAIN | FIELD_TICKS, "Call", \
	  "Counted time of the call services.", NULL) \
	F(FIGURE_UNCOUNTED, "uncounted_s", VALUE_DURATION, (x) | FIELD_EXPLAIN | FIELD_TICKS, "Uncounted", \
	  "Time of outages too short to count, pending ones included.", NULL) \
	F(FIGURE_ANNOUNCED, "exempt_announced_s", VALUE_DURATION, (x) | FIELD_EXPLAIN, "Announced", \
	  "Unavailable but exempt: announced maintenance (5).", NULL) \
	F(FIGURE_NIGHTLY, "exempt_nightly_s", VALUE_DURATION, (x) | FIELD_EXPLAIN, "Nightly", \
	  "Unavailable but exempt: the nightly allowance (5).", NULL) \
	F(FIGURE_CARRIER, "exempt_carrier_s", VALUE_DURATION, (x) | FIELD_EXPLAIN, "Carrier", \
	  "Unavailable but exempt: the carrier's fault (7).", NULL) \
	F(FIGURE_CUSTOMER, "exempt_customer_s", VALUE_DURATION, (x) | FIELD_EXPLAIN, "Customer", \
	  "Unavailable but exempt: the customer's own doing (6).", NULL) \
	F(FIGURE_OUTAGES, "outages", VALUE_INTEGER, (x) | FIELD_EXPLAIN, "Outages", \
	  "Separate stretches of unavailable time.", NULL) \
	F(FIGURE_PCT, "availability_pct", VALUE_PERCENT, (x) | FIELD_EXPLAIN | FIELD_TICKS, "Avail %", \
	  "Availability of the whole span, truncated (4.1).", NULL) \
	F(FIGURE_ELAPSED_PCT, "elapsed_availability_pct", VALUE_PERCENT, (x) | FIELD_EXPLAIN | FIELD_TICKS, \
	  "Elapsed %", "Availability of the part of the span that has passed, truncated.", NULL) \
	F(FIGURE_RATIO, "ratio", VALUE_RATIO, (x) | FIELD_EXPLAIN | FIELD_TICKS, "Ratio", \
	  "Unavailable time as a share of what is allowed; a breach above 100%.", NULL) \
	F(FIGURE_ACCOUNTABLE_RATIO, "accountable_ratio", VALUE_RATIO, (x) | FIELD_EXPLAIN | FIELD_TICKS, \
	  "Acc. ratio", "Accountable time as a share of what is allowed (6).", NULL) \
	F(FIGURE_STATUS, "status", VALUE_TEXT, (x) | FIELD_EXPLAIN | FIELD_TICKS, "Status", \
	  "ok, at_risk, breached or no_data.", "state") \
	F(FIGURE_BREACHED_AT, "breached_at", VALUE_TIME, (x) | FIELD_EXPLAIN, "Breached", \
	  "When unavailable time passed what is allowed.", NULL) \
	F(FIGURE_ELIGIBLE_AT, "eligible_at", VALUE_TIME, (x) | FIELD_EXPLAIN, "Eligible", \
	  "When accountable time passed what is allowed (6).", NULL) \
	F(FIGURE_BREACH_ETA, "breach_eta", VALUE_TIME, (x) | FIELD_EXPLAIN, "Breach", \
	  "When the allowance will be gone if the open outage goes on.", NULL) \
	F(FIGURE_PROJECTED_PCT, "projected_pct", VALUE_PERCENT, (x) | FIELD_EXPLAIN | FIELD_TICKS, \
	  "Projected %", "Availability at the span's end if the open outage goes on until then.", NULL)

#define FIGURE_ENUM(id, name, type, flags, title, help, format) id,
enum figure { FIGURE_FIELDS(FIGURE_ENUM, 0) FIGURE_COUNT };

/* Name, type and help of each, by enum figure. */
extern const struct model_field figure_fields[FIGURE_COUNT];
/* The figure of a field's name; screens' other views of one (budget, left_s,
 * counted_s) count as what they are made of. FIGURE_COUNT: none. */
enum figure figure_find(const char *name);
/* Puts a figure of a verdict; out has its type already. Without data all but
 * the span, what is allowed and the status are null. */
void figure_put(struct value *out, enum figure figure, const struct availability *v);

#endif
