#include "term/frame.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

bool frame_init(struct frame *f)
{
	int fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);

	buf_init(&f->bytes);
	f->memory = -1;
	f->out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!f->out) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	f->memory = memfd_create("frame", MFD_CLOEXEC);
	return true;
}

void frame_release(struct frame *f)
{
	if (f->out)
		fclose(f->out);
	if (f->memory >= 0)
		close(f->memory);
	buf_release(&f->bytes);
	*f = (struct frame){.memory = -1};
}

void frame_begin(struct frame *f)
{
	if (f->memory >= 0)
		dup3(f->memory, fileno(f->out), O_CLOEXEC);
}

/* The memory is written over from its start by the next frame. */
const struct buf *frame_end(struct frame *f)
{
	off_t length;

	buf_clear(&f->bytes);
	if (f->memory < 0)
		return &f->bytes;
	dup3(STDOUT_FILENO, fileno(f->out), O_CLOEXEC);
	length = lseek(f->memory, 0, SEEK_CUR);
	if (length > 0) {
		char *at = buf_room(&f->bytes, (size_t)length);
		ssize_t n = pread(f->memory, at, (size_t)length, 0);
		f->bytes.length = n > 0 ? (size_t)n : 0;
		lseek(f->memory, 0, SEEK_SET);
	}
	return &f->bytes;
}
