/* The facts in memory: one platform (sub-platform) for each replica.
 *
 * Tables are compact and only grow; a row keeps its index until the platform
 * is loaded anew (platform_clear), so that views can hold indices for the life
 * of one `epoch`. The replica layer puts rows in; `generation` grows with each
 * change; verdicts are recomputed for changed and ticking accounts only, in
 * slices. Views read, and never change a fact. Texts are cleaned
 * (slatop/base/text.h) before they are put in: what is here may be drawn. */
#ifndef SLATOP_STORE_STORE_H
#define SLATOP_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/arena.h"
#include "slatop/base/idmap.h"
#include "slatop/sla/agreement.h"
#include "slatop/sla/availability.h"

#define INDEX_NONE UINT32_MAX

enum tenant_status { TENANT_ACTIVE, TENANT_SUSPENDED, TENANT_CLOSED, TENANT_STATUS_OTHER };
extern const char *const tenant_status_names[4];

/* Why a row is left out of the figures (REPLICA.md, end), or, of an account,
 * which of its values is. One row has one: the first that fits. */
enum fault {
	FAULT_NONE,
	FAULT_TIME_INFINITE,   /* of any row: the row is left out; of a link, which is up or
				  down all the same, only its time */
	FAULT_TIMES_REVERSED,  /* a window that ended before it started, a failover that switched
				  before it failed, a maintenance that ends not after its start */
	FAULT_SERVICE,         /* a window of a service that nobody knows */
	FAULT_ACCOUNT_UNKNOWN, /* a window of an account that is not there, or is faulty itself */
	FAULT_ACCOUNT_VOIDED,
	FAULT_COUNT_NEGATIVE,  /* an account's seats: it stays in the figures, its seats do not */
	FAULT_AGREEMENT,       /* an account's agreement code: judged as "standard" */
	FAULT_COUNT
};
extern const char *const fault_names[FAULT_COUNT];
/* The relations whose rows are looked at for faults, and their names. */
enum faulty_relation {
	FAULTY_OUTAGE, FAULTY_MAINTENANCE, FAULTY_INCIDENT, FAULTY_TENANT, FAULTY_LINK, FAULTY_FAILOVER,
	FAULTY_COUNT
};
extern const char *const faulty_relations[FAULTY_COUNT];
/* The rule that a row of the relation breaks, in words. */
const char *fault_rule(enum faulty_relation relation, enum fault fault);

/* An account. Dates are days since 1970-01-01 (INT32_MIN, INT32_MAX: infinite);
 * texts NULL where the column is null; owned by the platform. */
struct tenant {
	int64_t enterprise_no;
	int64_t opened_at, closed_at; /* TIME_NONE: not closed */
	const char *name, *tier, *region, *agreement_code, *contact_masked;
	int32_t contract_from, contract_to, retention_to;
	int32_t seats;
	uint16_t code_index; /* agreement_code_index; set by the store */
	uint8_t status;     /* enum tenant_status */
	bool charged_on_phone_bill;
	bool voided;
	bool agreement_known; /* false: its code is not in the agreement file; set by the store */
	bool faulty;        /* left out of every figure; set by the store */
	uint8_t fault;      /* enum fault; set by the store */
};

/* The texts of a window that few have; equal ones are kept once. */
struct window_detail {
	const char *carrier, *operator_report_no, *void_reason; /* NULL where null */
	const char *cause_word;   /* the word itself where the cause is CAUSE_OTHER */
	const char *service_word; /* likewise of an unknown service */
};

/* An outage window; 48 bytes, since a month may have a million. */
struct window {
	int64_t outage_id;
	int64_t started_at, ended_at; /* TIME_NONE: open */
	uint32_t tenant;      /* index, INDEX_NONE: unknown account */
	uint32_t next;        /* of the same account in the period, INDEX_NONE ends */
	uint32_t incident;    /* platform_incident_id gives the number; 0: names none */
	uint32_t maintenance; /* platform_maintenance_id likewise; 0: names none */
	uint32_t detail;      /* index into platform details; 0: all NULL */
	uint8_t service;      /* enum service, SERVICE_COUNT: unknown */
	uint8_t cause;        /* enum cause */
	uint8_t voided;
	uint8_t faulty;       /* enum fault: the rule that it breaks */
};

struct maintenance {
	struct maintenance_window w; /* what the arithmetic wants */
	int64_t extended_to;         /* TIME_NONE: no */
	const char *title;
	bool all_tenants, voided;
	uint8_t faulty;              /* enum fault; set by the store */
};

