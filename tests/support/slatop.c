#include "support/slatop.h"

#include <check.h>
#include <sys/wait.h>

#include "support/platform.h"

#define WORDS_MOST 12

void slatop_start(struct pty *p, int rows, int columns, const char *config, const char *const *words)
{
	char *argv[WORDS_MOST + 4] = {(char *)(uintptr_t)slatop_binary(), (char *)"--config", (char *)(uintptr_t)config};

	for (size_t i = 0; words[i]; i++) {
		ck_assert_uint_lt(i, WORDS_MOST);
		argv[i + 3] = (char *)(uintptr_t)words[i];
	}
	pty_init(p, rows, columns);
	pty_exec(p, argv);
}

void slatop_on(struct pty *p, int rows, int columns, const char *variable, const char *screen)
{
	struct buf config = BUF_INIT;

	buf_addf(&config, "%s/slatop.json", platform_folder(variable));
	slatop_start(p, rows, columns, config.data, (const char *const[]){screen, NULL});
	buf_release(&config);
}

void slatop_leave(struct pty *p)
{
	pty_keys(p, ":q\r");
	slatop_ends(p, 0);
}

void slatop_ends(struct pty *p, int want)
{
	int status = pty_end(p);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == want, "wait status %d, not an end with %d", status, want);
	ck_assert(pty_modes_restored(p));
	ck_assert(!p->alternate && p->cursor_visible);
	pty_release(p);
}
