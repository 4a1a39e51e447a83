/* A replica's parts, for the files of this layer. */
#ifndef SLATOP_REPLICA_PRIVATE_H
#define SLATOP_REPLICA_PRIVATE_H

#include "rows.h"
#include "session.h"
#include "slatop/base/buf.h"
#include "slatop/replica/replica.h"
#include "slatop/store/summary.h"

#define OID_TEXT 25
#define OID_INT8 20
#define OID_XID8 5069
#define OID_XID8_ARRAY 271

/* Where and when a transaction of ours looked (snapshot.sql). */
struct snapshot {
	bool recovery;
	int64_t clock, replayed, beat_at; /* TIME_NONE: null, or infinite */
	int64_t system_identifier;        /* 0: no heartbeat */
	int32_t timeline;
	uint64_t xmin, lsn;
	int64_t received_at; /* monotonic */
};

/* How far the feed has read: every row with changed_xid < xmin, and those of
 * the transactions seen (rows of one become visible together). */
struct position {
	uint64_t xmin, lsn;
	uint64_t *seen; /* ascending */
	size_t seen_count, seen_capacity;
};
void position_copy(struct position *to, const struct position *from);
void position_release(struct position *p);

/* One reading of changes. */
struct poll {
	struct snapshot snapshot;
	struct row_sink sink;
	uint64_t *xids; /* of rows read */
	size_t xid_count, xid_capacity;
	enum followed order[FOLLOW_COUNT]; /* statement 2 + i reads order[i] */
	int count;
	bool reload;         /* not the server, or not the time, that it was */
	bool types_changed;  /* another column type: the contract is checked anew */
	bool changed;        /* there are rows to read */
	unsigned probes;     /* polls since the last that read */
	bool keep_position;  /* a period was loaded meanwhile: its changes are read again */
	uint64_t rows;
	/* Types of the columns, as they were in the first reading of this connection. */
	Oid types[FOLLOW_COUNT][CELLS_MAX];
	bool types_known;
};

/* Windows that were open already when what a period loads begins (load_chain.c). */
struct chain {
	struct chain_item {
		int64_t enterprise_no, started_at;
	} *items;
	size_t count, capacity;
};
/* Keeps a window of the load that is not voided, if it is such a one. */
void chain_look(struct chain *c, const struct period *d, int64_t enterprise_no, int64_t started_at);
/* The two arrays of load_chain.sql. */
void chain_write(const struct chain *c, struct buf *accounts, struct buf *starts);
void chain_release(struct chain *c);

/* A bulk load that runs: of everything (first, on the feed's connection), or of
 * one more period (on the second). */
struct load {
	struct replica *replica;
	struct session *session;
	bool running, everything;
	struct period **periods; /* each held by a use */
	size_t period_count, period_capacity, period_index;
	struct snapshot snapshot;
	struct row_sink sink;
	struct position before;  /* the feed's when it began */
	enum followed copies[FOLLOW_COUNT];
	int copy_count, copy_read; /* copy_read: COPY whose head was read */
	bool bad; /* a row that is none */
	struct chain chain;
	bool chained; /* what the chain reaches back to is being read */
	int64_t expected; /* accounts */
	struct loop_timer *finishing;
	/* Ends it; error NULL: all is in the store. */
	void (*done)(struct replica *r, struct load *l, const struct sql_error *error);
};
void load_init(struct load *l, struct replica *r, struct session *session,
	       void (*done)(struct replica *r, struct load *l, const struct sql_error *error));
void load_release(struct load *l);
/* Of everything, with all periods in use; or of one. */
void load_start(struct load *l, struct period *d);
/* The session is gone, or will be: the periods stay incomplete. */
void load_abort(struct load *l);

/* What waits for the second connection. */
enum errand_kind { ERRAND_LOAD, ERRAND_SUMMARY, ERRAND_READ };
struct errand {
	struct errand *next;
	enum errand_kind kind;
	struct period *period; /* ERRAND_LOAD: held by a use */
	struct summary *summary; /* ERRAND_SUMMARY: likewise */
	/* ERRAND_READ: statements, with their values, are copies in texts. */
	struct arena texts;
	struct statement *statements;
	int count;
	PGresult **results;
	bool forgotten;
	/* The answer: count results, or 0 and an error. */
	void (*read)(struct errand *e, PGresult **results, int count, const char *error);
	void *own;     /* what read wants beside, in texts */
	read_fn fn;    /* replica_read's */
	void *context; /* whose it is, for replica_forget */
};
struct side {
	struct session *session;
	struct errand *first, *running;
	struct load load;
	struct loop_timer *timer; /* idle too long; a pause after a failure */
	bool waiting;             /* the timer is a pause */
	/* The summary that is read (summary.c). */
	struct loop_timer *summing; /* the rest of its finish */
	int fetch_statement, fetched; /* of the job that runs: which gives rows, how many */
};
void side_init(struct replica *r);
void side_release(struct replica *r);
void side_pump(struct replica *r);
/* The second connection is given up, loads that wait or run too; reads that wait
 * are told the reason. */
void side_stop(struct replica *r, const char *why);
/* Only a load that runs; it is tried again. */
void side_stop_load(struct replica *r);
struct errand *side_read(struct replica *r, const struct statement *statements, int count,
			 void (*fn)(struct errand *e, PGresult **results, int count, const char *error),
			 void *context);

void side_add_summary(struct replica *r, struct summary *s);
/* The one that runs has ended, well or not. */
void side_summary_done(struct replica *r);

/* summary.c */
void summary_start(struct replica *r);
void summary_finish_slice(void *context); /* a timer's */
/* A field of a row of facts; a text that has to be cleaned goes into the arena. */
struct fact_value fact_value_of(struct arena *a, enum fact_kind kind, const struct cell *c);

