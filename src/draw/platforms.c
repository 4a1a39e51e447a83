/* The sub-platforms in the first line: who is asked, and how fresh the answers are. */
#include <string.h>

#include "draw/widget.h"
#include "slatop/base/text.h"

/* "● 华北一 0s", "◐ 西南 stale 42s": a live one needs no word. */
static enum role platform_text(struct drawing *d, const struct platform *p, struct buf *out)
{
	const char *word = replica_state_names[p->status.state];
	const struct state_word *state = state_word_find(word);
	const char *name = p->name && *p->name ? p->name : p->code;
	int64_t age = platform_data_age(p, d->o->now);

	buf_addf(out, "%s %s", state ? glyph(d, state->glyph, state->ascii) : "?", *name ? name : "?");
	if (p->status.state != REPLICA_LIVE)
		buf_addf(out, " %s", state ? state->shown : word);
	if (p->status.state == REPLICA_LOADING && p->status.rows_loaded) {
		buf_add_byte(out, ' ');
		value_grouped(out, (int64_t)p->status.rows_loaded);
	} else if (age != TIME_NONE) {
		buf_add_byte(out, ' ');
		duration_text(out, age);
	}
	return role_of_word(word, ROLE_STALE);
}

/* The glyph in the state's colour; of a live one the name plain, the age dim. */
static int draw_platform(struct drawing *d, const struct platform *p, int column, int edge)
{
	buf_clear(&d->text);
	enum role role = platform_text(d, p, &d->text);
	int used = canvas_fit(d->c, 0, column, edge - column, role, d->text.data, d->o->ascii);
	if (p->status.state == REPLICA_LIVE) {
		const char *age = strrchr(d->text.data, ' ');
		canvas_role(d->c, 0, column + 1, used - 1, ROLE_TEXT);
		if (age && platform_data_age(p, d->o->now) != TIME_NONE)
			canvas_role(d->c, 0, column + used - cells_of(age), cells_of(age), ROLE_DIM);
	}
	return used;
}

static int platform_cells(struct drawing *d, const struct platform *p)
{
	buf_clear(&d->text);
	platform_text(d, p, &d->text);
	return cells_of(d->text.data);
}

int platforms_cells(struct drawing *d, const struct store *s)
{
	int cells = 0;

	for (size_t i = 0; i < s->count; i++)
		cells += platform_cells(d, s->platforms[i]) + (i ? 3 : 0);
	return cells;
}

/* Where not even one has room: how many there are in each state. */
static void count_platforms(struct drawing *d, const struct store *s, int column, int edge)
{
	for (int i = REPLICA_STATE_COUNT; i-- > 0;) {
		const struct state_word *state = state_word_find(replica_state_names[i]);
		size_t count = 0;
		for (size_t k = 0; k < s->count; k++)
			count += s->platforms[k]->status.state == i;
		if (!count)
			continue;
		buf_clear(&d->text);
		buf_addf(&d->text, "%s%zu", state ? glyph(d, state->glyph, state->ascii) : "?", count);
		if (cells_of(d->text.data) <= edge - column)
			column += canvas_text(d->c, 0, column, edge - column,
					      role_of_word(state ? state->word : "", ROLE_STALE),
					      d->text.data) +
				  1;
	}
}

void draw_platforms(struct drawing *d, const struct store *s, int column, int edge)
{
	bool all = platforms_cells(d, s) <= edge - column;
	size_t drawn = 0;

	for (int round = all ? 1 : 0; round < 2; round++) {
		for (size_t i = 0; i < s->count; i++) {
			const struct platform *p = s->platforms[i];
			if (!all && (p->status.state == REPLICA_LIVE) != (round == 1))
				continue;
			int more = drawn + 1 < s->count && !all ? 5 : 0; /* "  +12" */
			if (platform_cells(d, p) > edge - column - more)
				goto full;
			column += draw_platform(d, p, column, edge - more) + 3;
			drawn++;
		}
	}
full:
	if (!drawn) {
		count_platforms(d, s, column, edge);
	} else if (drawn < s->count) {
		buf_clear(&d->text);
		buf_addf(&d->text, "+%zu", s->count - drawn);
		canvas_fit(d->c, 0, column - 1, edge - column + 1, ROLE_DIM, d->text.data, d->o->ascii);
	}
}
