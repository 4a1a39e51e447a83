/* A growing run of bytes, always NUL-terminated. */
#ifndef SLATOP_BASE_BUF_H
#define SLATOP_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/err.h"

struct buf {
	char *data; /* "" while empty; data[length] is NUL. Owned; may move at each addition */
	size_t length, capacity;
};

#define BUF_INIT {(char *)"", 0, 0}

void buf_init(struct buf *b);
void buf_release(struct buf *b);
/* The same of a large one in pieces: gives back at most so many bytes of memory;
 * whether some are left. What it held is gone with the first. */
bool buf_release_some(struct buf *b, size_t most);
/* Length 0 again, the memory is kept. */
void buf_clear(struct buf *b);
void buf_add(struct buf *b, const void *bytes, size_t length);
void buf_add_text(struct buf *b, const char *text);
void buf_add_byte(struct buf *b, char byte);
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_addfv(struct buf *b, const char *format, va_list args);
/* Room for more bytes (and the NUL) at the end; returns the end. Whoever fills
 * it adds to length and puts the NUL after it. */
char *buf_room(struct buf *b, size_t more);
/* Hands the text over to the caller, who frees it; the buffer is empty. */
char *buf_take(struct buf *b);
/* Reads a whole file, at most limit bytes; says why not, with the path. */
bool buf_read_file(struct buf *b, const char *path, size_t limit, struct err *e);

#endif
