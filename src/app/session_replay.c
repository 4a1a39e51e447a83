/* Reading a session's recording: first what there is of it, with its commands;
 * then its bytes, a piece at a time, each in a short read of its own; then what they
 * hold, in slices between the keys. */
#include "app/session_replay.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/hash.h"
#include "slatop/base/mem.h"

#define PIECE (INT64_C(1) << 19) /* bytes of a read: its text is twice as long */
#define PACKED_MOST (INT64_C(128) << 20)
#define COMMANDS_MOST "20000"
#define TELL_US (USEC / 5)    /* between two words on how far it is */

/* What a session is read by; in audit mode through the views that show cleared ones
 * alone, which also tell the hash of what was cleared. */
static const struct replay_sql {
	const char *session, *parts, *commands, *piece;
} plain_sql = {
	.session = "select s.operator, s.account, s.host, coalesce(s.recording_format, ''), s.ended_at is null,"
		   " (extract(epoch from s.started_at) * 1000000)::bigint,"
		   " (select count(*) from sla.bastion_recording r where r.session_id = s.session_id),"
		   " (select coalesce(sum(length(r.data)), 0) from sla.bastion_recording r where r.session_id = s.session_id),"
		   " null from sla.bastion_session s where s.session_id = $1::bigint",
	.parts = "select r.part, length(r.data) from sla.bastion_recording r where r.session_id = $1::bigint order by r.part",
	.commands = "select (extract(epoch from c.occurred_at - s.started_at) * 1000000)::bigint, c.command, c.risk"
		    " from sla.bastion_command c join sla.bastion_session s using (session_id)"
		    " where c.session_id = $1::bigint order by c.occurred_at, c.command_id limit " COMMANDS_MOST,
	.piece = "select encode(substr(r.data, $3::int, $4::int), 'hex') from sla.bastion_recording r"
		 " where r.session_id = $1::bigint and r.part = $2::int",
}, audit_sql = {
	/* What was cleared need not be among the sessions that a row of the account names: then its commands alone tell
	 * whose it was and where, and nothing when it began. */
	.session = "select coalesce(s.operator, c.operator, '?'), coalesce(s.account, '?'), coalesce(s.host, c.host, '?'),"
		   " coalesce(min(r.recording_format), ''), s.session_id is not null and s.ended_at is null,"
		   " (extract(epoch from s.started_at) * 1000000)::bigint, count(r.part),"
		   " coalesce(sum(length(r.data)), 0), min(encode(r.sha256, 'hex'))"
		   " from (select $1::bigint as session_id) as asked"
		   " left join sla.session_audit s using (session_id) left join sla.recording_audit r using (session_id)"
		   " left join (select min(operator::text) as operator, min(host) as host from sla.command_audit"
		   "            where session_id = $1::bigint) as c on true"
		   " where s.session_id is not null or r.session_id is not null or c.operator is not null"
		   " group by s.session_id, s.operator, s.account, s.host, s.ended_at, s.started_at, c.operator, c.host",
	.parts = "select r.part, length(r.data) from sla.recording_audit r where r.session_id = $1::bigint order by r.part",
	.commands = "select (extract(epoch from c.occurred_at - s.started_at) * 1000000)::bigint, c.command, c.risk"
		    " from sla.command_audit c join sla.session_audit s using (session_id)"
		    " where c.session_id = $1::bigint order by c.occurred_at, c.command_id limit " COMMANDS_MOST,
	.piece = "select encode(substr(r.data, $3::int, $4::int), 'hex') from sla.recording_audit r"
		 " where r.session_id = $1::bigint and r.part = $2::int",
};

struct part { int32_t number; int64_t length; };

struct session_replay {
	struct engine *engine;
	const struct key_map *keys;
	void (*changed)(void *context);
	void *context;

