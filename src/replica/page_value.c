#include "page_value.h"

#include <string.h>

#include "slatop/base/buf.h"
#include "slatop/base/mem.h"

#define EPOCH_2000_US INT64_C(946684800000000) /* PostgreSQL's, in ours */
#define EPOCH_2000_DAYS 10957
#define MILLION 1000000

enum oid {
	BOOL = 16, CHAR = 18, NAME = 19, INT8 = 20, INT2 = 21, INT4 = 23, TEXT = 25, JSON = 114, FLOAT4 = 700,
	FLOAT8 = 701, INET = 869, BPCHAR = 1042, VARCHAR = 1043, DATE = 1082, TIMESTAMP = 1114,
	TIMESTAMPTZ = 1184, INTERVAL = 1186, NUMERIC = 1700, UUID = 2950, JSONB = 3802
};

static const struct {
	Oid type;
	const char *name;
} names[] = {
	{BOOL, "boolean"}, {CHAR, "\"char\""}, {NAME, "name"}, {INT8, "bigint"}, {INT2, "smallint"},
	{INT4, "integer"}, {TEXT, "text"}, {JSON, "json"}, {FLOAT4, "real"}, {FLOAT8, "double precision"},
	{INET, "inet"}, {BPCHAR, "character"}, {VARCHAR, "character varying"}, {DATE, "date"},
	{TIMESTAMP, "timestamp without time zone"}, {TIMESTAMPTZ, "timestamp with time zone"},
	{INTERVAL, "interval"}, {NUMERIC, "numeric"}, {UUID, "uuid"}, {JSONB, "jsonb"},
};

const char *page_type_name(Oid type)
{
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (names[i].type == type)
			return names[i].name;
	return "another type";
}

bool page_fits(Oid type, enum page_kind kind)
{
	switch (kind) {
	case PAGE_TEXT:
		return type == TEXT || type == VARCHAR || type == BPCHAR || type == NAME || type == CHAR;
	case PAGE_INTEGER:
		return type == INT2 || type == INT4 || type == INT8;
	case PAGE_BOOL:
		return type == BOOL;
	case PAGE_TIME:
		return type == TIMESTAMPTZ;
	case PAGE_DATE:
		return type == DATE;
	case PAGE_LENGTH:
		return type == INTERVAL;
	case PAGE_MILLIONTHS:
		return type == NUMERIC || type == FLOAT8 || type == FLOAT4 || type == INT2 || type == INT4 ||
		       type == INT8;
	}
	return false;
}

const char *page_cast(Oid type, enum page_kind kind)
{
	static const char *const casts[] = {
		[PAGE_TEXT] = "::text", [PAGE_INTEGER] = "::bigint", [PAGE_BOOL] = "::boolean",
		[PAGE_TIME] = "::timestamptz", [PAGE_DATE] = "::date", [PAGE_LENGTH] = "::interval",
		[PAGE_MILLIONTHS] = "::numeric",
	};

	return kind == PAGE_TIME && type == TIMESTAMP ? " at time zone '...'" : casts[kind];
}

/* --- parameters ------------------------------------------------------------------------ */

static void put64(char *out, uint64_t n)
{
	for (int i = 7; i >= 0; i--, n >>= 8)
		out[i] = (char)(n & 0xff);
}

static void put32(char *out, uint32_t n)
{
	for (int i = 3; i >= 0; i--, n >>= 8)
		out[i] = (char)(n & 0xff);
}

static int64_t pg_time(int64_t at_us)
{
	int64_t sum;

	if (at_us >= TIME_INFINITE)
		return INT64_MAX;
	if (at_us == TIME_MINUS_INFINITE || __builtin_sub_overflow(at_us, EPOCH_2000_US, &sum))
		return INT64_MIN;
	return sum;
}

static int32_t pg_date(int64_t days)
{
	if (days >= INT32_MAX)
		return INT32_MAX;
	return days <= (int64_t)INT32_MIN + EPOCH_2000_DAYS ? INT32_MIN : (int32_t)(days - EPOCH_2000_DAYS);
}

static struct page_parameter text_parameter(Oid type, const char *text)
{
	return (struct page_parameter){type, text, (int)strlen(text), 0};
}

struct page_parameter page_parameter(const struct page_value *v, struct arena *a)
{
	static const Oid types[] = {
		[PAGE_TEXT] = TEXT, [PAGE_INTEGER] = INT8, [PAGE_BOOL] = BOOL, [PAGE_TIME] = TIMESTAMPTZ,
		[PAGE_DATE] = DATE, [PAGE_LENGTH] = INTERVAL, [PAGE_MILLIONTHS] = NUMERIC,
	};
	struct page_parameter p = {.type = types[v->kind], .format = 1};
	char *bytes = arena_zero(a, 1, 16);
	int64_t whole = v->i / MILLION, rest = v->i % MILLION;

