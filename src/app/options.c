#include "app/options.h"

#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"

/* FOR_ROWS: the console and report */
enum option_use { FOR_ALL, FOR_ROWS, FOR_REPORT, FOR_JOURNAL, FOR_CONTRACT, FOR_CONSOLE };

struct option_info {
	const char *name;     /* without dashes; one letter: a short option */
	const char *other;    /* another spelling, or NULL */
	const char *argument; /* what it takes, NULL: nothing */
	const char *help;
	size_t at;            /* of the field in struct options */
	enum option_use use;
	bool many;            /* may be given again: conninfo */
};

#define AT(field) offsetof(struct options, field)
static const struct option_info option_infos[] = {
	{"d", "dbname", "CONNINFO", "connect to this replica; again for each further sub-platform", AT(conninfo),
	 FOR_ALL, true},
	{"h", "host", "HOST", "database server or socket folder, as psql's -h", AT(host), FOR_ALL, false},
	{"p", "port", "PORT", "its port", AT(port), FOR_ALL, false},
	{"U", "username", "USER", "login", AT(user), FOR_ALL, false},
	{"config", NULL, "FILE", "read this configuration instead of the usual places", AT(config), FOR_ALL, false},
	{"theme", NULL, "NAME", "colours: auto, dark, light, high-contrast ..., or a file", AT(theme), FOR_ALL, false},
	{"agreement", NULL, "FILE", "the agreement file to judge by", AT(agreement), FOR_ALL, false},
	{"ascii", NULL, NULL, "draw with ASCII characters only", AT(ascii), FOR_ALL, false},
	{"no-color", "no-colour", NULL, "no colours (also: the variable NO_COLOR)", AT(no_color), FOR_ALL, false},
	{"max-lag", NULL, "SECONDS", "end with status 4 where a replica's data are older", AT(max_lag), FOR_ALL,
	 false},
	{"tenant", NULL, "N", "one account, N or CODE/N", AT(tenant), FOR_REPORT, false},
	{"incident", NULL, "N", "one incident, N or CODE/N; without --month that in which it was opened", AT(incident), FOR_REPORT,
	 false},
	{"figure", NULL, "NAME", "with explain: a commitment, or a number that it is made of", AT(figure), FOR_REPORT, false},
	{"month", NULL, "YYYY-MM", "a natural month in the agreement's zone", AT(month), FOR_ROWS, false},
	{"from", NULL, "T", "start of a span instead of a month", AT(from), FOR_ROWS, false},
	{"to", NULL, "T", "its end, exclusive (else the moment of evaluation)", AT(to), FOR_ROWS, false},
	{"as-of", NULL, "T", "evaluate at this moment instead of now", AT(as_of), FOR_REPORT, false},
	{"as-known", NULL, NULL, "with --as-of: from the windows that the platform knew at that moment, not from corrected ones",
	 AT(as_known), FOR_REPORT, false},
	{"compare-agreement", NULL, "FILE", "with report availability: only accounts whose verdict differs under this one",
	 AT(compare_agreement), FOR_REPORT, false},
	{"where", NULL, "EXPR", "only rows for which the filter expression holds", AT(where), FOR_REPORT, false},
	{"sort", NULL, "COL,...", "order; a minus before a column: descending", AT(sort), FOR_REPORT, false},
	{"limit", NULL, "N", "at most N rows", AT(limit), FOR_REPORT, false},
	{"format", NULL, "NAME", "table, csv, json, xlsx or md", AT(format), FOR_REPORT, false},
	{"o", "output", "FILE", "write to a file (an existing one is not overwritten), or into a folder, named by what it holds", AT(output), FOR_REPORT, false},
	{"witness", NULL, "FILE", "syslog's file, with the heads that the journal told it", AT(witness), FOR_JOURNAL,
	 false},
	{"until", NULL, "T", "when the login of the audit room ends", AT(until), FOR_CONTRACT, false},
	{"audit", NULL, "N", "audit mode: this account, N or CODE/N, and nothing of any other", AT(audit), FOR_CONSOLE, false},
	{"help", "?", NULL, "this text", AT(help), FOR_ALL, false},
	{"version", NULL, NULL, "the version", AT(version), FOR_ALL, false},
};

static bool is_called(const struct option_info *i, const char *name)
{
	return strcmp(i->name, name) == 0 || (i->other && strcmp(i->other, name) == 0);
}