struct incident {
	int64_t incident_id;
	int64_t opened_at, detected_at, switched_at, recovered_at, closed_at; /* TIME_NONE: not (yet) */
	const char *title, *fault_class, *cause, *operator_report_no, *summary; /* NULL where null */
	int64_t recorded_at, changed_at; /* by the platform; a window that names it changes it, too */
	int32_t severity;
	bool voided;
	bool faulty; /* a time is infinite; set by the store */
};

/* A link to a carrier's network (4.2). Texts are never NULL. */
struct link {
	const char *carrier, *kind, *name; /* kind: bgp, trunk, or another word */
	int64_t since;                     /* when it came up, or went down */
	int32_t link_id;
	bool up, voided;
	uint8_t faulty; /* enum fault; set by the store */
};

/* A switch-over to another node (4.12). Texts are never NULL. */
struct failover {
	int64_t failover_id, incident_id; /* incident_id 0: none */
	int64_t failed_at, switched_at;   /* TIME_NONE: not yet */
	const char *fault_class, *from_node, *to_node;
	bool voided;
	uint8_t faulty; /* enum fault; set by the store */
};

/* One span's windows of one platform and the verdicts on them: the current
 * month, or another month or span that is looked at. */
struct period {
	struct span span;    /* what is judged */
	struct span loaded;  /* with margins: windows overlapping it are here */
	int64_t as_of;       /* a fixed moment of evaluation, TIME_NONE: the platform's */
	bool as_known;       /* with as_of: windows are those that the platform knew then; they do
				not change any more */
	int64_t only_account; /* enterprise_no, 0: all accounts */
	bool complete;       /* the first load has ended; until then verdicts are no_data */
	bool stopped;        /* the user has given up its load: it goes on when it is asked for again */
	int users;           /* views and others that hold it; 0: may be dropped */
	bool passing;        /* taken for its sums alone: dropped when it is released, not kept */

	struct window *windows; /* also rows that were corrected out of the period: views look
				   at the times */
	size_t window_count, window_capacity;
	struct idmap by_id;
	uint32_t *first;     /* by tenant index: its first window */
	struct availability *verdicts; /* by tenant index, tenant_capacity of them; read them by
					  period_verdict: elapsed_us here is not up to date */
	uint8_t *marks;      /* by tenant index: needs recomputing, ticks */
	size_t tenant_capacity;
	uint32_t *dirty;     /* tenant indices to recompute */
	size_t dirty_count, dirty_capacity;
	uint32_t *ticking;   /* tenant indices with a window open at, or after, the moment */
	size_t ticking_count, ticking_capacity;
	int64_t ticked_at;   /* moment of the last whole recompute of the ticking ones */
	uint32_t open_counted, open_pending; /* windows open at the moment, by what they do */
	uint64_t generation; /* grows when a verdict or a window changed */
	struct period_private *own; /* the store's */
};

enum replica_state {
	REPLICA_DISCONNECTED, REPLICA_CONNECTING, REPLICA_CHECKING, REPLICA_LOADING, REPLICA_LIVE,
	REPLICA_STALE,   /* data older than lag_ok; the moment stands still */
	REPLICA_NO_TIME, /* the standby knows no time: nothing is evaluated */
	REPLICA_LOST,    /* was live; trying again; the last data stay */
	REPLICA_REFUSED, /* contract or login is not acceptable; says why */
	REPLICA_STATE_COUNT
};
extern const char *const replica_state_names[REPLICA_STATE_COUNT]; /* "live" ... */

/* Something that went wrong with a replica: again and again is one. */
struct replica_error {
	int64_t first_at, last_at; /* our wall clock: the server's may not be known */
	uint32_t times;
	char text[256];            /* cleaned */
};
#define REPLICA_ERRORS 8

/* What was asked and answered on all connections to a replica, ever. */
struct replica_traffic {
	uint64_t queries, rows, bytes; /* bytes: of values and COPY rows, without the protocol's own */
};
#define REPLICA_SAMPLES 12

