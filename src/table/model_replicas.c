/* Replicas: the connections to the sub-platforms' standbys, and how they do. */
#include <stdio.h>
#include <string.h>

#include "table/accounts.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Code", "Code of the sub-platform.", NULL) \
	F(NAME, "name", VALUE_TEXT, 0, "Platform", "Name of the sub-platform.", NULL) \
	F(STATE, "state", VALUE_TEXT, T, "State", "State of the replica.", "state") \
	F(STATE_FOR, "state_for_s", VALUE_DURATION, T, "For", "How long it has been in that state.", NULL) \
	F(LAG, "lag_s", VALUE_DURATION, T, "Lag", \
	  "The server's clock less the time up to which the replica knows: the age of the data.", NULL) \
	F(ANSWERED, "answered_s", VALUE_DURATION, T, "Answered", "How long ago it last answered.", NULL) \
	F(REPLICA_TIME, "replica_time", VALUE_TIME, T, "Replica time", \
	  "The time up to which the replica knows.", NULL) \
	F(LSN, "lsn", VALUE_TEXT, T, "LSN", "How far it has replayed.", NULL) \
	F(TIMELINE, "timeline", VALUE_INTEGER, FIELD_ID, "Timeline", "The primary's timeline.", NULL) \
	F(SYSTEM, "system_identifier", VALUE_INTEGER, FIELD_ID, "System", \
	  "The database's system identifier.", NULL) \
	F(VERSION, "server_version", VALUE_TEXT, 0, "Server", "The server's version.", NULL) \
	F(POLLS, "polls", VALUE_INTEGER, T, "Polls", "How often it was asked for changes.", NULL) \
	F(QUERIES, "queries", VALUE_INTEGER, T, "Queries", "Statements sent to it, ever.", NULL) \
	F(ROWS, "rows", VALUE_INTEGER, T, "Rows", "Rows that came from it, ever.", NULL) \
	F(BYTES, "bytes", VALUE_INTEGER, T, "Bytes", "Bytes of these rows, ever.", NULL) \
	F(QUERIES_A_SECOND, "queries_per_s", VALUE_INTEGER, T, "Queries/s", \
	  "Statements a second, over ten seconds.", NULL) \
	F(ROWS_A_SECOND, "rows_per_s", VALUE_INTEGER, T, "Rows/s", "Rows a second, over ten seconds.", NULL) \
	F(BYTES_A_SECOND, "bytes_per_s", VALUE_INTEGER, T, "Bytes/s", \
	  "Bytes of rows a second, over ten seconds.", NULL) \
	F(FAULTS, "faults", VALUE_INTEGER, T, "Bad rows", "Bad rows that were left out.", NULL) \
	F(MESSAGE, "message", VALUE_TEXT, T, "Message", "Why it is not live.", NULL) \
	F(WARNING, "warning", VALUE_TEXT, T, "Warning", "What is live but not as it should be.", NULL) \
	F(LACKING, "lacking", VALUE_TEXT, 0, "Lacks", \
	  "Relations of the contract that it does not publish as they should be.", NULL) \
	F(RETRY_IN, "retry_in_s", VALUE_DURATION, T, "Retry in", "Time until the next attempt.", NULL) \
	F(ERRORS, "errors", VALUE_INTEGER, T, "Errors", "Errors since the start.", NULL) \
	F(LAST_ERROR, "last_error", VALUE_TEXT, T, "Last error", "What went wrong last.", NULL) \
	F(LAST_ERROR_AT, "last_error_at", VALUE_TIME, T, "Error at", "When, by our own clock.", NULL) \
	F(POSITION, "position", VALUE_INTEGER, S, "#", "Place in the configuration.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	MODEL_FRAME;
	struct arena texts; /* what was written since the last advance */
};
static const struct part parts[] = {PART(texts, texts), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	return frame_new(sizeof(struct model_state), scope, parts, frame_plain, true);
}

uint64_t replicas_generation(const struct sources *s)
{
	uint64_t g = sources_generation(s);

	for (size_t i = sources_next(s, 0); i < s->scope.store->count; i = sources_next(s, i + 1)) {
		const struct replica_status *status = &source_platform(s, i)->status;

		g = generation_mix(g, status->state);
		g = generation_mix(g, status->polls);
		g = generation_mix(g, status->error_generation);
	}
	return g;
}

uint64_t model_generation_of_replicas(const struct model_state *s)
{
	return replicas_generation((const struct sources *)(const void *)s);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t i = sources_next(&s->sources, *position);

	(void)deadline_us;
	for (; i < s->sources.scope.store->count; i = sources_next(&s->sources, i + 1))
		rows_add(list, count, capacity, i, 0);
	*position = i;
	return false;
}

/* ---- values ---- */

static const char *text_or_null(const char *text)
{
	return text && *text ? text : NULL;
}

static void put_since(struct value *out, int64_t now, int64_t since)
{
	put_int(out, now > since ? now - since : 0);
	out->null = since <= 0 || since == TIME_NONE;
}

