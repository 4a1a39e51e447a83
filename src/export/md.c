/* Markdown: the facts as a list, each part as a table (GitHub's form). */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "export/exporters.h"
#include "slatop/base/mem.h"

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Whether Markdown would take the character for more than itself: marks, table
 * bars, HTML, entities, formulas, and the links that readers make of addresses.
 * An underscore within a word is none of these. */
static bool is_special(const char *start, const char *at)
{
	char before = at > start ? at[-1] : ' ';

	switch (*at) {
	case '_':
		return !is_word(before) || !is_word(at[1]);
	case ':':
		return at[1] == '/';
	case '.':
		return at - start >= 3 && !strncasecmp(at - 3, "www", 3);
	default:
		return *at && strchr("\\|*`[]<>&~@$", *at);
	}
}

static void add_text(struct buf *out, const char *text)
{
	for (const char *at = text; *at; at++) {
		if (is_special(text, at))
			buf_add_byte(out, '\\');
		buf_add_byte(out, *at);
	}
}

static void add_facts(struct buf *out, const struct export_head *head, const struct export_part *parts,
		      size_t part_count)
{
	struct facts facts;

	facts_read(&facts, head, parts, part_count);
	for (size_t i = 1; i < facts.count; i++) { /* the first one is the heading */
		buf_add_text(out, "- ");
		add_text(out, facts.all[i].label);
		buf_add_text(out, ": ");
		add_text(out, facts.all[i].text);
		buf_add_byte(out, '\n');
	}
	facts_release(&facts);
}

/* A bar of blocks says nothing in a document: its figure does. */
static struct shown_column column_of(const struct export_part *p, size_t i)
{
	struct shown_column c = shown_column(p, i);

	if (!strcmp(c.format->name, "bar") || !strcmp(c.format->name, "spark"))
		c.format = value_format_default(p->view->model->fields[p->fields[i]].type);
	return c;
}

static void add_head(struct buf *out, const struct export_part *p, const struct shown_column *columns)
{
	for (size_t i = 0; i < p->field_count; i++) {
		buf_add_text(out, i ? " | " : "| ");
		add_text(out, columns[i].title);
	}
	buf_add_text(out, " |\n");
	for (size_t i = 0; i < p->field_count; i++)
		buf_add_text(out, columns[i].format->right ? "| ---: " : "| --- ");
	buf_add_text(out, "|\n");
}

static void add_part(struct buf *out, const struct export_head *head, const struct export_part *p)
{
	struct shown_column *columns = mem_zero(p->field_count + 1, sizeof *columns);
	struct buf cell = BUF_INIT;

	for (size_t i = 0; i < p->field_count; i++)
		columns[i] = column_of(p, i);
	add_head(out, p, columns);
	for (size_t row = 0; row < p->view->count; row++) {
		for (size_t i = 0; i < p->field_count; i++) {
			buf_add_text(out, i ? " | " : "| ");
			shown_cell(&cell, head, p, row, i, &columns[i]);
			add_text(out, cell.data);
		}
		buf_add_text(out, " |\n");
	}
	if (!p->view->count)
		buf_addf(out, "\n(%s)\n", p->empty ? p->empty : "no rows");
	buf_release(&cell);
	free(columns);
}

static bool write_md(struct buf *out, const struct export_head *head, const struct export_part *parts,
		     size_t part_count, struct err *e)
{
	(void)e;
	buf_add_text(out, "# ");
	add_text(out, head->screen);
	buf_add_text(out, "\n\n");
	add_facts(out, head, parts, part_count);
	for (size_t i = 0; i < part_count; i++) {
		buf_add_byte(out, '\n');
		if (parts[i].title) {
			buf_add_text(out, "## ");
			add_text(out, parts[i].title);
			buf_add_text(out, "\n\n");
		}
		add_part(out, head, &parts[i]);
	}
	return true;
}

const struct exporter exporter_md = {.name = "md",
				     .help = "a Markdown document for people",
				     .for_people = true,
				     .write = write_md};
