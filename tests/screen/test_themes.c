/* Themes: the shipped ones, what a file may say, and each way to be wrong. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "slatop/screen/theme_check.h"
#include "support/check_main.h"

static char folder[] = "/tmp/slatop-theme.XXXXXX";

static void write_theme(const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s.json", folder, name);
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static void begin(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void end(void)
{
	static const char *const names[] = {"site", "base", "loop", "dark"};
	char path[256];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s.json", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
}

static void wrong(const char *text, const char *message)
{
	struct theme t;
	struct err e = {""};

	write_theme("site", text);
	ck_assert(!theme_read(&t, "site", folder, false, &e));
	ck_assert_msg(strstr(e.text, message), "says: %s", e.text);
	ck_assert_msg(!strncmp(e.text, folder, strlen(folder)) || strstr(e.text, "extends") || strstr(e.text, "by_background"), "no place: %s",
		      e.text);
}

START_TEST(shipped_are_legible)
{
	struct theme t;
	struct err e = {""};

	char names[THEMES_MOST][THEME_NAME_MAX];
	size_t count = theme_names(NULL, names, THEMES_MOST);
	struct buf out = BUF_INIT;

	ck_assert_uint_ge(count, 9);
	for (size_t i = 0; i < count; i++)
		for (int light = 0; light < 2; light++) {
			ck_assert_msg(theme_read(&t, names[i], NULL, light, &e), "%s", e.text);
			size_t found = theme_check(&t, &out);
			ck_assert_msg(!found && !out.length, "%zu:\n%s", found, out.data);
			ck_assert_str_eq(t.name, names[i]);
			ck_assert_int_eq(t.contrast_tenths, strncmp(names[i], "high", 4) ? 45 : 70);
			ck_assert_int_eq(t.colour_blind, !strncmp(names[i], "colour-blind", 12));
		}
	buf_release(&out);
	ck_assert(theme_read(&t, "dark", NULL, false, &e));
	ck_assert_str_eq(t.name, "dark");
	ck_assert_int_eq(t.roles[ROLE_TEXT].fg_true, COLOUR_DEFAULT);
	ck_assert_int_eq(t.roles[ROLE_TEXT].bg_true, COLOUR_DEFAULT);
	ck_assert_int_eq(t.roles[ROLE_SELECTED].mono_attributes, THEME_REVERSE);
	ck_assert(theme_read(&t, "mono", NULL, false, &e));
	for (int r = 0; r < ROLE_COUNT; r++) {
		ck_assert_int_eq(t.roles[r].fg_true, COLOUR_DEFAULT);
		ck_assert_int_eq(t.roles[r].bg_256, COLOUR_DEFAULT);
		ck_assert_int_eq(t.roles[r].attributes, t.roles[r].mono_attributes);
	}
}
END_TEST

/* Figures from the sources: WCAG's own limits, the CIELAB of sRGB's primaries. */
START_TEST(colours_are_reckoned)
{
	ck_assert_double_eq_tol(colour_contrast(0x000000, 0xffffff), 21, 1e-9);
	ck_assert_double_eq_tol(colour_contrast(0xffffff, 0x767676), 4.54, 0.005);
	ck_assert_double_eq_tol(colour_contrast(0xff0000, 0x0000ff), 2.149, 0.005);
	ck_assert_double_eq_tol(colour_distance(0xffffff, 0x000000), 100, 0.01);
	ck_assert_double_eq_tol(colour_distance(0xff0000, 0x00ff00), 170.57, 0.2);
	ck_assert_double_eq_tol(colour_distance(0x808080, 0x808080), 0, 1e-9);
	for (int v = 0; v < VISION_COUNT; v++) { /* greys are greys to everybody */
		ck_assert_int_eq(colour_seen(0xffffff, v), 0xffffff);
		ck_assert_int_eq(colour_seen(0x000000, v), 0x000000);
		ck_assert(colour_distance(colour_seen(0x7f7f7f, v), 0x7f7f7f) < 1);
	}
	/* Red and green of one lightness: far apart, but not without red or green cones. */
	ck_assert_double_gt(colour_distance(0xb35a00, 0x5f7a00), 40);
	ck_assert_double_lt(colour_distance(colour_seen(0xb35a00, VISION_DEUTAN),
					    colour_seen(0x5f7a00, VISION_DEUTAN)), 15);
	ck_assert(colour_is_light(0xffffff) && colour_is_light(0xfdf6e3));
	ck_assert(!colour_is_light(0x000000) && !colour_is_light(0x002b36));
}
END_TEST

/* What theme_check must say of a site's theme, and that it says nothing else. */
static void short_of(const char *text, size_t count, size_t line_count, const char *const *lines)
{
	struct theme t;
	struct err e = {""};
	struct buf out = BUF_INIT;

	write_theme("site", text);
	ck_assert_msg(theme_read(&t, "site", folder, false, &e), "%s", e.text);
	size_t found = theme_check(&t, &out);
	ck_assert_msg(found == count, "%zu:\n%s", found, out.data);
	for (size_t i = 0; i < line_count; i++)
		ck_assert_msg(strstr(out.data, lines[i]), "no \"%s\" in:\n%s", lines[i], out.data);
	ck_assert_int_eq(strncmp(out.data, count ? folder : "", count ? strlen(folder) : 0), 0);
	buf_release(&out);
}

