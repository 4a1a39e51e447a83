/* Clause 4.1 against a reckoning instant by instant, on a grid of 30 seconds:
 * every figure and every part of the explanation, all keys varied. Written from
 * the agreement's text alone, it knows no intervals; long, so that all of it can
 * be held against that text in one place. */
#include "cases.h"
#include "slatop/base/mem.h"

#define TICK (30 * USEC)
#define TICKS 4080 /* 22:00 on 9 November to 08:00 on the 11th: two nights */
#define WINDOWS 9
#define MAINTENANCES 3
#define CASES SOME_OF(2500)
#define UNITS 3 /* web or front, back, call */

struct window_case {
	int start, end; /* ticks; after the cut at the moment */
	int service, cause;
	bool alive, open; /* survived step 0 */
};

struct grid { /* one account, worked out */
	const struct availability_input *in;
	int64_t origin_us;
	int from, to, moment; /* ticks: the span, the moment */
	struct window_case w[WINDOWS];
	bool down[UNITS][TICKS], passed[UNITS][TICKS];
	int first[UNITS][TICKS], last[UNITS][TICKS]; /* of the outage that holds a tick; last is exclusive */
	bool still[UNITS][TICKS];                    /* that outage is open */
	bool allowance[TICKS];
};

static struct grid grids[2]; /* large: not on the stack */

static int tick_of(const struct grid *g, int64_t at_us)
{
	return (int)((at_us - g->origin_us) / TICK);
}

static bool is_call(int service)
{
	return service == SERVICE_SOFTSWITCH || service == SERVICE_TRUNK;
}

static int unit_of(const struct grid *g, int i)
{
	if (is_call(g->w[i].service))
		return 2;
	return g->in->terms->web_down_when == WEB_DOWN_EACH && g->w[i].service == SERVICE_WEB_BACK;
}

static bool covers(const struct grid *g, int i, int t)
{
	return g->w[i].alive && g->w[i].start <= t && t < g->w[i].end;
}

/* Step 0. */
static void cut(struct grid *g)
{
	const struct availability_input *in = g->in;
	for (int i = 0; i < (int)in->window_count; i++) {
		const struct outage_window *w = &in->windows[i];
		struct window_case *c = &g->w[i];
		c->open = w->ended_at == TIME_NONE || w->ended_at > in->moment_us;
		c->start = tick_of(g, w->started_at);
		c->end = c->open ? g->moment : tick_of(g, w->ended_at);
		c->service = w->service;
		c->cause = w->cause;
		c->alive = !w->voided && !w->faulty && w->started_at < in->moment_us && c->start < c->end &&
			   !(in->terms->availability_exempt >> w->cause & 1);
	}
}

/* Step 1: is the unit down at a tick? open_now asks for windows open at the
 * moment instead. */
static bool unit_down(const struct grid *g, int unit, int t, bool open_now)
{
	bool any = false, half[2] = {false, false};
	for (int i = 0; i < (int)g->in->window_count; i++) {
		if (unit_of(g, i) != unit || !(open_now ? g->w[i].alive && g->w[i].open : covers(g, i, t)))
			continue;
		any = true;
		if (!is_call(g->w[i].service))
			half[g->w[i].service == SERVICE_WEB_BACK] = true;
	}
	return unit == 0 && g->in->terms->web_down_when == WEB_DOWN_BOTH ? half[0] && half[1] : any;
}

/* Steps 1 and 2. */
static void find_outages(struct grid *g)
{
	const struct terms *t = g->in->terms;
	for (int unit = 0; unit < UNITS; unit++) {
		int64_t least = unit == 2 ? t->call_counts_after_us : t->web_counts_after_us;
		bool inclusive = unit == 2 ? t->call_inclusive : t->web_inclusive;
		for (int tick = 0; tick < TICKS; tick++)
			g->down[unit][tick] = unit_down(g, unit, tick, false);
		for (int start = 0; start < TICKS; start++) {
			int end = start;
			int64_t length;
			while (end < TICKS && g->down[unit][end])
				end++;
			length = (end - start) * TICK;
			for (int tick = start; tick < end; tick++) {
				g->first[unit][tick] = start;
				g->last[unit][tick] = end;
				g->passed[unit][tick] = length > least || (inclusive && length == least);
				g->still[unit][tick] = end == g->moment && unit_down(g, unit, 0, true);
			}
			start = end;
		}
	}
}

