/* Thirteen months of verdicts: the month that is shown and the twelve before it.
 *
 * A month behind is read once, for one sub-platform after the other, the newest
 * month first: its windows (4.1, 6), then each clause's rows, one load at a time.
 * Added up in slices, its sums are kept by the store (history.h) for the session,
 * and its rows are dropped. So there is in memory, beside the sums, never more
 * than one month's windows of one sub-platform with its bills, or one clause's
 * rows: some 50 bytes a window and 300 an account. Of one account 4.1 and 4.2 come
 * from one period of that account alone, which is live. 4.2 of a sub-platform comes
 * from what its incidents did in each month of the look-back: the windows of the
 * months that the shown month's figure needs are read first, those that only the
 * oldest month's needs last. */
#ifndef SLATOP_SRC_TABLE_TREND_H
#define SLATOP_SRC_TABLE_TREND_H

#include "slatop/store/history.h"
#include "table/effects.h"
#include "table/held.h"

#define TREND_MONTHS 13
#define TREND_SLICE_US 1000 /* of trend_work in a model's advance() */

struct trend_cell {
	bool known;   /* all sub-platforms in scope are read */
	bool failed;  /* one could not be */
	struct rollup rollup; /* accounts 0: nobody was there */
	uint64_t broken;
};

struct trend {
	struct model_scope scope;
	int last;      /* the month shown; -1: the span is no month, and there is no trend */
	int only;      /* a commitment, -1: all */
	bool with_last; /* the month shown is read as well: its owner has no figures of its own */
	bool stopped;
	/* What is being read. */
	bool taken;
	int month;
	size_t platform;
	enum commitment commitment; /* AVAILABILITY: the windows, and 6 */
	struct sources windows;
	struct held held;
	uint64_t changes[2]; /* of the month before it was read: 4.1 or the clause, 6 */
	uint32_t tenant;     /* added up so far */
	struct rollup sums[2];
	struct outcome plain[2]; /* of an account without windows and bills, */
	uint32_t plain_code; /* and the agreement code that it is of; INDEX_NONE: none yet */
	struct effects effects[2]; /* of the month's incidents, from later on and at its end */
	uint64_t steps;      /* grows with what is known */
	/* Of one account; of many 4.2 alone. */
	struct sources year;
	struct trend_cell own[TREND_MONTHS][2]; /* 4.1 and 4.2 */
	size_t own_done;     /* months judged */
	uint64_t own_generation, own_steps;
};

void trend_open(struct trend *t, const struct model_scope *scope, int only, bool with_last);
void trend_close(struct trend *t);
/* The scope as it is now; what is not wanted any more is given up. */
void trend_advance(struct trend *t, const struct model_scope *scope);
uint64_t trend_generation(const struct trend *t);
/* Takes what is missing, one after the other, and adds up what has come. Whether
 * work is left at the deadline. To be called at the start of each pass. */
bool trend_work(struct trend *t, int64_t deadline_us);
/* Whether all is read, or it was stopped. */
bool trend_complete(const struct trend *t);
/* Gives it up (Ctrl-C), or goes on; whether there was anything to do. */
bool trend_stop(struct trend *t, bool stop);
/* Appends "13 months: reading 2026-03, 4 of 12"; false: nothing is going on. */
bool trend_progress(const struct trend *t, struct buf *out);
/* Month k of thirteen, the oldest first, by number. */
int trend_month(const struct trend *t, int k);
/* What is known of a commitment in it. */
void trend_cell(const struct trend *t, enum commitment c, int k, struct trend_cell *out);
/* The word of a cell: a verdict's name, "absent" or "unread". */
const char *trend_word(enum commitment c, const struct terms *t, const struct trend_cell *cell);
/* The terms that a month is shown by. */
const struct terms *trend_terms(const struct trend *t, int month);

#endif
