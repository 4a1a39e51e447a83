#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/buf.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/store/summary.h"

#define EPOCH_2000_DAYS 10957 /* PostgreSQL's, in ours */

const struct relation followed_relations[FOLLOW_COUNT] = {
	[FOLLOW_TENANT] = {"tenant",
			   "enterprise_no, name, status, tier, region, agreement_code, seats, charged_on, opened_at,"
			   " closed_at, contract_from, contract_to, retention_to, contact_masked, voided",
			   15, true},
	[FOLLOW_MAINTENANCE] = {"maintenance",
				"maintenance_id, title, announced_at, starts_at, ends_at, extended_to, finished_at,"
				" cancelled_at, all_tenants, voided",
				10, true,
				"maintenance_id, coalesce(public_title, 'maintenance ' || maintenance_id), announced_at,"
				" starts_at, ends_at, extended_to, finished_at, cancelled_at, all_tenants, voided"},
	[FOLLOW_COVER] = {"maintenance_tenant", "maintenance_id, enterprise_no", 2, true},
	[FOLLOW_INCIDENT] = {"incident",
			     "incident_id, title, fault_class, severity, cause, opened_at, detected_at, switched_at,"
			     " recovered_at, closed_at, operator_report_no, summary, voided, recorded_at, changed_at",
			     15, false,
			     "incident_id, coalesce(public_title, 'incident ' || incident_id), fault_class, severity, cause,"
			     " opened_at, detected_at, switched_at, recovered_at, closed_at, operator_report_no,"
			     " public_summary, voided, recorded_at, changed_at"},
	[FOLLOW_FAILOVER] = {"failover",
			     "failover_id, incident_id, fault_class, failed_at, switched_at, from_node, to_node,"
			     " voided",
			     8, false},
	[FOLLOW_LINK] = {"link", "link_id, carrier, kind, name, up, since, voided", 7, false},
	[FOLLOW_CLAIM] = {"claim", "claim_id", 1, false}, /* that one changed: 6 reads them itself */
	[FOLLOW_OUTAGE] = {"outage",
			   "outage_id, incident_id, maintenance_id, enterprise_no, service, cause, started_at,"
			   " ended_at, carrier, operator_report_no, voided, void_reason",
			   12, true},
};

const char *relation_columns(enum followed what, bool audit)
{
	const struct relation *f = &followed_relations[what];

	return audit && f->audit_columns ? f->audit_columns : f->columns;
}

/* --- fields -------------------------------------------------------------- */

int64_t cell_int(const struct cell *c)
{
	const unsigned char *b = (const unsigned char *)c->data;

	switch (c->length) {
	case 8:
		return (int64_t)((uint64_t)get32(c->data) << 32 | get32(c->data + 4));
	case 4:
		return (int32_t)get32(c->data);
	case 2:
		return (int16_t)(b[0] << 8 | b[1]);
	default:
		return 0;
	}
}

int64_t cell_time(const struct cell *c)
{
	return c->length == 8 ? time_from_server(cell_int(c)) : TIME_NONE;
}

bool cell_bool(const struct cell *c)
{
	return c->length == 1 && *c->data;
}

/* Days since 1970; the infinite ones are the ends of int32. */
static int32_t cell_date(const struct cell *c)
{
	int64_t days = c->length == 4 ? cell_int(c) : 0;

	if (days == INT32_MIN || days == INT32_MAX)
		return (int32_t)days;
	days += EPOCH_2000_DAYS;
	return days < INT32_MAX ? (int32_t)days : INT32_MAX;
}

/* Cleaned; NULL for null. Lives as long as the row. */
static const char *cell_text(struct row_sink *s, const struct cell *c)
{
	struct buf clean = BUF_INIT;
	const char *text;

	if (c->length < 0)
		return NULL;
	if (text_is_clean(c->data, (size_t)c->length))
		return c->data;
	text_clean(&clean, c->data, (size_t)c->length);
	text = arena_copy(&s->scratch, clean.data, clean.length);
	buf_release(&clean);
	return text;
}

