#include "slatop/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

/* Blocks double from small to large, so that a small arena stays small. */
#define FIRST_BLOCK 1024
#define LAST_BLOCK (256 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	_Alignas(max_align_t) char bytes[];
};

void arena_init(struct arena *a)
{
	*a = (struct arena){0};
}

void arena_release(struct arena *a)
{
	for (struct arena_block *block = a->blocks, *next; block; block = next) {
		next = block->next;
		free(block);
	}
	arena_init(a);
}

/* The largest block is kept: what was needed once will be needed again. */
void arena_reset(struct arena *a)
{
	struct arena_block *kept = NULL;

	for (struct arena_block *block = a->blocks, *next; block; block = next) {
		next = block->next;
		if (kept && kept->size >= block->size) {
			free(block);
			continue;
		}
		free(kept);
		kept = block;
	}
	if (kept) {
		kept->next = NULL;
		kept->used = 0;
	}
	a->blocks = kept;
	a->used = 0;
}

static struct arena_block *block_create(size_t size)
{
	struct arena_block *block = mem_alloc(sizeof *block + size);

	block->next = NULL;
	block->size = size;
	block->used = 0;
	return block;
}

/* A new block with room for size; a large piece gets a block of its own behind
 * the current one, whose rest is still used. */
static struct arena_block *block_for(struct arena *a, size_t size)
{
	struct arena_block *first = a->blocks;
	size_t usual = !first ? FIRST_BLOCK : first->size < LAST_BLOCK ? first->size * 2 : LAST_BLOCK;

	if (usual > LAST_BLOCK)
		usual = LAST_BLOCK;
	if (first && size > usual / 4) {
		struct arena_block *own = block_create(size);
		own->next = first->next;
		first->next = own;
		return own;
	}
	struct arena_block *block = block_create(size > usual ? size : usual);
	block->next = first;
	a->blocks = block;
	return block;
}

static void *take(struct arena *a, size_t size, size_t alignment)
{
	struct arena_block *block = a->blocks;
	size_t start = block ? (block->used + alignment - 1) & ~(alignment - 1) : 0;

	if (!block || start > block->size || size > block->size - start) {
		if (size > SIZE_MAX / 2)
			mem_product(size, 4); /* ends the program */
		block = block_for(a, size);
		start = 0;
	}
	block->used = start + size;
	a->used += size;
	return block->bytes + start;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return take(a, size, _Alignof(max_align_t));
}

void *arena_zero(struct arena *a, size_t count, size_t size)
{
	size_t bytes = mem_product(count, size);

	return memset(arena_alloc(a, bytes), 0, bytes);
}

char *arena_copy(struct arena *a, const char *text, size_t length)
{
	char *copy = take(a, length + 1, 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	int length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0)
		mem_product(SIZE_MAX, 2); /* ends the program */
	char *copy = arena_copy(a, text, (size_t)length);
	free(text);
	return copy;
}
