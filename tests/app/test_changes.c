/* Screens and themes whose files change under a running console, as editors change
 * them, and the theme that fits the terminal's background; on a pseudo-terminal. */
#include "support/check_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "slatop/base/mem.h"
#include "support/platform.h"
#include "support/slatop.h"

static char folder[] = "/tmp/slatop-changes.XXXXXX";

static const char *path_of(const char *name)
{
	static char path[2][160];
	static int turn;

	turn = !turn;
	snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
	return path[turn];
}

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

/* As vim and many others write: beside it, then over it. */
static void replace_file(const char *name, const char *text)
{
	write_file("4913~", text);
	ck_assert_int_eq(rename(path_of("4913~"), path_of(name)), 0);
}

/* The platform's settings, with folders of screens and themes in ours. */
static void write_config(void)
{
	struct buf text = BUF_INIT, path = BUF_INIT;

	buf_addf(&path, "%s/slatop.json", platform_folder("SLATOP_TEST_PLATFORM"));
	ck_assert(buf_read_file(&text, path.data, 65536, NULL));
	const char *rest = strchr(text.data, '{') + 1;
	buf_clear(&path);
	buf_addf(&path, "{ \"screens\": \"screens\", \"themes\": \"themes\", %s", rest);
	write_file("slatop.json", path.data);
	buf_release(&text);
	buf_release(&path);
}

static void start(struct pty *p, const char *theme, const char *screen)
{
	slatop_start(p, 36, 120, path_of("slatop.json"), (const char *const[]){"--theme", theme, screen, NULL});
}

static void clean_up(void)
{
	static const char *const files[] = {"screens/mine.json", "themes/site.json", "screens", "themes",
					    "slatop.json"};

	for (size_t i = 0; i < COUNT_OF(files); i++)
		ck_assert_int_eq(remove(path_of(files[i])), 0);
	ck_assert_int_eq(rmdir(folder), 0);
}

#define MINE(title) "{\"format\": 1, \"name\": \"mine\", \"title\": \"" title "\", " \
		    "\"source\": {\"model\": \"tenants\"}, \"columns\": [\"enterprise_no\", \"seats\"]}"

START_TEST(changed_screens_are_taken_up)
{
	struct pty p;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	write_config();
	ck_assert_int_eq(mkdir(path_of("themes"), 0755), 0);
	write_file("themes/site.json", "{\"format\": 1}");
	start(&p, "mono", "tenants");
	pty_see(&p, "", "1 of ");
	/* The folder is made only now. */
	ck_assert_int_eq(mkdir(path_of("screens"), 0755), 0);
	write_file("screens/mine.json", MINE("First"));
	pty_see(&p, "", "screens have changed");
	pty_see(&p, ":mine\r", "First");
	pty_see(&p, "jjj", "4 of ");
	replace_file("screens/mine.json", MINE("Second"));
	pty_see(&p, "", "Second");
	pty_see(&p, "", "4 of "); /* where the cursor was */
	replace_file("screens/mine.json", "{\"format\": 1, \"name\": \"mine\", \"tilte\": \"Third\", "
					  "\"source\": {\"model\": \"tenants\"}, \"columns\": [\"seats\"]}");
	pty_see(&p, "", "unknown key \"tilte\"; did you mean \"title\"?");
	pty_see(&p, "", "Second");
	write_file("screens/mine.json", MINE("Fourth"));
	pty_see(&p, "", "Fourth");
	pty_see(&p, "", "4 of ");
	slatop_leave(&p);
	clean_up();
}
END_TEST

#define LOG(title) "{\"format\": 1, \"name\": \"mine\", \"title\": \"" title "\", \"source\": {" \
		   "\"sql\": \"select log_id, occurred_at, enterprise_no from sla.business_log\", \"fields\": [" \
		   "{\"name\": \"log_id\", \"type\": \"integer\", \"id\": true}, " \
		   "{\"name\": \"occurred_at\", \"type\": \"time\"}, " \
		   "{\"name\": \"enterprise_no\", \"type\": \"integer\", \"id\": true}], " \
		   "\"key\": [\"log_id\"], \"order\": [\"-occurred_at\", \"-log_id\"], \"time\": \"occurred_at\"}, " \
		   "\"columns\": [\"log_id\", \"occurred_at\", \"enterprise_no\"]}"

/* The row that is selected, NULL where none is. Its text is the caller's. */
static char *selected(struct pty *p)
{
	char *found = NULL;

	for (int row = 0; row < p->rows && !found; row++) {
		struct buf text = BUF_INIT;
		pty_row(p, row, &text);
		if (!strncmp(text.data, "▸", strlen("▸")))
			found = mem_copy(text.data);
		buf_release(&text);
	}
	return found;
}

