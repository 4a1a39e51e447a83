/* Readers: each format, sound and damaged, and what is refused. */
#include "slatop/recording/recording.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "slatop/base/mem.h"
#include "support/check_main.h"

static struct recording *read_bytes(const char *name, const void *bytes, size_t length, const char *format, struct err *e)
{
	struct recording_file file = {name, BUF_INIT};

	buf_add(&file.bytes, bytes, length);
	return recording_read(&file, 1, format, NULL, e);
}

static struct recording *need(const char *text)
{
	struct err e = {""};
	struct recording *r = read_bytes("file", text, strlen(text), NULL, &e);

	ck_assert_msg(r != NULL, "%s", e.text);
	return r;
}

/* Events as text: "o 500000 one|r 1000000 3x20|...". */
static void check_events(const struct recording *r, const char *expected)
{
	static const char kinds[] = "oirm";
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < r->event_count; i++) {
		const struct recording_event *e = &r->events[i];
		buf_addf(&text, "%s%c %" PRId64 " ", i ? "|" : "", kinds[e->kind], e->at_us);
		if (e->kind == RECORDING_RESIZE)
			buf_addf(&text, "%dx%d", e->rows, e->columns);
		buf_add(&text, r->bytes.data + e->at, e->length);
	}
	ck_assert_str_eq(text.data, expected);
	buf_release(&text);
}

static void check(const char *text, const char *format, enum recording_condition condition, const char *note,
		  const char *events)
{
	struct recording *r = need(text);

	ck_assert_str_eq(r->format, format);
	ck_assert_str_eq(r->note, note);
	ck_assert_int_eq(r->condition, condition);
	check_events(r, events);
	recording_destroy(r);
}

static void check_refused(const char *name, const void *bytes, size_t length, const char *format, const char *why)
{
	struct err e = {""};
	struct recording *r = read_bytes(name, bytes, length, format, &e);

	ck_assert(r == NULL);
	ck_assert_msg(strstr(e.text, why) != NULL, "\"%s\" does not say \"%s\"", e.text, why);
}

