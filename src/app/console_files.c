/* Screens and themes whose files change while the console runs, and the theme that
 * fits the terminal's background. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/console_app.h"
#include "app/problems.h"
#include "slatop/base/mem.h"
#include "slatop/screen/theme_check.h"

enum { PLACE_SCREENS, PLACE_THEMES, PLACE_THEME_FILE, PLACE_AGREEMENT, PLACE_SETTINGS, PLACE_OWN_SETTINGS };
#define NOT_TAKEN_UP (1u << PLACE_AGREEMENT | 1u << PLACE_SETTINGS | 1u << PLACE_OWN_SETTINGS)

/* Watches the folder of a file; NULL: nothing. */
static void watch_beside(struct app *a, unsigned place, const char *file)
{
	const char *slash = file ? strrchr(file, '/') : NULL;
	char *folder = file ? slash ? mem_copy_n(file, (size_t)(slash - file) + 1) : mem_copy(".") : NULL;
	watch_folder(a->files, place, folder);
	free(folder);
}

/* The terminal is asked for its background only where that matters. */
void app_show_theme(struct app *a)
{
	const char *file = console_theme_file(&a->console);
	if (a->console.theme.by_background)
		term_ask_background(a->term);
	term_set_theme(a->term, &a->console.theme);
	a->dirty = true;
	watch_beside(a, PLACE_THEME_FILE, file);
}

void app_note_background(struct app *a)
{
	int32_t rgb;
	struct err e;
	if (!term_background(a->term, &rgb) || colour_is_light(rgb) == a->console.light)
		return;
	a->console.light = !a->console.light;
	if (a->console.theme.by_background && console_set_theme(&a->console, NULL, &e))
		app_show_theme(a);
}

void app_tell_problems(struct app *a)
{
	problems_tell(&a->problems, &a->problem_texts, &a->screens, &a->engine, a->o, trail_error(a->trail),
		      trail_untold(a->trail), a->console.light);
	err_set(&a->untold, "%s", trail_untold(a->trail));
}

static void reread_theme(struct app *a)
{
	struct theme before = a->console.theme;
	struct err e;
	if (!console_set_theme(&a->console, NULL, &e)) {
		console_say(&a->console, clock_monotonic(), true, "%s (the theme stays as it was)", e.text);
	} else if (memcmp(&before, &a->console.theme, sizeof before) != 0) {
		app_show_theme(a);
		console_say(&a->console, clock_monotonic(), false, "theme %s has changed", before.name);
	}
}

/* What is wrong now; a file that was sound before stands as it was then. */
static void say_problem(struct app *a, const struct screen_problem *problem)
{
	bool kept = false;
	for (size_t i = 0; i < a->screens.source_count; i++)
		kept |= strcmp(a->screens.sources[i].file, problem->file) == 0;
	console_say(&a->console, clock_monotonic(), true, "%s: %s%s", problem->file, problem->message,
		    kept ? " (it stays as it was)" : "");
}

static void reread_screens(struct app *a)
{
	struct screens before = a->screens, now;
	screens_reread(&now, &before, a->engine.config.screens);
	if (screens_same(&now, &before)) {
		screens_release(&now);
		return;
	}
	a->screens = now;
	app_tell_problems(a);
	console_set_screens(&a->console, &a->screens);
	screens_release(&before);
	if (now.problem_count)
		say_problem(a, &now.problems[0]);
	else
		console_say(&a->console, clock_monotonic(), false, "screens have changed");
}

/* Settings and the agreement hold while the program runs, so that its figures are
 * of one piece; what has become of their files is said. */
static void look_at_settings(struct app *a)
{
	static const char *const kinds[] = {"settings", "keys", "agreement"};
	char before[COUNT_OF(kinds)][256] = {""};
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		const struct problem *p = problems_find(&a->problems, kinds[i]);
		snprintf(before[i], sizeof before[i], "%s", p ? p->message : "");
	}
	app_tell_problems(a);
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		const struct problem *p = problems_find(&a->problems, kinds[i]);
		if (p && strncmp(p->message, before[i], sizeof before[i] - 1) != 0)
			console_say(&a->console, clock_monotonic(), true, "%s: %s", p->place, p->message);
	}
}

static void files_changed(void *context, unsigned places)
{
	struct app *a = context;
	if (places & (1u << PLACE_THEMES | 1u << PLACE_THEME_FILE)) {
		reread_theme(a);
		app_tell_problems(a);
	}
	if (places & 1u << PLACE_SCREENS)
		reread_screens(a);
	if (places & NOT_TAKEN_UP)
		look_at_settings(a);
	a->dirty = true;
	loop_wake(a->engine.loop);
}

void app_watch_files(struct app *a)
{
	a->files = watch_create(a->engine.loop, files_changed, a);
	if (!a->files)
		console_say(&a->console, clock_monotonic(), true, "changed screens and themes are not noticed: %s",
			    strerror(errno));
	watch_folder(a->files, PLACE_SCREENS, a->engine.config.screens);
	watch_folder(a->files, PLACE_THEMES, a->engine.config.themes);
	watch_beside(a, PLACE_AGREEMENT, a->engine.config.agreement);
	char *own = config_own_file();
	watch_beside(a, PLACE_SETTINGS, a->o->config ? a->o->config : CONFIG_SITE);
	watch_beside(a, PLACE_OWN_SETTINGS, a->o->config ? NULL : own);
	free(own);
}
