/* A store with something in it, and a console over it, for tests of the screen. */
#ifndef SLATOP_TESTS_SCREEN_WORLD_H
#define SLATOP_TESTS_SCREEN_WORLD_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/screen/console.h"
#include "slatop/store/store.h"

/* November 2026 in Shanghai; the moment is the 23rd, 14:22:07. */
#define NOV INT64_C(1793462400000000)
#define NOVEMBER (2026 * 12 + 10)
#define AT(day, hour, minute) (NOV + ((day) - 1) * DAY_US + (hour) * HOUR_US + (minute) * MINUTE_US)
#define MOMENT (AT(23, 14, 22) + 7 * USEC)
#define START INT64_C(1000000000) /* the monotonic clock at that moment */

#define NORTH_FIRST 10001
#define NORTH_COUNT 60
#define EAST_FIRST 20001
#define EAST_COUNT 40
#define TWICE 10005 /* an account of both */

static struct world {
	struct agreement *agreement;
	struct store *store;
	struct screens screens;
	struct console console;
	int64_t now;
	int live_month;
} world;

static inline void put_tenant(struct platform *p, int64_t number, const char *name)
{
	struct tenant_row row = {{.enterprise_no = number,
				  .opened_at = NOV - 400 * DAY_US,
				  .closed_at = TIME_NONE,
				  .name = name,
				  .tier = number % 5 ? NULL : "gold",
				  .seats = 20,
				  .contract_from = 20000,
				  .contract_to = 21000,
				  .retention_to = 21365}};
	platform_put_tenant(p, &row);
}

static inline void put_window(struct platform *p, struct period *d, int64_t id, int64_t account,
			      int64_t incident, const char *service, const char *cause, int64_t from,
			      int64_t to)
{
	if (from > d->loaded.end_us || to < d->loaded.start_us)
		return;
	struct window_row row = {.outage_id = id, .enterprise_no = account, .incident_id = incident,
				 .service = service, .cause = cause, .started_at = from, .ended_at = to};
	period_load_row(p, d, &row);
}

/* Thirty accounts down by an incident, five by nothing known, and what has been. */
static inline void load(struct platform *p, struct period *d, bool north)
{
	period_load_begin(p, d);
	for (int i = 0; north && i < 30; i++)
		put_window(p, d, 91000 + i, NORTH_FIRST + i, 8841, "softswitch", "provider", AT(23, 14, 17),
			   TIME_NONE);
	for (int i = 0; north && i < 5; i++)
		put_window(p, d, 92000 + i, NORTH_FIRST + 40 + i, 0, "trunk", "carrier", AT(23, 13, 2),
			   TIME_NONE);
	for (int i = 0; north && i < 20; i++)
		put_window(p, d, 93000 + i, NORTH_FIRST + i, 0, "web_front", "provider", AT(5, 10, 0),
			   AT(5, 10, 1) + i * 5 * MINUTE_US);
	period_load_end(p, d);
}

static inline void fill_north(struct platform *p)
{
	char name[64];

	platform_set_identity(p, "north", "华北一");
	for (int i = 0; i < NORTH_COUNT; i++) {
		snprintf(name, sizeof name, "%s客服中心 %d", i % 3 ? "天润" : "银河", i);
		put_tenant(p, NORTH_FIRST + i, name);
	}
	struct incident_row incident = {{.incident_id = 8841,
					 .opened_at = AT(23, 14, 17),
					 .detected_at = AT(23, 14, 18),
					 .switched_at = TIME_NONE,
					 .recovered_at = TIME_NONE,
					 .closed_at = TIME_NONE,
					 .severity = 1,
					 .title = "软交换主备切换失败",
					 .fault_class = "application"}};
	platform_put_incident(p, &incident);
}

static inline void fill_east(struct platform *p)
{
	char name[64];

	platform_set_identity(p, "east", "华东二");
	for (int i = 0; i < EAST_COUNT; i++) {
		snprintf(name, sizeof name, "Pudong Logistics %d", i);
		put_tenant(p, EAST_FIRST + i, name);
	}
	put_tenant(p, TWICE, "in both");
}