static const struct option_info *find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(option_infos); i++)
		if (is_called(&option_infos[i], name))
			return &option_infos[i];
	return NULL;
}

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < command_count; i++)
		if (commands[i].name && strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static bool unknown(const char *argument, const char *name, struct err *e)
{
	const char *names[2 * COUNT_OF(option_infos)];
	size_t count = 0;
	for (size_t i = 0; i < COUNT_OF(option_infos); i++) {
		names[count++] = option_infos[i].name;
		if (option_infos[i].other)
			names[count++] = option_infos[i].other;
	}
	const char *near = text_nearest(name, names, count);
	if (near && strlen(near) > 1)
		return err_set(e, "unknown option \"%s\"; did you mean \"--%s\"? (slatop --help lists them)", argument,
			       near);
	return err_set(e, "unknown option \"%s\" (slatop --help lists them)", argument);
}

static bool set(struct options *o, const struct option_info *i, const char *value, struct err *e)
{
	if (!i->argument) {
		*(bool *)((char *)o + i->at) = true;
		return true;
	}
	const char **at = (const char **)((char *)o + i->at);
	if (i->many) {
		if (o->conninfo_count == OPTIONS_CONNINFO_MAX)
			return err_set(e, "more than %d sub-platforms", OPTIONS_CONNINFO_MAX);
		at[o->conninfo_count++] = value;
		return true;
	}
	if (*at)
		return err_set(e, "option \"%s%s\" is given twice", i->name[1] ? "--" : "-", i->name);
	*at = value;
	return true;
}

/* One argument that starts with a dash; *next is the one after it, taken where
 * the option wants a value that is not joined to it. */
static bool read_option(struct options *o, const char *argument, char ***next, struct err *e)
{
	char name[64];
	const char *value = NULL;
	if (argument[1] == '-') {
		const char *equals = strchr(argument, '=');
		size_t length = equals ? (size_t)(equals - argument - 2) : strlen(argument + 2);
		if (length >= sizeof name)
			return unknown(argument, argument + 2, e);
		memcpy(name, argument + 2, length);
		name[length] = 0;
		value = equals ? equals + 1 : NULL;
		if (length == 1)
			return unknown(argument, name, e);
	} else {
		name[0] = argument[1];
		name[1] = 0;
		value = argument[2] ? argument + 2 : NULL;
	}
	const struct option_info *i = find(name);
	if (!i)
		return unknown(argument, name, e);
	if (i->argument && !value) {
		value = **next;
		if (!value)
			return err_set(e, "option \"%s\" needs a value: %s", argument, i->argument);
		++*next;
	} else if (!i->argument && value) {
		return err_set(e, "option \"%s\" takes no value", argument);
	}
	return set(o, i, value, e);
}

static bool is_command(const struct options *o, const char *name)
{
	return o->command && strcmp(o->command, name) == 0;
}

/* Whether the command takes an option of that use. */
static bool takes(const struct options *o, enum option_use use)
{
	switch (use) {
	case FOR_ROWS: return !o->command || is_command(o, "report");
	case FOR_REPORT: return is_command(o, "report");
	case FOR_JOURNAL: return is_command(o, "journal");
	case FOR_CONTRACT: return is_command(o, "contract");
	case FOR_CONSOLE: return !o->command;
	default: return true;
	}
}

/* What it belongs to instead, as a message says it. */
static const char *command_of(enum option_use use)
{
	switch (use) {
	case FOR_JOURNAL: return "slatop journal";
	case FOR_CONTRACT: return "slatop contract";
	case FOR_CONSOLE: return "slatop";
	default: return "slatop report";
	}
}

static bool check_use(const struct options *o, struct err *e)
{
	for (size_t i = 0; i < COUNT_OF(option_infos); i++) {
		const struct option_info *x = &option_infos[i];
		if (!takes(o, x->use) && *(const char *const *)((const char *)o + x->at))
			return err_set(e, "option \"%s%s\" belongs to \"%s\"", x->name[1] ? "--" : "-", x->name,
				       command_of(x->use));
	}
	return true;
}

bool options_read(struct options *o, int argc, char **argv, struct err *e)
{
	memset(o, 0, sizeof *o);
	char **next = argv + (argc > 0);
	bool only_words = false;
	while (*next) {
		const char *argument = *next++;
		if (!only_words && strcmp(argument, "--") == 0) {
			only_words = true;
		} else if (!only_words && argument[0] == '-' && argument[1]) {
			if (!read_option(o, argument, &next, e))
				return false;
		} else if (!o->command && o->word_count == 0 && command_find(argument)) {
			o->command = argument;
		} else if (o->word_count == COUNT_OF(o->words)) {
			return err_set(e, "too many arguments at \"%s\"", argument);
		} else {
			o->words[o->word_count++] = argument;
		}
	}
	return o->help || o->version || check_use(o, e);
}

static void help_option(struct buf *out, const struct option_info *i)
{
	struct buf left = BUF_INIT;
	buf_addf(&left, "  %s%s", i->name[1] ? "--" : "-", i->name);
	if (i->other)
		buf_addf(&left, ", %s%s", i->other[1] ? "--" : "-", i->other);
	if (i->argument)
		buf_addf(&left, " %s", i->argument);
	buf_addf(out, "%-28s %s\n", left.data, i->help);
	buf_release(&left);
}

void options_help(struct buf *out)
{
	static const struct {
		enum option_use use;
		const char *title;
	} groups[] = {
		{FOR_ALL, "Options"},
		{FOR_CONSOLE, "Options of the console"},
		{FOR_ROWS, "Options of report, and of the console"},
		{FOR_REPORT, "Options of report"},
		{FOR_JOURNAL, "Options of journal verify"},
		{FOR_CONTRACT, "Options of contract audit-login"},
	};
	buf_add_text(out, "slatop shows the service level agreement of a call-centre platform, live, from its\n"
			  "PostgreSQL hot standbys. It never writes.\n\nUsage:\n");
	for (size_t i = 0; i < command_count; i++)
		buf_addf(out, "  slatop %s%s%s\n      %s\n", commands[i].name ? commands[i].name : "",
			 commands[i].name && commands[i].arguments[0] ? " " : "", commands[i].arguments,
			 commands[i].help);
	for (size_t k = 0; k < COUNT_OF(groups); k++) {
		buf_addf(out, "\n%s:\n", groups[k].title);
		for (size_t i = 0; i < COUNT_OF(option_infos); i++)
			if (option_infos[i].use == groups[k].use)
				help_option(out, &option_infos[i]);
	}
	buf_add_text(out,
		     "\nT is RFC 3339, or a local date or date and time in the agreement's zone (2026-11-03 14:22).\n"
		     "A report needs every sub-platform: one that cannot be read ends it with status 3.\n"
		     "Without -d and configuration, libpq's own PGHOST, PGSERVICE ... are used.\n"
		     "Exit status: 0 fine, 1 failed, 2 usage or configuration, 3 cannot connect, 4 data older than\n"
		     "--max-lag, 5 a check found something, 130 interrupted.\n");
}