	bool reading;
	uint32_t platform;
	int64_t session, at; /* at: TIME_NONE, or the moment to begin at */
	int64_t started_us;
	char title[300], format[32], said[400];
	char cleared[65];           /* the hash of what may be played; "": any */
	bool says, bad;
	struct part *parts;
	size_t part_count, part;
	int64_t offset, total;      /* within the part, and of all */
	struct player_command *noted; /* labels owned */
	size_t noted_count;
	struct buf bytes;
	struct hash *hash;            /* of the bytes, where only what was cleared may be played */
	struct reading *unpacking;    /* all bytes are there, and become a recording */
	int64_t told_at;              /* how far it is */
	struct recording *recording;
	struct replay *replay;
};

struct session_replay *session_replay_create(struct engine *e, const struct key_map *keys, void (*changed)(void *context),
					     void *context)
{
	struct session_replay *s = mem_zero(1, sizeof *s);

	*s = (struct session_replay){.engine = e, .keys = keys, .changed = changed, .context = context,
				     .bytes = BUF_INIT};
	return s;
}

static const struct replay_sql *sql_of(const struct session_replay *s)
{
	return s->engine->audit ? &audit_sql : &plain_sql;
}

static void drop_reading(struct session_replay *s)
{
	for (size_t i = 0; i < s->noted_count; i++)
		free((void *)(uintptr_t)s->noted[i].label);
	free(s->noted);
	free(s->parts);
	buf_release(&s->bytes);
	hash_end(s->hash, NULL);
	reading_end(s->unpacking, NULL);
	s->hash = NULL;
	s->unpacking = NULL;
	s->noted = NULL;
	s->parts = NULL;
	s->noted_count = s->part_count = s->part = 0;
	s->offset = s->total = 0;
	if (s->reading)
		replica_forget(s->engine->replicas[s->platform], s);
	s->reading = false;
}

bool session_replay_close(struct session_replay *s)
{
	bool any = s->reading || s->replay;

	drop_reading(s);
	replay_destroy(s->replay);
	recording_destroy(s->recording);
	s->replay = NULL;
	s->recording = NULL;
	return any;
}

void session_replay_destroy(struct session_replay *s)
{
	if (!s)
		return;
	session_replay_close(s);
	free(s);
}

struct replay *session_replay_front(const struct session_replay *s)
{
	return s->replay;
}

void session_replay_of(const struct session_replay *s, uint32_t *platform, int64_t *session)
{
	*platform = s->platform;
	*session = s->session;
}

const char *session_replay_says(struct session_replay *s, bool *bad)
{
	if (!s->says)
		return NULL;
	s->says = false;
	*bad = s->bad;
	return s->said;
}

static void say(struct session_replay *s, bool bad, const char *text)
{
	snprintf(s->said, sizeof s->said, "session %" PRId64 ": %s", s->session, text);
	s->bad = bad;
	s->says = true;
	s->changed(s->context);
}

/* Whether it is time for a word on how far it is. What is there at once needs none, which
 * would outlast it. */
static bool is_due(struct session_replay *s)
{
	int64_t now = clock_monotonic();

	if (now - s->told_at < TELL_US)
		return false;
	s->told_at = now;
	return true;
}

static void fail(struct session_replay *s, const char *why)
{
	s->reading = false;
	drop_reading(s);
	say(s, true, why);
}

/* ---- playing ---- */

/* Parts that are missing between are told, not passed over in silence. */
static void note_gaps(struct session_replay *s)
{
	for (size_t i = 1; i < s->part_count; i++)
		if (s->parts[i].number != s->parts[i - 1].number + 1 && s->recording->condition == RECORDING_WHOLE) {
			s->recording->condition = RECORDING_GAPS;
			snprintf(s->recording->note, sizeof s->recording->note, "part %d follows on part %d",
				 (int)s->parts[i].number, (int)s->parts[i - 1].number);
		}
}

