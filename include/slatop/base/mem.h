/* Memory that is there or ends the program: running out of memory is not an
 * error that a screen can recover from, so it is handled in one place. */
#ifndef SLATOP_BASE_MEM_H
#define SLATOP_BASE_MEM_H

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

/* Says of a large piece, before it is used, that it will be filled, and looked
 * at here and there: the system may give it out in large pages. */
void mem_will_fill(void *piece, size_t size);

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
