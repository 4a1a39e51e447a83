/* Suspects: signs that the record itself is incomplete (signs.h says which, and
 * how each is read). */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/accounts.h"
#include "table/fallen.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/models.h"
#include "table/signs.h"
#include "table/tally.h"

#define S FIELD_SCREEN_ONLY
#define FALLEN 0x80000000u /* in a row's item: of the falls */

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(AT, "at", VALUE_TIME, FIELD_KEY, "When", \
	  "When it began: the incident, the maintenance, the first of the windows.", NULL) \
	F(SIGN, "sign", VALUE_TEXT, FIELD_KEY, "Sign", \
	  "no_windows, no_incident, other_cause, unnamed or completion: what is odd, in a word.", NULL) \
	F(MEANING, "meaning", VALUE_TEXT, 0, "Meaning", "The sign in words.", NULL) \
	F(WHAT, "what", VALUE_TEXT, 0, "What is odd", "The sign and what it was found in, in a sentence.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_ID, "Account", \
	  "Whose it is, where it is about one account only.", NULL) \
	F(NAME, "name", VALUE_TEXT, FIELD_TENANT, "Tenant", "The account's name.", NULL) \
	F(RELATION, "relation", VALUE_TEXT, 0, "Relation", "The relation that it is about.", NULL) \
	F(ROW, "row_id", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Row", \
	  "The incident's or the maintenance's number; the window's where it is about one only.", NULL) \
	F(SERVICE, "service", VALUE_TEXT, FIELD_KEY, "Service", "The windows' service, where they have one in common.", \
	  NULL) \
	F(CAUSE, "cause", VALUE_TEXT, FIELD_KEY, "Cause", "The windows' cause, where they have one in common.", NULL) \
	F(WINDOWS, "windows", VALUE_INTEGER, 0, "Windows", "Outage windows that it is about.", NULL) \
	F(ACCOUNTS, "accounts", VALUE_INTEGER, 0, "Accounts", "Accounts that have these windows, or whose calls failed.", NULL) \
	F(DOWN, "down_s", VALUE_DURATION, 0, "Down", \
	  "The windows' time in the span, added up; of an incident without windows its own; how long calls failed.", NULL) \
	F(AMOUNT, "amount", VALUE_INTEGER, 0, "Amount", "How strong the sign is, in its measure.", NULL) \
	F(MEASURE, "measure", VALUE_TEXT, 0, "In", "What amount is measured in.", NULL) \
	F(STRENGTH, "strength", VALUE_TEXT, S, "Strength", "How strong the sign is, with its unit.", NULL) \
	F(EXPECTED, "expected", VALUE_TEXT, 0, "Expected", "What would be expected of a whole record.", NULL) \
	F(OPENS, "opens", VALUE_TEXT, S, "Opens", "The screen of what it is about.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	MODEL_FRAME;
	struct tally tally; /* says when to look again */
	struct sign_search *search;
	struct suspects *found; /* by platform index */
	size_t found_count;
	struct suspects adding;
	struct fallen fallen;
	struct suspects *falls; /* by platform index, found anew with the rows; their texts */
	struct arena fall_texts;
	struct arena texts;
};

static void search_close(void *part)
{
	sign_search_destroy(*(struct sign_search **)part);
}
static const struct part_kind part_search = {.close = search_close};
static const struct part parts[] = {PART(tally, tally), PART(search, search), PART(fallen, fallen), PART(list, adding.list),
				    PART(list, found), PART(list, falls), PART(kept, fall_texts), PART(texts, texts), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = frame_new(sizeof *s, scope, parts, frame_of_scope, true);

	tally_init(&s->tally, 1);
	s->search = sign_search_create();
	fallen_open(&s->fallen, scope);
	return s;
}

static void close_(struct model_state *s)
{
	for (size_t i = 0; i < s->found_count; i++) {
		free(s->found[i].list);
		free(s->falls[i].list);
	}
	frame_close(s);
}

/* ---- rows ---- */