/* What the replica layer tells about itself; read by views. */
struct replica_status {
	uint8_t state;           /* enum replica_state */
	int64_t state_at;        /* monotonic, since when; 0: from the start */
	char message[512];       /* why it is not live; cleaned */
	char warning[512];       /* live, but: TEMP privilege, xmin held back ... */
	int64_t replica_time;    /* of the last reply; TIME_NONE: none yet */
	int64_t server_clock;    /* the server's clock at the monotonic time received_at, smoothed
				    so that it never runs backwards while the data are live */
	int64_t received_at;     /* monotonic clock when the reply came */
	int64_t lag_ok_us;
	int64_t retry_at;        /* monotonic, when the next attempt starts; TIME_NONE */
	uint64_t rows_loaded;    /* of the load that is running */
	uint64_t polls, rows_read;
	struct replica_traffic traffic;
	struct replica_sample {
		int64_t at;      /* monotonic */
		struct replica_traffic traffic;
	} samples[REPLICA_SAMPLES]; /* a second or more apart, the latest first */
	size_t sample_count;
	struct replica_error errors[REPLICA_ERRORS]; /* the last ones, the latest first */
	size_t error_count;
	uint64_t error_generation; /* grows with each */
	int64_t system_identifier;
	int32_t timeline, server_version;
	char lsn[32];            /* replayed up to */
	uint64_t capabilities;   /* contract relations that are there, see contract.h */
	char lacking[1024];      /* names of those that are not, each with a blank before and behind */
};

struct platform {
	char code[64];
	const char *name;
	const struct agreement *agreement;
	struct replica_status status;

	struct arena texts;
	struct tenant *tenants;
	size_t tenant_count, tenant_capacity;
	struct idmap tenant_by_no;
	struct maintenance *maintenance;
	size_t maintenance_count, maintenance_capacity;
	struct idmap maintenance_by_id;
	struct incident *incidents;
	size_t incident_count, incident_capacity;
	struct idmap incident_by_id;
	struct link *links;
	size_t link_count, link_capacity;
	struct idmap link_by_id;
	struct failover *failovers;
	size_t failover_count, failover_capacity;
	struct idmap failover_by_id;
	struct period **periods; /* [0] is the current month once it is known: the replica layer
				    sees to it, and loads it */
	size_t period_count, period_capacity;

	uint32_t epoch;      /* grows at each platform_clear: indices are void then */
	uint64_t generation; /* grows at each change of any fact or verdict */
	uint64_t faults;     /* bad rows not voided: of the current month's windows, and of the
				other faulty_relations */

	struct platform_private *own; /* interned texts and ids, covers: store's own */
};

struct store {
	struct platform **platforms;
	size_t count;
	const struct agreement *agreement; /* not owned */
};

struct store *store_create(const struct agreement *agreement);
void store_destroy(struct store *s);
/* Adds a sub-platform; code may be "" until its row of `platform` is read. */
struct platform *store_add(struct store *s, const char *code);
struct platform *store_find(const struct store *s, const char *code);
/* What its row of `platform` says; texts are copied, cleaned ones. */
void platform_set_identity(struct platform *p, const char *code, const char *name);
/* Whether another platform of the store has that code: two connections to one
 * sub-platform would count its accounts twice. */
bool platform_code_taken(const struct platform *p, const char *code);

/* Forgets all rows (a new load of everything); the epoch grows, periods stay
 * but are empty and not complete. */
void platform_clear(struct platform *p);

/* The moment of evaluation (AGREEMENT.md 4.1, REPLICA.md): the server's clock
 * carried forward by the monotonic clock while live, else the replica's time;
 * TIME_NONE where there is none. Whether the data count as live is decided here
 * too: lag past lag_ok_us at that moment means stale. */
int64_t platform_moment(const struct platform *p, int64_t monotonic_us);
/* Queries and rows a second, over the last ten seconds or so. */
struct replica_traffic platform_traffic_rate(const struct platform *p, int64_t monotonic_us);
/* Age of the data in microseconds at that monotonic time, TIME_NONE unknown. */
int64_t platform_data_age(const struct platform *p, int64_t monotonic_us);

/* Rows from the replica; texts are copied. An existing number is replaced; what
 * is as it was changes nothing, no generation either. Times: TIME_NONE null,
 * infinite ones as TIME_INFINITE and TIME_MINUS_INFINITE. */
struct tenant_row { struct tenant t; };                 /* texts borrowed from the caller */
struct maintenance_row { struct maintenance m; };
struct incident_row { struct incident i; };
struct link_row { struct link l; };
struct failover_row { struct failover f; };
struct window_row {
	int64_t outage_id, incident_id, maintenance_id; /* 0: none */
	int64_t enterprise_no, started_at, ended_at;
	const char *service, *cause;  /* cause NULL: none. Cleaned, as all texts */
	struct window_detail detail;  /* its words are unused */
	bool voided;
};
/* A window without any text of its own, as nearly all are: its words are the
 * agreement's. */
