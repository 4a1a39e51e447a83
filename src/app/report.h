/* What the parts of `slatop report` share. */
#ifndef SLATOP_APP_REPORT_H
#define SLATOP_APP_REPORT_H

#include "app/commands.h"
#include "app/when.h"
#include "slatop/export/export.h"
#include "slatop/screen/screen.h"

struct report {
	const struct options *o;
	struct engine engine;
	struct screens screens;
	const struct screen *screen;
	const struct exporter *exporter;
	const char *month; /* "2026-11"; NULL with a span */
	char month_text[16];
	struct when when;
	int64_t limit, max_lag_us;
	struct trail_rows *trail;
	struct problems problems; /* of files */
	struct arena problem_texts;
	struct agreement *other; /* --compare-agreement; NULL */
	struct model_scope scope;
	bool of_moment; /* scope.as_of is an earlier moment that was asked for */
	struct view **views; /* one for each pane that is printed */
	const struct screen_pane **panes;
	size_t view_count;
};

/* What the options say, before any replica is asked. */
bool report_options(struct report *r, struct err *e);
/* The figures of an incident and what they are made of, into a folder. Returns an exit
 * status, with a message where it is not EXIT_FINE. */
int report_evidence(struct report *r, struct err *e);
/* The incident that the options name, and the month in which it was opened where
 * they say none. */
bool report_incident(struct report *r, struct err *e);
/* Appends what the views say beside their rows of an earlier moment: what has no history,
 * and how much of it changed since; nothing for the present. */
void report_known(const struct report *r, struct buf *out);
/* Writes the views, which are worked to their end, to where the options say.
 * Returns an exit status, with a message where it is not EXIT_FINE. */
int report_output(const struct report *r, struct err *e);
/* Whether -o names a file that is there already; files are not written over. */
bool report_is_taken(const struct report *r, struct err *e);
/* From here on SIGINT and SIGTERM end the program at once, with status 130 and
 * without half a file. */
void report_end_on_signals(void);

#endif
