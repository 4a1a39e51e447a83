/* What a page looks at: which account, which month. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "screen/console_private.h"
#include "screen/moment.h"
#include "screen/screen_sql.h"

void scope_set_month(const struct console *c, struct model_scope *scope, int month)
{
	const struct calendar *calendar = scope->calendar;

	scope->month = month;
	scope->span = (struct span){calendar_month_start(calendar, month),
				    calendar_month_start(calendar, month + 1)};
	scope->span_given = month != moment_month(c, scope);
}

/* Values for parameters that the screen has. */
static void take_with(const struct screen *s, const struct model_scope *from, struct model_scope *scope)
{
	size_t count = 0;

	memset(scope->with, 0, sizeof scope->with);
	for (size_t i = 0; i < SCOPE_WITH_MAX && *from->with[i].name; i++)
		if (screen_parameter(s, from->with[i].name))
			scope->with[count++] = from->with[i];
}

struct model_scope scope_for(const struct console *c, const struct screen *s, const struct model_scope *from)
{
	struct model_scope scope = c->base;

	scope.now = console_time(c);
	scope.as_of = from->as_of;
	scope.as_known = from->as_known;
	scope.where = scope.figure = NULL;
	scope.row_number = scope.row_time = 0; /* of the page that is opened, which sees to it */
	scope.platform = s->about & ABOUT_PLATFORM ? from->platform : -1;
	scope.enterprise_no = s->about & ABOUT_ACCOUNT ? from->enterprise_no : 0;
	scope.outage_id = s->about & ABOUT_WINDOW ? from->outage_id : 0;
	scope.maintenance_id = s->about & ABOUT_MAINTENANCE ? from->maintenance_id : 0;
	scope.incident_id = 0;
	scope.group_given = false;
	scope.began = (struct span){0, 0};
	if (s->about & ABOUT_INCIDENT) {
		scope.incident_id = from->incident_id;
		scope.group_given = from->group_given;
		scope.group = from->group;
		scope.began = from->began;
	}
	if (s->about & ABOUT_FIGURE)
		scope.figure = from->figure;
	if (s->figure)
		scope.figure = s->figure;
	take_with(s, from, &scope);
	if (c->base.enterprise_no) { /* audit mode: there is one account, whatever is looked at */
		scope.platform = c->base.platform;
		scope.enterprise_no = c->base.enterprise_no;
	}
	if (s->by_month && from->month >= 0) {
		scope_set_month(c, &scope, from->month);
	} else if (s->by_month) {
		scope.month = -1;
		scope.span = from->span;
		scope.span_given = true;
	}
	return scope;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

bool scope_same(const struct model_scope *a, const struct model_scope *b, bool month_too)
{
	bool same = a->platform == b->platform && a->enterprise_no == b->enterprise_no &&
		    a->incident_id == b->incident_id && a->maintenance_id == b->maintenance_id &&
		    a->outage_id == b->outage_id &&
		    a->group_given == b->group_given &&
		    same_text(a->figure, b->figure) && !memcmp(a->with, b->with, sizeof a->with);

	if (same && a->group_given)
		same = a->group.incident_id == b->group.incident_id &&
		       a->group.started_at == b->group.started_at && a->group.service == b->group.service &&
		       a->group.cause == b->group.cause && a->began.start_us == b->began.start_us &&
		       a->began.end_us == b->began.end_us;
	if (same && month_too)
		same = a->span.start_us == b->span.start_us && a->span.end_us == b->span.end_us &&
		       a->as_of == b->as_of && a->as_known == b->as_known;
	return same;
}

static bool has_account(const struct platform *p, int64_t enterprise_no)
{
	return platform_tenant(p, enterprise_no) != INDEX_NONE;
}

static bool unknown_account(const struct model_scope *scope, struct err *e)
{
	const struct store *store = scope->store;
	struct buf where = BUF_INIT;
	bool read = true;

	for (size_t i = 0; i < store->count; i++) {
		const struct platform *p = store->platforms[i];
		if (scope->platform >= 0 && (size_t)scope->platform != i)
			continue;
		buf_addf(&where, "%s%s", where.length ? ", " : "", p->code);
		read = read && p->tenant_count;
	}
	err_set(e, "no account %" PRId64 " in %s%s", scope->enterprise_no,
		where.length ? where.data : "any sub-platform", read ? "" : " as far as it is read");
	buf_release(&where);
	return false;
}

bool scope_find_account(struct model_scope *scope, struct err *e)
{
	const struct store *store = scope->store;
	int found = -1;

	if (scope->platform >= 0)
		return ((size_t)scope->platform < store->count &&
			has_account(store->platforms[scope->platform], scope->enterprise_no)) ||
		       unknown_account(scope, e);
	for (size_t i = 0; i < store->count; i++) {
		if (!has_account(store->platforms[i], scope->enterprise_no))
			continue;
		if (found >= 0)
			return err_set(
				e, "account %" PRId64 " is in %s and %s: say %s/%" PRId64 " or %s/%" PRId64,
				scope->enterprise_no, store->platforms[found]->code,
				store->platforms[i]->code, store->platforms[found]->code,
				scope->enterprise_no, store->platforms[i]->code, scope->enterprise_no);
		found = (int)i;
	}
	if (found < 0)
		return unknown_account(scope, e);
	scope->platform = found;
	return true;
}

/* The number of "N" or "CODE/N", and the sub-platform, -1 for none. */
static bool read_number(const struct model_scope *scope, const char *text, const char *kind, int64_t *number,
			int *platform, struct err *e)
{
	const char *slash = strrchr(text, '/'), *digits = slash ? slash + 1 : text;
	const struct store *store = scope->store;
	char *end;

	errno = 0;
	*number = strtoll(digits, &end, 10);
	*platform = -1;
	if (errno || end == digits || *end || *number <= 0)
		return err_set(e, "\"%s\" is no %s: give N or CODE/N", text, kind);
	for (size_t i = 0; slash && i < store->count; i++)
		if (strlen(store->platforms[i]->code) == (size_t)(slash - text) &&
		    !strncmp(store->platforms[i]->code, text, (size_t)(slash - text)))
			*platform = (int)i;
	if (slash && *platform < 0)
		return err_set(e, "no sub-platform \"%.*s\"", (int)(slash - text), text);
	return true;
}

bool scope_read_account(struct model_scope *scope, const char *text, struct err *e)
{
	return read_number(scope, text, "account", &scope->enterprise_no, &scope->platform, e) &&
	       scope_find_account(scope, e);
}

static const struct idmap *incidents_of(const struct platform *p)
{
	return &p->incident_by_id;
}

static const struct idmap *maintenance_of(const struct platform *p)
{
	return &p->maintenance_by_id;
}

/* A number that a sub-platform gave to something; finds the sub-platform. */
static bool read_thing(struct model_scope *scope, const char *text, const char *kind,
		       const struct idmap *(*of)(const struct platform *p), int64_t *number, struct err *e)
{
	const struct store *store = scope->store;
	int found = -1, platform;

	if (!read_number(scope, text, kind, number, &platform, e))
		return false;
	for (size_t i = 0; i < store->count; i++) {
		const struct platform *p = store->platforms[i];
		if ((platform >= 0 && (size_t)platform != i) || idmap_find(of(p), *number) == IDMAP_NONE)
			continue;
		if (found >= 0)
			return err_set(e, "%s %s is in %s and %s: say CODE/%s", kind, text,
				       store->platforms[found]->code, p->code, text);
		found = (int)i;
	}
	scope->platform = found;
	return found >= 0 || err_set(e, "no %s %s is known", kind, text);
}

bool scope_read_incident(struct model_scope *scope, const char *text, struct err *e)
{
	scope->group_given = false;
	return read_thing(scope, text, "incident", incidents_of, &scope->incident_id, e);
}

bool scope_read_maintenance(struct model_scope *scope, const char *text, struct err *e)
{
	return read_thing(scope, text, "maintenance", maintenance_of, &scope->maintenance_id, e);
}
