/* Evidence of an incident: made from a real standby, and verified without one, also
 * where somebody has changed it. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "support/platform.h"

static char root[64], folder[96];
static struct buf said = BUF_INIT, errors = BUF_INIT;

static int slatop(const char *arguments)
{
	buf_clear(&said);
	buf_clear(&errors);
	return run_command(&said, &errors, "'%s' %s </dev/null", slatop_binary(), arguments);
}

static int with_platform(const char *arguments)
{
	buf_clear(&said);
	buf_clear(&errors);
	return run_command(&said, &errors, "'%s' %s --config '%s/slatop.json' </dev/null", slatop_binary(), arguments,
			   platform_folder("SLATOP_TEST_PLATFORM"));
}

static void shell(const char *command)
{
	struct buf out = BUF_INIT, wrong = BUF_INIT;
	int status = run_command(&out, &wrong, "cd '%s' && %s", folder, command);

	ck_assert_msg(status == 0, "%s: %s%s", command, out.data, wrong.data);
	buf_release(&out);
	buf_release(&wrong);
}

static cJSON *report(const char *arguments)
{
	ck_assert_msg(with_platform(arguments) == 0, "%s: %s", arguments, errors.data);
	cJSON *json = cJSON_Parse(said.data);
	ck_assert(json != NULL);
	return json;
}

/* CODE/N of the incident that hit most accounts, and a moment that is past. */
static void worst_incident(char *out, size_t size, char *moment, size_t room)
{
	cJSON *json = report("report incidents --from 2020-01-01 --format json"), *row;
	int most = 0;

	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
	{
		int accounts = cJSON_GetObjectItem(row, "accounts")->valueint;
		if (accounts <= most)
			continue;
		most = accounts;
		snprintf(out, size, "%s/%.0f", cJSON_GetObjectItem(row, "platform")->valuestring,
			 cJSON_GetObjectItem(row, "incident_id")->valuedouble);
	}
	ck_assert_int_gt(most, 0);
	cJSON *as_of = cJSON_GetObjectItem(json, "as_of")->child;
	snprintf(moment, room, "%s", as_of->valuestring);
	for (; as_of; as_of = as_of->next) /* the earliest of theirs */
		if (strcmp(as_of->valuestring, moment) < 0)
			snprintf(moment, room, "%s", as_of->valuestring);
	cJSON_Delete(json);
}

static char incident[64], moment[40];

/* A folder of evidence, which the test may spoil. */
static void begin(void)
{
	char line[256];

	snprintf(root, sizeof root, "/tmp/slatop-evidence-XXXXXX");
	ck_assert(mkdtemp(root) != NULL);
	snprintf(folder, sizeof folder, "%s/x", root);
	worst_incident(incident, sizeof incident, moment, sizeof moment);
	snprintf(line, sizeof line, "report evidence --incident %s --as-of %s -o %s", incident, moment, folder);
	ck_assert_msg(with_platform(line) == 0, "%s", errors.data);
	ck_assert_ptr_nonnull(strstr(said.data, "SHA-256 of its manifest"));
}

static void end(void)
{
	struct buf out = BUF_INIT;

	run_command(&out, NULL, "rm -rf '%s'", root);
	buf_release(&out);
}

static int verify(void)
{
	char line[160];

	snprintf(line, sizeof line, "verify %s", folder);
	return slatop(line);
}

static void wrong(const char *why)
{
	ck_assert_msg(verify() == 5, "it holds: %s%s", said.data, errors.data);
	ck_assert_msg(strstr(said.data, why) != NULL, "not \"%s\" in: %s", why, said.data);
	ck_assert_ptr_nonnull(strstr(said.data, "it does not hold"));
}

static cJSON *read_json(const char *name)
{
	struct buf text = BUF_INIT;
	struct err e = {""};
	char path[160];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	ck_assert_msg(buf_read_file(&text, path, 1u << 28, &e), "%s", e.text);
	cJSON *json = cJSON_Parse(text.data);
	ck_assert(json != NULL);
	buf_release(&text);
	return json;
}