START_TEST(asciicasts)
{
	check("{\"version\":2,\"width\":20,\"height\":3}\n[0.5,\"o\",\"a\"]\n[1,\"i\",\"b\"]\n[2.25, \"m\", \"here\"]\n"
	      "[3,\"r\",\"30x5\"]\n[4,\"x\",\"0\"]\n",
	      "asciicast v2", RECORDING_WHOLE, "", "o 500000 a|i 1000000 b|m 2250000 here|r 3000000 5x30");
	check("{\"version\":3,\"term\":{\"cols\":20,\"rows\":3}}\n# said\n[0.5,\"o\",\"a\"]\n\n[0.5,\"o\",\"\\ud83d\\ude00\"]\n",
	      "asciicast v3", RECORDING_WHOLE, "", "o 500000 a|o 1000000 \xf0\x9f\x98\x80");
	check("{\"version\":1,\"width\":20,\"height\":3,\"stdout\":[[0.5,\"a\"],[0.25,\"b\"]]}", "asciicast v1", RECORDING_WHOLE,
	      "", "o 500000 a|o 750000 b");
	/* Members in any order, on any lines, of any kind. */
	struct recording *r = need("{ \"env\":{\"A\":\"}\\\"]\\\\\",\"B\":[1,[2]]},\n \"stdout\":[\n [0.5,\"a\\u001b\"],\n [4e-06,\"\"]\n ],\n"
				   "\"title\":\"t \\u5929\",\"version\":1,\"height\":3,\"command\":null,\"width\":20}\n");
	check_events(r, "o 500000 a\033|o 500004 ");
	ck_assert_int_eq(r->rows * 1000 + r->columns, 3020);
	ck_assert_str_eq(r->title, "t 天");
	ck_assert_int_eq(r->condition, RECORDING_WHOLE);
	recording_destroy(r);
	check("{\"version\":1,\"width\":20,\"height\":3,\"stdout\":[[0.5,\"a\"],[0.25,\"b\"]", "asciicast v1",
	      RECORDING_UNFINISHED, "unfinished: its closing brace is missing", "o 500000 a|o 750000 b");
	check("{\"version\":1,\"width\":20,\"height\":3,\"stdout\":[[0.5,\"a\"],[x,\"b\"]]}", "asciicast v1",
	      RECORDING_DAMAGED, "damaged at event 2 (byte 55)", "o 500000 a");
	check("{\"version\":2,\"width\":20,\"height\":3}\n[1,\"o\",\"a\"]\nlol!\n[2,\"o\",\"b\"]\n", "asciicast v2",
	      RECORDING_DAMAGED, "damaged at event 2 (line 3)", "o 1000000 a");
	check("{\"version\":2,\"width\":20,\"height\":3}\n[1,\"o\",\"a\"]\n[2,\"o\",\"b", "asciicast v2", RECORDING_UNFINISHED,
	      "unfinished: its last line is cut off", "o 1000000 a");
	check("{\"version\":2,\"width\":20,\"height\":3}\n[1,\"r\",\"-1x0\"]\n[2,\"r\",\"65535x65535\"]\n[1,\"o\",\"late\"]\n",
	      "asciicast v2", RECORDING_DAMAGED, "line 2: \"-1x0\" is no size, it is passed over", "o 1000000 late");
	check("{\"version\":2,\"width\":65535,\"height\":65535}\n[1,\"o\",\"a\"]\n", "asciicast v2", RECORDING_DAMAGED,
	      "the size 65535x65535 is none of a terminal: 80x24 is taken", "o 1000000 a");
	check("{\"version\":2,\"width\":20,\"height\":3}\n", "asciicast v2", RECORDING_UNFINISHED, "nothing was recorded", "");
	check_refused("x", "{\"version\":9}\n", 14, NULL, "asciicast version 9");
	/* More years than a number holds. */
	struct buf years = BUF_INIT;
	buf_add_text(&years, "{\"version\":3,\"term\":{\"cols\":20,\"rows\":3}}\n");
	for (int i = 0; i < 4000; i++)
		buf_add_text(&years, "[3100000000,\"o\",\"a\"]\n");
	r = need(years.data);
	ck_assert_int_gt(r->length_us, 0);
	ck_assert_int_lt(r->length_us, INT64_MAX / 1000);
	recording_destroy(r);
	buf_release(&years);
}
END_TEST

START_TEST(jumpserver)
{
	check("{\"0.25\":\"a\",\"0.25\":\"b\",\"1.5\":\"c\\r\\n\",\"0\":\"\"}", "JumpServer replay", RECORDING_WHOLE, "",
	      "o 250000 a|o 250000 b|o 1500000 c\r\n");
	check("{\"0.25\":\"a\",\"1.5\":\"b\"", "JumpServer replay", RECORDING_UNFINISHED,
	      "unfinished: its closing brace is missing", "o 250000 a|o 1500000 b");
	check("{\"0.25\":\"a\",\"x\":\"b\"}", "JumpServer replay", RECORDING_DAMAGED, "damaged at event 2 (byte 12)",
	      "o 250000 a");
	struct recording *r = need("{\"0.25\":\"a\"}");
	ck_assert(!r->size_known && !r->resizes_told);
	recording_destroy(r);
}
END_TEST

START_TEST(tlogs)
{
	static const char head[] = "{\"ver\":\"2.2\",\"rec\":\"R\",\"user\":\"u\",\"id\":%d,\"pos\":%d,\"timing\":\"%s\","
				   "\"in_txt\":\"\",\"in_bin\":[],\"out_txt\":\"%s\",\"out_bin\":[%s]}\n";
	struct buf text = BUF_INIT;

	/* Out of order, a part missing, bytes that were no text, what was typed. */
	buf_addf(&text, head, 4, 5000, "+10>1", "z", "");
	buf_addf(&text, head, 1, 0, "=30x5+100>2+50]1/2>1", "天b\xef\xbf\xbdX", "255,65");
	buf_addf(&text, head, 2, 1000, "=40x6>1", "y", "");
	check(text.data, "tlog", RECORDING_GAPS, "part 3 is missing",
	      "o 100000 天b|o 150000 \xff" "A|o 150000 X|r 1000000 6x40|o 1000000 y|o 5010000 z");
	buf_addf(&text, head, 5, 6000, "+nonsense", "z", "");
	struct recording *r = need(text.data);
	ck_assert_int_eq(r->condition, RECORDING_DAMAGED);
	ck_assert_int_eq(r->columns, 30);
	recording_destroy(r);
	buf_release(&text);
}
END_TEST

