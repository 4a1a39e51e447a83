/* What became of a commitment: one clause, one span (a month), one sub-platform;
 * of all its accounts or of one.
 *
 * A clause is a const struct in a file of its own (src/store/clause_NAME.c): the
 * relation that its facts come from, the statement that reads them (src/replica/
 * facts_NAME.sql), their columns, and a function that judges one account's rows.
 * That function is the only place where rows become figures: the list of all
 * accounts, the sums, the violations and the rows of an explanation come from
 * the same call, so that the rows add up to the figure.
 *
 * To add a clause: its row in commitments[] (slatop/sla/commitment.h), its file
 * here, its line in clause_table.c, its facts_NAME.sql. Nothing else.
 *
 * A summary is taken and released by views like a period; equal ones are shared
 * and a few unused ones kept. The replica layer fills it (replica_load_summary),
 * into a second set that takes the first one's place when it is whole: what is
 * shown is never half read. */
#ifndef SLATOP_STORE_SUMMARY_H
#define SLATOP_STORE_SUMMARY_H

#include "slatop/sla/violation.h"
#include "slatop/store/store.h"

#define FACT_COLUMNS 16

/* A field of a row of facts. Texts are cleaned. */
struct fact_value {
	int64_t i;        /* a number; a time or a date as sla has them; 0 or 1 */
	const char *text; /* FACT_TEXT; NULL where null */
	bool null;
};
enum fact_kind { FACT_NUMBER, FACT_FEN, FACT_TIME, FACT_DATE, FACT_FLAG, FACT_TEXT };
struct fact_column {
	const char *name; /* of the relation; NULL after the last */
	uint8_t kind;     /* enum fact_kind */
};
struct fact_row {
	struct fact_value values[FACT_COLUMNS];
};

/* What a row adds to the inputs. why: a few words where it is left out, or why
 * it is here at all; NULL: it counts as it is. Static text. */
struct clause_line {
	int64_t inputs[OUTCOME_INPUTS];
	const char *why;
};

/* One account, or (enterprise_no 0) a sub-platform. */
struct clause_input {
	const struct terms *terms;
	const struct calendar *calendar;
	struct span span;
	int64_t moment_us;
	int64_t enterprise_no;
	const struct tenant *tenant; /* NULL: a sub-platform's */
	const struct fact_row *facts;
	size_t count;
};

struct clause {
	enum commitment commitment;
	const char *needs[2];   /* relations that may not be there, NULL after the last */
	bool of_platform;       /* its rows are no account's: a sub-platform has one outcome */
	/* src/replica/facts_NAME.sql: its parameters are the account (bigint, null: all),
	 * from, to, moment (timestamptz), the time zone (text) and the reach (bigint);
	 * its rows come ordered by account, which is the first column (0: none). */
	const char *sql;
	bool known_then;        /* sla.outage in it is the windows as they were known at the moment */
	bool by_code;           /* and of each agreement code its keys with their values (jsonb) */
	const char *proof;      /* src/replica/prove_NAME.sql: the same in SQL (replica_prove_clause); NULL: none */
	/* How far back facts matter, in microseconds; NULL: 0. */
	int64_t (*reach)(const struct terms *t, const struct calendar *c, int64_t moment_us);
	struct fact_column columns[FACT_COLUMNS + 1]; /* after the account, which comes first */
	/* Judges the rows of one account: fills lines[0 .. count], of which the last
	 * is what no row shows (a backup that is missing), zeroed before the call.
	 * What there is without rows follows from terms, span and moment alone.
	 * Violations, which may be NULL, need not be of the account's span only. */
	void (*judge)(const struct clause_input *in, struct clause_line *lines, struct violations *v);
	/* Corrects the verdict that the sums of the lines give; NULL: they decide. */
	void (*decide)(const struct clause_input *in, struct outcome *out);
	/* What is kept of an account's rows where its outcome depends on windows that
	 * are live (6): compact, in the arena; NULL: nothing. The summary's own figures
	 * and sums then say nothing. Not set: the outcome is the summary's. */
	void *(*keep)(const struct clause_input *in, struct arena *a);
};
extern const struct clause *const clauses[];
extern const size_t clause_count;
/* The clause of a commitment; NULL: it is computed elsewhere (4.1, 4.2). */
const struct clause *clause_find(enum commitment c);

