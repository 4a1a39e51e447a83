/* The replica's states: from no connection to a feed, and back again. */
#include "slatop/replica/replica.h"

#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/embed.h"
#include "slatop/base/mem.h"
#include "slatop/replica/contract.h"

#define RETRY_FIRST_US (USEC / 2)
#define RETRY_LAST_US (15 * USEC)
#define REFUSED_RETRY_US (30 * USEC)
#define LOAD_TIMEOUT_MS "900000"
#define LOCK_TIMEOUT_MS "2000"

static void on_timer(void *context);
static void on_ready(void *context);
static void on_closed(void *context, const char *message);
static void load_done(struct replica *r, struct load *l, const struct sql_error *error);

/* --- pieces for the other files ------------------------------------------ */

const char *replica_sql(const char *path)
{
	return embedded_find(path)->data;
}

const char *replica_facts_sql(const struct replica *r, const char *path)
{
	struct buf own = BUF_INIT;
	const struct embedded *f;

	buf_addf(&own, "%.*s_audit.sql", (int)(strlen(path) - strlen(".sql")), path);
	f = r->options.audit ? embedded_find(own.data) : NULL;
	buf_release(&own);
	return f ? f->data : replica_sql(path);
}

struct statement replica_begin(void)
{
	return (struct statement){"begin isolation level repeatable read read only", 0, NULL, NULL, false};
}

struct statement replica_commit(void)
{
	return (struct statement){"commit", 0, NULL, NULL, false};
}

struct statement replica_settings(struct replica *r, const char *sql, bool bulk, const char **values)
{
	static const Oid types[] = {OID_TEXT, OID_TEXT};

	values[0] = bulk ? LOAD_TIMEOUT_MS : r->timeout_ms;
	values[1] = LOCK_TIMEOUT_MS;
	return (struct statement){replica_sql(sql), 2, values, types, false};
}

bool replica_has(const struct replica *r, enum followed what)
{
	int number = contract_relation(followed_relations[what].name);

	return number >= 0 && r->platform->status.capabilities >> number & 1;
}

/* Classes 42 (names, types, privileges), 3F (schemas) and 28 (who one is). */
bool replica_contract_error(const struct sql_error *e)
{
	return !strncmp(e->state, "42", 2) || !strncmp(e->state, "3F", 2) || !strncmp(e->state, "28", 2);
}

void replica_notify(struct replica *r)
{
	if (r->options.changed)
		r->options.changed(r->options.context, r->platform);
}

void replica_set_state(struct replica *r, enum replica_state state, const char *message)
{
	struct replica_status *s = &r->platform->status;
	char clean[sizeof s->message];

	message_clean(clean, sizeof clean, message);
	if (s->state == state && !strcmp(s->message, clean))
		return;
	if (s->state != state)
		s->state_at = clock_monotonic();
	s->state = (uint8_t)state;
	memcpy(s->message, clean, sizeof clean);
	r->platform->generation++;
}

/* --- making and ending --------------------------------------------------- */

struct replica *replica_create(struct loop *l, struct platform *p, const struct replica_options *o)
{
	struct replica *r = mem_zero(1, sizeof *r);

	r->loop = l;
	r->platform = p;
	r->options = *o;
	r->conninfo = mem_copy(o->conninfo ? o->conninfo : "");
	r->options.conninfo = r->conninfo;
	if (r->options.poll_interval_us <= 0)
		r->options.poll_interval_us = USEC;
	if (r->options.lag_ok_us <= 0)
		r->options.lag_ok_us = 5 * USEC;
	if (r->options.statement_timeout_us <= 0)
		r->options.statement_timeout_us = 10 * USEC;
	snprintf(r->timeout_ms, sizeof r->timeout_ms, "%lld",
		 (long long)r->options.statement_timeout_us / 1000);
	p->status.lag_ok_us = r->options.lag_ok_us;
	r->chance = (uint64_t)clock_wall() ^ (uintptr_t)r;
	buf_init(&r->report_contract);
	buf_init(&r->report_login);
	buf_init(&r->seen_platform.code);
	buf_init(&r->seen_platform.name);
	buf_init(&r->warnings);
	r->timer = loop_timer(l, on_timer, r);
	r->session = session_create(l, r->conninfo, o->allow_primary,
				    &(struct session_events){r, on_ready, on_closed, status_traffic(r)});
	feed_init(r);
	load_init(&r->load, r, r->session, load_done);
	side_init(r);
	pages_init(r);
	return r;
}