static void give_allowance(struct grid *g)
{
	const struct terms *t = g->in->terms;
	int64_t used = 0;
	memset(g->allowance, 0, sizeof g->allowance);
	for (int tick = 0; tick < TICKS; tick++) {
		int64_t clock = (22 * HOUR_US + tick * TICK) % DAY_US;
		bool automatic = false;
		if (clock == 0)
			used = 0;
		if (clock < t->nightly_from_us || clock >= t->nightly_to_us)
			continue;
		for (int i = 0; i < (int)g->in->window_count; i++)
			automatic |= covers(g, i, tick) && g->w[i].cause == CAUSE_AUTO_MAINTENANCE &&
				     (t->nightly_groups >> is_call(g->w[i].service) & 1);
		if (!automatic)
			continue;
		g->allowance[tick] = used < t->nightly_allowance_us;
		used += TICK;
	}
}

static void work_out(struct grid *g, const struct availability_input *in)
{
	memset(g, 0, sizeof *g);
	g->in = in;
	g->origin_us = local("2026-11-09 22:00");
	g->from = tick_of(g, in->span.start_us);
	g->to = tick_of(g, in->span.end_us);
	g->moment = tick_of(g, in->moment_us);
	cut(g);
	find_outages(g);
	give_allowance(g);
}

static bool unavailable(const struct grid *g, int t)
{
	return g->passed[0][t] || g->passed[1][t] || g->passed[2][t];
}

/* The window is open then, and its group's counted outage holds the tick. */
static bool holds(const struct grid *g, int i, int t)
{
	return covers(g, i, t) && g->passed[unit_of(g, i)][t];
}

static bool exempt_by(const struct grid *g, const struct maintenance_window *m, int64_t at)
{
	const struct terms *t = g->in->terms;
	if (t->maintenance_notice == NOTICE_REQUIRED &&
	    (m->announced_at == TIME_NONE || m->announced_at >= m->starts_at ||
	     m->announced_at + t->maintenance_min_notice_us > m->starts_at))
		return false;
	return at >= m->starts_at && at < m->ends_at + t->maintenance_reasonable_us && at < m->finished_at &&
	       at < m->cancelled_at;
}

/* Step 5: the reason why a window is exempt at a tick, EXEMPT_COUNT for none. */
static int reason(const struct grid *g, int i, int t)
{
	const struct terms *terms = g->in->terms;
	int cause = g->w[i].cause;
	for (size_t k = 0; k < g->in->maintenance_count; k++) {
		const struct maintenance_window *m = &g->in->maintenance[k];
		bool meant = terms->maintenance_link == LINK_ANY ||
			     g->in->windows[i].maintenance_id == m->maintenance_id;
		if (meant && exempt_by(g, m, g->origin_us + t * TICK))
			return EXEMPT_ANNOUNCED;
	}
	if (cause == CAUSE_AUTO_MAINTENANCE && g->allowance[t])
		return EXEMPT_NIGHTLY;
	if (cause == CAUSE_CARRIER && (terms->compensation_exempt >> cause & 1))
		return EXEMPT_CARRIER;
	if (cause == CAUSE_CUSTOMER && (terms->compensation_exempt >> cause & 1))
		return EXEMPT_CUSTOMER;
	return EXEMPT_COUNT;
}

/* Whether window i goes before the one found so far. */
static bool goes_first(const struct grid *g, int i, int best)
{
	if (best < 0 || g->w[i].start != g->w[best].start)
		return best < 0 || g->w[i].start < g->w[best].start;
	if (is_call(g->w[i].service) != is_call(g->w[best].service))
		return is_call(g->w[best].service);
	return g->in->windows[i].outage_id < g->in->windows[best].outage_id;
}

/* ---- adding up ---- */

struct sums {
	struct availability a; /* what of it is a sum of ticks */
	struct window_part parts[WINDOWS];
	bool accountable_before;
};

