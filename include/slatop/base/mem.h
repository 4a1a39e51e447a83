/* Memory that is there or ends the program: running out of memory is not an
 * error that a screen can recover from, so it is handled in one place. */
#ifndef SLATOP_BASE_MEM_H
#define SLATOP_BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

/* As malloc, calloc, realloc, strdup and strndup, but never NULL. Free with
 * free(). A product that overflows counts as out of memory. */
void *mem_alloc(size_t size);
void *mem_zero(size_t count, size_t size);
void *mem_resize(void *old, size_t count, size_t size);
char *mem_copy(const char *text);
char *mem_copy_n(const char *text, size_t length);

/* count * size; a product that overflows ends the program as above. */
size_t mem_product(size_t count, size_t size);

/* From now on what is large never shares the heap: glibc by itself begins to keep it
 * there once a large piece was freed, and a table of zeros is then written byte by
 * byte, in one go, rather than coming page by page as it is used. */
void mem_large_apart(void);

/* Has the system put memory behind the whole pages of a piece now, in one go: for a
 * step of something large, as much as a turn of the loop has time for. (Page by page
 * it takes twice as long; a large page is given out at once, which takes longer than
 * a turn may where a guest has to ask its host for it.) What is there stays as it is. */
void mem_bring(void *piece, size_t size);

/* A piece that grows in place, for what is large: its addresses are set aside, and
 * memory comes behind them as it grows, so that growing neither copies what there
 * is nor moves it (a realloc of a large piece is as long as everything done so
 * far). Starts as {0}. */
struct mem_place {
	void *at;            /* NULL: not open */
	size_t most, size;   /* bytes set aside, and in use */
};
/* False where the system does not give out so many addresses: use mem_resize. */
bool mem_place_open(struct mem_place *p, size_t most);
/* At most p->most; more counts as out of memory. What comes in is zero, and there
 * (mem_bring). */
void mem_place_grow(struct mem_place *p, size_t size);
void mem_place_close(struct mem_place *p);

/* What to do before the program ends for want of memory (the terminal is put
 * back there). One hook; NULL takes it off. */
void mem_on_exhausted(void (*hook)(void));

/* Makes room for one more item at the end of a growing array, doubling:
 *
 *     struct span *spans = NULL; size_t count = 0, capacity = 0;
 *     MEM_GROW(spans, count, capacity);
 *     spans[count++] = s;
 */
#define MEM_GROW(array, count, capacity)                                                           \
	do {                                                                                       \
		if ((count) >= (capacity)) {                                                       \
			(capacity) = (capacity) ? (capacity) * 2 : 8;                              \
			(array) = mem_resize((array), (capacity), sizeof *(array));                \
		}                                                                                  \
	} while (0)

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#endif
