/* Clause 4.2 of every account: the months before the one that is shown, read one
 * after the other, the oldest first, for one sub-platform after the other, added up
 * and dropped. There is in memory, beside what is kept (history.h), never more than
 * one month's windows of one sub-platform and those of the month that is shown. */
#ifndef SLATOP_SRC_TABLE_YEARS_H
#define SLATOP_SRC_TABLE_YEARS_H

#include "slatop/store/history.h"
#include "table/sources.h"

struct years {
	struct model_scope scope;
	int last;           /* the month shown; -1: the span is none, and there is nothing to read */
	bool stopped;
	/* What is being read. */
	bool taken;
	int month;
	size_t platform;
	struct sources windows;
	uint32_t tenant;    /* added up so far */
	uint32_t epoch;     /* of the sub-platform, as it was begun */
	uint64_t changes;   /* of before it was read */
	struct past_year adding;
	struct arena scratch;
	uint64_t steps, kept; /* grow with each month, with each sub-platform that is known */
};

void years_open(struct years *y, const struct model_scope *scope);
void years_close(struct years *y);
void years_advance(struct years *y, const struct model_scope *scope);
/* What is known of a sub-platform's months; NULL: not read. It stays until the next
 * call of years_work. */
const struct past_year *years_of(const struct years *y, size_t platform);
/* As those of a trend (trend.h). */
bool years_work(struct years *y, int64_t deadline_us);
bool years_complete(const struct years *y);
bool years_stop(struct years *y, bool stop);
bool years_progress(const struct years *y, struct buf *out);
uint64_t years_generation(const struct years *y);

/* Judges an account of the month shown: its past months, then what live has of that
 * month. false: not read yet. */
bool years_judge(const struct past_year *past, const struct sources *live, size_t platform, uint32_t tenant,
		 struct arena *scratch, struct reliability *out);

#endif
