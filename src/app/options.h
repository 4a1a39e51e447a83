/* The command line: one table of options and one of commands, from which
 * parsing, --help and the man page come. */
#ifndef SLATOP_APP_OPTIONS_H
#define SLATOP_APP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/base/err.h"

enum exit_status { /* DESIGN: the command line */
	EXIT_FINE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_CONNECT = 3, EXIT_LAG = 4, EXIT_FOUND = 5,
	EXIT_INTERRUPTED = 130
};

#define OPTIONS_CONNINFO_MAX 64

/* What was given; texts point into argv, NULL where not given. */
struct options {
	const char *conninfo[OPTIONS_CONNINFO_MAX];
	size_t conninfo_count;
	const char *host, *port, *user; /* -h -p -U, as psql's */
	const char *config, *theme, *agreement, *max_lag, *figure;
	bool ascii, no_color, help, version;
	/* of report */
	const char *tenant, *incident, *month, *from, *to, *as_of, *where, *sort, *limit, *format, *output;
	bool as_known; /* with as_of: as the platform knew it then */
	const char *compare_agreement;
	const char *witness; /* of journal verify */
	const char *until;   /* of contract audit-login */
	const char *audit;   /* the account that the console is bound to, N or CODE/N */
	const char *play;     /* the session that the console begins with, N or CODE/N: set by the command "play" */
	const char *command;  /* NULL: the console */
	const char *words[8]; /* the other arguments */
	size_t word_count;
};

struct command {
	const char *name;      /* NULL: the console itself */
	const char *arguments; /* as --help shows them */
	const char *help;
	int (*run)(const struct options *o);
};
extern const struct command commands[];
extern const size_t command_count;

/* Reads argv. A message names the argument and suggests the nearest option; an
 * option that the command does not take is an error too. */
bool options_read(struct options *o, int argc, char **argv, struct err *e);
/* The text of --help. */
void options_help(struct buf *out);
/* The command of that name, or NULL. */
const struct command *command_find(const char *name);

#endif