static double number(const cJSON *row, const char *name)
{
	return cJSON_GetObjectItem(row, name)->valuedouble;
}

/* The month's figures are those of the report, of the same moment. */
START_TEST(evidence_holds_and_is_the_reports)
{
	begin();
	ck_assert_msg(verify() == 0, "%s%s", said.data, errors.data);
	ck_assert_ptr_nonnull(strstr(said.data, "it holds"));
	shell("sha256sum -c --quiet manifest.sha256");
	char line[256];
	cJSON *figures = read_json("figures.json"), *about = read_json("evidence.json"), *row, *other;
	ck_assert_str_eq(cJSON_GetObjectItem(about, "moment")->valuestring, moment);
	ck_assert_ptr_nonnull(cJSON_GetObjectItem(cJSON_GetObjectItem(about, "replica"), "system_identifier")->valuestring);
	snprintf(line, sizeof line, "report availability --month %s --as-of %s --format json",
		 cJSON_GetObjectItem(about, "month")->valuestring, moment);
	cJSON *availability = report(line);
	int found = 0;
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(figures, "hit"))
		cJSON_ArrayForEach(other, cJSON_GetObjectItem(availability, "rows"))
		{
			if (number(row, "enterprise_no") != number(other, "enterprise_no") ||
			    strcmp(cJSON_GetObjectItem(row, "platform")->valuestring,
				   cJSON_GetObjectItem(other, "platform")->valuestring))
				continue;
			found++;
			ck_assert(fabs(number(row, "month_unavailable_s") - number(other, "unavailable_s")) < 1e-6);
			ck_assert(fabs(number(row, "month_accountable_s") - number(other, "accountable_s")) < 1e-6);
			ck_assert(number(row, "accountable_s") <= number(row, "unavailable_s"));
		}
	ck_assert_int_eq(found, cJSON_GetArraySize(cJSON_GetObjectItem(figures, "hit")));
	ck_assert_int_gt(found, 0);
	cJSON_Delete(availability);
	cJSON_Delete(about);
	cJSON_Delete(figures);
	/* nothing is written over */
	snprintf(line, sizeof line, "report evidence --incident %s -o %s", incident, folder);
	ck_assert_int_eq(with_platform(line), 2);
	ck_assert_ptr_nonnull(strstr(errors.data, "is there already"));
	end();
}
END_TEST

START_TEST(what_was_changed_is_found)
{
	static const struct { const char *change, *why; } changes[] = {
		{"sed -i 's/\"format\": 1/\"format\":  1/' evidence.json", "evidence.json: its bytes are not those"},
		{"rm sql/outage.sql", "sql/outage.sql: it is missing"},
		{"echo > rows/more.json", "rows/more.json: the manifest knows no such file"},
		{"sed -i 's/\"unavailable_s\": [1-9]/\"unavailable_s\": 9/; s/\"unavailable_s\": 9/\"unavailable_s\": 8/' figures.json",
		 "in figures.json, "},
		{"sed -i 's/target_ppm\": [0-9]*/target_ppm\": 999999/' agreement.json", "agreement.json: its bytes are not those"}};

	begin();
	shell("cp -a . ../sound");
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		shell(changes[i].change);
		wrong(changes[i].why);
		shell("cd .. && rm -rf x && cp -a sound x");
		ck_assert_msg(verify() == 0, "%s", said.data);
	}
	end();
}
END_TEST

/* A row that was changed with its hash put right: the files are what the manifest
 * says, the figures are not what the rows give. */
