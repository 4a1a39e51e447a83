/* The console's state as a whole: its life, time, work, and what it says. */
#include "slatop/screen/console.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen/link.h"
#include "screen/moment.h"
#include "slatop/base/mem.h"
#include "slatop/table/alarms.h"

#define ESC 27
#define SAID_US (5 * USEC)
#define SAID_BAD_US (10 * USEC)
#define FIRST_SLICE_US 3000
#define FLASH_US (3 * USEC)

struct page *console_page(struct console *c)
{
	return c->page_count ? &c->pages[c->page_count - 1] : NULL;
}

struct pane_state *console_pane(struct console *c)
{
	struct page *page = console_page(c);

	return &page->panes[page->focus];
}

int64_t console_time(const struct console *c)
{
	return c->paused ? c->paused_at : c->now;
}

/* --- life ------------------------------------------------------------------------- */

static const struct screen *first_screen(const struct screens *screens, const char *name, struct err *e)
{
	if (name)
		return screens_need(screens, name, e);
	if (screens->count)
		return screens->all[0];
	if (screens->problem_count)
		err_set(e, "no screen can be read; %s: %s", screens->problems[0].file,
			screens->problems[0].message);
	else
		err_set(e, "there is no screen");
	return NULL;
}

bool console_init(struct console *c, const struct screens *screens, struct key_map *keys,
		  const struct model_scope *base, const char *first, struct err *e)
{
	const struct screen *s = first_screen(screens, first, e);

	*c = (struct console){.screens = screens, .base = *base, .now = base->now, .live_month = base->month};
	buf_init(&c->prompt.text);
	if (!s)
		return false;
	c->own = mem_zero(1, sizeof *c->own);
	c->kept = kept_create();
	buf_init(&c->own->copied);
	buf_init(&c->own->killed);
	if (!stack_jump(c, s, e)) {
		console_release(c);
		return false;
	}
	c->keys = keys;
	return true;
}

void console_release(struct console *c)
{
	if (!c->own)
		return;
	console_reveal_end(c, c->now, REVEAL_LEFT);
	stack_release(c);
	chooser_close(c);
	prompt_release(c);
	kept_destroy(c->kept);
	buf_release(&c->own->copied);
	link_forget(c);
	free(c->own);
	key_map_destroy(c->keys);
	*c = (struct console){0};
}

bool console_set_theme(struct console *c, const char *name, struct err *e)
{
	struct theme read;
	char *kept = mem_copy(name ? name : c->own->theme);
	bool ok = theme_read(&read, kept, c->themes, c->light, e);

	if (ok) {
		c->theme = read;
		snprintf(c->own->theme, sizeof c->own->theme, "%s", kept);
		c->generation++;
	}
	free(kept);
	return ok;
}

const char *console_theme_file(const struct console *c)
{
	return theme_is_path(c->own->theme) ? c->own->theme : NULL;
}

void console_keep(struct console *c, struct kept *kept)
{
	kept_destroy(c->kept);
	c->kept = kept;
	stack_arrange(c);
	c->generation++;
}

/* --- what is drawn, as a number ----------------------------------------------------- */

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

static uint64_t mix_text(uint64_t hash, const char *text)
{
	while (text && *text)
		hash = (hash ^ (unsigned char)*text++) * UINT64_C(0x100000001b3);
	return mix(hash, 1);
}

static uint64_t mix_pane(uint64_t hash, const struct pane_state *p)
{
	const struct view *v = p->view;

	hash = mix(hash, v->generation);
	hash = mix(hash, v->cursor);
	hash = mix(hash, v->top);
	hash = mix(hash, v->count);
	hash = mix(hash, p->arranged);
	hash = mix(hash, (uint64_t)p->look.sight.start_us);
	hash = mix(hash, (uint64_t)p->look.sight.end_us);
	hash = mix(hash, (uint64_t)p->at_us * TIMELINE_BY_COUNT + p->look.by);
	for (size_t i = 0; i < p->mark_count; i++)
		hash = mix(mix(hash, (uint64_t)p->marks[i].a), (uint64_t)p->marks[i].b);
	return mix(hash, (uint64_t)p->column << 32 | (uint32_t)p->left);
}

uint64_t page_relations(const struct page *page)
{
	uint64_t set = 0;

	for (size_t i = 0; i < page->screen->pane_count; i++)
		set |= view_relations(page->panes[i].view);
	return set;
}

static uint64_t mix_page(uint64_t hash, const struct page *page)
{
	hash = mix(hash, (uintptr_t)page->screen);
	hash = mix_text(hash, page->subject);
	hash = mix(hash, page->focus * 2 + page->proof);
	hash = mix(hash, (uint64_t)page->scope.span.start_us);
	hash = mix(hash, (uint64_t)page->scope.span.end_us);
	hash = mix(hash, (uint64_t)page->scope.as_of * 2 + page->scope.as_known);
	hash = mix(hash, page_relations(page));
	for (size_t i = 0; i < page->screen->pane_count; i++)
		hash = mix_pane(hash, &page->panes[i]);
	return hash;
}