void replica_destroy(struct replica *r)
{
	if (!r)
		return;
	session_close(r->session);
	side_release(r);
	pages_release(r);
	load_release(&r->load);
	feed_release(r);
	session_destroy(r->session);
	loop_timer_remove(r->loop, r->timer);
	for (int what = 0; what < FOLLOW_COUNT; what++)
		buf_release(&r->load_sql[what]);
	for (int i = 0; i < 4; i++)
		buf_release(&r->load_windows_sql[i / 2][i % 2]);
	buf_release(&r->report_contract);
	buf_release(&r->report_login);
	buf_release(&r->seen_platform.code);
	buf_release(&r->seen_platform.name);
	buf_release(&r->warnings);
	free(r->seen);
	free(r->conninfo);
	free(r);
}

int replica_report(const struct replica *r, struct buf *out)
{
	buf_add_text(out, r->report_contract.data);
	buf_add_text(out, r->report_login.data);
	if (r->warnings.length)
		buf_addf(out, "warning: %s\n", r->warnings.data);
	return r->contract_problems + r->login_problems;
}

bool replica_checked(const struct replica *r)
{
	return r->phase == PHASE_FEED;
}

/* --- connecting ---------------------------------------------------------- */

static void connect_now(struct replica *r)
{
	loop_timer_stop(r->timer);
	r->platform->status.retry_at = TIME_NONE;
	r->phase = PHASE_CONNECT;
	r->poll.types_known = false;
	if (!r->loaded && r->platform->status.state != REPLICA_REFUSED)
		replica_set_state(r, REPLICA_CONNECTING, r->platform->status.message);
	replica_notify(r);
	session_open(r->session);
}

/* Three quarters to five quarters of a pause, so that many consoles do not come
 * back to a server in the same instant. */
static int64_t with_jitter(struct replica *r, int64_t pause_us)
{
	r->chance ^= r->chance << 13;
	r->chance ^= r->chance >> 7;
	r->chance ^= r->chance << 17;
	return pause_us * 3 / 4 + (int64_t)(r->chance % (uint64_t)(pause_us / 2));
}

static void retry_in(struct replica *r, int64_t pause_us)
{
	r->phase = PHASE_OFF;
	r->platform->status.retry_at = clock_monotonic() + pause_us;
	loop_timer_set(r->timer, r->platform->status.retry_at);
}

static void give_up_connection(struct replica *r, const char *why)
{
	session_close(r->session);
	load_abort(&r->load);
	side_stop(r, why);
	pages_stop(r, why);
}

void replica_lost(struct replica *r, const char *message)
{
	int64_t pause = RETRY_FIRST_US << (r->failures < 5 ? r->failures : 5);

	give_up_connection(r, message);
	status_error(r, message);
	r->failures++;
	replica_set_state(r, r->loaded ? REPLICA_LOST : REPLICA_DISCONNECTED, message);
	retry_in(r, with_jitter(r, pause < RETRY_LAST_US ? pause : RETRY_LAST_US));
	replica_notify(r);
}

/* What such a server said is not shown either. */
void replica_refuse(struct replica *r, const char *message)
{
	give_up_connection(r, message);
	status_error(r, message);
	if (r->loaded)
		platform_clear(r->platform);
	r->loaded = false;
	replica_set_state(r, REPLICA_REFUSED, message);
	retry_in(r, REFUSED_RETRY_US);
	replica_notify(r);
}

static void on_closed(void *context, const char *message)
{
	replica_lost(context, message);
}

/* --- checking and loading ------------------------------------------------ */

static void on_ready(void *context)
{
	struct replica *r = context;

	r->phase = PHASE_CHECK;
	if (!r->loaded && r->platform->status.state != REPLICA_REFUSED)
		replica_set_state(r, REPLICA_CHECKING, "");
	contract_check_start(r);
	replica_notify(r);
}

static void load_everything(struct replica *r)
{
	r->phase = PHASE_LOAD;
	r->loaded = false;
	replica_set_state(r, REPLICA_LOADING, "");
	load_start(&r->load, NULL);
	replica_notify(r);
}

static void start_feed(struct replica *r)
{
	r->phase = PHASE_FEED;
	r->poll_due = clock_monotonic();
	loop_timer_set(r->timer, r->poll_due);
}

/* The login is checked after what a screen waits for; one that was refused
 * before has to pass first. */
