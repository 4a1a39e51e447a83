#include "app/witness.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "slatop/base/buf.h"

const char *witness_place = "/dev/log";

static int open_as(int type)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	snprintf(to.sun_path, sizeof to.sun_path, "%s", witness_place);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof to) != 0) {
		int why = errno;
		close(fd);
		errno = why;
		return -1;
	}
	return fd;
}

/* Anew each time: the daemon may have been started anew. Some listen for a stream,
 * whose lines end in a zero byte. */
static int open_socket(size_t *more, struct err *e)
{
	int fd = open_as(SOCK_DGRAM);

	*more = 0;
	if (fd < 0 && errno == EPROTOTYPE) {
		fd = open_as(SOCK_STREAM);
		*more = 1;
	}
	if (fd < 0)
		err_set(e, "syslog is not there (%s: %s)", witness_place, strerror(errno));
	return fd;
}

bool witness_listens(struct err *e)
{
	size_t more;
	int fd = open_socket(&more, e);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool witness_tell(const char *text, struct err *e)
{
	struct buf line = BUF_INIT;
	size_t more;
	int fd = open_socket(&more, e);

	if (fd < 0)
		return false;
	/* The daemon puts the time to it. */
	buf_addf(&line, "<%d>slatop[%ld]: %s", LOG_AUTHPRIV | LOG_INFO, (long)getpid(), text);
	ssize_t sent = send(fd, line.data, line.length + more, MSG_NOSIGNAL);
	bool told = sent == (ssize_t)(line.length + more);
	if (!told)
		err_set(e, "syslog takes nothing (%s: %s)", witness_place, sent < 0 ? strerror(errno) : "it took a part");
	close(fd);
	buf_release(&line);
	return told;
}