struct plain_window {
	int64_t outage_id, incident_id, maintenance_id; /* 0: none */
	int64_t enterprise_no, started_at, ended_at;
	uint8_t service, cause; /* enum service, enum cause but CAUSE_OTHER */
	bool voided;
};
/* Room for about so many accounts, so that a load does not stop to make it. */
void platform_reserve(struct platform *p, size_t tenants);
void platform_put_tenant(struct platform *p, const struct tenant_row *row);
void platform_put_maintenance(struct platform *p, const struct maintenance_row *row);
void platform_put_incident(struct platform *p, const struct incident_row *row);
void platform_put_link(struct platform *p, const struct link_row *row);
void platform_put_failover(struct platform *p, const struct failover_row *row);
/* The accounts a maintenance covers (replaces the former list). */
void platform_put_cover(struct platform *p, int64_t maintenance_id, const int64_t *enterprise_no,
			size_t count);
/* A changed window: into every complete period that it belongs or belonged to. A
 * period whose load runs does not take it: whoever loads has to ask for the
 * changes since the load's snapshot afterwards. */
void platform_put_window(struct platform *p, const struct window_row *row);

/* Periods. The caller asks the replica to load it (replica_load_period) unless
 * it is complete. Equal spans are shared; users counts. A few that nobody uses
 * any more are kept up to date for the next time, then dropped. */
struct period *platform_period(struct platform *p, struct span span, int64_t as_of, int64_t only_account);
void platform_release_period(struct platform *p, struct period *d);
/* The same of windows as they were known at as_of, which is given. */
struct period *platform_period_known(struct platform *p, struct span span, int64_t as_of, int64_t only_account);
/* A period of an earlier moment goes to another one, with its rows, which have to be
 * those of that moment too. On to a later one only what lies in between is judged
 * again, back to one before all. */
void platform_move_period(struct platform *p, struct period *d, int64_t as_of);
/* Whether its rows are those of that moment too, with what is told of them. */
bool period_can_move(const struct period *d, int64_t as_of);
/* Drops the period of that span (all accounts, no as_of) now, where nobody uses it
 * and it is not the current one: it was read once, for what it comes to. */
void platform_forget_period(struct platform *p, struct span span);
/* Makes the period of that span (all accounts, no as_of) periods[0] and takes a
 * use of it; the former one loses that use. */
struct period *platform_current_period(struct platform *p, struct span span);
/* periods[0] where it is the current month's, NULL: not known yet. */
struct period *platform_current(const struct platform *p);
/* Whether the platform still has it (it may have been dropped). */
bool platform_has_period(const struct platform *p, const struct period *d);
/* The bulk load of one period: begin, rows in any order, end (groups the rows
 * by account and marks every account for recomputing). */
void period_load_begin(struct platform *p, struct period *d);
void period_load_row(struct platform *p, struct period *d, const struct window_row *row);
void period_load_plain(struct platform *p, struct period *d, const struct plain_window *row);
void period_load_end(struct platform *p, struct period *d);
/* The same end in slices; returns whether work is left. */
bool period_load_finish(struct platform *p, struct period *d, int64_t deadline_us);
/* Of a period of an earlier moment: which of its windows were recorded or changed since
 * period_stamped_from, which is TIME_NONE where that is not wanted; as they were known:
 * when each version of them began. To be told between begin and finish, and up to which
 * moment of the server's clock all are told. */
int64_t period_stamped_from(const struct period *d);
void period_load_stamp(struct period *d, int64_t outage_id, int64_t recorded_at, int64_t changed_at);
void period_load_stamps_end(struct period *d, int64_t clock_us);
/* The nearest moment after (or before) one at which a window was recorded or changed,
 * as far as that is told; TIME_NONE: none. */
int64_t period_next_change(const struct period *d, int64_t from_us, bool later);
/* What the platform did to a window after the moment of its period. */
enum later { LATER_NONE, LATER_RECORDED, LATER_CHANGED, LATER_ENDED, LATER_COUNT };
extern const char *const later_names[LATER_COUNT];
enum later period_later(const struct period *d, const struct window *w);
/* The same of any row, as of a moment. ended_at: when what it is about was over; TIME_NONE: it
 * is not, or that does not matter. */
enum later later_than(int64_t as_of, int64_t recorded_at, int64_t changed_at, int64_t ended_at);
/* Gives up a load that runs; the period is empty and not complete. */
void period_load_abandon(struct platform *p, struct period *d);

/* Recomputes what changed, and what ticks if the moment is another second,
 * until deadline_us (monotonic). Returns whether work is left. The moment is the
 * platform's or the period's: an as_of takes its place. INT64_MAX as deadline:
 * all, and every verdict is then that of exactly this moment (reports). */
