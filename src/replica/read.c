/* One-off reads: statements with text values, their rows as cleaned text. */
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

/* What a read_result stands on. */
struct rows {
	const PGresult *result;
	struct arena texts; /* those that had to be cleaned */
};

static const char *clean(struct rows *rows, const char *text)
{
	struct buf cleaned = BUF_INIT;
	const char *kept;

	if (text_is_clean(text, strlen(text)))
		return text;
	text_clean(&cleaned, text, strlen(text));
	kept = arena_copy(&rows->texts, cleaned.data, cleaned.length);
	buf_release(&cleaned);
	return kept;
}

static const char *get(const struct read_result *r, int row, int column)
{
	struct rows *rows = r->own;

	if (PQgetisnull(rows->result, row, column))
		return NULL;
	return clean(rows, PQgetvalue(rows->result, row, column));
}

static const char *name(const struct read_result *r, int column)
{
	struct rows *rows = r->own;

	return clean(rows, PQfname(rows->result, column));
}

static void hand_over(struct errand *e, PGresult **results, int count, const char *error)
{
	struct rows *rows = mem_zero(count ? (size_t)count : 1, sizeof *rows);
	struct read_result *list = mem_zero(count ? (size_t)count : 1, sizeof *list);

	for (int i = 0; i < count; i++) {
		rows[i].result = results[i];
		list[i] = (struct read_result){PQntuples(results[i]), PQnfields(results[i]), get, name,
					       &rows[i]};
	}
	e->fn(e->context, list, count, error);
	for (int i = 0; i < count; i++)
		arena_release(&rows[i].texts);
	free(rows);
	free(list);
}

void replica_read(struct replica *r, const struct read_statement *statements, int count, read_fn fn,
		  void *context)
{
	struct statement *list = mem_zero((size_t)count, sizeof *list);

	for (int i = 0; i < count; i++)
		list[i] = (struct statement){statements[i].sql, statements[i].value_count,
					     statements[i].values, NULL, false};
	side_read(r, list, count, hand_over, context)->fn = fn;
	free(list);
}

void replica_forget(struct replica *r, void *context)
{
	if (r->side.running && r->side.running->context == context)
		r->side.running->forgotten = true;
	for (struct errand *e = r->side.first; e; e = e->next)
		if (e->context == context)
			e->forgotten = true;
}
