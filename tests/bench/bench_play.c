/* A recording of some megabytes in a terminal: its first picture, steps back near
 * its end, and keys while three hours pass in which nothing happened; beside a
 * terminal emulator that has to be fed from the start, as players without
 * keyframes do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/glass.h"
#include "slatop/recording/recording.h"

#define ROWS 40
#define COLUMNS 120
#define QUIET_MS 25
#define PAUSE_S (3 * 3600)
#define LINES 40000 /* of a recording of our own: about 3 MB */

static char made[] = "/tmp/slb-play.XXXXXX";

/* Coloured lines, a full-screen program now and then. */
static void make_big(char *path, size_t size)
{
	snprintf(path, size, "%s/big.cast", made);
	FILE *f = fopen(path, "w");
	if (!f)
		bench_fail(path, "cannot be made");
	fprintf(f, "{\"version\": 2, \"width\": %d, \"height\": %d}\n", COLUMNS, ROWS - 4);
	for (int i = 0; i < LINES; i++)
		fprintf(f, "[%d.%03d, \"o\", \"%s\\u001b[3%dmline %d of a long session\\u001b[m on gw-07\\r\\n\"]\n", i / 100,
			i % 100 * 10, i % 1000 ? "" : "\\u001b[H\\u001b[2J", i % 8, i);
	fclose(f);
}

static void find_big(char *path, size_t size)
{
	const char *samples = getenv("SLATOP_SAMPLES");

	if (samples && *samples) {
		snprintf(path, size, "%s/recordings/asciinema-server_big.cast", samples);
		if (!access(path, R_OK))
			return;
	}
	printf("  (no SLATOP_SAMPLES: a recording of our own)\n");
	make_big(path, size);
}

static void make_pause(char *path, size_t size)
{
	snprintf(path, size, "%s/pause.cast", made);
	FILE *f = fopen(path, "w");
	if (!f)
		bench_fail(path, "cannot be made");
	fprintf(f, "{\"version\": 2, \"width\": 80, \"height\": 24}\n[1.0, \"o\", \"before\"]\n[%d.0, \"o\", \" after\"]\n",
		PAUSE_S);
	fclose(f);
}

static void start(struct pty *p, const char *path)
{
	const char *argv[] = {bench_slatop(), "play", path, NULL};

	glass_start(p, ROWS, COLUMNS, argv);
}

/* What a player without keyframes does for a step back: everything from the start. */
static double feed_from_start(const struct recording *r)
{
	double before = wall_ms();
	VTerm *v = vterm_new(r->rows, r->columns);

	vterm_set_utf8(v, 1);
	vterm_screen_reset(vterm_obtain_screen(v), 1);
	for (size_t i = 0; i < r->event_count; i++)
		if (r->events[i].kind == RECORDING_OUTPUT)
			vterm_input_write(v, r->bytes.data + r->events[i].at, r->events[i].length);
	vterm_free(v);
	return wall_ms() - before;
}

static void time_big(const char *path)
{
	struct series first = {0}, back = {0}, fed = {0};
	struct err e = {""};
	struct recording *r = recording_open(path, NULL, &e);

	if (!r)
		bench_fail(path, e.text);
	for (int i = 0; i < bench_rounds(10); i++) {
		struct pty p;
		double begun = wall_ms();
		start(&p, path);
		series_add(&first, glass_until(&p, begun, "REPLAY", 20000));
		glass_quiet(&p, 200);
		glass_keys(&p, "$", 100); /* all of it has been gone through */
		for (int k = 0; k < 5; k++) {
			glass_away_from_tick();
			series_add(&back, glass_keys(&p, "\033[D", QUIET_MS).last_ms);
		}
		glass_end(&p);
		series_add(&fed, feed_from_start(r));
	}
	report("start to the first picture", "ms", &first, (struct goal){300, 0});
	report_peer("a whole pass through libvterm", &fed, 0);
	report("5 s back, near the end", "ms", &back, (struct goal){100, 100});
	report_peer("libvterm, fed from the start", &fed, 0);
	recording_destroy(r);
	series_release(&first);
	series_release(&back);
	series_release(&fed);
}

/* Keys that change the picture, while it plays and nothing is to be shown. */
static void time_pause(const char *path)
{
	struct series keys = {0};
	struct pty p;

	start(&p, path);
	glass_see(&p, "REPLAY");
	glass_keys(&p, "60g", 100);
	glass_keys(&p, " ", 100);
	for (int i = 0; i < bench_rounds(100); i++) {
		glass_away_from_tick();
		series_add(&keys, glass_keys(&p, i % 2 ? "{" : "}", QUIET_MS).first_ms);
	}
	report("keys in a pause of 3 hours", "ms", &keys, (struct goal){0, 50});
	glass_end(&p);
	series_release(&keys);
}

int main(void)
{
	char big[4096], pause[4096];

	if (!mkdtemp(made))
		bench_fail(made, "cannot be made");
	report_heading("Replay of a recording of 3 MB, 120x40");
	find_big(big, sizeof big);
	time_big(big);
	make_pause(pause, sizeof pause);
	time_pause(pause);
	bench_shell("rm -rf '%s'", made);
	return EXIT_SUCCESS;
}
