/* A recording of some megabytes in a terminal: its first picture, steps back near
 * its end, and keys while three hours pass in which nothing happened; beside a
 * terminal emulator that has to be fed from the start, as players without
 * keyframes do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "bench/glass.h"
#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/recording/player.h"

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

/* The first line back shows what has scrolled off: it is played from a keyframe. */
static void time_scrollback(const char *path)
{
	struct series first = {0};
	struct pty p;

	start(&p, path);
	glass_see(&p, "REPLAY");
	glass_keys(&p, "$", 200);
	for (int i = 0; i < bench_rounds(20); i++) {
		glass_away_from_tick();
		series_add(&first, glass_keys(&p, "\033[A", QUIET_MS).last_ms);
		glass_keys(&p, "\033[B", QUIET_MS); /* back on the screen itself: the lines go */
	}
	report("the first line back", "ms", &first, (struct goal){0, 100});
	glass_end(&p);
	series_release(&first);
}

/* --- what no honest program wrote -------------------------------------------------- */

#define SLICE_US 4000

static void add_bomb(struct buf *b)
{
	size_t length = RECORDING_BYTES_MOST + (64u << 20);

	memset(buf_room(b, length), ' ', length);
	b->length = length;
}

static void add_long_lines(struct buf *b)
{
	buf_add_text(b, "{\"version\":2,\"width\":80,\"height\":24}\n");
	for (int i = 0; i < 8; i++) {
		buf_add_text(b, "[1,\"o\",\"");
		for (size_t k = 0; k + 32 < RECORDING_LINE_MOST / 6; k++)
			buf_add_text(b, "\\u001b");
		buf_add_text(b, "\"]\n");
	}
}

static void add_many_events(struct buf *b)
{
	buf_add_text(b, "{\"0\":\"x\"");
	while (b->length < RECORDING_BYTES_MOST / 4)
		buf_add_text(b, ",\"0\":\"x\"");
}

static void add_backward_lines(struct buf *b)
{
	for (int i = 1000000; i; i--)
		buf_addf(b, "{\"ver\":\"2\",\"rec\":\"a\",\"id\":%d,\"timing\":\">1\",\"out_txt\":\"a\"}\n", i);
}

static void add_sizes(struct buf *b)
{
	buf_addf(b, "{\"version\":2,\"width\":%d,\"height\":%d}\n", EMULATOR_COLUMNS_MOST,
		 EMULATOR_CELLS_MOST / EMULATOR_COLUMNS_MOST);
	for (int i = 0; i < 1000; i++)
		buf_addf(b, "[%d,\"r\",\"%dx%d\"]\n[%d,\"o\",\"\\u001b#8\\u001b[2J\\u001b[H\"]\n", i,
			 i % 2 ? EMULATOR_COLUMNS_MOST : 80, i % 2 ? EMULATOR_CELLS_MOST / EMULATOR_COLUMNS_MOST : 24, i);
}

static void gzip(struct buf *plain, struct buf *packed)
{
	z_stream z = {.next_in = (Bytef *)plain->data, .avail_in = (uInt)plain->length};

	deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	size_t room = deflateBound(&z, plain->length);
	z.next_out = (Bytef *)buf_room(packed, room);
	z.avail_out = (uInt)room;
	deflate(&z, Z_FINISH);
	packed->length = z.total_out;
	deflateEnd(&z);
	buf_release(plain);
}

/* Each call as the console makes it, between two looks at the keys. */
static void time_slices(struct buf *plain, struct series *slices)
{
	struct recording_file file = {"file", BUF_INIT};
	struct err e = {""};

	gzip(plain, &file.bytes);
	struct reading *in = reading_begin(&file, 1, NULL, NULL);
	for (bool left = true; left;) {
		double begun = wall_ms();
		left = reading_work(in, clock_monotonic() + SLICE_US);
		series_add(slices, wall_ms() - begun);
	}
	struct recording *r = reading_end(in, &e);
	if (!r)
		return;
	struct player *p = player_create(r, 0, 0);
	for (int i = 0; i < 4; i++) {
		player_seek(p, i % 2 ? 0 : r->length_us, 0);
		for (bool left = true; left;) {
			double begun = wall_ms();
			left = player_work(p, clock_monotonic() + SLICE_US);
			series_add(slices, wall_ms() - begun);
		}
	}
	player_destroy(p);
	recording_destroy(r);
}

static void time_hostile(void)
{
	static const struct { const char *name; void (*add)(struct buf *b); } files[] = {
		{"a gzip bomb", add_bomb},
		{"lines of 2 MiB", add_long_lines},
		{"millions of events", add_many_events},
		{"a million lines, the last first", add_backward_lines},
		{"1000x250 and 80x24, a thousand times", add_sizes},
	};

	mem_large_apart(); /* as the console has it */
	report_heading("Slices of hostile recordings, read and played");
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct series slices = {0};
		struct buf plain = BUF_INIT;
		files[i].add(&plain);
		time_slices(&plain, &slices);
		report(files[i].name, "ms", &slices, (struct goal){0, 50});
		printf("  %-34s %.1f ms\n", "    the longest", series_at(&slices, 1));
		series_release(&slices);
	}
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
	time_scrollback(big);
	make_pause(pause, sizeof pause);
	time_pause(pause);
	time_hostile();
	bench_shell("rm -rf '%s'", made);
	return EXIT_SUCCESS;
}