static bool is_selected(struct pty *p, void *text)
{
	char *now = selected(p);
	bool same = now && !strcmp(now, text);

	free(now);
	return same;
}

static bool is_not_selected(struct pty *p, void *text)
{
	char *now = selected(p);
	bool other = now && strcmp(now, text) != 0;

	free(now);
	return other;
}

/* Of a list that is read from the server only a part is in memory. */
START_TEST(a_list_in_pages_stays_at_its_row)
{
	struct pty p;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	write_config();
	ck_assert_int_eq(mkdir(path_of("themes"), 0755), 0);
	write_file("themes/site.json", "{\"format\": 1}");
	ck_assert_int_eq(mkdir(path_of("screens"), 0755), 0);
	write_file("screens/mine.json", LOG("First"));
	start(&p, "mono", "mine");
	pty_see(&p, "", "▸");
	char *top = selected(&p), *last, *row;
	pty_keys(&p, "G");
	ck_assert(pty_wait(&p, is_not_selected, top));
	last = selected(&p);
	pty_keys(&p, "\033[5~");
	ck_assert(pty_wait(&p, is_not_selected, last));
	row = selected(&p);
	ck_assert_str_ne(row, top);
	replace_file("screens/mine.json", LOG("Second"));
	pty_see(&p, "", "Second");
	ck_assert_msg(pty_wait(&p, is_selected, row), "%s\nis not selected any more", row);
	free(top);
	free(last);
	free(row);
	slatop_leave(&p);
	clean_up();
}
END_TEST

struct wanted { const char *text; int colour; };

/* Whether the text stands on the screen in a colour of the 256. */
static bool is_coloured(struct pty *p, void *context)
{
	const struct wanted *want = context;
	bool found = false;

	for (int row = 0; row < p->rows && !found; row++) {
		struct buf text = BUF_INIT;
		pty_row(p, row, &text);
		const char *at = strstr(text.data, want->text);
		if (at) {
			VTermScreenCell cell;
			VTermPos pos = {.row = row, .col = (int)(at - text.data)};
			vterm_screen_get_cell(p->screen, pos, &cell);
			found = VTERM_COLOR_IS_INDEXED(&cell.fg) && cell.fg.indexed.idx == want->colour;
		}
		buf_release(&text);
	}
	return found;
}

static void see_coloured(struct pty *p, const char *text, int colour)
{
	struct wanted want = {text, colour};

	if (pty_wait(p, is_coloured, &want))
		return;
	struct buf screen = BUF_INIT;
	pty_dump(p, &screen);
	fprintf(stderr, "%s\n", screen.data);
	ck_abort_msg("\"%s\" does not come in colour %d", text, colour);
}

#define SITE(colour) "{\"format\": 1, \"roles\": {\"key\": {\"fg\": [\"#ffffff\", " colour ", \"white\"]}}}"

START_TEST(changed_themes_are_taken_up)
{
	struct pty p;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	write_config();
	ck_assert_int_eq(mkdir(path_of("themes"), 0755), 0);
	ck_assert_int_eq(mkdir(path_of("screens"), 0755), 0);
	write_file("screens/mine.json", MINE("Mine"));
	write_file("themes/site.json", SITE("201"));
	start(&p, "site", "tenants");
	see_coloured(&p, "Enter", 201);
	replace_file("themes/site.json", SITE("202"));
	see_coloured(&p, "Enter", 202);
	pty_see(&p, "", "theme site has changed");
	replace_file("themes/site.json", "{\"format\": 1, \"roles\": {\"kye\": {}}}");
	pty_see(&p, "", "/themes/site.json: roles: unknown role \"kye\"; did you mean \"key\"?");
	see_coloured(&p, "Enter", 202);
	pty_see(&p, ":problems\r", "site: ");
	pty_see(&p, "q", " of ");
	write_file("themes/site.json", SITE("203"));
	see_coloured(&p, "Enter", 203);
	pty_keys(&p, ":theme dark\r");
	see_coloured(&p, "Enter", 111);
	slatop_leave(&p);
	/* One by its path, in a folder that is watched for that alone. */
	start(&p, path_of("site.json"), "tenants");
	pty_see(&p, "", "site.json");
	pty_release(&p);
	write_file("site.json", SITE("204"));
	start(&p, path_of("site.json"), "tenants");
	see_coloured(&p, "Enter", 204);
	replace_file("site.json", SITE("205"));
	see_coloured(&p, "Enter", 205);
	slatop_leave(&p);
	ck_assert_int_eq(unlink(path_of("site.json")), 0);
	clean_up();
}
END_TEST