/* Lines in any order play in that of their numbers. */
START_TEST(shuffled_tlogs)
{
	enum { LINES = 1000 };
	static int order[LINES];
	struct buf text = BUF_INIT;

	for (int i = 0; i < LINES; i++)
		order[i] = (i * 617 + 123) % LINES; /* each number once */
	for (int i = 0; i < LINES; i++)
		buf_addf(&text, "{\"ver\":\"2.2\",\"rec\":\"%s\",\"user\":\"u\",\"id\":%d,\"pos\":%d,\"timing\":\">4\",\"out_txt\":\"%04d\"}\n",
			 order[i] % 2 ? "odd" : "even", order[i] / 2 + 1, order[i], order[i]);
	struct recording_options second = {.which = 1};
	for (int which = 0; which < 2; which++) {
		struct recording_file file = {"log", BUF_INIT};
		struct err e = {""};
		buf_add(&file.bytes, text.data, text.length);
		struct recording *r = recording_read(&file, 1, "tlog", which ? &second : NULL, &e);
		ck_assert_msg(r != NULL, "%s", e.text);
		ck_assert_int_eq(r->recordings, 2);
		ck_assert_int_eq(r->condition, RECORDING_WHOLE);
		ck_assert_uint_eq(r->event_count, LINES / 2);
		bool odd = (order[0] % 2) != which;
		for (size_t i = 0; i < r->event_count; i++) {
			char expected[8];
			snprintf(expected, sizeof expected, "%04d", (int)(2 * i + odd) % 10000);
			ck_assert_int_eq(r->events[i].at_us, (int64_t)(2 * i + odd) * 1000);
			ck_assert_int_eq(memcmp(r->bytes.data + r->events[i].at, expected, 4), 0);
		}
		recording_destroy(r);
	}
	buf_release(&text);
}
END_TEST

static void add_tar_bytes(struct buf *tar, const char *name, const char *bytes, size_t length)
{
	char head[512] = {0};
	size_t padded = (length + 511) / 512 * 512;

	snprintf(head, 100, "folder/%s", name);
	snprintf(head + 124, 13, "%011o", (unsigned)length);
	head[156] = '0';
	memcpy(head + 257, "ustar", 6);
	buf_add(tar, head, sizeof head);
	memset(buf_room(tar, padded), 0, padded);
	memcpy(tar->data + tar->length, bytes, length);
	tar->length += padded;
}

static void add_tar(struct buf *tar, const char *name, const char *text)
{
	add_tar_bytes(tar, name, text, strlen(text));
}

static struct recording *read_tar(struct buf *tar, const char *format)
{
	struct recording_file file = {"parts", *tar};
	struct err e = {""};
	char end[1024] = {0};

	buf_add(&file.bytes, end, sizeof end);
	struct recording *r = recording_read(&file, 1, format, NULL, &e);
	ck_assert_msg(r != NULL, "%s", e.text);
	buf_init(tar);
	return r;
}

