/* Sentences for what became of a window. */
#include "table/why.h"

#include "slatop/table/value.h"

const char *why_report_no(const struct platform *p, const struct window *w)
{
	const struct window_detail *detail = platform_detail(p, w->detail);
	const struct incident *incident = platform_incident(p, w->incident);

	if (detail->operator_report_no)
		return detail->operator_report_no;
	return incident ? incident->operator_report_no : NULL;
}

void why_length(struct buf *out, int64_t length_us)
{
	int64_t minutes = length_us / MINUTE_US;

	if (length_us % MINUTE_US || !minutes) {
		value_seconds(out, length_us, true);
		buf_add_text(out, length_us == USEC ? " second" : " seconds");
	} else {
		value_grouped(out, minutes);
		buf_add_text(out, minutes == 1 ? " minute" : " minutes");
	}
}

static bool is_web(const struct why_subject *s)
{
	return s->window->service <= SERVICE_WEB_BACK;
}

static int64_t threshold_of(const struct why_subject *s)
{
	return is_web(s) ? s->terms->web_counts_after_us : s->terms->call_counts_after_us;
}

static void passed(struct buf *out, const struct why_subject *s)
{
	bool inclusive = is_web(s) ? s->terms->web_inclusive : s->terms->call_inclusive;

	buf_add_text(out, inclusive ? "from " : "more than ");
	why_length(out, threshold_of(s));
	if (inclusive)
		buf_add_text(out, " on");
}

static void short_of(struct buf *out, const struct why_subject *s)
{
	int64_t length = s->part->outage_end_us - s->part->outage_start_us;

	buf_add_text(out, length < threshold_of(s) ? "under " : "not more than ");
	why_length(out, threshold_of(s));
	buf_add_text(out, ": ");
	duration_text(out, length);
	if (s->part->merged)
		buf_add_text(out, " with others");
}

static void counts(struct buf *out, const struct why_subject *s)
{
	const struct window_part *part = s->part;

	if (part->open) {
		buf_add_text(out, "counts since ");
		time_short(out, s->calendar, part->counts_at, s->moment_us);
	} else if (part->merged) {
		buf_add_text(out, "counts with others: ");
		duration_text(out, part->outage_end_us - part->outage_start_us);
	} else {
		buf_add_text(out, "counts: ");
		passed(out, s);
	}
}

/* What of the counted time the provider does not answer for. */
static bool exempt(struct buf *out, const struct why_subject *s)
{
	const int64_t *exempt_us = s->part->exempt_us;
	const char *report = why_report_no(s->platform, s->window);
	size_t start = out->length;

	if (exempt_us[EXEMPT_ANNOUNCED]) {
		duration_text(out, exempt_us[EXEMPT_ANNOUNCED]);
		buf_add_text(out, " of announced maintenance");
	}
	if (exempt_us[EXEMPT_NIGHTLY]) {
		buf_add_text(out, out->length > start ? ", " : "");
		value_seconds(out, exempt_us[EXEMPT_NIGHTLY], true);
		buf_add_text(out, " s nightly allowance");
	}
	if (exempt_us[EXEMPT_CARRIER])
		buf_addf(out, "%sclause 7, report %s", out->length > start ? ", " : "",
			 report ? report : "missing");
	if (exempt_us[EXEMPT_CUSTOMER])
		buf_addf(out, "%sthe customer's own doing", out->length > start ? ", " : "");
	return out->length > start;
}

static void voided(struct buf *out, const struct why_subject *s)
{
	const char *reason = platform_detail(s->platform, s->window->detail)->void_reason;

	buf_addf(out, "voided%s%s", reason ? ": " : "", reason ? reason : "");
	if (s->part->would_add_us <= 0)
		return;
	buf_add_text(out, " (+");
	duration_text(out, s->part->would_add_us);
	buf_add_byte(out, ')');
}

void why_sentence(struct buf *out, const struct why_subject *s)
{
	switch ((enum window_why)s->part->why) {
	case WHY_COUNTS:
		if (s->part->open || s->lived || !exempt(out, s))
			counts(out, s);
		break;
	case WHY_PENDING:
		buf_add_text(out, "counts from ");
		time_short(out, s->calendar, s->part->counts_at, s->moment_us);
		buf_add_text(out, " if it goes on");
		break;
	case WHY_SHORT:
		short_of(out, s);
		break;
	case WHY_VOIDED:
		voided(out, s);
		break;
	case WHY_FAULTY:
		buf_addf(out, "bad row: %s", fault_names[s->window->faulty]);
		break;
	case WHY_EXEMPT_CAUSE:
		buf_add_text(out, "the service itself was running");
		break;
	case WHY_FUTURE:
		buf_add_text(out, "has not begun");
		break;
	case WHY_EMPTY:
		buf_add_text(out, "has no length");
		break;
	case WHY_OUTSIDE:
		buf_add_text(out, "counts, but outside this span");
		break;
	case WHY_NOT_BOTH:
		buf_add_text(out, "the other half of web was up");
		break;
	case WHY_COUNT:
		break;
	}
	if (s->part->also_down_us > 0) {
		buf_add_text(out, "; shares ");
		duration_text(out, s->part->also_down_us);
		buf_add_text(out, " with an earlier one");
	}
}
