/* slatop report: the views as a file, or on standard output. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/report.h"
#include "slatop/base/mem.h"
#include "slatop/screen/console.h"

/* A file that is being written and has its name already: what a signal must not
 * leave behind. */
static const char *volatile half_file;

static void end_on_signal(int signal)
{
	static const char message[] = "slatop: interrupted\n";
	struct pollfd room = {.fd = STDERR_FILENO, .events = POLLOUT};
	(void)signal;
	if (half_file)
		unlink(half_file);
	/* standard error may be the same full pipe that the report waits for */
	ssize_t written = poll(&room, 1, 0) == 1 ? write(STDERR_FILENO, message, sizeof message - 1) : 0;
	(void)written;
	_exit(EXIT_INTERRUPTED);
}

void report_end_on_signals(void)
{
	struct sigaction action = {.sa_handler = end_on_signal};
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* For people a pane is printed with its columns, else with all that its model
 * has for reports. The arrays that part points into are freed by free_part. */
static struct export_part make_part(const struct report *r, size_t i)
{
	const struct screen_pane *pane = r->panes[i];
	const struct model *m = r->views[i]->model;
	bool shown = r->exporter->for_people;
	size_t room = (shown ? pane->column_count : m->field_count) + 1;
	uint16_t *fields = mem_zero(room, sizeof *fields);
	const char **titles = mem_zero(room, sizeof *titles);
	const struct value_format **formats = mem_zero(room, sizeof *formats);
	size_t columns = 0;
	for (size_t k = 0; shown && k < pane->column_count; k++) {
		if (pane->columns[k].earlier_only && (!r->of_moment || r->scope.as_known))
			continue;
		fields[columns] = pane->columns[k].field;
		titles[columns] = pane->columns[k].title;
		formats[columns++] = pane->columns[k].format;
	}
	return (struct export_part){
		/* "of the selected group" would be wrong where nothing is selected */
		.title = r->view_count > 1 && pane->follows < 0 ? pane->title : NULL,
		.empty = r->views[i]->filter ? NULL : pane->empty,
		.view = r->views[i],
		.fields = fields,
		.field_count = shown ? columns : export_fields(m, fields),
		.titles = titles,
		.formats = formats,
	};
}

static void free_part(struct export_part *p)
{
	free((void *)p->fields);
	free((void *)p->titles);
	free((void *)p->formats);
}

/* Each code of the agreement file with the version that judges the span. */
static char *versions_text(const struct report *r)
{
	const struct agreement *a = r->engine.agreement;
	int month = calendar_month_number(r->scope.calendar, r->scope.span.start_us);
	struct buf text = BUF_INIT;
	for (unsigned i = 0; i < agreement_code_count(a); i++) {
		const struct terms *t = agreement_terms_at(a, i, month);
		if (i)
			buf_add_text(&text, ", ");
		agreement_version_text(t, month, &text);
	}
	return buf_take(&text);
}

static struct export_platform *make_platforms(const struct report *r)
{
	const struct store *s = r->engine.store;
	struct export_platform *platforms = mem_zero(s->count, sizeof *platforms);
	for (size_t i = 0; i < s->count; i++) {
		const struct platform *p = s->platforms[i];
		int64_t moment = platform_moment(p, r->scope.now);
		platforms[i].code = p->code;
		platforms[i].as_of =
			moment != TIME_NONE && r->scope.as_of != TIME_NONE ? r->scope.as_of : moment;
		platforms[i].data_age_us = platform_data_age(p, r->scope.now);
	}
	return platforms;
}

/* Where the file goes, as it is made. */
struct target {
	const struct report *r;
	struct err *e;
	int fd;
	bool unmade; /* e says why there is nothing to write */
};

static bool write_all(int fd, const struct buf *out)
{
	for (size_t done = 0; done < out->length;) {
		ssize_t n = write(fd, out->data + done, out->length - done);
		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

static bool drain(void *context, struct buf *out)
{
	const struct target *t = context;
	bool written = write_all(t->fd, out);
	buf_clear(out);
	return written;
}

void report_known(const struct report *r, struct buf *out)
{
	uint64_t set = 0;

	for (size_t i = 0; i < r->view_count; i++)
		set |= view_relations(r->views[i]);
	if (r->of_moment && r->scope.as_known)
		relations_write(set, r->engine.later.counts, out);
	else if (r->of_moment)
		relations_changed(r->engine.later.counts, out);
}

static bool write_views(struct target *t, struct buf *out)
{
	const struct report *r = t->r;
	struct export_platform *platforms = make_platforms(r);
	char *versions = versions_text(r);
	struct buf view = BUF_INIT, later = BUF_INIT;
	report_known(r, &later);
	if (r->of_moment)
		scope_view_text(&r->scope, &view);
	struct export_head head = {
		.screen = r->screen->name,
		.month = r->month,
		.from_us = r->scope.span.start_us,
		.to_us = r->scope.span.end_us,
		.agreement = agreement_hash(r->engine.agreement),
		.versions = versions,
		.view = view.length ? view.data : NULL,
		.known_now = r->of_moment && !r->scope.as_known,
		.later = later.length ? later.data : NULL,
		.platforms = platforms,
		.platform_count = r->engine.store->count,
		.calendar = r->scope.calendar,
		.reference_us = r->scope.as_of != TIME_NONE ? r->scope.as_of : clock_wall(),
		.ascii = r->o->ascii,
		.drain = drain,
		.drain_context = t,
	};
	struct export_part *parts = mem_zero(r->view_count, sizeof *parts);
	for (size_t i = 0; i < r->view_count; i++)
		parts[i] = make_part(r, i);
	bool done = r->exporter->write(out, &head, parts, r->view_count, t->e);
	int why = errno;
	for (size_t i = 0; i < r->view_count; i++)
		free_part(&parts[i]);
	free(parts);
	buf_release(&view);
	buf_release(&later);
	free(versions);
	free(platforms);
	errno = why;
	return done;
}

/* The whole file; false with errno, or with the exporter's own word. */
static bool write_file(struct target *t, int fd)
{
	struct buf out = BUF_INIT;
	t->fd = fd;
	t->e->text[0] = '\0';
	bool written = write_views(t, &out) && write_all(fd, &out);
	int why = errno;
	buf_release(&out);
	t->unmade = !written && t->e->text[0];
	errno = why;
	return written;
}

static int refused(const char *path, struct err *e)
{
	if (e->text[0]) /* there was nothing to write */
		return EXIT_FAILED;
	if (errno == EEXIST)
		err_set(e, "\"%s\" is there already; it is not overwritten: name another file, or remove it first", path);
	else
		err_set(e, "\"%s\" could not be written: %s", path, strerror(errno));
	return EXIT_FAILED;
}

/* Whoever reads a pipe may have seen enough: that is no failure to speak of. */
static int put_on_standard_output(struct target *t)
{
	if (write_file(t, STDOUT_FILENO))
		return EXIT_FINE;
	if (t->unmade)
		return EXIT_FAILED;
	if (errno == EPIPE) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	err_set(t->e, "standard output cannot be written: %s", strerror(errno));
	return EXIT_FAILED;
}

static bool write_and_close(struct target *t, int fd)
{
	bool written = write_file(t, fd) && (fsync(fd) == 0 || errno == EINVAL || errno == EROFS);
	int why = errno;
	if (close(fd) != 0 && written)
		return false;
	errno = why;
	return written;
}

/* A file without a name, which gets it once it is whole. False with errno
 * EOPNOTSUPP where that cannot be done here. */
static bool put_nameless(const char *path, struct target *t)
{
	char *copy = mem_copy(path), link[64];
	int fd = open(dirname(copy), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
	free(copy);
	if (fd < 0) {
		/* which of these, depends on the file system and the kernel */
		if (errno == EISDIR || errno == ENOENT || errno == EINVAL)
			errno = EOPNOTSUPP;
		return false;
	}
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	bool written = write_file(t, fd) && fsync(fd) == 0;
	int why = errno;
	if (written && linkat(AT_FDCWD, link, AT_FDCWD, path, AT_SYMLINK_FOLLOW) != 0) {
		written = false;
		/* no /proc here, or a file system that has no links */
		why = errno == EEXIST ? EEXIST : EOPNOTSUPP;
	}
	close(fd);
	errno = why;
	return written;
}

/* A file is made new, never written over, and not left behind half. */
static int put_in_new_file(const char *path, struct target *t)
{
	if (put_nameless(path, t))
		return EXIT_FINE;
	if (t->unmade || errno != EOPNOTSUPP)
		return refused(path, t->e);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return refused(path, t->e);
	half_file = path;
	bool written = write_and_close(t, fd);
	int why = errno;
	if (!written)
		unlink(path);
	half_file = NULL;
	errno = why;
	return written ? EXIT_FINE : refused(path, t->e);
}

/* A pipe with a name or a device holds nothing that could be written over. */
static bool is_special(const char *path)
{
	struct stat state;
	return stat(path, &state) == 0 && !S_ISREG(state.st_mode) && !S_ISDIR(state.st_mode);
}

static int put_in_special_file(struct target *t)
{
	const struct report *r = t->r;
	struct err *e = t->e;
	int fd = open(r->o->output, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return refused(r->o->output, e);
	if (r->exporter->binary && isatty(fd)) {
		close(fd);
		err_set(e, "--format %s is not for a terminal: say -o FILE", r->exporter->name);
		return EXIT_USAGE;
	}
	return write_and_close(t, fd) ? EXIT_FINE : refused(r->o->output, e);
}

/* A folder is given a file that is called by what it holds. */
static bool is_folder(const char *path)
{
	struct stat state;
	return path && stat(path, &state) == 0 && S_ISDIR(state.st_mode);
}

bool report_is_taken(const struct report *r, struct err *e)
{
	struct stat state;
	const char *path = r->o->output;
	if (!path || strcmp(path, "-") == 0 || lstat(path, &state) != 0 || is_special(path) || is_folder(path))
		return false;
	errno = EEXIST;
	refused(path, e);
	return true;
}

static void name_in_folder(const struct report *r, struct buf *path)
{
	int64_t moment = r->scope.as_of;
	for (size_t i = 0; i < r->engine.store->count && moment == TIME_NONE; i++)
		if (r->scope.platform < 0 || (size_t)r->scope.platform == i)
			moment = platform_moment(r->engine.store->platforms[i], r->scope.now);
	buf_addf(path, "%s/", r->o->output);
	screen_file_name(r->screen, &r->scope, moment, path);
	buf_addf(path, ".%s", strcmp(r->exporter->name, "table") == 0 ? "txt" : r->exporter->name);
}

static int put_in_folder(struct target *t)
{
	struct buf path = BUF_INIT;
	name_in_folder(t->r, &path);
	int status = put_in_new_file(path.data, t);
	if (status == EXIT_FINE)
		printf("%s\n", path.data);
	buf_release(&path);
	return status;
}

int report_output(const struct report *r, struct err *e)
{
	struct target t = {.r = r, .e = e};
	const char *path = r->o->output;
	if (!path || strcmp(path, "-") == 0)
		return put_on_standard_output(&t);
	if (is_folder(path))
		return put_in_folder(&t);
	return is_special(path) ? put_in_special_file(&t) : put_in_new_file(path, &t);
}
