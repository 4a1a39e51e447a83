/* The bulk load: COPY in binary, in one transaction, straight into the store. */
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"

#define LOAD_SILENCE_US (60 * USEC) /* without a byte: the connection counts as lost */
#define FINISH_SLICE_US 2000
#define FIRST_ACCOUNTS 200 /* as many as any screen shows at once, and some more */

#define LOAD_STAMPS FOLLOW_COUNT /* as what is copied: when windows were recorded and changed */

static void next_step(struct load *l);

static void fail(struct load *l, const struct sql_error *error)
{
	load_abort(l);
	l->done(l->replica, l, error);
}

static void fail_with(struct load *l, const char *message)
{
	struct sql_error error = {.state = ""};

	message_clean(error.message, sizeof error.message, message);
	fail(l, &error);
}

/* --- the words of what is asked ------------------------------------------ */

/* As period_spans in the store. Each bound is a subquery of its own, which is
 * evaluated once; the bare function would be called for each row. */
#define SETTING(name, type) "(select current_setting('slatop." name "')::" type ")"
#define LOWER_BOUND SETTING("from", "timestamptz")
#define UPPER_BOUND SETTING("to", "timestamptz")
#define IN_PERIOD                                                                                          \
	"(started_at <= " UPPER_BOUND " and (ended_at is null or ended_at >= " LOWER_BOUND                 \
	" or started_at >= " LOWER_BOUND ") or started_at = 'infinity')"

/* The version of a window that was known at a moment. */
#define IS_KNOWN                                                                                           \
	"known_from <= " SETTING("known", "timestamptz") " and (known_to is null or known_to > "           \
	SETTING("known", "timestamptz") ")"
#define OF_ACCOUNT "enterprise_no = " SETTING("account", "bigint")
#define STAMPS(relation, times, at, more)                                                                 \
	"copy (select outage_id, " times " from sla." relation " where " at " > " SETTING("since", "timestamptz") \
	more " and (" IN_PERIOD ")) to stdout (format binary)"

/* --- which periods ------------------------------------------------------- */

static void hold_period(struct load *l, struct period *d)
{
	d->users++;
	MEM_GROW(l->periods, l->period_count, l->period_capacity);
	l->periods[l->period_count++] = d;
}

static void release_periods(struct load *l)
{
	struct platform *p = l->replica->platform;

	for (size_t i = 0; i < l->period_count; i++)
		platform_release_period(p, l->periods[i]);
	l->period_count = l->period_index = 0;
}

/* Everything anew: what is there goes, what is looked at is read again. */
static void begin_everything(struct load *l)
{
	struct replica *r = l->replica;
	struct platform *p = r->platform;
	int64_t time = snapshot_time(&l->snapshot);
	struct period *current;

	side_stop_load(r);
	platform_clear(p);
	if (l->expected > 0) /* the server's estimate, and some more */
		platform_reserve(p, (size_t)(l->expected + l->expected / 16));
	r->clock_known = false;
	status_take(r, &l->snapshot);
	/* Without a time of the replica's the server's own clock names the month:
	 * nothing is evaluated, but its windows are there. */
	int64_t moment = platform_moment(p, clock_monotonic());
	current = status_month(r, moment != TIME_NONE ? moment
				  : time != TIME_NONE ? time
						      : l->snapshot.clock);
	hold_period(l, current);
	for (size_t i = 0; i < p->period_count; i++)
		if (p->periods[i] != current && p->periods[i]->users > 0)
			hold_period(l, p->periods[i]);
}

/* --- rows ---------------------------------------------------------------- */

static void look_back(struct load *l, int64_t enterprise_no, int64_t started_at, bool voided)
{
	if (!l->chained && !voided)
		chain_look(&l->chain, l->periods[l->period_index], enterprise_no, started_at);
}

/* Returns where the row ends; NULL: it is none of the contract's. */
static char *take_row(struct load *l, enum followed what, char *data, char *end)
{
	struct cell cells[CELLS_MAX];
	int count;
	char *next = copy_split(data, end, cells, &count);

	if (!next || count == -1)
		return next;
	if (count != followed_relations[what].column_count)
		return NULL;
	char behind = *next;
	*next = '\0';
	row_put(&l->sink, what, cells);
	if (what == FOLLOW_OUTAGE)
		look_back(l, cell_int(&cells[OUTAGE_ENTERPRISE_NO]), cell_time(&cells[OUTAGE_STARTED_AT]),
			  cell_bool(&cells[OUTAGE_VOIDED]));
	*next = behind;
	l->replica->platform->status.rows_loaded++;
	return next;
}

