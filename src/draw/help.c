/* The ? page: what this screen is, its keys from the live map, its columns. The
 * lines flow into as many blocks as there is room for, and scroll. */
#include <stdlib.h>
#include <string.h>

#include "draw/widget.h"
#include "slatop/base/mem.h"

#define BLOCK 52      /* cells of a block, at least */
#define BLOCKS_MOST 3
#define BLOCK_GAP 4
#define LABEL 16

enum line_kind { LINE_BLANK, LINE_HEAD, LINE_TEXT, LINE_ENTRY, LINE_MORE };
struct help_line {
	enum line_kind kind;
	size_t label, text; /* offsets */
};
struct help_page {
	struct help_line *lines;
	size_t count, capacity;
	struct buf bytes;
	int width; /* of a block */
};

static size_t keep(struct help_page *h, const char *text, size_t length)
{
	size_t at = h->bytes.length;

	buf_add(&h->bytes, text, length);
	buf_add_byte(&h->bytes, '\0');
	return at;
}

static void add_line(struct help_page *h, enum line_kind kind, const char *label, const char *text,
		     size_t length)
{
	MEM_GROW(h->lines, h->count, h->capacity);
	struct help_line *line = &h->lines[h->count++];
	line->kind = kind;
	line->label = keep(h, label, strlen(label));
	line->text = keep(h, text, length);
}

struct pending { struct help_page *h; enum line_kind kind; const char *label; };

static void add_wrapped(void *context, int number, const char *text, size_t length)
{
	struct pending *p = context;

	if (p->kind == LINE_ENTRY)
		add_line(p->h, number ? LINE_MORE : LINE_ENTRY, number ? "" : p->label, text, length);
	else
		add_line(p->h, p->kind, "", text, length);
}

static void add_head(struct help_page *h, const char *text)
{
	if (h->count)
		add_line(h, LINE_BLANK, "", "", 0);
	add_line(h, LINE_HEAD, "", text, strlen(text));
}

static void add_entry(struct help_page *h, const char *label, const char *text)
{
	struct pending p = {h, LINE_ENTRY, label};

	wrap(text, h->width - LABEL, add_wrapped, &p);
}

static void add_screen(struct help_page *h, struct drawing *d)
{
	const struct screen *screen = d->page->screen;
	const struct screen_pane *pane = &screen->panes[d->page->focus];
	struct pending p = {h, LINE_TEXT, ""};
	struct buf key = BUF_INIT;

	add_head(h, screen->title);
	if (screen->help)
		wrap(screen->help, h->width, add_wrapped, &p);
	for (size_t i = 0; i < pane->drill_count; i++) {
		buf_clear(&key);
		key_to_name(pane->drills[i].key, &key);
		add_entry(h, key.data,
			  pane->drills[i].label ? pane->drills[i].label : pane->drills[i].screen);
	}
	buf_release(&key);
}

/* The actions of a group, in the order of the table. */
static void add_group(struct help_page *h, const struct action_table *t, const struct key_map *m, const char *group)
{
	struct buf keys = BUF_INIT;

	add_head(h, group);
	for (int a = 0; a < t->count; a++) {
		const struct action_info *info = &t->infos[a];
		bool numbered = t == &console_actions && a >= ACTION_SCREEN_1 && a <= ACTION_SCREEN_9;
		if (!info->help || !info->group || strcmp(info->group, group) || numbered || !key_map_has(m, a))
			continue;
		buf_clear(&keys);
		key_map_keys(m, a, 99, &keys);
		add_entry(h, keys.length ? keys.data : "-", info->help);
	}
	buf_release(&keys);
}

static void add_keys(struct help_page *h, const struct action_table *t, const struct key_map *m)
{
	for (int a = 0; a < t->count; a++) {
		const char *group = t->infos[a].group;
		bool first = group != NULL;
		for (int b = 0; b < a && first; b++)
			first = !t->infos[b].group || strcmp(t->infos[b].group, group) != 0;
		if (first)
			add_group(h, t, m, group);
	}
}

static void add_screens(struct help_page *h, struct drawing *d)
{
	const struct screens *screens = d->state->screens;
	struct buf key = BUF_INIT;

	add_head(h, "All screens");
	for (size_t i = 0; screens && i < screens->count; i++) {
		const struct screen *s = screens->all[i];
		buf_clear(&key);
		if (s->number)
			key_map_keys(d->state->keys, (enum action)(ACTION_SCREEN_1 + s->number - 1), 1, &key);
		buf_addf(&key, "%s:%s", key.length ? " " : "", s->name);
		add_entry(h, key.data, s->help ? s->help : s->title);
	}
	buf_release(&key);
}

