#include "app/crash.h"

#include <signal.h>

#include "slatop/base/mem.h"
#include "slatop/term/term.h"

static void on_crash(int signal)
{
	term_emergency();
	raise(signal); /* SA_RESETHAND: the default action now */
}

void crash_restores_terminal(void)
{
	static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
	struct sigaction crash = {.sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND | SA_NODEFER};

	for (size_t i = 0; i < COUNT_OF(crashes); i++)
		sigaction(crashes[i], &crash, NULL);
	mem_on_exhausted(term_emergency);
}
