/* Clause 4.7: exports.
 *
 * Recordings: export.recording_formats (mp3) with the sample size, rate and
 * channels promised; what was not recorded is not shown to be right. Every other
 * export: export.formats (xlsx, xls). Format words are compared without regard
 * to case. Unfinished: not finished by requested_at + export.finish_within_s;
 * exactly then is in time. A format breaks its rule when it is requested,
 * an unfinished export at its deadline. */
#ifndef SLATOP_SLA_EXPORTS_H
#define SLATOP_SLA_EXPORTS_H

#include "slatop/sla/violation.h"

struct export_job {
	int64_t export_id, enterprise_no;
	bool recording;            /* kind "recording" */
	const char *format;
	int64_t bits, sample_hz, channels; /* 0 where null */
	int64_t requested_at, finished_at; /* finished_at TIME_NONE: not yet */
};

/* A bad row: finished before it was requested, an infinite time. */
bool export_job_faulty(const struct export_job *e);
bool export_format_right(const struct terms *t, const struct export_job *e);
/* The last instant at which it is in time. */
int64_t export_deadline(const struct terms *t, const struct export_job *e);
/* Judges one that is sound and was requested by the moment: the number of rules
 * that it broke until then, each added to v (may be NULL). */
size_t export_judge(const struct terms *t, const struct export_job *e, int64_t moment_us, struct violations *v);
/* A span (a month): those requested in it are checked; what was broken in it,
 * by these and by earlier ones, decides. */
void exports_outcome(const struct terms *t, const struct export_job *list, size_t count, struct span span,
		     int64_t moment_us, struct outcome *out, struct violations *v);

#endif