/* Settings and the agreement are not taken up, but what is wrong with them is said. */
START_TEST(changed_settings_are_told)
{
	static const char sound[] = "{\"format\": 1, \"time_zone\": \"Asia/Shanghai\", \"agreements\": "
				    "{\"standard\": [{\"from\": \"2026-01\", \"web\": {\"%s\": \"%s\"}}]}}";
	struct buf text = BUF_INIT, config = BUF_INIT;
	struct pty p;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	write_config();
	ck_assert(buf_read_file(&config, path_of("slatop.json"), 65536, NULL));
	buf_addf(&text, "{ \"agreement\": \"agreement.json\", %s", strchr(config.data, '{') + 1);
	write_file("slatop.json", text.data);
	buf_clear(&text);
	buf_addf(&text, sound, "down_when", "any");
	write_file("agreement.json", text.data);
	ck_assert_int_eq(mkdir(path_of("themes"), 0755), 0);
	ck_assert_int_eq(mkdir(path_of("screens"), 0755), 0);
	write_file("themes/site.json", SITE("201"));
	write_file("screens/mine.json", MINE("Mine"));
	start(&p, "mono", "problems");
	pty_see(&p, "", "problems");
	buf_clear(&text);
	buf_addf(&text, sound, "down_wehn", "any");
	replace_file("agreement.json", text.data);
	pty_see(&p, "", "unknown key \"down_wehn\"");
	pty_see(&p, "", "agreement  /"); /* the list's line */
	buf_clear(&text);
	buf_addf(&text, sound, "down_when", "both");
	replace_file("agreement.json", text.data);
	pty_see(&p, "", ": is now ");
	buf_clear(&text);
	buf_addf(&text, "{ \"bel\": 1, %s", strchr(config.data, '{') + 1);
	replace_file("slatop.json", text.data);
	pty_see(&p, "", "unknown key \"bel\"");
	pty_see(&p, "", "settings   /");
	buf_clear(&text);
	buf_addf(&text, "{ \"bell\": \"off\", %s", strchr(config.data, '{') + 1);
	replace_file("slatop.json", text.data);
	pty_see(&p, "", "agreement, bell have changed since the start");
	slatop_leave(&p);
	ck_assert_int_eq(unlink(path_of("agreement.json")), 0);
	clean_up();
	buf_release(&text);
	buf_release(&config);
}
END_TEST

static bool was_asked(struct pty *p, void *context)
{
	(void)context;
	return memmem(p->raw.data, p->raw.length, "\033]11;?", 6) != NULL;
}

/* The terminal tells its background among keys, and none of them is lost. */
START_TEST(the_theme_fits_the_background)
{
	struct pty p;
	char *argv[] = {(char *)slatop_binary(), (char *)"--config", NULL, (char *)"tenants", NULL};
	struct buf config = BUF_INIT;

	buf_addf(&config, "%s/slatop.json", platform_folder("SLATOP_TEST_PLATFORM"));
	argv[2] = config.data;
	pty_init(&p, 36, 120);
	pty_exec(&p, argv);
	ck_assert(pty_wait(&p, was_asked, NULL));
	see_coloured(&p, "Enter", 111); /* dark, as long as nothing is known */
	pty_see(&p, "", "1 of ");
	pty_keys(&p, "jj\033]11;rgb:ffff/ffff/ffff\033\\j\033[?62;22cj");
	see_coloured(&p, "Enter", 25);
	pty_see(&p, "", "5 of ");
	pty_keys(&p, ":theme dark\r");
	see_coloured(&p, "Enter", 111);
	pty_keys(&p, ":theme high-contrast\r");
	see_coloured(&p, "Enter", 17);
	slatop_leave(&p);
	/* The variable knows it before the terminal answers. */
	setenv("COLORFGBG", "0;15", 1);
	pty_init(&p, 36, 120);
	pty_exec(&p, argv);
	see_coloured(&p, "Enter", 25);
	slatop_leave(&p);
	/* Whoever chose a theme is not asked, nor is a terminal that might show it. */
	unsetenv("COLORFGBG");
	pty_init(&p, 36, 120);
	snprintf(p.type, sizeof p.type, "linux");
	pty_exec(&p, argv);
	pty_see(&p, "", "1 of ");
	ck_assert(!was_asked(&p, NULL));
	slatop_leave(&p);
	buf_release(&config);
}
END_TEST

TEST_MAIN("changes", 120, changed_screens_are_taken_up, a_list_in_pages_stays_at_its_row, changed_themes_are_taken_up,
	  changed_settings_are_told, the_theme_fits_the_background)