/* The running sum passes what is allowed inside this tick. */
static void cross(int64_t *sum, int64_t allowed_us, int64_t at_us, int64_t *instant)
{
	if (*instant == TIME_NONE && *sum + TICK > allowed_us)
		*instant = at_us + (allowed_us - *sum);
	*sum += TICK;
}

static void add_unavailable(const struct grid *g, struct sums *s, int t)
{
	int owner = -1, accountable = -1, why = EXEMPT_COUNT;
	int64_t at = g->origin_us + t * TICK;
	for (int i = 0; i < (int)g->in->window_count; i++) {
		int own;
		if (!holds(g, i, t))
			continue;
		own = reason(g, i, t);
		if (goes_first(g, i, owner))
			owner = i;
		if (own == EXEMPT_COUNT && goes_first(g, i, accountable))
			accountable = i;
		if (own < why)
			why = own;
		s->parts[i].also_down_us += TICK;
	}
	ck_assert_int_ge(owner, 0);
	cross(&s->a.unavailable_us, s->a.allowed_us, at, &s->a.breached_at);
	s->parts[owner].counted_us += TICK;
	s->parts[owner].also_down_us -= TICK;
	if (accountable >= 0) {
		cross(&s->a.accountable_us, s->a.allowed_us, at, &s->a.eligible_at);
		s->parts[accountable].accountable_us += TICK;
	} else {
		s->a.exempt_us[why] += TICK;
		s->parts[owner].exempt_us[why] += TICK;
	}
	if (t == g->from || !unavailable(g, t - 1))
		s->a.outages++;
}

static void add_up(const struct grid *g, struct sums *s)
{
	memset(s, 0, sizeof *s);
	s->a.breached_at = s->a.eligible_at = TIME_NONE;
	s->a.allowed_us = (g->to - g->from) * TICK * (1000000 - g->in->terms->target_ppm) / 1000000;
	for (int t = g->from; t < g->to; t++) {
		if (unavailable(g, t))
			add_unavailable(g, s, t);
		else if (g->down[0][t] || g->down[1][t] || g->down[2][t])
			s->a.uncounted_us += TICK;
		s->a.web_us += g->passed[0][t] || g->passed[1][t] ? TICK : 0;
		s->a.call_us += g->passed[2][t] ? TICK : 0;
	}
	for (int unit = 0; unit < UNITS && g->moment > 0; unit++) {
		if (!g->down[unit][g->moment - 1] || !g->still[unit][g->moment - 1])
			continue;
		if (g->passed[unit][g->moment - 1])
			s->a.open_counted = true;
		else
			s->a.open_pending = true;
	}
}

/* ---- comparing ---- */

#define SAME(field) ck_assert_msg(got->field == want->field, "case %d: " #field " %lld, not %lld", number, \
				  (long long)got->field, (long long)want->field)

static void compare_figures(int number, const struct availability *got, const struct availability *want)
{
	SAME(allowed_us);
	SAME(unavailable_us);
	SAME(accountable_us);
	SAME(web_us);
	SAME(call_us);
	SAME(uncounted_us);
	for (int i = 0; i < EXEMPT_COUNT; i++)
		SAME(exempt_us[i]);
	SAME(breached_at);
	SAME(eligible_at);
	SAME(outages);
	SAME(open_counted);
	SAME(open_pending);
}

/* Why, and the outage that is named, for a window that survived. Which of
 * several outages of "both" is meant is left open here: it holds the window. */
static void compare_outage(int number, const struct grid *g, int i, const struct window_part *got)
{
	const struct window_case *w = &g->w[i];
	int unit = unit_of(g, i), at = tick_of(g, got->outage_start_us);
	bool any = false, counts = false, pending = false, inside = false;
	int64_t least = unit == 2 ? g->in->terms->call_counts_after_us : g->in->terms->web_counts_after_us;
	for (int t = w->start; t < w->end; t++) {
		any |= g->down[unit][t];
		counts |= g->passed[unit][t];
		pending |= g->down[unit][t] && g->still[unit][t];
		inside |= g->passed[unit][t] && t >= g->from && t < g->to;
	}
	ck_assert_msg(got->why == (!any     ? WHY_NOT_BOTH
				   : inside  ? WHY_COUNTS
				   : counts  ? WHY_OUTSIDE
				   : pending ? WHY_PENDING
					     : WHY_SHORT),
		      "case %d: why %d", number, got->why);
	ck_assert_int_eq(got->counts, counts);
	ck_assert_int_eq(got->open, w->open);
	ck_assert_int_eq(got->length_us, (w->end - w->start) * TICK);
	if (!any)
		return;
	ck_assert(at < w->end && g->down[unit][at] && g->first[unit][at] == at);
	ck_assert_int_eq(got->outage_end_us, g->origin_us + g->last[unit][at] * TICK);
	ck_assert_int_eq(g->passed[unit][at], counts);
	ck_assert_int_eq(got->merged, g->last[unit][at] - at > w->end - w->start);
	if (counts || pending)
		ck_assert_int_eq(got->counts_at, got->outage_start_us + least);
	else
		ck_assert_int_eq(got->counts_at, TIME_NONE);
}