static char *take_window(struct load *l, char *data, char *end)
{
	struct plain_window w;
	char *next = copy_window(data, end, &w);

	if (!next)
		return take_row(l, FOLLOW_OUTAGE, data, end);
	period_load_plain(l->replica->platform, l->sink.period, &w);
	look_back(l, w.enterprise_no, w.started_at, w.voided);
	l->replica->platform->status.rows_loaded++;
	return next;
}

/* When a window was recorded and changed. */
static char *take_stamp(struct load *l, char *data, char *end)
{
	struct cell cells[CELLS_MAX];
	int count;
	char *next = copy_split(data, end, cells, &count);

	if (!next || count == -1)
		return next;
	if (count != 3)
		return NULL;
	period_load_stamp(l->sink.period, cell_int(&cells[0]), cell_time(&cells[1]), cell_time(&cells[2]));
	return next;
}

static char *take_one(struct load *l, enum followed what, char *data, char *end)
{
	if (what == LOAD_STAMPS)
		return take_stamp(l, data, end);
	return what == FOLLOW_OUTAGE ? take_window(l, data, end) : take_row(l, what, data, end);
}

static void take_copied(void *context, int copy, char *data, int length)
{
	struct load *l = context;
	enum followed what = l->copies[copy];
	char *end = data + length;

	if (l->copy_read <= copy) {
		/* The list before is whole now. */
		row_cover_end(&l->sink);
		l->copy_read = copy + 1;
		data = copy_head(data, end);
		replica_notify(l->replica);
	}
	while (data && data < end)
		data = take_one(l, what, data, end);
	l->bad = l->bad || !data;
	if (l->replica->platform->tenant_count == FIRST_ACCOUNTS && what == FOLLOW_TENANT)
		replica_notify(l->replica);
}

/* --- steps --------------------------------------------------------------- */

static bool take_begin(void *context, int statement, const PGresult *r, int *row, int64_t deadline_us)
{
	struct load *l = context;

	(void)row;
	(void)deadline_us;
	if (statement == 1)
		snapshot_read(&l->snapshot, r);
	if (statement == 2 && PQntuples(r)) {
		struct cell expected = cell_of(r, 0, 0);
		l->expected = cell_int(&expected);
	}
	return true;
}

static void begun(void *context, const struct sql_error *error)
{
	struct load *l = context;
	struct replica *r = l->replica;

	if (error) {
		fail(l, error);
		return;
	}
	if (!snapshot_fits(&l->snapshot, l->session)) {
		fail_with(l, "the server is no standby: it is not in recovery");
		return;
	}
	if (l->everything) {
		begin_everything(l);
	} else if (l->snapshot.system_identifier != r->system_identifier ||
		   l->snapshot.timeline != r->timeline) {
		fail_with(l, "another server answers than the one whose changes are followed");
		return;
	}
	replica_notify(r);
	next_step(l);
}

static void start(struct load *l)
{
	const char *times[2];
	struct statement list[] = {
		replica_begin(),
		replica_settings(l->replica, "src/replica/snapshot.sql", true, times),
		{"select reltuples::bigint from pg_class where oid = 'sla.tenant'::regclass", 0, NULL, NULL,
		 true}};

	list[1].binary = true;
	session_run(l->session, list, COUNT_OF(list),
		    &(struct job){.context = l, .result = take_begin, .done = begun, .keep_transaction = true,
				  .timeout_us = LOAD_SILENCE_US});
}

static void copied(void *context, const struct sql_error *error);

static void chain_bounds_set(void *context, const struct sql_error *error)
{
	struct load *l = context;

	if (error) {
		fail(l, error);
		return;
	}
	l->copy_read = 0;
	l->copies[0] = FOLLOW_OUTAGE;
	bool known = l->periods[l->period_index]->as_known;
	session_copy(l->session,
		     replica_sql(known ? "src/replica/load_chain_known.sql" : "src/replica/load_chain.sql"),
		     &(struct job){.context = l,
				   .copied = take_copied,
				   .done = copied,
				   .keep_transaction = true,
				   .timeout_us = LOAD_SILENCE_US});
}