START_TEST(a_row_with_its_hash_put_right_is_found)
{
	begin();
	shell("python3 - <<'P'\n"
	      "import json, datetime\n"
	      "e = json.load(open('evidence.json'))\n"
	      "t = json.load(open('rows/outage.json'))\n"
	      "c = {n: i for i, n in enumerate(t['columns'])}\n"
	      "at = lambda x: datetime.datetime.fromisoformat(x.replace('Z', '+00:00'))\n"
	      "r = max((r for r in t['rows'] if r[c['incident_id']] == str(e['incident_id']) and r[c['ended_at']] and r[c['voided']] == 'false'),\n"
	      "        key=lambda r: at(r[c['ended_at']]) - at(r[c['started_at']]))\n"
	      "r[c['ended_at']] = r[c['started_at']]\n"
	      "json.dump(t, open('rows/outage.json', 'w'), ensure_ascii=False)\n"
	      "P\n"
	      "sed -i '/  rows\\/outage.json$/d' manifest.sha256; sha256sum rows/outage.json >> manifest.sha256");
	wrong("in figures.json, ");
	ck_assert_ptr_null(strstr(said.data, "its bytes are not those"));
	end();
}
END_TEST

/* What people did meanwhile is there as rows too, is what the review shows, and a word
 * of it that was changed is found. */
START_TEST(what_people_did_is_in_it)
{
	const char *names[] = {"zz-evidence-command", "zz-evidence-object", "rm record zz-evidence-file", "zz-evidence-host"};
	char sql[1600], platform[32];
	int found[4] = {0};

	worst_incident(incident, sizeof incident, moment, sizeof moment);
	snprintf(platform, sizeof platform, "%.*s", (int)strcspn(incident, "/"), incident);
	const char *number_text = strchr(incident, '/') + 1;
	char when[160];
	snprintf(when, sizeof when, "(select opened_at + interval '1 second' from sla.incident where incident_id = %s)", number_text);
	snprintf(sql, sizeof sql,
		 "insert into sla.bastion_command (command_id, session_id, occurred_at, operator, host, command, risk)"
		 " values (950000001, 950000001, %s, 'li.min', 'gw-07', 'zz-evidence-command', 3);"
		 "insert into sla.business_log (log_id, occurred_at, operator, action, object, result)"
		 " values (950000001, %s, 'li.min', 'release', 'zz-evidence-object', 'ok');"
		 "insert into sla.deletion (deletion_id, object_kind, object, method, executed_at, operator)"
		 " values (950000001, 'record', 'zz-evidence-file', 'rm', %s, 'li.min');"
		 "insert into sla.bastion_session (session_id, operator, account, host, client_ip, started_at, via_bastion, commands)"
		 " values (950000001, 'li.min', 'root', 'zz-evidence-host', '10.0.0.1', %s, false, 1)", when, when, when, when);
	platform_sql(platform_folder("SLATOP_TEST_PLATFORM"), platform, sql);
	begin();
	cJSON *figures = read_json("figures.json"), *row;
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(figures, "people"))
		for (int i = 0; i < 4; i++) {
			const cJSON *what = cJSON_GetObjectItem(row, "what");
			found[i] += cJSON_IsString(what) && strstr(what->valuestring, names[i]);
		}
	for (int i = 0; i < 4; i++)
		ck_assert_msg(found[i] == 1, "%s is there %d times", names[i], found[i]);
	int people = cJSON_GetArraySize(cJSON_GetObjectItem(figures, "people"));
	ck_assert_int_ge(people, 4);
	cJSON_Delete(figures);
	ck_assert_msg(verify() == 0, "%s%s", said.data, errors.data);
	ck_assert_ptr_nonnull(strstr(said.data, "people"));
	shell("sed -i s/zz-evidence-command/zz-other-command/ rows/bastion_command.json; "
	      "sed -i '/  rows\\/bastion_command.json$/d' manifest.sha256; sha256sum rows/bastion_command.json >> manifest.sha256");
	wrong("people");
	platform_sql(platform_folder("SLATOP_TEST_PLATFORM"), platform,
		     "delete from sla.bastion_command where command_id = 950000001; delete from sla.business_log where log_id = 950000001;"
		     "delete from sla.deletion where deletion_id = 950000001; delete from sla.bastion_session where session_id = 950000001");
	end();
}
END_TEST

/* What an open incident is made of ends at the moment of evaluation, not when somebody reads
 * it, or its statements, again. */
