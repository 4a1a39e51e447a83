/* Outages that began before what a period loads: the windows that they are a
 * continuation of, so that the instant at which they began to count is known. */
#include <inttypes.h>
#include <stdlib.h>

#include "private.h"
#include "slatop/base/mem.h"

void chain_look(struct chain *c, const struct period *d, int64_t enterprise_no, int64_t started_at)
{
	if (started_at >= d->loaded.start_us || started_at == TIME_MINUS_INFINITE)
		return;
	MEM_GROW(c->items, c->count, c->capacity);
	c->items[c->count++] = (struct chain_item){enterprise_no, started_at};
}

void chain_release(struct chain *c)
{
	free(c->items);
	*c = (struct chain){0};
}

void chain_write(const struct chain *c, struct buf *accounts, struct buf *starts)
{
	buf_add_byte(accounts, '{');
	buf_add_byte(starts, '{');
	for (size_t i = 0; i < c->count; i++) {
		buf_addf(accounts, "%s%" PRId64, i ? "," : "", c->items[i].enterprise_no);
		if (i)
			buf_add_byte(starts, ',');
		time_rfc3339(starts, c->items[i].started_at);
	}
	buf_add_byte(accounts, '}');
	buf_add_byte(starts, '}');
}
