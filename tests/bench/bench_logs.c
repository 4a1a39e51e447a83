/* Each log at its full size: pages at any depth, End and back, jumps to a date, and
 * filters by time, account, operator, host, action, risk and words. Beside each the
 * same page by keyset through libpq. What an index helps with is timed to its last
 * byte; what none helps with to its first rows, and where there are none to the
 * word that says so, and from Ctrl-C to the one that it has stopped. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/glass.h"
#include "bench/logs.h"
#include "slatop/base/mem.h"

#define PAGE_MS 100 /* any page within: the issue of these logs */

/* The moment below which that part of a log lies, as it is typed. */
static void moment_at(PGconn *c, double part, char *text, size_t size)
{
	char sql[300];

	snprintf(sql, sizeof sql,
		 "select to_char((now() - %.4f * interval '%d seconds') at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS')", part,
		 LOG_STEP_S);
	PGresult *r = PQexec(c, sql);
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		bench_fail(sql, PQerrorMessage(c));
	snprintf(text, size, "%s", PQgetvalue(r, 0, 0));
	PQclear(r);
}

static void say(const struct bench_log *l, const char *what, struct series *s, const struct goal *goal)
{
	char name[160];

	snprintf(name, sizeof name, "%s: %s", l->screen, what);
	report(name, "ms", s, *goal);
	series_release(s);
}

static const struct goal page = {0, PAGE_MS};

static void pages_at(const struct bench_log *l, struct pty *p, PGconn *c)
{
	static const double depths[] = {0.1, 0.5, 0.99};
	struct series down = {0}, jump = {0}, ends = {0}, keyset = {0};
	char moment[40], keys[64], sql[300];

	for (size_t i = 0; i < COUNT_OF(depths); i++) {
		moment_at(c, depths[i], moment, sizeof moment);
		snprintf(keys, sizeof keys, "t%s\r", moment);
		for (int k = 0; k < bench_rounds(3); k++) {
			glass_keys(p, "\033[H", 100);
			glass_away_from_tick();
			series_add(&jump, glass_keys(p, keys, 80).last_ms);
		}
		for (int k = 0; k < bench_rounds(20); k++) {
			glass_away_from_tick();
			series_add(&down, glass_keys(p, "\033[6~", 15).last_ms);
			snprintf(sql, sizeof sql, "select count(*) from (select %s, %s from sla.%s where %s < '%s Asia/Shanghai'::timestamptz - %d * "
				 "interval '10 seconds' order by %s desc, %s desc limit 50) as page", l->key, l->time, l->relation, l->time, moment,
				 k, l->time, l->key);
			double start = wall_ms();
			bench_query(c, sql);
			series_add(&keyset, wall_ms() - start);
		}
	}
	for (int k = 0; k < bench_rounds(5); k++) {
		glass_away_from_tick();
		series_add(&ends, glass_keys(p, "\033[F", 80).last_ms);
		glass_away_from_tick();
		series_add(&ends, glass_keys(p, "\033[H", 80).last_ms);
	}
	say(l, "a page down, at 10, 50 and 99 %", &down, &page);
	report_peer("the page by keyset, libpq", &keyset, 0);
	series_release(&keyset);
	say(l, "to a date", &jump, &page);
	say(l, "to the end, and back to the start", &ends, &page);
}

/* From Enter to the word that nothing helps, which has to come. */
static double no_index_ms(struct pty *p)
{
	static const char word[] = "no index helps";
	double start = wall_ms();

	pty_send(p, "\r", 1);
	double ms = glass_until(p, start, word, 5000);
	if (isnan(ms))
		bench_fail("this does not stand on the screen after 5 s", word);
	return ms;
}

/* Until the rows stand there; where there are none, until the word that nothing
 * helps, and from Ctrl-C until the one that it has stopped. */
static void filter(const struct bench_log *l, struct pty *p, const struct bench_filter *f)
{
	static const char *const words[] = {"", " (no index, first rows)", " (no index, says so)"};
	static const struct goal none = {0, 0};
	struct series first = {0}, stop = {0};
	char keys[120], what[140];

	for (int k = 0; k < bench_rounds(3); k++) {
		snprintf(keys, sizeof keys, "f\025%s", f->text);
		glass_keys(p, keys, 100);
		glass_away_from_tick();
		if (f->kind == FILTER_NOTHING) {
			series_add(&first, no_index_ms(p));
			glass_away_from_tick();
			series_add(&stop, glass_keys(p, "\003", 200).first_ms);
		} else {
			series_add(&first, glass_keys(p, "\r", f->kind == FILTER_INDEX ? 80 : 300).last_ms);
			glass_keys(p, "\003", 200);
		}
		glass_keys(p, "f\025\r", 200);
	}
	snprintf(what, sizeof what, "filter %s%s", f->text, words[f->kind]);
	say(l, what, &first, f->kind == FILTER_INDEX ? &page : &none);
	if (f->kind == FILTER_NOTHING)
		say(l, "Ctrl-C, until it says so", &stop, &page);
	else
		series_release(&stop);
}

static void look_at(const struct bench_log *l, PGconn *c)
{
	struct pty p;

	glass_slatop(&p, 24, 80, (const char *const[]){l->screen, NULL});
	glass_see(&p, "row 1");
	glass_live(&p);
	pages_at(l, &p, c);
	for (size_t i = 0; i < COUNT_OF(l->filters) && l->filters[i].text; i++)
		filter(l, &p, &l->filters[i]);
	struct series memory = {0};
	series_add(&memory, peak_kib_of(p.child) / 1024);
	char name[100];
	snprintf(name, sizeof name, "%s: peak memory of all that", l->screen);
	report(name, "MiB", &memory, (struct goal){0, 0});
	series_release(&memory);
	glass_end(&p);
}

int main(void)
{
	char heading[160];
	const char *only = getenv("SLATOP_BENCH_LOG"); /* one of them */

	for (int i = 0; i < bench_log_count; i++)
		bench_log_fill(&bench_logs[i]);
	PGconn *c = bench_connect("replica");
	for (int i = 0; i < bench_log_count; i++) {
		if (only && strcmp(only, bench_logs[i].screen) != 0)
			continue;
		snprintf(heading, sizeof heading, "The screen %s, %.0f million rows", bench_logs[i].screen,
			 (double)bench_logs[i].rows / 1e6);
		if (!bench_logs[i].rows)
			snprintf(heading, sizeof heading, "The screen %s, of two of these logs", bench_logs[i].screen);
		report_heading(heading);
		look_at(&bench_logs[i], c);
	}
	PQfinish(c);
	return EXIT_SUCCESS;
}
