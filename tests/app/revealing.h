/* A console in which something private may be shown: its home, settings and journal,
 * which are this test's alone. */
#ifndef SLATOP_TESTS_APP_REVEALING_H
#define SLATOP_TESTS_APP_REVEALING_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/said.h"
#include "slatop/base/mem.h"
#include "slatop/journal/journal.h"
#include "support/slatop.h"

static char home[] = "/tmp/slatop-reveal.XXXXXX", journal[64], config[96];

/* On the primary, and until the standby has it. */
static inline void run_sql(const char *sql)
{
	platform_sql(platform_folder("SLATOP_TEST_PLATFORM"), "north1", sql);
}

/* One sub-platform, read under that login; rest: further settings, with a comma before. */
static inline void write_config(const char *login, const char *rest)
{
	char *info = platform_line(platform_folder("SLATOP_TEST_PLATFORM"), "north1", "replica.conninfo");
	char *user = strstr(info, "user=");
	FILE *f = fopen(config, "w");

	ck_assert(f && user);
	fprintf(f, "{ \"format\": 1, \"sub_platforms\": [ { \"code\": \"north1\", \"conninfo\": \"%.*suser=%s\" } ]%s }",
		(int)(user - info), info, login, rest);
	fclose(f);
	free(info);
}

static inline void make_home(const char *login)
{
	ck_assert_ptr_nonnull(mkdtemp(home));
	setenv("XDG_STATE_HOME", home, 1);
	unsetenv("SSH_CONNECTION");
	snprintf(journal, sizeof journal, "%s/slatop/journal", home);
	snprintf(config, sizeof config, "%s/slatop.json", home);
	write_config(login, "");
}

static inline void remove_home(void)
{
	run_command(NULL, NULL, "rm -rf '%s'", home);
}

struct told {
	struct buf out;
	const char *const *secrets;
};

static inline bool add_what(void *context, const struct journal_record *r)
{
	struct told *t = context;
	const char *grant_no = json_get_text(r->node, "grant", ""), *why = json_get_text(r->node, "why", "");

	buf_addf(&t->out, "%s%s%s%s%s%s", t->out.length ? " " : "", json_get_text(r->node, "what", "?"), *grant_no ? ":" : "",
		 grant_no, *why ? "=" : "", why);
	for (const char *const *s = t->secrets; *s; s++)
		ck_assert(!memmem(r->text, r->length, *s, strlen(*s)));
	return true;
}

/* The journal's records hold that in a row ("reveal:GRANT reveal-end:GRANT=WHY end"), and
 * none of the secrets, which end with NULL. */
static inline void journal_tells(const char *want, const char *const *secrets)
{
	struct told told = {BUF_INIT, secrets};
	struct err e = {""};

	ck_assert_msg(journal_read(journal, add_what, &told, &e), "%s", e.text);
	ck_assert_msg(strstr(told.out.data, want), "no \"%s\" in \"%s\"", want, told.out.data);
	buf_release(&told.out);
}

#endif
