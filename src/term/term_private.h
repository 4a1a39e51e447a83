/* What the files of the term layer share. */
#ifndef SLATOP_TERM_PRIVATE_H
#define SLATOP_TERM_PRIVATE_H

#include "slatop/term/term.h"
#include "term/input.h"
#include "term/look.h"
#include "term/output.h"
#include "term/pen.h"
#include "term/terminfo.h"

/* A cell of the glass that was erased: a blank in the look of the ground. */
#define ROLE_ERASED ROLE_COUNT

/* What the terminal shows once all bytes have reached it. */
struct glass {
	struct cell *cells; /* NULL: unknown */
	uint64_t *hashes, *wanted; /* of each row, and of the canvas to be painted */
	bool cursor_known, cursor_visible;
};

struct term {
	struct caps caps;
	struct looks looks;
	struct pen pen;
	struct output output;
	struct input input;
	struct glass glass;
	int rows, columns;
	bool utf8, suspended, mouse;
	bool lost; /* the end of the terminal was read */
	int64_t asked_at; /* monotonic: when the terminal was asked for its background */
};

void glass_forget(struct glass *g);

#endif