START_TEST(nothing_of_it_is_later_than_its_moment)
{
	static const struct { int before_min; const char *what; bool in; } commands[] = {
		{70, "zz-evidence-early", true}, {31, "zz-evidence-before", true}, {29, "zz-evidence-after", false}, {1, "zz-evidence-late", false}};
	struct buf sql = BUF_INIT, at = BUF_INIT, rows = BUF_INIT;
	struct err e = {""};
	int64_t now = clock_wall() / MINUTE_US * MINUTE_US;
	char line[256];

	buf_add_text(&sql, "insert into sla.incident (incident_id, title, fault_class, severity, opened_at, voided)"
		     " values (950000002, 'zz open', 'application', 2, now() - interval '3 hours', false);"
		     "insert into sla.outage (outage_id, incident_id, enterprise_no, service, cause, started_at, voided)"
		     " select 950000002, 950000002, min(enterprise_no), 'trunk', 'provider', now() - interval '170 minutes', false"
		     " from sla.tenant where not voided and opened_at < now() - interval '1 day'");
	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		buf_clear(&at);
		time_rfc3339(&at, now - commands[i].before_min * MINUTE_US);
		buf_addf(&sql, ";insert into sla.bastion_command (command_id, session_id, occurred_at, operator, host, command, risk)"
			 " values (%d, 1, '%s', 'li.min', 'gw-07', '%s', 1)", 950000010 + (int)i, at.data, commands[i].what);
	}
	platform_sql(platform_folder("SLATOP_TEST_PLATFORM"), "north1", sql.data);
	snprintf(root, sizeof root, "/tmp/slatop-evidence-XXXXXX");
	ck_assert(mkdtemp(root) != NULL);
	snprintf(folder, sizeof folder, "%s/x", root);
	buf_clear(&at);
	time_rfc3339(&at, now - 30 * MINUTE_US);
	snprintf(line, sizeof line, "report evidence --incident north1/950000002 --as-of %s -o %s", at.data, folder);
	ck_assert_msg(with_platform(line) == 0, "%s", errors.data);
	snprintf(line, sizeof line, "%s/rows/bastion_command.json", folder);
	ck_assert_msg(buf_read_file(&rows, line, 1u << 24, &e), "%s", e.text);
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		ck_assert_msg(!strstr(rows.data, commands[i].what) == !commands[i].in, "%s: %s", commands[i].what, rows.data);
	shell("! grep -l 'now()' sql/*.sql");
	ck_assert_msg(verify() == 0, "%s%s", said.data, errors.data);
	platform_sql(platform_folder("SLATOP_TEST_PLATFORM"), "north1",
		     "delete from sla.outage where outage_id = 950000002; delete from sla.outage_history where outage_id = 950000002;"
		     "delete from sla.incident where incident_id = 950000002;"
		     "delete from sla.bastion_command where command_id between 950000010 and 950000019");
	buf_release(&sql);
	buf_release(&at);
	buf_release(&rows);
	end();
}
END_TEST

START_TEST(what_is_no_evidence_is_said)
{
	begin();
	shell("rm manifest.sha256");
	ck_assert_int_eq(verify(), 1);
	ck_assert_ptr_nonnull(strstr(errors.data, "it was not finished"));
	shell("rm -rf ../x/*");
	ck_assert_int_eq(verify(), 1);
	ck_assert_int_eq(slatop("verify"), 2);
	ck_assert_int_eq(slatop("verify /nowhere"), 1);
	ck_assert_ptr_nonnull(strstr(errors.data, "is no folder of evidence"));
	ck_assert_int_eq(with_platform("report evidence -o /tmp/x"), 2);
	ck_assert_ptr_nonnull(strstr(errors.data, "slatop report evidence --incident N -o DIR"));
	ck_assert_int_eq(with_platform("report evidence --incident 1 --limit 3 -o /tmp/slatop-none"), 2);
	end();
}
END_TEST

TEST_MAIN("evidence", 120, evidence_holds_and_is_the_reports, what_was_changed_is_found,
	  a_row_with_its_hash_put_right_is_found, what_people_did_is_in_it, what_is_no_evidence_is_said, nothing_of_it_is_later_than_its_moment)
