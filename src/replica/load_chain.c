/* Outages that began before what a period loads: the windows that they are a
 * continuation of, so that the instant at which they began to count is known. */
#include <inttypes.h>
#include <stdlib.h>

#include "private.h"
#include "slatop/base/mem.h"

void chain_look(struct chain *c, const struct period *d, const struct cell *window)
{
	int64_t started = cell_time(&window[OUTAGE_STARTED_AT]);

	if (started >= d->loaded.start_us || started == TIME_MINUS_INFINITE || cell_bool(&window[OUTAGE_VOIDED]))
		return;
	MEM_GROW(c->items, c->count, c->capacity);
	c->items[c->count].enterprise_no = cell_int(&window[OUTAGE_ENTERPRISE_NO]);
	c->items[c->count++].started_at = started;
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