static void add_columns(struct help_page *h, struct drawing *d)
{
	const struct pane_state *pane = &d->page->panes[d->page->focus];

	add_head(h, "Columns here");
	for (size_t i = 0; i < pane->column_count; i++) {
		const struct model_field *f = &pane->pane->model->fields[pane->columns[i].field];
		if (f->help)
			add_entry(h,
				  pane->columns[i].title && *pane->columns[i].title ? pane->columns[i].title
										    : f->title,
				  f->help);
	}
}

static void draw_line(struct drawing *d, const struct help_page *h, const struct help_line *l, int row,
		      int column)
{
	const char *label = h->bytes.data + l->label, *text = h->bytes.data + l->text;

	switch (l->kind) {
	case LINE_BLANK:
		break;
	case LINE_HEAD:
		canvas_fit(d->c, row, column, h->width, ROLE_TITLE, text, d->o->ascii);
		break;
	case LINE_TEXT:
		canvas_fit(d->c, row, column, h->width, ROLE_TEXT, text, d->o->ascii);
		break;
	case LINE_ENTRY: case LINE_MORE:
		canvas_fit(d->c, row, column, LABEL - 2, ROLE_KEY, label, d->o->ascii);
		canvas_fit(d->c, row, column + LABEL, h->width - LABEL, ROLE_TEXT, text, d->o->ascii);
		break;
	}
}

/* A page between two rows, in as many blocks as there is room for; begun here,
 * filled by the caller, shown and released by the next. */
static struct help_page begin_page(const struct drawing *d, int *blocks)
{
	int room = d->c->columns - 4;

	*blocks = room / (BLOCK + BLOCK_GAP) < BLOCKS_MOST ? room / (BLOCK + BLOCK_GAP) : BLOCKS_MOST;
	if (*blocks < 1)
		*blocks = 1;
	struct help_page h = {.bytes = BUF_INIT, .width = (room - BLOCK_GAP * (*blocks - 1)) / *blocks};
	if (h.width > BLOCK + 16)
		h.width = BLOCK + 16;
	return h;
}

/* Where a block that begins at a line ends: no entry is torn, and no head stands
 * at the foot without what it is of. */
static size_t block_end(const struct help_page *h, size_t from, size_t height)
{
	size_t end = from + height;

	if (end >= h->count)
		return h->count;
	while (end > from && (h->lines[end].kind == LINE_MORE || h->lines[end - 1].kind == LINE_HEAD))
		end--;
	return end > from ? end : from + height;
}

/* Lays the lines from top on into the blocks, which begin at a row; draws them where d
 * is not NULL. Returns the line behind the last that has a place. */
static size_t lay_blocks(struct drawing *d, const struct help_page *h, size_t top, size_t height, int blocks, int row)
{
	for (int block = 0; block < blocks; block++) {
		if (block && top < h->count && h->lines[top].kind == LINE_BLANK)
			top++;
		size_t end = block_end(h, top, height);
		for (size_t i = top; d && i < end; i++)
			draw_line(d, h, &h->lines[i], row + (int)(i - top), 2 + block * (h->width + BLOCK_GAP));
		top = end;
	}
	return top;
}

static void show_page(struct drawing *d, struct help_page *h, int blocks, size_t *top, int from, int to)
{
	size_t height = (size_t)(to - from), first = 0;

	/* No further down than until the last line is in sight. */
	while (first < *top && lay_blocks(NULL, h, first, height, blocks, from) < h->count)
		first++;
	*top = first;
	size_t end = lay_blocks(d, h, first, height, blocks, from);
	if (end < h->count)
		draw_more(d, to, 2, d->c->columns - 2, h->count - end);
	place_cursor(d, from, 0);
	free(h->lines);
	buf_release(&h->bytes);
}

void draw_help(struct drawing *d, int from, int to)
{
	int blocks;
	struct help_page h = begin_page(d, &blocks);

	if (d->page)
		add_screen(&h, d);
	add_keys(&h, &console_actions, d->state->keys);
	add_screens(&h, d);
	if (d->page)
		add_columns(&h, d);
	show_page(d, &h, blocks, &d->state->help_top, from, to);
}

void draw_help_of(struct drawing *d, const struct action_table *t, const struct key_map *m, size_t *top, int from,
		  int to)
{
	int blocks;
	struct help_page h = begin_page(d, &blocks);

	add_keys(&h, t, m);
	show_page(d, &h, blocks, top, from, to);
}
