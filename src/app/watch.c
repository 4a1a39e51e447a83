#include "app/watch.h"

#include <errno.h>
#include <libgen.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"

/* The same for all: a folder that is watched for two reasons has one mask. */
#define EVENTS                                                                                                       \
	(IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF |      \
	 IN_ONLYDIR)

struct place {
	char *folder; /* NULL: nothing is watched */
	int id;       /* inotify's, -1: none */
	bool waits;   /* it is a folder above that is watched: this one is not there */
};

struct watch {
	struct loop *loop;
	int fd;
	struct loop_watch *input;
	struct loop_timer *calm;
	void (*changed)(void *context, unsigned places);
	void *context;
	unsigned pending;
	struct place places[WATCH_PLACES];
};

/* Watches the folder, or the nearest one above it that is there. */
static void arm(struct watch *w, struct place *p)
{
	char *path = mem_copy(p->folder);

	p->waits = false;
	while ((p->id = inotify_add_watch(w->fd, path, EVENTS)) < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		char *copy = mem_copy(path), *above = dirname(copy);
		bool end = !strcmp(above, path);
		if (!end)
			memmove(path, above, strlen(above) + 1);
		free(copy);
		if (end)
			break;
		p->waits = true;
	}
	free(path);
}

/* A file of ours, or a link to a folder of them that is turned round as a whole
 * ("..data"). */
static bool matters(const char *name)
{
	size_t length = strlen(name), suffix = strlen(".json");

	return !strncmp(name, "..", 2) || (length > suffix && !strcmp(name + length - suffix, ".json"));
}

static void note(struct watch *w, const struct inotify_event *event)
{
	bool gone = event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED);

	for (unsigned i = 0; i < WATCH_PLACES; i++) {
		struct place *p = &w->places[i];
		bool lost = event->mask & IN_Q_OVERFLOW;
		if (!p->folder || !(lost || p->id == event->wd))
			continue;
		if (gone || p->waits) {
			bool waited = p->waits;
			if (event->mask & IN_MOVE_SELF) /* it would be followed under its new name */
				inotify_rm_watch(w->fd, p->id);
			arm(w, p);
			if (!waited || !p->waits)
				w->pending |= 1u << i;
		} else if (lost || (event->len && matters(event->name))) {
			w->pending |= 1u << i;
		}
	}
}

static void on_input(void *context, int events)
{
	struct watch *w = context;
	union {
		struct inotify_event event; /* for its alignment */
		char bytes[16384];
	} room;
	ssize_t length;

	(void)events;
	while ((length = read(w->fd, &room, sizeof room)) > 0)
		for (ssize_t at = 0; at < length;) {
			const struct inotify_event *event = (const void *)(room.bytes + at);
			note(w, event);
			at += (ssize_t)(sizeof *event + event->len);
		}
	if (w->pending)
		loop_timer_set(w->calm, clock_monotonic() + WATCH_CALM_US);
}

static void on_calm(void *context)
{
	struct watch *w = context;
	unsigned places = w->pending;

	w->pending = 0;
	w->changed(w->context, places);
}

struct watch *watch_create(struct loop *l, void (*changed)(void *context, unsigned places), void *context)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	if (fd < 0)
		return NULL;
	struct watch *w = mem_zero(1, sizeof *w);
	*w = (struct watch){.loop = l, .fd = fd, .changed = changed, .context = context};
	for (size_t i = 0; i < WATCH_PLACES; i++)
		w->places[i].id = -1;
	w->input = loop_watch(l, fd, POLLIN, on_input, w);
	w->calm = loop_timer(l, on_calm, w);
	return w;
}

void watch_destroy(struct watch *w)
{
	if (!w)
		return;
	loop_unwatch(w->loop, w->input);
	loop_timer_remove(w->loop, w->calm);
	close(w->fd);
	for (size_t i = 0; i < WATCH_PLACES; i++)
		free(w->places[i].folder);
	free(w);
}

static bool is_shared(const struct watch *w, unsigned place)
{
	for (unsigned i = 0; i < WATCH_PLACES; i++)
		if (i != place && w->places[i].id == w->places[place].id)
			return true;
	return false;
}

void watch_folder(struct watch *w, unsigned place, const char *folder)
{
	struct place *p = w ? &w->places[place] : NULL;

	if (!p)
		return;
	if (p->id >= 0 && !is_shared(w, place))
		inotify_rm_watch(w->fd, p->id);
	free(p->folder);
	*p = (struct place){.folder = folder && *folder ? mem_copy(folder) : NULL, .id = -1};
	if (p->folder)
		arm(w, p);
}
