/* What a reply of the server tells about time and place, and the status made of
 * it. */
#include <inttypes.h>
#include <string.h>

#include "private.h"

#define CLOCK_JUMP_US USEC    /* more than that is a clock that was set */
#define CLOCK_SLEW_US 200     /* how far a reply may pull the smoothed clock back */

/* An infinite time says nothing about when. */
static int64_t finite_time(const struct cell *c)
{
	int64_t at = cell_time(c);

	return at == TIME_INFINITE || at == TIME_MINUS_INFINITE ? TIME_NONE : at;
}

void snapshot_read(struct snapshot *s, const PGresult *r)
{
	struct cell c[8];

	for (int i = 0; i < 8; i++)
		c[i] = cell_of(r, 0, i);
	*s = (struct snapshot){.recovery = cell_bool(&c[0]),
			       .clock = finite_time(&c[1]),
			       .replayed = finite_time(&c[2]),
			       .beat_at = finite_time(&c[3]),
			       .system_identifier = cell_int(&c[4]),
			       .timeline = (int32_t)cell_int(&c[5]),
			       .xmin = (uint64_t)cell_int(&c[6]),
			       .lsn = (uint64_t)cell_int(&c[7]),
			       .received_at = clock_monotonic()};
}

bool snapshot_fits(const struct snapshot *s, const struct session *session)
{
	return s->recovery || session_allows_primary(session);
}

int64_t snapshot_time(const struct snapshot *s)
{
	if (s->replayed == TIME_NONE || s->beat_at == TIME_NONE)
		return s->replayed == TIME_NONE ? s->beat_at : s->replayed;
	return s->replayed > s->beat_at ? s->replayed : s->beat_at;
}

/* A reply takes a varying time to come, so the clock that it carries is behind by
 * as much: the one that came quickest is believed, and given up slowly. So the
 * moment of evaluation never runs backwards from poll to poll. */
static void smooth_clock(struct replica *r, const struct snapshot *s)
{
	int64_t offset = s->clock - s->received_at, change = offset - r->clock_offset;

	if (!r->clock_known || change > 0 || change < -CLOCK_JUMP_US)
		r->clock_offset = offset;
	else
		r->clock_offset -= -change < CLOCK_SLEW_US ? -change : CLOCK_SLEW_US;
	r->clock_known = true;
}

struct session_traffic status_traffic(struct replica *r)
{
	struct replica_traffic *t = &r->platform->status.traffic;

	return (struct session_traffic){&t->queries, &t->rows, &t->bytes};
}

/* A second apart at least, so that they reach back far enough. */
static void take_sample(struct replica_status *s)
{
	int64_t now = clock_monotonic();

	if (s->sample_count && now - s->samples[0].at < USEC - USEC / 10)
		return;
	memmove(s->samples + 1, s->samples, (REPLICA_SAMPLES - 1) * sizeof *s->samples);
	s->samples[0] = (struct replica_sample){now, s->traffic};
	if (s->sample_count < REPLICA_SAMPLES)
		s->sample_count++;
}

void status_error(struct replica *r, const char *message)
{
	struct replica_status *s = &r->platform->status;
	struct replica_error e = {.first_at = clock_wall(), .last_at = clock_wall(), .times = 1};
	size_t at = 0;

	message_clean(e.text, sizeof e.text, message);
	while (at < s->error_count && strcmp(s->errors[at].text, e.text))
		at++;
	if (at < s->error_count) { /* one that came before is the latest again */
		e.first_at = s->errors[at].first_at;
		e.times = s->errors[at].times + 1;
	} else if (s->error_count < REPLICA_ERRORS) {
		s->error_count++;
	} else {
		at--;
	}
	memmove(s->errors + 1, s->errors, at * sizeof *s->errors);
	s->errors[0] = e;
	s->error_generation++;
}

void status_take(struct replica *r, const struct snapshot *s)
{
	struct replica_status *status = &r->platform->status;

	smooth_clock(r, s);
	take_sample(status);
	status->replica_time = snapshot_time(s);
	status->received_at = s->received_at;
	status->server_clock = s->received_at + r->clock_offset;
	status->system_identifier = s->system_identifier;
	status->timeline = s->timeline;
	status->server_version = session_server_version(r->session);
	snprintf(status->lsn, sizeof status->lsn, "%" PRIX32 "/%" PRIX32, (uint32_t)(s->lsn >> 32),
		 (uint32_t)s->lsn);
}

/* Why the data are old: what the last poll met, or that its answer is awaited,
 * else the replication. How old changes with each poll: the views show that. */
static void write_stale(const struct replica *r, char *out, size_t size)
{
	if (*r->trouble)
		snprintf(out, size, "the last poll failed: %s", r->trouble);
	else if (r->phase == PHASE_FEED && !session_idle(r->session))
		snprintf(out, size, "the standby does not answer");
	else
		snprintf(out, size, "the standby is behind its primary by more than %" PRId64 " s",
			 r->platform->status.lag_ok_us / USEC);
}

void status_live(struct replica *r)
{
	int64_t age = platform_data_age(r->platform, clock_monotonic());
	char message[sizeof r->trouble + 64];

	if (age == TIME_NONE) {
		replica_set_state(r, REPLICA_NO_TIME,
				  "the standby knows no time: no heartbeat and nothing replayed");
	} else if (age <= r->platform->status.lag_ok_us) {
		replica_set_state(r, REPLICA_LIVE, "");
	} else {
		write_stale(r, message, sizeof message);
		replica_set_state(r, REPLICA_STALE, message);
	}
}

void status_warn(struct replica *r)
{
	struct replica_status *status = &r->platform->status;
	struct buf all = BUF_INIT;
	char text[sizeof status->warning];

	if (r->held_polls)
		buf_addf(&all,
			 "a transaction has been open on the primary for %" PRId64
			 " s or more: what came after it is remembered and skipped",
			 (clock_monotonic() - r->held_since) / (10 * USEC) * 10);
	if (r->warnings.length)
		buf_addf(&all, "%s%s", all.length ? "; " : "", r->warnings.data);
	message_clean(text, sizeof text, all.data);
	buf_release(&all);
	if (strcmp(text, status->warning)) {
		memcpy(status->warning, text, sizeof text);
		r->platform->generation++;
	}
}

struct period *status_month(struct replica *r, int64_t at_us)
{
	const struct calendar *c = agreement_calendar(r->platform->agreement);
	struct span month = {calendar_month(c, at_us, 0), calendar_month(c, at_us, 1)};

	return platform_current_period(r->platform, month);
}
