/* slatop journal show | verify: what was done with this program, and whether the
 * record of it is as it was written. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/trail.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

static bool show_record(void *context, const struct journal_record *r)
{
	(void)context;
	if (!r->node)
		printf("line %" PRIu64 ": %s\n", r->line, r->ended ? "it is no record" : "not finished");
	else
		printf("%s\n", r->text);
	return !ferror(stdout);
}

static int show(const char *path, struct err *e)
{
	if (!journal_read(path, show_record, NULL, e))
		return EXIT_FAILED;
	return fflush(stdout) == 0 ? EXIT_FINE : (err_set(e, "standard output cannot be written"), EXIT_FAILED);
}

static int verify(const char *path, const char *witness, struct err *e)
{
	struct journal_verdict v;

	if (!journal_verify(path, witness, &v, e))
		return EXIT_FAILED;
	if (!v.sound) {
		printf("%s: NOT as it was written\n", path);
		if (v.bad_line)
			printf("line %" PRIu64 ": ", v.bad_line);
		printf("%s\n%" PRIu64 " records before that are whole\n", v.why, v.records);
		return EXIT_FOUND;
	}
	printf("%s: %" PRIu64 " records, each as it was written\nhead %s\n", path, v.records, v.head.hash);
	if (v.torn)
		printf("%" PRIu64 " line%s left unfinished by a console that was killed\n", v.torn, v.torn > 1 ? "s were" : " was");
	if (v.witnessed)
		printf("%" PRIu64 " head%s of the witness %s the same\n", v.witnessed, v.witnessed > 1 ? "s" : "", v.witnessed > 1 ? "are" : "is");
	else if (witness)
		printf("the witness tells of no journal at this path: nothing shows whether its end was cut off\n");
	return EXIT_FINE;
}

int command_journal(const struct options *o)
{
	static const char *const verbs[] = {"show", "verify"};
	const char *verb = o->word_count ? o->words[0] : "", *near;
	struct err e = {""};
	int status = EXIT_USAGE;
	char *path = NULL;

	if (o->word_count > 2) {
		err_set(&e, "journal takes show or verify, and a file where it is not your own");
	} else if (strcmp(verb, "show") && strcmp(verb, "verify")) {
		near = text_nearest(verb, verbs, COUNT_OF(verbs));
		err_set(&e, "journal show, or journal verify [--witness FILE]%s%s%s", near ? "; did you mean \"" : "",
			near ? near : "", near ? "\"?" : "");
	} else {
		status = EXIT_FAILED;
		path = o->word_count == 2 ? mem_copy(o->words[1]) : trail_path(&e);
		if (path)
			status = !strcmp(verb, "show") ? show(path, &e) : verify(path, o->witness, &e);
	}
	free(path);
	return e.text[0] ? command_fail(status, e.text) : status;
}
