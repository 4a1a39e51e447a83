/* Keys on a list of a million rows while the clock stands still: the time to the
 * last byte, the bytes of it, and bursts; beside pagers over as many lines. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/glass.h"
#include "slatop/base/mem.h"

#define QUIET_MS 12 /* nothing for so long: that was the last byte */
#define BURST 100

static const struct motion {
	const char *name, *keys;
	const char *before; /* each time, so that there is somewhere to go */
	const char *first;  /* once */
	struct goal goal; /* at 80x24 */
	double of_pspg;   /* the same of the median, where pspg takes other times than where that was asked for */
} motions[] = {
	/* From the last row in sight each step down scrolls the list. */
	{"one line down", "j", NULL, "g\033[6~", {0.45, 1.1}, 0.45 / 0.52},
	{"PgDn", "\033[6~", NULL, "g", {0.9, 1.5}, 0.9 / 1.0},
	{"End", "G", "g", NULL, {0.9, 1.5}, 0.9 / 1.0},
	{"Home", "g", "G", NULL, {0.9, 1.5}, 0.9 / 1.0},
};

static struct program {
	const char *name;
	const char *argv[8];
	size_t file;      /* which word is the file's name; 0: none */
	const char *home; /* its own key to the first row, where its others are not ours: it goes by lines
			     only; NULL: as all */

	struct pty pty;
	struct series ms, cpu, bytes;
} programs[] = {
	{"slatop", {NULL}},
	{"pspg", {"pspg", "-f", NULL}, 2},
	{"less -S", {"less", "-S", NULL}, 2},
	{"lnav -N", {"lnav", "-N", NULL}, 2},
	{"tig", {"sh", "-c", "exec tig <\"$0\"", NULL}, 3, "\033OH"},
};

/* The span of the current month: two words for --from and --to. */
static void month_words(char from[16], char to[16])
{
	time_t now = time(NULL);
	struct tm day;

	gmtime_r(&now, &day);
	strftime(from, 16, "%Y-%m-01", &day);
	day.tm_mday = 1;
	if (++day.tm_mon == 12) {
		day.tm_mon = 0;
		day.tm_year++;
	}
	strftime(to, 16, "%Y-%m-01", &day);
}

static void open_list(struct pty *p, int rows, int columns)
{
	char from[16], to[16];
	month_words(from, to);
	const char *words[] = {"all_windows", "--from", from, "--to", to, NULL};

	glass_slatop(p, rows, columns, words);
	glass_see(p, "1 of ");
	glass_live(p);
	pty_keys(p, "p"); /* the time of the list stands still; only the clock at the top goes on */
	glass_see(p, "PAUSED");
	glass_quiet(p, 300);
}

/* As many lines for the pagers, of columns of the same kinds. */
static void write_lines(const char *path)
{
	char *conninfo = bench_conninfo("replica");

	bench_shell("psql -X -P pager=off '%s' -c '%s' >%s", conninfo,
		    "select o.enterprise_no, t.name, t.tier, o.started_at, o.ended_at, "
		    "o.service, o.cause, o.outage_id from sla.outage o join sla.tenant t using (enterprise_no) "
		    "order by o.started_at desc limit 1000000",
		    path);
	free(conninfo);
}

static void open_all(int rows, int columns, const char *file)
{
	open_list(&programs[0].pty, rows, columns);
	for (size_t i = 1; i < COUNT_OF(programs); i++) {
		struct program *p = &programs[i];
		p->argv[p->file] = file;
		glass_start(&p->pty, rows, columns, p->argv);
	}
	for (size_t i = 1; i < COUNT_OF(programs); i++) {
		glass_quiet(&programs[i].pty, 4000); /* it has read its file */
		glass_runs(&programs[i].pty, programs[i].name);
	}
}

static void sample(struct program *p, const struct motion *m)
{
	if (m->before)
		glass_keys(&p->pty, m->before, 30);
	glass_away_from_tick();
	glass_quiet(&p->pty, 5);
	double before = cpu_ms_of(p->pty.child);
	struct stroke s = glass_keys(&p->pty, m->keys, QUIET_MS);
	series_add(&p->cpu, cpu_ms_of(p->pty.child) - before);
	series_add(&p->ms, s.last_ms);
	series_add(&p->bytes, (double)s.bytes);
}

