/* Sums over all windows of a sub-platform, one for each row of some table of it
 * (its incidents, its maintenance): counted account by account in slices, kept,
 * and counted again when facts changed, but not each second. */
#ifndef SLATOP_SRC_TABLE_TALLY_H
#define SLATOP_SRC_TABLE_TALLY_H

#include "table/sources.h"

struct tally_platform {
	char *rows; /* NULL: none yet */
	size_t count;
	uint64_t generation;
	int64_t at; /* monotonic */
	bool done;  /* its windows were read */
};
struct tally {
	size_t row_size;
	struct tally_platform *list; /* by platform index */
	size_t count;
	char *adding;        /* the count that runs */
	size_t adding_count; /* rows */
};

void tally_init(struct tally *t, size_t row_size);
void tally_release(struct tally *t);
/* Whether platform i needs no counting now; rows: how many its table has. */
bool tally_is_fresh(struct tally *t, const struct sources *s, size_t i, size_t rows);
/* Counts from account *tenant on: start (once, with as many zeroed rows) makes
 * ready for it, account adds one account's windows to t->adding. Returns whether
 * accounts are left at the deadline; only the scope's account where it has one. */
bool tally_work(struct tally *t, const struct sources *s, size_t i, size_t rows, size_t *tenant,
		void (*start)(void *context, size_t platform),
		size_t (*account)(void *context, size_t platform, uint32_t tenant), void *context,
		int64_t deadline_us);
/* What was counted for a row; zeros where nothing was. */
const void *tally_row(struct tally *t, size_t i, size_t row);

#endif
