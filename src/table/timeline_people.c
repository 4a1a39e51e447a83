/* What people did, and the calls that got through, as the servers are asked for it:
 * each relation in one bounded query over the span, by an index. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/sla/completion.h"
#include "slatop/table/paged.h"
#include "table/timeline_parts.h"

#define ROWS_MOST 5000     /* of one relation and sub-platform; of more the first */
#define AGAIN_US (10 * USEC) /* an incident that goes on is asked about again */

/* The columns are alike: kind as a word (of the business log: its action), time,
 * number, session, account, who, where, what, risk. $1 from, $2 to, $3 rows. */
static const struct asking {
	const char *relation, *sql, *words;
	uint8_t kind; /* enum timeline_kind */
} askings[] = {
	{"bastion_command",
	 "select '' as kind, occurred_at, command_id, session_id, null::bigint, operator, host, command, risk::bigint"
	 " from sla.bastion_command where occurred_at >= $1 and occurred_at < $2"
	 " order by occurred_at, command_id limit $3",
	 "bastion commands", TIMELINE_COMMAND},
	{"business_log",
	 "select action, occurred_at, log_id, null::bigint, enterprise_no, operator, object,"
	 " action || ' ' || object || ': ' || result, 0::bigint"
	 " from sla.business_log where occurred_at >= $1 and occurred_at < $2"
	 " order by occurred_at, log_id limit $3",
	 "business operations", TIMELINE_OPERATION},
	{"deletion",
	 "select '' as kind, executed_at, deletion_id, session_id, enterprise_no, operator, object_kind,"
	 " method || ' ' || object_kind || ' ' || object, 0::bigint"
	 " from sla.deletion where executed_at >= $1 and executed_at < $2"
	 " order by executed_at, deletion_id limit $3",
	 "deletions", TIMELINE_DELETION},
	{"bastion_session",
	 "select '' as kind, started_at, session_id, session_id, null::bigint, operator, host,"
	 " case when via_bastion then 'logs in to ' else 'logs in past the bastion to ' end || host || ' as ' || account"
	 " || ' from ' || host(client_ip), 0::bigint"
	 " from sla.bastion_session where started_at >= $1 and started_at < $2"
	 " order by started_at, session_id limit $3",
	 "log-ins", TIMELINE_LOGIN},
	/* Slots of five minutes of the last two days, all carriers together. */
	{"call_rate",
	 "select '' as kind, slot, sum(requested)::bigint, sum(connected)::bigint from sla.call_rate"
	 " where slot >= $1 and slot < $2 and requested >= 0 and connected between 0 and requested and answered >= 0"
	 " group by slot order by slot limit $3",
	 "slots of calls", TIMELINE_KINDS},
};
#define ASKINGS COUNT_OF(askings)
static const uint8_t types[] = {VALUE_TEXT, VALUE_TIME, VALUE_INTEGER, VALUE_INTEGER, VALUE_INTEGER,
				VALUE_TEXT, VALUE_TEXT, VALUE_TEXT, VALUE_INTEGER};
#define RATE_TYPES 4

/* One query of one sub-platform, and what came of it last. */
struct people_query {
	struct people_list *list;
	const struct asking *what;
	void *asked;
	struct span wanted, got; /* asked for last; that the rows are of */
	int64_t asked_at;        /* monotonic */
	bool answered, cut;      /* cut: there were more than ROWS_MOST */
	const char *error;       /* NULL: none */
	struct timeline_event *events; /* texts and all in memory; of call_rate: rates */
	struct timeline_rate *rates;
	size_t count;
	struct arena memory;
};
struct people_list {
	struct timeline_people *people;
	uint32_t platform, epoch;
	struct people_query queries[ASKINGS];
};

/* ---- answers ---- */

static const char *kept_text(struct arena *a, const struct value *v)
{
	struct buf clean = BUF_INIT;

	if (v->null || !v->text)
		return NULL;
	text_clean(&clean, v->text, strlen(v->text));
	const char *copy = arena_copy(a, clean.data, clean.length);
	buf_release(&clean);
	return copy;
}

static uint8_t kind_of(const struct people_query *q, const char *word)
{
	if (q->what->kind != TIMELINE_OPERATION || !word)
		return q->what->kind;
	if (!strcmp(word, "release"))
		return TIMELINE_RELEASE;
	return !strcmp(word, "login") || !strcmp(word, "logout") ? TIMELINE_LOGIN : TIMELINE_OPERATION;
}

