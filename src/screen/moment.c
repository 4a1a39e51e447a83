/* The moment that is looked at: set, stepped, played. */
#include "screen/moment.h"

#include <stdlib.h>
#include <string.h>

#include "screen/action.h"

#define PLAY_STEP_US (USEC / 4) /* of life, between two moments that are shown */

int64_t moment_present(const struct console *c)
{
	const struct store *store = c->base.store;
	int64_t latest = TIME_NONE;

	for (size_t i = 0; i < store->count; i++) {
		int64_t moment = platform_moment(store->platforms[i], console_time(c));
		if (moment != TIME_NONE && (latest == TIME_NONE || moment > latest))
			latest = moment;
	}
	return latest;
}

/* The latest that all of them can evaluate: no sub-platform knows what it will be. */
static int64_t latest_for_all(const struct console *c)
{
	const struct store *store = c->base.store;
	int64_t earliest = TIME_NONE;

	for (size_t i = 0; i < store->count; i++) {
		int64_t moment = platform_moment(store->platforms[i], console_time(c));
		if (moment != TIME_NONE && moment < earliest) /* TIME_NONE is later than all */
			earliest = moment;
	}
	return earliest;
}

int moment_month(const struct console *c, const struct model_scope *scope)
{
	return scope->as_of == TIME_NONE ? c->live_month : calendar_month_number(scope->calendar, scope->as_of);
}

/* --- going there ------------------------------------------------------------------ */

static void move_scope(const struct console *c, struct model_scope *scope, int64_t as_of, bool as_known)
{
	int before = moment_month(c, scope);

	scope->as_of = as_of;
	scope->as_known = as_known;
	if (scope->month >= 0 && (scope->month == before || scope->month > moment_month(c, scope)))
		scope_set_month(c, scope, moment_month(c, scope));
	else if (scope->month >= 0)
		scope_set_month(c, scope, scope->month);
}

static void move_page(const struct console *c, struct page *page, int64_t as_of, bool as_known)
{
	struct model_scope scope = page->scope;

	if (scope.as_of == as_of && scope.as_known == as_known)
		return;
	move_scope(c, &scope, as_of, as_known);
	page_go(page, &scope);
}

void moment_follow(struct console *c, struct page *page)
{
	move_page(c, page, c->base.as_of, c->base.as_known);
}

void moment_set(struct console *c, int64_t as_of, bool as_known)
{
	as_known = as_known && as_of != TIME_NONE;
	if (as_of == TIME_NONE)
		memset(c->later, 0, sizeof c->later);
	move_scope(c, &c->base, as_of, as_known);
	for (size_t i = 0; i < c->page_count; i++)
		move_page(c, &c->pages[i], as_of, as_known);
	for (size_t i = 0; i < c->own->parked_count; i++)
		move_page(c, &c->own->parked[i], as_of, as_known);
	if (as_of == TIME_NONE)
		c->play = (struct playing){.speed = c->play.speed};
}

static bool known_then(const struct console *c, struct err *e)
{
	const struct store *store = c->base.store;

	for (size_t i = 0; i < store->count; i++)
		if (!platform_publishes(store->platforms[i], "outage_history"))
			return err_set(e, "%s does not publish sla.outage_history: what was known then is not told",
				       store->platforms[i]->code);
	return true;
}

/* Where in what was typed the part stands that is wrong. */
static size_t wrong_place(const struct console *c, const char *text)
{
	size_t at = strspn(text, " "), word = strcspn(text + at, " ");
	size_t rest = at + word + strspn(text + at + word, " ");
	char first[40];
	int64_t day;

	if (!text[rest] || word >= sizeof first)
		return at;
	memcpy(first, text + at, word);
	first[word] = '\0';
	return calendar_parse_moment(c->base.calendar, first, moment_present(c), &day, NULL) ? rest : at;
}

/* "incident 17", "incident CODE/17": its start. */
static bool incident_start(const struct console *c, const char *text, size_t *at, int64_t *start, struct err *e)
{
	struct model_scope scope = console_page((struct console *)(uintptr_t)c)->scope;
	size_t number = *at + strlen("incident");

	number += strspn(text + number, " ");
	*at = number;
	if (!scope_read_incident(&scope, text + number, e))
		return false;
	const struct platform *p = scope.store->platforms[scope.platform];
	*start = p->incidents[idmap_find(&p->incident_by_id, scope.incident_id)].opened_at;
	return !time_infinite(*start) || err_set(e, "incident %s has no start", text + number);
}

static bool read_moment(const struct console *c, const char *text, size_t *at, int64_t *as_of, struct err *e)
{
	*at = strspn(text, " ");
	if (!strncmp(text + *at, "incident ", 9))
		return incident_start(c, text, at, as_of, e);
	if (calendar_parse_moment(c->base.calendar, text, moment_present(c), as_of, e))
		return true;
	*at = wrong_place(c, text);
	return false;
}

static bool is_evaluated(const struct console *c, int64_t as_of, struct err *e)
{
	int64_t latest = latest_for_all(c);
	struct buf when = BUF_INIT;

	if (latest == TIME_NONE)
		return err_set(e, "no replica knows the time yet: nothing can be evaluated");
	if (as_of <= latest)
		return true;
	time_local(&when, c->base.calendar, latest);
	err_set(e, "this lies after the latest moment that can be evaluated, %s", when.data);
	buf_release(&when);
	return false;
}

