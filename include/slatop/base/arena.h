/* An arena: many small pieces that are given back together.
 *
 * For what lives exactly as long as its owner: the texts of a table, the parts
 * of an explanation, one frame's strings. */
#ifndef SLATOP_BASE_ARENA_H
#define SLATOP_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks; /* newest first */
	size_t used;                /* bytes handed out, for the memory figures */
};

/* {0} is an empty arena as well. */
void arena_init(struct arena *a);
/* Gives all pieces back; the arena is empty and may be used again. */
void arena_release(struct arena *a);
/* As arena_release, but keeps one block for the next round. */
void arena_reset(struct arena *a);
/* A piece of size bytes, aligned for any type, not cleared. Never NULL. */
void *arena_alloc(struct arena *a, size_t size);
/* The same, all zero. */
void *arena_zero(struct arena *a, size_t count, size_t size);
/* A NUL-terminated copy. Unaligned, so that short texts stay short. */
char *arena_copy(struct arena *a, const char *text, size_t length);
/* Formats into the arena. */
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