static void take_event(struct people_query *q, const struct page_answer *a, size_t row)
{
	struct value v[COUNT_OF(types)];

	for (size_t i = 0; i < COUNT_OF(types); i++)
		a->get(a, row, i, &v[i]);
	if (v[1].null || time_infinite(v[1].i))
		return;
	q->events[q->count++] = (struct timeline_event){
		.at_us = v[1].i, .kind = kind_of(q, v[0].null ? NULL : v[0].text), .verdict = -1,
		.risk = (int8_t)(v[8].null || v[8].i < 0 ? 0 : v[8].i > 3 ? 3 : v[8].i),
		.platform = q->list->platform, .number = v[2].null ? 0 : v[2].i,
		.session_id = v[3].null ? 0 : v[3].i, .enterprise_no = v[4].null ? 0 : v[4].i,
		.who = kept_text(&q->memory, &v[5]), .where = kept_text(&q->memory, &v[6]),
		.what = kept_text(&q->memory, &v[7])};
}

static void take_rate(struct people_query *q, const struct page_answer *a, size_t row)
{
	struct value v[RATE_TYPES];

	for (size_t i = 0; i < RATE_TYPES; i++)
		a->get(a, row, i, &v[i]);
	struct calls calls = {v[2].i, v[3].i, 0};
	if (!v[1].null && !v[2].null && !v[3].null && !calls_faulty(&calls))
		q->rates[q->count++] = (struct timeline_rate){{v[1].i, v[1].i + COMPLETION_SLOT_US}, v[2].i, v[3].i};
}

/* What was read before stays where the answer is an error. */
static void answered(void *context, const struct page_answer *a)
{
	struct people_query *q = context;

	q->asked = NULL;
	q->answered = true;
	q->list->people->generation++;
	if (a->error) {
		q->error = kept_text(&q->memory, &(struct value){.text = a->error});
		return;
	}
	arena_reset(&q->memory);
	q->error = NULL;
	q->count = 0;
	q->got = q->wanted;
	q->cut = a->row_count > ROWS_MOST;
	q->events = arena_zero(&q->memory, a->row_count + 1, sizeof *q->events);
	q->rates = arena_zero(&q->memory, a->row_count + 1, sizeof *q->rates);
	for (size_t i = 0; i < a->row_count && i < ROWS_MOST; i++)
		if (q->what->kind == TIMELINE_KINDS)
			take_rate(q, a, i);
		else
			take_event(q, a, i);
}

/* ---- asking ---- */

static bool is_published(const struct platform *p, const char *relation)
{
	char word[80];

	snprintf(word, sizeof word, " %s ", relation);
	return !strstr(p->status.lacking, word);
}

/* Of a sub-platform that is not read, or lost, the last answer stands. */
static bool can_ask(const struct timeline_people *people, size_t i, const struct asking *what)
{
	const struct platform *p = source_platform(people->sources, i);
	bool read = p->status.state == REPLICA_LIVE || p->status.state == REPLICA_STALE;

	return read && people->sources->scope.ask_page && is_published(p, what->relation);
}

static void ask(struct people_query *q, struct span span)
{
	const struct model_scope *scope = &q->list->people->sources->scope;
	const struct value values[] = {{.type = VALUE_TIME, .i = span.start_us},
				       {.type = VALUE_TIME, .i = span.end_us},
				       {.type = VALUE_INTEGER, .i = ROWS_MOST + 1}};

	q->wanted = span;
	q->asked_at = scope->now;
	q->asked = scope_ask_page(scope,
				   &(struct page_ask){.platform = q->list->platform, .sql = q->what->sql,
						      .values = values, .value_count = COUNT_OF(values), .types = types,
						      .type_count = q->what->kind == TIMELINE_KINDS ? RATE_TYPES : COUNT_OF(types),
						      .patient = true, .answer = answered, .context = q});
}

static bool same_span(struct span a, struct span b)
{
	return a.start_us == b.start_us && a.end_us == b.end_us;
}

/* Of more than is read at once the part in sight is wanted; an end that moves on
 * with the time is asked for again after a while. */
static void want(struct people_query *q, struct span whole, struct span sight, int64_t now)
{
	bool part = q->cut && sight.end_us > sight.start_us;
	struct span span = part ? sight : whole;

	if (q->asked || (q->answered && same_span(span, q->wanted)))
		return;
	bool grows = q->answered && !part && span.start_us == q->wanted.start_us && span.end_us > q->wanted.end_us;
	if (grows && now - q->asked_at < AGAIN_US)
		return;
	if (q->cut && !part && q->answered && span.start_us == q->got.start_us && span.end_us >= q->got.end_us)
		return; /* the same first rows */
	ask(q, span);
}

void timeline_people_want(struct timeline_people *people, struct span whole, struct span sight)
{
	const struct sources *s = people->sources;

	for (size_t i = sources_next(s, 0); i < people->count; i = sources_next(s, i + 1)) {
		struct people_list *l = people->list[i];
		bool anew = l->epoch != source_platform(s, i)->epoch;
		l->epoch = source_platform(s, i)->epoch;
		for (size_t k = 0; k < ASKINGS; k++) {
			l->queries[k].answered &= !anew;
			if (can_ask(people, i, l->queries[k].what))
				want(&l->queries[k], whole, sight, s->scope.now);
		}
	}
}

