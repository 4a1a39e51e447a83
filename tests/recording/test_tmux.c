/* The emulator against tmux: the same bytes, the same screen. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/recording/emulator.h"
#include "slatop/recording/recording.h"
#include "support/check_main.h"
#include "support/tmux.h"

/* Takes out what is no UTF-8, and characters that are none; how many there were. tmux drops both, here and in an
 * xterm each is U+FFFD, which is for the eye: what is around them has to be the same. */
static size_t drop_bad(struct buf *b)
{
	size_t kept = 0, bad = 0, length;
	uint32_t c;

	for (size_t i = 0; i < b->length; i += length) {
		length = text_decode(b->data + i, b->length - i, &c);
		if (c == 0xfffd || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef)) {
			bad++;
			continue;
		}
		memmove(b->data + kept, b->data + i, length);
		kept += length;
	}
	b->length = kept;
	return bad;
}

/* Outputs up to the next change of size belong together: a character may be cut by an event's end. */
static size_t emulate(const struct recording *r, int rows, int columns, struct buf *screen)
{
	struct emulator *m = emulator_create(rows, columns);
	struct buf part = BUF_INIT;
	size_t bad = 0;

	for (size_t i = 0; i <= r->event_count; i++) {
		const struct recording_event *e = i < r->event_count ? &r->events[i] : NULL;
		if (e && e->kind == RECORDING_OUTPUT)
			buf_add(&part, r->bytes.data + e->at, e->length);
		if (e && e->kind != RECORDING_RESIZE)
			continue;
		bad += drop_bad(&part);
		emulator_feed(m, part.data, part.length);
		buf_clear(&part);
		if (e)
			emulator_resize(m, e->rows, e->columns);
	}
	buf_release(&part);
	emulator_size(m, &rows, &columns);
	for (int i = 0; i < rows; i++) {
		emulator_row_text(m, i, screen);
		buf_add_byte(screen, '\n');
	}
	emulator_destroy(m);
	return bad;
}

/* What is no recording is taken as bytes for a terminal. */
static struct recording *raw(const char *path)
{
	struct recording *r = mem_zero(1, sizeof *r);

	r->rows = 24;
	r->columns = 80;
	buf_init(&r->bytes);
	ck_assert(buf_read_file(&r->bytes, path, 1 << 24, NULL));
	MEM_GROW(r->events, r->event_count, r->event_capacity);
	r->events[r->event_count++] =
		(struct recording_event){.length = (uint32_t)r->bytes.length, .kind = RECORDING_OUTPUT};
	return r;
}

/* Outputs up to the next change of size are shown together. */
static void show(struct tmux *t, const struct recording *r, struct buf *screen)
{
	struct buf part = BUF_INIT;

	for (size_t i = 0; i < r->event_count; i++) {
		const struct recording_event *e = &r->events[i];
		if (e->kind == RECORDING_OUTPUT)
			buf_add(&part, r->bytes.data + e->at, e->length);
		if (e->kind != RECORDING_RESIZE)
			continue;
		tmux_show(t, part.data, part.length, NULL);
		buf_clear(&part);
		tmux_resize(t, e->rows, e->columns);
	}
	tmux_show(t, part.data, part.length, screen);
	buf_release(&part);
}

/* How many bytes were no UTF-8. */
static size_t compare(const char *name, const struct recording *r)
{
	struct buf ours = BUF_INIT, theirs = BUF_INIT;
	struct tmux t;

	tmux_open(&t, r->rows, r->columns);
	size_t bad = emulate(r, r->rows, r->columns, &ours);
	show(&t, r, &theirs);
	tmux_close(&t);
	if (strcmp(ours.data, theirs.data) != 0) { /* a message of Check's holds no such screen */
		printf("--- ours\n%s--- tmux\n%s", ours.data, theirs.data);
		ck_abort_msg("%s differs", name);
	}
	buf_release(&ours);
	buf_release(&theirs);
	return bad;
}

START_TEST(samples_look_as_in_tmux)
{
	const char *samples = getenv("SLATOP_SAMPLES");
	struct dirent *entry;
	char path[600];
	int count = 0, with_bad = 0;

	if (!samples) {
		printf("note: SLATOP_SAMPLES is not set, only recordings of our own\n");
		samples = "tests/recording";
	}
	snprintf(path, sizeof path, "%s/recordings", samples);
	DIR *folder = opendir(path);
	ck_assert_ptr_nonnull(folder);
	while ((entry = readdir(folder))) {
		struct err e = {""};
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/recordings/%s", samples, entry->d_name);
		struct recording *r = recording_open(path, NULL, &e);
		if (!r && !strncmp(entry->d_name, "termrec_", 8))
			r = raw(path);
		if (r) {
			with_bad += compare(entry->d_name, r) > 0;
			count++;
		}
		recording_destroy(r);
	}
	closedir(folder);
	printf("note: %d recordings, %d of them with bytes that are no UTF-8\n", count, with_bad);
	ck_assert_int_ge(count, 7);
}
END_TEST

TEST_MAIN("tmux", 300, samples_look_as_in_tmux)
