/* Writing a clause: its columns and fields, and what its file is likely to want. */
#ifndef SLATOP_STORE_CLAUSE_H
#define SLATOP_STORE_CLAUSE_H

#include "slatop/store/summary.h"

extern const struct clause clause_metering, clause_service_fee, clause_business_logs, clause_server_logs,
	clause_logins, clause_places, clause_access, clause_exports, clause_deletions, clause_durability,
	clause_completion, clause_seats, clause_recovery, clause_maintenance, clause_compensation;

/* A clause lists its columns once, COLUMNS(C) with rows C(ID, "name", FACT_KIND). */
#define CLAUSE_ENUM(id, name, kind) C_##id,
#define CLAUSE_COLUMN(id, name, kind) {name, kind},

static inline int64_t fact_int(const struct fact_row *f, int column)
{
	return f->values[column].null ? 0 : f->values[column].i;
}
static inline int64_t fact_time(const struct fact_row *f, int column)
{
	return f->values[column].null ? TIME_NONE : f->values[column].i;
}
static inline const char *fact_text(const struct fact_row *f, int column)
{
	return f->values[column].text;
}

/* The last instant that is judged: the moment, or the span's last one. */
static inline int64_t clause_until(const struct clause_input *in)
{
	return in->moment_us < in->span.end_us ? in->moment_us : in->span.end_us - 1;
}
static inline bool clause_within(const struct clause_input *in, int64_t at_us)
{
	return at_us >= in->span.start_us && at_us < in->span.end_us;
}

/* Clauses of rules: inputs 0 (checked) and 1 (broken) of a line. What was broken
 * inside the span goes from found to v, and counts. */
void clause_rules_line(const struct clause_input *in, bool checked, const struct violations *found,
		       struct clause_line *line, struct violations *v);

#endif