static void start(void *context, size_t i)
{
	struct model_state *s = context;

	sign_search_begin(s->search, &s->sources, i);
}

static size_t account(void *context, size_t i, uint32_t tenant)
{
	struct model_state *s = context;

	return sign_search_account(s->search, &s->sources, i, tenant);
}

static void take_found(struct model_state *s, size_t i)
{
	struct suspects before = s->found[i];

	s->adding.count = 0;
	sign_search_end(s->search, &s->sources, i, &s->adding);
	s->found[i] = s->adding;
	s->adding = before;
}

static void make_room(struct model_state *s, size_t platforms)
{
	size_t more = platforms - s->found_count;

	if (platforms <= s->found_count)
		return;
	s->found = mem_resize(s->found, platforms, sizeof *s->found);
	s->falls = mem_resize(s->falls, platforms, sizeof *s->falls);
	memset(s->found + s->found_count, 0, more * sizeof *s->found);
	memset(s->falls + s->found_count, 0, more * sizeof *s->falls);
	s->found_count = platforms;
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count, size_t *capacity,
		 int64_t deadline_us)
{
	size_t i = sources_next(&s->sources, *position >> 32), t = *position & UINT32_MAX;
	size_t platforms = s->sources.scope.store->count;

	make_room(s, platforms);
	if (!*position) {
		arena_reset(&s->fall_texts);
		for (size_t k = 0; k < platforms; k++)
			s->falls[k].count = 0;
	}
	for (; i < platforms; i = sources_next(&s->sources, i + 1), t = 0) {
		if (t || !tally_is_fresh(&s->tally, &s->sources, i, 1)) {
			if (tally_work(&s->tally, &s->sources, i, 1, &t, start, account, s, deadline_us)) {
				*position = i << 32 | t;
				return true;
			}
			take_found(s, i);
		}
		for (size_t n = 0; n < s->found[i].count; n++)
			rows_add(list, count, capacity, i, (uint32_t)n);
		fallen_add(&s->fallen, i, &s->fall_texts, &s->falls[i]);
		for (size_t n = 0; n < s->falls[i].count; n++)
			rows_add(list, count, capacity, i, FALLEN | (uint32_t)n);
	}
	*position = i << 32;
	return false;
}

static const struct suspect *suspect_of(const struct model_state *s, struct row_ref row)
{
	const struct platform *p = source_platform(&s->sources, row.platform);
	const struct suspects *list;
	const struct suspect *one;

	if (!p || row.platform >= s->found_count)
		return NULL;
	list = row.item & FALLEN ? &s->falls[row.platform] : &s->found[row.platform];
	if ((row.item & ~FALLEN) >= list->count)
		return NULL;
	one = &list->list[row.item & ~FALLEN];
	if (one->tenant != INDEX_NONE && one->tenant >= p->tenant_count)
		return NULL; /* loaded anew meanwhile */
	if (one->row != INDEX_NONE && one->row >= (one->sign == SIGN_UNNAMED ? p->maintenance_count : p->incident_count))
		return NULL;
	return one;
}

/* ---- values ---- */

static const struct incident *incident_of(const struct platform *p, const struct suspect *one)
{
	bool has = one->sign == SIGN_NO_WINDOWS || one->sign == SIGN_OTHER_CAUSE;

	return has ? &p->incidents[one->row] : NULL;
}

static const struct maintenance *maintenance_of(const struct platform *p, const struct suspect *one)
{
	return one->sign == SIGN_UNNAMED ? &p->maintenance[one->row] : NULL;
}

static const char *cause_shown(const char *word)
{
	return word && *word ? word : "no cause";
}

static int64_t row_id(const struct platform *p, const struct suspect *one)
{
	if (incident_of(p, one))
		return incident_of(p, one)->incident_id;
	return maintenance_of(p, one) ? maintenance_of(p, one)->w.maintenance_id : one->outage_id;
}

