/* Rows for tests of the store, short to write. */
#ifndef SLATOP_TESTS_STORE_FACTS_H
#define SLATOP_TESTS_STORE_FACTS_H

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "slatop/base/mem.h"
#include "slatop/store/store.h"

/* November 2026 in Shanghai. */
#define NOV INT64_C(1793462400000000)
#define NOVEMBER ((struct span){NOV, NOV + 30 * DAY_US})

static inline struct tenant_row tenant_row(int64_t enterprise_no)
{
	return (struct tenant_row){{.enterprise_no = enterprise_no, .opened_at = NOV - 400 * DAY_US,
				    .closed_at = TIME_NONE, .name = "天润", .seats = 5}};
}

static inline struct window_row window_row(int64_t outage_id, int64_t enterprise_no, const char *service,
					   int64_t started_at, int64_t ended_at)
{
	return (struct window_row){.outage_id = outage_id, .enterprise_no = enterprise_no, .service = service,
				   .cause = "provider", .started_at = started_at, .ended_at = ended_at};
}

static inline struct maintenance_row maintenance_row(int64_t id, int64_t starts_at, int64_t ends_at)
{
	return (struct maintenance_row){{.w = {.maintenance_id = id, .announced_at = starts_at - DAY_US,
					       .starts_at = starts_at, .ends_at = ends_at,
					       .finished_at = TIME_NONE, .cancelled_at = TIME_NONE},
					 .extended_to = TIME_NONE, .title = "maintenance"}};
}

static inline void load_windows(struct platform *p, struct period *d, const struct window_row *rows,
				size_t count)
{
	period_load_begin(p, d);
	for (size_t i = 0; i < count; i++)
		if (rows[i].started_at == TIME_INFINITE || rows[i].started_at <= d->loaded.end_us)
			period_load_row(p, d, &rows[i]);
	period_load_end(p, d);
}

#endif
