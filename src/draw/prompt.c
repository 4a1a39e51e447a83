/* What is typed: the line itself, and below it what is wrong with it, or what
 * would complete it. */
#include <stdlib.h>
#include <string.h>

#include "draw/widget.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

static const char *prompt_sign(enum prompt_kind kind)
{
	switch (kind) {
	case PROMPT_COMMAND: return ":";
	case PROMPT_SEARCH: return "/";
	case PROMPT_FILTER: return "filter ";
	case PROMPT_EXPORT: return "export to ";
	case PROMPT_TIME: return "time: ";
	default: return "";
	}
}

/* Cells of the first bytes of the text. */
static int cells_before(const struct prompt *p, size_t bytes)
{
	return text_width(p->text.data, bytes < p->text.length ? bytes : p->text.length);
}

/* The completions, as many as fit whole. */
static void draw_completions(struct drawing *d, int row)
{
	const struct prompt *p = &d->state->prompt;
	int column = 0;

	for (size_t i = 0; i < p->completion_count; i++) {
		int cells = cells_of(p->completions[i]);
		int more = i + 1 < p->completion_count ? 3 : 0; /* a gap and the ellipsis */
		if (column + cells + more > d->c->columns) {
			canvas_text(d->c, row, column, 1, ROLE_DIM, glyph(d, "…", "~"));
			return;
		}
		column += canvas_text(d->c, row, column, cells, ROLE_ACCENT, p->completions[i]) + 2;
	}
}

static void draw_prompt_keys(struct drawing *d, int row)
{
	static const struct { const char *key, *label; } keys[] = {
		{"Enter", "take"}, {"Esc", "leave"}, {"Tab", "complete"},
	};
	size_t count = d->state->prompt.kind == PROMPT_COMMAND ? 3 : 2;
	int column = 0;

	for (size_t i = 0; i < count; i++) {
		column += canvas_text(d->c, row, column, d->c->columns - column, ROLE_KEY, keys[i].key) + 1;
		column += canvas_text(d->c, row, column, d->c->columns - column, ROLE_DIM, keys[i].label) + 2;
	}
}

void draw_prompt(struct drawing *d, int row)
{
	const struct prompt *p = &d->state->prompt;
	buf_clear(&d->text);
	if (p->looking)
		buf_addf(&d->text, "line with \"%s\": ", p->sought);
	else
		buf_add_text(&d->text, prompt_sign(p->kind));
	int start = canvas_fit(d->c, row, 0, d->c->columns / 2, ROLE_ACCENT, d->text.data, d->o->ascii);
	int room = d->c->columns - start - 1;
	size_t skip = 0; /* bytes scrolled out at the left */

	if (room < 1)
		return;
	while (cells_before(p, p->cursor) - cells_before(p, skip) > room) {
		uint32_t c;
		skip += text_decode(p->text.data + skip, p->text.length - skip, &c);
	}
	canvas_text(d->c, row, start, room + 1, ROLE_TEXT, p->text.data + skip);
	if (p->error[0] && p->error_at >= skip) {
		int from = start + cells_before(p, p->error_at) - cells_before(p, skip);
		int cells = cells_of(p->text.data +
				     (p->error_at < p->text.length ? p->error_at : p->text.length));
		cells = cells > 0 ? cells : 1;
		canvas_role(d->c, row, from, cells, ROLE_BREACH);
		canvas_style(d->c, row, from, cells, ROLE_TEXT, THEME_UNDERLINE);
	}
	place_cursor(d, row, start + cells_before(p, p->cursor) - cells_before(p, skip));
	if (p->error[0])
		canvas_fit(d->c, row + 1, 0, d->c->columns, ROLE_BREACH, p->error, d->o->ascii);
	else if (p->completion_count)
		draw_completions(d, row + 1);
	else
		draw_prompt_keys(d, row + 1);
}