START_TEST(scripts)
{
	struct buf tar = BUF_INIT;

	add_tar(&tar, "typescript", "Script started on 2026-11-25 [COLUMNS=\"80\"]\nabcdefScript done\n");
	add_tar(&tar, "timing", "0.5 3\n0.25 3\n");
	struct recording *r = read_tar(&tar, "script");
	ck_assert_str_eq(r->format, "script");
	check_events(r, "o 500000 abc|o 750000 def");
	recording_destroy(r);

	add_tar(&tar, "typescript", "Script started on x\nabcdef");
	add_tar(&tar, "timing", "H 0.0 COLUMNS 90\nH 0.0 LINES 20\nO 0.5 3\nS 0.25 SIGWINCH ROWS=30 COLS=100\nI 0.1 2\nO 0.25 9\n");
	r = read_tar(&tar, "script");
	ck_assert_int_eq(r->columns, 90);
	ck_assert_int_eq(r->rows, 20);
	check_events(r, "o 500000 abc|r 750000 30x100|o 1100000 def");
	ck_assert_int_eq(r->condition, RECORDING_UNFINISHED);
	recording_destroy(r);
	check_refused("typescript", "Script started on x\nabc", 23, NULL, "without its timing file");
}
END_TEST

START_TEST(iologs)
{
	struct buf tar = BUF_INIT;

	add_tar(&tar, "log", "1645151020:u:root::/dev/tty:30:100\n/home/u\n/bin/ls -l\n");
	add_tar(&tar, "timing", "4 0.5 3\n3 0.25 2\n5 0.1 40 120\n7 1 TSTP\n4 0.25 3\n");
	add_tar(&tar, "ttyout", "abcdef");
	add_tar(&tar, "ttyin", "pw");
	struct recording *r = read_tar(&tar, "sudo");
	ck_assert_str_eq(r->format, "sudo iolog");
	ck_assert_str_eq(r->command, "/bin/ls -l");
	ck_assert_int_eq(r->rows, 30);
	ck_assert_int_eq(r->columns, 100);
	check_events(r, "o 500000 abc|i 750000 pw|r 850000 40x120|m 1850000 signal TSTP|o 2100000 def");
	ck_assert_uint_eq(r->input_count, 1);
	ck_assert_int_eq(r->condition, RECORDING_WHOLE);
	recording_destroy(r);
}
END_TEST

static void gzip(const struct buf *plain, struct buf *packed)
{
	z_stream z = {.next_in = (Bytef *)plain->data, .avail_in = (uInt)plain->length};

	ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	size_t room = deflateBound(&z, plain->length);
	z.next_out = (Bytef *)buf_room(packed, room);
	z.avail_out = (uInt)room;
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	packed->length = z.total_out;
	deflateEnd(&z);
}

/* The same of a head and so many spaces, which never lie in memory. */
static void gzip_spaces(const char *head, size_t spaces, struct buf *packed)
{
	static char piece[1 << 16];
	z_stream z = {.next_in = (Bytef *)head, .avail_in = (uInt)strlen(head)};

	memset(piece, ' ', sizeof piece);
	ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	for (int status = Z_OK; status != Z_STREAM_END;) {
		if (!z.avail_in) {
			z.next_in = (Bytef *)piece;
			z.avail_in = (uInt)(spaces < sizeof piece ? spaces : sizeof piece);
			spaces -= z.avail_in;
		}
		z.next_out = (Bytef *)buf_room(packed, 4096);
		z.avail_out = 4096;
		status = deflate(&z, spaces || z.avail_in ? Z_NO_FLUSH : Z_FINISH);
		packed->length += 4096 - z.avail_out;
	}
	deflateEnd(&z);
}

START_TEST(packed_ones)
{
	struct buf plain = BUF_INIT, packed = BUF_INIT;
	struct err e = {""};

	buf_add_text(&plain, "{\"version\":2,\"width\":20,\"height\":3}\n");
	for (int i = 0; i < 2000; i++)
		buf_addf(&plain, "[%d,\"o\",\"line %d\"]\n", i, i * 7919);
	gzip(&plain, &packed);
	struct recording *r = read_bytes("a.cast.gz", packed.data, packed.length, "jumpserver", &e);
	ck_assert_msg(r != NULL, "%s", e.text);
	ck_assert_uint_eq(r->event_count, 2000);
	recording_destroy(r);
	r = read_bytes("a.cast.gz", packed.data, packed.length / 2, "jumpserver", &e);
	ck_assert_msg(r != NULL, "%s", e.text);
	ck_assert_str_eq(r->note, "unfinished: the packed file is cut off");
	ck_assert(r->event_count > 100 && r->event_count < 2000);
	recording_destroy(r);
	buf_release(&plain);
	buf_release(&packed);
}
END_TEST

