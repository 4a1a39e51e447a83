/* Themes: the shipped ones, what a file may say, and each way to be wrong. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "slatop/screen/theme.h"
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
	ck_assert(!theme_read(&t, "site", folder, &e));
	ck_assert_msg(strstr(e.text, message), "says: %s", e.text);
	ck_assert_msg(!strncmp(e.text, folder, strlen(folder)) || strstr(e.text, "extends"), "no place: %s",
		      e.text);
}

/* --- contrast, as WCAG reckons it --- */

static double channel(int32_t value)
{
	double v = (value & 255) / 255.0;

	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double luminance(int32_t rgb)
{
	return 0.2126 * channel(rgb >> 16) + 0.7152 * channel(rgb >> 8) + 0.0722 * channel(rgb);
}

static double contrast(int32_t a, int32_t b)
{
	double x = luminance(a), y = luminance(b);

	return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static void legible(const char *name, int32_t background)
{
	struct theme t;
	struct err e = {""};

	ck_assert_msg(theme_read(&t, name, NULL, &e), "%s", e.text);
	int32_t selected = t.roles[ROLE_SELECTED].bg_true;
	for (int r = 0; r < ROLE_COUNT; r++) {
		int32_t fg = t.roles[r].fg_true;
		if (fg == COLOUR_DEFAULT)
			continue;
		ck_assert_msg(contrast(fg, background) >= 4.5, "%s: %s is too faint", name, role_names[r]);
		ck_assert_msg(contrast(fg, selected) >= 4.5, "%s: %s is too faint when selected", name,
			      role_names[r]);
	}
}

START_TEST(shipped_are_legible)
{
	struct theme t;
	struct err e = {""};

	legible("dark", 0x000000);
	legible("dark", 0x282c34);
	legible("light", 0xffffff);
	ck_assert(theme_read(&t, "dark", NULL, &e));
	ck_assert_str_eq(t.name, "dark");
	ck_assert_int_eq(t.roles[ROLE_TEXT].fg_true, COLOUR_DEFAULT);
	ck_assert_int_eq(t.roles[ROLE_TEXT].bg_true, COLOUR_DEFAULT);
	ck_assert_int_eq(t.roles[ROLE_SELECTED].mono_attributes, THEME_REVERSE);
	ck_assert(theme_read(&t, "mono", NULL, &e));
	for (int r = 0; r < ROLE_COUNT; r++) {
		ck_assert_int_eq(t.roles[r].fg_true, COLOUR_DEFAULT);
		ck_assert_int_eq(t.roles[r].bg_256, COLOUR_DEFAULT);
		ck_assert_int_eq(t.roles[r].attributes, t.roles[r].mono_attributes);
	}
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
	ck_assert_msg(theme_read(&t, "site", folder, &e), "%s", e.text);
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
	ck_assert_msg(theme_read(&t, path, NULL, &e), "%s", e.text);
	ck_assert_str_eq(t.name, "base");
	write_theme("dark", "{\"format\": 1, \"title\": \"Darker\"}");
	ck_assert(theme_read(&t, "dark", folder, &e));
	ck_assert_str_eq(t.title, "Darker");
	end();
}
END_TEST

START_TEST(wrong_themes)
{
	struct theme t;
	struct err e = {""};

	begin();
	ck_assert(!theme_read(&t, "drak", NULL, &e));
	ck_assert_str_eq(e.text, "no theme \"drak\"; did you mean \"dark\"?");
	ck_assert(!theme_read(&t, "solarized", NULL, &e));
	ck_assert_str_eq(e.text, "no theme \"solarized\"; there are dark, light, mono");
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

TEST_MAIN("themes", 20, shipped_are_legible, site_themes, wrong_themes)
