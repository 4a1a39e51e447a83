/* What the store keeps beside its public tables. */
#ifndef SLATOP_STORE_PRIVATE_H
#define SLATOP_STORE_PRIVATE_H

#include "slatop/base/mem.h"
#include "slatop/store/store.h"
#include "slatop/store/history.h"
#include "slatop/store/summary.h"

/* Texts that many rows share, each kept once in the platform's arena. */
struct text_set {
	const char **slots; /* open addressing, NULL is free */
	size_t count, capacity;
};

/* Windows name incidents and maintenance by small references: the position in
 * such a table, 0 for none. A number may be named before its row is known. */
struct number {
	int64_t id;
	uint32_t row;      /* in the platform's table, INDEX_NONE: not known */
	uint32_t used;     /* windows that named it, ever */
	int64_t *accounts; /* of a maintenance: the accounts it covers, ascending */
	size_t account_count;
};
struct numbers {
	struct number *list; /* [0] stands for none */
	size_t count, capacity;
	uint32_t last; /* the reference that was asked for last */
	struct idmap by_id;
};

struct detail_set {
	struct window_detail *list; /* [0] is all NULL */
	size_t count, capacity;
	uint32_t *slots; /* index, 0 is free */
	size_t slot_capacity;
	uint32_t last;   /* that was asked for last */
};

/* Bad rows of one table: how many break each rule, and which rows they are. */
struct fault_rows {
	uint64_t count[FAULT_COUNT], all;
	uint64_t *bits; /* by row; NULL: there was none yet */
	size_t words;
};

/* What the months before one are to 4.2 of its accounts. */
#define HISTORY_YEARS 2
struct kept_year {
	int month;
	int64_t as_of;
	bool as_known, has;
	uint32_t epoch;
	uint64_t changes, used;
	struct past_year year;
};

/* Sums of months behind, and how often what they are made of changed: by month
 * number, some years of them. */
#define HISTORY_CHANGES 64
struct history {
	struct past_month **list;
	size_t count, capacity;
	uint64_t uses;
	bool asked; /* somebody wants to know of changes */
	uint64_t changes[HISTORY_CHANGES];
	struct kept_year years[HISTORY_YEARS];
};

struct platform_private {
	struct text_set interned;
	struct numbers incident_numbers, maintenance_numbers;
	struct detail_set details;
	const struct store *store;
	char *name; /* platform.name */
	struct summaries summaries;
	struct history history;
	struct fault_rows faults[FAULTY_COUNT]; /* that of outages stays empty: periods have them */
	uint64_t maintenance_changes; /* grows with each; periods compare */
	uint64_t uses;                /* orders releases of periods */
	/* Working memory of the recompute. */
	struct arena scratch;
	struct outage_window *windows;
	size_t window_capacity;
	struct maintenance_window *cover;
	size_t cover_capacity;
};

/* A window of an account that is not known (yet). */
struct orphan {
	int64_t enterprise_no;
	uint32_t window; /* index; ascending in the list. INDEX_NONE: found its account */
	uint32_t next;   /* of the same account, INDEX_NONE ends */
};

struct open_count {
	uint16_t counted, pending;
};

/* Terms of one agreement code for this period, and the verdicts on an account
 * that had no window at all, and on any one before there is a moment. */
struct period_terms {
	const struct terms *terms;
	struct availability clean, no_data;
};

enum period_step { STEP_NONE, STEP_READ, STEP_SPLIT, STEP_MOVE, STEP_WARM, STEP_LINK, STEP_CLEAN, STEP_FINISH };

/* A run of accounts, and where its rows go: while they are sorted coarsely. */
struct load_part {
	uint32_t place, end;
};

/* Windows that were recorded or changed later than the moment of their period. */
struct stamps {
	struct stamp {
		int64_t outage_id, recorded_at, changed_at;
	} *list;
	size_t count, capacity;
	struct idmap by_id;
	int64_t from, to; /* those since then are here; as they were known: up to then */
};

struct period_private {
	struct stamps stamps;
	struct mem_place place;  /* of the windows, once they are many */
	struct orphan *orphans;
	size_t orphan_count, orphan_capacity;
	struct idmap orphan_by_no; /* first of each account; the list is the table */
	struct open_count *open; /* by tenant index */
	struct period_terms *terms; /* by code index */
	struct fault_rows faults;
	uint32_t only;           /* tenant index of only_account, INDEX_NONE */
	uint64_t last_used;      /* order of release, for dropping */
	bool current;            /* it is periods[0] and has a use for that */
	bool orphans_mixed;      /* the list is not in order of window */
	bool link_any;           /* a code in force exempts maintenance that is not named */
	/* Maintenance that overlaps the loaded span, for link_any. */
	uint32_t *overlapping;
	size_t overlapping_count, overlapping_capacity;
	uint64_t overlapping_changes;
	/* The moment of the last evaluation; TIME_NONE while all is no_data. */
	int64_t moment;
	bool tick_running;
	size_t tick_position;
	int64_t tick_moment;
	/* When the next window of an account begins that does not tick: a heap, the
	 * earliest first. */
	struct wake {
		int64_t at;
		uint32_t tenant;
	} *wakes;
	size_t wake_count, wake_capacity;
	/* Accounts that moved, for who watches. */
	bool watched;
	uint32_t *moved;
	size_t moved_count, moved_capacity;
	/* The bulk load. */
	enum period_step step;
	size_t position;     /* of the step that runs */
	size_t loaded;       /* rows in windows, not shown yet */
	uint32_t *ends;      /* by tenant index: rows counted, then one past its last place */
	uint32_t *places;    /* by tenant index: the next free place */
	struct load_part *parts; /* of the first, coarse pass */
	uint32_t *direct;    /* tenant index + 1 by number - direct_base, where numbers lie close */
	int64_t direct_base;
	size_t direct_count;
	struct window *lost; /* rows of unknown accounts, with the numbers beside */
	int64_t *lost_no;
	size_t lost_count, lost_capacity, lost_no_capacity;
};

