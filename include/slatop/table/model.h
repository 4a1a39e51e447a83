/* Models: the tables that the store and the agreement compute.
 *
 * A model is a const struct: its fields with their types and help, its key, and
 * three functions. It looks at the store through a scope (what is judged, of
 * whom, when) and never changes a fact. Screens name models; reports print all
 * fields of one that are not for the screen only. */
#ifndef SLATOP_TABLE_MODEL_H
#define SLATOP_TABLE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/arena.h"
#include "slatop/store/store.h"
#include "slatop/store/summary.h"
#include "slatop/table/value.h"

enum field_flag {
	FIELD_SCREEN_ONLY = 1, /* derived for the screen; not in reports */
	FIELD_TICKS = 2,       /* changes by itself while time passes */
	FIELD_TENANT = 4,      /* names a tenant: masked or withheld in audits */
	FIELD_KEY = 8,         /* part of the row's key */
	FIELD_EXPLAIN = 16,    /* a figure that `e` explains */
	FIELD_ID = 32          /* a number that is a name: written without separators */
};
struct model_field {
	const char *name;
	uint8_t type; /* enum value_type */
	uint8_t flags;
	const char *title;  /* as a column head */
	const char *help;   /* one sentence with unit and clause */
	const char *format; /* the format it has when a screen names none; NULL: its type's */
};
struct value_format;
/* The format that a field has when a screen names none. Never NULL. */
const struct value_format *model_field_format(const struct model_field *f);

/* A row: the platform's index in the store and what the model makes of item. */
struct row_ref {
	uint32_t platform;
	uint32_t item;
};
/* A row's identity, which outlives a reload. */
struct row_key {
	uint32_t platform;
	int64_t a, b;
};
/* By platform, a, b: below, at or above 0 as strcmp has it. */
int row_key_compare(const struct row_key *x, const struct row_key *y);

/* A group of live outages: one incident, else service, cause and start (of the
 * maintenance that a window names, where it names one). Starts within ten seconds
 * of the group's own are one; no start lies within the reach of two groups. */
struct outage_group_key {
	int64_t incident_id; /* 0: none */
	int64_t started_at;  /* without an incident */
	int64_t reach_from, reach_to; /* of a group, without an incident: it takes starts in [from, to) */
	uint8_t service, cause;
};

#define SCOPE_WITH_MAX 4
#define SCOPE_WITH_TEXT 96
/* A value that a screen hands to the one that it opens: the session whose
 * commands are wanted. */
struct scope_with {
	char name[32]; /* of the parameter; "": no more */
	uint8_t type;  /* enum value_type */
	int64_t i;
	char text[SCOPE_WITH_TEXT]; /* VALUE_TEXT */
};
struct page_ask;
struct page_answer;
struct timeline;
struct timeline_look;

/* What is wrong with files that the table layer does not know: told by whoever
 * reads them. Texts are cleaned and borrowed. */
struct problem {
	const char *kind, *place, *message; /* "screen", "outages.json", ... */
};
struct problems {
	struct problem *list;
	size_t count;
	uint64_t generation; /* grows with each change */
};

/* What operators have done with this program: told by whoever reads the journals.
 * Texts are cleaned and borrowed, "" where there is none. */
struct trail_row {
	int64_t at_us;     /* TIME_NONE: it has none */
	int64_t sequence;  /* in its journal; 0: it is no record */
	const char *operator_name, *from, *terminal, *mode, *what, *screen, *platform, *journal, *rest;
	const char *login, *key; /* of the machine's audit; of SSH, its fingerprint */
	const char *fault; /* what is wrong with the chain here; NULL: nothing */
	int64_t account, session; /* 0: none */
};
struct trail_rows {
	struct trail_row *list; /* journal by journal, as they were written */
	size_t count, faults;
	uint64_t generation;    /* grows with each change */
	bool complete;          /* all was read once */
	int users;              /* who looks: nothing is read for nobody */
};

