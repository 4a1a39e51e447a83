/* What became of a window, in a sentence. */
#ifndef SLATOP_SRC_TABLE_WHY_H
#define SLATOP_SRC_TABLE_WHY_H

#include "slatop/store/store.h"

/* What the sentence is about. */
struct why_subject {
	const struct platform *platform;
	const struct window *window;
	const struct window_part *part;
	const struct terms *terms;
	const struct calendar *calendar;
	int64_t moment_us;
	bool lived; /* what the account lived through: nothing is exempt of that */
};
/* Appends "counts since 14:18:31", "under 2 minutes: 1m 55s", "clause 7, report
 * missing" ... */
void why_sentence(struct buf *out, const struct why_subject *s);
/* A threshold in words: "2 minutes", "90 seconds". */
void why_length(struct buf *out, int64_t length_us);
/* The carrier's fault report: the window's, else its incident's; NULL: none. */
const char *why_report_no(const struct platform *p, const struct window *w);

#endif