bool period_recompute(struct platform *p, struct period *d, int64_t moment_us, int64_t deadline_us);
/* Who follows what happens (alarms) asks for the accounts whose status, or whose
 * open windows or what these do, may have changed since they were taken: to
 * begin with all that have a window open. For one reader; what a period keeps for
 * it goes when it is emptied or no longer the current one. */
struct moved_account {
	uint32_t tenant;
	bool worse;        /* its status is worse than it was when last taken */
	int64_t moment_us; /* of the evaluation */
};
void period_watch(struct period *d);
bool period_watched(const struct period *d);
/* Takes one, in no order; false: there is none. */
bool period_take_moved(struct period *d, struct moved_account *out);
/* The verdict of an account, with elapsed_us as at the moment. */
void period_verdict(const struct platform *p, const struct period *d, uint32_t tenant, int64_t moment_us,
		    struct availability *out);
/* [span start, the earlier of moment and span end), 0 if empty. */
int64_t period_elapsed(const struct period *d, int64_t platform_moment_us);

/* The same function for one account with its parts, for explanations; windows
 * in order of start. Everything lives in scratch. */
struct account_detail {
	struct availability verdict;
	struct availability_detail detail;
	uint32_t *windows; /* period indices, in the order of detail.parts */
	size_t window_count;
};
void period_account(const struct platform *p, const struct period *d, uint32_t tenant, int64_t moment_us,
		    struct arena *scratch, struct account_detail *out);
/* The same over another span inside d->loaded (a day of a month, a month of a
 * year): for calendars and the months before. */
void period_account_span(const struct platform *p, const struct period *d, uint32_t tenant, struct span span,
			 int64_t moment_us, struct arena *scratch, struct account_detail *out);
/* An account's windows in a period as the arithmetic takes them, in the arena. */
struct outage_window *period_facts(const struct platform *p, const struct period *d, uint32_t tenant, struct arena *a,
				   size_t *count);
/* The moment at which a period is evaluated: its as_of, or the platform's. */
int64_t period_moment(const struct period *d, int64_t platform_moment_us);
/* Whether the account has a row in a span: not voided, not faulty, opened before
 * its end, not closed before or at its start. */
bool tenant_in_span(const struct tenant *t, struct span span);

/* Numbers behind the compact references; 0 for 0. */
int64_t platform_incident_id(const struct platform *p, uint32_t reference);
int64_t platform_maintenance_id(const struct platform *p, uint32_t reference);
const struct incident *platform_incident(const struct platform *p, uint32_t reference); /* NULL: not known */
const struct window_detail *platform_detail(const struct platform *p, uint32_t detail);
/* The account's index, INDEX_NONE. */
uint32_t platform_tenant(const struct platform *p, int64_t enterprise_no);
/* The row of platform.maintenance behind a reference, INDEX_NONE: not known. */
uint32_t platform_maintenance_row(const struct platform *p, uint32_t reference);
/* How many accounts a maintenance covers by name; of one that covers all: 0. */
size_t platform_cover_count(const struct platform *p, uint32_t maintenance);
/* The maintenance that overlaps a period and covers an account, named by a window or
 * not: working memory of the store, until the next call. */
const struct maintenance_window *period_maintenance(const struct platform *p, const struct period *d, uint32_t tenant,
						    size_t *count);
/* Whether a maintenance covers an account. */
bool platform_covers(const struct platform *p, uint32_t maintenance, uint32_t tenant);
/* Bad rows by rule: of a period's windows, of all else. */
uint64_t period_fault_count(const struct period *d, enum fault fault);
uint64_t platform_fault_count(const struct platform *p, enum fault fault);
/* The rows that platform.faults counts, one after the other: the first bad row of
 * the relation (an index into its table; of outages into the current month's
 * windows) from an index on; INDEX_NONE: no more. As fast as there are few. */
uint32_t platform_next_bad(const struct platform *p, enum faulty_relation relation, uint32_t from);
/* The rule that a row breaks; FAULT_NONE where it is (no longer) bad or voided. */
enum fault platform_row_fault(const struct platform *p, enum faulty_relation relation, uint32_t row);
/* The number that an unknown account's window names (tenant INDEX_NONE). */
int64_t period_orphan_account(const struct platform *p, const struct period *d, uint32_t window);
/* Whether it publishes a relation of the contract that it need not have
 * ("outage_history"), as far as that was looked at. */
bool platform_publishes(const struct platform *p, const char *relation);
/* Bytes held, for the memory figures. */
size_t store_memory(const struct store *s);

#endif
