/* Lines typed before: Up and Down go through those that begin with what was
 * typed, Ctrl-R looks for a text in them. */
#include <stdlib.h>
#include <string.h>

#include "screen/console_private.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

enum { CTRL_C = 3, CTRL_G = 7, CTRL_H = 8, CTRL_R = 18, ESC = 27, DELETE_BACK = 127 };

const struct kept_lines *history_lines(const struct console *c)
{
	enum prompt_kind kind = c->prompt.kind;

	return &c->kept->lines[kind == PROMPT_SEARCH   ? KEPT_SEARCHES
			       : kind == PROMPT_FILTER ? KEPT_FILTERS
						       : KEPT_COMMANDS];
}

void history_leave(struct console *c)
{
	c->own->history_at = history_lines(c)->count;
	free(c->own->draft);
	c->own->draft = NULL;
}

static const char *draft(const struct console *c)
{
	return c->own->draft ? c->own->draft : "";
}

static void begin(struct console *c)
{
	struct console_private *own = c->own;

	if (own->draft)
		return;
	own->draft = mem_copy(c->prompt.text.data);
	own->history_at = history_lines(c)->count;
}

void history_step(struct console *c, bool older)
{
	const struct kept_lines *lines = history_lines(c);
	struct console_private *own = c->own;
	size_t at;

	begin(c);
	at = own->history_at;
	while (older ? at > 0 : at < lines->count) {
		at += older ? (size_t)-1 : 1;
		if (at == lines->count || !strncmp(lines->all[at].text, draft(c), strlen(draft(c)))) {
			own->history_at = at;
			prompt_set(&c->prompt, at < lines->count ? lines->all[at].text : draft(c));
			return;
		}
	}
}

/* --- looking for a text ----------------------------------------------------------------- */

void history_look(struct console *c)
{
	begin(c);
	c->own->history_at = history_lines(c)->count;
	c->prompt.looking = true;
	c->prompt.sought[0] = '\0';
	complete_forget(c);
}

/* The newest line before `before` that holds the text; where there is none all
 * stays as it is. */
static void find(struct console *c, size_t before)
{
	const struct kept_lines *lines = history_lines(c);

	while (before-- > 0)
		if (text_contains(lines->all[before].text, c->prompt.sought)) {
			c->own->history_at = before;
			prompt_set(&c->prompt, lines->all[before].text);
			return;
		}
}

static void lengthen(struct console *c, uint32_t key)
{
	size_t length = strlen(c->prompt.sought);
	char bytes[4];

	if (length + sizeof bytes >= sizeof c->prompt.sought)
		return;
	size_t size = text_encode(key, bytes);
	memcpy(c->prompt.sought + length, bytes, size);
	c->prompt.sought[length + size] = '\0';
	/* The line that is shown may hold the longer text as well. */
	size_t lines = history_lines(c)->count, at = c->own->history_at;
	find(c, at < lines ? at + 1 : lines);
}

static void shorten(struct console *c)
{
	size_t length = strlen(c->prompt.sought);

	while (length && ((unsigned char)c->prompt.sought[--length] & 0xc0) == 0x80)
		;
	c->prompt.sought[length] = '\0';
}

bool history_look_key(struct console *c, uint32_t key)
{
	switch (key) {
	case CTRL_R: find(c, c->own->history_at); return true;
	case DELETE_BACK: case CTRL_H: shorten(c); return true;
	case ESC: case CTRL_C: case CTRL_G:
		c->prompt.looking = false;
		prompt_set(&c->prompt, draft(c));
		history_leave(c);
		return true;
	default:
		if (key >= ' ' && key != DELETE_BACK && key < KEY_CODE_FIRST) {
			lengthen(c, key);
			return true;
		}
		c->prompt.looking = false; /* taken, or edited further */
		return false;
	}
}
