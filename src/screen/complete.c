/* Completion in the prompt: commands and screens, accounts by number or name,
 * months, fields. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "screen/console_private.h"
#include "slatop/base/mem.h"

#define CANDIDATES_MOST 24
#define MONTHS_OFFERED 13

void complete_forget(struct console *c)
{
	struct console_private *own = c->own;

	for (size_t i = 0; i < own->candidate_count; i++)
		free(own->candidates[i]);
	own->candidate_count = 0;
	own->cycle = 0;
	own->cycling = false;
	c->prompt.completions = NULL;
	c->prompt.completion_count = 0;
}

static void add(struct console *c, const char *text)
{
	struct console_private *own = c->own;

	for (size_t i = 0; i < own->candidate_count; i++)
		if (!strcmp(own->candidates[i], text))
			return;
	if (own->candidate_count == CANDIDATES_MOST)
		return;
	MEM_GROW(own->candidates, own->candidate_count, own->candidate_capacity);
	own->candidates[own->candidate_count++] = mem_copy(text);
}

static void add_if_starts(struct console *c, const char *text, const char *start)
{
	if (!strncasecmp(text, start, strlen(start)))
		add(c, text);
}

static void offer_commands(struct console *c, const char *start)
{
	for (size_t i = 0; i < c->screens->count; i++)
		add_if_starts(c, c->screens->all[i]->name, start);
	for (size_t i = 0; command_name(c, i); i++)
		add_if_starts(c, command_name(c, i), start);
}

/* --- accounts --------------------------------------------------------------------------- */

/* Whether the decimal digits of number start with those of start, of which there
 * are length. */
static bool starts_with_digits(int64_t number, int64_t start, size_t length)
{
	int64_t shorter = number;
	size_t digits = 1;

	for (int64_t n = number; n >= 10; n /= 10)
		digits++;
	for (; digits > length; digits--)
		shorter /= 10;
	return digits == length && shorter == start;
}

static bool elsewhere(const struct store *s, size_t platform, int64_t enterprise_no)
{
	for (size_t i = 0; i < s->count; i++)
		if (i != platform && platform_tenant(s->platforms[i], enterprise_no) != INDEX_NONE)
			return true;
	return false;
}

/* "10017 name": what is before the blank is put in. */
static void add_account(struct console *c, size_t platform, const struct tenant *t)
{
	const struct store *s = c->base.store;
	bool twice = elsewhere(s, platform, t->enterprise_no);
	struct buf text = BUF_INIT;

	buf_addf(&text, "%s%s%" PRId64 "%s%s", twice ? s->platforms[platform]->code : "", twice ? "/" : "",
		 t->enterprise_no, t->name ? " " : "", t->name ? t->name : "");
	add(c, text.data);
	buf_release(&text);
}

static void offer_accounts(struct console *c, const char *start)
{
	const struct store *s = c->base.store;
	size_t length = strlen(start);
	bool number = length && length < 19 && strspn(start, "0123456789") == length;
	int64_t digits = number ? strtoll(start, NULL, 10) : 0;

	for (size_t i = 0; i < s->count && length; i++)
		for (size_t k = 0;
		     k < s->platforms[i]->tenant_count && c->own->candidate_count < CANDIDATES_MOST; k++) {
			const struct tenant *t = &s->platforms[i]->tenants[k];
			if (!t->voided && (number ? starts_with_digits(t->enterprise_no, digits, length)
						  : t->name && !strncasecmp(t->name, start, length)))
				add_account(c, i, t);
		}
}

/* --- others -------------------------------------------------------------------------------- */

static void offer_months(struct console *c, const char *start)
{
	char text[16];

	for (int month = c->live_month; month > c->live_month - MONTHS_OFFERED && month > 0; month--) {
		snprintf(text, sizeof text, "%04d-%02d", month / 12, month % 12 + 1);
		add_if_starts(c, text, start);
	}
}

static void offer_fields(struct console *c, const char *start)
{
	const struct model *m = console_pane(c)->pane->model;

	for (size_t i = 0; i < m->field_count; i++)
		add_if_starts(c, m->fields[i].name, start);
}

static void offer_themes(struct console *c, const char *start)
{
	char names[THEMES_MOST][THEME_NAME_MAX];
	size_t count = theme_names(c->themes, names, COUNT_OF(names));

	for (size_t i = 0; i < count; i++)
		add_if_starts(c, names[i], start);
}

/* --- values in a filter ---------------------------------------------------------------------- */

static bool in_name(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_';
}

static size_t back_over(const char *text, size_t at, const char *bytes)
{
	while (at && strchr(bytes, text[at - 1]))
		at--;
	return at;
}

/* The field whose value stands at a byte of a filter, -1: none does. */
static int value_field(const struct model *m, const char *text, size_t at)
{
	size_t end = back_over(text, at, " "), open = end;

	while (open && text[open - 1] != '(' && text[open - 1] != ')')
		open--;
	if (end && strchr("=<>!", text[end - 1])) {
		end = back_over(text, end, "=<>! ");
	} else if (open && text[open - 1] == '(') {
		end = back_over(text, open - 1, " ");
		if (end < 3 || strncasecmp(text + end - 2, "in", 2) || in_name(text[end - 3]))
			return -1;
		end = back_over(text, end - 2, " ");
	} else {
		return -1;
	}
	size_t start = end;
	while (start && in_name(text[start - 1]))
		start--;
	char *name = mem_copy_n(text + start, end - start);
	int field = model_field_find(m, name);
	free(name);
	return field;
}

