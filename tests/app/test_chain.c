/* An outage that is older than what a month loads: the instant at which it began
 * to count is that of its start, whatever month is asked for. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <libpq-fe.h>
#include <string.h>

#include "support/platform.h"

/* counts_at of a window as one month's report tells it, "" while it is not there. */
static void counts_at(const char *month, double outage_id, char out[64])
{
	struct buf text = BUF_INIT;
	int status = run_command(&text, NULL, "'%s' report outages --month %s --format json --config '%s/slatop.json'",
				 slatop_binary(), month, platform_folder("SLATOP_TEST_EMPTY"));
	ck_assert_int_eq(status, 0);
	cJSON *json = cJSON_Parse(text.data);
	const cJSON *row;
	out[0] = 0;
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
	{
		const cJSON *at = cJSON_GetObjectItem(row, "counts_at");
		if (cJSON_GetObjectItem(row, "outage_id")->valuedouble == outage_id && cJSON_IsString(at))
			snprintf(out, 64, "%s", at->valuestring);
	}
	cJSON_Delete(json);
	buf_release(&text);
}

START_TEST(a_chain_before_the_month_is_followed_to_its_start)
{
	PGconn *c = platform_connect(platform_folder("SLATOP_TEST_EMPTY"), NULL, "primary.conninfo");
	platform_run(c, "insert into sla.tenant (enterprise_no, name, status, seats, charged_on, opened_at, contract_from, "
	       "contract_to, retention_to, voided) values (980001, 'chain', 'active', 1, 'function_fee', '2020-01-01', "
	       "'2020-01-01', '2030-01-01', '2031-01-01', false)");
	/* Two days of three windows that touch; the last crosses the month's edge, 30 September 16:00 UTC. */
	platform_run(c, "insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, voided) values "
	       "(980001, 980001, 'web_front', 'provider', '2026-09-28 10:00Z', '2026-09-29 10:00Z', false), "
	       "(980002, 980001, 'web_back', 'provider', '2026-09-29 10:00Z', '2026-09-30 12:00Z', false), "
	       "(980003, 980001, 'web_front', 'provider', '2026-09-30 11:00Z', '2026-09-30 18:00Z', false)");
	char seen[64] = "";
	for (int i = 0; i < 50 && !seen[0]; i++) /* until the standby has replayed it */
		counts_at("2026-10", 980003, seen);
	ck_assert_str_eq(seen, "2026-09-28T10:02:00.000000Z");
	counts_at("2026-09", 980003, seen);
	ck_assert_str_eq(seen, "2026-09-28T10:02:00.000000Z");
	platform_run(c, "delete from sla.outage where enterprise_no = 980001; delete from sla.tenant where enterprise_no = 980001");
	PQfinish(c);
}
END_TEST

TEST_MAIN("chain", 60, a_chain_before_the_month_is_followed_to_its_start)