static void add_counts(struct buf *out, const struct suspect *one)
{
	value_grouped(out, one->windows);
	buf_add_text(out, one->windows == 1 ? " window" : " windows");
	if (one->windows == 1)
		return;
	buf_add_text(out, " of ");
	value_grouped(out, one->accounts);
	buf_add_text(out, one->accounts == 1 ? " account" : " accounts");
}

static void add_title(struct buf *out, const char *title)
{
	if (title)
		buf_addf(out, "; %s", title);
}

/* "61.2345 % of 40 calls by Unicom connected, 97.9000 % in the month: no window". */
static void write_fall(struct buf *out, const struct suspect *one)
{
	measure_write(out, MEASURE_PERCENT, one->share);
	buf_add_text(out, " of ");
	value_grouped(out, one->calls.requested);
	buf_addf(out, " calls by %s connected, usually ", one->carrier ? one->carrier : "");
	measure_write(out, MEASURE_PERCENT, one->share + one->amount);
	if (one->accounts > 1) {
		buf_add_text(out, ", of ");
		value_grouped(out, one->accounts);
		buf_add_text(out, " accounts");
	}
	buf_add_text(out, ": no window");
}

/* "softswitch, provider: 38 windows of 36 accounts name no incident". */
static void write_what(struct buf *out, const struct platform *p, const struct suspect *one)
{
	const struct incident *incident = incident_of(p, one);
	const struct maintenance *maintenance = maintenance_of(p, one);
	const char *s = one->windows == 1 ? "s" : "";

	switch (one->sign) {
	case SIGN_NO_WINDOWS:
		buf_addf(out, "incident %" PRId64 ": no window names it", incident->incident_id);
		add_title(out, incident->title);
		break;
	case SIGN_NO_INCIDENT:
		buf_addf(out, "%s, %s: ", service_names[one->service], cause_shown(one->cause_word));
		add_counts(out, one);
		buf_addf(out, "%s name%s no incident", one->began.end_us ? ", which began together," : "", s);
		break;
	case SIGN_OTHER_CAUSE:
		buf_addf(out, "incident %" PRId64 ", %s: ", incident->incident_id,
			 incident->cause && *incident->cause ? incident->cause : cause_names[CAUSE_UNKNOWN]);
		add_counts(out, one);
		buf_addf(out, " say%s %s", s, cause_shown(one->cause_word));
		add_title(out, incident->title);
		break;
	case SIGN_COMPLETION: write_fall(out, one); break;
	default:
		buf_addf(out, "maintenance %" PRId64 ": ", maintenance->w.maintenance_id);
		add_counts(out, one);
		buf_addf(out, " %s not name it", one->windows == 1 ? "does" : "do");
		add_title(out, maintenance->title);
	}
}

static void write_strength(struct buf *out, const struct suspect *one)
{
	const struct sign_info *sign = &signs[one->sign];

	measure_write(out, sign->measure, one->amount);
	if (sign->measure == MEASURE_PERCENT)
		buf_add_text(out, " less");
	else if (sign->unit)
		buf_addf(out, " %.*s", (int)strlen(sign->unit) - (one->amount == 1), sign->unit);
}

static void put_written(struct model_state *s, struct value *out, const struct platform *p, const struct suspect *one,
			size_t field)
{
	struct buf text = BUF_INIT;

	if (field == F_WHAT)
		write_what(&text, p, one);
	else
		write_strength(&text, one);
	put_text(out, arena_copy(&s->texts, text.data, text.length));
	buf_release(&text);
}

/* One window is looked at by itself, but with what it belongs to where that is odd. */
static const char *screen_of(const struct suspect *one)
{
	switch (one->sign) {
	case SIGN_NO_INCIDENT: return one->windows == 1 ? "window" : "unclaimed";
	case SIGN_OTHER_CAUSE: return one->windows == 1 ? "window" : "incident";
	case SIGN_UNNAMED: return "change";
	case SIGN_COMPLETION: return !one->accounts ? "call-rates" : one->accounts == 1 ? "figure" : "outcomes";
	default: return "incident";
	}
}