/* Judges: the lines added up and made an outcome. lines: in->count + 1, the
 * caller's; they may be looked at afterwards. v: what was broken inside the span
 * is added, may be NULL. */
void clause_judge(const struct clause *c, const struct clause_input *in, struct clause_line *lines,
		  struct outcome *out, struct violations *v);

/* What is kept of an account. */
struct summary_row {
	int64_t inputs[OUTCOME_INPUTS];
	int64_t figure, target;
	uint8_t verdict;
	bool known, here; /* here: the account is in the span */
	void *kept;       /* by the clause's keep(), in the data's arena; NULL: nothing */
};

struct summary_data {
	struct arena arena;       /* texts, facts and violations */
	struct summary_row *rows; /* by tenant index; NULL of a sub-platform's */
	size_t row_count;
	struct rollup rollup;
	struct outcome whole;     /* of the rollup, or the one outcome that there is */
	struct violations violations; /* by account, then as judged */
	/* Of one account, or of a sub-platform: its rows, up to SUMMARY_LINES. */
	struct fact_row *facts;
	struct clause_line *lines; /* fact_count + 1 */
	size_t fact_count, facts_cut; /* cut: left out of the list, not of the figure */
	int64_t moment_us;        /* of evaluation; TIME_NONE: never */
	uint32_t epoch;           /* the platform's: rows are void in another one */
};
#define SUMMARY_LINES 5000

enum summary_state { SUMMARY_WANTED, SUMMARY_LOADING, SUMMARY_COMPLETE, SUMMARY_FAILED, SUMMARY_LACKING };

struct summary {
	const struct clause *clause;
	struct span span;
	int64_t as_of;        /* TIME_NONE: the platform's moment */
	int64_t only_account; /* 0: all */
	uint8_t state;        /* enum summary_state; of the last reading */
	char error[256];      /* SUMMARY_FAILED: why; SUMMARY_LACKING: the relation */
	bool closed;          /* SUMMARY_LACKING: it may be there, but this login does not see all of it */
	struct summary_data data;
	int users;
	bool touched; /* the feed brought a change of a relation that it comes from, later than the data */
	bool passing; /* taken for its sums alone: dropped when it is released, not kept */
	uint64_t generation;  /* grows with each change */
	int64_t failed_at;    /* moment of the last failure */
	struct summary_load *load; /* NULL: none runs */
};

/* Takes one; equal ones are shared. The caller asks the replica to load it. */
struct summary *platform_summary(struct platform *p, const struct clause *c, struct span span, int64_t as_of,
				 int64_t only_account);
void platform_release_summary(struct platform *p, struct summary *s);
/* The feed brought a row of a relation that clauses are judged by (clause.needs). */
void platform_relation_changed(struct platform *p, const char *relation);
bool platform_has_summary(const struct platform *p, const struct summary *s);
/* Whether data are there that fit the platform as it is loaded now. */
bool summary_complete(const struct platform *p, const struct summary *s);
/* Whether it is to be read (again): never read, void, or while the moment goes on a
 * minute old, two seconds where it was touched. moment_us as platform_moment. */
bool summary_due(const struct platform *p, const struct summary *s, int64_t moment_us);
/* The largest reach of any agreement in force at the span's start. */
int64_t summary_reach(const struct platform *p, const struct summary *s, int64_t moment_us);
/* An account's outcome; "no data" where it has none. */
void summary_outcome(const struct platform *p, const struct summary *s, uint32_t tenant, struct outcome *out);

/* The load, by the replica layer: rows come ordered by account. */
void summary_load_begin(struct platform *p, struct summary *s, int64_t moment_us);
void summary_load_row(struct platform *p, struct summary *s, int64_t enterprise_no, const struct fact_row *f);
/* The end, in slices; whether work is left. Then what was read is what is shown. */
bool summary_load_finish(struct platform *p, struct summary *s, int64_t deadline_us);
/* Gives up; error NULL: to be tried again. What was shown stays. */
void summary_load_abandon(struct platform *p, struct summary *s, const char *error);

/* All summaries of a platform, for whoever keeps them up to date. */
struct summaries {
	struct summary **list;
	size_t count, capacity;
};
const struct summaries *platform_summaries(const struct platform *p);

#endif