static const char *cell_text_some(struct row_sink *s, const struct cell *c)
{
	const char *text = cell_text(s, c);

	return text ? text : "";
}

struct cell cell_of(const PGresult *r, int row, int column)
{
	if (PQgetisnull(r, row, column))
		return (struct cell){NULL, -1};
	return (struct cell){PQgetvalue(r, row, column), PQgetlength(r, row, column)};
}

/* --- rows ---------------------------------------------------------------- */

void row_sink_init(struct row_sink *s, struct platform *p)
{
	*s = (struct row_sink){.platform = p};
	arena_init(&s->scratch);
}

void row_sink_release(struct row_sink *s)
{
	arena_release(&s->scratch);
	free(s->cover);
	free(s->changed);
	row_sink_init(s, s->platform);
}

static uint8_t status_from(const char *word)
{
	for (int i = 0; i < TENANT_STATUS_OTHER; i++)
		if (!strcmp(word, tenant_status_names[i]))
			return (uint8_t)i;
	return TENANT_STATUS_OTHER;
}

static int32_t limited_int(const struct cell *c)
{
	int64_t value = cell_int(c);

	return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

static void put_tenant(struct row_sink *s, const struct cell *c)
{
	struct tenant_row row = {{
		.enterprise_no = cell_int(&c[0]), .name = cell_text_some(s, &c[1]),
		.status = status_from(c[2].length < 0 ? "" : c[2].data), .tier = cell_text(s, &c[3]),
		.region = cell_text(s, &c[4]), .agreement_code = cell_text(s, &c[5]),
		.seats = limited_int(&c[6]),
		.charged_on_phone_bill = c[7].length > 0 && !strcmp(c[7].data, "phone_bill"),
		.opened_at = cell_time(&c[8]), .closed_at = cell_time(&c[9]),
		.contract_from = cell_date(&c[10]), .contract_to = cell_date(&c[11]),
		.retention_to = cell_date(&c[12]), .contact_masked = cell_text(s, &c[13]),
		.voided = cell_bool(&c[14])}};

	platform_put_tenant(s->platform, &row);
}

static void put_maintenance(struct row_sink *s, const struct cell *c)
{
	struct maintenance_row row = {{
		.w = {.maintenance_id = cell_int(&c[0]), .announced_at = cell_time(&c[2]),
		      .starts_at = cell_time(&c[3]), .ends_at = cell_time(&c[4]),
		      .finished_at = cell_time(&c[6]), .cancelled_at = cell_time(&c[7])},
		.title = cell_text_some(s, &c[1]), .extended_to = cell_time(&c[5]),
		.all_tenants = cell_bool(&c[8]), .voided = cell_bool(&c[9])}};

	platform_put_maintenance(s->platform, &row);
	if (!s->period) {
		MEM_GROW(s->changed, s->changed_count, s->changed_capacity);
		s->changed[s->changed_count++] = row.m.w.maintenance_id;
	}
}

static void put_incident(struct row_sink *s, const struct cell *c)
{
	struct incident_row row = {{
		.incident_id = cell_int(&c[0]), .title = cell_text_some(s, &c[1]),
		.fault_class = cell_text_some(s, &c[2]), .severity = limited_int(&c[3]),
		.cause = cell_text(s, &c[4]), .opened_at = cell_time(&c[5]), .detected_at = cell_time(&c[6]),
		.switched_at = cell_time(&c[7]), .recovered_at = cell_time(&c[8]),
		.closed_at = cell_time(&c[9]), .operator_report_no = cell_text(s, &c[10]),
		.summary = cell_text(s, &c[11]), .voided = cell_bool(&c[12]), .recorded_at = cell_time(&c[13]),
		.changed_at = cell_time(&c[14])}};

	platform_put_incident(s->platform, &row);
}

static void put_failover(struct row_sink *s, const struct cell *c)
{
	struct failover_row row = {{
		.failover_id = cell_int(&c[0]), .incident_id = cell_int(&c[1]),
		.fault_class = cell_text_some(s, &c[2]), .failed_at = cell_time(&c[3]),
		.switched_at = cell_time(&c[4]), .from_node = cell_text_some(s, &c[5]),
		.to_node = cell_text_some(s, &c[6]), .voided = cell_bool(&c[7])}};

	platform_put_failover(s->platform, &row);
}

static void put_link(struct row_sink *s, const struct cell *c)
{
	struct link_row row = {{
		.link_id = limited_int(&c[0]), .carrier = cell_text_some(s, &c[1]),
		.kind = cell_text_some(s, &c[2]), .name = cell_text_some(s, &c[3]), .up = cell_bool(&c[4]),
		.since = cell_time(&c[5]), .voided = cell_bool(&c[6])}};

	platform_put_link(s->platform, &row);
}

static void put_claim(struct row_sink *s, const struct cell *c)
{
	(void)c;
	platform_relation_changed(s->platform, followed_relations[FOLLOW_CLAIM].name);
}

/* Words of the contract need no cleaning, and most are. */
static const char *service_text(struct row_sink *s, const struct cell *c)
{
	return c->length > 0 && service_from(c->data, (size_t)c->length) >= 0 ? c->data : cell_text_some(s, c);
}

static void put_outage(struct row_sink *s, const struct cell *c)
{
	struct window_row row = {
		.outage_id = cell_int(&c[0]), .incident_id = cell_int(&c[1]),
		.maintenance_id = cell_int(&c[2]), .enterprise_no = cell_int(&c[3]),
		.service = service_text(s, &c[4]), .cause = cell_text(s, &c[5]),
		.started_at = cell_time(&c[6]), .ended_at = cell_time(&c[7]),
		.detail = {.carrier = cell_text(s, &c[8]), .operator_report_no = cell_text(s, &c[9]),
			   .void_reason = cell_text(s, &c[11])},
		.voided = cell_bool(&c[10])};

	if (c[6].length < 0) /* a start that is not there is no start */
		row.started_at = TIME_INFINITE;
	if (s->period)
		period_load_row(s->platform, s->period, &row);
	else
		platform_put_window(s->platform, &row);
}

/* --- who is covered ------------------------------------------------------ */

static void flush_cover(struct row_sink *s)
{
	size_t kept = 0;

	if (!s->cover_count)
		return;
	platform_put_cover(s->platform, s->cover_id, s->cover, s->cover_count);
	for (size_t i = 0; i < s->changed_count; i++)
		if (s->changed[i] != s->cover_id)
			s->changed[kept++] = s->changed[i];
	s->changed_count = kept;
	s->cover_count = 0;
}

static void put_cover(struct row_sink *s, const struct cell *c)
{
	int64_t id = cell_int(&c[0]);

	if (s->cover_count && id != s->cover_id)
		flush_cover(s);
	s->cover_id = id;
	MEM_GROW(s->cover, s->cover_count, s->cover_capacity);
	s->cover[s->cover_count++] = cell_int(&c[1]);
}

void row_cover_end(struct row_sink *s)
{
	flush_cover(s);
	for (size_t i = 0; i < s->changed_count; i++)
		platform_put_cover(s->platform, s->changed[i], NULL, 0);
	s->changed_count = 0;
}

void row_put(struct row_sink *s, enum followed what, const struct cell *cells)
{
	static void (*const put[FOLLOW_COUNT])(struct row_sink *, const struct cell *) = {
		[FOLLOW_TENANT] = put_tenant, [FOLLOW_MAINTENANCE] = put_maintenance,
		[FOLLOW_COVER] = put_cover, [FOLLOW_INCIDENT] = put_incident,
		[FOLLOW_FAILOVER] = put_failover, [FOLLOW_LINK] = put_link, [FOLLOW_CLAIM] = put_claim,
		[FOLLOW_OUTAGE] = put_outage};

	put[what](s, cells);
	if (s->scratch.used)
		arena_reset(&s->scratch);
}
