/* slatop: the entry, and the list of commands. */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "slatop/base/mem.h"

const struct command commands[] = {
	{NULL, "[OPTIONS] [SCREEN | LINK]", "the console, at its first screen, at SCREEN, or at the view that Y copied a LINK to", command_console},
	{"report", "SCREEN | evidence [OPTIONS]",
	 "the rows of a screen, without a terminal; \"review\": all of an incident; \"evidence\": a folder that slatop verify checks",
	 command_report},
	{"verify", "DIR", "whether evidence (slatop report evidence --incident N -o DIR) holds: each file, and each figure reckoned "
	 "again from its rows, without a database", command_verify},
	{"play", "FILE [TIMING | N] | SESSION",
	 "a recording of a terminal session: asciicast, JumpServer, tlog, script, sudo, ttyrec; or that of a bastion session, N or CODE/N",
	 command_play},
	{"journal", "show | verify [FILE]", "what was done with this program, and whether the record of it is whole",
	 command_journal},
	{"check", "", "settings, agreement, themes, screens, connections and contract: what is wrong, and where",
	 command_check},
	{"contract", "[audit-login N --until T]",
	 "the SQL that a platform has to publish, or that makes a login for audit mode", command_contract},
	{"config", "[agreement]", "the settings in force, and the file that each comes from", command_config},
	{"manual", "", "the manual page, as troff: slatop manual | man -l -", command_manual},
};
const size_t command_count = COUNT_OF(commands);

int command_fail(int status, const char *message)
{
	fprintf(stderr, "slatop: %s\n", message);
	return status;
}

static int print(const struct buf *text)
{
	bool written = fwrite(text->data, 1, text->length, stdout) == text->length && fflush(stdout) == 0;
	return written ? EXIT_FINE : command_fail(EXIT_FAILED, "standard output cannot be written");
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C"); /* figures in reports are not the locale's */
	struct options o;
	struct err e = {""};
	if (!options_read(&o, argc, argv, &e))
		return command_fail(EXIT_USAGE, e.text);
	if (o.help || o.version) {
		struct buf out = BUF_INIT;
		if (o.help)
			options_help(&out);
		else
			buf_add_text(&out, "slatop " SLATOP_VERSION "\n");
		int status = print(&out);
		buf_release(&out);
		return status;
	}
	const struct command *c = o.command ? command_find(o.command) : &commands[0];
	return c->run(&o);
}
