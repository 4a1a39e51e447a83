/* What is typed: editing a line, its history, and what Enter makes of it. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "screen/console_private.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

enum { CTRL_A = 1, CTRL_B, CTRL_C, CTRL_D, CTRL_E, CTRL_F, CTRL_H = 8, TAB, CTRL_K = 11, ENTER = 13, CTRL_N,
       CTRL_P = 16, CTRL_R = 18, CTRL_U = 21, CTRL_W = 23, CTRL_Y = 25, CTRL_Z = 26, ESC = 27,
       DELETE_BACK = 127 };

void prompt_set(struct prompt *p, const char *text)
{
	buf_clear(&p->text);
	buf_add_text(&p->text, text);
	p->cursor = p->text.length;
}

void prompt_open(struct console *c, enum prompt_kind kind, const char *text)
{
	struct prompt *p = &c->prompt;

	p->kind = kind;
	p->error[0] = '\0';
	prompt_set(p, text);
	p->looking = false;
	c->own->reopened = true;
	history_leave(c);
	if (kind == PROMPT_COMMAND && *text)
		complete_offer(c, true);
	else
		complete_forget(c);
}

void prompt_close(struct console *c)
{
	c->prompt.kind = PROMPT_NONE;
	c->prompt.error[0] = '\0';
	prompt_set(&c->prompt, "");
	c->prompt.looking = false;
	history_leave(c);
	complete_forget(c);
}

void prompt_release(struct console *c)
{
	prompt_close(c);
	free(c->own->candidates);
	buf_release(&c->prompt.text);
	buf_release(&c->own->killed);
}

/* --- editing --------------------------------------------------------------------- */

/* The byte where the character before at starts, its combining marks included. */
static size_t character_before(const struct prompt *p, size_t at)
{
	uint32_t code = 0;

	while (at) {
		do
			at--;
		while (at && ((unsigned char)p->text.data[at] & 0xc0) == 0x80);
		text_decode(p->text.data + at, p->text.length - at, &code);
		if (text_char_width(code))
			break;
	}
	return at;
}

static size_t character_after(const struct prompt *p, size_t at)
{
	uint32_t code;

	if (at < p->text.length)
		at += text_decode(p->text.data + at, p->text.length - at, &code);
	while (at < p->text.length) {
		size_t size = text_decode(p->text.data + at, p->text.length - at, &code);
		if (text_char_width(code))
			break;
		at += size;
	}
	return at;
}

static void cut(struct prompt *p, size_t from, size_t to)
{
	if (from >= to) /* an empty line's bytes may not be written to */
		return;
	memmove(p->text.data + from, p->text.data + to, p->text.length - to + 1);
	p->text.length -= to - from;
	p->cursor = from;
}

/* Words as Ctrl-W cuts them end at blanks, as Alt moves over them at what is no
 * letter and no digit: the parts of "sla.tenant" and "status=ok". */
