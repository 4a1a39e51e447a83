/* The command line: one row a command; a screen's name opens it. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "screen/link.h"
#include "screen/moment.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/table/paged.h"

/* What a command gets: the rest of the line, "" for nothing. */
typedef bool (*command_fn)(struct console *c, const char *rest, size_t *at, struct err *e);

static bool do_quit(struct console *c, const char *rest, size_t *at, struct err *e)
{
	(void)rest, (void)at, (void)e;
	c->own->effect.kind = EFFECT_QUIT;
	return true;
}

static bool do_help(struct console *c, const char *rest, size_t *at, struct err *e)
{
	(void)rest, (void)at, (void)e;
	c->help = true;
	c->help_top = 0;
	return true;
}

static bool do_month(struct console *c, const char *rest, size_t *at, struct err *e)
{
	const struct page *page = console_page(c);
	int month = moment_month(c, &page->scope), last = month;

	(void)at;
	if (!page->screen->by_month)
		return err_set(e, "%s is always of the present month", page->screen->title);
	if (!*rest)
		return err_set(e, "month wants a month, as 2026-10, or live");
	if (strcmp(rest, "live") && !calendar_parse_month(rest, &month, e))
		return false;
	if (month > last)
		return err_set(e, "%s lies after the present month, %04d-%02d", rest, last / 12, last % 12 + 1);
	if (month < 1970 * 12)
		return err_set(e, "there are no months before 1970");
	stack_month(c, month);
	return true;
}

static bool is_list(struct console *c, struct err *e)
{
	return widget_is_list(console_pane(c)->pane->widget) ||
	       err_set(e, "this pane is no list; Tab goes to the next one");
}

static bool do_sort(struct console *c, const char *rest, size_t *at, struct err *e)
{
	struct pane_state *p = console_pane(c);

	(void)at;
	if (!is_list(c, e))
		return false;
	bool chosen = *rest;
	if (!chosen) /* as it was at first */
		rest = p->pane->sort ? p->pane->sort : p->pane->model->default_sort;
	if (!view_sort_by(p->view, rest, e))
		return false;
	p->sorted = chosen;
	return true;
}

bool command_filter(struct console *c, const char *text, size_t *at, struct err *e)
{
	struct pane_state *p = console_pane(c);
	struct filter *f = NULL;

	if (!is_list(c, e))
		return false;
	if (text[strspn(text, " ")]) {
		f = filter_parse(text, p->pane->model, c->base.calendar, at, e);
		if (!f)
			return false;
	}
	view_set_filter(p->view, f);
	return true;
}

/* --- lists with a name: a filter and an order ------------------------------------------- */

static bool check_name(const char *name, struct err *e)
{
	if (!*name)
		return err_set(e, "say a name for the filter and the order of this list: keep NAME");
	if (strchr(name, ' ') || strlen(name) > KEPT_NAME_MOST)
		return err_set(e, "a name is one word of at most %d bytes", KEPT_NAME_MOST);
	return true;
}

static bool do_keep(struct console *c, const char *rest, size_t *at, struct err *e)
{
	struct pane_state *p = console_pane(c);
	struct buf sort = BUF_INIT;

	(void)at;
	if (!is_list(c, e) || !check_name(rest, e))
		return false;
	if (p->sorted)
		habit_sort_text(p->view, &sort);
	bool any = p->view->filter || sort.length;
	if (any)
		kept_list_put(c->kept, console_page(c)->screen->name, p->pane->name, rest,
			      p->view->filter ? filter_text(p->view->filter) : "", sort.data);
	buf_release(&sort);
	if (!any)
		return err_set(e, "this list has no filter and no order of its own to be kept");
	console_say(c, c->now, false, "kept as \"%s\": \":use %s\" brings it back", rest, rest);
	return true;
}

static bool unknown_list(const struct console *c, const char *screen, const char *pane, const char *name,
			 struct err *e)
{
	const char **names = mem_zero(c->kept->list_count + 1, sizeof *names);
	size_t count = 0;

