/* The parts of accounts' verdicts, each account computed once for a generation
 * and a moment, and kept for the next field that asks. */
#ifndef SLATOP_SRC_TABLE_DETAILS_H
#define SLATOP_SRC_TABLE_DETAILS_H

#include "table/sources.h"

struct details; /* a model's own; of bounded size */

struct details *details_create(void);
void details_destroy(struct details *d);
/* The account's parts; NULL where its windows are not read. Valid until the next
 * call. */
const struct account_detail *details_account(struct details *d, const struct sources *s, size_t platform,
					     uint32_t tenant);
/* What became of a window (a period index), NULL where that is not known. */
const struct window_part *details_window(struct details *d, const struct sources *s, size_t platform,
					 uint32_t window);

#endif