/* prove.c: clause 4.1 of an account, from the answers to prove_windows.sql and
 * prove_maintenance.sql. */
void proof_ours(const PGresult *rows, const PGresult *maintenance_rows, const struct terms *terms,
		const struct calendar *calendar, struct span span, int64_t moment_us, struct arena *a,
		struct availability *out);

/* prove.c: a statement over the versions of windows that were known at a moment, in
 * place of sla.outage; the moment is a parameter of that number. */
void proof_known(struct buf *out, const char *sql, int parameter);
/* prove_clause.c: what proofs of clauses share: the place and the standby's figures
 * taken into a proof; an agreement's keys with their values as JSON; those of each
 * code in force in a month, by code. */
void clause_proof_take(const PGresult *place, const PGresult *figures, enum commitment c, struct clause_proof *proof);
void clause_proof_keys(struct buf *out, const struct terms *t);
void clause_codes(struct buf *out, const struct agreement *a, int month);

/* The page connection (page.h). */
struct pages {
	struct session *session;
	struct page_query *waiting, *running; /* lists; running: one round trip */
	struct canceller *canceller;
	struct loop_watch *cancel_watch;
	struct loop_timer *timer; /* idle too long; a pause after a failure; something to send */
	bool pausing;             /* the timer is a pause */
	bool stray;               /* a cancellation may hit the next statement */
};
void pages_init(struct replica *r);
void pages_release(struct replica *r);
/* Sends what waits, if it can be. */
void pages_pump(struct replica *r);
/* The connection is given up; who waits is told the reason. */
void pages_stop(struct replica *r, const char *why);

enum phase { PHASE_OFF, PHASE_CONNECT, PHASE_CHECK, PHASE_LOAD, PHASE_LOGIN, PHASE_FEED };

/* What pg_catalog says of a column of the contract. */
struct seen_column {
	bool there, closed; /* closed: the login may read nothing of its relation */
	char type[64];
};

/* The row of sla.platform, cleaned. */
struct seen_platform {
	bool there;
	struct buf code, name;
	int version;
};

struct replica {
	struct loop *loop;
	struct platform *platform;
	struct replica_options options;
	char *conninfo;
	struct session *session; /* the feed's */
	enum phase phase;
	struct loop_timer *timer; /* the next attempt, or poll */
	bool started;
	unsigned failures;        /* attempts in a row, for the pauses between them */
	uint64_t chance;          /* state of the jitter */
	bool loaded;              /* the platform holds the data of identifier and timeline */
	int64_t system_identifier;
	int32_t timeline;
	bool login_bad;           /* refused before: checked before anything is loaded again */
	int64_t poll_due;
	bool poll_again;          /* as soon as the one that runs has ended */
	struct position position;
	uint64_t voided_xid;      /* audit mode: of the latest voided window that everything was read anew for */
	struct poll poll;
	char trouble[256];        /* why the last poll failed; "": it did not */
	unsigned held_polls;      /* in a row in which xmin stood still though time did not */
	int64_t held_since, held_beat;
	bool clock_known;
	int64_t clock_offset;     /* server's clock - monotonic, smoothed */
	struct load load;
	struct side side;
	struct pages pages;
	struct seen_column *seen; /* as contract_columns */
	bool columns_read;        /* seen is what the server publishes */
	struct seen_platform seen_platform;
	struct buf report_contract, report_login, warnings; /* lines */
	int contract_problems, login_problems;
	struct buf feed_sql[FOLLOW_COUNT], load_sql[FOLLOW_COUNT];
	struct buf load_windows_sql[2][2]; /* [as they were known][of one account] */
	char timeout_ms[24], load_timeout_ms[24], lock_timeout_ms[24];
};

/* replica.c */
void replica_set_state(struct replica *r, enum replica_state state, const char *message);
void replica_notify(struct replica *r);
void replica_lost(struct replica *r, const char *message);
void replica_refuse(struct replica *r, const char *message);
/* Errors that only another contract, or other grants, can mend. */
bool replica_contract_error(const struct sql_error *e);
struct statement replica_begin(void);
struct statement replica_commit(void);
/* settings.sql or snapshot.sql with the usual timeouts; values live in r. */
struct statement replica_settings(struct replica *r, const char *sql, bool bulk, const char **values);
const char *replica_sql(const char *path);
/* The facts of a clause: in audit mode NAME_audit.sql, where there is one. */
const char *replica_facts_sql(const struct replica *r, const char *path);
bool replica_has(const struct replica *r, enum followed what);

/* status.c: what a reply tells. */
void snapshot_read(struct snapshot *s, const PGresult *r);
int64_t snapshot_time(const struct snapshot *s);
/* Whether it is a standby's, or a primary was asked for. */
bool snapshot_fits(const struct snapshot *s, const struct session *session);
void status_take(struct replica *r, const struct snapshot *s);
/* Live, stale or without time, by what is known now. */
void status_live(struct replica *r);
void status_warn(struct replica *r);
/* Keeps an error with its time, for whoever looks. */
void status_error(struct replica *r, const char *message);
struct session_traffic status_traffic(struct replica *r);
/* The month of a moment becomes the current one. */
struct period *status_month(struct replica *r, int64_t at_us);

/* contract_check.c, login_check.c: their jobs on the feed's session. */
void contract_check_start(struct replica *r);
void login_check_start(struct replica *r);
/* replica.c: what follows them. */
void replica_contract_fine(struct replica *r);
void replica_login_done(struct replica *r);

/* feed.c */
void feed_init(struct replica *r);
void feed_release(struct replica *r);
void feed_poll(struct replica *r);
/* replica.c */
void replica_poll_done(struct replica *r, const struct sql_error *error);

#endif
