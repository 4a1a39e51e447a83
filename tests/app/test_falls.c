/* The limits of a fall of completion (4.10) are those of each account's own agreement,
 * of carriers the standard one's: random hours and slots about several agreements'
 * limits (falls.sql), the list of suspects against SQL of another hand. */
#include "variant.h"

#define ROUNDS 6

struct limits {
	int calls, ppm, slots;
};

static const char reckoning[] =
	/* Each account's limits, by its code. */
	"with l as (select enterprise_no, case agreement_code when 'large' then %d else %d end as calls, "
	"  case agreement_code when 'large' then %d else %d end / 1000000.0 as fall from sla.tenant), "
	"h as (select * from sla.call_stat where hour >= '2024-01-31 16:00Z' and hour < '2024-02-29 16:00Z'), "
	"fell as (select h.* from h join l using (enterprise_no) where requested >= calls and "
	"  connected::numeric / requested <= (select sum(connected)::numeric / sum(requested) from h a where a.enterprise_no = h.enterprise_no) - fall "
	"  and not exists (select from sla.outage o where o.enterprise_no = h.enterprise_no and not voided and ended_at > started_at "
	"    and tstzrange(started_at, ended_at) && tstzrange(hour, hour + interval '1 hour'))), "
	"sag as (select * from (select *, sum(connected) over ()::numeric / sum(requested) over () as rate from sla.call_rate) as s "
	"  where requested >= %d and connected::numeric / requested <= rate - %d / 1000000.0), "
	"runs as (select *, (select count(*) from generate_series(slot, '2024-02-21 00:00Z', '5 minutes') g "
	"    where not exists (select from generate_series(sag.slot, g, '5 minutes') k where k not in (select slot from sag))) as length "
	"  from sag where slot - interval '5 minutes' not in (select slot from sag)) "
	"select extract(epoch from hour)::bigint * 1000000, count(*), case when count(*) = 1 then min(enterprise_no) else 0 end, 3600 "
	"  from fell group by hour "
	"union all select extract(epoch from slot)::bigint * 1000000, 0, 0, 300 * length from runs where length >= %d order by 1, 2";

static struct limits some(struct rng *r)
{
	static const int calls[] = {30, 50, 80}, ppm[] = {300000, 500000};

	return (struct limits){calls[rng_below(r, 3)], ppm[rng_below(r, 2)], (int)rng_below(r, 3) + 1};
}

static void write_version(FILE *f, const char *code, const struct limits *l)
{
	fprintf(f, "\"%s\": [{\"from\": \"2000-01\", \"completion\": {\"fall_calls\": %d, \"fall_ppm\": %d, \"fall_slots\": %d}}]", code,
		l->calls, l->ppm, l->slots);
}

static void write_agreement(struct variant *v, const struct limits *standard, const struct limits *large)
{
	snprintf(v->agreement, sizeof v->agreement, "/tmp/slatop-falls-%ld.json", (long)getpid());
	FILE *f = fopen(v->agreement, "w");
	ck_assert(f != NULL);
	fprintf(f, "{\"format\": 1, \"agreements\": {");
	write_version(f, "standard", standard);
	fprintf(f, ", ");
	write_version(f, "large", large);
	fprintf(f, "}}");
	ck_assert(fclose(f) == 0);
}

static PGresult *reckon(PGconn *standby, const struct limits *standard, const struct limits *large)
{
	struct buf sql = BUF_INIT;

	buf_addf(&sql, reckoning, large->calls, standard->calls, large->ppm, standard->ppm, standard->calls, standard->ppm,
		 standard->slots);
	PGresult *r = PQexec(standby, sql.data);
	ck_assert_msg(PQresultStatus(r) == PGRES_TUPLES_OK, "%s", PQerrorMessage(standby));
	buf_release(&sql);
	return r;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

typedef char line[96];

static void compare(struct view *v, const PGresult *theirs)
{
	static const char *const numbers[] = {"at", "accounts", "enterprise_no", "down_s"};
	size_t count = (size_t)PQntuples(theirs), ours = 0;
	line *a = mem_zero(v->count + 1, sizeof *a), *b = mem_zero(count + 1, sizeof *b);

	for (size_t row = 0; row < v->count; row++) {
		struct value sign;
		value_of(v, row, "sign", &sign);
		if (strcmp(sign.text, "completion") != 0)
			continue;
		snprintf(a[ours++], sizeof *a, "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64, number(v, row, numbers[0]),
			 number(v, row, numbers[1]), number(v, row, numbers[2]), number(v, row, numbers[3]) / USEC);
	}
	for (size_t i = 0; i < count; i++)
		snprintf(b[i], sizeof *b, "%s %s %s %s", PQgetvalue(theirs, (int)i, 0), PQgetvalue(theirs, (int)i, 1),
			 PQgetvalue(theirs, (int)i, 2), PQgetvalue(theirs, (int)i, 3));
	qsort(a, ours, sizeof *a, by_text);
	qsort(b, count, sizeof *b, by_text);
	for (size_t i = 0; i < ours && i < count; i++)
		ck_assert_msg(!strcmp(a[i], b[i]), "start, accounts, account, seconds: %s, by SQL %s", a[i], b[i]);
	ck_assert_uint_gt(count, 0);
	ck_assert_msg(ours == count, "%zu falls, %zu by SQL", ours, count);
	free(a);
	free(b);
}

START_TEST(an_account_is_judged_by_its_own_limits)
{
	struct rng r = rng_seeded();
	PGconn *standby = connect_to("replica.conninfo");

	for (int i = 0; i < ROUNDS; i++) {
		struct variant v = {.moment = "2024-02-29T16:00:00Z", .month = calendar_month_number(shanghai(), local("2024-02-10 12:00"))};
		struct limits standard = some(&r), large = some(&r);
		while (large.calls == standard.calls && large.ppm == standard.ppm)
			large = some(&r);
		char variables[40];
		snprintf(variables, sizeof variables, "-v seed=%u", (unsigned)rng_below(&r, UINT32_MAX));
		make_rows(standby, "falls.sql", variables);
		write_agreement(&v, &standard, &large);
		open_engine(&v);
		struct view *list = load(&v, "suspects", NULL, 0);
		PGresult *theirs = reckon(standby, &standard, &large);
		compare(list, theirs);
		PQclear(theirs);
		view_destroy(list);
		engine_close(&v.engine);
		ck_assert(unlink(v.agreement) == 0);
	}
	make_rows(standby, "falls.sql", "");
	PQfinish(standby);
}
END_TEST

TEST_MAIN("falls", 120, an_account_is_judged_by_its_own_limits)
