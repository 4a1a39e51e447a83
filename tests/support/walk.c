#include "support/walk.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "slatop/base/buf.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"

#define SETTLE_MOST_US (5 * USEC)
#define ESC "\x1b"

void walk_seed(struct walk *w)
{
	const char *given = getenv("SLATOP_SEED");

	w->chance = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) ^ (uint64_t)getpid() << 20;
	printf("seed: %llu\n", (unsigned long long)w->chance);
}

static size_t draw(struct walk *w, size_t below)
{
	w->chance = w->chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(w->chance >> 33) % below;
}

static void press_any(struct walk *w, struct buf *out)
{
	switch (draw(w, 12)) {
	case 0:
		buf_add_text(out, ESC ESC);
		buf_add_text(out, w->lines[draw(w, w->line_count)]);
		break;
	case 1: {
		char c = (char)(1 + draw(w, 126));
		buf_add_byte(out, strchr(w->never, c) ? 'j' : c);
		break;
	}
	default:
		buf_add_byte(out, w->keys[draw(w, strlen(w->keys))]);
	}
}

/* Once Esc leaves a page, a prompt, the help, a replay; more of them where that is not enough. */
static void must_answer(struct pty *p, int number)
{
	char mark[32], wanted[32];
	struct buf screen = BUF_INIT;

	snprintf(mark, sizeof mark, ESC "%s:zz%d\r", number % 16 ? "" : ESC ESC, number);
	snprintf(wanted, sizeof wanted, "zz%d", number);
	pty_keys(p, mark);
	for (int tries = 0; !pty_wait_text(p, wanted); tries++) {
		if (tries == 2) {
			pty_dump(p, &screen);
			printf("%s\n", screen.data);
			ck_abort_msg("there is no \"%s\" on the screen above", wanted);
		}
		pty_keys(p, ESC ESC ESC);
		pty_keys(p, mark);
	}
}

/* Sizes that are too small among them. */
static void resize_any(struct walk *w, struct pty *p)
{
	static const int rows[] = {1, 5, 10, 24, 36, 60}, columns[] = {1, 30, 60, 80, 120, 200};

	pty_resize(p, rows[draw(w, COUNT_OF(rows))], columns[draw(w, COUNT_OF(columns))]);
}

/* The clock in the first line makes sure that it is asked again. */
static bool is_settled(struct pty *p, void *context)
{
	static const char *const busy[] = {"computing", "loading", "reading", "looking", "waiting for"};
	const int64_t *until = context;

	if (clock_monotonic() >= *until || pty_shows(p, "stopped"))
		return true;
	for (size_t i = 0; i < COUNT_OF(busy); i++)
		if (pty_shows(p, busy[i]))
			return false;
	return true;
}

static void settle(struct pty *p)
{
	int64_t until = clock_monotonic() + SETTLE_MOST_US;

	pty_wait(p, is_settled, &until);
}

void walk_on(struct walk *w, struct pty *p, size_t keys, void (*after)(void))
{
	struct buf out = BUF_INIT;
	size_t sent = 0;

	for (int burst = 0; sent < keys; burst++) {
		int was_rows = p->rows, was_columns = p->columns;
		bool resize = w->resizes && !draw(w, 8);
		buf_clear(&out);
		while (out.length < w->burst)
			press_any(w, &out);
		sent += out.length;
		pty_send(p, out.data, out.length);
		if (resize) {
			resize_any(w, p);
			pty_send(p, out.data, out.length / 2);
			pty_resize(p, was_rows, was_columns);
		}
		must_answer(p, burst);
		if (w->settles && !draw(w, 4))
			settle(p);
		if (after)
			after();
	}
	pty_keys(p, ESC ESC ESC);
	buf_release(&out);
}