	if (v->null)
		return p;
	p.data = bytes;
	switch ((enum page_kind)v->kind) {
	case PAGE_TEXT:
		return text_parameter(TEXT, arena_copy(a, v->text ? v->text : "", strlen(v->text ? v->text : "")));
	case PAGE_MILLIONTHS:
		return text_parameter(NUMERIC, arena_printf(a, "%s%lld.%06lld", v->i < 0 ? "-" : "",
							    (long long)(whole < 0 ? -whole : whole),
							    (long long)(rest < 0 ? -rest : rest)));
	case PAGE_BOOL:
		bytes[0] = v->i != 0;
		p.length = 1;
		break;
	case PAGE_INTEGER:
		put64(bytes, (uint64_t)v->i);
		p.length = 8;
		break;
	case PAGE_TIME:
		put64(bytes, (uint64_t)pg_time(v->i));
		p.length = 8;
		break;
	case PAGE_DATE:
		put32(bytes, (uint32_t)pg_date(v->i));
		p.length = 4;
		break;
	case PAGE_LENGTH: /* days and months are none */
		put64(bytes, (uint64_t)v->i);
		p.length = 16;
		break;
	}
	return p;
}

/* --- fields ------------------------------------------------------------------------------ */

static int64_t read_date(const struct cell *c)
{
	int64_t days = cell_int(c);

	if (days == INT32_MIN || days == INT32_MAX)
		return days;
	return days + EPOCH_2000_DAYS;
}

/* Sums that do not fit are cut to the greatest that do. */
static int64_t add_times(int64_t sum, int64_t n, int64_t times)
{
	int64_t product, out;

	if (__builtin_mul_overflow(n, times, &product) || __builtin_add_overflow(sum, product, &out))
		return (n < 0) != (times < 0) ? -INT64_MAX : INT64_MAX;
	return out;
}

static int64_t read_interval(const struct cell *c)
{
	struct cell time = {c->data, 8}, days = {c->data + 8, 4}, months = {c->data + 12, 4};

	if (c->length != 16)
		return 0;
	return add_times(add_times(cell_int(&time), cell_int(&days), DAY_US), cell_int(&months), 30 * DAY_US);
}

static int64_t of_double(double d)
{
	d *= MILLION;
	if (d != d)
		return 0;
	return d >= 9.2e18 ? INT64_MAX : d <= -9.2e18 ? -INT64_MAX : (int64_t)d;
}

static int64_t read_float(const struct cell *c)
{
	int64_t bits = cell_int(c);
	int32_t half = (int32_t)bits;
	double d = 0;
	float f = 0;

	if (c->length == 8)
		memcpy(&d, &bits, sizeof d);
	else
		memcpy(&f, &half, sizeof f);
	return of_double(c->length == 8 ? d : (double)f);
}

static int digit_at(const struct cell *c, int i)
{
	struct cell two = {c->data + 8 + 2 * i, 2};

	return (int)cell_int(&two);
}

/* numeric: count of digits, weight of the first, sign, scale, then digits of base
 * 10,000. The first two behind the point are wanted, and the half of the second. */
static int64_t read_numeric(const struct cell *c)
{
	struct cell head[3] = {{c->data, 2}, {c->data + 2, 2}, {c->data + 4, 2}};
	int64_t sum = 0;

	if (c->length < 8)
		return 0;
	int count = (int)cell_int(&head[0]), weight = (int)cell_int(&head[1]), sign = (int)cell_int(&head[2]);
	if ((sign & 0xc000) == 0xc000 || c->length < 8 + 2 * count) /* NaN, infinite */
		return 0;
	for (int at = weight; at >= -2; at--) {
		int i = weight - at, digit = i >= 0 && i < count ? digit_at(c, i) : 0;
		sum = at == -2 ? add_times(digit / 100, sum, 100) : add_times(digit, sum, 10000);
	}
	return sign & 0x4000 ? -sum : sum;
}

void page_read(const struct cell *c, Oid type, struct page_value *out)
{
	out->null = c->length < 0;
	out->i = 0;
	out->text = NULL;
	if (out->null)
		return;
	switch ((enum page_kind)out->kind) {
	case PAGE_TEXT: /* libpq puts a NUL behind it */
		out->text = c->data;
		break;
	case PAGE_INTEGER:
		out->i = cell_int(c);
		break;
	case PAGE_BOOL:
		out->i = cell_bool(c);
		break;
	case PAGE_TIME:
		out->i = cell_time(c);
		break;
	case PAGE_DATE:
		out->i = read_date(c);
		break;
	case PAGE_LENGTH:
		out->i = read_interval(c);
		break;
	case PAGE_MILLIONTHS:
		out->i = type == NUMERIC		       ? read_numeric(c)
			 : type == FLOAT8 || type == FLOAT4 ? read_float(c)
							    : add_times(0, cell_int(c), MILLION);
		break;
	}
}
