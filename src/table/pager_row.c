#include "table/pager_row.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"

/* --- making ------------------------------------------------------------------------ */

/* What of a text is kept: cut at a character's edge where it is too long. */
static size_t kept_length(const char *text)
{
	size_t length = strnlen(text, TEXT_MOST + 1);

	if (length > TEXT_MOST)
		for (length = TEXT_MOST; length && ((unsigned char)text[length] & 0xc0) == 0x80;)
			length--;
	return length;
}

/* The texts of a row while it is put together: offsets into bytes, -1 for none. */
struct parts {
	struct buf bytes;
	struct page_cell *cells;
	ptrdiff_t *text, *raw;
};

static void add_text(struct parts *p, size_t field, const char *text)
{
	size_t length = kept_length(text);

	p->raw[field] = p->text[field] = (ptrdiff_t)p->bytes.length;
	buf_add(&p->bytes, text, length);
	buf_add_byte(&p->bytes, '\0');
	if (text_is_clean(text, length))
		return;
	p->text[field] = (ptrdiff_t)p->bytes.length;
	text_clean(&p->bytes, text, length);
	buf_add_byte(&p->bytes, '\0');
}

static struct page_row *put_together(const struct model *m, uint32_t platform, const struct parts *p)
{
	size_t head = sizeof(struct page_row) + m->field_count * sizeof(struct page_cell);
	struct page_row *row = mem_alloc(head + p->bytes.length);
	char *bytes = (char *)row + head;

	row->platform = platform;
	row->size = (uint32_t)(head + p->bytes.length);
	memcpy(row->cells, p->cells, m->field_count * sizeof *row->cells);
	if (p->bytes.length)
		memcpy(bytes, p->bytes.data, p->bytes.length);
	for (size_t i = 0; i < m->field_count; i++) {
		row->cells[i].text = p->text[i] < 0 ? NULL : bytes + p->text[i];
		row->cells[i].raw = p->raw[i] < 0 ? NULL : bytes + p->raw[i];
	}
	return row;
}

struct page_row *page_row_read(const struct model *m, uint32_t platform, const struct page_answer *a, size_t row)
{
	struct page_cell cells[64];
	ptrdiff_t text[64], raw[64];
	struct parts p = {BUF_INIT, cells, text, raw};

	for (size_t i = 0; i < m->field_count; i++) {
		struct value v = {0};
		a->get(a, row, i, &v);
		cells[i] = (struct page_cell){.null = v.null, .i = v.i};
		text[i] = raw[i] = -1;
		if (!v.null && m->fields[i].type == VALUE_TEXT)
			add_text(&p, i, v.text);
	}
	struct page_row *made = put_together(m, platform, &p);
	buf_release(&p.bytes);
	return made;
}

struct page_row *page_row_copy(const struct model *m, const struct page_row *row)
{
	struct page_row *copy = mem_alloc(row->size);

	memcpy(copy, row, row->size);
	for (size_t i = 0; i < m->field_count; i++) {
		const struct page_cell *c = &row->cells[i];
		if (c->text)
			copy->cells[i].text = (char *)copy + (c->text - (const char *)row);
		if (c->raw)
			copy->cells[i].raw = (char *)copy + (c->raw - (const char *)row);
	}
	return copy;
}

struct page_row *page_row_of(const struct model *m, size_t field, int64_t i)
{
	size_t size = sizeof(struct page_row) + m->field_count * sizeof(struct page_cell);
	struct page_row *row = mem_zero(1, size);

	row->size = (uint32_t)size;
	for (size_t k = 0; k < m->field_count; k++)
		row->cells[k].null = k != field;
	row->cells[field].i = i;
	return row;
}

/* --- looking ------------------------------------------------------------------------- */

void page_row_raw(const struct model *m, const struct page_row *row, size_t field, struct value *out)
{
	const struct page_cell *c = &row->cells[field];

	*out = (struct value){.type = m->fields[field].type, .null = c->null, .i = c->i, .text = c->raw};
}

/* Infinite times are none that could be shown. */
void page_row_value(const struct model *m, const struct page_row *row, size_t field, struct value *out)
{
	const struct page_cell *c = &row->cells[field];

	page_row_raw(m, row, field, out);
	out->text = c->text;
	if (out->type == VALUE_TIME && (c->i >= TIME_INFINITE || c->i == TIME_MINUS_INFINITE))
		out->null = true;
	if (out->type == VALUE_DATE && (c->i <= INT32_MIN || c->i >= INT32_MAX))
		out->null = true;
}

static int64_t number_of(const struct model *m, const struct page_row *row, size_t field)
{
	const struct page_cell *c = &row->cells[field];
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	if (m->fields[field].type != VALUE_TEXT || c->null)
		return c->i;
	for (const char *t = c->raw; *t; t++)
		hash = (hash ^ (unsigned char)*t) * UINT64_C(0x100000001b3);
	return (int64_t)hash;
}

struct row_key page_row_key(const struct model *m, const struct page_row *row)
{
	const struct paged_source *s = m->paged;

	return (struct row_key){row->platform, number_of(m, row, s->key[0]),
				s->key_count > 1 ? number_of(m, row, s->key[1]) : 0};
}

static bool same_cell(const struct page_cell *a, const struct page_cell *b)
{
	if (a->null || b->null)
		return a->null == b->null;
	return a->i == b->i && !a->raw == !b->raw && (!a->raw || !strcmp(a->raw, b->raw));
}

bool page_row_same(const struct model *m, const struct page_row *a, const struct page_row *b)
{
	bool same = a->platform == b->platform;

	for (size_t i = 0; i < m->field_count && same; i++)
		same = same_cell(&a->cells[i], &b->cells[i]);
	return same;
}

/* --- order ----------------------------------------------------------------------------- */

bool page_order_descends(const struct page_order *o, size_t key)
{
	return o->keys->keys[key].descending != o->reversed;
}

static int compare_cells(const struct page_cell *a, const struct page_cell *b)
{
	if (a->null || b->null)
		return a->null - b->null;
	if (a->raw && b->raw) {
		int order = strcmp(a->raw, b->raw);
		return order < 0 ? -1 : order > 0;
	}
	return a->i < b->i ? -1 : a->i > b->i;
}

int page_row_compare(const struct model *m, const struct page_order *o, size_t keys, const struct page_row *a,
		     const struct page_row *b)
{
	(void)m;
	for (size_t i = 0; i < keys; i++) {
		size_t field = o->keys->keys[i].field;
		int order = compare_cells(&a->cells[field], &b->cells[field]);
		if (order)
			return page_order_descends(o, i) ? -order : order;
	}
	if (keys < o->keys->count)
		return 0;
	return a->platform < b->platform ? -1 : a->platform > b->platform;
}

void page_bound_set(struct page_bound *b, struct page_row *at, size_t keys, bool inclusive)
{
	free(b->at);
	*b = (struct page_bound){at, keys, inclusive};
}

void page_bound_release(struct page_bound *b)
{
	page_bound_set(b, NULL, 0, false);
}
