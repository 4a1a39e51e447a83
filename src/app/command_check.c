/* slatop check: everything that can be wrong, with its place. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/trail.h"
#include "app/witness.h"
#include "slatop/base/mem.h"
#include "slatop/screen/screen.h"
#include "slatop/screen/theme_check.h"

static void line(const char *what, bool fine, const char *text)
{
	printf("%-12s %-5s %s\n", what, fine ? "ok" : "WRONG", text);
}

static size_t check_screens(const struct engine *s)
{
	struct screens screens;
	screens_read(&screens, s->config.screens);
	struct buf names = BUF_INIT;
	for (size_t i = 0; i < screens.count; i++)
		buf_addf(&names, "%s%s", i ? " " : "", screens.all[i]->name);
	line("screens", screens.problem_count == 0, names.data);
	for (size_t i = 0; i < screens.problem_count; i++)
		printf("             %s: %s\n", screens.problems[i].file, screens.problems[i].message);
	size_t problems = screens.problem_count;
	buf_release(&names);
	screens_release(&screens);
	return problems;
}

/* One theme, on dark and on light backgrounds where it is made for both; lines
 * about it go to out. */
static size_t check_theme(const char *name, const char *folder, struct buf *out)
{
	struct theme theme;
	struct err e = {""};
	size_t problems = 0;

	for (int light = 0; light < 2; light++) {
		if (!theme_read(&theme, name, folder, light, &e)) {
			buf_addf(out, "%s\n", e.text);
			return problems + 1;
		}
		/* A pair is two themes that have their own names. */
		if (!theme.by_background || strchr(name, '/'))
			problems += theme_check(&theme, out);
		if (!theme.by_background)
			break;
	}
	return problems;
}

static void indent(const struct buf *lines)
{
	for (const char *at = lines->data; *at;) {
		size_t length = strcspn(at, "\n");
		printf("             %.*s\n", (int)length, at);
		at += length + (at[length] == '\n');
	}
}

/* The one that is set, and all that there are beside it. */
static size_t check_themes(const struct engine *s)
{
	char names[THEMES_MOST][THEME_NAME_MAX];
	size_t count = theme_names(s->config.themes, names, COUNT_OF(names)), problems = 0;
	struct buf lines = BUF_INIT, known = BUF_INIT;
	bool listed = false;

	for (size_t i = 0; i < count; i++) {
		problems += check_theme(names[i], s->config.themes, &lines);
		buf_addf(&known, "%s%s", i ? " " : "", names[i]);
		listed |= strcmp(names[i], s->config.theme) == 0;
	}
	if (!listed)
		problems += check_theme(s->config.theme, s->config.themes, &lines);
	line("themes", problems == 0, known.data);
	indent(&lines);
	buf_release(&lines);
	buf_release(&known);
	return problems;
}

static size_t check_replica(const struct engine *s, size_t i)
{
	const struct platform *p = s->store->platforms[i];
	struct buf lines = BUF_INIT;
	int problems = replica_report(s->replicas[i], &lines);
	struct buf head = BUF_INIT;
	buf_addf(&head, "%s %s%s%s", p->code, replica_state_names[p->status.state],
		 p->status.message[0] ? ": " : "", p->status.message);
	bool reached = replica_checked(s->replicas[i]);
	line("replica", reached && problems == 0, head.data);
	buf_release(&head);
	for (const char *at = lines.data; *at;) {
		size_t length = strcspn(at, "\n");
		bool said = strlen(p->status.message) == length && strncmp(p->status.message, at, length) == 0;
		if (!said)
			printf("             %.*s\n", (int)length, at);
		at += length + (at[length] == '\n');
	}
	buf_release(&lines);
	return (size_t)problems;
}

static size_t check_sql(struct engine *s)
{
	struct buf lines = BUF_INIT, head = BUF_INIT;
	size_t statements, problems = command_check_sql(s, &statements, &lines);
	buf_addf(&head, "%zu statements of screens, looked at by their servers", statements);
	if (statements)
		line("sql", problems == 0, head.data);
	printf("%s", lines.data);
	buf_release(&lines);
	buf_release(&head);
	return problems;
}

static size_t check_keys(const struct engine *s)
{
	struct err e = {""};
	struct screens screens;
	struct key_map *keys = config_key_map(&s->config, &console_actions, &e);
	struct key_map *replay = keys ? config_key_map(&s->config, &replay_actions, &e) : NULL;
	screens_read(&screens, s->config.screens);
	bool fine = replay && screens_keys_fit(&screens, keys, &e);
	line("keys", fine, fine ? "each for one action" : e.text);
	screens_release(&screens);
	key_map_destroy(keys);
	key_map_destroy(replay);
	return !fine;
}

/* Whether what is done would be recorded, and who could tell that the record was
 * changed. A machine without syslog is no fault of ours. */
static size_t check_journal(void)
{
	struct err e = {""};
	char *path = trail_path(NULL);
	bool fine = trail_can(&e);

	line("journal", fine, fine ? path : e.text);
	if (witness_listens(&e))
		line("witness", true, witness_place);
	else
		printf("%-12s %-5s %s: nothing shows whether the end of the journal was cut off\n", "witness", "none", e.text);
	free(path);
	return !fine;
}

int command_check(const struct options *o)
{
	if (o->word_count)
		return command_fail(EXIT_USAGE, "check takes no argument");
	struct engine s;
	struct err e = {""};
	int status;
	if (!engine_open(&s, o, &status, &e)) {
		line("settings", false, e.text);
		return status;
	}
	line("settings", true, o->config ? o->config : "the usual places");
	line("agreement", true, agreement_hash(s.agreement));
	size_t problems = check_journal() + check_keys(&s) + check_themes(&s) + check_screens(&s);
	command_settle(&s);
	bool lost = false;
	for (size_t i = 0; i < s.store->count; i++) {
		problems += check_replica(&s, i);
		/* Refused: it connected, and the check found something. */
		lost |= !replica_checked(s.replicas[i]) && s.store->platforms[i]->status.state != REPLICA_REFUSED;
		problems += s.store->platforms[i]->status.state == REPLICA_REFUSED;
	}
	problems += check_sql(&s);
	engine_close(&s);
	if (command_interrupted())
		return EXIT_INTERRUPTED;
	return lost ? EXIT_CONNECT : problems ? EXIT_FOUND : EXIT_FINE;
}