static const struct size {
	int rows, columns, line_bytes;
} sizes[] = {{24, 80, 300}, {50, 200, 490}};

static bool goes(const struct program *p, const struct motion *m)
{
	return !p->home || m == motions;
}

/* of_pspg: what the ratio to pspg, the first of them, has to stay below; 0: no demand. */
static void report_peers(const struct motion *m, size_t series, double of_pspg)
{
	for (size_t i = 1; i < COUNT_OF(programs); i++)
		if (goes(&programs[i], m))
			report_peer(programs[i].name, (struct series *)((char *)&programs[i] + series),
				    i == 1 ? of_pspg : 0);
}

/* Each program in turn, so that a busy moment of the machine meets them all. */
static void time_motion(const struct motion *m, const struct size *size)
{
	char what[80];

	for (size_t i = 0; i < COUNT_OF(programs) && m->first; i++) {
		if (programs[i].home)
			glass_keys(&programs[i].pty, programs[i].home, 50);
		glass_keys(&programs[i].pty, programs[i].home ? "\033[6~" : m->first, 50);
	}
	for (int round = 0; round < bench_rounds(100); round++)
		for (size_t i = 0; i < COUNT_OF(programs); i++)
			if (goes(&programs[i], m))
				sample(&programs[i], m);
	report(m->name, "ms", &programs[0].ms, size == sizes ? m->goal : (struct goal){0});
	report_peers(m, offsetof(struct program, ms), size == sizes ? m->of_pspg : 0);
	/* What the time would be on a machine that does nothing else. */
	snprintf(what, sizeof what, "%s, processor time", m->name);
	report(what, "ms", &programs[0].cpu, (struct goal){0});
	report_peers(m, offsetof(struct program, cpu), 0);
	snprintf(what, sizeof what, "%s, bytes", m->name);
	report(what, "B", &programs[0].bytes, (struct goal){m == motions ? size->line_bytes : 0, 0});
	report_peers(m, offsetof(struct program, bytes), 0);
	for (size_t i = 0; i < COUNT_OF(programs); i++) {
		series_release(&programs[i].ms);
		series_release(&programs[i].cpu);
		series_release(&programs[i].bytes);
	}
}

/* Repaints are writes: each is one. A peer may write one in several: of them the
 * bytes are told. */
static void burst(struct program *p, struct series *paints)
{
	char keys[BURST + 1];

	memset(keys, 'j', BURST);
	keys[BURST] = '\0';
	glass_keys(&p->pty, p->home ? p->home : "g", 30);
	glass_away_from_tick();
	glass_quiet(&p->pty, 5);
	double before = writes_of(p->pty.child);
	struct stroke s = glass_keys(&p->pty, keys, 30);
	series_add(paints, writes_of(p->pty.child) - before);
	series_add(&p->bytes, (double)s.bytes);
}

static void bursts(void)
{
	struct series paints = {0}, theirs = {0};

	for (int i = 0; i < bench_rounds(20); i++)
		for (size_t k = 0; k < COUNT_OF(programs); k++)
			burst(&programs[k], k ? &theirs : &paints);
	report("100 keys in one burst, repaints", "", &paints, (struct goal){3, 3});
	report("100 keys in one burst, bytes", "B", &programs[0].bytes, (struct goal){0, 0});
	for (size_t k = 1; k < COUNT_OF(programs); k++)
		report_peer(programs[k].name, &programs[k].bytes, 0);
	for (size_t k = 0; k < COUNT_OF(programs); k++)
		series_release(&programs[k].bytes);
	series_release(&paints);
	series_release(&theirs);
}

int main(void)
{
	char file[] = "/tmp/slb-lines.XXXXXX";
	int fd = mkstemp(file);

	if (fd < 0)
		bench_fail(file, "cannot be made");
	close(fd);
	write_lines(file);
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		char heading[80];
		snprintf(heading, sizeof heading, "Keys, %dx%d, 1,000,000 rows", sizes[i].columns, sizes[i].rows);
		report_heading(heading);
		open_all(sizes[i].rows, sizes[i].columns, file);
		for (size_t k = 0; k < COUNT_OF(motions); k++)
			time_motion(&motions[k], &sizes[i]);
		bursts();
		for (size_t k = 0; k < COUNT_OF(programs); k++)
			glass_end(&programs[k].pty);
	}
	unlink(file);
	return EXIT_SUCCESS;
}