static void read_chain(struct load *l)
{
	struct buf accounts = BUF_INIT, starts = BUF_INIT;

	l->chained = true;
	chain_write(&l->chain, &accounts, &starts);
	const char *values[] = {accounts.data, starts.data};
	static const Oid types[] = {OID_TEXT, OID_TEXT};
	struct statement bounds = {
		"select set_config('slatop.accounts', $1, true), set_config('slatop.starts', $2, true)", 2, values,
		types, false};
	session_run(l->session, &bounds, 1,
		    &(struct job){.context = l, .done = chain_bounds_set, .keep_transaction = true,
				  .timeout_us = LOAD_SILENCE_US});
	buf_release(&accounts);
	buf_release(&starts);
}

static void copied(void *context, const struct sql_error *error)
{
	struct load *l = context;

	row_cover_end(&l->sink);
	if (error) {
		fail(l, error);
	} else if (l->bad) {
		fail_with(l, "rows came that are not those of the contract");
	} else if (l->chain.count && !l->chained) {
		read_chain(l);
	} else {
		l->period_index++;
		replica_notify(l->replica);
		next_step(l);
	}
}

static void add_copy(struct load *l, struct buf *sql, enum followed what, const struct buf *copy)
{
	if (!replica_has(l->replica, what))
		return;
	buf_addf(sql, "%s;\n", copy->data);
	l->copies[l->copy_count++] = what;
}

/* The bounds of the period are set: its rows, and with the first the rest. What
 * is short comes first, as the first screen shows it while the accounts and their
 * windows are on their way. */
static void bounds_set(void *context, const struct sql_error *error)
{
	struct load *l = context;
	struct replica *r = l->replica;
	struct period *d = l->periods[l->period_index];
	struct buf sql = BUF_INIT;

	if (error) {
		fail(l, error);
		return;
	}
	l->copy_count = l->copy_read = 0;
	l->bad = l->chained = false;
	l->chain.count = 0;
	if (l->everything && !l->period_index) {
		add_copy(l, &sql, FOLLOW_MAINTENANCE, &r->load_sql[FOLLOW_MAINTENANCE]);
		add_copy(l, &sql, FOLLOW_INCIDENT, &r->load_sql[FOLLOW_INCIDENT]);
		add_copy(l, &sql, FOLLOW_FAILOVER, &r->load_sql[FOLLOW_FAILOVER]);
		add_copy(l, &sql, FOLLOW_LINK, &r->load_sql[FOLLOW_LINK]);
		add_copy(l, &sql, FOLLOW_TENANT, &r->load_sql[FOLLOW_TENANT]);
	}
	add_copy(l, &sql, FOLLOW_COVER, &r->load_sql[FOLLOW_COVER]);
	add_copy(l, &sql, FOLLOW_OUTAGE, &r->load_windows_sql[d->as_known][d->only_account != 0]);
	if (period_stamped_from(d) != TIME_NONE) {
		static const char *const stamps[2][2] = {
			{STAMPS("outage", "recorded_at, changed_at", "changed_at", ""),
			 STAMPS("outage", "recorded_at, changed_at", "changed_at", " and " OF_ACCOUNT)},
			{STAMPS("outage_history", "known_from, known_from", "known_from", ""),
			 STAMPS("outage_history", "known_from, known_from", "known_from", " and " OF_ACCOUNT)}};
		buf_addf(&sql, "%s;\n", stamps[d->as_known][d->only_account != 0]);
		l->copies[l->copy_count++] = LOAD_STAMPS;
	}
	period_load_begin(r->platform, d);
	/* what was being written meanwhile may not have been there yet */
	period_load_stamps_end(d, l->snapshot.clock - MINUTE_US);
	l->sink.period = d;
	session_copy(l->session, sql.data,
		     &(struct job){.context = l,
				   .copied = take_copied,
				   .done = copied,
				   .keep_transaction = true,
				   .timeout_us = LOAD_SILENCE_US});
	buf_release(&sql);
}

