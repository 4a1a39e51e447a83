/* Formulas of clause 4.1 with their numbers. */
#include "table/formula.h"

#include <inttypes.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/why.h"

#define IDS_NAMED 3 /* windows named for an exempt reason before "and N more" */

static void seconds(struct buf *out, int64_t us)
{
	value_seconds(out, us, true);
	buf_add_text(out, " s");
}

/* Millionths truncated to four decimals: 99.7988 of a percentage, 0.9141 of a
 * ratio. */
static void four_decimals(struct buf *out, int64_t millionths)
{
	if (millionths == INT64_MAX)
		buf_add_text(out, "endless");
	else
		buf_addf(out, "%" PRId64 ".%04" PRId64, millionths / 1000000, millionths % 1000000 / 100);
}

static void percent(struct buf *out, int64_t millionths)
{
	four_decimals(out, millionths);
	buf_add_text(out, " %");
}

/* A percentage from ppm with the decimals that it has: 99.78 %. */
static void ppm(struct buf *out, int64_t ppm)
{
	value_seconds(out, ppm * 100, false);
	buf_add_text(out, " %");
}

static void at(struct buf *out, const struct explained *x, int64_t at_us)
{
	time_short(out, x->calendar, at_us, x->facts.moment_us);
}

static const char *span_word(const struct explained *x)
{
	return x->month ? "month" : "span";
}

/* (whole - lost) / whole = ... */
static void share_of(struct buf *out, const char *whole_word, const char *lost_word, int64_t whole,
		     int64_t lost)
{
	buf_addf(out, "= (%s - %s) / %s = (", whole_word, lost_word, whole_word);
	seconds(out, whole);
	buf_add_text(out, " - ");
	seconds(out, lost);
	buf_add_text(out, ") / ");
	seconds(out, whole);
	buf_add_text(out, " = ");
	if (whole > 0)
		percent(out, availability_percent(whole, lost));
	else
		buf_add_text(out, "no figure");
	buf_add_text(out, whole > 0 ? "   (truncated)" : "");
}

static void own_availability(struct buf *out, const struct explained *x)
{
	share_of(out, span_word(x), "unavailable", x->verdict->span_us, x->verdict->unavailable_us);
}

static void own_elapsed(struct buf *out, const struct explained *x)
{
	share_of(out, "elapsed", "unavailable", x->verdict->elapsed_us, x->verdict->unavailable_us);
}

static void own_projected(struct buf *out, const struct explained *x)
{
	share_of(out, span_word(x), "unavailable at its end", x->verdict->span_us, x->verdict->projected_us);
}

static void own_ratio_of(struct buf *out, const char *word, int64_t part, int64_t allowed)
{
	if (word)
		buf_addf(out, "= %s / allowed ", word);
	buf_add_text(out, "= ");
	seconds(out, part);
	buf_add_text(out, " / ");
	seconds(out, allowed);
	buf_add_text(out, " = ");
	four_decimals(out, ratio_millionths(part, allowed));
}

static void own_accountable_ratio(struct buf *out, const struct explained *x)
{
	own_ratio_of(out, "accountable", x->verdict->accountable_us, x->verdict->allowed_us);
}

static void own_unavailable(struct buf *out, const struct explained *x)
{
	buf_add_text(out, "= web ");
	seconds(out, x->verdict->web_us);
	buf_add_text(out, ", call ");
	seconds(out, x->verdict->call_us);
	buf_add_text(out, ", united = ");
	seconds(out, x->verdict->unavailable_us);
}

static void own_accountable(struct buf *out, const struct explained *x)
{
	buf_add_text(out, "= unavailable - exempt = ");
	seconds(out, x->verdict->unavailable_us);
	buf_add_text(out, " - ");
	seconds(out, x->verdict->unavailable_us - x->verdict->accountable_us);
	buf_add_text(out, " = ");
	seconds(out, x->verdict->accountable_us);
}

static void own_group(struct buf *out, const struct explained *x)
{
	const struct terms *t = x->facts.terms;
	bool web = x->figure == FIGURE_WEB;

	buf_addf(out, "= united time of the %s outages that last %s ", web ? "web" : "call",
		 (web ? t->web_inclusive : t->call_inclusive) ? "at least" : "more than");
	why_length(out, web ? t->web_counts_after_us : t->call_counts_after_us);
	buf_add_text(out, " = ");
	seconds(out, web ? x->verdict->web_us : x->verdict->call_us);
}

static void own_uncounted(struct buf *out, const struct explained *x)
{
	buf_add_text(out, "= united time of the outages too short to count, less unavailable = ");
	seconds(out, x->verdict->uncounted_us);
}

