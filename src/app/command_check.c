/* slatop check: everything that can be wrong, with its place. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "slatop/screen/screen.h"
#include "slatop/screen/theme.h"

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

static size_t check_theme(const struct engine *s)
{
	struct theme theme;
	struct err e = {""};
	bool fine = theme_read(&theme, s->config.theme, s->config.themes, &e);
	line("theme", fine, fine ? theme.title : e.text);
	return !fine;
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
	size_t problems = check_theme(&s) + check_screens(&s);
	command_settle(&s);
	bool lost = false;
	for (size_t i = 0; i < s.store->count; i++) {
		problems += check_replica(&s, i);
		/* Refused: it connected, and the check found something. */
		lost |= !replica_checked(s.replicas[i]) && s.store->platforms[i]->status.state != REPLICA_REFUSED;
		problems += s.store->platforms[i]->status.state == REPLICA_REFUSED;
	}
	engine_close(&s);
	if (command_interrupted())
		return EXIT_INTERRUPTED;
	return lost ? EXIT_CONNECT : problems ? EXIT_FOUND : EXIT_FINE;
}
