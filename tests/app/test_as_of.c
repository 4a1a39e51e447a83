/* An earlier moment again: what was reported then is what is reported of it later, as
 * it was known then, byte for byte but for the age of the data. */
#include "support/check_main.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "support/platform.h"

#define MOMENTS SOME_OF(50)

static char folder[] = "/tmp/slatop-as-of.XXXXXX";
static const char *const screens[] = {"availability", "outages"};

/* A platform of its own: what rests here while it is recorded must not be another
 * test's. */
static void bring_up(void)
{
	struct buf said = BUF_INIT;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	int status = run_command(&said, &said, "tests/platform/platform up %s --tenants 40 --months 2 --logs 50 2>&1", folder);
	ck_assert_msg(status == 0, "%s", said.data);
	buf_release(&said);
	char *primary = platform_line(folder, NULL, "primary.conninfo");
	status = run_command(&said, &said, "psql -XqAt -d '%s' -f tests/platform/simulate.sql 2>&1", primary);
	ck_assert_msg(status == 0, "%s", said.data);
	buf_release(&said);
	free(primary);
}

static void take_down(void)
{
	run_command(NULL, NULL, "tests/platform/platform down %s", folder);
	run_command(NULL, NULL, "rm -rf %s", folder);
}

static int report(struct buf *out, struct buf *errors, const char *screen, const char *options)
{
	return run_command(out, errors, "'%s' report %s --config %s/slatop.json --format json %s </dev/null",
			   slatop_binary(), screen, folder, options);
}

/* The report without the line that tells the age of the data. */
static void report_ageless(struct buf *out, const char *screen, const char *options)
{
	struct buf errors = BUF_INIT;

	ck_assert_msg(report(out, &errors, screen, options) == 0, "%s %s: %s", screen, options, errors.data);
	buf_release(&errors);
	char *line = strstr(out->data, "\n  \"data_age_s\": ");
	ck_assert_ptr_nonnull(line);
	const char *end = strchr(line + 1, '\n');
	memmove(line, end, strlen(end) + 1);
	out->length = strlen(out->data);
}

/* The moment of evaluation that a report tells. */
static void moment_of(const struct buf *json, char out[64])
{
	const char *at = strstr(json->data, "\"as_of\": {");

	ck_assert_ptr_nonnull(at);
	ck_assert_int_eq(sscanf(strchr(at + 10, ':'), ": \"%40[^\"]", out), 1);
}

/* What staff do to the record beside the simulation: windows told late, corrected in
 * their times, cause or service, voided, and entered again. */
static const char *const edits[] = {
	"insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, voided) "
	"select 9000000 + %d, enterprise_no, 'web_front', 'provider', now() - interval '3 hours' - random() * interval '1 hour', "
	"now() - random() * interval '2 hours', false from sla.tenant order by random() limit 1",
	"update sla.outage set started_at = started_at - interval '7 minutes' * random(), "
	"ended_at = ended_at + interval '9 minutes' * random() "
	"where outage_id in (select outage_id from sla.outage where not voided and ended_at is not null order by random() limit 3 + %d %% 3)",
	"insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, voided) "
	"select 9100000 + %d, enterprise_no, 'trunk', null, now() - interval '40 minutes' * random(), false "
	"from sla.tenant order by random() limit 1",
	"update sla.outage set cause = (array['provider', 'carrier', 'customer'])[1 + (outage_id + %d) %% 3] "
	"where outage_id in (select outage_id from sla.outage where not voided order by random() limit 5)",
	"update sla.outage set voided = true, void_reason = 'entered twice' "
	"where outage_id in (select outage_id from sla.outage where not voided and %d > 0 order by random() limit 2)",
	"insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, voided) "
	"select 9200000 + %d, enterprise_no, service, cause, started_at, ended_at, false "
	"from sla.outage where voided and void_reason = 'entered twice' order by random() limit 1",
	"update sla.outage set service = (array['web_front', 'web_back', 'softswitch', 'trunk'])[1 + (outage_id + %d) %% 4] "
	"where outage_id in (select outage_id from sla.outage where not voided order by random() limit 4)",
	"update sla.outage set ended_at = now() + %d * interval '0' "
	"where ended_at is null and not voided and outage_id in (select outage_id from sla.outage where ended_at is null "
	"order by random() limit 2)",
};

static void edit(int i, double seed)
{
	struct buf sql = BUF_INIT;

	/* every row is written in one transaction: when it is replayed, the writer rests */
	buf_addf(&sql, "select setseed(%.6f); select simulation.tick()", seed);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	for (int k = 0; k < 3; k++) {
		buf_add_text(&sql, "; ");
		buf_addf(&sql, edits[(size_t)(i + 3 * k) % COUNT_OF(edits)], i + 1000 * k);
	}
#pragma GCC diagnostic pop
	platform_sql(folder, NULL, sql.data);
	buf_release(&sql);
}

static struct recorded {
	char moment[64];
	struct buf json;
} recorded[MOMENTS][COUNT_OF(screens)];

static void ask_again(const struct recorded *r, const char *screen, bool as_known, struct buf *out)
{
	char options[120];

	snprintf(options, sizeof options, "--as-of %.40s%s", r->moment, as_known ? " --as-known" : "");
	report_ageless(out, screen, options);
}

