#include <stdio.h>

#include "app/commands.h"
#include "slatop/replica/contract.h"

int command_contract(const struct options *o)
{
	if (o->word_count)
		return command_fail(EXIT_USAGE, "contract takes no argument");
	bool written = fputs(contract_sql(), stdout) != EOF && fflush(stdout) == 0;
	return written ? EXIT_FINE : command_fail(EXIT_FAILED, "standard output cannot be written");
}
