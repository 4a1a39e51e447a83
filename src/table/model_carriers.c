/* The carriers' trunks in the last hour, by slots of five minutes (4.10): what NOC
 * staff see of a trunk that connects badly while no window says so yet. */
#include <stdio.h>
#include <string.h>

#include "slatop/sla/verdict.h"
#include "table/accounts.h"
#include "table/carrier_hours.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(CARRIER, "carrier", VALUE_TEXT, FIELD_KEY, "Carrier", "Whose trunk.", NULL) \
	F(FROM, "from", VALUE_TIME, 0, "From", "The start of the hour: of the first of the twelve slots.", NULL) \
	F(REQUESTED, "requested", VALUE_INTEGER, 0, "Requested", "Calls requested in the hour.", NULL) \
	F(CONNECTED, "connected", VALUE_INTEGER, 0, "Connected", "Calls that rang at the called number.", NULL) \
	F(ANSWERED, "answered", VALUE_INTEGER, 0, "Answered", "Calls that were answered.", NULL) \
	F(COMPLETION, "completion_pct", VALUE_PERCENT, 0, "Completion", \
	  "connected / requested of the hour, truncated (4.10).", "percent") \
	F(RESPONSE, "response_pct", VALUE_PERCENT, 0, "Response", \
	  "answered / requested of the hour; another figure than completion.", "percent") \
	F(TARGET, "target_pct", VALUE_PERCENT, 0, "Target", "What clause 4.10 promises.", "percent") \
	F(VERDICT, "verdict", VALUE_TEXT, 0, "Verdict", "Of the hour: met, missed, no_data without a request, or unpublished.", "state") \
	F(LOW, "low", VALUE_INTEGER, 0, "Low", "Slots of the twelve below the target.", NULL) \
	F(LATEST, "latest_pct", VALUE_PERCENT, 0, "Latest", "Completion of the latest slot that has calls.", "percent") \
	F(LATEST_AT, "latest_at", VALUE_TIME, 0, "Latest slot", "Its start.", NULL) \
	F(LOWEST, "lowest_pct", VALUE_PERCENT, 0, "Lowest", "Completion of the worst slot.", "percent") \
	F(LOWEST_AT, "lowest_at", VALUE_TIME, 0, "Lowest slot", "Its start, the latest of equals.", NULL) \
	F(BAD, "bad", VALUE_INTEGER, 0, "Bad rows", \
	  "Rows left out: negative counts, or more connected than requested.", NULL) \
	F(SLOTS, "slots", VALUE_TEXT, S, "Last hour", \
	  "Each slot of five minutes, the oldest first: a low block falls short of the target, a high one does not, a dot has no calls.", \
	  "slots") \
	F(NOTE, "note", VALUE_TEXT, S, "Note", "What is wrong with the figures, if anything.", NULL) \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, S, "Platform", "Name of the sub-platform.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	MODEL_FRAME;
	struct carrier_hours_all hours;
	struct arena texts; /* what was written since the last advance */
};
static const struct part parts[] = {PART(texts, texts), PART(hours, hours), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, frame_apart, true);

	carrier_hours_open(&s->hours, &s->sources);
	carrier_hours_advance(&s->hours);
	return s;
}

static bool is_lacking(const struct model_state *s, size_t platform)
{
	return strstr(source_platform(&s->sources, platform)->status.lacking, " call_rate ");
}

/* A sub-platform without carriers that gave an error, or that does not publish them
 * where another does, has one row that says so. Where none does the list is empty,
 * and says that. */
static bool has_note(const struct model_state *s, size_t platform)
{
	bool others = false;

	for (size_t i = 0; i < s->hours.count; i++)
		others |= s->hours.list[i]->count > 0;
	return s->hours.list[platform]->error || (others && is_lacking(s, platform));
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t i = sources_next(&s->sources, *position);

	(void)deadline_us; /* there are a few dozen */
	for (; i < s->hours.count; i = sources_next(&s->sources, i + 1)) {
		const struct carrier_hours *h = s->hours.list[i];
		for (uint32_t k = 0; k < h->count || (!k && has_note(s, i)); k++)
			rows_add(list, count, capacity, i, k);
	}
	*position = i;
	return false;
}

/* ---- values ---- */

static int64_t slot_start(const struct carrier_hours *h, int slot)
{
	return h->last_us - (COMPLETION_SLOTS - 1 - slot) * COMPLETION_SLOT_US;
}

/* A block's height: what is met stands in the upper three by how far it is above
 * the target, what is not in the lower three by how far below. */
static char step_of(const struct terms *t, const struct calls *c)
{
	int64_t percent, target = t->completion_target_ppm * 100;

	if (!calls_completion_rate(c, &percent))
		return '-';
	if (calls_low(t, c)) {
		int64_t below = (target - percent) / 1000000;
		return below < 3 ? '2' : below < 15 ? '1' : '0';
	}
	int64_t room = 100000000 - target;
	return (char)('5' + (room > 0 ? (percent - target) * 2 / room : 2));
}

static void put_slots(struct model_state *s, const struct terms *t, const struct carrier_hour *c, struct value *out)
{
	char text[COMPLETION_SLOTS];

	for (int i = 0; i < COMPLETION_SLOTS; i++)
		text[i] = step_of(t, &c->hour.slots[i]);
	put_text(out, arena_copy(&s->texts, text, sizeof text));
}

