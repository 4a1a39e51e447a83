#include "app/export_job.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/report.h"
#include "slatop/base/mem.h"

#define NAMES_MOST 1000
#define NICE 5
#define EXPORT_PANES 16

/* --- what is written, and where ------------------------------------------------------------ */

static const char *ending_of(const char *path)
{
	const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');

	return dot ? dot + 1 : "";
}

static const struct exporter *exporter_of(const char *path, struct err *e)
{
	const char *ending = ending_of(path);
	const struct exporter *x = exporter_find(!strcmp(ending, "txt") ? "table" : ending);

	if (!x)
		err_set(e, "\"%s\" tells no format; names end in .csv .json .xlsx .md or .txt", path);
	return x;
}

static bool is_there(const char *path)
{
	struct stat state;

	return lstat(path, &state) == 0 && (S_ISREG(state.st_mode) || S_ISLNK(state.st_mode) ||
					    S_ISDIR(state.st_mode));
}

/* "name-2.csv": the first that is free. */
static char *free_name(const char *path)
{
	const char *ending = ending_of(path);
	int stem = (int)(strlen(path) - strlen(ending) - (*ending != '\0'));
	struct buf name = BUF_INIT;

	for (int i = 2; i < NAMES_MOST; i++) {
		buf_clear(&name);
		buf_addf(&name, "%.*s-%d.%s", stem, path, i, ending);
		if (!is_there(name.data))
			break;
	}
	return buf_take(&name);
}

/* --- the child -------------------------------------------------------------------------------- */

/* The terminal is the parent's. */
static void leave_terminal(void)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; fd <= 2 && null >= 0; fd++)
		dup2(null, fd);
}

static int write_file(struct export_job *j, const struct options *o, const struct exporter *x, struct err *e)
{
	struct page *page = console_page(j->console);
	struct pane_state *p = &page->panes[page->focus];
	struct screen_pane shown = *p->pane; /* with the columns as they are arranged */
	const struct screen_pane *panes[EXPORT_PANES] = {&shown};
	struct view *views[EXPORT_PANES] = {p->view};
	struct options to = *o;
	struct report r = {.o = &to, .engine = *j->engine, .screen = page->screen, .exporter = x,
			   .scope = p->view->scope,
			   .of_moment = p->view->scope.as_of != TIME_NONE, .views = views, .panes = panes, .view_count = 1};

	if (page->screen->report_all) {
		r.scope = page->scope;
		for (r.view_count = 0; r.view_count < page->screen->pane_count && r.view_count < EXPORT_PANES; r.view_count++) {
			panes[r.view_count] = page->panes[r.view_count].pane;
			views[r.view_count] = page->panes[r.view_count].view;
		}
	}

	shown.columns = p->columns;
	shown.column_count = p->column_count;
	to.output = j->path;
	if (r.scope.month >= 0) {
		snprintf(r.month_text, sizeof r.month_text, "%04d-%02d", r.scope.month / 12,
			 r.scope.month % 12 + 1);
		r.month = r.month_text;
	}
	return report_output(&r, e);
}

static void run_child(struct export_job *j, const struct options *o, const struct exporter *x, int say)
{
	struct err e = {""};

	leave_terminal();
	report_end_on_signals();
	if (nice(NICE) == -1)
		errno = 0; /* then as fast as the console itself */
	int status = write_file(j, o, x, &e);
	ssize_t written = write(say, e.text, strlen(e.text));
	(void)written;
	_exit(status);
}

/* --- the parent ------------------------------------------------------------------------------ */

static void forget(struct export_job *j)
{
	loop_unwatch(j->engine->loop, j->watch);
	close(j->said);
	free(j->path);
	j->watch = NULL;
	j->path = NULL;
	j->dead = j->child;
	j->child = 0;
	export_reap(j);
}

void export_reap(struct export_job *j)
{
	if (j->dead && waitpid(j->dead, NULL, WNOHANG) != 0)
		j->dead = 0;
}

static void on_said(void *context, int events)
{
	struct export_job *j = context;
	struct err e = {""};
	ssize_t n = read(j->said, e.text, sizeof e.text - 1);
	int64_t now = clock_monotonic();

	(void)events;
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0) {
		console_say(j->console, now, true, "%s", e.text);
	} else { /* it ends without a word: all is well, or it was killed */
		struct stat state;
		if (stat(j->path, &state) == 0)
			console_say(j->console, now, false, "%zu rows are in %s, %" PRId64 " bytes", j->rows,
				    j->path, (int64_t)state.st_size);
		else
			console_say(j->console, now, true, "%s was not written", j->path);
	}
	forget(j);
	loop_wake(j->engine->loop);
}

static bool fork_child(struct export_job *j, const struct options *o, const struct exporter *x, struct err *e)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_set(e, "nothing is exported: %s", strerror(errno));
	j->child = fork();
	if (j->child < 0) {
		j->child = 0;
		err_set(e, "nothing is exported: %s", strerror(errno));
		close(ends[0]);
		close(ends[1]);
		return false;
	}
	if (!j->child) {
		close(ends[0]);
		run_child(j, o, x, ends[1]);
	}
	close(ends[1]);
	j->said = ends[0];
	fcntl(j->said, F_SETFL, O_NONBLOCK);
	j->watch = loop_watch(j->engine->loop, j->said, POLLIN, on_said, j);
	return true;
}

/* Whether a screen that goes into one file as a whole is read, and the format holds
 * several lists. */
static bool all_fits(const struct page *page, const struct exporter *x, struct err *e)
{
	if (!x->for_people && !x->many)
		return err_set(e, "this is of several lists, which no .%s file holds: .xlsx .md and .txt do", x->name);
	for (size_t i = 0; i < page->screen->pane_count; i++)
		if (!page->panes[i].view->complete)
			return err_set(e, "it is still being read: Enter tries again");
	return true;
}

void export_start(struct export_job *j, struct engine *engine, struct console *c, const struct options *o,
		  const char *path)
{
	struct err e = {""};
	int64_t now = clock_monotonic();
	const struct exporter *x = exporter_of(path, &e);

	if (j->child) {
		console_say(c, now, true, "%s is still being written; Ctrl-C stops it", j->path);
		return;
	}
	if (!x) {
		console_ask_export(c, path, e.text);
		return;
	}
	if (console_page(c)->screen->report_all && !all_fits(console_page(c), x, &e)) {
		console_ask_export(c, path, e.text);
		return;
	}
	if (is_there(path)) {
		char *other = free_name(path);
		err_set(&e, "\"%s\" is there already and is not written over; this name is free", path);
		console_ask_export(c, other, e.text);
		free(other);
		return;
	}
	const struct page *page = console_page(c);
	*j = (struct export_job){.dead = j->dead, .console = c, .engine = engine, .path = mem_copy(path),
				 .rows = page->panes[page->focus].view->count};
	if (fork_child(j, o, x, &e)) {
		console_say(c, now, false, "writing %s; Ctrl-C stops it", path);
		return;
	}
	free(j->path);
	j->path = NULL;
	console_say(c, now, true, "%s", e.text);
}

bool export_stop(struct export_job *j)
{
	if (!j->child)
		return false;
	kill(j->child, SIGTERM); /* it takes what it began away */
	console_say(j->console, clock_monotonic(), false, "stopped; %s was not written", j->path);
	forget(j);
	return true;
}