	for (size_t i = 0; i < c->kept->list_count; i++) {
		const struct kept_list *l = &c->kept->lists[i];
		if (!l->gone && !strcmp(l->screen, screen) && !strcmp(l->pane, pane))
			names[count++] = l->name;
	}
	const char *near = text_nearest(name, names, count);
	free(names);
	if (near)
		return err_set(e, "nothing is kept here as \"%s\"; did you mean \"%s\"?", name, near);
	return err_set(e, count ? "nothing is kept here as \"%s\"; filters lists what is"
				: "nothing is kept here as \"%s\"; keep NAME does it", name);
}

static bool do_use(struct console *c, const char *rest, size_t *at, struct err *e)
{
	const char *screen = console_page(c)->screen->name, *pane = console_pane(c)->pane->name;
	const struct kept_list *l = kept_list_find(c->kept, screen, pane, rest);
	size_t inside = 0;

	if (!l)
		return unknown_list(c, screen, pane, rest, e);
	return command_filter(c, l->filter, &inside, e) && do_sort(c, l->sort, at, e);
}

static bool do_forget(struct console *c, const char *rest, size_t *at, struct err *e)
{
	const char *screen = console_page(c)->screen->name, *pane = console_pane(c)->pane->name;

	(void)at;
	if (!kept_list_drop(c->kept, screen, pane, rest))
		return unknown_list(c, screen, pane, rest, e);
	console_say(c, c->now, false, "\"%s\" is forgotten", rest);
	return true;
}

/* They stand below the line, to be chosen from. */
static bool do_filters(struct console *c, const char *rest, size_t *at, struct err *e)
{
	(void)rest, (void)at;
	if (!is_list(c, e))
		return false;
	prompt_open(c, PROMPT_COMMAND, "use ");
	if (c->prompt.completion_count)
		return true;
	prompt_close(c);
	c->own->reopened = false;
	return err_set(e, "nothing is kept for this list; keep NAME keeps its filter and order");
}

static bool do_filter(struct console *c, const char *rest, size_t *at, struct err *e)
{
	size_t inside = 0;
	bool ok = command_filter(c, rest, &inside, e);

	*at += inside;
	return ok;
}

/* In a list with a time that is read in pages: there. Else all that is looked at. */
bool command_time(struct console *c, const char *text, size_t *at, struct err *e)
{
	struct view *v = console_pane(c)->view;
	int64_t at_us;

	if (!view_is_paged(v) || v->model->paged->time < 0)
		return moment_go(c, text, at, e);
	return calendar_parse_moment(c->base.calendar, text, moment_present(c), &at_us, e) && view_go_to_time(v, at_us);
}

static bool do_time(struct console *c, const char *rest, size_t *at, struct err *e)
{
	size_t inside = 0;
	bool ok = command_time(c, rest, &inside, e);

	*at += inside;
	return ok;
}

static bool do_at(struct console *c, const char *rest, size_t *at, struct err *e)
{
	size_t inside = 0;
	bool ok = moment_go(c, rest, &inside, e);

	*at += inside;
	return ok;
}

static bool do_known(struct console *c, const char *rest, size_t *at, struct err *e)
{
	(void)at;
	return moment_view(c, rest, e);
}

static bool do_play(struct console *c, const char *rest, size_t *at, struct err *e)
{
	char *end;
	long speed = *rest ? strtol(rest, &end, 10) : c->play.speed ? c->play.speed : 1;

	(void)at;
	if (*rest && (end == rest || (*end && strcmp(end, "x")) || speed < 0 || speed > PLAY_FASTEST))
		return err_set(e, "\"%s\" is no speed: 1 to %d, as 60x; 0 stands still", rest, PLAY_FASTEST);
	return moment_play(c, (int)speed, e);
}

/* "10017" or "north1/10017". */
static bool is_account(const char *word)
{
	const char *slash = strrchr(word, '/');

	return isdigit((unsigned char)(slash ? slash[1] : word[0]));
}

static bool explain_account(struct console *c, const char *account, struct err *e)
{
	struct model_scope scope = console_page(c)->scope;
	const struct screen *s = screens_need(c->screens, "explain", e);

	scope.figure = NULL;
	return s && scope_read_account(&scope, account, e) && console_open(c, s, &scope, e);
}