static uint64_t mix_prompt(uint64_t hash, const struct prompt *p)
{
	hash = mix(hash, p->kind);
	hash = mix_text(hash, p->text.data);
	hash = mix(hash, p->cursor);
	hash = mix_text(hash, p->error);
	hash = mix(hash, p->error_at);
	hash = mix_text(hash, p->looking ? p->sought : "");
	hash = mix(hash, p->looking);
	for (size_t i = 0; i < p->completion_count; i++)
		hash = mix_text(hash, p->completions[i]);
	return hash;
}

uint64_t console_fingerprint(struct console *c)
{
	uint64_t hash = mix(c->page_count, c->help + 2 * c->paused + 4 * c->message_bad);

	if (c->page_count)
		hash = mix_page(hash, console_page(c));
	hash = mix_prompt(hash, &c->prompt);
	hash = mix(hash, c->help ? c->help_top : 0);
	hash = mix(hash, c->chooser.open ? c->chooser.cursor + 1 : 0);
	hash = mix(hash, c->reveal.number * 8 + c->reveal.state);
	for (size_t i = 0; i < RELATIONS_MOST; i++)
		hash = mix(hash, (uint64_t)c->later[i]);
	hash = mix_text(hash, c->banner);
	hash = mix_text(hash, c->search);
	return mix_text(hash, c->message);
}

static void note_change(struct console *c, uint64_t before)
{
	c->generation += console_fingerprint(c) != before;
}

/* --- what is said --------------------------------------------------------------------- */

void console_say(struct console *c, int64_t now, bool bad, const char *format, ...)
{
	uint64_t before = console_fingerprint(c);
	va_list args;

	va_start(args, format);
	vsnprintf(c->message, sizeof c->message, format, args);
	va_end(args);
	c->message_bad = bad;
	c->message_until = now + (bad ? SAID_BAD_US : SAID_US);
	note_change(c, before);
}

static void end_message(struct console *c)
{
	if (c->message[0] && c->now >= c->message_until)
		c->message[0] = '\0';
}

/* --- time and work ---------------------------------------------------------------------- */

static void roll_page(struct console *c, struct page *page, int old_month)
{
	struct model_scope scope = page->scope;

	if (scope.month != old_month || scope.as_of != TIME_NONE)
		return;
	scope_set_month(c, &scope, c->live_month);
	page_go(page, &scope);
}

/* Pages that were of the present month go on to the next with it. */
static void roll_month(struct console *c, int live_month)
{
	int old = c->live_month;

	c->live_month = live_month;
	if (old < 0 || old == live_month)
		return;
	if (c->base.month == old && c->base.as_of == TIME_NONE)
		scope_set_month(c, &c->base, live_month);
	for (size_t i = 0; i < c->page_count; i++)
		roll_page(c, &c->pages[i], old);
	for (size_t i = 0; i < c->own->parked_count; i++)
		roll_page(c, &c->own->parked[i], old);
}

static void advance_page(struct console *c, struct page *page)
{
	page_name(page);
	page_apply(page);
	page_to_present(page, console_time(c));
	/* What was opened while time stands still is read to its end all the same. */
	for (size_t i = 0; i < page->screen->pane_count; i++)
		if (page_shows(page, i) && (!c->paused || !page->panes[i].view->complete))
			view_advance(page->panes[i].view, console_time(c));
	page_follow(page);
}

/* They stand on every screen. */
static void note_alarms(struct console *c)
{
	uint64_t generation = c->base.alarms ? alarms_generation(c->base.alarms) : 0;

	c->generation += generation != c->own->alarms;
	c->own->alarms = generation;
	if (c->flash_until && c->now >= c->flash_until) {
		c->flash_until = 0;
		c->generation++;
	}
}

void console_flash(struct console *c, int64_t now)
{
	c->flash_until = now + FLASH_US;
	c->generation++;
}

void console_advance(struct console *c, int64_t now, int live_month)
{
	uint64_t before = console_fingerprint(c);

	c->now = now;
	note_alarms(c);
	roll_month(c, live_month);
	end_message(c);
	link_follow(c);
	waiting_expire(c);
	reveal_follow(c);
	moment_advance(c);
	advance_page(c, console_page(c));
	note_change(c, before);
}

static bool work_page(struct page *page, int64_t deadline_us)
{
	bool left = false;

	page_apply(page);
	page_follow(page);
	for (size_t i = 0; i < page->screen->pane_count; i++)
		if (page_shows(page, i))
			left |= view_work(page->panes[i].view, deadline_us);
	/* What came in may have put another row under a cursor that is followed. */
	bool followed = page_follow(page);
	for (size_t i = 0; i < page->screen->pane_count; i++)
		timeline_begin(&page->panes[i]);
	return followed || left;
}

/* --- keys ------------------------------------------------------------------------------- */

