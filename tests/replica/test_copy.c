/* The quick way for windows out of a COPY against the way for any row: the same
 * fields, or none where a row is not for it; and no byte outside is looked at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "replica/rows.h"
#include "slatop/base/buf.h"
#include "slatop/base/mem.h"
#include "support/check_main.h"

/* SLATOP_SEED repeats a run. */
static void begin(void)
{
	const char *given = getenv("SLATOP_SEED");
	unsigned value = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);

	printf("seed: SLATOP_SEED=%u\n", value);
	srandom(value);
}

static size_t below(size_t n)
{
	return (size_t)random() % n;
}

static void add_number(struct buf *b, uint64_t value, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--)
		buf_add_byte(b, (char)(value >> (8 * i)));
}

static void add_field(struct buf *b, const char *text)
{
	add_number(b, text ? strlen(text) : (uint64_t)-1, 4);
	if (text)
		buf_add_text(b, text);
}

static void add_int8(struct buf *b, bool null, int64_t value)
{
	add_number(b, null ? (uint64_t)-1 : 8, 4);
	if (!null)
		add_number(b, (uint64_t)value, 8);
}

static const char *const services[] = {"web_front", "web_back", "softswitch", "trunk", "web_fron", "", "trunk2"};
static const char *const causes[] = {"provider", "carrier", "customer", "maintenance", "auto_maintenance",
				     "unknown", "lightning", "", "other", NULL};
static const int64_t times[] = {INT64_MIN, INT64_MAX, INT64_MAX - 1, 0, -1, 815000000000000};

static int64_t some_time(void)
{
	return below(3) ? times[5] + (int64_t)below(1000000) : times[below(COUNT_OF(times))];
}

static void make_row(struct buf *b)
{
	add_number(b, 12, 2);
	add_int8(b, false, (int64_t)below(UINT32_MAX));
	add_int8(b, below(2), 7);
	add_int8(b, below(2), -8);
	add_int8(b, !below(20), (int64_t)below(100000));
	add_field(b, below(4) ? services[below(4)] : services[below(COUNT_OF(services))]);
	add_field(b, causes[below(COUNT_OF(causes))]);
	add_int8(b, !below(20), some_time());
	add_int8(b, below(2), some_time());
	add_field(b, below(8) ? NULL : "移动");
	add_field(b, below(8) ? NULL : "R-1");
	add_number(b, 1, 4);
	add_number(b, below(2), 1);
	add_field(b, below(8) ? NULL : "entered twice");
}

static void compare(const struct plain_window *w, const struct cell *c)
{
	ck_assert_int_eq(w->outage_id, cell_int(&c[0]));
	ck_assert_int_eq(w->incident_id, cell_int(&c[1]));
	ck_assert_int_eq(w->maintenance_id, cell_int(&c[2]));
	ck_assert_int_eq(w->enterprise_no, cell_int(&c[OUTAGE_ENTERPRISE_NO]));
	ck_assert_int_eq(w->service, service_from(c[4].data, (size_t)c[4].length));
	ck_assert_int_eq(w->cause, c[5].length < 0 ? CAUSE_NONE : cause_from(c[5].data, (size_t)c[5].length));
	ck_assert_int_ne(w->cause, CAUSE_OTHER);
	ck_assert_int_eq(w->started_at,
			 c[OUTAGE_STARTED_AT].length < 0 ? TIME_INFINITE : cell_time(&c[OUTAGE_STARTED_AT]));
	ck_assert_int_eq(w->ended_at, cell_time(&c[7]));
	ck_assert_int_eq(w->voided, cell_bool(&c[OUTAGE_VOIDED]));
	ck_assert_int_lt(c[8].length, 0);
	ck_assert_int_lt(c[9].length, 0);
	ck_assert_int_lt(c[11].length, 0);
}

/* Whether the quick way took it. */
static bool read_both(const struct buf *b)
{
	struct cell cells[CELLS_MAX];
	struct plain_window w;
	int count = 0;
	char *data = mem_alloc(b->length); /* of its own size: a sanitizer sees a step over the edge */

	if (b->length)
		memcpy(data, b->data, b->length);
	char *quick = copy_window(data, data + b->length, &w);
	char *end = copy_split(data, data + b->length, cells, &count);
	if (quick) {
		ck_assert_ptr_eq(quick, end);
		ck_assert_int_eq(count, 12);
		compare(&w, cells);
	}
	free(data);
	return quick != NULL;
}

START_TEST(both_ways_agree)
{
	int quick = 0;

	begin();
	for (int i = 0; i < 20000; i++) {
		struct buf b = BUF_INIT;
		make_row(&b);
		quick += read_both(&b);
		buf_release(&b);
	}
	ck_assert_int_gt(quick, 2000);
	ck_assert_int_lt(quick, 18000);
}
END_TEST

START_TEST(damaged_rows_are_not_taken)
{
	begin();
	for (int i = 0; i < 20000; i++) {
		struct buf b = BUF_INIT;
		make_row(&b);
		if (below(2))
			b.length = below(b.length);
		else
			b.data[below(b.length)] = (char)below(256);
		read_both(&b);
		buf_release(&b);
	}
}
END_TEST

START_TEST(a_plain_row_is_taken)
{
	struct buf b = BUF_INIT;
	struct plain_window w;

	add_number(&b, 12, 2);
	add_int8(&b, false, 1);
	add_int8(&b, true, 0);
	add_int8(&b, true, 0);
	add_int8(&b, false, 10001);
	add_field(&b, "trunk");
	add_field(&b, NULL);
	add_int8(&b, false, 0);
	add_int8(&b, true, 0);
	add_field(&b, NULL);
	add_field(&b, NULL);
	add_number(&b, 1, 4);
	add_number(&b, 0, 1);
	add_field(&b, NULL);
	size_t length = b.length;
	add_number(&b, 12, 2); /* the next row is not part of it */
	ck_assert_ptr_eq(copy_window(b.data, b.data + b.length, &w), b.data + length);
	ck_assert_int_eq(w.service, SERVICE_TRUNK);
	ck_assert_int_eq(w.cause, CAUSE_NONE);
	ck_assert_int_eq(w.ended_at, TIME_NONE);
	ck_assert_int_eq(w.enterprise_no, 10001);
	buf_release(&b);
}
END_TEST

TEST_MAIN("copy", 60, both_ways_agree, damaged_rows_are_not_taken, a_plain_row_is_taken)
