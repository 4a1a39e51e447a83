#include "slatop/base/mem.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LARGE (512 * 1024)

static void (*exhausted_hook)(void);

void mem_on_exhausted(void (*hook)(void))
{
	exhausted_hook = hook;
}

/* Leaves without atexit: those functions might ask for memory again. */
static _Noreturn void exhausted(void)
{
	static const char message[] = "slatop: out of memory\n";
	void (*hook)(void) = exhausted_hook;

	exhausted_hook = NULL;
	if (hook)
		hook();
	ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
	(void)written;
	_exit(EXIT_FAILURE);
}

size_t mem_product(size_t count, size_t size)
{
	size_t product;

	if (__builtin_mul_overflow(count, size, &product))
		exhausted();
	return product;
}

/* malloc may answer NULL for no bytes at all, which is not exhaustion. */
void *mem_alloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		exhausted();
	return p;
}

void *mem_zero(size_t count, size_t size)
{
	size_t product = mem_product(count, size);
	void *p = calloc(product ? product : 1, 1);

	if (!p)
		exhausted();
	return p;
}

void *mem_resize(void *old, size_t count, size_t size)
{
	size_t product = mem_product(count, size);
	void *p = realloc(old, product ? product : 1);

	if (!p)
		exhausted();
	return p;
}

char *mem_copy(const char *text)
{
	return mem_copy_n(text, strlen(text));
}

char *mem_copy_n(const char *text, size_t length)
{
	length = strnlen(text, length);
	char *copy = mem_alloc(length + 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

void mem_large_apart(void)
{
	mallopt(M_MMAP_THRESHOLD, LARGE);
	/* Less often back and forth between heap and kernel; what is left at its end stays
	 * too short for what is large. */
	mallopt(M_TOP_PAD, LARGE / 4);
	mallopt(M_TRIM_THRESHOLD, LARGE / 4 * 3);
}

/* Older kernels do not know it: then each page comes with its first byte. */
void mem_bring(void *piece, size_t size)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t from = ((uintptr_t)piece + page - 1) & ~(page - 1), to = ((uintptr_t)piece + size) & ~(page - 1);

	if (from < to)
		madvise((char *)piece + (from - (uintptr_t)piece), to - from, MADV_POPULATE_WRITE);
}

/* ---- places ---- */

bool mem_place_open(struct mem_place *p, size_t most)
{
	void *at = mmap(NULL, most, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		return false;
	*p = (struct mem_place){.at = at, .most = most};
	return true;
}

void mem_place_grow(struct mem_place *p, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	size = (size + page - 1) & ~(page - 1);
	if (size > p->most || mprotect(p->at, size, PROT_READ | PROT_WRITE) != 0)
		exhausted();
	mem_bring((char *)p->at + p->size, size - p->size);
	p->size = size;
}

void mem_place_close(struct mem_place *p)
{
	if (p->at)
		munmap(p->at, p->most);
	*p = (struct mem_place){0};
}