static void put_about(struct value *out, const struct platform *p, const struct suspect *one, size_t field)
{
	const struct sign_info *sign = &signs[one->sign];
	bool kind = one->sign == SIGN_NO_INCIDENT || one->sign == SIGN_OTHER_CAUSE;

	switch (field) {
	case F_PLATFORM: put_text(out, p->code); break;
	case F_SIGN: put_text(out, sign->name); break;
	case F_MEANING: put_text(out, sign->sentence); break;
	case F_NAME: put_text(out, one->tenant == INDEX_NONE ? NULL : p->tenants[one->tenant].name); break;
	case F_RELATION: put_text(out, one->sign == SIGN_COMPLETION && !one->accounts ? "call_rate" : sign->relation); break;
	case F_SERVICE: put_text(out, one->service < SERVICE_COUNT ? service_names[one->service] : NULL); break;
	case F_CAUSE: put_text(out, kind ? one->cause_word : NULL); break;
	case F_MEASURE: put_text(out, sign->unit ? sign->unit : measure_names[sign->measure]); break;
	case F_EXPECTED: put_text(out, sign->expected); break;
	default: put_text(out, screen_of(one)); break;
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct platform *p = source_platform(&s->sources, row.platform);
	const struct suspect *one = suspect_of(s, row);

	if (!value_start(out, fields, F_COUNT, field) || !one) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_AT: put_time(out, one->at_us); break;
	case F_ENTERPRISE_NO: put_id(out, one->tenant == INDEX_NONE ? 0 : p->tenants[one->tenant].enterprise_no); break;
	case F_ROW: put_id(out, row_id(p, one)); break;
	case F_WINDOWS: put_id(out, one->windows); break;
	case F_ACCOUNTS: put_id(out, one->accounts); break;
	case F_DOWN: put_int(out, one->down_us); break;
	case F_AMOUNT: put_int(out, one->amount); break;
	case F_WHAT:
	case F_STRENGTH: put_written(s, out, p, one, field); break;
	default: put_about(out, p, one, field); break;
	}
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct suspect *one = suspect_of(s, row);

	if (!one)
		return (struct row_key){row.platform, -1, row.item};
	if (one->sign == SIGN_COMPLETION) /* a carrier's slots, or hours, do not share a start and its calls */
		return (struct row_key){row.platform, one->at_us / USEC, one->calls.requested << 1 | !one->accounts};
	return (struct row_key){row.platform, row_id(source_platform(&s->sources, row.platform), one),
				(one->began.end_us / USEC) << 12 | one->sign << 8 | one->service << 4 | one->cause};
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct platform *p = source_platform(&s->sources, row.platform);
	const struct suspect *one = suspect_of(s, row);

	scope->platform = (int)row.platform;
	scope->span_given = true;
	scope->where = NULL;
	if (!one)
		return;
	scope->enterprise_no = one->tenant == INDEX_NONE ? 0 : p->tenants[one->tenant].enterprise_no;
	scope->outage_id = one->outage_id;
	if (incident_of(p, one))
		scope->incident_id = incident_of(p, one)->incident_id;
	if (maintenance_of(p, one))
		scope->maintenance_id = maintenance_of(p, one)->w.maintenance_id;
	if (one->sign == SIGN_COMPLETION)
		scope->figure = commitments[COMMITMENT_COMPLETION].name;
	if (one->sign != SIGN_NO_INCIDENT)
		return;
	scope->group = (struct outage_group_key){
		.started_at = one->began.end_us ? one->began.start_us : TIME_NONE, .service = one->service,
		.cause = one->cause};
	scope->group_given = true;
	scope->began = one->began;
}

const struct model model_suspects = {
	.name = "suspects",
	.help = "Signs that the record itself is incomplete: incidents without windows, windows without an incident "
		"or of another cause than theirs, maintenance that something not named fell into, calls that failed "
		"with no window beside.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-at,sign,row_id,service",
	.beside = "incident",
	.open = open_,
	FRAME_FUNCTIONS_BUT_CLOSE,
	.close = close_,
	.rows = rows,
	.get = get,
	.key = key,
	.enter = enter,
};
