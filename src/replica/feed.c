/* Changes: one pipeline, one round trip, one snapshot, every second. First whether
 * there are any, which is no more than a look at an index of each relation; only
 * where there are they are read, in a snapshot of their own. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"

#define ROWS_A_LOOK 64 /* between looks at the clock */
#define WHOLE_POLLS 10 /* one in so many reads though nothing changed */
#define HELD_POLLS 30  /* polls in which xmin stood still, before it is a warning */

static void feed_read(struct replica *r);

/* --- positions ----------------------------------------------------------- */

void position_copy(struct position *to, const struct position *from)
{
	to->xmin = from->xmin;
	to->lsn = from->lsn;
	to->seen_count = 0;
	for (size_t i = 0; i < from->seen_count; i++) {
		MEM_GROW(to->seen, to->seen_count, to->seen_capacity);
		to->seen[to->seen_count++] = from->seen[i];
	}
}

void position_release(struct position *p)
{
	free(p->seen);
	*p = (struct position){0};
}

static int by_xid(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The transactions read, old and new, that the next reading would meet again. */
static void position_advance(struct replica *r)
{
	struct position *p = &r->position;
	struct poll *poll = &r->poll;
	size_t kept = 0;

	for (size_t i = 0; i < poll->xid_count; i++) {
		MEM_GROW(p->seen, p->seen_count, p->seen_capacity);
		p->seen[p->seen_count++] = poll->xids[i];
	}
	p->xmin = poll->snapshot.xmin;
	p->lsn = poll->snapshot.lsn;
	if (p->seen_count)
		qsort(p->seen, p->seen_count, sizeof *p->seen, by_xid);
	for (size_t i = 0; i < p->seen_count; i++)
		if (p->seen[i] >= p->xmin && (!kept || p->seen[kept - 1] != p->seen[i]))
			p->seen[kept++] = p->seen[i];
	p->seen_count = kept;
}

/* A long transaction on the primary holds xmin back, while beats go on. */
static void look_for_held_xmin(struct replica *r, uint64_t xmin_before)
{
	const struct snapshot *s = &r->poll.snapshot;

	if (s->xmin != xmin_before) {
		r->held_since = s->received_at;
		r->held_beat = s->beat_at;
		r->held_polls = 0;
	} else if (s->beat_at != r->held_beat && r->held_beat != TIME_NONE && r->position.seen_count &&
		   s->received_at - r->held_since >= HELD_POLLS * r->options.poll_interval_us) {
		r->held_polls++;
	}
}

/* --- results ------------------------------------------------------------- */

static void keep_xid(struct poll *poll, uint64_t xid)
{
	if (poll->xid_count && poll->xids[poll->xid_count - 1] == xid)
		return;
	MEM_GROW(poll->xids, poll->xid_count, poll->xid_capacity);
	poll->xids[poll->xid_count++] = xid;
}

static void look_at_snapshot(struct replica *r, const PGresult *result)
{
	struct poll *poll = &r->poll;

	snapshot_read(&poll->snapshot, result);
	poll->reload = !snapshot_fits(&poll->snapshot, r->session) ||
		       poll->snapshot.system_identifier != r->system_identifier ||
		       poll->snapshot.timeline != r->timeline || poll->snapshot.xmin < r->position.xmin;
}

static void look_at_types(struct poll *poll, enum followed what, const PGresult *result)
{
	for (int i = 0; i < PQnfields(result) && i < CELLS_MAX; i++) {
		if (poll->types_known && poll->types[what][i] != PQftype(result, i))
			poll->types_changed = true;
		poll->types[what][i] = PQftype(result, i);
	}
}

/* All but the covers have changed_xid first. */
/* In audit mode an incident is seen by the windows that name it: with one that is
 * voided it may have gone, and no row tells. Once for each change, also while it is
 * read again and again. */
static void look_at_voided(struct replica *r, const struct cell *cells, uint64_t xid)
{
	if (!r->options.audit || !cell_bool(&cells[OUTAGE_VOIDED]) || xid <= r->voided_xid)
		return;
	r->voided_xid = xid;
	r->poll.reload = true;
}

static void take_row(struct replica *r, enum followed what, const PGresult *result, int row)
{
	struct poll *poll = &r->poll;
	struct cell cells[CELLS_MAX];
	int first = what == FOLLOW_COVER ? 0 : 1;

	for (int i = 0; i < followed_relations[what].column_count; i++)
		cells[i] = cell_of(result, row, first + i);
	if (first) {
		struct cell xid = cell_of(result, row, 0);
		keep_xid(poll, (uint64_t)cell_int(&xid));
		if (what == FOLLOW_OUTAGE)
			look_at_voided(r, cells, (uint64_t)cell_int(&xid));
	}
	row_put(&poll->sink, what, cells);
	poll->rows++;
}

static bool take_result(void *context, int statement, const PGresult *result, int *row, int64_t deadline_us)
{
	struct replica *r = context;
	struct poll *poll = &r->poll;

	if (statement == 1 && PQntuples(result))
		look_at_snapshot(r, result);
	if (statement < 2 || statement >= 2 + poll->count || poll->reload || poll->types_changed)
		return true;
	enum followed what = poll->order[statement - 2];
	if (!*row)
		look_at_types(poll, what, result);
	while (*row < PQntuples(result) && !poll->types_changed) {
		take_row(r, what, result, (*row)++);
		if (*row % ROWS_A_LOOK == 0 && clock_monotonic() >= deadline_us)
			return false;
	}
	if (what == FOLLOW_COVER && PQresultStatus(result) == PGRES_TUPLES_OK)
		row_cover_end(&poll->sink);
	return true;
}

static bool take_probe(void *context, int statement, const PGresult *result, int *row, int64_t deadline_us)
{
	struct replica *r = context;

	(void)row;
	(void)deadline_us;
	if (statement == 1)
		look_at_snapshot(r, result);
	if (statement != 2)
		return true;
	struct cell changed = cell_of(result, 0, 0);
	r->poll.changed = cell_bool(&changed);
	return true;
}

/* The rows of a snapshot are all in the store, or there were none. */
static void take_snapshot(struct replica *r)
{
	struct poll *poll = &r->poll;
	uint64_t xmin = r->position.xmin;

	if (!poll->keep_position) {
		position_advance(r);
		look_for_held_xmin(r, xmin);
	}
	r->platform->status.polls++;
	r->platform->status.rows_read += poll->rows;
	status_take(r, &poll->snapshot);
}

static bool refused(struct replica *r, const struct sql_error *error)
{
	if (error || snapshot_fits(&r->poll.snapshot, r->session))
		return false;
	replica_lost(r, "the server is no standby: it is not in recovery");
	return true;
}

static void poll_done(void *context, const struct sql_error *error)
{
	struct replica *r = context;
	struct poll *poll = &r->poll;

	if (refused(r, error))
		return;
	if (!error && !poll->reload && !poll->types_changed) {
		poll->types_known = true;
		take_snapshot(r);
	}
	replica_poll_done(r, error);
}

static void probe_done(void *context, const struct sql_error *error)
{
	struct replica *r = context;
	struct poll *poll = &r->poll;

	if (refused(r, error))
		return;
	if (!error && !poll->reload && poll->changed) {
		feed_read(r);
		return;
	}
	if (!error && !poll->reload)
		take_snapshot(r);
	replica_poll_done(r, error);
}

/* --- asking -------------------------------------------------------------- */

static void write_seen(struct buf *out, const struct position *p)
{
	buf_add_byte(out, '{');
	for (size_t i = 0; i < p->seen_count; i++)
		buf_addf(out, "%s%" PRIu64, i ? "," : "", p->seen[i]);
	buf_add_byte(out, '}');
}

/* Since when, for both questions. */
struct since {
	char xmin[24];
	struct buf seen;
	const char *values[2];
};

static void since_write(struct since *s, const struct position *p)
{
	snprintf(s->xmin, sizeof s->xmin, "%" PRIu64, p->xmin);
	buf_init(&s->seen);
	write_seen(&s->seen, p);
	s->values[0] = s->xmin;
	s->values[1] = s->seen.data;
}

static void begin_poll(struct poll *poll)
{
	poll->xid_count = 0;
	poll->rows = 0;
	poll->reload = poll->types_changed = poll->keep_position = poll->changed = false;
	poll->sink.changed_count = poll->sink.cover_count = 0;
}

static const Oid since_types[] = {OID_XID8, OID_XID8_ARRAY};

static void feed_read(struct replica *r)
{
	struct poll *poll = &r->poll;
	struct statement list[3 + FOLLOW_COUNT];
	const char *times[2];
	struct since since;
	int count = 0;

	since_write(&since, &r->position);
	list[count++] = replica_begin();
	list[count] = replica_settings(r, "src/replica/snapshot.sql", false, times);
	list[count++].binary = true;
	poll->count = 0;
	for (int what = 0; what < FOLLOW_COUNT; what++) {
		if (!replica_has(r, (enum followed)what))
			continue;
		poll->order[poll->count++] = (enum followed)what;
		list[count++] = (struct statement){r->feed_sql[what].data, 2, since.values, since_types, true};
	}
	list[count++] = replica_commit();
	begin_poll(poll);
	poll->probes = 0;
	session_run(r->session, list, count,
		    &(struct job){.context = r, .result = take_result, .done = poll_done, .row_by_row = true,
				  .timeout_us = r->options.statement_timeout_us + 5 * USEC});
	buf_release(&since.seen);
}

/* A change to the accounts covered touches their maintenance. */
static void write_probe(const struct replica *r, struct buf *out)
{
	const char *before = "select ";

	for (int what = 0; what < FOLLOW_COUNT; what++) {
		if (what == FOLLOW_COVER || !replica_has(r, (enum followed)what))
			continue;
		buf_addf(out, "%sexists (select from sla.%s where changed_xid >= $1 and changed_xid <> all ($2))", before,
			 followed_relations[what].name);
		before = " or ";
	}
}

/* The first poll of a connection reads, so that the columns' types are known; one
 * now and then, so that a column that is gone is found before its rows change. */
void feed_poll(struct replica *r)
{
	struct buf probe = BUF_INIT;
	const char *times[2];
	struct since since;

	if (!r->poll.types_known || ++r->poll.probes >= WHOLE_POLLS) {
		feed_read(r);
		return;
	}
	since_write(&since, &r->position);
	write_probe(r, &probe);
	struct statement list[] = {replica_begin(),
				   replica_settings(r, "src/replica/snapshot.sql", false, times),
				   {probe.data, 2, since.values, since_types, true},
				   replica_commit()};
	list[1].binary = true;
	begin_poll(&r->poll);
	session_run(r->session, list, COUNT_OF(list),
		    &(struct job){.context = r, .result = take_probe, .done = probe_done,
				  .timeout_us = r->options.statement_timeout_us + 5 * USEC});
	buf_release(&since.seen);
	buf_release(&probe);
}

void feed_init(struct replica *r)
{
	for (int what = 0; what < FOLLOW_COUNT; what++) {
		const struct relation *f = &followed_relations[what];
		buf_init(&r->feed_sql[what]);
		if (what == FOLLOW_COVER)
			buf_add_text(&r->feed_sql[what], replica_sql("src/replica/feed_cover.sql"));
		else
			buf_addf(
				&r->feed_sql[what],
				"select changed_xid, %s from sla.%s where changed_xid >= $1 and changed_xid <> all ($2)",
				relation_columns((enum followed)what, r->options.audit), f->name);
	}
	row_sink_init(&r->poll.sink, r->platform);
}

void feed_release(struct replica *r)
{
	for (int what = 0; what < FOLLOW_COUNT; what++)
		buf_release(&r->feed_sql[what]);
	row_sink_release(&r->poll.sink);
	free(r->poll.xids);
	position_release(&r->position);
}