bool timeline_people_complete(const struct timeline_people *people)
{
	const struct sources *s = people->sources;

	for (size_t i = sources_next(s, 0); i < people->count; i = sources_next(s, i + 1))
		for (size_t k = 0; k < ASKINGS; k++)
			if (can_ask(people, i, people->list[i]->queries[k].what) && !people->list[i]->queries[k].answered)
				return false;
	return true;
}

/* ---- what was read ---- */

static int by_slot(const void *a, const void *b)
{
	const struct timeline_rate *x = a, *y = b;

	return (x->slot.start_us > y->slot.start_us) - (x->slot.start_us < y->slot.start_us);
}

/* The slots of all sub-platforms in order; those of one time are summed. */
static void add_rates(struct timeline_people *people)
{
	size_t count = 0, kept = 0;

	for (size_t i = 0; i < people->count; i++)
		count += people->list[i]->queries[ASKINGS - 1].count;
	people->rates = mem_resize(people->rates, count + 1, sizeof *people->rates);
	people->rate_count = 0;
	for (size_t i = 0; i < people->count; i++) {
		const struct people_query *q = &people->list[i]->queries[ASKINGS - 1];
		for (size_t k = 0; k < q->count; k++)
			people->rates[people->rate_count++] = q->rates[k];
	}
	qsort(people->rates, people->rate_count, sizeof *people->rates, by_slot);
	for (size_t i = 0; i < people->rate_count; i++)
		if (kept && people->rates[kept - 1].slot.start_us == people->rates[i].slot.start_us) {
			people->rates[kept - 1].requested += people->rates[i].requested;
			people->rates[kept - 1].connected += people->rates[i].connected;
		} else {
			people->rates[kept++] = people->rates[i];
		}
	people->rate_count = kept;
}

/* What is missing of it, one clause each. */
static void add_note(struct buf *note, const struct timeline_people *people, const struct people_query *q)
{
	const struct platform *p = source_platform(people->sources, q->list->platform);

	if (!is_published(p, q->what->relation))
		buf_addf(note, "%s%s does not publish sla.%s", note->length ? "; " : "", p->code, q->what->relation);
	else if (q->error)
		buf_addf(note, "%sno %s of %s: %s", note->length ? "; " : "", q->what->words, p->code, q->error);
	else if (q->cut)
		buf_addf(note, "%sonly the first %d %s of %s are read: zoom in for others", note->length ? "; " : "",
			 ROWS_MOST, q->what->words, p->code);
}

void timeline_people_add(struct timeline_people *people, struct timeline *t, size_t *capacity, struct arena *texts)
{
	const struct sources *s = people->sources;
	struct buf note = BUF_INIT;

	for (size_t i = sources_next(s, 0); i < people->count; i = sources_next(s, i + 1))
		for (size_t k = 0; k < ASKINGS; k++) {
			const struct people_query *q = &people->list[i]->queries[k];
			for (size_t n = 0; n < q->count && q->what->kind != TIMELINE_KINDS; n++) {
				int64_t at = q->events[n].at_us;
				if (at > t->moment_us || at < t->whole.start_us || at >= t->whole.end_us)
					continue;
				MEM_GROW(t->events, t->event_count, *capacity);
				t->events[t->event_count++] = q->events[n];
			}
			add_note(&note, people, q);
		}
	add_rates(people);
	t->rates = people->rates;
	t->rate_count = people->rate_count;
	t->note = note.length ? arena_copy(texts, note.data, note.length) : NULL;
	buf_release(&note);
}

/* ---- life ---- */

void timeline_people_open(struct timeline_people *people, const struct sources *s)
{
	*people = (struct timeline_people){.sources = s, .count = s->scope.store->count};
	people->list = mem_zero(people->count + 1, sizeof *people->list);
	for (size_t i = 0; i < people->count; i++) {
		struct people_list *l = people->list[i] = mem_zero(1, sizeof *l);
		l->people = people;
		l->platform = (uint32_t)i;
		l->epoch = s->scope.store->platforms[i]->epoch;
		for (size_t k = 0; k < ASKINGS; k++)
			l->queries[k] = (struct people_query){.list = l, .what = &askings[k]};
	}
}

void timeline_people_close(struct timeline_people *people)
{
	const struct model_scope *scope = &people->sources->scope;

	for (size_t i = 0; i < people->count; i++) {
		for (size_t k = 0; k < ASKINGS; k++) {
			struct people_query *q = &people->list[i]->queries[k];
			if (q->asked)
				scope->drop_page(scope->host, q->asked);
			arena_release(&q->memory);
		}
		free(people->list[i]);
	}
	free(people->list);
	free(people->rates);
	*people = (struct timeline_people){0};
}