bool moment_open(struct console *c, int64_t as_of, bool as_known, struct err *e)
{
	if (as_of != TIME_NONE && (!is_evaluated(c, as_of, e) || (as_known && !known_then(c, e))))
		return false;
	c->play.runs = false;
	moment_set(c, as_of, as_known);
	return true;
}

bool moment_go(struct console *c, const char *text, size_t *at, struct err *e)
{
	int64_t as_of;

	if (c->base.enterprise_no)
		return err_set(e, "audit mode shows the present");
	if (!text[strspn(text, " ")])
		return err_set(e, "say a moment: 2026-11-03 14:22, yesterday 14:00, -2h, incident 17");
	if (!read_moment(c, text, at, &as_of, e) || !is_evaluated(c, as_of, e))
		return false;
	c->play.runs = false;
	moment_set(c, as_of, c->base.as_known);
	return true;
}

bool moment_view(struct console *c, const char *word, struct err *e)
{
	bool then = *word ? !strcmp(word, "then") : !c->base.as_known;

	if (*word && !then && strcmp(word, "now"))
		return err_set(e, "\"%s\" is no view: known then, known now, or known for the other one", word);
	if (c->base.as_of == TIME_NONE)
		return err_set(e, "this is the present, which is as it is known now; t goes to an earlier moment");
	if (then && !known_then(c, e))
		return false;
	moment_set(c, c->base.as_of, then);
	return true;
}

/* --- by the minute ---------------------------------------------------------------- */

static void step(struct console *c, int64_t by_us)
{
	int64_t latest = latest_for_all(c);
	int64_t from = c->base.as_of != TIME_NONE ? c->base.as_of : latest;

	c->play.runs = false;
	if (c->base.enterprise_no)
		action_say(c, "audit mode shows the present");
	else if (latest == TIME_NONE)
		action_say(c, "no replica knows the time yet");
	else if (by_us > 0 && from + by_us > latest)
		action_say(c, c->base.as_of == TIME_NONE ? "this is the present"
							 : "the present is less than a minute away; T goes there");
	else
		moment_set(c, from + by_us, c->base.as_known);
}

void do_minute_before(struct console *c) { step(c, -MINUTE_US); }
void do_minute_after(struct console *c) { step(c, MINUTE_US); }

/* --- played ------------------------------------------------------------------------- */

static void start_playing(struct console *c)
{
	c->play.runs = true;
	c->play.speed = c->play.speed ? c->play.speed : 1;
	c->play.from_us = c->base.as_of;
	c->play.since = c->play.shown = c->now;
	c->generation++;
}

bool moment_play(struct console *c, int speed, struct err *e)
{
	if (speed < 0 || speed > PLAY_FASTEST)
		return err_set(e, "it plays 1 to %d times as fast as life; 0 stands still", PLAY_FASTEST);
	if (speed && c->base.as_of == TIME_NONE)
		return err_set(e, "this is the present, which goes on by itself; t goes to an earlier moment");
	if (!speed) {
		c->play.runs = false;
		c->generation++;
		return true;
	}
	c->play.speed = speed;
	start_playing(c);
	return true;
}

void do_play(struct console *c)
{
	struct err e = {""};

	if (!moment_play(c, c->play.runs ? 0 : c->play.speed ? c->play.speed : 1, &e))
		action_say(c, e.text);
}

static void change_speed(struct console *c, bool faster)
{
	static const int speeds[] = {1, 2, 5, 10, 30, 60, 120, 300, PLAY_FASTEST};
	int speed = faster ? PLAY_FASTEST : 1;

	for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++) {
		int one = speeds[faster ? sizeof speeds / sizeof *speeds - 1 - i : i];
		if (faster ? one > c->play.speed : one < c->play.speed)
			speed = one;
	}
	c->play.speed = speed;
	if (c->play.runs)
		start_playing(c);
	console_say(c, c->now, false, "%d times as fast as life", speed);
}

void do_slower(struct console *c) { change_speed(c, false); }
void do_faster(struct console *c) { change_speed(c, true); }

void moment_advance(struct console *c)
{
	struct playing *play = &c->play;
	int64_t latest = latest_for_all(c);

	if (!play->runs || c->base.as_of == TIME_NONE || c->now - play->shown < PLAY_STEP_US)
		return;
	/* The rows of the moment before are not all judged yet: time waits for them. */
	if (!console_page(c)->panes[console_page(c)->focus].view->complete) {
		play->since += c->now - play->shown;
		play->shown = c->now;
		return;
	}
	play->shown = c->now;
	int64_t at = play->from_us + (c->now - play->since) * play->speed;
	if (latest != TIME_NONE && at >= latest) {
		at = latest;
		play->runs = false;
		action_say(c, "the present is reached; T is live again");
	}
	moment_set(c, at, c->base.as_known);
}

void do_known(struct console *c)
{
	struct err e = {""};

	if (!moment_view(c, "", &e))
		action_say(c, e.text);
}
