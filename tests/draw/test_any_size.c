/* Random states at random sizes: whatever is shown, the canvas stays whole. And
 * how long texts are broken into lines. */
#include "draw/widget.h"
#include "draw_checks.h"
#include "fixture.h"

static struct fixture f;
static struct canvas c;

/* ---- wrapping ---- */

struct collected { struct buf text; };
static void collect(void *context, int number, const char *text, size_t length)
{
	struct collected *all = context;

	if (number)
		buf_add_byte(&all->text, '|');
	buf_add(&all->text, text, length);
}

static void expect_wrap(const char *text, int cells, const char *expected)
{
	struct collected all = {BUF_INIT};

	wrap(text, cells, collect, &all);
	ck_assert_str_eq(all.text.data, expected);
	buf_release(&all.text);
}

START_TEST(text_wraps)
{
	expect_wrap("", 10, "");
	expect_wrap("one two three", 8, "one two|three");
	expect_wrap("one two three", 3, "one|two|thr|ee");
	expect_wrap("a\nb\n\nc", 9, "a|b||c");
	expect_wrap("天润融通", 5, "天润|融通");
	expect_wrap("天润融通", 1, "天|润|融|通");
	expect_wrap("softswitch 天润融通", 14, "softswitch|天润融通");
}
END_TEST

/* ---- anything ---- */

static void random_state(unsigned *seed)
{
	static const char *const names[] = {"outages", "availability", "tenants", "tenant", "explain"};

	fixture_init(&f);
	fixture_times = rand_r(seed) % 4 ? (size_t)rand_r(seed) % 3 : (size_t)rand_r(seed) % 200;
	for (int i = 0; i < 3; i++) {
		f.platforms[i].status.state = (uint8_t)(rand_r(seed) % REPLICA_STATE_COUNT);
		f.platforms[i].status.replica_time = rand_r(seed) % 3 ? MOMENT : TIME_NONE;
		f.platforms[i].status.rows_loaded = (uint64_t)rand_r(seed) % 3 * 100000;
	}
	for (int i = rand_r(seed) % 4; i >= 0; i--) {
		struct page *p = fixture_open(&f, names[(size_t)rand_r(seed) % COUNT_OF(names)],
					      rand_r(seed) % 2 ? "10017 天润融通科技有限公司" : NULL);
		p->focus = (size_t)rand_r(seed) % p->screen->pane_count;
		for (size_t k = 0; k < p->screen->pane_count; k++) {
			struct pane_state *ps = &p->panes[k];
			ps->column = rand_r(seed) % (int)ps->pane->column_count;
			ps->left = rand_r(seed) % 12;
			view_move_to(ps->view, (size_t)rand_r(seed) % 300);
		}
	}
	f.options.ascii = rand_r(seed) & 1;
	f.console.help = rand_r(seed) % 8 == 0;
	f.console.help_top = (size_t)rand_r(seed) % 50;
	f.console.paused = rand_r(seed) % 8 == 0;
	f.console.prompt.kind = (enum prompt_kind)(rand_r(seed) % 8 < 4 ? rand_r(seed) % 4 : 0);
	for (int i = rand_r(seed) % 40; i > 0; i--)
		buf_add_text(&f.console.prompt.text, rand_r(seed) % 2 ? "银" : "x");
	f.console.prompt.cursor = f.console.prompt.text.length;
	if (rand_r(seed) % 2)
		snprintf(f.console.message, sizeof f.console.message,
			 "a message that is longer than most lines are 消息消息");
}

START_TEST(anything_at_any_size)
{
	unsigned seed = (unsigned)clock_monotonic();

	printf("seed: %u\n", seed);
	canvas_init(&c, 0, 0);
	for (int round = 0; round < 400; round++) {
		random_state(&seed);
		for (int i = 0; i < 4; i++) {
			int rows = 1 + rand_r(&seed) % (i ? 80 : 24),
			    columns = 1 + rand_r(&seed) % (i ? 250 : 60);
			canvas_resize(&c, rows, columns);
			/* What is past the end must not be touched. */
			struct cell guard = {.text = "guard", .width = 7};
			c.cells[rows * columns] = guard;
			draw_console(&c, &f.console, &f.options);
			ck_assert(!memcmp(&c.cells[rows * columns], &guard, sizeof guard));
			check_whole(&c);
			if (c.cursor_visible)
				ck_assert(c.cursor_row >= 0 && c.cursor_row < rows && c.cursor_column >= 0 &&
					  c.cursor_column < columns);
		}
		fixture_release(&f);
	}
	canvas_release(&c);
}
END_TEST

TEST_MAIN("any size", 60, text_wraps, anything_at_any_size)