static void help_key(struct console *c, enum action a)
{
	size_t page = 10;

	switch (a) {
	case ACTION_UP: c->help_top -= c->help_top > 0; break;
	case ACTION_DOWN: c->help_top++; break; /* draw knows where it ends */
	case ACTION_PAGE_UP:
	case ACTION_HALF_UP: c->help_top -= c->help_top < page ? c->help_top : page; break;
	case ACTION_PAGE_DOWN: case ACTION_HALF_DOWN: c->help_top += page; break;
	case ACTION_FIRST: c->help_top = 0; break;
	case ACTION_LAST: c->help_top += 1000; break;
	case ACTION_REDRAW: c->own->effect.kind = EFFECT_REDRAW; break;
	case ACTION_SUSPEND: c->own->effect.kind = EFFECT_SUSPEND; break;
	case ACTION_QUIT: c->own->effect.kind = EFFECT_QUIT; break;
	case ACTION_BACK: case ACTION_HELP: case ACTION_OPEN: case ACTION_STOP: c->help = false; break;
	default: break;
	}
}

/* A page that comes to the front may have been away for long. */
static bool begin_page(struct console *c, int64_t deadline_us)
{
	advance_page(c, console_page(c));
	return work_page(console_page(c), deadline_us);
}

static void take_key(struct console *c, uint32_t key)
{
	c->own->effect = (struct effect){.kind = EFFECT_NONE};
	c->own->key = key;
	c->own->again = c->own->copied_value;
	c->own->copied_value = false;
	end_message(c);
	if (c->prompt.kind != PROMPT_NONE)
		prompt_key(c, key);
	else if (c->reveal.state == REVEAL_ASKS)
		reveal_key(c, key);
	else if (c->chooser.open)
		chooser_key(c, key);
	else if (key == KEY_CODE_SHIFT_UP || key == KEY_CODE_SHIFT_DOWN)
		take_key(c, key == KEY_CODE_SHIFT_UP ? KEY_CODE_UP : KEY_CODE_DOWN); /* elsewhere the same */
	else if (key & KEY_POINTER)
		mouse_key(c, key);
	else if (c->help)
		help_key(c, key_map_action(c->keys, key));
	else
		action_do(c, key_map_action(c->keys, key), key);
}

/* Where a key has selected another row of a timeline its cursor goes there. */
static void press(struct console *c, uint32_t key)
{
	struct pane_state *p = console_pane(c);
	size_t cursor = p->view->cursor;
	int64_t at_us = p->at_us;

	take_key(c, key);
	if (console_pane(c) == p && p->view->cursor != cursor && p->at_us == at_us)
		timeline_follow(p);
}

struct effect console_key(struct console *c, uint32_t key, int64_t now)
{
	uint64_t before = console_fingerprint(c);
	const struct pane_state *panes = console_page(c)->panes;

	c->now = now;
	c->own->effect = (struct effect){.kind = EFFECT_NONE};
	if (!(key & KEY_POINTER) && key & KEY_ALT && c->prompt.kind == PROMPT_NONE) { /* Esc, and another close behind it */
		struct effect effect = console_key(c, ESC, now);
		return effect.kind == EFFECT_NONE ? console_key(c, key & ~KEY_ALT, now) : effect;
	}
	if (key & KEY_POINTER && (c->prompt.kind != PROMPT_NONE || c->help || c->chooser.open))
		return c->own->effect;
	if (!waiting_take(c, key)) {
		c->own->sought_row.panes = NULL; /* the cursor is the user's */
		press(c, key);
		if (console_page(c)->panes != panes)
			link_forget(c);
		/* What has just been opened mostly has its rows before it is drawn. */
		if (console_page(c)->panes != panes || console_page(c)->rescope)
			begin_page(c, clock_monotonic() + FIRST_SLICE_US);
	}
	reveal_follow(c);
	note_change(c, before);
	return c->own->effect;
}

/* What views have to tell of what they did aside. */
static void say_notes(struct console *c)
{
	struct page *page = console_page(c);
	struct buf note = BUF_INIT;

	for (size_t i = 0; i < page->screen->pane_count; i++)
		if (view_take_note(page->panes[i].view, &note))
			console_say(c, c->now, false, "%s", note.data);
	buf_release(&note);
}

bool console_work(struct console *c, int64_t deadline_us)
{
	uint64_t before = console_fingerprint(c);
	bool left = moment_work(c, deadline_us);
	uint32_t key;

	left |= work_page(console_page(c), deadline_us);
	while (waiting_next(c, &key)) {
		press(c, key);
		c->own->late = c->own->effect;
		left |= begin_page(c, deadline_us);
	}
	note_change(c, before);
	say_notes(c);
	return left;
}

bool console_command(struct console *c, const char *line, struct err *e)
{
	uint64_t before = console_fingerprint(c);
	size_t at;
	bool ok = command_run(c, line, &at, e);

	note_change(c, before);
	return ok;
}
