/* A commitment's outcome in words, for scorecard and trend. Texts are in the arena. */
#ifndef SLATOP_SRC_TABLE_OUTCOME_WORDS_H
#define SLATOP_SRC_TABLE_OUTCOME_WORDS_H

#include "slatop/store/summary.h"
#include "slatop/table/model.h"

/* "97.1000 %", "3 broken"; NULL: no figure. */
const char *outcome_figure_text(struct arena *a, const struct outcome *o);
/* "connected / requested = 971 / 1000 = 97.1000 %"; NULL: no figure. */
const char *outcome_formula_text(struct arena *a, const struct outcome *o);
/* What is promised; NULL: nothing with a number. */
const char *outcome_target_text(struct arena *a, const struct outcome *o);
/* What many verdicts and sums come to: of one account that there is nothing to
 * judge of, no figure either. */
void outcome_of_rollup(const struct rollup *r, enum commitment c, const struct terms *t, struct outcome *out);
/* Whether the outcome is a sub-platform's, not one of its accounts'. */
bool outcome_of_platform(enum commitment c, const struct model_scope *scope);
/* The screen that tells what the outcome is made of. */
const char *outcome_opens(enum commitment c, const struct model_scope *scope);

#endif
