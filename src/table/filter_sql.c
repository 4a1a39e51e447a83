/* Filters as SQL: every value bound, a comparison with null false. */
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/filter_node.h"
#include "table/pager_sql.h"

static const char *const signs[] = {
	[COMPARE_EQ] = " = ", [COMPARE_NE] = " <> ", [COMPARE_LT] = " < ",
	[COMPARE_LE] = " <= ", [COMPARE_GT] = " > ", [COMPARE_GE] = " >= ",
};

/* --- parts ------------------------------------------------------------------------- */

static size_t count_parts(const struct node *n)
{
	return n->kind == NODE_AND ? count_parts(n->left) + count_parts(n->right) : 1;
}

static size_t put_parts(const struct node *n, const struct node **parts, size_t count)
{
	if (n->kind == NODE_AND)
		return put_parts(n->right, parts, put_parts(n->left, parts, count));
	parts[count] = n;
	return count + 1;
}

size_t filter_parts(const struct filter *f, const struct node **parts, size_t most)
{
	if (!f || !f->root)
		return 0;
	if (count_parts(f->root) <= most)
		return put_parts(f->root, parts, 0);
	parts[0] = f->root;
	return 1;
}

static bool is_key(const struct page_shape *s, size_t field)
{
	const struct paged_source *p = s->model->paged;

	return p->key_count == 1 && p->key[0] == field;
}

bool filter_part_indexed(const struct node *n, const struct page_shape *s)
{
	bool usual = s->order.keys == &s->model->paged->orders[0];
	bool first = s->order.keys->keys[0].field == n->field;
	bool equal = n->kind == NODE_COMPARE && n->compare == COMPARE_EQ;

	if (equal && (is_key(s, n->field) || (usual && s->model->paged->traits[n->field] & PAGED_INDEXED)))
		return true;
	return first && (n->kind == NODE_BETWEEN || (n->kind == NODE_COMPARE && n->compare != COMPARE_NE));
}

/* --- comparisons ----------------------------------------------------------------------- */

static void add(struct page_sql *out, const char *text)
{
	buf_add_text(&out->text, text);
}

static void add_field(struct page_sql *out, const struct model *m, size_t field)
{
	if (m->fields[field].type == VALUE_MONTH) {
		add(out, "date_trunc('month', ");
		page_sql_field(out, m, field);
		add(out, ")::date");
	} else {
		page_sql_field(out, m, field);
	}
}

static void add_value(struct page_sql *out, const struct value *v)
{
	page_sql_value(out, v);
}

/* PostgreSQL's expressions have \y where PCRE has \b. */
static void add_pattern(struct page_sql *out, const char *pattern)
{
	char *copy = arena_copy(&out->texts, pattern, strlen(pattern));
	struct value v = {.type = VALUE_TEXT, .text = copy};

	for (char *at = copy; *at; at++)
		if (*at == '\\' && *++at == 'b')
			*at = 'y';
	page_sql_value(out, &v);
}

static void add_list(struct page_sql *out, const struct node *n, const struct model *m)
{
	add_field(out, m, n->field);
	for (size_t i = 0; i < n->count; i++) {
		add(out, i ? ", " : " in (");
		add_value(out, &n->values[i]);
	}
	add(out, ")");
}

static void add_leaf(struct page_sql *out, const struct node *n, const struct model *m)
{
	switch (n->kind) {
	case NODE_COMPARE:
		add_field(out, m, n->field);
		add(out, signs[n->compare]);
		add_value(out, &n->values[0]);
		break;
	case NODE_BETWEEN:
		add_field(out, m, n->field);
		add(out, " between ");
		add_value(out, &n->values[0]);
		add(out, " and ");
		add_value(out, &n->values[1]);
		break;
	case NODE_IN:
		add_list(out, n, m);
		break;
	case NODE_NULL:
		add_field(out, m, n->field);
		add(out, " is null");
		break;
	case NODE_MATCH:
		buf_addf(&out->text, "q.\"%s\" ~* ", m->fields[n->field].name);
		add_pattern(out, n->values[0].text);
		break;
	default:
		add_field(out, m, n->field);
	}
}

/* Below a "not" null has to be false already. */
static void add_node(struct page_sql *out, const struct node *n, const struct model *m, bool negated)
{
	add(out, "(");
	switch (n->kind) {
	case NODE_OR:
	case NODE_AND:
		add_node(out, n->left, m, negated);
		add(out, n->kind == NODE_OR ? " or " : " and ");
		add_node(out, n->right, m, negated);
		break;
	case NODE_NOT:
		add(out, "not ");
		add_node(out, n->left, m, true);
		break;
	default:
		add_leaf(out, n, m);
		add(out, negated ? ") is true" : "");
		if (negated)
			return;
	}
	add(out, ")");
}

void filter_part_sql(struct page_sql *out, const struct node *n, const struct model *m)
{
	add_node(out, n, m, false);
}

/* --- patterns --------------------------------------------------------------------------- */

static bool is_quantifier(char c)
{
	return c == '*' || c == '+' || c == '?' || c == '}';
}

/* A brace that both take for a number of times: {2} {2,} {2,5}. */
static size_t brace_length(const char *text)
{
	size_t n = 1 + strspn(text + 1, "0123456789");

	if (n == 1)
		return 0;
	if (text[n] == ',')
		n += 1 + strspn(text + n + 1, "0123456789");
	return text[n] == '}' ? n : 0;
}

bool filter_pattern_is_shared(const char *pattern, size_t *at)
{
	bool in_list = false;

	for (*at = 0; pattern[*at]; ++*at) {
		const char *p = pattern + *at;
		if (*p == '\\') {
			if (!p[1] || (((p[1] | 32) >= 'a' && (p[1] | 32) <= 'z') && !strchr("dDsSwWb", p[1])) ||
			    (p[1] >= '0' && p[1] <= '9') || (in_list && p[1] == 'b'))
				return false;
			++*at;
		} else if (in_list) {
			in_list = *p != ']';
		} else if (*p == '[') {
			in_list = true;
			*at += p[1] == '^';
			*at += pattern[*at + 1] == ']';
		} else if (*p == '(' && p[1] == '?' && p[2] != ':') {
			return false;
		} else if (*p == '(' && p[1] == '*') {
			return false;
		} else if (*p == '{' && !brace_length(p)) {
			return false;
		} else if (*p == '+' && *at && is_quantifier(p[-1]) && !(*at > 1 && p[-2] == '\\')) {
			return false;
		}
	}
	return true;
}