void replica_contract_fine(struct replica *r)
{
	if (r->login_bad || r->loaded) {
		r->phase = PHASE_LOGIN;
		login_check_start(r);
	} else {
		load_everything(r);
	}
	pages_pump(r);
}

void replica_login_done(struct replica *r)
{
	status_warn(r);
	if (!r->loaded)
		load_everything(r);
	else
		start_feed(r);
	pages_pump(r);
	replica_notify(r);
}

static void load_done(struct replica *r, struct load *l, const struct sql_error *error)
{
	if (error && replica_contract_error(error)) {
		replica_refuse(r, error->message);
		return;
	}
	if (error) {
		replica_lost(r, error->message);
		return;
	}
	r->loaded = true;
	r->system_identifier = l->snapshot.system_identifier;
	r->timeline = l->snapshot.timeline;
	r->position.xmin = l->snapshot.xmin;
	r->position.lsn = l->snapshot.lsn;
	r->position.seen_count = 0;
	r->held_polls = 0;
	r->held_since = clock_monotonic();
	r->held_beat = l->snapshot.beat_at;
	r->failures = 0;
	r->phase = PHASE_LOGIN;
	status_live(r);
	replica_notify(r);
	login_check_start(r);
}

/* --- the feed ------------------------------------------------------------ */

/* The nearest whole second of the server's clock, when a console draws its own
 * clock: two wakings in one cost half as much. */
static int64_t at_whole_second(const struct replica *r, int64_t due)
{
	const struct replica_status *s = &r->platform->status;
	int64_t past = (s->server_clock + due - s->received_at) % USEC;

	if (r->options.poll_interval_us % USEC || s->received_at <= 0)
		return due;
	return due - past + (past < USEC / 2 ? 0 : USEC) + REPLICA_TICK_US;
}

static void poll_later(struct replica *r)
{
	int64_t now = clock_monotonic();

	r->poll_due = at_whole_second(r, r->poll_due + r->options.poll_interval_us);
	if (r->poll_due < now)
		r->poll_due = now;
	if (r->poll_again)
		r->poll_due = now;
	r->poll_again = false;
	loop_timer_set(r->timer, r->poll_due);
}

/* A new month has begun where the moment of evaluation is. */
static void look_at_month(struct replica *r)
{
	struct platform *p = r->platform;
	int64_t moment = platform_moment(p, clock_monotonic());
	struct period *d = p->period_count ? p->periods[0] : NULL;

	if (moment == TIME_NONE || (d && d->span.start_us <= moment && moment < d->span.end_us))
		return;
	/* A moment that stands still in the month before is no way back to it. */
	if (d && moment < d->span.start_us)
		return;
	d = status_month(r, moment);
	replica_load_period(r, d);
}

void replica_poll_done(struct replica *r, const struct sql_error *error)
{
	/* A conflict with the recovery, or a timeout: it may pass. */
	if (error && strcmp(error->state, "40001") && strcmp(error->state, "57014")) {
		replica_lost(r, error->message);
		return;
	}
	message_clean(r->trouble, sizeof r->trouble, error ? error->message : "");
	if (error)
		status_error(r, r->trouble);
	if (r->poll.types_changed) {
		replica_lost(r, "the contract changed while it was read");
		return;
	}
	if (!error && r->poll.reload) {
		load_everything(r);
		return;
	}
	if (!error)
		r->failures = 0;
	status_live(r);
	status_warn(r);
	look_at_month(r);
	replica_notify(r);
	poll_later(r);
	side_pump(r);
}

static void on_timer(void *context)
{
	struct replica *r = context;

	if (r->phase == PHASE_OFF) {
		connect_now(r);
	} else if (r->phase == PHASE_FEED && session_idle(r->session)) {
		r->poll_due = clock_monotonic();
		feed_poll(r);
		/* While no answer comes the data grow old. */
		loop_timer_set(r->timer, r->poll_due + r->options.poll_interval_us);
	} else if (r->phase == PHASE_FEED) {
		status_live(r);
		replica_notify(r);
		loop_timer_set(r->timer, clock_monotonic() + r->options.poll_interval_us);
	}
}

void replica_start(struct replica *r)
{
	if (r->started)
		return;
	r->started = true;
	connect_now(r);
}

void replica_refresh(struct replica *r)
{
	if (!r->started)
		return;
	if (r->phase == PHASE_OFF)
		connect_now(r);
	else if (r->phase == PHASE_FEED && session_idle(r->session))
		loop_timer_set(r->timer, 0);
	else if (r->phase == PHASE_FEED)
		r->poll_again = true;
}
