/* The command line as a user types it: messages and exit statuses. */
#include "support/check_main.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/platform.h"

struct said {
	int status;
	struct buf out, errors;
};

static struct said *slatop(const char *arguments)
{
	static struct said s = {.out = BUF_INIT, .errors = BUF_INIT}; /* of the last call */
	buf_clear(&s.out);
	buf_clear(&s.errors);
	s.status = run_command(&s.out, &s.errors, "'%s' %s </dev/null", slatop_binary(), arguments);
	return &s;
}

static struct said *on_platform(const char *command, const char *rest)
{
	struct buf line = BUF_INIT;
	buf_addf(&line, "%s --config '%s/slatop.json' %s", command, platform_folder("SLATOP_TEST_PLATFORM"), rest);
	struct said *s = slatop(line.data);
	buf_release(&line);
	return s;
}

#define HAS(text, part) ck_assert_msg(strstr((text).data, part) != NULL, "no \"%s\" in:\n%s", part, (text).data)
#define STATUS(s, want)                                                                            \
	ck_assert_msg((s)->status == (want), "status %d, not %d:\n%s%s", (s)->status, want, (s)->out.data, \
		      (s)->errors.data)

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

START_TEST(old_data_end_with_4)
{
	struct said *s = on_platform("report platforms", "--max-lag 0");
	if (s->status == 2) /* the screen's name */
		s = on_platform("report overview", "--max-lag 0");
	STATUS(s, 4);
	HAS(s->errors, "--max-lag");
}
END_TEST

START_TEST(a_future_moment_is_refused_with_the_latest)
{
	struct said *s = on_platform("report availability", "--as-of 2099-01-01");
	STATUS(s, 2);
	HAS(s->errors, "latest moment");
}
END_TEST

START_TEST(an_account_in_two_sub_platforms_is_named)
{
	char *line = platform_line(platform_folder("SLATOP_TEST_EMPTY"), NULL, "replica.conninfo");
	free(line);
	struct said *s = on_platform("report tenant", "--tenant 999999999");
	STATUS(s, 2);
	HAS(s->errors, "no account");
}
END_TEST

START_TEST(a_file_is_not_overwritten)
{
	char path[] = "/tmp/slatop-test-XXXXXX";
	int fd = mkstemp(path);
	ck_assert(fd >= 0);
	close(fd);
	char rest[160];
	snprintf(rest, sizeof rest, "--format csv -o %s", path);
	struct said *s = on_platform("report availability", rest);
	STATUS(s, 1);
	HAS(s->errors, "not overwritten");
	unlink(path);
	s = on_platform("report availability", rest);
	STATUS(s, 0);
	ck_assert(access(path, R_OK) == 0);
	unlink(path);
	s = on_platform("report availability", "--format csv -o /nonexistent/x.csv");
	STATUS(s, 1);
}
END_TEST

TEST_MAIN("cli", 60, help_lists_commands_and_options, usage_errors_end_with_2_and_suggest,
	  a_wrong_configuration_names_its_place, no_server_ends_with_3, contract_and_config_print,
	  check_finds_nothing_wrong_on_a_good_platform, old_data_end_with_4, a_future_moment_is_refused_with_the_latest,
	  an_account_in_two_sub_platforms_is_named, a_file_is_not_overwritten)