/* What the record calls a recording, and is none of any kind. */
START_TEST(those_of_another_kind_than_they_are_called)
{
	static const char *const texts[] = {"no recording at all\n", "{}", "{\"version\":0}\n", "{\"version\":-7}\n", "[1]\n", " "};

	for (size_t i = 0; i < recording_format_count(); i++)
		for (size_t k = 0; k < COUNT_OF(texts); k++) {
			struct err e = {""};
			for (int timing = 0; timing < 2; timing++) {
				struct recording *r = read_bytes(timing ? "a.timing" : "a", texts[k], strlen(texts[k]),
								 recording_format_at(i)->name, &e);
				ck_assert_msg(r ? r->format && r->condition != RECORDING_WHOLE : e.text[0], "%s as %s", texts[k],
					      recording_format_at(i)->name);
				recording_destroy(r);
			}
		}
	check_refused("a", texts[0], strlen(texts[0]), "asciicast", "is no asciicast");
}
END_TEST

START_TEST(refused_ones)
{
	struct buf big = BUF_INIT, packed = BUF_INIT;

	check_refused("a", "", 0, NULL, "empty");
	check_refused("a", "no recording at all\n", 20, NULL, "is no recording that is known");
	check_refused("a", "\x1f\x8b\x08", 3, NULL, "empty");
	/* What unpacks to more than any recording has. */
	gzip_spaces("{\"version\":2}\n", RECORDING_BYTES_MOST, &packed);
	ck_assert(packed.length < RECORDING_BYTES_MOST / 500);
	check_refused("bomb", packed.data, packed.length, NULL, "gzip bomb");
	/* A line that no recording has. */
	buf_add_text(&big, "{\"version\":2,\"width\":20,\"height\":3}\n[1,\"o\",\"a\"]\n[2,\"o\",\"");
	memset(buf_room(&big, RECORDING_LINE_MOST + 1u), ' ', RECORDING_LINE_MOST + 1u);
	big.length += RECORDING_LINE_MOST + 1u;
	struct err e = {""};
	struct recording *r = read_bytes("line", big.data, big.length, NULL, &e);
	ck_assert_msg(r != NULL, "%s", e.text);
	ck_assert_int_eq(r->condition, RECORDING_DAMAGED);
	ck_assert_msg(strstr(r->note, "a line of more than 2097152 bytes") != NULL, "%s", r->note);
	recording_destroy(r);
	/* The same in one event of bytes. */
	buf_clear(&big);
	for (int i = 0; i < 3; i++)
		buf_add(&big, "\1\0\0\0\0\0\0\0\2\0\0\0ab", 14);
	buf_add(&big, "\2\0\0\0\0\0\0\0\1\0\100\0", 12);
	r = read_bytes("ttyrec", big.data, big.length, NULL, &e);
	ck_assert_msg(r != NULL, "%s", e.text);
	ck_assert_str_eq(r->note, "damaged at event 4 (byte 42): a length of 4194305");
	recording_destroy(r);
	buf_release(&big);
	buf_release(&packed);
	ck_assert(recording_open("/nonexistent/recording", NULL, &e) == NULL);
	ck_assert_str_eq(e.text, "/nonexistent/recording: No such file or directory");
}
END_TEST

/* No file of a tar is a bomb by itself, but all of them are one. */
START_TEST(bombs_in_a_tar)
{
	static const size_t spaces[] = {2u << 20, RECORDING_BYTES_MOST - (1u << 20)};
	static const char *const names[] = {"timing", "ttyout"};
	struct buf tar = BUF_INIT;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct buf packed = BUF_INIT;
		gzip_spaces("", spaces[i], &packed);
		add_tar_bytes(&tar, names[i], packed.data, packed.length);
		buf_release(&packed);
	}
	check_refused("tar", tar.data, tar.length, "sudo", "refused as a gzip bomb");
	buf_release(&tar);
}
END_TEST

