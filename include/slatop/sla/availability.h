/* Clause 4.1: service availability of one account over one span.
 *
 * One function, availability_compute, gives the figures of the overview, the
 * lists, the reports and, with a detail asked for, the explanation: they can
 * not differ. Pure: facts and a moment in, verdict out. Times and lengths are
 * int64 microseconds; every verdict is taken on integers.
 *
 * Steps 0 to 5 are those of the agreement's description. What it leaves to the
 * reader is decided here like this:
 * - Nightly allowance: made up of the time in which windows of cause
 *   auto_maintenance that survive step 0 are open in a group of nightly.groups,
 *   whether or not their outage counts in the end, and also where a maintenance
 *   exempts them already; during it every auto_maintenance window is exempt.
 *   The night is that of the local date: from nightly.from to nightly.to.
 * - maintenance.link any: the maintenance exempts windows of every cause and
 *   service. A maintenance named by a window but not given (another account's,
 *   voided, faulty, unknown) exempts nothing.
 * - web.down_when each: web_us is the united time of its two groups; both: time
 *   in which only one half is down is neither unavailable nor uncounted.
 * - open: the window's end is later than the moment, or there is none; a window
 *   that ends at the moment has ended. An outage is open while a window of it
 *   is (both: one of each half).
 * - breach_eta and projected want span start <= moment < span end. */
#ifndef SLATOP_SLA_AVAILABILITY_H
#define SLATOP_SLA_AVAILABILITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/arena.h"
#include "slatop/sla/agreement.h"
#include "slatop/sla/interval.h"

/* Infinite times, as the reader of facts has to give them: PostgreSQL's
 * -infinity, and infinity with every time that int64 microseconds since 1970
 * can not tell from it (294247-01-10 04:00:54.775806 UTC and later). TIME_NONE
 * (of calendar.h) stays what it is: null. A fact with one is faulty. */
#define TIME_MINUS_INFINITE INT64_MIN
#define TIME_INFINITE (INT64_MAX - 1)
static inline bool time_infinite(int64_t at_us)
{
	return at_us == TIME_MINUS_INFINITE || at_us == TIME_INFINITE;
}

/* An outage window as the platform recorded it. */
struct outage_window {
	int64_t outage_id;
	int64_t maintenance_id;        /* 0: names none */
	int64_t started_at, ended_at;  /* TIME_NONE while open */
	uint8_t service, cause;        /* enum service (others: unknown), enum cause */
	bool voided, faulty;           /* such windows never count */
};

/* A maintenance that covers the account (the caller has seen to that, and to
 * leaving out voided and faulty ones). */
struct maintenance_window {
	int64_t maintenance_id;
	int64_t announced_at;               /* TIME_NONE: never */
	int64_t starts_at, ends_at;
	int64_t finished_at, cancelled_at;  /* TIME_NONE: no */
};

/* Bad rows (the contract's end), left out of every figure. A window: its
 * service is none of enum service, a time is infinite, or it ended before it
 * started (an end at the start is sound: it has no length). That its account
 * is unknown or voided is the caller's to see. */
bool outage_window_faulty(const struct outage_window *w);
/* A maintenance: ends_at <= starts_at, or any of its times infinite, also
 * extended_to (TIME_NONE: null), which no figure uses. */
bool maintenance_faulty(const struct maintenance_window *m, int64_t extended_to);

/* Clause 5: [starts_at, the earliest of ends_at + maintenance.reasonable_s,
 * finished_at, cancelled_at), what a maintenance exempts; empty (start = end)
 * where nothing is left of it or the notice wanted was not given. */
struct span maintenance_exempt(const struct terms *t, const struct maintenance_window *m);
/* Whether notice was given as maintenance.notice "required" wants it, whatever
 * the key says: late or missing notice is shown in any case. */
bool maintenance_notice_given(const struct terms *t, const struct maintenance_window *m);

struct availability_input {
	const struct terms *terms;
	const struct calendar *calendar;
	struct span span;  /* what is judged: a month, or any span */
	int64_t moment_us; /* moment of evaluation */
	const struct outage_window *windows; /* of this account, any order; for an exact
	    verdict all that overlap or touch the span with its margins (availability_margin) */
	size_t window_count;
	const struct maintenance_window *maintenance; /* that cover the account */
	size_t maintenance_count;
};

enum availability_status { STATUS_NO_DATA, STATUS_OK, STATUS_AT_RISK, STATUS_BREACHED, STATUS_COUNT };
extern const char *const availability_status_names[STATUS_COUNT]; /* "no_data" "ok" ... */