static bool in_word(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

static size_t blank_before(const struct prompt *p)
{
	size_t at = p->cursor;

	while (at && p->text.data[at - 1] == ' ')
		at--;
	while (at && p->text.data[at - 1] != ' ')
		at--;
	return at;
}

static size_t word_before(const struct prompt *p)
{
	size_t at = p->cursor;

	while (at && !in_word(p->text.data[at - 1]))
		at--;
	while (at && in_word(p->text.data[at - 1]))
		at--;
	return at;
}

static size_t word_after(const struct prompt *p)
{
	size_t at = p->cursor;

	while (at < p->text.length && !in_word(p->text.data[at]))
		at++;
	while (at < p->text.length && in_word(p->text.data[at]))
		at++;
	return at;
}

/* Cuts what Ctrl-Y puts in again. */
static void kill_range(struct console *c, size_t from, size_t to)
{
	if (from >= to)
		return;
	buf_clear(&c->own->killed);
	buf_add(&c->own->killed, c->prompt.text.data + from, to - from);
	cut(&c->prompt, from, to);
}

static void insert_bytes(struct prompt *p, const char *bytes, size_t size)
{
	if (p->text.length + size > PROMPT_MOST + 4)
		return;
	buf_room(&p->text, size);
	memmove(p->text.data + p->cursor + size, p->text.data + p->cursor, p->text.length - p->cursor + 1);
	memcpy(p->text.data + p->cursor, bytes, size);
	p->text.length += size;
	p->cursor += size;
}

static void insert(struct prompt *p, uint32_t key)
{
	char bytes[4];
	size_t size;

	if (key >= KEY_CODE_FIRST || !text_char_is_clean(key) || p->text.length > PROMPT_MOST)
		return;
	size = text_encode(key, bytes);
	insert_bytes(p, bytes, size);
}

static void edit(struct console *c, uint32_t key)
{
	struct prompt *p = &c->prompt;
	size_t end = p->text.length;

	switch (key) {
	case KEY_CODE_LEFT: case CTRL_B: p->cursor = character_before(p, p->cursor); break;
	case KEY_CODE_RIGHT: case CTRL_F: p->cursor = character_after(p, p->cursor); break;
	case KEY_CODE_HOME: case CTRL_A: p->cursor = 0; break;
	case KEY_CODE_END: case CTRL_E: p->cursor = end; break;
	case DELETE_BACK: case CTRL_H: cut(p, character_before(p, p->cursor), p->cursor); break;
	case KEY_CODE_DELETE: case CTRL_D: cut(p, p->cursor, character_after(p, p->cursor)); break;
	case CTRL_U: kill_range(c, 0, p->cursor ? p->cursor : end); break; /* an error leaves it at the start */
	case CTRL_K: kill_range(c, p->cursor, end); break;
	case CTRL_W: kill_range(c, blank_before(p), p->cursor); break;
	case CTRL_Y: insert_bytes(p, c->own->killed.data, c->own->killed.length); break;
	case KEY_ALT | 'b': p->cursor = word_before(p); break;
	case KEY_ALT | 'f': p->cursor = word_after(p); break;
	case KEY_ALT | 'd': kill_range(c, p->cursor, word_after(p)); break;
	case KEY_ALT | DELETE_BACK: kill_range(c, word_before(p), p->cursor); break;
	default: insert(p, key); break;
	}
}

/* --- taking --------------------------------------------------------------------------- */

/* As much of text as size bytes hold, cut at a character's edge. */
static void copy_cut(char *out, size_t size, const char *text)
{
	size_t length = strnlen(text, size);

	if (length == size)
		for (length--; length && ((unsigned char)text[length] & 0xc0) == 0x80;)
			length--;
	memcpy(out, text, length);
	out[length] = '\0';
}

static void show_error(struct prompt *p, const struct err *e, size_t at)
{
	copy_cut(p->error, sizeof p->error, e->text);
	p->error_at = at;
	p->cursor = at < p->text.length ? at : p->text.length;
}

static void take_search(struct console *c)
{
	const char *text = c->prompt.text.data;

	if (*text) {
		copy_cut(c->search, sizeof c->search, text);
		kept_line_add(c->kept, KEPT_SEARCHES, text);
	}
	prompt_close(c);
	action_do(c, ACTION_SEARCH_NEXT, 0);
}

static void take_export(struct console *c)
{
	struct console_private *own = c->own;

	if (!c->prompt.text.data[strspn(c->prompt.text.data, " ")]) {
		prompt_close(c);
		return;
	}
	buf_clear(&own->copied);
	buf_add_text(&own->copied, c->prompt.text.data);
	prompt_close(c);
	own->effect = (struct effect){.kind = EFFECT_EXPORT, .text = own->copied.data};
}

void console_ask_export(struct console *c, const char *path, const char *error)
{
	prompt_open(c, PROMPT_EXPORT, path);
	copy_cut(c->prompt.error, sizeof c->prompt.error, error);
	c->prompt.error_at = c->prompt.cursor;
	c->generation++;
}

/* A line that is refused stays to be mended. */
static void take(struct console *c)
{
	struct prompt *p = &c->prompt;
	struct err e = {""};
	size_t at = 0;

	if (p->kind == PROMPT_SEARCH || p->kind == PROMPT_EXPORT) {
		if (p->kind == PROMPT_SEARCH)
			take_search(c);
		else
			take_export(c);
		return;
	}
	char *line = mem_copy(p->text.data);
	enum prompt_kind kind = p->kind;
	c->own->reopened = false;
	bool ok = kind == PROMPT_FILTER ? command_filter(c, line, &at, &e)
		  : kind == PROMPT_TIME ? command_time(c, line, &at, &e)
					: command_run(c, line, &at, &e);
	if (kind != PROMPT_TIME)
		kept_line_add(c->kept, kind == PROMPT_COMMAND ? KEPT_COMMANDS : KEPT_FILTERS, line);
	if (ok && !c->own->reopened)
		prompt_close(c);
	else if (ok)
		;
	else
		show_error(p, &e, at);
	history_leave(c);
	free(line);
}

void prompt_key(struct console *c, uint32_t key)
{
	struct prompt *p = &c->prompt;
	size_t length = p->text.length;

	if (p->looking && history_look_key(c, key))
		return;
	if (key == TAB) {
		complete_tab(c);
		return;
	}
	c->own->cycling = false;
	switch (key) {
	case ESC: case CTRL_C: prompt_close(c); return;
	case ENTER: take(c); return;
	case CTRL_Z: c->own->effect.kind = EFFECT_SUSPEND; return;
	case KEY_CODE_UP: case CTRL_P: history_step(c, true); break;
	case KEY_CODE_DOWN: case CTRL_N: history_step(c, false); break;
	case DELETE_BACK: case CTRL_H:
		if (!length) { /* nothing left to take away but the prompt */
			prompt_close(c);
			return;
		}
		history_leave(c);
		edit(c, key);
		break;
	case CTRL_R: history_look(c); return;
	default:
		history_leave(c);
		edit(c, key);
		break;
	}
	p->error[0] = '\0';
	complete_offer(c, false);
}