/* Reading can be left at any slice, and each slice ends. */
START_TEST(reading_stops_anywhere)
{
	struct buf text = BUF_INIT, packed = BUF_INIT;
	struct err e = {""};
	char progress[64];

	buf_add_text(&text, "{\"version\":2,\"width\":20,\"height\":3}\n");
	for (int i = 0; i < 4000; i++)
		buf_addf(&text, "[%d,\"o\",\"line %d\"]\n", i, i);
	gzip(&text, &packed);
	for (int slices = 0, whole = 0; !whole; slices++) {
		struct recording_file file = {"a.cast.gz", BUF_INIT};
		buf_add(&file.bytes, packed.data, packed.length);
		struct reading *in = reading_begin(&file, 1, NULL, NULL);
		whole = 1;
		for (int i = 0; i <= slices && whole; i++)
			whole = !reading_work(in, 0) ? 1 : i < slices;
		reading_progress(in, progress);
		ck_assert(!strncmp(progress, "unpacking, ", 11) || !strncmp(progress, "reading, ", 9));
		struct recording *r = reading_end(in, &e);
		ck_assert_int_eq(r != NULL, whole);
		if (r)
			ck_assert_uint_eq(r->event_count, 4000);
		else
			ck_assert_str_eq(e.text, "it has not been read to its end");
		recording_destroy(r);
		ck_assert_int_lt(slices, 2000);
		if (slices > 8)
			slices = slices * 5 / 4;
	}
	buf_release(&text);
	buf_release(&packed);
}
END_TEST

/* What the real ones are. */
START_TEST(samples)
{
	static const struct {
		const char *name, *format, *note;
	} expected[] = {
		{"asciinema-server_v1_full.json", "asciicast v1", ""},
		{"asciinema-server_v2_broken.cast", "asciicast v2", "damaged at event 2 (line 3)"},
		{"asciinema-server_v2_invalid-resize.cast", "asciicast v2", "line 3: \"-1x0\" is no size, it is passed over"},
		{"asciinema-server_v3_comments.cast", "asciicast v3", ""},
		{"asciinema-server_big.cast", "asciicast v3", ""},
		{"asciinema_demo.cast", "asciicast v2", ""},
		{"sudo_iolog_test1", "sudo iolog", ""},
		{"sudo_iolog_test3", "sudo iolog", ""},
		{"tlog_journal-good.jsonl", "tlog", ""},
		{"tlog_journal-missing-entry.jsonl", "tlog", "part 4 is missing"},
		{"tlog_journal-bad-timing.jsonl", "tlog", "damaged at event 30 (line 2): its timing cannot be read"},
		{"ttyrec2video_hello.ttyrec", "ttyrec", ""},
		{"ttyrec2video_short.ttyrec", "ttyrec", "unfinished: its last event is cut off"},
	};
	const char *folder = getenv("SLATOP_SAMPLES");
	char path[600];

	if (!folder)
		printf("note: SLATOP_SAMPLES is not set, only recordings of our own\n");
	for (size_t i = 0; folder && i < COUNT_OF(expected); i++) {
		struct err e = {""};
		snprintf(path, sizeof path, "%s/recordings/%s", folder, expected[i].name);
		struct recording *r = recording_open(path, NULL, &e);
		ck_assert_msg(r != NULL, "%s", e.text);
		ck_assert_str_eq(r->format, expected[i].format);
		ck_assert_str_eq(r->note, expected[i].note);
		ck_assert(r->event_count > 0);
		recording_destroy(r);
	}
}
END_TEST

TEST_MAIN("recordings", 120, asciicasts, jumpserver, tlogs, shuffled_tlogs, bombs_in_a_tar, reading_stops_anywhere, scripts, iologs, packed_ones, refused_ones, those_of_another_kind_than_they_are_called, samples)