static void own_exempt(struct buf *out, const struct explained *x)
{
	static const char *const reasons[EXEMPT_COUNT] = {
		"during announced maintenance (clause 5)", "within the nightly allowance (clause 5)",
		"of the carrier's making (clause 7)", "of the customer's own making (clause 6)"};
	int reason = (int)x->figure - FIGURE_ANNOUNCED;

	buf_addf(out, "= unavailable time %s = ", reasons[reason]);
	seconds(out, x->verdict->exempt_us[reason]);
}

static void own_outages(struct buf *out, const struct explained *x)
{
	buf_addf(out, "= separate stretches of unavailable time = %" PRIu32, x->verdict->outages);
}

static void own_passed_at(struct buf *out, const struct explained *x)
{
	bool breach = x->figure == FIGURE_BREACHED_AT;
	int64_t passed = breach ? x->verdict->breached_at : x->verdict->eligible_at;

	buf_addf(out, "= when %s time passed ", breach ? "unavailable" : "accountable");
	seconds(out, x->verdict->allowed_us);
	buf_add_text(out, passed == TIME_NONE ? ": it has not" : " = ");
	if (passed != TIME_NONE)
		at(out, x, passed);
}

static void own_eta(struct buf *out, const struct explained *x)
{
	const struct availability *v = x->verdict;

	if (v->breach_eta != TIME_NONE) {
		buf_add_text(out, "= moment + allowed - unavailable = ");
		at(out, x, x->facts.moment_us);
		buf_add_text(out, " + ");
		duration_text(out, v->allowed_us - v->unavailable_us);
		buf_add_text(out, " = ");
		at(out, x, v->breach_eta);
	} else if (v->status == STATUS_BREACHED) {
		buf_add_text(out, "none: breached already");
	} else if (!v->open_counted) {
		buf_add_text(out, "none: no outage that counts is open");
	} else {
		buf_addf(out, "none: what is left lasts beyond the %s", span_word(x));
	}
}

static void own_span(struct buf *out, const struct explained *x)
{
	buf_add_text(out, "= ");
	time_local(out, x->calendar, x->facts.span.start_us);
	buf_add_text(out, " to ");
	time_local(out, x->calendar, x->facts.span.end_us);
	buf_add_text(out, " = ");
	seconds(out, x->verdict->span_us);
}

static const struct {
	const char *label;
	void (*write)(struct buf *out, const struct explained *x); /* NULL: no line of its own */
} own_lines[FIGURE_COUNT] = {
	[FIGURE_SPAN] = {"span", own_span},
	[FIGURE_ALLOWED] = {"allowed", NULL},
	[FIGURE_UNAVAILABLE] = {"unavailable", own_unavailable},
	[FIGURE_ACCOUNTABLE] = {"accountable", own_accountable},
	[FIGURE_WEB] = {"web", own_group},
	[FIGURE_CALL] = {"call", own_group},
	[FIGURE_UNCOUNTED] = {"uncounted", own_uncounted},
	[FIGURE_ANNOUNCED] = {"exempt", own_exempt},
	[FIGURE_NIGHTLY] = {"exempt", own_exempt},
	[FIGURE_CARRIER] = {"exempt", own_exempt},
	[FIGURE_CUSTOMER] = {"exempt", own_exempt},
	[FIGURE_OUTAGES] = {"outages", own_outages},
	[FIGURE_PCT] = {"availability", own_availability},
	[FIGURE_ELAPSED_PCT] = {"elapsed", own_elapsed},
	[FIGURE_RATIO] = {"ratio", NULL},
	[FIGURE_ACCOUNTABLE_RATIO] = {"ratio", own_accountable_ratio},
	[FIGURE_STATUS] = {"status", NULL},
	[FIGURE_BREACHED_AT] = {"breached", own_passed_at},
	[FIGURE_ELIGIBLE_AT] = {"eligible", own_passed_at},
	[FIGURE_BREACH_ETA] = {"breach", own_eta},
	[FIGURE_PROJECTED_PCT] = {"projected", own_projected},
};

const char *formula_label(enum figure figure)
{
	return own_lines[figure].label;
}

bool formula_own(struct buf *out, const struct explained *x)
{
	if (!own_lines[x->figure].write)
		return false;
	own_lines[x->figure].write(out, x);
	return true;
}

bool formula_allowed(struct buf *out, const struct explained *x)
{
	buf_addf(out, "= %s x (1 - ", span_word(x));
	ppm(out, x->facts.terms->target_ppm);
	buf_add_text(out, ") = ");
	seconds(out, x->verdict->span_us);
	buf_add_text(out, " x ");
	ppm(out, 1000000 - x->facts.terms->target_ppm);
	buf_add_text(out, " = ");
	seconds(out, x->verdict->allowed_us);
	return true;
}


