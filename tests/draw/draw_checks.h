/* What tests of drawing look for in a canvas, and how they compare one with what
 * it is known to look like.
 *
 * Known canvases are kept in tests/draw/golden, one text file each. After a
 * change that was meant, look at them again and renew them:
 *
 *     SLATOP_RENEW_GOLDEN=1 make test ONLY=draw/ && git diff tests/draw/golden
 */
#ifndef SLATOP_TESTS_DRAW_CHECKS_H
#define SLATOP_TESTS_DRAW_CHECKS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/text.h"
#include "slatop/draw/canvas.h"
#include "support/check_main.h"

/* Every row is exactly as wide as the canvas, wide characters have both halves,
 * and no cell holds what a terminal could obey. */
static inline void check_whole(const struct canvas *c)
{
	for (int row = 0; row < c->rows; row++) {
		int width = 0;
		for (int column = 0; column < c->columns; column++) {
			const struct cell *cell = &c->cells[row * c->columns + column];
			size_t length = strlen(cell->text);
			width += cell->width;
			if (cell->width == 2 && (column + 1 == c->columns || cell[1].width != 0))
				ck_abort_msg("row %d column %d: half a character", row, column);
			if (cell->width == 0 && (column == 0 || cell[-1].width != 2 || length))
				ck_abort_msg("row %d column %d: half of nothing", row, column);
			if (cell->width && length && text_width(cell->text, length) != cell->width)
				ck_abort_msg("row %d column %d: \"%s\" is not %d wide", row, column,
					     cell->text, cell->width);
			if (!text_is_clean(cell->text, length))
				ck_abort_msg("row %d column %d: not clean", row, column);
		}
		if (width != c->columns)
			ck_abort_msg("row %d is %d wide", row, width);
	}
}

/* Prints the lines in which two texts differ. */
static inline void print_difference(const char *known, const char *now)
{
	for (int line = 1; *known || *now; line++) {
		int a = (int)strcspn(known, "\n"), b = (int)strcspn(now, "\n");
		if (a != b || memcmp(known, now, (size_t)a))
			printf("line %d\n-%.*s\n+%.*s\n", line, a, known, b, now);
		known += a + (known[a] == '\n');
		now += b + (now[b] == '\n');
	}
}

/* Compares with tests/draw/golden/NAME-COLUMNSxROWS.txt, or writes that. */
static inline void check_golden(const struct canvas *c, const char *name)
{
	struct buf now = BUF_INIT, known = BUF_INIT;
	struct err e;
	char path[256];

	check_whole(c);
	canvas_dump(c, &now);
	snprintf(path, sizeof path, "tests/draw/golden/%s-%dx%d.txt", name, c->columns, c->rows);
	if (getenv("SLATOP_RENEW_GOLDEN")) {
		FILE *f = fopen(path, "w");
		ck_assert_msg(f != NULL, "%s", path);
		fwrite(now.data, 1, now.length, f);
		fclose(f);
	} else {
		ck_assert_msg(buf_read_file(&known, path, 1 << 20, &e), "%s", e.text);
		if (strcmp(known.data, now.data)) {
			print_difference(known.data, now.data);
			ck_abort_msg("%s differs (how to renew it: tests/draw/draw_checks.h)", path);
		}
	}
	buf_release(&now);
	buf_release(&known);
}

#endif