static void offer_values(struct console *c, int field, const char *start)
{
	const struct model *m = console_pane(c)->pane->model;
	const struct store *s = c->base.store;
	size_t count;
	const char *const *words = model_field_words(m, (size_t)field, &count);

	for (size_t i = 0; i < count; i++)
		add_if_starts(c, words[i], start);
	if (m->fields[field].type == VALUE_BOOL) {
		add_if_starts(c, "yes", start);
		add_if_starts(c, "no", start);
	}
	for (size_t i = 0; s && i < s->count && !strcmp(m->fields[field].name, "platform"); i++)
		add_if_starts(c, s->platforms[i]->code, start);
}

static void offer_fields_or_values(struct console *c, const char *start)
{
	int field = value_field(console_pane(c)->pane->model, c->prompt.text.data, c->own->word);

	if (field >= 0)
		offer_values(c, field, start);
	else
		offer_fields(c, start);
}

/* The lists that have a name here, with what they are. */
static void offer_lists(struct console *c, const char *start)
{
	const char *screen = console_page(c)->screen->name, *pane = console_pane(c)->pane->name;
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < c->kept->list_count; i++) {
		const struct kept_list *l = &c->kept->lists[i];
		if (l->gone || strcmp(l->screen, screen) || strcmp(l->pane, pane))
			continue;
		buf_clear(&text);
		buf_addf(&text, "%s (%s%s%s%s)", l->name, l->filter, *l->filter && *l->sort ? "; " : "",
			 *l->sort ? "by " : "", l->sort);
		add_if_starts(c, text.data, start);
	}
	buf_release(&text);
}

static bool ends_word(char byte)
{
	return byte == ' ' || byte == ',' || byte == '-' || byte == '(' || byte == '=' || byte == '<' ||
	       byte == '>' || byte == '!';
}

static enum argument find_word(struct console *c)
{
	const struct prompt *p = &c->prompt;
	size_t at = p->cursor, first = strspn(p->text.data, " ");

	if (p->kind == PROMPT_COMMAND && p->cursor <= first + strcspn(p->text.data + first, " ")) {
		c->own->word = first;
		return ARGUMENT_COMMAND;
	}
	enum argument a = p->kind == PROMPT_FILTER ? ARGUMENT_FIELDS : command_argument(c, p->text.data);
	while (at && !(a == ARGUMENT_FIELDS ? ends_word(p->text.data[at - 1]) : p->text.data[at - 1] == ' '))
		at--;
	c->own->word = at;
	return a;
}

void complete_offer(struct console *c, bool costly)
{
	struct prompt *p = &c->prompt;

	complete_forget(c);
	if (p->kind == PROMPT_SEARCH || p->kind == PROMPT_EXPORT || p->kind == PROMPT_NONE)
		return;
	enum argument a = find_word(c);
	if (c->own->word > p->cursor)
		return;
	char *start = mem_copy_n(p->text.data + c->own->word, p->cursor - c->own->word);
	if (a == ARGUMENT_COMMAND && (*start || costly))
		offer_commands(c, start);
	else if (a == ARGUMENT_ACCOUNT && costly)
		offer_accounts(c, start);
	else if (a == ARGUMENT_MONTH)
		offer_months(c, start);
	else if (a == ARGUMENT_THEME)
		offer_themes(c, start);
	else if (a == ARGUMENT_FIELDS && (*start || costly))
		offer_fields_or_values(c, start);
	else if (a == ARGUMENT_LIST)
		offer_lists(c, start);
	free(start);
	p->completions = (const char *const *)c->own->candidates;
	p->completion_count = c->own->candidate_count;
}

/* --- Tab ------------------------------------------------------------------------------------- */

static void put(struct console *c, const char *text, size_t length, bool last)
{
	struct prompt *p = &c->prompt;
	struct buf line = BUF_INIT;
	size_t rest = p->cursor;

	buf_add(&line, p->text.data, c->own->word);
	buf_add(&line, text, length);
	size_t cursor = line.length;
	if (last && p->text.data[rest] != ' ') {
		buf_add_byte(&line, ' ');
		cursor++;
	}
	buf_add(&line, p->text.data + rest, p->text.length - rest);
	buf_release(&p->text);
	p->text = line;
	p->cursor = cursor;
	p->error[0] = '\0';
}

static size_t inserted(const char *candidate)
{
	return strcspn(candidate, " ");
}

/* Bytes that all candidates begin with; ASCII case aside, whole characters. */
static size_t shared(const struct console_private *own)
{
	size_t length = inserted(own->candidates[0]);

	for (size_t i = 1; i < own->candidate_count; i++) {
		size_t k = 0;
		while (k < length && own->candidates[i][k] == own->candidates[0][k])
			k++;
		length = k;
	}
	while (length && ((unsigned char)own->candidates[0][length] & 0xc0) == 0x80)
		length--;
	return length;
}

static bool is_typed(const struct console *c, const char *candidate)
{
	size_t length = inserted(candidate), typed = c->prompt.cursor - c->own->word;

	return length == typed && !memcmp(candidate, c->prompt.text.data + c->own->word, length);
}

void complete_tab(struct console *c)
{
	struct console_private *own = c->own;

	if (!own->cycling) {
		complete_offer(c, true);
		if (!own->candidate_count)
			return;
		size_t length = shared(own);
		bool one = own->candidate_count == 1;
		if (one || length > c->prompt.cursor - own->word) {
			put(c, own->candidates[0], one ? inserted(own->candidates[0]) : length, one);
			if (one)
				complete_forget(c);
			return;
		}
		own->cycling = true;
	}
	const char *next = own->candidates[own->cycle++ % own->candidate_count];
	if (is_typed(c, next)) /* that would look as if Tab did nothing */
		next = own->candidates[own->cycle++ % own->candidate_count];
	put(c, next, inserted(next), false);
}
