/* Enter in the violations, in a real terminal over a real standby: of each relation
 * whose rows break rules, the row itself. */
#include "support/check_main.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "app/said.h"
#include "slatop/base/mem.h"
#include "support/slatop.h"

/* What opens, and what of the row stands on the line of the cursor there. */
static const struct opened {
	const char *relation, *title;
	bool by_account; /* the account's number, else the row's */
} opened[] = {
	{"bastion_session", "bastion sessions", false}, {"private_access", "looks at private data", false},
	{"deletion", "deletions", false},		{"claim", "claims", false},
	{"failover", "failovers", false},		{"data_location", "places of data", true},
	{"export_job", "export", false},		{"seat_change", "change of seats", false},
	{"invoice", "invoice", true}};

struct broken {
	char month[16], rule[40];
	double row_id, account;
	int months_back;
};

static cJSON *report(int months_back, const char *relation, char month[16])
{
	struct buf line = BUF_INIT;
	struct said *s = on_platform("report violations --format json --limit 1", "");
	STATUS(s, 0);
	cJSON *json = cJSON_Parse(s->out.data);
	int number = 0, year = 0;

	ck_assert(sscanf(cJSON_GetObjectItem(json, "month")->valuestring, "%d-%d", &year, &number) == 2);
	number += year * 12 - 1 - months_back;
	snprintf(month, 16, "%04d-%02d", number / 12, number % 12 + 1);
	cJSON_Delete(json);
	buf_addf(&line, "--month %s --where 'relation = %s and row_id is not null and platform = north1'", month, relation);
	if (!strcmp(relation, "data_location")) {
		buf_clear(&line);
		buf_addf(&line, "--month %s --where 'rule = place_elsewhere and platform = north1'", month);
	}
	s = on_platform("report violations --format json", line.data);
	STATUS(s, 0);
	buf_release(&line);
	return cJSON_Parse(s->out.data);
}

/* In this month or, early in it, in the one before. The one in the middle of the
 * list, so that no list happens to begin with it. */
static struct broken find(const char *relation)
{
	struct broken b = {0};

	for (b.months_back = 0; b.months_back < 2; b.months_back++) {
		cJSON *json = report(b.months_back, relation, b.month), *rows = cJSON_GetObjectItem(json, "rows");
		const cJSON *row = cJSON_GetArrayItem(rows, cJSON_GetArraySize(rows) / 2);
		if (row) {
			const cJSON *id = cJSON_GetObjectItem(row, "row_id"), *no = cJSON_GetObjectItem(row, "enterprise_no");
			snprintf(b.rule, sizeof b.rule, "%s", cJSON_GetObjectItem(row, "rule")->valuestring);
			b.row_id = cJSON_IsNumber(id) ? id->valuedouble : 0;
			b.account = cJSON_IsNumber(no) ? no->valuedouble : 0;
		}
		cJSON_Delete(json);
		if (b.rule[0])
			return b;
	}
	ck_abort_msg("no %s breaks a rule on the platform", relation);
	return b;
}

static void shown(struct pty *p, bool there, const char *keys, const char *text)
{
	if (there)
		return;
	struct buf screen = BUF_INIT;
	pty_dump(p, &screen);
	printf("%s", screen.data);
	ck_abort_msg("after \"%s\" there is no \"%s\" on the screen above", keys, text);
}

static void see(struct pty *p, const char *keys, const char *text)
{
	pty_keys(p, keys);
	shown(p, pty_wait_text(p, text), keys, text);
}

/* Whether the cursor's line has a number, as a word. */
static bool cursor_has(struct pty *p, void *wanted)
{
	const char *number = wanted;
	struct buf screen = BUF_INIT;
	bool found = false;

	pty_dump(p, &screen);
	for (char *line = screen.data; line && !found; line = strchr(line, '\n'), line = line ? line + 1 : NULL) {
		char *end = strchr(line, '\n'), *at;
		size_t length = strlen(number);
		if (strncmp(line, "▸", strlen("▸")) != 0)
			continue;
		for (at = line; (at = strstr(at, number)) && (!end || at < end) && !found; at++)
			found = at[-1] == ' ' && (at[length] == ' ' || at[length] == '\n' || !at[length]);
	}
	buf_release(&screen);
	return found;
}

static const char *month_name(const char *month)
{
	static char name[32];
	static const char *const names[] = {"January", "February", "March", "April", "May", "June", "July", "August",
					    "September", "October", "November", "December"};
	int number = atoi(month + 5);

	snprintf(name, sizeof name, "%s %.4s", names[number >= 1 && number <= 12 ? number - 1 : 0], month);
	return name;
}

static void open_row(struct pty *p, const struct opened *o)
{
	struct broken b = find(o->relation);
	char filter[200], trail[80], number[32];

	if (b.months_back)
		see(p, "<", month_name(b.month));
	snprintf(filter, sizeof filter, "frule = %s and platform = north1", b.rule);
	if (b.row_id)
		snprintf(filter + strlen(filter), sizeof filter - strlen(filter), " and row_id = %.0f", b.row_id);
	if (o->by_account)
		snprintf(filter + strlen(filter), sizeof filter - strlen(filter), " and enterprise_no = %.0f", b.account);
	pty_keys(p, filter);
	pty_keys(p, "\r");
	snprintf(number, sizeof number, "%.0f", o->by_account ? b.account : b.row_id);
	shown(p, pty_wait(p, cursor_has, number), filter, number);
	snprintf(trail, sizeof trail, "violations › %s", o->title);
	see(p, "\r", trail);
	shown(p, pty_wait(p, cursor_has, number), o->relation, number);
}

START_TEST(enter_leads_to_the_row)
{
	for (size_t i = 0; i < COUNT_OF(opened); i++) {
		struct pty p;
		slatop_on(&p, 36, 120, "SLATOP_TEST_PLATFORM", "violations");
		ck_assert(pty_wait_text(&p, "1 of "));
		open_row(&p, &opened[i]);
		see(&p, "q", "F figure"); /* and back to the list */
		slatop_leave(&p);
	}
}
END_TEST

/* What is missing is no row: its figure opens. */
START_TEST(what_is_missing_opens_its_figure)
{
	struct pty p;

	slatop_on(&p, 36, 120, "SLATOP_TEST_PLATFORM", "violations");
	ck_assert(pty_wait_text(&p, "1 of "));
	pty_keys(&p, "frule = server_log_short and platform = north1\r");
	shown(&p, pty_wait_text(&p, "(1 of"), "filter", "(1 of");
	see(&p, "\r", "violations › figure");
	see(&p, "", "Server logs");
	pty_release(&p);
}
END_TEST

TEST_MAIN("violations", 120, enter_leads_to_the_row, what_is_missing_opens_its_figure)