/* Why what there is cannot be read: perhaps its beginning is what is missing. */
static void note_first_part(const struct session_replay *s, struct err *e)
{
	size_t length = strlen(e->text);

	if (s->part_count && s->parts[0].number)
		snprintf(e->text + length, sizeof e->text - length, "; the first part that is there is number %d", (int)s->parts[0].number);
}

/* All bytes are there: what may be played is unpacked and read between the keys. */
static void unpack(struct session_replay *s)
{
	struct recording_file file = {.name = s->title, .bytes = s->bytes};
	char hash[65];

	hash_end(s->hash, hash);
	s->hash = NULL;
	if (s->engine->audit && strcmp(hash, s->cleared)) {
		fail(s, "its recording is not the one that was cleared");
		return;
	}
	buf_init(&s->bytes); /* taken */
	s->unpacking = reading_begin(&file, 1, s->format, NULL);
	loop_wake(s->engine->loop);
}

static void play(struct session_replay *s)
{
	struct err e = {""};
	int64_t now = clock_monotonic();

	s->recording = reading_end(s->unpacking, &e);
	s->unpacking = NULL;
	if (!s->recording) {
		note_first_part(s, &e);
		fail(s, e.text);
		return;
	}
	note_gaps(s);
	s->replay = replay_create(s->recording, s->title, s->keys);
	replay_set_commands(s->replay, s->noted, s->noted_count);
	if (s->at != TIME_NONE)
		replay_begin_at(s->replay, s->at - s->started_us, now);
	s->reading = false;
	drop_reading(s);
	s->changed(s->context);
}

bool session_replay_work(struct session_replay *s, int64_t deadline_us)
{
	char progress[64];

	if (!s->unpacking)
		return false;
	if (!reading_work(s->unpacking, deadline_us)) {
		play(s);
		return true;
	}
	if (is_due(s)) {
		reading_progress(s->unpacking, progress);
		say(s, false, progress);
	}
	return true;
}

/* ---- reading ---- */

static int64_t number(const struct read_result *r, int row, int column)
{
	const char *text = r->get(r, row, column);

	return text ? strtoll(text, NULL, 10) : 0;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0;
}

static void add_hex(struct buf *out, const char *text, size_t length)
{
	char bytes[4096];
	size_t count = 0;

	for (size_t i = 0; i + 1 < length; i += 2) {
		bytes[count++] = (char)(hex(text[i]) << 4 | hex(text[i + 1]));
		if (count == sizeof bytes) {
			buf_add(out, bytes, count);
			count = 0;
		}
	}
	buf_add(out, bytes, count);
}

static void ask_piece(struct session_replay *s);

static void on_piece(void *context, const struct read_result *results, int statements, const char *error)
{
	struct session_replay *s = context;
	const struct part *part = &s->parts[s->part];
	const char *text = statements == 1 && results[0].rows == 1 ? results[0].get(&results[0], 0, 0) : NULL;
	char progress[120];

	if (error || !text) {
		fail(s, error ? error : "a part of it has gone");
		return;
	}
	size_t before = s->bytes.length;
	add_hex(&s->bytes, text, strlen(text));
	if (s->hash)
		hash_add(s->hash, s->bytes.data + before, s->bytes.length - before);
	s->offset += PIECE;
	if (s->offset >= part->length) {
		s->part++;
		s->offset = 0;
	}
	if (s->part == s->part_count) {
		unpack(s);
		return;
	}
	if (is_due(s)) {
		snprintf(progress, sizeof progress, "%.1f of %.1f MB read", (double)s->bytes.length / 1e6, (double)s->total / 1e6);
		say(s, false, progress);
	}
	ask_piece(s);
}