/* Why time is unavailable but not accountable, in order of precedence. */
enum exempt_reason { EXEMPT_ANNOUNCED, EXEMPT_NIGHTLY, EXEMPT_CARRIER, EXEMPT_CUSTOMER, EXEMPT_COUNT };
extern const char *const exempt_reason_names[EXEMPT_COUNT]; /* "announced" ... */

struct availability {
	int64_t span_us, allowed_us;
	int64_t unavailable_us, accountable_us;
	int64_t web_us, call_us, uncounted_us;
	int64_t exempt_us[EXEMPT_COUNT];
	int64_t elapsed_us;       /* [span start, earlier of moment and span end); 0 if empty */
	int64_t projected_us;     /* unavailable time at the span's end if the open counted outage goes on */
	int64_t breached_at, eligible_at, breach_eta; /* TIME_NONE: no */
	uint32_t outages;         /* intervals after step 4 */
	uint8_t status;           /* enum availability_status */
	bool open_counted;        /* a counted outage is open at the moment */
	bool open_pending;        /* an open outage has not passed its threshold yet */
};

/* What became of one window (for explain, and the outages screen). Where
 * several would fit: VOIDED before FAULTY; a sound window that starts at or
 * after the moment is FUTURE, voided or not (it does not exist yet); EMPTY
 * before EXEMPT_CAUSE. */
enum window_why {
	WHY_COUNTS,      /* its outage passed the threshold */
	WHY_PENDING,     /* open, not long enough yet */
	WHY_SHORT,       /* ended without passing */
	WHY_VOIDED, WHY_FAULTY, WHY_EXEMPT_CAUSE, WHY_FUTURE, WHY_EMPTY,
	WHY_OUTSIDE,     /* counts, but no instant of it lies in the span */
	WHY_NOT_BOTH,    /* web.down_when both: the other half was up */
	WHY_COUNT
};
extern const char *const window_why_names[WHY_COUNT]; /* "counts" "pending" ... */

struct window_part {
	uint8_t why;             /* enum window_why */
	bool open, counts;       /* counts: its group's outage passed step 2 (also where WHY_OUTSIDE) */
	bool merged;             /* its outage is longer than itself: it passed with others */
	/* Of its group's outage. Under web.down_when both a window may have
	 * several: the last one that counts, else that is pending, else any. */
	int64_t counts_at;       /* start of its outage + threshold; TIME_NONE if it ended without counting */
	int64_t outage_start_us; /* of its group's outage at full length */
	int64_t outage_end_us;   /* the moment where open */
	int64_t length_us;       /* unclipped, to the moment where open */
	int64_t counted_us;      /* instants given to this window, clipped; their sum is unavailable_us */
	int64_t also_down_us;    /* its counted instants that are given to another window */
	int64_t accountable_us;  /* likewise; their sum is accountable_us */
	int64_t exempt_us[EXEMPT_COUNT]; /* of counted_us: by the reason that the instant has
	                                    where it is not accountable; sums to the account's */
	int64_t would_add_us;    /* voided: what unavailable would grow by if this one alone were not */
};

struct availability_detail {
	struct window_part *parts; /* one for each window of the input, same order */
	struct span *unavailable;  /* after step 4, in order */
	size_t unavailable_count;
	struct span *accountable;
	size_t accountable_count;
};

/* How far outside the span windows are needed (before its start, after its
 * end), for terms as given: the longest threshold, and the start of a night
 * whose allowance an edge lies in. */
struct span availability_margin(const struct terms *t, const struct calendar *c, struct span span);

/* Computes. scratch is used for working memory and is the caller's to reset;
 * detail may be NULL (the quick way: what a hundred thousand accounts take);
 * its arrays live in scratch. Cannot fail. */
void availability_compute(const struct availability_input *in, struct arena *scratch,
			  struct availability *out, struct availability_detail *detail);

/* The account's row when its sub-platform has not been read. */
void availability_no_data(const struct terms *t, struct span span, struct availability *out);

/* floor(span x (1000000 - target) / 1000000). */
int64_t availability_allowed(struct span span, int64_t target_ppm);
/* A percentage x 1,000,000, truncated: 99.7799999 % is 99779999. part of whole
 * is what is lost: (whole - lost) / whole. whole > 0. */
int64_t availability_percent(int64_t whole_us, int64_t lost_us);
/* numerator / denominator x 1,000,000, truncated; INT64_MAX for a
 * denominator of 0 and a numerator above it, 0 for 0 of 0. */
int64_t ratio_millionths(int64_t numerator, int64_t denominator);

#endif
