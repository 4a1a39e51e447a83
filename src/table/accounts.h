/* Rows that are accounts: walking over them in slices. */
#ifndef SLATOP_SRC_TABLE_ACCOUNTS_H
#define SLATOP_SRC_TABLE_ACCOUNTS_H

#include "table/sources.h"

/* Appends a row to a model's list. */
void rows_add(struct row_ref **rows, size_t *count, size_t *capacity, size_t platform, uint32_t item);

/* rows() of a model whose rows are accounts; wanted says which. */
bool accounts_rows(struct sources *s,
		   bool (*wanted)(const struct sources *s, size_t platform, uint32_t tenant),
		   size_t *position, struct row_ref **rows, size_t *count, size_t *capacity,
		   int64_t deadline_us);
/* The account of a row, NULL where it is no more. */
const struct tenant *account_of(const struct sources *s, struct row_ref row);
struct row_key account_key(const struct sources *s, struct row_ref row);
void account_enter(const struct sources *s, struct row_ref row, struct model_scope *scope);

#endif