static bool do_explain(struct console *c, const char *rest, size_t *at, struct err *e)
{
	const struct model *m = console_pane(c)->pane->model;
	int field = *rest ? model_field_find(m, rest) : -1;

	(void)at;
	if (is_account(rest))
		return explain_account(c, rest, e);
	if (*rest && (field < 0 || !(m->fields[field].flags & FIELD_EXPLAIN)))
		return err_set(e, "\"%s\" is no figure of this pane", rest);
	action_explain(c, field < 0 ? NULL : m->fields[field].name);
	return true;
}

/* Without a name: which one it is. */
static bool do_theme(struct console *c, const char *rest, size_t *at, struct err *e)
{
	(void)at;
	if (!*rest) {
		console_say(c, c->now, false, "theme %s: %s", c->theme.name, c->theme.title);
		return true;
	}
	if (c->base.enterprise_no && theme_is_path(rest))
		return err_set(e, "audit mode takes a theme by its name only");
	if (!console_set_theme(c, rest, e))
		return false;
	c->own->effect.kind = EFFECT_THEME;
	return true;
}

/* Commands that are an action with a name. */
static bool do_live(struct console *c, const char *rest, size_t *at, struct err *e)
{
	(void)rest, (void)at, (void)e;
	action_do(c, ACTION_LIVE, 0);
	return true;
}

static bool do_pause(struct console *c, const char *rest, size_t *at, struct err *e)
{
	(void)rest, (void)at, (void)e;
	action_do(c, ACTION_PAUSE, 0);
	return true;
}

static bool do_prove(struct console *c, const char *rest, size_t *at, struct err *e)
{
	(void)rest, (void)at, (void)e;
	action_prove(c);
	return true;
}

static bool do_refresh(struct console *c, const char *rest, size_t *at, struct err *e)
{
	(void)rest, (void)at, (void)e;
	action_do(c, ACTION_REFRESH, 0);
	return true;
}

static bool do_link_command(struct console *c, const char *rest, size_t *at, struct err *e)
{
	(void)at;
	if (*rest)
		return console_open_link(c, rest, e);
	action_do(c, ACTION_LINK, 0);
	return true;
}

static const struct command {
	const char *name, *alias;
	enum argument argument;
	command_fn run;
	bool audit; /* it exists in audit mode too */
} commands[] = {
	{"month", NULL, ARGUMENT_MONTH, do_month, true},
	{"live", NULL, ARGUMENT_NONE, do_live, true},
	{"time", NULL, ARGUMENT_TEXT, do_time, true},
	{"at", NULL, ARGUMENT_TEXT, do_at},
	{"known", NULL, ARGUMENT_TEXT, do_known},
	{"play", NULL, ARGUMENT_TEXT, do_play},
	{"sort", NULL, ARGUMENT_FIELDS, do_sort, true},
	{"filter", NULL, ARGUMENT_FIELDS, do_filter, true},
	{"keep", NULL, ARGUMENT_LIST, do_keep},
	{"use", NULL, ARGUMENT_LIST, do_use},
	{"forget", NULL, ARGUMENT_LIST, do_forget},
	{"filters", NULL, ARGUMENT_NONE, do_filters},
	{"explain", NULL, ARGUMENT_FIELDS, do_explain, true},
	{"prove", NULL, ARGUMENT_NONE, do_prove, true},
	{"pause", NULL, ARGUMENT_NONE, do_pause, true},
	{"refresh", NULL, ARGUMENT_NONE, do_refresh, true},
	{"link", NULL, ARGUMENT_TEXT, do_link_command},
	{"theme", NULL, ARGUMENT_THEME, do_theme, true},
	{"help", "?", ARGUMENT_NONE, do_help, true},
	{"quit", "q", ARGUMENT_NONE, do_quit, true},
};

static bool exists(const struct console *c, const struct command *command)
{
	return command->audit || !c->base.enterprise_no;
}

const char *command_name(const struct console *c, size_t index)
{
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (exists(c, &commands[i]) && !index--)
			return commands[i].name;
	return NULL;
}

