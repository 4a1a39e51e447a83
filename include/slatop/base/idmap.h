/* A map from a row's number (int64) to its place in a table (uint32).
 *
 * Open addressing over bare indices: the keys stay in the table itself, so a
 * million rows cost eight megabytes. */
#ifndef SLATOP_BASE_IDMAP_H
#define SLATOP_BASE_IDMAP_H

#include <stddef.h>
#include <stdint.h>

#define IDMAP_NONE UINT32_MAX

struct idmap {
	uint32_t *slots; /* index + 1, 0 is free */
	size_t count, capacity;
	/* The key of the table's row at index; context is the table. */
	int64_t (*key_of)(const void *context, uint32_t index);
	const void *context;
};

void idmap_init(struct idmap *m, int64_t (*key_of)(const void *, uint32_t), const void *context);
void idmap_release(struct idmap *m);
/* Forgets all entries, keeps the memory. */
void idmap_clear(struct idmap *m);
/* Room for count entries without growing again. */
void idmap_reserve(struct idmap *m, size_t count);
/* The index stored for key, or IDMAP_NONE. */
uint32_t idmap_find(const struct idmap *m, int64_t key);
/* Adds the row at index (its key is asked for); the key must not be there. */
void idmap_add(struct idmap *m, uint32_t index);
/* Adds the rows [from, to): quicker than one by one where there are many. */
void idmap_add_all(struct idmap *m, uint32_t from, uint32_t to);

#endif