static void compare_parts(int number, const struct grid *g, const struct sums *s,
			  const struct availability_detail *d)
{
	for (int i = 0; i < (int)g->in->window_count; i++) {
		const struct window_part *got = &d->parts[i], *want = &s->parts[i];
		SAME(counted_us);
		SAME(also_down_us);
		SAME(accountable_us);
		for (int k = 0; k < EXEMPT_COUNT; k++)
			SAME(exempt_us[k]);
		if (g->w[i].alive)
			compare_outage(number, g, i, got);
		else
			ck_assert(got->why == WHY_VOIDED || got->why == WHY_FAULTY ||
				  got->why == WHY_EXEMPT_CAUSE || got->why == WHY_FUTURE ||
				  got->why == WHY_EMPTY);
	}
}

/* would_add_us, by working it out once more. */
static void compare_voided(int number, const struct availability_input *in, const struct sums *s,
			   const struct availability_detail *d)
{
	for (size_t i = 0; i < in->window_count; i++) {
		struct outage_window windows[WINDOWS];
		struct availability_input other = *in;
		struct sums sums;
		if (d->parts[i].why != WHY_VOIDED) {
			ck_assert_int_eq(d->parts[i].would_add_us, 0);
			continue;
		}
		memcpy(windows, in->windows, in->window_count * sizeof *windows);
		windows[i].voided = false;
		other.windows = windows;
		work_out(&grids[1], &other);
		add_up(&grids[1], &sums);
		ck_assert_msg(d->parts[i].would_add_us == sums.a.unavailable_us - s->a.unavailable_us,
			      "case %d: would add %lld", number, (long long)d->parts[i].would_add_us);
	}
}

/* The windows inside the span's margins decide it as all of them do. (What is
 * open at a moment outside is another question.) */
static void compare_margin(int number, const struct availability_input *in, const struct availability *all,
			   struct arena *scratch)
{
	struct span margin = availability_margin(in->terms, in->calendar, in->span);
	struct availability_input near = *in;
	struct outage_window windows[WINDOWS];
	struct availability some;
	near.windows = windows;
	near.window_count = 0;
	for (size_t i = 0; i < in->window_count; i++)
		if (in->windows[i].started_at <= margin.end_us && in->windows[i].ended_at >= margin.start_us)
			windows[near.window_count++] = in->windows[i];
	availability_compute(&near, scratch, &some, NULL);
	some.open_counted = all->open_counted;
	some.open_pending = all->open_pending;
	compare_figures(number, &some, all);
}

/* ---- cases ---- */

static int64_t instant(struct rng *r, const int64_t *focus)
{
	static const int shifts[] = {0, 0, 1, 2, 3, 4, 5, 8, 20, 60};
	int64_t at = focus[rng_below(r, 3)];
	int64_t shift = shifts[rng_below(r, COUNT_OF(shifts))] * TICK;
	int64_t origin = local("2026-11-09 22:00");
	at = rng_one_in(r, 2) ? at + shift : at - shift;
	return at < origin ? origin : at > origin + TICKS * TICK ? origin + TICKS * TICK : at;
}