static const struct command *find_command(const struct console *c, const char *name)
{
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (exists(c, &commands[i]) && (!strcmp(commands[i].name, name) ||
		    (commands[i].alias && !strcmp(commands[i].alias, name))))
			return &commands[i];
	return NULL;
}

/* --- screens by name -------------------------------------------------------------------- */

static bool open_screen(struct console *c, const struct screen *s, const char *rest, struct err *e)
{
	struct model_scope scope = console_page(c)->scope;

	if (s->about & ABOUT_WINDOW)
		return stack_jump(c, s, e); /* says how it is opened */
	if (*rest && s->about & ABOUT_INCIDENT)
		return scope_read_incident(&scope, rest, e) && console_open(c, s, &scope, e);
	if (*rest && s->about & ABOUT_MAINTENANCE)
		return scope_read_maintenance(&scope, rest, e) && console_open(c, s, &scope, e);
	if (*rest) {
		if (!(s->about & ABOUT_ACCOUNT))
			return err_set(e, "%s shows all accounts and takes no number", s->name);
		return scope_read_account(&scope, rest, e) && console_open(c, s, &scope, e);
	}
	/* Without a number: of the account that is looked at, where there is one. */
	if (s->needs_account && scope.enterprise_no)
		return console_open(c, s, &scope, e);
	return stack_jump(c, s, e);
}

static bool unknown_command(const struct console *c, const char *word, struct err *e)
{
	size_t count = 0, screens = c->screens->count;
	const char **names = mem_zero(COUNT_OF(commands) + screens, sizeof *names);

	for (size_t i = 0; i < screens; i++)
		names[count++] = c->screens->all[i]->name;
	for (size_t i = 0; command_name(c, i); i++)
		names[count++] = command_name(c, i);
	const char *near = text_nearest(word, names, count);
	free(names);
	if (near)
		return err_set(e, "no screen or command \"%s\"; did you mean \"%s\"?", word, near);
	return err_set(e, "no screen or command \"%s\"; help lists them", word);
}

static bool run_word(struct console *c, const char *word, const char *rest, size_t *at, size_t rest_at,
		     struct err *e)
{
	const struct command *command = find_command(c, word);
	const struct screen *s = command ? NULL : screens_find(c->screens, word);

	if (!strncmp(word, LINK_START, strlen(LINK_START)))
		return *rest ? err_set(e, "a link takes nothing more") : console_open_link(c, word, e);
	if (!command && !s && is_account(word)) { /* a bare number is the account */
		s = screens_find(c->screens, "tenant");
		rest = word;
		rest_at = *at;
	}
	if (!command && !s)
		return unknown_command(c, word, e);
	*at = rest_at;
	if (!command)
		return open_screen(c, s, rest, e);
	if (command->argument == ARGUMENT_NONE && *rest)
		return err_set(e, "%s takes nothing more", command->name);
	return command->run(c, rest, at, e);
}

/* Parts the line into its first word and the rest, blanks around them cut. */
static size_t split(char *line, char **word, char **rest)
{
	size_t end = strlen(line);

	while (end && line[end - 1] == ' ')
		line[--end] = '\0';
	*word = line + strspn(line, " ");
	char *blank = *word + strcspn(*word, " ");
	*rest = blank + strspn(blank, " ");
	*blank = '\0';
	return (size_t)(*rest - line);
}

bool command_run(struct console *c, const char *line, size_t *at, struct err *e)
{
	char *copy = mem_copy(line), *word, *rest;
	size_t rest_at = split(copy, &word, &rest);
	bool ok = true;

	*at = (size_t)(word - copy);
	if (*word)
		ok = run_word(c, word, rest, at, rest_at, e);
	free(copy);
	return ok;
}

enum argument command_argument(const struct console *c, const char *line)
{
	char *copy = mem_copy(line), *word, *rest;
	enum argument argument = ARGUMENT_NONE;

	split(copy, &word, &rest);
	const struct command *command = find_command(c, word);
	const struct screen *s = command ? NULL : screens_find(c->screens, word);
	if (command)
		argument = command->argument;
	else if (s && s->about & ABOUT_ACCOUNT)
		argument = ARGUMENT_ACCOUNT;
	free(copy);
	return argument;
}