struct slots_found {
	int low, latest, lowest; /* latest, lowest: a slot; -1: none has calls */
	int64_t latest_pct, lowest_pct;
};

static struct slots_found look_at_slots(const struct terms *t, const struct completion_hour *h)
{
	struct slots_found f = {.latest = -1, .lowest = -1};
	int64_t percent;

	for (int i = 0; i < COMPLETION_SLOTS; i++) {
		if (!calls_completion_rate(&h->slots[i], &percent))
			continue;
		f.low += calls_low(t, &h->slots[i]);
		f.latest = i;
		f.latest_pct = percent;
		if (f.lowest >= 0 && percent > f.lowest_pct)
			continue;
		f.lowest = i;
		f.lowest_pct = percent;
	}
	return f;
}

static void put_slot(const struct terms *t, const struct carrier_hours *h, const struct carrier_hour *c, size_t field,
		     struct value *out)
{
	struct slots_found f = look_at_slots(t, &c->hour);
	int slot = field == F_LATEST || field == F_LATEST_AT ? f.latest : f.lowest;

	switch (field) {
	case F_LOW:
		put_int(out, f.low);
		out->null = f.latest < 0;
		return;
	case F_LATEST:
		put_int(out, f.latest_pct);
		break;
	case F_LOWEST:
		put_int(out, f.lowest_pct);
		break;
	default:
		put_int(out, slot_start(h, slot));
	}
	out->null = slot < 0;
}

static void put_sum(const struct terms *t, const struct calls *sum, size_t field, struct value *out)
{
	struct outcome o;
	int64_t percent = 0;

	switch (field) {
	case F_REQUESTED:
		put_int(out, sum->requested);
		break;
	case F_CONNECTED:
		put_int(out, sum->connected);
		break;
	case F_ANSWERED:
		put_int(out, sum->answered);
		break;
	case F_COMPLETION:
		out->null = !calls_completion_rate(sum, &percent);
		put_int(out, percent);
		break;
	case F_RESPONSE:
		out->null = !calls_response_rate(sum, &percent);
		put_int(out, percent);
		break;
	default:
		completion_outcome(t, sum, &o);
		put_text(out, verdict_names[o.verdict]);
	}
}

static void put_note(struct model_state *s, size_t platform, const struct carrier_hour *c, struct value *out)
{
	const struct carrier_hours *h = s->hours.list[platform];

	if (is_lacking(s, platform))
		put_text(out, "sla.call_rate is not published");
	else if (h->error)
		put_text(out, h->error);
	else if (c && c->hour.bad)
		put_text(out, arena_printf(&s->texts, "%u bad %s left out", c->hour.bad,
					   c->hour.bad == 1 ? "row" : "rows"));
	else
		put_null(out);
}

static void put_carrier(struct model_state *s, size_t platform, const struct carrier_hour *c, size_t field,
			struct value *out)
{
	const struct carrier_hours *h = s->hours.list[platform];
	const struct terms *t = source_terms(&s->sources, platform, UINT32_MAX, s->sources.scope.span);

	switch (field) {
	case F_CARRIER:
		put_text(out, c->carrier);
		break;
	case F_FROM:
		put_time(out, slot_start(h, 0));
		break;
	case F_TARGET:
		put_int(out, t->completion_target_ppm * 100);
		break;
	case F_BAD:
		put_int(out, c->hour.bad);
		break;
	case F_SLOTS:
		put_slots(s, t, c, out);
		break;
	case F_LOW:
	case F_LATEST:
	case F_LATEST_AT:
	case F_LOWEST:
	case F_LOWEST_AT:
		put_slot(t, h, c, field, out);
		break;
	default:
		put_sum(t, &c->hour.sum, field, out);
	}
}

static const struct carrier_hours *hours_of(const struct model_state *s, struct row_ref row)
{
	return row.platform < s->hours.count ? s->hours.list[row.platform] : NULL;
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct carrier_hours *h = hours_of(s, row);
	const struct platform *p = source_platform(&s->sources, row.platform);
	const struct carrier_hour *c = h && row.item < h->count ? &h->list[row.item] : NULL;

	if (!value_start(out, fields, F_COUNT, field) || !h || !p)
		put_null(out);
	else if (field == F_PLATFORM || field == F_PLATFORM_NAME)
		put_text(out, field == F_PLATFORM ? p->code : p->name);
	else if (field == F_NOTE)
		put_note(s, row.platform, c, out);
	else if (c)
		put_carrier(s, row.platform, c, field, out);
	else if (field == F_VERDICT)
		put_text(out, is_lacking(s, row.platform) ? "unpublished" : verdict_names[VERDICT_NO_DATA]);
	else
		put_null(out);
}

/* Carriers are few, and named: a row's number is its name's. */
static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct carrier_hours *h = hours_of(s, row);
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (const char *at = h && row.item < h->count ? h->list[row.item].carrier : ""; *at; at++)
		hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
	return (struct row_key){row.platform, (int64_t)hash, 0};
}

const struct model model_carriers = {
	.name = "carriers",
	.help = "The last hour of each carrier's trunk, in slots of five minutes (4.10).",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "completion_pct,carrier",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = key,
	.enter = model_enter_platform,
	.needs = "call_rate",
};
