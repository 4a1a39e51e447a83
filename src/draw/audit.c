/* The line of audit mode: who shows it, on what day, out of which database, by
 * which agreement. Of the agreement's hash as much as there is room for. */
#include <inttypes.h>
#include <stdio.h>

#include "draw/widget.h"

static int draw_part(struct drawing *d, int row, int column, const char *name, const char *value)
{
	if (*name)
		column += canvas_text(d->c, row, column, d->c->columns - column, ROLE_DIM, name) + 1;
	return column + canvas_text(d->c, row, column, d->c->columns - column, ROLE_TEXT, value) + 2;
}

int draw_audit(struct drawing *d, int row, int below)
{
	const struct audit_header *a = d->state->audit;
	char day[32], database[24];

	if (!a)
		return below;
	struct civil t = calendar_civil(d->style.calendar, d->o->clock);
	snprintf(day, sizeof day, "%04d-%02d-%02d", t.year, t.month, t.day);
	snprintf(database, sizeof database, "%" PRId64, a->system_identifier);
	int column = draw_part(d, row, 0, "operator", a->operator_name);
	column = draw_part(d, row, column, "", day);
	column = draw_part(d, row, column, "database", database);
	draw_part(d, row, column, "agreement", a->agreement);
	return below + 1;
}
