/* However the console ends or stops, the terminal is as it was before. */
#include "support/check_main.h"

#include <signal.h>
#include <sys/wait.h>

#include "slatop/base/mem.h"
#include "support/platform.h"
#include "support/slatop.h"

static void start(struct pty *p)
{
	slatop_on(p, 24, 80, "SLATOP_TEST_PLATFORM", "tenants");
	ck_assert(pty_wait_text(p, "1 of "));
	ck_assert(p->alternate && !pty_modes_restored(p));
}

START_TEST(a_crash_puts_the_terminal_back)
{
	static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
	for (size_t i = 0; i < COUNT_OF(crashes); i++) {
		struct pty p;
		start(&p);
		kill(p.child, crashes[i]);
		int status = pty_end(&p);
		ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == crashes[i], "wait status %d", status);
		ck_assert(pty_modes_restored(&p));
		ck_assert(!p.alternate && p.cursor_visible);
		pty_release(&p);
	}
}
END_TEST

static bool left(struct pty *p, void *context)
{
	(void)context;
	return !p->alternate;
}

START_TEST(a_stopped_console_comes_back)
{
	struct pty p;
	int status;
	start(&p);
	pty_keys(&p, "jj");
	ck_assert(pty_wait_text(&p, "3 of "));
	pty_keys(&p, "\032");
	ck_assert_int_eq(waitpid(p.child, &status, WUNTRACED), p.child);
	ck_assert(WIFSTOPPED(status));
	ck_assert(pty_wait(&p, left, NULL));
	ck_assert(pty_modes_restored(&p));
	ck_assert(p.cursor_visible);
	pty_resize(&p, 30, 100); /* meanwhile */
	kill(p.child, SIGCONT);
	ck_assert(pty_wait_text(&p, "3 of "));
	ck_assert(p.alternate);
	pty_keys(&p, "j");
	ck_assert(pty_wait_text(&p, "4 of "));
	slatop_leave(&p);
}
END_TEST

TEST_MAIN("ends", 120, a_crash_puts_the_terminal_back, a_stopped_console_comes_back)