static void ask_piece(struct session_replay *s)
{
	char session[24], part[16], from[24], count[24];
	const char *values[] = {session, part, from, count};
	struct read_statement statement = {sql_of(s)->piece, values, COUNT_OF(values)};

	snprintf(session, sizeof session, "%" PRId64, s->session);
	snprintf(part, sizeof part, "%d", (int)s->parts[s->part].number);
	snprintf(from, sizeof from, "%" PRId64, s->offset + 1);
	snprintf(count, sizeof count, "%" PRId64, PIECE);
	replica_read(s->engine->replicas[s->platform], &statement, 1, on_piece, s);
}

static void take_commands(struct session_replay *s, const struct read_result *r)
{
	s->noted = mem_zero((size_t)r->rows + 1, sizeof *s->noted);
	for (int i = 0; i < r->rows; i++) {
		const char *text = r->get(r, i, 1);
		s->noted[s->noted_count++] = (struct player_command){number(r, i, 0), mem_copy(text ? text : ""),
								     (int)number(r, i, 2)};
	}
}

static void take_parts(struct session_replay *s, const struct read_result *r)
{
	s->parts = mem_zero((size_t)r->rows + 1, sizeof *s->parts);
	for (int i = 0; i < r->rows; i++)
		s->parts[s->part_count++] = (struct part){(int32_t)number(r, i, 0), number(r, i, 1)};
}

static const char *text_or_empty(const struct read_result *r, int column)
{
	const char *text = r->get(r, 0, column);

	return text ? text : "";
}

/* What there is of it; why it cannot be played. */
static const char *take_session(struct session_replay *s, const struct read_result *r)
{
	if (r->rows != 1)
		return "there is no such session";
	snprintf(s->title, sizeof s->title, "session %" PRId64 "  %s as %s on %s", s->session, text_or_empty(r, 0),
		 text_or_empty(r, 1), text_or_empty(r, 2));
	snprintf(s->format, sizeof s->format, "%s", text_or_empty(r, 3));
	snprintf(s->cleared, sizeof s->cleared, "%s", text_or_empty(r, 8));
	s->started_us = number(r, 0, 5);
	if (!r->get(r, 0, 5))
		s->at = TIME_NONE; /* it is not known which second of the recording that is */
	s->total = number(r, 0, 7);
	if (!number(r, 0, 6) && s->engine->audit)
		return "its recording has not been cleared";
	if (!number(r, 0, 6))
		return s->format[0]		    ? "its recording is missing"
		       : !strcmp(text_or_empty(r, 4), "t") ? "it is still open: there is no recording yet"
							   : "it has no recording";
	if (s->total > PACKED_MOST)
		return "its recording is larger than 128 MB";
	return NULL;
}

static void on_session(void *context, const struct read_result *results, int statements, const char *error)
{
	struct session_replay *s = context;

	if (!error && statements != 3)
		error = "nothing came of it";
	if (!error)
		error = take_session(s, &results[0]);
	if (error) {
		fail(s, error);
		return;
	}
	s->hash = s->engine->audit ? hash_begin() : NULL;
	buf_room(&s->bytes, (size_t)s->total);
	take_parts(s, &results[1]);
	take_commands(s, &results[2]);
	ask_piece(s);
}

bool session_replay_open(struct session_replay *s, const struct model_scope *scope, struct err *e)
{
	const struct scope_with *session = scope_with_find(scope, "session"), *at = scope_with_find(scope, "at");
	char number_text[24];
	const char *values[] = {number_text};

	session_replay_close(s);
	if (!session || scope->platform < 0)
		return err_set(e, "no session is named here");
	s->platform = (uint32_t)scope->platform;
	s->session = session->i;
	s->at = at ? at->i : TIME_NONE;
	snprintf(number_text, sizeof number_text, "%" PRId64, s->session);
	struct read_statement statements[] = {
		{sql_of(s)->session, values, 1}, {sql_of(s)->parts, values, 1}, {sql_of(s)->commands, values, 1}};
	s->reading = true;
	s->told_at = clock_monotonic();
	replica_read(s->engine->replicas[s->platform], statements, COUNT_OF(statements), on_session, s);
	return true;
}