static void random_windows(struct rng *r, const int64_t *focus, struct outage_window *w, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int64_t a = instant(r, focus), b = instant(r, focus);
		w[i] = (struct outage_window){.outage_id = 100 + (int64_t)(i * 7 % count),
					      .maintenance_id = rng_below(r, MAINTENANCES + 2),
					      .started_at = a < b ? a : b,
					      .ended_at = a < b ? b : a,
					      .service = (uint8_t)rng_below(r, SERVICE_COUNT),
					      .cause = (uint8_t)rng_below(r, CAUSE_COUNT),
					      .voided = rng_one_in(r, 12)};
		if (rng_one_in(r, 3))
			w[i].cause = CAUSE_AUTO_MAINTENANCE;
		if (rng_one_in(r, 15))
			w[i].ended_at = TIME_NONE;
		if (rng_one_in(r, 25))
			w[i].ended_at = w[i].started_at - TICK;
		w[i].faulty = outage_window_faulty(&w[i]);
	}
}

static size_t random_maintenance(struct rng *r, const int64_t *focus, struct maintenance_window *m)
{
	size_t count = (size_t)rng_below(r, MAINTENANCES + 1);
	for (size_t i = 0; i < count; i++) {
		m[i] = (struct maintenance_window){.maintenance_id = 1 + (int64_t)i,
						   .starts_at = instant(r, focus)};
		m[i].ends_at = m[i].starts_at + (1 + rng_below(r, 40)) * TICK;
		m[i].announced_at = rng_one_in(r, 4) ? TIME_NONE
						     : m[i].starts_at + (rng_below(r, 9) - 6) * TICK;
		m[i].finished_at = rng_one_in(r, 2) ? TIME_NONE
						    : m[i].starts_at + (rng_below(r, 20) - 2) * TICK;
		m[i].cancelled_at = rng_one_in(r, 4) ? m[i].starts_at + (rng_below(r, 20) - 2) * TICK
						     : TIME_NONE;
	}
	return count;
}

static void random_terms(struct rng *r, struct terms *t)
{
	static const int64_t seconds[] = {0, 30, 60, 60, 90, 120, 120, 600};
	terms_init(t);
	t->target_ppm = 1000000 - rng_below(r, 4) * rng_below(r, 5000);
	t->availability_exempt = (unsigned)rng_next(r) & (unsigned)rng_next(r) & 0x7e &
				 (rng_one_in(r, 3) ? 0x7e : 8);
	t->compensation_exempt = (unsigned)rng_next(r) & (1u << CAUSE_CARRIER | 1u << CAUSE_CUSTOMER);
	t->web_down_when = (enum web_down_when)rng_below(r, 3);
	t->web_counts_after_us = seconds[rng_below(r, COUNT_OF(seconds))] * USEC;
	t->call_counts_after_us = seconds[rng_below(r, COUNT_OF(seconds))] * USEC;
	t->web_inclusive = rng_one_in(r, 2);
	t->call_inclusive = rng_one_in(r, 2);
	t->maintenance_reasonable_us = rng_below(r, 3) * TICK;
	t->maintenance_min_notice_us = rng_below(r, 3) * TICK;
	t->maintenance_link = (enum maintenance_link)rng_below(r, 2);
	t->maintenance_notice = (enum maintenance_notice)rng_below(r, 2);
	t->nightly_groups = (unsigned)rng_below(r, 4);
	t->nightly_from_us = rng_one_in(r, 2) ? 3 * HOUR_US : rng_below(r, 4) * HOUR_US;
	t->nightly_to_us = rng_one_in(r, 2) ? 6 * HOUR_US : (4 + rng_below(r, 21)) * HOUR_US;
	t->nightly_allowance_us = seconds[rng_below(r, COUNT_OF(seconds))] * USEC;
}

