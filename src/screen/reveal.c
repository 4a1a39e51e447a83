/* Private fields of one row, revealed for a minute: which row, the word before it,
 * and when it ends. Whether it may be is the app's. */
#include <stdio.h>
#include <string.h>

#include "screen/action.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

const char *const reveal_end_names[] = {"left", "hidden", "time", "grant", "resized"};

/* The pane under the cursor, else the record that says whose the page is. */
static bool find_pane(const struct page *page, size_t *pane)
{
	const struct screen *s = page->screen;

	*pane = page->focus;
	if (s->panes[*pane].reveal)
		return true;
	for (*pane = 0; *pane < s->pane_count; ++*pane)
		if (s->panes[*pane].reveal && s->panes[*pane].widget == WIDGET_RECORD)
			return true;
	return false;
}

/* A whole number of a row, by the field's name. */
static bool number_of(struct view *v, const char *name, int64_t *out)
{
	int field = model_field_find(v->model, name);
	struct value value = {.null = true};

	if (field >= 0)
		view_value(v, v->cursor, (size_t)field, &value);
	*out = value.i;
	return !value.null && value.type == VALUE_INTEGER;
}

/* Where a list tells that the row has none of the private fields, nobody is asked for
 * a look at them. */
static bool has_any(struct view *v, const struct private_view *p)
{
	int told = 0, there = 0;

	for (int i = 0; i < PRIVATE_FIELDS_MOST && p->fields[i].column; i++) {
		struct value value = {.null = true};
		char name[64];
		snprintf(name, sizeof name, "%s_masked", p->fields[i].column);
		int field = model_field_find(v->model, name);
		if (field >= 0)
			view_value(v, v->cursor, (size_t)field, &value);
		told += field >= 0;
		there += !value.null;
	}
	return there || !told;
}

static void wipe(struct reveal *r)
{
	explicit_bzero(r->text, sizeof r->text);
	r->state = REVEAL_NONE;
}

void do_reveal(struct console *c)
{
	struct page *page = console_page(c);
	struct reveal *r = &c->reveal;
	struct model_scope scope;
	size_t pane;

	if (r->state == REVEAL_SHOWN) {
		console_reveal_end(c, c->now, REVEAL_HIDDEN);
		return;
	}
	wipe(r);
	if (!find_pane(page, &pane)) {
		action_say(c, "nothing here is masked that could be revealed");
		return;
	}
	struct view *v = page->panes[pane].view;
	if (!page_row_scope(page, pane, &scope)) {
		action_say(c, "there is no row to reveal");
		return;
	}
	r->view = page->screen->panes[pane].reveal;
	r->pane = pane;
	r->panes = page->panes;
	r->key = view_key(v, v->cursor);
	r->platform = (int)r->key.platform;
	if (!number_of(v, r->view->key, &r->row) || !number_of(v, "enterprise_no", &r->enterprise_no)) {
		action_say(c, "this row is of no account: there is nobody who could grant it");
		return;
	}
	if (!has_any(v, r->view)) {
		action_say(c, "nothing of this row is masked");
		return;
	}
	r->number++;
	r->grant_no[0] = '\0';
	r->state = REVEAL_CHECKING;
	c->own->effect.kind = EFFECT_REVEAL;
}

/* Yes is one key that does nothing else; all others leave it masked. */
void reveal_key(struct console *c, uint32_t key)
{
	if (key & KEY_POINTER)
		return;
	if (key != 'y' && key != 'Y') {
		wipe(&c->reveal);
		action_say(c, "it stays masked");
		return;
	}
	c->reveal.state = REVEAL_READING;
	c->own->effect.kind = EFFECT_REVEAL_SHOW;
}

void console_reveal_ask(struct console *c, int64_t now, const char *grant_no)
{
	uint64_t before = console_fingerprint(c);
	struct reveal *r = &c->reveal;

	c->now = now;
	snprintf(r->grant_no, sizeof r->grant_no, "%.*s", (int)text_fit(grant_no, strlen(grant_no), 48, NULL), grant_no);
	r->state = REVEAL_ASKS;
	c->message[0] = '\0';
	c->generation += console_fingerprint(c) != before;
}

static void take_text(char *to, const char *text)
{
	struct buf clean = BUF_INIT;

	text_clean(&clean, text, strlen(text));
	size_t length = clean.length < PRIVATE_TEXT_MOST ? clean.length : PRIVATE_TEXT_MOST - 1;
	while (length && length < clean.length && ((unsigned char)clean.data[length] & 0xc0) == 0x80)
		length--; /* no character is cut */
	memcpy(to, clean.data, length);
	to[length] = '\0';
	explicit_bzero(clean.data, clean.length);
	buf_release(&clean);
}

void console_reveal_show(struct console *c, int64_t now, const char *const *texts, int64_t until)
{
	struct reveal *r = &c->reveal;

	c->now = now;
	for (size_t i = 0; i < PRIVATE_FIELDS_MOST && r->view->fields[i].column; i++)
		take_text(r->text[i], texts[i] ? texts[i] : "");
	r->until = until;
	r->state = REVEAL_SHOWN;
	c->message[0] = '\0';
	c->generation++;
	reveal_follow(c); /* the time of it may be over, and the row left, meanwhile */
}

void console_reveal_end(struct console *c, int64_t now, enum reveal_end why)
{
	static const char *const says[] = {
		[REVEAL_LEFT] = "masked again", [REVEAL_HIDDEN] = "masked again", [REVEAL_TIME] = "masked again: a minute is over",
		[REVEAL_GRANT] = "masked again: the grant has ended", [REVEAL_RESIZED] = "masked again: the screen is another one",
	};
	struct reveal *r = &c->reveal;
	bool shown = r->state == REVEAL_SHOWN;

	if (r->state == REVEAL_NONE)
		return;
	wipe(r);
	c->generation++;
	if (!shown)
		return;
	r->ends = (uint8_t)why;
	console_say(c, now, false, "%s", says[why]);
}

/* Whether the row is the one under the cursor still, and nothing lies over it. */
static bool is_in_sight(struct console *c)
{
	const struct reveal *r = &c->reveal;
	struct page *page = console_page(c);

	if (page->panes != r->panes || c->help || c->chooser.open || c->prompt.kind != PROMPT_NONE)
		return false;
	struct view *v = page->panes[r->pane].view;
	if (v->cursor >= v->count)
		return !v->complete; /* read anew at this moment */
	struct row_key key = view_key(v, v->cursor);
	return !row_key_compare(&key, &r->key);
}

void reveal_follow(struct console *c)
{
	const struct reveal *r = &c->reveal;

	if (r->state == REVEAL_NONE)
		return;
	if (!is_in_sight(c))
		console_reveal_end(c, c->now, REVEAL_LEFT);
	else if (r->state == REVEAL_SHOWN && c->now >= r->until)
		console_reveal_end(c, c->now, REVEAL_TIME);
}