bool formula_verdict(struct buf *out, const struct explained *x)
{
	switch ((enum availability_status)x->verdict->status) {
	case STATUS_OK:
		buf_add_text(out, "ok, below ");
		value_seconds(out, x->facts.terms->at_risk_ppm, false);
		break;
	case STATUS_AT_RISK:
		buf_add_text(out, "at risk (from ");
		value_seconds(out, x->facts.terms->at_risk_ppm, false);
		buf_add_text(out, "), not breached");
		break;
	case STATUS_BREACHED:
		buf_add_text(out, "breached");
		if (x->verdict->breached_at != TIME_NONE) {
			buf_add_text(out, " since ");
			at(out, x, x->verdict->breached_at);
		}
		break;
	default:
		buf_add_text(out, "no data: the sub-platform has not been read");
	}
	return true;
}

bool formula_ratio(struct buf *out, const struct explained *x)
{
	bool own = x->figure == FIGURE_RATIO || x->figure == FIGURE_STATUS;

	/* Beside another figure's formula the numbers do. */
	own_ratio_of(out, own ? "unavailable" : NULL, x->verdict->unavailable_us, x->verdict->allowed_us);
	buf_add_text(out, ": ");
	return formula_verdict(out, x);
}

/* The windows that a reason's seconds are of: "90011", "90011, 90012 and 4 more". */
static void name_windows(struct buf *out, const struct explained *x, int reason)
{
	const struct account_detail *a = x->facts.detail;
	size_t found = 0;

	for (size_t i = 0; i < a->window_count; i++) {
		if (!a->detail.parts[i].exempt_us[reason])
			continue;
		if (found++ < IDS_NAMED)
			buf_addf(out, "%s%" PRId64, found > 1 ? ", " : "",
				 x->facts.period->windows[a->windows[i]].outage_id);
	}
	if (found > IDS_NAMED)
		buf_addf(out, " and %zu more", found - IDS_NAMED);
}

/* Clause 7 wants the operator's fault report; what is missing is said. */
static bool report_missing(const struct explained *x)
{
	const struct account_detail *a = x->facts.detail;

	for (size_t i = 0; i < a->window_count; i++)
		if (a->detail.parts[i].exempt_us[EXEMPT_CARRIER] &&
		    !why_report_no(x->facts.platform, &x->facts.period->windows[a->windows[i]]))
			return true;
	return false;
}

bool formula_accountable(struct buf *out, const struct explained *x)
{
	const struct availability *v = x->verdict;
	int64_t ratio = ratio_millionths(v->accountable_us, v->allowed_us);

	if (v->accountable_us == v->unavailable_us)
		buf_add_text(out, "all of it");
	else
		seconds(out, v->unavailable_us);
	for (int reason = 0; reason < EXEMPT_COUNT; reason++) {
		if (!v->exempt_us[reason])
			continue;
		buf_add_text(out, " - ");
		seconds(out, v->exempt_us[reason]);
		buf_addf(out, " %s (", exempt_reason_names[reason]);
		name_windows(out, x, reason);
		if (reason == EXEMPT_CARRIER)
			buf_addf(out, ", clause 7%s", report_missing(x) ? ", report missing" : "");
		buf_add_byte(out, ')');
	}
	buf_add_text(out, " = ");
	seconds(out, v->accountable_us);
	if (ratio != INT64_MAX)
		buf_addf(out, ", %" PRId64 ".%" PRId64 " %%", ratio / 10000, ratio % 10000 / 1000);
	return true;
}

bool formula_eligible(struct buf *out, const struct explained *x)
{
	if (x->verdict->eligible_at == TIME_NONE) {
		buf_add_text(out, "not eligible for compensation (clause 6 needs more than 100 %)");
	} else {
		buf_add_text(out, "eligible for compensation since ");
		at(out, x, x->verdict->eligible_at);
		buf_add_text(out, " (clause 6)");
	}
	return true;
}

static void clock_text(struct buf *out, int64_t since_midnight_us)
{
	int64_t minutes = since_midnight_us / MINUTE_US;

	buf_addf(out, "%02" PRId64 ":%02" PRId64, minutes / 60, minutes % 60);
}

bool formula_readings(struct buf *out, const struct explained *x)
{
	static const char *const down[] = {"when front or back is", "front and back each by itself",
					   "when front and back are"};
	const struct terms *t = x->facts.terms;

	buf_addf(out, "web %s ", t->web_inclusive ? ">=" : ">");
	seconds(out, t->web_counts_after_us);
	buf_addf(out, ", call %s ", t->call_inclusive ? ">=" : ">");
	seconds(out, t->call_counts_after_us);
	buf_addf(out, ", web down %s, nightly ", down[t->web_down_when]);
	seconds(out, t->nightly_allowance_us);
	buf_add_text(out, " in ");
	clock_text(out, t->nightly_from_us);
	buf_add_byte(out, '-');
	clock_text(out, t->nightly_to_us);
	return true;
}