static void set_bounds(struct load *l)
{
	const struct period *d = l->periods[l->period_index];
	struct buf from = BUF_INIT, to = BUF_INIT, known = BUF_INIT, since = BUF_INIT;
	char account[24];

	time_rfc3339(&from, d->loaded.start_us);
	time_rfc3339(&to, d->loaded.end_us);
	if (d->as_known)
		time_rfc3339(&known, d->as_of);
	time_rfc3339(&since, period_stamped_from(d)); /* nothing for none */
	snprintf(account, sizeof account, "%lld", (long long)d->only_account);
	const char *values[] = {from.data, to.data, account, known.length ? known.data : "",
				since.length ? since.data : ""};
	static const Oid types[] = {OID_TEXT, OID_TEXT, OID_TEXT, OID_TEXT, OID_TEXT};
	struct statement bounds = {
		"select set_config('slatop.from', $1, true), set_config('slatop.to', $2, true),"
		" set_config('slatop.account', $3, true), set_config('slatop.known', $4, true),"
		" set_config('slatop.since', $5, true)",
		COUNT_OF(values), values, types, false};
	session_run(l->session, &bounds, 1,
		    &(struct job){.context = l, .done = bounds_set, .keep_transaction = true,
				  .timeout_us = LOAD_SILENCE_US});
	buf_release(&from);
	buf_release(&to);
	buf_release(&known);
	buf_release(&since);
}

/* --- the end ------------------------------------------------------------- */

static void finish_slice(void *context)
{
	struct load *l = context;
	struct platform *p = l->replica->platform;
	int64_t deadline = clock_monotonic() + FINISH_SLICE_US;

	while (l->period_index < l->period_count) {
		if (period_load_finish(p, l->periods[l->period_index], deadline)) {
			loop_timer_set(l->finishing, 0);
			return;
		}
		l->period_index++;
	}
	l->running = false;
	release_periods(l);
	l->done(l->replica, l, NULL);
}

static void committed(void *context, const struct sql_error *error)
{
	struct load *l = context;

	if (error) {
		fail(l, error);
		return;
	}
	l->period_index = 0;
	loop_timer_set(l->finishing, 0);
}

static void next_step(struct load *l)
{
	struct statement commit = replica_commit();

	if (l->period_index < l->period_count) {
		set_bounds(l);
		return;
	}
	session_run(l->session, &commit, 1,
		    &(struct job){.context = l, .done = committed, .timeout_us = LOAD_SILENCE_US});
}

void load_start(struct load *l, struct period *d)
{
	l->running = true;
	l->everything = !d;
	if (d)
		hold_period(l, d);
	position_copy(&l->before, &l->replica->position);
	l->replica->platform->status.rows_loaded = 0;
	start(l);
}

void load_abort(struct load *l)
{
	struct platform *p = l->replica->platform;

	if (!l->running)
		return;
	l->running = false;
	loop_timer_stop(l->finishing);
	l->sink.cover_count = 0;
	for (size_t i = 0; i < l->period_count; i++)
		period_load_abandon(p, l->periods[i]);
	release_periods(l);
}

/* --- what is asked for --------------------------------------------------- */

static void write_copy(const struct replica *r, struct buf *out, enum followed what, const char *relation,
		       const char *where)
{
	buf_init(out);
	buf_addf(out, "copy (select %s from sla.%s%s) to stdout (format binary)",
		 relation_columns(what, r->options.audit), relation, where);
}

static void write_windows(struct replica *r)
{
	static const char *const where[2][2] = {
		{" where " IN_PERIOD, " where " OF_ACCOUNT " and (" IN_PERIOD ")"},
		{" where " IS_KNOWN " and (" IN_PERIOD ")",
		 " where " OF_ACCOUNT " and " IS_KNOWN " and (" IN_PERIOD ")"}};

	for (int known = 0; known < 2; known++)
		for (int one = 0; one < 2; one++)
			write_copy(r, &r->load_windows_sql[known][one], FOLLOW_OUTAGE,
				   known ? "outage_history" : "outage", where[known][one]);
}

void load_init(struct load *l, struct replica *r, struct session *session,
	       void (*done)(struct replica *r, struct load *l, const struct sql_error *error))
{
	*l = (struct load){.replica = r, .session = session, .done = done};
	row_sink_init(&l->sink, r->platform);
	l->finishing = loop_timer(r->loop, finish_slice, l);
	if (r->load_sql[FOLLOW_TENANT].length)
		return;
	for (int what = 0; what < FOLLOW_COUNT; what++)
		write_copy(r, &r->load_sql[what], (enum followed)what, followed_relations[what].name, "");
	buf_clear(&r->load_sql[FOLLOW_COVER]);
	buf_add_text(&r->load_sql[FOLLOW_COVER], replica_sql("src/replica/load_cover.sql"));
	write_windows(r);
}

void load_release(struct load *l)
{
	load_abort(l);
	row_sink_release(&l->sink);
	loop_timer_remove(l->replica->loop, l->finishing);
	position_release(&l->before);
	chain_release(&l->chain);
	free(l->periods);
}