/* Before the first answer nothing of this is known. */
static void put_answer(const struct model_state *s, const struct platform *p, size_t field, struct value *out)
{
	const struct replica_status *status = &p->status;
	int64_t now = s->sources.scope.now;

	switch (field) {
	case F_LAG:
		put_time(out, platform_data_age(p, now));
		break;
	case F_ANSWERED:
		put_since(out, now, status->server_clock == TIME_NONE ? TIME_NONE : status->received_at);
		break;
	case F_REPLICA_TIME:
		put_time(out, status->replica_time);
		break;
	case F_LSN:
		put_text(out, text_or_null(status->lsn));
		break;
	case F_TIMELINE:
		put_id(out, status->timeline);
		break;
	default:
		put_id(out, status->system_identifier);
	}
}

static void put_traffic(const struct model_state *s, const struct platform *p, size_t field,
			struct value *out)
{
	struct replica_traffic rate = platform_traffic_rate(p, s->sources.scope.now);

	switch (field) {
	case F_POLLS:
		put_int(out, (int64_t)p->status.polls);
		break;
	case F_QUERIES:
		put_int(out, (int64_t)p->status.traffic.queries);
		break;
	case F_ROWS:
		put_int(out, (int64_t)p->status.traffic.rows);
		break;
	case F_BYTES:
		put_int(out, (int64_t)p->status.traffic.bytes);
		break;
	case F_BYTES_A_SECOND:
		put_int(out, (int64_t)rate.bytes);
		break;
	case F_QUERIES_A_SECOND:
		put_int(out, (int64_t)rate.queries);
		break;
	default:
		put_int(out, (int64_t)rate.rows);
	}
}

/* 150018 is 15.18. */
static void put_version(struct model_state *s, int version, struct value *out)
{
	char text[32];
	int length = snprintf(text, sizeof text, "%d.%d", version / 10000, version % 10000);

	put_text(out, version ? arena_copy(&s->texts, text, (size_t)length) : NULL);
}

/* The names are parted by two blanks, with one before and behind. */
static void put_lacking(struct model_state *s, const char *lacking, struct value *out)
{
	struct buf text = BUF_INIT;

	for (const char *at = lacking + strspn(lacking, " "); *at;) {
		size_t length = strcspn(at, " ");
		buf_addf(&text, "%s%.*s", text.length ? " " : "", (int)length, at);
		at += length + strspn(at + length, " ");
	}
	put_text(out, text.length ? arena_copy(&s->texts, text.data, text.length) : NULL);
	buf_release(&text);
}

static void put_errors(const struct replica_status *status, size_t field, struct value *out)
{
	int64_t times = 0;

	for (size_t i = 0; i < status->error_count; i++)
		times += status->errors[i].times;
	if (field == F_ERRORS)
		put_int(out, times);
	else if (!status->error_count)
		put_null(out);
	else if (field == F_LAST_ERROR)
		put_text(out, status->errors[0].text);
	else
		put_time(out, status->errors[0].last_at);
}

static void put_state(struct model_state *s, size_t i, size_t field, struct value *out)
{
	const struct platform *p = source_platform(&s->sources, i);
	const struct replica_status *status = &p->status;
	int64_t now = s->sources.scope.now;

	switch (field) {
	case F_PLATFORM:
		put_text(out, text_or_null(p->code));
		break;
	case F_NAME:
		put_text(out, text_or_null(p->name) ? p->name : p->code);
		break;
	case F_STATE:
		put_text(out, replica_state_names[status->state]);
		break;
	case F_STATE_FOR:
		put_since(out, now, status->state_at);
		break;
	case F_VERSION:
		put_version(s, status->server_version, out);
		break;
	case F_FAULTS:
		put_int(out, (int64_t)p->faults);
		break;
	case F_MESSAGE:
		put_text(out, text_or_null(status->message));
		break;
	case F_WARNING:
		put_text(out, text_or_null(status->warning));
		break;
	case F_LACKING:
		put_lacking(s, status->lacking, out);
		break;
	case F_RETRY_IN:
		put_int(out, status->retry_at > now ? status->retry_at - now : 0);
		out->null = status->retry_at == TIME_NONE || status->retry_at <= 0;
		break;
	default:
		put_int(out, (int64_t)i + 1);
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct platform *p = source_platform(&s->sources, row.platform);

	if (!value_start(out, fields, F_COUNT, field) || !p)
		put_null(out);
	else if (field >= F_LAG && field <= F_SYSTEM)
		put_answer(s, p, field, out);
	else if (field >= F_POLLS && field <= F_BYTES_A_SECOND)
		put_traffic(s, p, field, out);
	else if (field >= F_ERRORS && field <= F_LAST_ERROR_AT)
		put_errors(&p->status, field, out);
	else
		put_state(s, row.platform, field, out);
}

const struct model model_replicas = {
	.name = "replicas",
	.help = "The connections to the sub-platforms' standbys: state, lag, traffic, errors.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "position",
	.open = open_,
	.close = frame_close,
	.advance = frame_advance,
	.generation = model_generation_of_replicas,
	.rows = rows,
	.get = get,
	.key = model_key_of_platform,
	.complete = model_always_complete,
	.enter = model_enter_platform,
};
