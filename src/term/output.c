#include "term/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "slatop/base/calendar.h"

/* The terminal is opened once more for a description of our own: O_NONBLOCK on
 * the inherited one would be on in the shell too. Where that may not be (another
 * user's terminal, after su), what the terminal has room for is asked before. */
void output_init(struct output *o, int fd)
{
	char path[40];

	*o = (struct output){.fd = fd};
	buf_init(&o->bytes);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	int again = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (again >= 0) {
		o->fd = again;
		o->own = true;
	}
}

void output_release(struct output *o)
{
	if (o->own)
		close(o->fd);
	buf_release(&o->bytes);
}

static bool has_room(const struct output *o)
{
	struct pollfd p = {.fd = o->fd, .events = POLLOUT};

	return o->own || poll(&p, 1, 0) > 0;
}

bool output_flush(struct output *o)
{
	while (o->sent < o->bytes.length && !o->lost && has_room(o)) {
		size_t left = o->bytes.length - o->sent;
		/* A blocking descriptor with room takes a little at once, never much. */
		ssize_t n = write(o->fd, o->bytes.data + o->sent, o->own || left < 256 ? left : 256);
		if (n > 0)
			o->sent += (size_t)n;
		else if (n < 0 && errno == EAGAIN)
			return false;
		else if (n == 0 || errno != EINTR)
			o->lost = true;
	}
	if (o->sent < o->bytes.length && !o->lost)
		return false;
	buf_clear(&o->bytes);
	o->sent = 0;
	return true;
}

void output_finish(struct output *o, int wait_ms)
{
	int64_t end = clock_monotonic() + wait_ms * INT64_C(1000), left;

	while (!output_flush(o) && (left = end - clock_monotonic()) > 0) {
		struct pollfd p = {.fd = o->fd, .events = POLLOUT};
		poll(&p, 1, (int)(left / 1000) + 1);
	}
	buf_clear(&o->bytes);
	o->sent = 0;
}