/* What a model looks at. Copied freely; owns nothing. */
struct alarms;
struct model_scope {
	const struct store *store;
	const struct calendar *calendar;
	struct span span;      /* what is judged */
	int month;             /* calendar_month_number where the span is a month, else -1 */
	bool span_given;       /* the user named a month or span (outages: every window that
				  overlaps it, not only those open at the moment) */
	int64_t as_of;         /* TIME_NONE: each platform's moment */
	bool as_known;         /* with as_of: windows are those that the platform knew then
				  (outage_history), not as they are recorded now. Of all else
				  there is no history: it is as known now */
	int64_t now;           /* monotonic; platforms' moments follow from it */
	int platform;          /* index, -1: all */
	int64_t enterprise_no; /* 0: all accounts */
	int64_t incident_id;   /* 0: all */
	int64_t maintenance_id; /* 0: all */
	int64_t fault_number;   /* the bad row that "one" of the faults is, */
	uint8_t fault_relation; /* enum faulty_relation */
	int64_t outage_id;     /* 0: all windows of the account */
	bool group_given;
	struct outage_group_key group;
	struct span began;     /* of a group of "unclaimed" windows: when they began; 0, 0: any time */
	int64_t row_number;    /* of the row that the cursor is put on where it opens; 0: none */
	int64_t row_time;      /* likewise the moment that a list of times is opened at; 0: none */
	const char *where;  /* a named subset of the model ("open", "worst"), NULL: all */
	const char *figure; /* what is explained ("availability_pct"), NULL: the first */
	struct scope_with with[SCOPE_WITH_MAX];
	/* Gives the period of a platform, asking the replica for it if it is not here
	 * yet (then it is not complete). Supplied by the app. The view releases it by
	 * release_period. Both NULL: taken from the store as it is, nothing is loaded. */
	struct period *(*period)(void *host, uint32_t platform, struct span span, int64_t as_of,
				 int64_t only_account);
	void (*release_period)(void *host, uint32_t platform, struct period *d);
	/* The same of windows as they were known at as_of. NULL: from the store as it is. */
	struct period *(*period_known)(void *host, uint32_t platform, struct span span, int64_t as_of,
				       int64_t only_account);
	/* The same for a summary (summary.h) of a clause. Both NULL: there are none. */
	struct summary *(*summary)(void *host, uint32_t platform, const struct clause *c, struct span span,
				   int64_t as_of, int64_t only_account);
	void (*release_summary)(void *host, uint32_t platform, struct summary *s);
	const struct agreement *other_agreement; /* that the verdicts are compared with; NULL: none */
	struct trail_rows *trail; /* the caller's; NULL: none is told */
	const struct problems *problems; /* of files, the caller's; NULL: none are told */
	struct alarms *alarms; /* the console's (alarms.h); NULL: what holds is found anew */
	/* The proof asked for last, NULL: none (replica.h's; the app adapts it). */
	const struct proof_figures *(*proof)(void *host, uint32_t platform, int64_t enterprise_no);
	/* The proof of a clause asked for last, NULL: none, or of another one. */
	const struct clause_figures *(*clause_proof)(void *host, uint32_t platform, enum commitment c,
						     int64_t enterprise_no);
	/* Asks a platform's server for a page (paged.h) and gives what drops the query
	 * again, which is also cancelled there. NULL: nothing can be asked. */
	void *(*ask_page)(void *host, const struct page_ask *ask);
	void (*drop_page)(void *host, void *asked);
	void *host;
	uint64_t *relations; /* the view's: the set (relations.h) of those without a history that were
				read for it; NULL: nobody asks */
};
/* The ways to the host for models: what is asked for is in the scope's relations. */
struct summary *scope_summary(const struct model_scope *scope, uint32_t platform, const struct clause *c,
			      int64_t only_account);
void *scope_ask_page(const struct model_scope *scope, const struct page_ask *ask);
/* Rows of these were read, names parted by blanks. */
void scope_reads(const struct model_scope *scope, const char *names);
/* The commitment that a figure's name means, its own or that of one of its inputs
 * ("completion", "connected"); -1: none (the fields of 4.1 are found by the next). */
int figure_commitment(const char *figure);
/* The program's own copy of the name of a figure of 4.1, which is a field that its
 * explanation has; NULL: it is none. */
const char *figure_of_availability(const char *figure);
/* The same of any figure, those of 4.1 included; NULL: there is none such. */
const char *figure_name(const char *figure);
/* The value of that name in a scope; NULL: none is given. */
const struct scope_with *scope_with_find(const struct model_scope *scope, const char *name);

/* Appends the name of a view of an earlier moment, "as of 2026-11-03 14:22, as known
 * now" (or "as known then"); nothing for the present. Seconds where there are any. */
