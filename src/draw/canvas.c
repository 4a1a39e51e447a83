#include "slatop/draw/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "draw/memory.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

static const struct cell blank = {.width = 1, .role = ROLE_TEXT, .over = ROLE_TEXT};

void canvas_init(struct canvas *c, int rows, int columns)
{
	*c = (struct canvas){0};
	canvas_resize(c, rows, columns);
}

void canvas_release(struct canvas *c)
{
	free(c->cells);
	draw_memory_destroy(c->memory);
	*c = (struct canvas){0};
}

void canvas_resize(struct canvas *c, int rows, int columns)
{
	c->rows = rows > 0 ? rows : 0;
	c->columns = columns > 0 ? columns : 0;
	c->cells = mem_resize(c->cells, (size_t)c->rows * (size_t)c->columns + 1, sizeof *c->cells);
	canvas_clear(c);
}

void canvas_clear(struct canvas *c)
{
	size_t count = (size_t)c->rows * (size_t)c->columns;

	for (size_t i = 0; i < count; i++)
		c->cells[i] = blank;
	c->cursor_row = c->cursor_column = 0;
	c->cursor_visible = false;
}

/* Blanks the other half of a wide character before one of its halves, at
 * column, is written over. */
static void split(struct cell *row, int columns, int column)
{
	struct cell *cell = row + column;

	if (cell->width == 0 && column > 0) {
		cell[-1].width = 1;
		memset(cell[-1].text, 0, sizeof cell->text);
	} else if (cell->width == 2 && column + 1 < columns) {
		cell[1].width = 1;
		memset(cell[1].text, 0, sizeof cell->text);
	}
}

/* Puts one character where there is room for it. */
static void put(struct cell *row, int columns, int column, int width, enum role role, const char *text,
		size_t size)
{
	split(row, columns, column);
	if (width == 2)
		split(row, columns, column + 1);
	row[column] = (struct cell){.width = (uint8_t)width, .role = (uint8_t)role, .over = row[column].over};
	if (size > 1 || *text != ' ')
		memcpy(row[column].text, text, size);
	if (width == 2)
		row[column + 1] = (struct cell){.role = (uint8_t)role, .over = row[column + 1].over};
}

/* A combining mark joins the cell before it, as long as that has room. */
static void join(struct cell *cell, const char *text, size_t size)
{
	size_t length = strlen(cell->text);

	if (!length)
		cell->text[length++] = ' ';
	if (length + size < sizeof cell->text)
		memcpy(cell->text + length, text, size);
	else if (length == 1 && cell->text[0] == ' ')
		cell->text[0] = '\0';
}

int canvas_text(struct canvas *c, int row, int column, int cells, enum role role, const char *text)
{
	if (row < 0 || row >= c->rows || column < 0 || column >= c->columns || !text)
		return 0;
	struct cell *line = c->cells + (size_t)row * (size_t)c->columns;
	int room = cells < c->columns - column ? cells : c->columns - column;
	int used = 0, last = -1; /* column of the base that marks join */

	for (size_t left = strlen(text), size; left; text += size, left -= size) {
		uint32_t character = (unsigned char)*text;
		const char *shown = text;
		size_t shown_size = size = 1;
		int width = 1;
		if (character < 0x20 || character >= 0x7f) {
			size = shown_size = text_decode(text, left, &character);
			width = text_char_width(character);
			if (width > 2 || character < 0x20 || character == 0x7f ||
			    (character == 0xfffd && size == 1)) {
				shown = "\xef\xbf\xbd";
				shown_size = 3;
				width = 1;
			}
		}
		if (!width) {
			if (last >= 0)
				join(line + last, shown, shown_size);
			continue;
		}
		if (width > room - used)
			break;
		last = column + used;
		put(line, c->columns, last, width, role, shown, shown_size);
		used += width;
	}
	return used;
}

int canvas_fit(struct canvas *c, int row, int column, int cells, enum role role, const char *text, bool ascii)
{
	if (!text || cells <= 0)
		return 0;
	if (cells > c->columns - column)
		cells = c->columns - column;
	size_t length = strlen(text);
	if (length <= (size_t)(cells > 0 ? cells : 0) || text_fit(text, length, cells, NULL) == length)
		return canvas_text(c, row, column, cells, role, text);
	int used = cells > 1 ? canvas_text(c, row, column, cells - 1, role, text) : 0;
	return used + canvas_text(c, row, column + used, 1, role, ascii ? "~" : "…");
}

/* ---- cells of another terminal ---- */

static void keep_colour(uint8_t out[3], uint32_t colour)
{
	out[0] = (uint8_t)(colour >> 16);
	out[1] = (uint8_t)(colour >> 8);
	out[2] = (uint8_t)colour;
}

static uint32_t colour_of(const uint8_t kept[3], int kind)
{
	return (uint32_t)kind << 24 | (uint32_t)kept[0] << 16 | (uint32_t)kept[1] << 8 | kept[2];
}

uint32_t cell_foreign_fg(const struct cell *c)
{
	return colour_of(c->fg, (c->role - CELL_FOREIGN) / 3);
}

uint32_t cell_foreign_bg(const struct cell *c)
{
	return colour_of(c->bg, (c->role - CELL_FOREIGN) % 3);
}

static void give_colours(struct cell *cell, const struct foreign_cell *f)
{
	cell->role = (uint8_t)(CELL_FOREIGN + 3 * (f->fg >> 24) + (f->bg >> 24));
	keep_colour(cell->fg, f->fg);
	keep_colour(cell->bg, f->bg);
	cell->attributes = f->attributes;
}

void canvas_foreign(struct canvas *c, int row, int column, const struct foreign_cell *f)
{
	bool cut = column + f->width > c->columns;

	if (row < 0 || row >= c->rows || column < 0 || column >= c->columns)
		return;
	struct cell *cell = c->cells + (size_t)row * (size_t)c->columns + column;
	canvas_text(c, row, column, f->width, ROLE_TEXT, cut || !f->text[0] ? " " : f->text);
	give_colours(cell, f);
	if (cell->width == 2)
		give_colours(cell + 1, f);
}

/* The run's cells that lie on the canvas. */
static struct cell *run_of(struct canvas *c, int row, int column, int *cells)
{
	if (column < 0) {
		*cells += column;
		column = 0;
	}
	if (*cells > c->columns - column)
		*cells = c->columns - column;
	if (row < 0 || row >= c->rows || *cells < 0)
		*cells = 0;
	return *cells ? c->cells + (size_t)row * (size_t)c->columns + column : NULL;
}

void canvas_style(struct canvas *c, int row, int column, int cells, enum role over, uint8_t attributes)
{
	struct cell *run = run_of(c, row, column, &cells);

	for (int i = 0; i < cells; i++) {
		run[i].over = (uint8_t)over;
		run[i].attributes |= attributes;
	}
}

void canvas_role(struct canvas *c, int row, int column, int cells, enum role role)
{
	struct cell *run = run_of(c, row, column, &cells);

	for (int i = 0; i < cells; i++)
		run[i].role = (uint8_t)role;
}

void canvas_dump(const struct canvas *c, struct buf *out)
{
	for (int row = 0; row < c->rows; row++) {
		const struct cell *line = c->cells + (size_t)row * (size_t)c->columns;
		int end = c->columns;
		while (end && !line[end - 1].text[0] && line[end - 1].width)
			end--;
		for (int i = 0; i < end; i++)
			if (line[i].width)
				buf_add_text(out, line[i].text[0] ? line[i].text : " ");
		buf_add_byte(out, '\n');
	}
}