static int count_of(const struct buf *text, const char *what)
{
	int count = 0;

	for (const char *at = text->data; at && (at = strstr(at, what)); at++)
		count++;
	return count;
}

/* Windows told late explain calls that failed: not to whoever looked before. And what has
 * no history is named. */
static void check_falls(void)
{
	struct buf then = BUF_INIT, out = BUF_INIT, errors = BUF_INIT, options = BUF_INIT;
	char moment[64];

	platform_sql(folder, NULL,
		     /* at a time without a window: one of no carrier's, which the edits may have made, would explain it */
		     "insert into sla.call_rate select 'Told late', h - n * interval '5 minutes', 100, "
		     "case when n = 3 then 10 else 98 end, 50 from generate_series(1, 9) n, (select max(h) as h "
		     "from generate_series(date_trunc('hour', now()) - interval '18 hours', date_trunc('hour', now()) - interval '4 hours', "
		     "interval '10 minutes') h where not exists (select from sla.outage where service = 'trunk' and not voided "
		     "and isfinite(started_at) and started_at < h and coalesce(ended_at, now()) > h - interval '1 hour')) as quiet; "
		     "insert into sla.call_stat select enterprise_no, date_trunc('hour', now()) - n * interval '1 hour', 'Told late', 100, "
		     "case when n = 2 then 10 else 98 end, 50 from generate_series(1, 20) n, "
		     "(select enterprise_no from sla.tenant t where not voided and status = 'active' and not exists (select from sla.outage o "
		     "where o.enterprise_no = t.enterprise_no and coalesce(ended_at, now()) > now() - interval '4 hours') limit 1) t");
	report_ageless(&out, "availability", "");
	moment_of(&out, moment);
	buf_clear(&out);
	buf_addf(&options, "--from \"$(date -ud '-21 hours' +%%FT%%TZ)\" --where 'sign = completion and what ~ \"Told late\"' --as-of %.40s", moment);
	ck_assert_int_eq(report(&then, &errors, "suspects", options.data), 0);
	ck_assert_msg(count_of(&then, "Told late") == 2, "%s", then.data);
	platform_sql(folder, NULL,
		     "insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, carrier, voided) "
		     "select 9300000, enterprise_no, 'trunk', 'carrier', (select min(slot) from sla.call_rate where carrier = 'Told late'), now(), "
		     "'Told late', false from sla.call_stat where carrier = 'Told late' limit 1; "
		     "update sla.tenant set seats = seats + 1 where enterprise_no in (select enterprise_no from sla.outage where outage_id = 9300000)");
	ck_assert_int_eq(report(&out, &errors, "suspects", options.data), 0);
	ck_assert_msg(count_of(&out, "Told late") == 0, "%s", out.data);
	buf_clear(&out);
	buf_clear(&errors);
	buf_add_text(&options, " --as-known");
	ck_assert_int_eq(report(&out, &errors, "suspects", options.data), 0);
	ck_assert_msg(!strcmp(strstr(out.data, "\"rows\""), strstr(then.data, "\"rows\"")), "%s\nthen:\n%s", out.data, then.data);
	ck_assert_msg(strstr(errors.data, "as known now: accounts (1 changed since), incidents, maintenance, calls by the hour, calls by five minutes") ||
		      strstr(errors.data, "as known now: accounts (1 changed since), maintenance, incidents, calls by the hour, calls by five minutes"),
		      "%s", errors.data);
	buf_release(&then);
	buf_release(&out);
	buf_release(&errors);
	buf_release(&options);
}

START_TEST(what_was_reported_is_known_again)
{
	unsigned seed = (unsigned)time(NULL);
	int corrected = 0;

	printf("seed: %u\n", seed);
	bring_up();
	for (int i = 0; i < MOMENTS; i++) {
		edit(i, (double)((seed + (unsigned)i * 7919) % 1000) / 1000);
		for (size_t k = 0; k < COUNT_OF(screens); k++) {
			report_ageless(&recorded[i][k].json, screens[k], "");
			moment_of(&recorded[i][k].json, recorded[i][k].moment);
		}
	}
	edit(MOMENTS, 0.5);
	for (int i = 0; i < MOMENTS; i++)
		for (size_t k = 0; k < COUNT_OF(screens); k++) {
			struct recorded *r = &recorded[i][k];
			struct buf again = BUF_INIT, now = BUF_INIT;
			ask_again(r, screens[k], true, &again);
			ck_assert_msg(!strcmp(r->json.data, again.data), "%s as known at %s:\n%s\nthen:\n%s", screens[k],
				      r->moment, again.data, r->json.data);
			if (i % (MOMENTS / 5) == 0) { /* and it is not so of what is known now */
				ask_again(r, screens[k], false, &now);
				ck_assert_ptr_nonnull(strstr(now.data, "\"known\": \"now\""));
				const char *then = strstr(r->json.data, "\"rows\""), *rows = strstr(now.data, "\"rows\"");
				corrected += strcmp(then, rows) != 0;
			}
			buf_release(&again);
			buf_release(&now);
			buf_release(&r->json);
		}
	ck_assert_int_ge(corrected, 5);
	check_falls();
	take_down();
}
END_TEST

TEST_MAIN("as_of", 240, what_was_reported_is_known_again)