START_TEST(shortfalls_are_named)
{
	begin();
	short_of("{\"format\": 1, \"extends\": \"dark\"}", 0, 0, NULL);
	short_of("{\"format\": 1, \"extends\": \"dark\", \"roles\": {\"warn\": {\"fg\": "
		 "[\"#6a5a30\", 179, \"bright-yellow\"]}}}",
		 2, 2,
		 (const char *const[]){
			 "/site.json: roles.warn, 24 bit on #282c34: contrast 2.08 to 1, at least 4.5 is promised\n",
			 "/site.json: roles.warn in the selected row, 24 bit on #000000: contrast 1."});
	short_of("{\"format\": 1, \"extends\": \"dark\", \"roles\": {\"breach\": {\"fg\": "
		 "[\"#ff7b72\", 210, \"red\"]}}}",
		 1, 1, (const char *const[]){"roles.breach, 16 colours of the Linux console: contrast 2.71 to 1"});
	short_of("{\"format\": 1, \"extends\": \"dark\", \"roles\": {\"selected\": {\"bg\": "
		 "[\"#2c3547\", 16, \"white\"]}}}",
		 1, 1, (const char *const[]){"roles.selected, 256 colours on #000000: the row differs by 1.00 to 1"});
	/* A background of its own counts, and reverse turns the two round. */
	short_of("{\"format\": 1, \"extends\": \"dark\", \"roles\": {\"private\": {\"fg\": \"#000000\", "
		 "\"bg\": \"#101010\"}, \"planned\": {\"fg\": \"default\", \"attributes\": [\"reverse\"]}}}",
		 5, 5, (const char *const[]){"roles.private, 24 bit on #000000: contrast 1.1", "roles.private, 256",
					  "roles.private, 16", "roles.private in the selected row, 24 bit",
					  "roles.private in the selected row, 256"});
	/* Green and red of one lightness. */
	short_of("{\"format\": 1, \"extends\": \"dark\", \"colour_blind\": true, \"roles\": {\"breach\": "
		 "{\"fg\": [\"#e0905f\", 210, \"bright-red\"]}, \"ok\": {\"fg\": [\"#a0a85f\", 114, "
		 "\"cyan\"]}}}",
		 5, 5, (const char *const[]){"roles.ok and roles.warn, 24 bit", "roles.warn and roles.breach, 24 bit",
					  "roles.ok and roles.warn, 256 colours", "roles.ok and roles.breach, 256",
					  "roles.ok and roles.breach, 24 bit on #000000: 6 apart without cones for green"});
	short_of("{\"format\": 1, \"contrast\": 4.6, \"terminal\": {\"backgrounds\": "
		 "[\"#ffffff\"], \"text\": \"#767676\"}, \"roles\": "
		 "{\"selected\": {\"attributes\": [\"reverse\"]}}}",
		 3 * (2 * ROLE_COUNT - 1), 1,
		 (const char *const[]){"roles.text, 24 bit on #ffffff: contrast 4.54 to 1, at least 4.6 is promised"});
	end();
}
END_TEST

START_TEST(pairs_follow_the_background)
{
	struct theme t;
	struct err e = {""};

	begin();
	write_theme("site", "{\"format\": 1, \"title\": \"Ours\", \"by_background\": {\"dark\": \"mono\", "
			    "\"light\": \"base\"}}");
	write_theme("base", "{\"format\": 1, \"roles\": {\"warn\": {\"fg\": \"#ff0000\"}}}");
	ck_assert_msg(theme_read(&t, "site", folder, false, &e), "%s", e.text);
	ck_assert(t.by_background);
	ck_assert_str_eq(t.file, "themes/mono.json");
	ck_assert_str_eq(t.title, "Ours");
	ck_assert_int_eq(t.roles[ROLE_WARN].fg_true, COLOUR_DEFAULT);
	ck_assert_msg(theme_read(&t, "site", folder, true, &e), "%s", e.text);
	ck_assert_int_eq(t.roles[ROLE_WARN].fg_true, 0xff0000);
	ck_assert(theme_read(&t, "light", NULL, false, &e) && !t.by_background);
	wrong("{\"format\": 1, \"by_background\": {\"dark\": \"mono\"}}", ": by_background.light: is missing");
	wrong("{\"format\": 1, \"by_background\": {\"dark\": \"mon\", \"light\": \"mono\"}}",
	      "site: by_background: no theme \"mon\"; did you mean \"mono\"?");
	wrong("{\"format\": 1, \"by_background\": {\"dark\": \"site\", \"light\": \"mono\"}}",
	      "does a theme extend itself?");
	wrong("{\"format\": 1, \"by_background\": {\"dark\": \"mono\", \"light\": \"mono\"}, \"roles\": {}}",
	      ": unknown key \"roles\"");
	wrong("{\"format\": 1, \"terminal\": {\"backgrounds\": []}}", "terminal.backgrounds: must be one to 4");
	wrong("{\"format\": 1, \"terminal\": {\"text\": \"default\"}}", "terminal.text: must be a colour");
	end();
}
END_TEST