void scope_view_text(const struct model_scope *scope, struct buf *out);

/* A proof as the screens show it. */
struct proof_figures {
	bool running, done;
	const char *error; /* NULL: none */
	struct availability ours, theirs;
	int64_t moment_us; /* of evaluation, of both */
	int64_t rows, took_us;
	const char *lsn, *snapshot;
};

/* The proof of a clause as the screens show it. */
struct clause_figures {
	bool running, done;
	const char *error; /* NULL: none */
	struct outcome ours;
	const int64_t *theirs; /* its inputs */
	const char *verdict;   /* the standby's */
	int64_t rows, took_us;
	const char *lsn, *snapshot;
};

struct model_state; /* a model's own, one for each view */
struct paged_source;
struct paged_parameter;

struct model {
	const char *name;
	const char *help;
	const struct model_field *fields;
	size_t field_count;
	const char *default_sort; /* "-ratio,enterprise_no" */
	/* Opens for a scope; periods are taken here. Never NULL. */
	struct model_state *(*open)(const struct model_scope *scope);
	void (*close)(struct model_state *s);
	/* Time went on, facts changed: the scope as it is now (same account, span ...). */
	void (*advance)(struct model_state *s, const struct model_scope *scope);
	/* A number that differs when rows or values may (generations, moment's second). */
	uint64_t (*generation)(const struct model_state *s);
	/* Appends rows to *rows from *position on until deadline_us or the end;
	 * returns whether more are left. */
	bool (*rows)(struct model_state *s, size_t *position, struct row_ref **rows, size_t *count,
		     size_t *capacity, int64_t deadline_us);
	/* A field of a row. Texts are valid until the next rows() or advance(). A row
	 * that is no more gives null. */
	void (*get)(struct model_state *s, struct row_ref row, size_t field, struct value *out);
	struct row_key (*key)(struct model_state *s, struct row_ref row);
	/* Whether all that it needs is read; else what is missing is loading. */
	bool (*complete)(const struct model_state *s);
	/* The key of the row that a moment falls in. NULL: rows are not of times. */
	struct row_key (*at_time)(const struct model_scope *scope, int64_t at_us);
	/* The scope of what a row stands for (its account, its group, its month). */
	void (*enter)(struct model_state *s, struct row_ref row, struct model_scope *scope);
	/* Work that goes on behind complete rows. Appends how far it is, false: none goes
	 * on; gives it up or goes on with it, false: there was none. NULL: never any. */
	bool (*progress)(const struct model_state *s, struct buf *out);
	bool (*stop)(struct model_state *s, bool stops);
	/* Of a timeline (timeline.h): what is drawn of it, and what of it is looked at. NULL: it
	 * is none. */
	const struct timeline *(*timeline)(const struct model_state *s);
	void (*look)(struct model_state *s, const struct timeline_look *l);
	const char *needs;  /* relations beyond the core ones that its rows come from, parted by blanks; NULL: none */
	const char *beside; /* likewise relations whose rows stand beside its own where they are published; NULL: none */
	/* Values that it takes from the screen that opens its own ("with"), and how many. */
	const struct paged_parameter *takes;
	size_t take_count;
	const char *wheres; /* the subsets it knows, parted by blanks: "worst closest down"; NULL: none */
	/* Rows are read from the server in pages (paged.h): then there are no functions,
	 * and default_sort is the usual order. NULL: computed. */
	const struct paged_source *paged;
};

/* All models, one row each: platforms availability outages outage_groups
 * incidents tenants windows months days explain parts proof alarms links
 * failovers faults failures replicas replica_errors carriers agreements
 * agreement agreement_key logs log_days trail timeline hit. */
extern const struct model *const models[];
extern const size_t model_count;
const struct model *model_find(const char *name);
/* The first platform of the scope that does not publish what the model needs,
 * NULL: all do. Of such a one there are no rows, which is not the same as none. */
const struct platform *model_lacking(const struct model *m, const struct model_scope *scope);
/* Whether a word is one of the model's wheres (NULL is). */
bool model_where_known(const struct model *m, const char *where);
/* The words that a text field's values come from, NULL (*count 0): any text. */
const char *const *model_field_words(const struct model *m, size_t field, size_t *count);
/* The field's index, -1 for none. */
int model_field_find(const struct model *m, const char *name);

#endif
