/* Screens and themes whose files change while the console runs, and the theme that
 * fits the terminal's background. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/console_app.h"
#include "slatop/base/mem.h"
#include "slatop/screen/theme_check.h"

enum { PLACE_SCREENS, PLACE_THEMES, PLACE_THEME_FILE };

/* The terminal is asked for its background only where that matters. */
void app_show_theme(struct app *a)
{
	const char *file = console_theme_file(&a->console), *slash = file ? strrchr(file, '/') : NULL;
	if (a->console.theme.by_background)
		term_ask_background(a->term);
	term_set_theme(a->term, &a->console.theme);
	a->dirty = true;
	char *folder = file ? slash ? mem_copy_n(file, (size_t)(slash - file) + 1) : mem_copy(".") : NULL;
	watch_folder(a->files, PLACE_THEME_FILE, folder);
	free(folder);
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
	char names[THEMES_MOST][THEME_NAME_MAX];
	const char *folder = a->engine.config.themes;
	size_t count = folder ? theme_names(folder, names, THEMES_MOST) : 0;
	struct problems *to = &a->problems;
	screens_tell_problems(&a->screens, to);
	arena_reset(&a->problem_texts);
	to->list = mem_resize(to->list, to->count + count + 2, sizeof *to->list);
	if (trail_error(a->trail)[0])
		to->list[to->count++] = (struct problem){
			"journal", "journal", arena_copy(&a->problem_texts, trail_error(a->trail), strlen(trail_error(a->trail)))};
	for (size_t i = 0; i < count; i++) {
		struct theme theme;
		struct err e = {""};
		if (theme_read(&theme, names[i], folder, a->console.light, &e))
			continue;
		to->list[to->count++] = (struct problem){"theme", arena_copy(&a->problem_texts, names[i], strlen(names[i])),
							 arena_copy(&a->problem_texts, e.text, strlen(e.text))};
	}
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

static void files_changed(void *context, unsigned places)
{
	struct app *a = context;
	if (places & (1u << PLACE_THEMES | 1u << PLACE_THEME_FILE)) {
		reread_theme(a);
		app_tell_problems(a);
	}
	if (places & 1u << PLACE_SCREENS)
		reread_screens(a);
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
}