START_TEST(site_themes)
{
	struct theme t;
	struct err e = {""};
	char path[256];

	begin();
	write_theme(
		"base",
		"{\"format\": 1, \"roles\": {\"warn\": {\"fg\": \"#ff0000\", \"attributes\": [\"bold\"]}}}");
	write_theme("site", "{\"format\": 1, \"title\": \"Ours\", \"extends\": \"base\", \"roles\": "
			    "{\"warn\": {\"bg\": [\"default\", 17, \"bright-blue\"]}}}");
	ck_assert_msg(theme_read(&t, "site", folder, false, &e), "%s", e.text);
	ck_assert_str_eq(t.title, "Ours");
	ck_assert_int_eq(t.roles[ROLE_WARN].fg_true, 0xff0000);
	ck_assert_int_eq(t.roles[ROLE_WARN].fg_256, 196);
	ck_assert_int_eq(t.roles[ROLE_WARN].fg_16, 9);
	ck_assert_int_eq(t.roles[ROLE_WARN].bg_true, COLOUR_DEFAULT);
	ck_assert_int_eq(t.roles[ROLE_WARN].bg_256, 17);
	ck_assert_int_eq(t.roles[ROLE_WARN].bg_16, 12);
	ck_assert_int_eq(t.roles[ROLE_WARN].attributes, THEME_BOLD);
	/* By its path, and a site's own in place of a shipped one. */
	snprintf(path, sizeof path, "%s/base.json", folder);
	ck_assert_msg(theme_read(&t, path, NULL, false, &e), "%s", e.text);
	ck_assert_str_eq(t.name, "base");
	write_theme("dark", "{\"format\": 1, \"title\": \"Darker\"}");
	ck_assert(theme_read(&t, "dark", folder, false, &e));
	ck_assert_str_eq(t.title, "Darker");
	end();
}
END_TEST

START_TEST(wrong_themes)
{
	struct theme t;
	struct err e = {""};

	begin();
	ck_assert(!theme_read(&t, "drak", NULL, false, &e));
	ck_assert_str_eq(e.text, "no theme \"drak\"; did you mean \"dark\"?");
	ck_assert(!theme_read(&t, "solarized", NULL, false, &e));
	ck_assert_str_eq(e.text, "no theme \"solarized\"; there are auto, colour-blind, "
				  "colour-blind-dark, colour-blind-light, dark, high-contrast, high-contrast-dark, "
				  "high-contrast-light, light, mono");
	wrong("{}", ": format: is missing");
	wrong("{\"format\": 2}", ": format: must be 1 to 1");
	wrong("{\"format\": 1, \"roles\": {\"wran\": {}}}",
	      ": roles: unknown role \"wran\"; did you mean \"warn\"?");
	wrong("{\"format\": 1, \"roles\": {\"warn\": {\"fgg\": \"#000000\"}}}",
	      ": roles.warn: unknown key \"fgg\"; did you mean \"fg\"?");
	wrong("{\"format\": 1, \"roles\": {\"warn\": {\"fg\": \"red\"}}}",
	      ": roles.warn.fg: \"red\" is no colour; \"#rrggbb\" or \"default\"");
	wrong("{\"format\": 1, \"roles\": {\"warn\": {\"fg\": \"#12345x\"}}}",
	      ": roles.warn.fg: \"#12345x\" is no colour");
	wrong("{\"format\": 1, \"roles\": {\"warn\": {\"fg\": [\"#000000\", 256, \"red\"]}}}",
	      ": roles.warn.fg[1]: must be 0 to 255");
	wrong("{\"format\": 1, \"roles\": {\"warn\": {\"fg\": [\"#000000\", 1, \"rd\"]}}}",
	      ": roles.warn.fg[2]: unknown colour \"rd\"; did you mean \"red\"?");
	wrong("{\"format\": 1, \"roles\": {\"warn\": {\"fg\": [\"#000000\", 1]}}}",
	      ": roles.warn.fg: must be \"#rrggbb\"");
	wrong("{\"format\": 1, \"roles\": {\"warn\": {\"attributes\": [\"blod\"]}}}",
	      ": roles.warn.attributes[0]: unknown attribute \"blod\"; did you mean \"bold\"?");
	wrong("{\"format\": 1, \"extends\": \"site\"}", "does a theme extend itself?");
	wrong("{\"format\": 1, \"extends\": \"lihgt\"}",
	      "extends: no theme \"lihgt\"; did you mean \"light\"?");
	end();
}
END_TEST

TEST_MAIN("themes", 20, shipped_are_legible, colours_are_reckoned, shortfalls_are_named,
	  pairs_follow_the_background, site_themes, wrong_themes)
