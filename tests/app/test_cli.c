/* The command line as a user types it: messages and exit statuses. */
#include "support/check_main.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/said.h"

START_TEST(help_lists_commands_and_options)
{
	struct said *s = slatop("--help");
	STATUS(s, 0);
	HAS(s->out, "slatop report SCREEN");
	HAS(s->out, "--max-lag SECONDS");
	s = slatop("-?");
	STATUS(s, 0);
	s = slatop("--version");
	STATUS(s, 0);
	ck_assert(strncmp(s->out.data, "slatop ", 7) == 0);
}
END_TEST

START_TEST(usage_errors_end_with_2_and_suggest)
{
	struct said *s = slatop("--agrement x");
	STATUS(s, 2);
	HAS(s->errors, "unknown option \"--agrement\"; did you mean \"--agreement\"?");
	s = slatop("report availability --month 2026-13");
	STATUS(s, 2);
	HAS(s->errors, "--month");
	s = slatop("report availability --to 2026-11-03");
	STATUS(s, 2);
	HAS(s->errors, "--to needs --from");
	s = slatop("report availability --month 2026-11 --from 2026-11-03");
	STATUS(s, 2);
	s = slatop("report availabilty");
	STATUS(s, 2);
	HAS(s->errors, "did you mean \"availability\"?");
	s = slatop("report availability --format jsn");
	STATUS(s, 2);
	HAS(s->errors, "did you mean \"json\"?");
	s = slatop("report tenant");
	STATUS(s, 2);
	HAS(s->errors, "--tenant N");
	s = slatop("check --where x");
	STATUS(s, 2);
	HAS(s->errors, "belongs to \"slatop report\"");
	s = slatop("");
	STATUS(s, 2);
	HAS(s->errors, "needs a terminal");
}
END_TEST

START_TEST(a_wrong_configuration_names_its_place)
{
	char path[] = "/tmp/slatop-test-XXXXXX";
	int fd = mkstemp(path);
	ck_assert(fd >= 0);
	const char *text = "{ \"format\": 1, \"sub_platforms\": [ { \"code\": \"x\", \"coninfo\": \"\" } ] }";
	ck_assert(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
	char line[128];
	snprintf(line, sizeof line, "report availability --config %s", path);
	struct said *s = slatop(line);
	unlink(path);
	STATUS(s, 2);
	HAS(s->errors, "sub_platforms[0]");
	HAS(s->errors, "coninfo");
}
END_TEST

/* An action that takes the key of a screen's drill-down would hide it. */
START_TEST(keys_in_conflict_are_named)
{
	static const struct { const char *keys, *says; } cases[] = {
		{"\"mark\": \"m D\"", "keys.mark: key \"D\" is taken by the screen \"sessions\", where it means \"deletions\""},
		{"\"mark\": \"m s\"", "keys.mark: key \"s\" is taken by \"sort\""},
		{"\"replay-step-on\": \"space\"", "keys.replay-step-on: key \"space\" is taken by \"replay-pause\""},
		{"\"replay-stepon\": \"x\"", "unknown action \"replay-stepon\"; did you mean \"replay-step-on\"?"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char path[] = "/tmp/slatop-test-XXXXXX", line[128];
		int fd = mkstemp(path);
		FILE *f = fdopen(fd, "w");
		fprintf(f, "{ \"format\": 1, \"sub_platforms\": [ { \"conninfo\": \"\" } ], \"keys\": { %s } }", cases[i].keys);
		fclose(f);
		snprintf(line, sizeof line, "--config %s", path);
		struct said *s = slatop(line);
		unlink(path);
		STATUS(s, 2);
		HAS(s->errors, cases[i].says);
	}
}
END_TEST

START_TEST(no_server_ends_with_3)
{
	struct said *s = slatop("report availability -d 'host=/nonexistent dbname=x'");
	STATUS(s, 3);
	HAS(s->errors, "/nonexistent");
}
END_TEST

START_TEST(contract_and_config_print)
{
	struct said *s = slatop("contract");
	STATUS(s, 0);
	HAS(s->out, "create table sla.outage (");
	s = slatop("config agreement");
	STATUS(s, 0);
	HAS(s->out, "web.counts_after_s");
	HAS(s->out, "standard from 2000-01: as shipped");
	HAS(s->out, "other values: \"each\" or \"both\"");
	HAS(s->out, "used by 4.1 availability, 4.2 reliability, 6 compensation");
	char path[] = "/tmp/slatop-test-XXXXXX", line[128];
	FILE *f = fdopen(mkstemp(path), "w");
	fputs("{\"format\": 1, \"time_zone\": \"Asia/Shanghai\", \"agreements\": {\"standard\": [{\"from\": \"2025-01\"}, {\"from\": \"2026-07\", "
	      "\"availability\": {\"target_ppm\": 999000}}], \"gold\": [{\"from\": \"2026-01\", \"web\": {\"down_when\": \"both\"}}]}}", f);
	fclose(f);
	snprintf(line, sizeof line, "config agreement --agreement %s", path);
	s = slatop(line);
	unlink(path);
	STATUS(s, 0);
	HAS(s->out, "standard from 2025-01: as shipped");
	HAS(s->out, "standard from 2026-07: availability.target_ppm 999000");
	HAS(s->out, "gold from 2026-01: web.down_when \"both\"");
	s = on_platform("config", "");
	STATUS(s, 0);
	HAS(s->out, "sub_platforms[1]");
}
END_TEST

START_TEST(check_finds_nothing_wrong_on_a_good_platform)
{
	struct said *s = on_platform("check", "");
	STATUS(s, 0);
	HAS(s->out, "live");
}
END_TEST

TEST_MAIN("cli", 60, help_lists_commands_and_options, usage_errors_end_with_2_and_suggest,
	  a_wrong_configuration_names_its_place, keys_in_conflict_are_named, no_server_ends_with_3, contract_and_config_print,
	  check_finds_nothing_wrong_on_a_good_platform)
