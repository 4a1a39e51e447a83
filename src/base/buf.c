#include "slatop/base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "slatop/base/mem.h"

void buf_init(struct buf *b)
{
	*b = (struct buf)BUF_INIT;
}

/* Capacity 0 stands for the shared empty text, which nobody may write to. */
void buf_release(struct buf *b)
{
	if (b->capacity)
		free(b->data);
	buf_init(b);
}

bool buf_release_some(struct buf *b, size_t most)
{
	if (b->capacity <= most) {
		buf_release(b);
		return false;
	}
	b->capacity -= most;
	b->data = mem_resize(b->data, b->capacity, 1);
	b->data[0] = '\0';
	b->length = 0;
	return true;
}

void buf_clear(struct buf *b)
{
	b->length = 0;
	if (b->capacity)
		b->data[0] = '\0';
}

char *buf_room(struct buf *b, size_t more)
{
	size_t wanted;

	if (__builtin_add_overflow(b->length, more, &wanted) || __builtin_add_overflow(wanted, 1, &wanted))
		wanted = mem_product(SIZE_MAX, 2); /* ends the program */
	if (wanted > b->capacity) {
		size_t capacity = b->capacity ? b->capacity : 32;
		while (capacity < wanted)
			capacity = mem_product(capacity, 2);
		b->data = mem_resize(b->capacity ? b->data : NULL, capacity, 1);
		b->capacity = capacity;
	}
	b->data[b->length] = '\0';
	return b->data + b->length;
}

void buf_add(struct buf *b, const void *bytes, size_t length)
{
	if (!length)
		return;
	memcpy(buf_room(b, length), bytes, length);
	b->length += length;
	b->data[b->length] = '\0';
}

void buf_add_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_add_byte(struct buf *b, char byte)
{
	buf_add(b, &byte, 1);
}

void buf_addf(struct buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_addfv(b, format, args);
	va_end(args);
}

void buf_addfv(struct buf *b, const char *format, va_list args)
{
	va_list again;

	va_copy(again, args);
	char *end = buf_room(b, 32);
	size_t room = b->capacity - b->length;
	int length = vsnprintf(end, room, format, args);
	if (length < 0)
		length = 0; /* a broken multibyte argument: nothing is added */
	if ((size_t)length >= room) {
		end = buf_room(b, (size_t)length);
		vsnprintf(end, (size_t)length + 1, format, again);
	}
	va_end(again);
	b->length += (size_t)length;
	b->data[b->length] = '\0';
}

char *buf_take(struct buf *b)
{
	char *text = b->capacity ? b->data : mem_copy("");

	buf_init(b);
	return text;
}

static bool read_all(struct buf *b, int fd, size_t limit, const char *path, struct err *e)
{
	size_t total = 0;

	for (;;) {
		char *end = buf_room(b, 16384);
		ssize_t got = read(fd, end, b->capacity - b->length - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(e, "cannot read \"%s\": %s", path, strerror(errno));
		if (got == 0)
			return true;
		total += (size_t)got;
		b->length += (size_t)got;
		b->data[b->length] = '\0';
		if (total > limit)
			return err_set(e, "\"%s\" is larger than %zu bytes", path, limit);
	}
}

bool buf_read_file(struct buf *b, const char *path, size_t limit, struct err *e)
{
	size_t before = b->length;
	struct stat about;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return err_set(e, "cannot read \"%s\": %s", path, strerror(errno));
	bool ok = true;
	if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode)) {
		if ((uintmax_t)about.st_size > limit)
			ok = err_set(e, "\"%s\" is larger than %zu bytes", path, limit);
		else
			buf_room(b, (size_t)about.st_size + 1); /* one more shows the end */
	}
	ok = ok && read_all(b, fd, limit, path, e);
	close(fd);
	if (!ok && b->capacity) {
		b->length = before;
		b->data[before] = '\0';
	}
	return ok;
}