static inline struct span month_span(int month)
{
	const struct calendar *c = agreement_calendar(world.agreement);

	return (struct span){calendar_month_start(c, month), calendar_month_start(c, month + 1)};
}

static inline void go_live(struct platform *p)
{
	p->status.state = REPLICA_LIVE;
	p->status.replica_time = p->status.server_clock = MOMENT;
	p->status.received_at = START;
	p->status.lag_ok_us = INT64_C(1000) * DAY_US;
}

static inline struct model_scope world_scope(void)
{
	return (struct model_scope){.store = world.store, .calendar = agreement_calendar(world.agreement),
				    .span = month_span(NOVEMBER), .month = NOVEMBER, .as_of = TIME_NONE,
				    .now = START, .platform = -1};
}

static inline void world_open(const char *first)
{
	struct err e = {""};

	world = (struct world){.now = START, .live_month = NOVEMBER};
	world.agreement = agreement_read(NULL, &e);
	ck_assert_msg(world.agreement != NULL, "%s", e.text);
	world.store = store_create(world.agreement);
	fill_north(store_add(world.store, ""));
	fill_east(store_add(world.store, ""));
	for (size_t i = 0; i < 2; i++) {
		struct platform *p = world.store->platforms[i];
		struct period *d = platform_current_period(p, month_span(NOVEMBER));
		go_live(p);
		load(p, d, i == 0);
	}
	screens_read(&world.screens, NULL);
	struct model_scope scope = world_scope();
	ck_assert_msg(console_init(&world.console, &world.screens, key_map_create(&console_actions), &scope, first, &e), "%s",
		      e.text);
}

static inline void world_close(void)
{
	console_release(&world.console);
	screens_release(&world.screens);
	store_destroy(world.store);
	agreement_destroy(world.agreement);
}

/* What the app does between keys: months that were asked for come in, all is
 * recomputed, the views read. */
static inline void settle(void)
{
	for (int round = 0; round < 4; round++) {
		console_advance(&world.console, world.now, world.live_month);
		for (size_t i = 0; i < world.store->count; i++) {
			struct platform *p = world.store->platforms[i];
			for (size_t k = 0; k < p->period_count; k++) {
				if (!p->periods[k]->complete)
					load(p, p->periods[k], i == 0);
				period_recompute(p, p->periods[k], platform_moment(p, world.now), INT64_MAX);
			}
		}
		for (int i = 0; console_work(&world.console, INT64_MAX); i++)
			ck_assert_int_lt(i, 100);
	}
}

static inline struct effect press(uint32_t key)
{
	return console_key(&world.console, key, world.now);
}

/* Presses each character of a text. */
static inline void type(const char *text)
{
	for (; *text; text++)
		press((unsigned char)*text);
}

static inline void command(const char *line)
{
	press(':');
	type(line);
	press(13);
	settle();
}

static inline const struct page *front(void)
{
	return console_page(&world.console);
}

static inline struct pane_state *pane(const char *name)
{
	const struct page *page = front();

	for (size_t i = 0; i < page->screen->pane_count; i++)
		if (!strcmp(page->screen->panes[i].name, name))
			return &page->panes[i];
	ck_abort_msg("the screen %s has no pane %s", page->screen->name, name);
	return NULL;
}

static inline int64_t number_at(const char *pane_name, size_t row, const char *field)
{
	struct pane_state *p = pane(pane_name);
	struct value v;
	int index = model_field_find(p->pane->model, field);

	ck_assert_int_ge(index, 0);
	view_value(p->view, row, (size_t)index, &v);
	ck_assert(!v.null);
	return v.i;
}

#define on(screen_name) ck_assert_str_eq(front()->screen->name, screen_name)
#define says(part)                                                                                           \
	ck_assert_msg(strstr(world.console.message, part), "says \"%s\", not \"%s\"", world.console.message, \
		      part)

#endif
