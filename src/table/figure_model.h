/* What the models of an explained figure do alike: its words and its rows. */
#ifndef SLATOP_SRC_TABLE_FIGURE_MODEL_H
#define SLATOP_SRC_TABLE_FIGURE_MODEL_H

#include "table/compensations.h"
#include "table/frame.h"
#include "table/held.h"

/* Their state begins with this, which begins with the frame. */
struct figure_model {
	MODEL_FRAME;
	struct held held;
	struct arena arena; /* texts, until the next pass */
	size_t platform;    /* that figure_model_summary found */
	enum commitment commitment;
};

/* Its parts, of a state that begins with it as "of". */
#define FIGURE_PARTS PART(held, of.held), PART(kept, of.arena)
struct model_state *figure_model_new(size_t size, const struct model_scope *scope, const struct part *parts);
struct row_key figure_model_key(struct model_state *s, struct row_ref row);
void figure_model_enter(struct model_state *s, struct row_ref row, struct model_scope *scope);

/* Whether the figure depends on the month's windows as well (6). */
bool figure_model_keeps(const struct figure_model *f);
/* The first in scope that has the figure; NULL: there is none. */
const struct summary *figure_model_summary(struct figure_model *f);
/* What the account in scope is judged by; without one, the first account. */
const struct terms *figure_model_terms(const struct figure_model *f);
/* 6 of the account in scope; whether there is one. v may be NULL. */
bool figure_model_compensation(const struct figure_model *f, const struct summary *summary, struct availability *a,
			       struct compensation *c, struct outcome *o, struct violations *v);

#endif
