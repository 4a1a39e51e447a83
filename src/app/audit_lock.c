/* The lock of audit mode: what was on the screen is gone from it until the server
 * has taken the login's password once more. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/audit_private.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

/* ---- time ---- */

void audit_touch(struct audit *a, int64_t now)
{
	a->touched = now;
}

static void forget_typed(struct audit *a)
{
	if (a->typed.length)
		memset(a->typed.data, 0, a->typed.length);
	buf_clear(&a->typed);
}

enum audit_event audit_look(struct audit *a, int64_t now)
{
	if (a->locked || now - a->touched < a->lock_us)
		return AUDIT_NOTHING;
	a->locked = true;
	a->leaving = false;
	a->said[0] = '\0';
	forget_typed(a);
	return AUDIT_LOCKED;
}

bool audit_is_locked(const struct audit *a)
{
	return a->locked;
}

/* ---- unlocking ---- */

/* What libpq puts before the server's own words names the server: of no use here. */
static const char *own_words(const char *why)
{
	static const char mark[] = "FATAL:";
	const char *at = strstr(why, mark);

	return at ? at + strlen(mark) + strspn(at + strlen(mark), " ") : why;
}

static void proved(void *context, const struct audit_login *login, bool connected, const char *why)
{
	struct audit *a = context;

	(void)login;
	a->asking = false;
	a->locked = why;
	a->touched = clock_monotonic();
	snprintf(a->said, sizeof a->said, "%s", !why ? "" : connected ? "this login is none of audit mode any more" : own_words(why));
	a->fn(a->context, why ? AUDIT_REFUSED : AUDIT_UNLOCKED);
}

static void ask(struct audit *a, struct loop *l)
{
	audit_proof_drop(a->proof);
	a->asking = true;
	a->said[0] = '\0';
	a->proof = audit_proof_start(l, a->conninfo, a->allow_primary, a->typed.data, a->account, proved, a);
	forget_typed(a);
}

static void rub_out(struct buf *typed)
{
	while (typed->length && ((unsigned char)typed->data[typed->length - 1] & 0xc0) == 0x80)
		typed->data[--typed->length] = '\0';
	if (typed->length)
		typed->data[--typed->length] = '\0';
}

enum audit_event audit_key(struct audit *a, uint32_t key, struct loop *l,
			   void (*fn)(void *context, enum audit_event event), void *context)
{
	char bytes[4];

	a->fn = fn;
	a->context = context;
	/* Nobody has proved who presses it: it is asked for twice, so that the end, and the
	 * code that it tells, is seen by whoever is there. */
	bool again = a->leaving;
	a->leaving = key == KEY_CODE_F1 + 9;
	if (a->leaving)
		return again ? AUDIT_LEFT : AUDIT_DRAW;
	if (a->asking || key & KEY_POINTER)
		return AUDIT_NOTHING;
	if (key == 13 && a->typed.length)
		ask(a, l);
	else if (key == 127 || key == 8)
		rub_out(&a->typed);
	else if (key == 27 || key == 21)
		forget_typed(a);
	else if (key >= ' ' && key < KEY_CODE_FIRST && a->typed.length < AUDIT_PASSWORD_MOST)
		buf_add(&a->typed, bytes, text_encode(key, bytes));
	return AUDIT_DRAW;
}

/* ---- drawing ---- */

static void draw_middle(struct canvas *c, int row, enum role role, const char *text, bool ascii)
{
	int cells = text_width(text, strlen(text)), column = (c->columns - cells) / 2;

	canvas_fit(c, row, column > 0 ? column : 0, c->columns, role, text, ascii);
}

void audit_draw(const struct audit *a, struct canvas *c, const struct draw_options *o)
{
	struct buf line = BUF_INIT;
	int row = c->rows / 2 - 2;
	size_t typed = 0;

	canvas_clear(c);
	buf_addf(&line, "slatop  AUDIT account %" PRId64 "  locked", a->account);
	draw_middle(c, row > 0 ? row : 0, ROLE_TITLE, line.data, o->ascii);
	buf_clear(&line);
	buf_addf(&line, "Password of %s: ", a->login.name);
	for (size_t i = 0; i < a->typed.length; i++)
		typed += ((unsigned char)a->typed.data[i] & 0xc0) != 0x80;
	for (size_t i = 0; i < typed && i < 16; i++)
		buf_add_byte(&line, '*');
	draw_middle(c, row + 2, ROLE_TEXT, line.data, o->ascii);
	draw_middle(c, row + 4, a->asking ? ROLE_DIM : ROLE_BREACH, a->asking ? "the server is asked" : a->said, o->ascii);
	canvas_text(c, c->rows - 1, 0, c->columns, a->leaving ? ROLE_WARN : ROLE_DIM,
		    a->leaving ? "F10 once more ends the session, and shows its code; any other key goes back"
			       : "Enter unlocks  F10 ends the session");
	buf_release(&line);
}
