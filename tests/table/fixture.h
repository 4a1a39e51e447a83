/* A small store for the tests of models: rows are put in as the replica layer
 * would, periods are loaded from the windows listed here when a model asks. */
#ifndef SLATOP_TESTS_TABLE_FIXTURE_H
#define SLATOP_TESTS_TABLE_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "../support/check_main.h"
#include "slatop/base/mem.h"
#include "slatop/table/view.h"

struct fixture {
	struct agreement *agreement;
	const struct calendar *calendar;
	struct store *store;
	struct window_row *windows[4]; /* of each platform */
	size_t window_count[4], window_capacity[4];
	bool withhold; /* periods that are asked for stay unread */
};

static inline int64_t fixture_time(const struct fixture *f, const char *local)
{
	struct err e = {""};
	int64_t at = 0;

	if (!local)
		return TIME_NONE;
	ck_assert_msg(calendar_parse_time(f->calendar, local, &at, &e), "%s", e.text);
	return at;
}

static inline void fixture_init(struct fixture *f, const char *agreement)
{
	struct err e = {""};

	*f = (struct fixture){0};
	f->agreement = agreement ? agreement_parse(agreement, strlen(agreement), "test", &e)
				 : agreement_read(NULL, &e);
	ck_assert_msg(f->agreement != NULL, "%s", e.text);
	f->calendar = agreement_calendar(f->agreement);
	f->store = store_create(f->agreement);
}

static inline void fixture_release(struct fixture *f)
{
	store_destroy(f->store);
	for (size_t i = 0; i < 4; i++)
		free(f->windows[i]);
	agreement_destroy(f->agreement);
}

/* A live sub-platform whose server's clock stands at a moment. */
static inline struct platform *fixture_platform(struct fixture *f, const char *code, const char *name,
						int64_t moment)
{
	struct platform *p = store_add(f->store, code);

	platform_set_identity(p, code, name);
	p->status.state = REPLICA_LIVE;
	p->status.replica_time = p->status.server_clock = moment;
	p->status.received_at = 0;
	snprintf(p->status.lsn, sizeof p->status.lsn, "5/9A1C20F8");
	return p;
}

static inline void fixture_tenant(struct fixture *f, struct platform *p, int64_t no, const char *name,
				  const char *tier)
{
	struct tenant_row row = {.t = {.enterprise_no = no,
				       .opened_at = fixture_time(f, "2026-03-15"),
				       .closed_at = TIME_NONE,
				       .name = name,
				       .tier = tier,
				       .region = "华北",
				       .contact_masked = "138****0017",
				       .seats = 120,
				       .contract_from = 19783,
				       .contract_to = 20877,
				       .retention_to = 21242}};

	platform_put_tenant(p, &row);
}

/* Local times; end NULL: open. */
static inline struct window_row *fixture_window(struct fixture *f, size_t platform, int64_t id,
						int64_t account, const char *service, const char *cause,
						const char *start, const char *end)
{
	MEM_GROW(f->windows[platform], f->window_count[platform], f->window_capacity[platform]);
	struct window_row *row = &f->windows[platform][f->window_count[platform]++];
	*row = (struct window_row){.outage_id = id,
				   .enterprise_no = account,
				   .service = service,
				   .cause = cause,
				   .started_at = fixture_time(f, start),
				   .ended_at = fixture_time(f, end)};
	return row;
}

static inline void fixture_load(struct fixture *f, size_t platform, struct period *d, int64_t now)
{
	struct platform *p = f->store->platforms[platform];

	if (!d->complete && !f->withhold) {
		period_load_begin(p, d);
		for (size_t i = 0; i < f->window_count[platform]; i++) {
			const struct window_row *w = &f->windows[platform][i];

			if (d->only_account && w->enterprise_no != d->only_account)
				continue;
			if (w->started_at <= d->loaded.end_us && w->ended_at >= d->loaded.start_us)
				period_load_row(p, d, w);
		}
		period_load_end(p, d);
	}
	period_recompute(p, d, platform_moment(p, now), INT64_MAX);
}

static inline struct period *fixture_period(void *host, uint32_t platform, struct span span, int64_t as_of,
					    int64_t only_account)
{
	struct fixture *f = host;
	struct period *d = platform_period(f->store->platforms[platform], span, as_of, only_account);

	fixture_load(f, platform, d, 0);
	return d;
}

static inline void fixture_release_period(void *host, uint32_t platform, struct period *d)
{
	platform_release_period(((struct fixture *)host)->store->platforms[platform], d);
}

/* Everything, in a month. */
static inline struct model_scope fixture_scope(struct fixture *f, const char *month)
{
	struct model_scope scope = {.store = f->store,
				    .calendar = f->calendar,
				    .as_of = TIME_NONE,
				    .platform = -1,
				    .period = fixture_period,
				    .release_period = fixture_release_period,
				    .host = f};

	ck_assert(calendar_parse_month(month, &scope.month, NULL));
	scope.span.start_us = calendar_month_start(f->calendar, scope.month);
	scope.span.end_us = calendar_month_start(f->calendar, scope.month + 1);
	return scope;
}

static inline struct view *fixture_view(const char *model, const struct model_scope *scope)
{
	const struct model *m = model_find(model);

	ck_assert_msg(m != NULL, "no model %s", model);
	struct view *v = view_create(m, scope);
	while (view_work(v, 0)) /* the shortest slices there are */
		;
	return v;
}

static inline void fixture_value(struct view *v, size_t row, const char *field, struct value *out)
{
	int at = model_field_find(v->model, field);

	ck_assert_msg(at >= 0, "%s has no field %s", v->model->name, field);
	view_value(v, row, (size_t)at, out);
}

/* The raw text of a cell, as CSV has it; "" for null. */
static inline const char *cell(struct view *v, size_t row, const char *field)
{
	static char texts[8][512];
	static unsigned next;
	char *text = texts[next++ % 8];
	struct value value;
	struct buf out = BUF_INIT;

	ck_assert_msg(row < v->count, "%s has %zu rows, not %zu", v->model->name, v->count, row + 1);
	fixture_value(v, row, field, &value);
	if (value.type == VALUE_TEXT)
		buf_add_text(&out, value.null ? "" : value.text);
	else
		value_csv(&out, &value);
	snprintf(text, sizeof texts[0], "%s", out.data);
	buf_release(&out);
	return text;
}

#define check_cell(v, row, field, wanted) \
	ck_assert_msg(!strcmp(cell(v, row, field), wanted), "%s, row %zu, %s: \"%s\", not \"%s\"", \
		      (v)->model->name, (size_t)(row), field, cell(v, row, field), wanted)

/* The row whose field reads so. */
static inline size_t row_with(struct view *v, const char *field, const char *wanted)
{
	for (size_t i = 0; i < v->count; i++)
		if (!strcmp(cell(v, i, field), wanted))
			return i;
	ck_abort_msg("%s has no row with %s %s", v->model->name, field, wanted);
	return 0;
}

#endif
