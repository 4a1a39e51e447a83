/* Rows that are accounts: walking over them in slices. */
#ifndef SLATOP_SRC_TABLE_ACCOUNTS_H
#define SLATOP_SRC_TABLE_ACCOUNTS_H

#include "table/sources.h"

/* Appends a row to a model's list. */
void rows_add(struct row_ref **rows, size_t *count, size_t *capacity, size_t platform, uint32_t item);

/* rows() of a model whose rows are accounts; wanted says which, and may judge them
 * first. a_look: how many of them between looks at the clock, ROWS_A_LOOK where
 * wanted is cheap. */
#define ROWS_A_LOOK 256
bool accounts_rows(struct model_state *model, bool (*wanted)(struct model_state *s, size_t platform, uint32_t tenant),
		   size_t a_look, size_t *position, struct row_ref **rows, size_t *count, size_t *capacity,
		   int64_t deadline_us);
/* The account of a row, NULL where it is no more. */
const struct tenant *account_of(const struct sources *s, struct row_ref row);
/* As a model has them; its state begins with its sources. */
struct row_key account_key(struct model_state *model, struct row_ref row);
void account_enter(struct model_state *model, struct row_ref row, struct model_scope *scope);

#endif
