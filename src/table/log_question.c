#include "table/log_question.h"

#include "slatop/base/calendar.h"

#define PIECE_DAYS 31

static const char *zone_of(const struct log_reading *r)
{
	return calendar_zone(r->all->sources->scope.calendar);
}

static size_t bind(struct log_question *a, struct value v)
{
	a->values[a->value_count++] = v;
	return a->value_count;
}

/* The source's own condition, and the account. */
static void add_conditions(struct log_question *a, const struct log_reading *r)
{
	const struct log_source *s = log_reading_source(r);
	int64_t account = r->all->sources->scope.enterprise_no;

	if (s->only)
		buf_addf(&a->sql, " and %s", s->only);
	if (s->of_accounts && account)
		buf_addf(&a->sql, " and enterprise_no = $%zu",
			 bind(a, (struct value){.type = VALUE_INTEGER, .i = account}));
}

static struct value time_value(int64_t at_us)
{
	return (struct value){.type = VALUE_TIME, .i = at_us};
}

/* Whether an index begins with the time, or with the account and then the time. */
static void ask_index(struct log_question *a, const struct log_reading *r)
{
	const struct log_source *s = log_reading_source(r);
	bool account = s->of_accounts && r->all->sources->scope.enterprise_no;

	buf_addf(&a->sql,
		 "select exists (select from pg_catalog.pg_index i"
		 " join pg_catalog.pg_attribute t on t.attrelid = i.indrelid and t.attname = '%s'"
		 " left join pg_catalog.pg_attribute e on e.attrelid = i.indrelid and e.attname = 'enterprise_no'"
		 " where i.indrelid = pg_catalog.to_regclass('sla.%s') and i.indisvalid and i.indpred is null and %s)",
		 s->time, s->relation,
		 account ? "i.indkey[0] = e.attnum and i.indkey[1] = t.attnum" : "i.indkey[0] = t.attnum");
}

static void ask_ends(struct log_question *a, const struct log_reading *r)
{
	const struct log_source *s = log_reading_source(r);
	bind(a, time_value(r->moment));
	for (int newest = 0; newest < 2; newest++) {
		buf_addf(&a->sql, "%s(select %s from sla.%s where %s > '-infinity' and %s <= $1",
			 newest ? ", " : "select ", s->time, s->relation, s->time, s->time);
		add_conditions(a, r);
		buf_addf(&a->sql, " order by %s%s limit 1)", s->time, newest ? " desc" : "");
	}
}

static void ask_days(struct log_question *a, const struct log_reading *r)
{
	const struct log_source *s = log_reading_source(r);
	int32_t last = r->first_day + r->days_left - 1;
	int32_t first = last - PIECE_DAYS + 1 > r->first_day ? last - PIECE_DAYS + 1 : r->first_day;

	bind(a, (struct value){.type = VALUE_DATE, .i = first});
	bind(a, (struct value){.type = VALUE_DATE, .i = last});
	bind(a, (struct value){.type = VALUE_TEXT, .text = zone_of(r)});
	buf_addf(&a->sql,
		 "select day::date, exists (select from sla.%s where %s >= day at time zone $3"
		 " and %s < (day + interval '1 day') at time zone $3",
		 s->relation, s->time, s->time);
	add_conditions(a, r);
	buf_add_text(&a->sql, ") from generate_series($1::timestamp, $2::timestamp, interval '1 day') as day");
}

/* An hour of today that is over, or what is left of it. */
static void ask_count(struct log_question *a, const struct log_reading *r, int64_t to_us)
{
	const struct log_source *s = log_reading_source(r);

	bind(a, time_value(r->today_to));
	bind(a, time_value(to_us));
	buf_addf(&a->sql, "select count(*) from sla.%s where %s >= $1 and %s %s $2", s->relation, s->time, s->time,
		 r->step == LOG_STEP_TAIL ? "<=" : "<");
	add_conditions(a, r);
}

static void ask_whole(struct log_question *a, const struct log_reading *r)
{
	const struct log_source *s = log_reading_source(r);

	bind(a, (struct value){.type = VALUE_TEXT, .text = zone_of(r)});
	bind(a, time_value(r->moment));
	buf_addf(&a->sql,
		 "select (%s at time zone $1)::date, count(*), min(%s), max(%s) from sla.%s"
		 " where %s > '-infinity' and %s <= $2",
		 s->time, s->time, s->time, s->relation, s->time, s->time);
	add_conditions(a, r);
	buf_add_text(&a->sql, " group by 1 order by 1");
}

void log_question_write(struct log_question *q, const struct log_reading *r)
{
	static const struct {
		uint8_t types[4], count;
	} answers[] = {
		[LOG_STEP_INDEX] = {{VALUE_BOOL}, 1},
		[LOG_STEP_ENDS] = {{VALUE_TIME, VALUE_TIME}, 2},
		[LOG_STEP_DAYS] = {{VALUE_DATE, VALUE_BOOL}, 2},
		[LOG_STEP_HOURS] = {{VALUE_INTEGER}, 1},
		[LOG_STEP_TAIL] = {{VALUE_INTEGER}, 1},
		[LOG_STEP_WHOLE] = {{VALUE_DATE, VALUE_INTEGER, VALUE_TIME, VALUE_TIME}, 4},
	};

	q->types = answers[r->step].types;
	q->type_count = answers[r->step].count;
	switch ((enum log_step)r->step) {
	case LOG_STEP_INDEX: ask_index(q, r); break;
	case LOG_STEP_ENDS: ask_ends(q, r); break;
	case LOG_STEP_DAYS: ask_days(q, r); break;
	case LOG_STEP_HOURS: ask_count(q, r, r->today_to + HOUR_US); break;
	case LOG_STEP_TAIL: ask_count(q, r, r->moment); break;
	default: ask_whole(q, r);
	}
}