static void one_case(struct rng *r, int number, struct arena *scratch)
{
	static const char *const places[] = {
		"2026-11-10 00:00", "02:00", "03:00", "03:05", "04:00", "06:00", "10:00",
		"2026-11-11 00:00", "2026-11-11 03:00", "2026-11-11 06:00"};
	int64_t focus[3], a, b;
	struct outage_window w[WINDOWS];
	struct maintenance_window m[MAINTENANCES];
	struct terms t;
	struct availability_input in = {.terms = &t, .calendar = shanghai(), .windows = w, .maintenance = m};
	struct availability quick, full;
	struct availability_detail detail;
	struct sums sums;

	for (int i = 0; i < 3; i++)
		focus[i] = local(places[rng_below(r, COUNT_OF(places))]);
	random_terms(r, &t);
	in.window_count = (size_t)rng_below(r, WINDOWS + 1);
	random_windows(r, focus, w, in.window_count);
	in.maintenance_count = random_maintenance(r, focus, m);
	a = rng_one_in(r, 2) ? local("2026-11-09 22:00") : instant(r, focus);
	b = rng_one_in(r, 2) ? local("2026-11-11 08:00") : instant(r, focus);
	in.span = a < b ? (struct span){a, b} : (struct span){b, a + TICK * (a == b)};
	in.moment_us = rng_one_in(r, 3) ? instant(r, focus) : local("2026-11-11 08:00");
	if (in.span.end_us > local("2026-11-11 08:00"))
		return;

	work_out(&grids[0], &in);
	add_up(&grids[0], &sums);
	availability_compute(&in, scratch, &quick, NULL);
	availability_compute(&in, scratch, &full, &detail);
	compare_figures(number, &quick, &sums.a);
	compare_figures(number, &full, &sums.a);
	ck_assert_mem_eq(&quick, &full, sizeof quick);
	compare_parts(number, &grids[0], &sums, &detail);
	compare_voided(number, &in, &sums, &detail);
	compare_margin(number, &in, &full, scratch);
	ck_assert_int_eq(span_sum(detail.unavailable, detail.unavailable_count), full.unavailable_us);
	ck_assert_int_eq(span_sum(detail.accountable, detail.accountable_count), full.accountable_us);
	arena_reset(scratch);
}

START_TEST(every_instant_agrees)
{
	struct rng r = rng_seeded();
	struct arena scratch = {0};
	for (int number = 0; number < CASES; number++)
		one_case(&r, number, &scratch);
	arena_release(&scratch);
}
END_TEST

/* Far more windows than an account has, so that the sorts of long lists and
 * growing lists are met as well: the sums still have to be the parts'. */
START_TEST(many_windows_add_up)
{
	struct rng r = rng_seeded();
	struct arena scratch = {0};
	for (int round = 0; round < 200; round++) {
		static struct outage_window w[3000];
		struct terms t;
		struct availability_input in = {.terms = &t,
						.calendar = shanghai(),
						.windows = w,
						.span = month_of("2026-11-10"),
						.moment_us = local("2026-11-25")};
		struct availability quick, full;
		struct availability_detail d;
		int64_t counted = 0, accountable = 0, exempt[EXEMPT_COUNT] = {0}, reasons = 0;
		random_terms(&r, &t);
		in.window_count = (size_t)rng_below(&r, COUNT_OF(w));
		for (size_t i = 0; i < in.window_count; i++) {
			w[i] = (struct outage_window){.outage_id = (int64_t)i,
						      .service = (uint8_t)rng_below(&r, 4),
						      .cause = (uint8_t)rng_below(&r, CAUSE_COUNT)};
			w[i].started_at = in.span.start_us - DAY_US + rng_below(&r, 32 * DAY_US);
			w[i].ended_at = w[i].started_at + rng_below(&r, 600 * USEC);
		}
		availability_compute(&in, &scratch, &quick, NULL);
		availability_compute(&in, &scratch, &full, &d);
		ck_assert_mem_eq(&quick, &full, sizeof quick);
		for (size_t i = 0; i < in.window_count; i++) {
			counted += d.parts[i].counted_us;
			accountable += d.parts[i].accountable_us;
			for (int k = 0; k < EXEMPT_COUNT; k++)
				exempt[k] += d.parts[i].exempt_us[k];
		}
		ck_assert_int_eq(counted, full.unavailable_us);
		ck_assert_int_eq(accountable, full.accountable_us);
		for (int k = 0; k < EXEMPT_COUNT; k++) {
			ck_assert_int_eq(exempt[k], full.exempt_us[k]);
			reasons += exempt[k];
		}
		ck_assert_int_eq(reasons, full.unavailable_us - full.accountable_us);
		arena_reset(&scratch);
	}
	arena_release(&scratch);
}
END_TEST

TEST_MAIN("instants", 120, every_instant_agrees, many_windows_add_up)
