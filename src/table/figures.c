/* The figures of clause 4.1 as values. */
#include "table/figures.h"

#include <string.h>

const struct model_field figure_fields[FIGURE_COUNT] = {FIGURE_FIELDS(MODEL_ROW, 0)};

enum figure figure_find(const char *name)
{
	static const struct {
		const char *name;
		enum figure figure;
	} others[] = {
		{"budget", FIGURE_RATIO},           {"left_s", FIGURE_ALLOWED}, {"verdict", FIGURE_STATUS},
		{"counted_s", FIGURE_UNAVAILABLE},  {"share", FIGURE_RATIO},    {"breach", FIGURE_BREACH_ETA},
		{"next_breach", FIGURE_BREACH_ETA},
	};

	for (int i = 0; name && i < FIGURE_COUNT; i++)
		if (!strcmp(figure_fields[i].name, name))
			return (enum figure)i;
	for (size_t i = 0; name && i < sizeof others / sizeof *others; i++)
		if (!strcmp(others[i].name, name))
			return others[i].figure;
	return FIGURE_COUNT;
}

static int64_t duration_of(enum figure figure, const struct availability *v)
{
	switch (figure) {
	case FIGURE_SPAN:
		return v->span_us;
	case FIGURE_ALLOWED:
		return v->allowed_us;
	case FIGURE_UNAVAILABLE:
		return v->unavailable_us;
	case FIGURE_ACCOUNTABLE:
		return v->accountable_us;
	case FIGURE_WEB:
		return v->web_us;
	case FIGURE_CALL:
		return v->call_us;
	case FIGURE_UNCOUNTED:
		return v->uncounted_us;
	default:
		return v->exempt_us[figure - FIGURE_ANNOUNCED];
	}
}

static void put_percent(struct value *out, int64_t whole_us, int64_t lost_us)
{
	if (whole_us > 0)
		put_int(out, availability_percent(whole_us, lost_us));
	else
		put_null(out);
}

static void put_rest(struct value *out, enum figure figure, const struct availability *v)
{
	switch (figure) {
	case FIGURE_OUTAGES:
		put_int(out, v->outages);
		break;
	case FIGURE_PCT:
		put_percent(out, v->span_us, v->unavailable_us);
		break;
	case FIGURE_ELAPSED_PCT:
		put_percent(out, v->elapsed_us, v->unavailable_us);
		break;
	case FIGURE_PROJECTED_PCT:
		put_percent(out, v->span_us, v->projected_us);
		break;
	case FIGURE_RATIO:
		put_int(out, ratio_millionths(v->unavailable_us, v->allowed_us));
		break;
	case FIGURE_ACCOUNTABLE_RATIO:
		put_int(out, ratio_millionths(v->accountable_us, v->allowed_us));
		break;
	case FIGURE_BREACHED_AT:
		put_time(out, v->breached_at);
		break;
	case FIGURE_ELIGIBLE_AT:
		put_time(out, v->eligible_at);
		break;
	case FIGURE_BREACH_ETA:
		put_time(out, v->breach_eta);
		break;
	default:
		put_null(out);
	}
}

void figure_put(struct value *out, enum figure figure, const struct availability *v)
{
	if (figure == FIGURE_STATUS)
		put_text(out, availability_status_names[v->status]);
	else if (v->status == STATUS_NO_DATA && figure != FIGURE_SPAN && figure != FIGURE_ALLOWED)
		put_null(out);
	else if (figure <= FIGURE_CUSTOMER)
		put_int(out, duration_of(figure, v));
	else
		put_rest(out, figure, v);
}
