/* The review of an incident as a file: what it holds, and that another program reads
 * it. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "slatop/base/mem.h"
#include "support/platform.h"

static int run(struct buf *out, struct buf *errors, const char *arguments)
{
	return run_command(out, errors, "'%s' report %s --config '%s/slatop.json' </dev/null", slatop_binary(), arguments,
			   platform_folder("SLATOP_TEST_PLATFORM"));
}

static struct buf report(const char *arguments)
{
	struct buf out = BUF_INIT, errors = BUF_INIT;
	int status = run(&out, &errors, arguments);

	ck_assert_msg(status == 0, "%s: status %d: %s", arguments, status, errors.data);
	buf_release(&errors);
	return out;
}

struct incident {
	char name[64]; /* CODE/N */
	char month[16];
	int accounts;
};

/* The incident that hit most accounts. */
static struct incident worst_incident(void)
{
	struct buf out = report("incidents --from 2020-01-01 --format json");
	cJSON *json = cJSON_Parse(out.data), *row;
	struct incident worst = {.accounts = 0};

	ck_assert(json != NULL);
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(json, "rows"))
	{
		int accounts = cJSON_GetObjectItem(row, "accounts")->valueint;
		if (accounts <= worst.accounts)
			continue;
		worst.accounts = accounts;
		snprintf(worst.name, sizeof worst.name, "%s/%.0f", cJSON_GetObjectItem(row, "platform")->valuestring,
			 cJSON_GetObjectItem(row, "incident_id")->valuedouble);
	}
	cJSON_Delete(json);
	buf_release(&out);
	ck_assert_int_gt(worst.accounts, 0);
	return worst;
}

/* The one name in a folder. */
static char *only_file(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	char *found = NULL;

	ck_assert(d != NULL);
	while ((e = readdir(d)))
		if (e->d_name[0] != '.') {
			ck_assert_msg(!found, "%s and %s", found, e->d_name);
			found = mem_copy(e->d_name);
		}
	closedir(d);
	ck_assert(found != NULL);
	return found;
}

static size_t count_of(const char *text, const char *from, const char *to, const char *word)
{
	const char *at = strstr(text, from), *end = at ? strstr(at, to) : NULL;
	size_t count = 0;

	ck_assert_msg(at && end, "%s or %s is missing", from, to);
	for (; (at = strstr(at, word)) && at < end; at += strlen(word))
		count++;
	return count;
}

START_TEST(all_of_a_review_as_markdown)
{
	struct incident i = worst_incident();
	char line[128];

	snprintf(line, sizeof line, "review --incident %s --format md", i.name);
	struct buf out = report(line);
	/* a head, a rule, and a row an account */
	ck_assert_uint_eq(count_of(out.data, "## Accounts hit", "## Recovery against limits", "\n| "), (size_t)i.accounts + 2);
	ck_assert_ptr_nonnull(strstr(out.data, "## Incident"));
	ck_assert_uint_ge(count_of(out.data, "## Timeline", "## What people did", "\n| "), 2 + 2);
	ck_assert_ptr_nonnull(strstr(out.data, "## Compensation that follows"));
	ck_assert_ptr_nonnull(strstr(out.data, "Agreement SHA-256"));
	buf_release(&out);
}
END_TEST

START_TEST(libreoffice_reads_the_workbook)
{
	struct incident i = worst_incident();
	char folder[] = "/tmp/slatop-review-XXXXXX", line[192];
	struct buf said = BUF_INIT, errors = BUF_INIT;

	ck_assert(mkdtemp(folder) != NULL);
	snprintf(line, sizeof line, "review --incident %s --format xlsx -o %s", i.name, folder);
	struct buf out = report(line);
	char *name = only_file(folder), wanted[96];
	snprintf(wanted, sizeof wanted, "review-%.*s-%s-20", (int)strcspn(i.name, "/"), i.name, strchr(i.name, '/') + 1);
	ck_assert_msg(!strncmp(name, wanted, strlen(wanted)), "%s", name);
	ck_assert_ptr_nonnull(strstr(out.data, name)); /* it says where */
	int status = run_command(&said, &errors,
				 "tests/export/calc.py %s/%s Incident 'Accounts hit' 'Recovery against limits' Timeline "
				 "'What people did' 'Compensation that follows'", folder, name);
	ck_assert_msg(status == 0, "%s%s", said.data, errors.data);
	snprintf(wanted, sizeof wanted, "Accounts hit\t%d\tlength:", i.accounts);
	ck_assert_msg(strstr(said.data, wanted) != NULL, "%s in %s", wanted, said.data);
	ck_assert_ptr_nonnull(strstr(said.data, "time:"));
	ck_assert_ptr_nonnull(strstr(said.data, "number:"));
	/* nothing is written over */
	snprintf(line, sizeof line, "review --incident %s --format xlsx -o %s/%s", i.name, folder, name);
	buf_clear(&errors);
	ck_assert_int_eq(run(&said, &errors, line), 1);
	ck_assert_ptr_nonnull(strstr(errors.data, "is there already"));
	snprintf(line, sizeof line, "%s/%s", folder, name);
	unlink(line);
	ck_assert_int_eq(rmdir(folder), 0);
	free(name);
	buf_release(&out);
	buf_release(&said);
	buf_release(&errors);
}
END_TEST

START_TEST(what_cannot_be_is_said)
{
	static const struct { const char *line, *why; } bad[] = {
		{"review", "screen \"review\" is about one incident: say --incident N"},
		{"review --incident 1x --format md", "is no incident: give N or CODE/N"},
		{"review --incident nowhere/1 --format md", "no incident \"nowhere/1\""},
		{"review --incident 1 --format csv", "is of several lists, which no csv file holds"}};

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct buf out = BUF_INIT, errors = BUF_INIT;
		ck_assert_int_eq(run(&out, &errors, bad[i].line), 2);
		ck_assert_msg(strstr(errors.data, bad[i].why) != NULL, "%s", errors.data);
		buf_release(&out);
		buf_release(&errors);
	}
}
END_TEST

TEST_MAIN("review", 200, all_of_a_review_as_markdown, libreoffice_reads_the_workbook, what_cannot_be_is_said)
