/* One hot standby: the connection as an explicit state, the feed, one-off reads.
 *
 * Everything is asynchronous in the loop. A replica keeps its platform (store)
 * up to date and its status current; it never ends the program and comes back
 * by itself. It keeps one connection for the feed; one-off reads (a proof, a
 * history) take a second one, opened at need and closed after a minute idle. */
#ifndef SLATOP_REPLICA_REPLICA_H
#define SLATOP_REPLICA_REPLICA_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "slatop/base/err.h"
#include "slatop/base/loop.h"
#include "slatop/store/store.h"
#include "slatop/store/summary.h"

struct replica;

/* With an interval of whole seconds replicas are asked so long after the seconds of
 * their own clocks. */
#define REPLICA_TICK_US 1000

struct replica_options {
	const char *conninfo;     /* libpq's; "" takes PGHOST, PGSERVICE ... */
	bool allow_primary;       /* configuration: target_session_attrs given by the site */
	int64_t poll_interval_us; /* 1 s */
	int64_t lag_ok_us;        /* 5 s */
	int64_t statement_timeout_us;
	bool audit;               /* audit mode: the public texts of what accounts share; what the login may
				     not read counts as not published */
	/* Called after each turn in which the platform or its status changed. */
	void (*changed)(void *context, struct platform *p);
	void *context;
};

/* For tests alone (nothing in the program sets it): what goes over every connection
 * is written there by libpq. */
extern FILE *replica_wire;

/* Whether libpq can make sense of a conninfo; says why not. Connects nothing. */
bool replica_conninfo_fine(const char *conninfo, struct err *e);

struct replica *replica_create(struct loop *l, struct platform *p, const struct replica_options *o);
void replica_start(struct replica *r);
/* Closes at once and frees; the platform stays. */
void replica_destroy(struct replica *r);

/* Asks for a period's windows (platform_period made it); loaded in its turn,
 * again after each reconnect that loads everything anew. Stopping gives up a
 * load that runs; the period stays incomplete. */
void replica_load_period(struct replica *r, struct period *d);
void replica_stop_load(struct replica *r, struct period *d);
/* How many of a period's uses are its load's: of what waits or runs for it, and of the
 * reading itself. Who has the only other one may stop it. */
int replica_load_uses(const struct replica *r, const struct period *d);
/* Asks for a summary (platform_summary made it) if it is due; says so in it where
 * the sub-platform does not publish what it needs. To be called again while it is
 * held: it keeps it up to date. */
void replica_load_summary(struct replica *r, struct summary *s);
/* Gives up a reading that waits or runs; what was shown stays. */
void replica_stop_summary(struct replica *r, struct summary *s);
/* Polls now / tries to connect now. */
void replica_refresh(struct replica *r);

/* A one-off read: SQL with text parameters, in a READ ONLY transaction of its
 * own on the second connection. Several statements of one request share one
 * snapshot. The callback gets each statement's rows as text; error is NULL or
 * why nothing came (then statements is 0). Called once. */
struct read_statement {
	const char *sql;
	const char *const *values; /* NULL for SQL null */
	int value_count;
};
struct read_result {
	int rows, columns;
	/* Text of a field, NULL for null. Valid during the callback. */
	const char *(*get)(const struct read_result *r, int row, int column);
	const char *(*name)(const struct read_result *r, int column);
	void *own;
};
typedef void (*read_fn)(void *context, const struct read_result *results, int statements, const char *error);
void replica_read(struct replica *r, const struct read_statement *statements, int count, read_fn fn,
		  void *context);
/* Forgets what was asked for by that context; its callback does not come any more. */
void replica_forget(struct replica *r, void *context);

/* What the privilege and contract checks found, for `slatop check`: one line
 * each, appended with a newline; returns the number of problems. */
int replica_report(const struct replica *r, struct buf *out);
/* Whether everything is loaded and both checks have passed: the feed runs. */
bool replica_checked(const struct replica *r);

/* The proof of clause 4.1 for one account: in one snapshot of the standby, the
 * account's rows (from which the arithmetic is done again) and the figures that
 * the standby computes in SQL (prove_availability.sql). */
struct availability_proof {
	bool done;
	char error[512];           /* "" or why there is no proof */
	struct availability ours;  /* availability_compute over the rows of the snapshot */
	struct availability theirs; /* the standby's figures; only those that it computes */
	int64_t rows;              /* windows in the snapshot's answer */
	int64_t took_us;
	char lsn[32];
	char snapshot[64];         /* pg_current_snapshot() */
};
typedef void (*proof_fn)(void *context, const struct availability_proof *proof);
void replica_prove(struct replica *r, uint32_t tenant, struct span span, int64_t moment_us, proof_fn fn,
		   void *context);

/* The same of the windows as they were known at the moment (outage_history). */
void replica_prove_known(struct replica *r, uint32_t tenant, struct span span, int64_t moment_us, proof_fn fn,
			 void *context);

/* The proof of another clause (as_known: of the windows as they were known at the
 * moment, where it is made of windows), of an account or (enterprise_no 0) a sub-platform:
 * in one snapshot its facts, judged here, and prove_NAME.sql: the account, each
 * input of the commitment in its order, the verdict. */
struct clause_proof {
	bool done;
	char error[512];
	struct outcome ours;
	int64_t theirs[OUTCOME_INPUTS];
	char verdict[24];             /* the standby's, as in verdict_names */
	int64_t rows, took_us;
	char lsn[32], snapshot[64];
};
/* The whole statement, appended: of 6, that of 4.1 first, whose parameters
 * (proof.h) and one more it takes, the keys; of the others six, as facts_NAME.sql
 * with the keys for the reach. */
void clause_proof_sql(const struct clause *c, struct buf *out);
typedef void (*clause_proof_fn)(void *context, const struct clause_proof *proof);
void replica_prove_clause(struct replica *r, const struct clause *c, int64_t enterprise_no, struct span span,
			  int64_t moment_us, bool as_known, clause_proof_fn fn, void *context);
/* The proof of 4.2 of a month, of an account or (enterprise_no 0) the sub-platform,
 * over the windows of its look-back (as_known: likewise); accounts are judged by
 * their own terms of the month. */
void replica_prove_reliability(struct replica *r, int64_t enterprise_no, struct span span, int64_t moment_us,
			       bool as_known, clause_proof_fn fn, void *context);

#endif