#define MARK_DIRTY 1
#define MARK_TICKING 2
#define MARK_MOVED 4 /* is in the list of those that moved */
#define MARK_WORSE 8 /* its status became worse meanwhile */
#define MARK_WAKES 16 /* is in the heap of those that wait for a window to begin */

/* intern.c */
const char *intern_text(struct platform *p, const char *text); /* NULL stays NULL */
void numbers_init(struct numbers *n);
void numbers_release(struct numbers *n);
uint32_t numbers_reference(struct numbers *n, int64_t id); /* 0 for 0 */
uint32_t numbers_find(const struct numbers *n, int64_t id); /* 0: never named */
void details_init(struct detail_set *d);
void details_release(struct detail_set *d);
uint32_t details_reference(struct detail_set *d, const struct window_detail *detail);
/* Texts equal, NULL included. */
bool same_text(const char *a, const char *b);

/* periods.c */
void period_room(struct platform *p, struct period *d); /* arrays by tenant as long as the tenants */
void period_add_tenant(struct platform *p, struct period *d, uint32_t tenant);
void period_mark(struct platform *p, struct period *d, uint32_t tenant);
void period_mark_all(struct platform *p, struct period *d);
void period_empty(struct platform *p, struct period *d);
void period_destroy(struct period *d);
/* Room for one more window than count. */
void period_grow_windows(struct period *d, size_t count);
void period_changed(struct platform *p, struct period *d);
void period_load_release(struct period_private *own); /* what only a load needs */
size_t period_memory(const struct period *d);

/* windows.c */
/* Whether a window belongs to a period; a row that was corrected out of it stays
 * in its table, and counts for nothing there. A bad row whose times are reversed
 * belongs where it starts, one that starts at infinity everywhere. The replica's
 * query says the same. */
static inline bool period_spans(const struct period *d, int64_t started_at, int64_t ended_at)
{
	const struct span *s = &d->loaded;

	return (started_at <= s->end_us && (ended_at >= s->start_us || started_at >= s->start_us)) ||
	       started_at == TIME_INFINITE; /* TIME_NONE is later than all */
}
enum fault window_fault(const struct platform *p, const struct window *w);
/* The row without its account and links. */
struct window window_from_row(struct platform *p, const struct window_row *row);
struct window window_from_plain(struct platform *p, const struct plain_window *row);
enum fault window_counted_fault(const struct period *d, const struct window *w);
void period_link(struct period *d, uint32_t window);
void period_adopt_orphan(struct platform *p, struct period *d, uint32_t window, int64_t enterprise_no);
/* The account's validity changed, or it appeared: its windows' faults again. */
void period_tenant_changed(struct platform *p, struct period *d, uint32_t tenant, bool appeared);

/* history.c */
void history_release(struct history *h);
/* years.c */
void years_release(struct history *h);
size_t years_memory(const struct history *h);
size_t history_memory(const struct history *h);
/* A row of the feed changed that was, or is, of this time; either infinite or
 * TIME_NONE: without such an end. */
void history_touch(struct platform *p, int64_t from_us, int64_t to_us);

/* faults.c */
void fault_change(struct fault_rows *f, uint32_t row, enum fault before, enum fault after);
void fault_rows_release(struct fault_rows *f);
void platform_sum_faults(struct platform *p);

/* maintenance.c: marks the accounts that a maintenance covers. */
void maintenance_rows_of(struct platform *p, struct period *d);

/* account.c: what the arithmetic is given. */
struct outage_window window_fact(const struct platform *p, const struct window *w);
/* Into p->own->cover; returns how many. */
size_t account_maintenance(struct platform *p, struct period *d, uint32_t tenant, const struct terms *terms,
			   const struct outage_window *windows, size_t count);

/* stamps.c */
void stamps_init(struct stamps *s);
void stamps_release(struct stamps *s);
size_t stamps_memory(const struct stamps *s);
/* The feed brought a window of a period. */
void stamps_touch(struct period *d, int64_t outage_id, bool is_new);

/* moved.c */
void moved_add(struct period *d, uint32_t tenant, bool worse);
void moved_forget(struct period *d); /* nobody watches any more */

/* wakes.c */
void wakes_add(struct period *d, uint32_t tenant, int64_t at);
/* Takes an account whose window has begun before the moment; false: there is none. */
bool wakes_take(struct period *d, int64_t moment, uint32_t *tenant);
void wakes_forget(struct platform *p, struct period *d);

/* recompute.c */
void period_no_data(struct platform *p, struct period *d, uint32_t tenant);

#endif
