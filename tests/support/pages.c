#include "support/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

static struct maker {
	const char *word;
	size_t rows;
	made_value_fn value;
} makers[8];
static size_t maker_count;

void made_pages_by(const char *word, size_t rows, made_value_fn value)
{
	if (maker_count < COUNT_OF(makers))
		makers[maker_count++] = (struct maker){word, rows, value};
}

struct asked {
	struct asked *next;
	uint32_t platform;
	uint8_t *types;
	size_t count;
	int64_t moment;
	bool special; /* its rows are those of made_pages_for */
	const struct maker *maker; /* of made_pages_by; NULL: none */
	struct value values[8];
	void (*answer)(void *context, const struct page_answer *a);
	void *context;
};
static struct asked *all;
static struct {
	const char *word;
	const struct made_row *rows;
	size_t count;
} special;

void made_pages_for(const char *word, const struct made_row *rows, size_t count)
{
	special.word = word;
	special.rows = rows;
	special.count = count;
}

void *made_pages_ask(void *host, const struct page_ask *ask)
{
	struct asked *a = mem_zero(1, sizeof *a);

	(void)host;
	*a = (struct asked){.next = all, .platform = ask->platform, .count = ask->type_count,
			    .types = mem_alloc(ask->type_count + 1), .answer = ask->answer,
			    .context = ask->context,
			    .special = special.word && strstr(ask->sql, special.word)};
	memcpy(a->types, ask->types, ask->type_count);
	for (size_t i = 0; i < ask->value_count && i < COUNT_OF(a->values); i++)
		a->values[i] = ask->values[i];
	for (size_t i = 0; i < maker_count; i++)
		a->maker = strstr(ask->sql, makers[i].word) ? &makers[i] : a->maker;
	return all = a;
}

static void forget(struct asked *a)
{
	struct asked **at = &all;

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	free(a->types);
	free(a);
}

void made_pages_drop(void *host, void *asked)
{
	(void)host;
	forget(asked);
}

static const char *word(size_t row, size_t column)
{
	static const char *const words[] = {"wang.l", "路由策略", "ok", "10.20.7.208", "systemctl status nginx",
					    "login", "web-front-01", "中继 3 号 报表与路由策略（调整）"};

	return words[(row * 5 + column * 3 + row / 7) % COUNT_OF(words)];
}

static void get_special(const struct page_answer *answer, size_t row, size_t column, struct value *out)
{
	const struct asked *a = answer->own;
	const struct made_row *r = &special.rows[row];

	*out = (struct value){.type = a->types[column]};
	switch (out->type) {
	case VALUE_TEXT:
		out->text = r->text;
		out->null = !*r->text;
		break;
	case VALUE_TIME:
		out->i = r->at;
		out->null = r->at == TIME_NONE;
		break;
	default:
		out->i = r->numbers[column - 2];
	}
}

static void get_made(const struct page_answer *answer, size_t row, size_t column, struct value *out)
{
	const struct asked *a = answer->own;

	*out = (struct value){.type = a->types[column]};
	a->maker->value(a->values, row, column, out);
}

static void get(const struct page_answer *answer, size_t row, size_t column, struct value *out)
{
	const struct asked *a = answer->own;
	static const char *const platforms[] = {"north1", "east2", "west3"};

	*out = (struct value){.type = a->types[column]};
	if (!column) { /* the sub-platform's code, of every source */
		out->text = platforms[a->platform % COUNT_OF(platforms)];
		return;
	}
	column--;
	out->null = column > 1 && (row + column) % 9 == 0;
	switch (out->type) {
	case VALUE_TEXT: out->text = word(row, column); break;
	case VALUE_TIME: out->i = a->moment - (int64_t)(row * 2 + a->platform) * 97 * USEC; break;
	case VALUE_BOOL: out->i = row % 3 != 0; break;
	case VALUE_DATE: out->i = 20780 - (int64_t)row; break;
	default: out->i = column ? 10000 + (int64_t)(row * 7 + column) : 5000 - (int64_t)row; break;
	}
}

bool made_pages_answer(size_t rows, int64_t moment_us)
{
	bool any = false;

	while (all) {
		struct asked *a = all;
		a->moment = moment_us;
		any = true;
		struct page_answer answer = {.row_count = a->maker ? a->maker->rows : a->special ? special.count : rows,
					     .get = a->maker ? get_made : a->special ? get_special : get, .own = a};
		all = a->next;
		a->answer(a->context, &answer);
		free(a->types);
		free(a);
	}
	return any;
}

bool made_pages_fail(uint32_t platform, const char *error)
{
	struct page_answer answer = {.error = error};
	bool any = false;

	for (struct asked *a = all, *next; a; a = next) {
		next = a->next;
		if (a->platform != platform)
			continue;
		void (*fail)(void *, const struct page_answer *) = a->answer;
		void *context = a->context;
		forget(a);
		fail(context, &answer);
		any = true;
	}
	return any;
}
