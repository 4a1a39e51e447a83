/* The grammar of filter expressions: recursive descent, one function a rule. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "table/filter_node.h"

#define DEPTH_MAX 64 /* of brackets and nots, so that reading and matching stay shallow */
#define COMPARISONS_MAX 500

struct reader {
	struct filter *filter;
	const struct model *model;
	const struct calendar *calendar;
	const char *text;
	size_t at;
	int depth, comparisons;
	struct err *error;
};

static bool read_or(struct reader *r, struct node **out);

static void skip(struct reader *r)
{
	r->at += filter_blanks(r->text + r->at);
}

static size_t name_length(const char *text)
{
	size_t n = 0;

	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	return n;
}

/* Takes a keyword if it stands here as a whole word. */
static bool take_word(struct reader *r, const char *word)
{
	size_t n;

	skip(r);
	n = name_length(r->text + r->at);
	if (n != strlen(word) || strncasecmp(r->text + r->at, word, n) != 0)
		return false;
	r->at += n;
	return true;
}

static bool take(struct reader *r, const char *sign)
{
	size_t n = strlen(sign);

	skip(r);
	if (strncmp(r->text + r->at, sign, n) != 0)
		return false;
	r->at += n;
	return true;
}

static struct node *node(struct reader *r, enum node_kind kind, struct node *left, struct node *right)
{
	struct node *n = arena_zero(&r->filter->arena, 1, sizeof *n);

	n->kind = kind;
	n->left = left;
	n->right = right;
	return n;
}

static bool unknown_field(struct reader *r, size_t length)
{
	const char **names = mem_alloc(r->model->field_count * sizeof *names);
	char *word = mem_copy_n(r->text + r->at, length);
	const char *near;

	for (size_t i = 0; i < r->model->field_count; i++)
		names[i] = r->model->fields[i].name;
	near = text_nearest(word, names, r->model->field_count);
	if (near)
		err_set(r->error, "unknown field \"%s\"; did you mean \"%s\"?", word, near);
	else
		err_set(r->error, "unknown field \"%s\"", word);
	free(word);
	free(names);
	return false;
}

static bool read_field(struct reader *r, size_t *field)
{
	size_t n;

	skip(r);
	n = name_length(r->text + r->at);
	if (!n)
		return err_set(r->error,
			       r->text[r->at] ? "a field's name is expected here"
					      : "the expression ends too early");
	for (size_t i = 0; i < r->model->field_count; i++) {
		const char *name = r->model->fields[i].name;

		if (strlen(name) == n && !strncmp(name, r->text + r->at, n)) {
			*field = i;
			r->at += n;
			return true;
		}
	}
	return unknown_field(r, n);
}

static bool read_value(struct reader *r, struct node *n, bool in_list)
{
	struct value *all = arena_alloc(&r->filter->arena, (n->count + 1) * sizeof *all);

	skip(r);
	if (n->count)
		memcpy(all, n->values, n->count * sizeof *all);
	n->values = all;
	return filter_read_value(r->text, &r->at, &r->model->fields[n->field], in_list, r->calendar,
				 &r->filter->arena, &n->values[n->count++], r->error);
}

/* "at risk" stands for at_risk. */
static bool is_word(const char *word, const char *text)
{
	for (; *word && (*word == *text || (*word == '_' && *text == ' ')); word++)
		text++;
	return !*word && !*text;
}

/* The last value of a field whose values come from a list has to be on it: a slip
 * would be a list without rows, which looks like good news. */
static bool check_word(struct reader *r, struct node *n, size_t start)
{
	const struct model_field *field = &r->model->fields[n->field];
	struct value *value = &n->values[n->count - 1];
	struct buf known = BUF_INIT;
	size_t count;
	const char *const *words = model_field_words(r->model, n->field, &count);

	for (size_t i = 0; i < count; i++) {
		if (is_word(words[i], value->text)) {
			value->text = words[i];
			buf_release(&known);
			return true;
		}
		buf_addf(&known, "%s%s", i ? ", " : "", words[i]);
	}
	if (!count)
		return true;
	r->at = start;
	const char *near = text_nearest(value->text, words, count);
	if (near)
		err_set(r->error, "\"%s\" is no %s; did you mean \"%s\"?", value->text, field->name, near);
	else
		err_set(r->error, "\"%s\" is no %s; there are %s", value->text, field->name, known.data);
	buf_release(&known);
	return false;
}

static bool read_known_value(struct reader *r, struct node *n, bool in_list)
{
	skip(r);
	size_t start = r->at;
	return read_value(r, n, in_list) && check_word(r, n, start);
}

static bool read_list(struct reader *r, struct node *n)
{
	n->kind = NODE_IN;
	if (!take(r, "("))
		return err_set(r->error, "\"in\" is followed by values in brackets");
	do {
		if (!read_known_value(r, n, true))
			return false;
	} while (take(r, ","));
	return take(r, ")") || err_set(r->error, "a comma or a closing bracket is expected here");
}

static bool read_between(struct reader *r, struct node *n)
{
	n->kind = NODE_BETWEEN;
	if (!read_value(r, n, false))
		return false;
	if (!take_word(r, "and"))
		return err_set(r->error, "\"between\" wants two values with \"and\" between them");
	return read_value(r, n, false);
}

static bool read_null(struct reader *r, struct node *n, struct node **out)
{
	bool negated = take_word(r, "not");

	n->kind = NODE_NULL;
	*out = negated ? node(r, NODE_NOT, n, NULL) : n;
	return take_word(r, "null") || err_set(r->error, "\"is\" is followed by \"null\" or \"not null\"");
}

static bool read_match(struct reader *r, struct node *n)
{
	const struct model_field *field = &r->model->fields[n->field];
	size_t start, offset = 0;
	bool quoted;

	if (field->type != VALUE_TEXT) {
		r->at--;
		return err_set(r->error, "\"~\" looks into texts; \"%s\" is a %s", field->name,
			       value_type_names[field->type]);
	}
	skip(r);
	start = r->at;
	quoted = filter_is_quote(r->text[start]);
	n->kind = NODE_MATCH;
	if (!read_value(r, n, false))
		return false;
	bool ok = filter_add_pattern(r->filter, n, n->values[0].text, &offset, r->error);
	if (ok && r->model->paged && !filter_pattern_is_shared(n->values[0].text, &offset))
		ok = err_set(r->error, "the server, which searches this list, knows no such pattern; write it "
				       "without what stands here");
	if (!ok)
		r->at = start + quoted + offset;
	return ok;
}

/* Longer signs first. */
static const struct {
	const char *sign;
	enum compare compare;
} signs[] = {
	{"!=", COMPARE_NE}, {"<>", COMPARE_NE}, {"<=", COMPARE_LE}, {">=", COMPARE_GE},
	{"==", COMPARE_EQ}, {"=", COMPARE_EQ},  {"<", COMPARE_LT},  {">", COMPARE_GT},
};

static bool read_compared(struct reader *r, struct node *n, bool *found)
{
	const struct model_field *field = &r->model->fields[n->field];
	size_t start;

	skip(r);
	start = r->at;
	for (size_t i = 0; i < COUNT_OF(signs); i++) {
		if (!take(r, signs[i].sign))
			continue;
		*found = true;
		n->kind = NODE_COMPARE;
		n->compare = signs[i].compare;
		if (field->type == VALUE_BOOL && n->compare > COMPARE_NE) {
			r->at = start;
			return err_set(r->error, "\"%s\" is yes or no and has no order", field->name);
		}
		return n->compare <= COMPARE_NE ? read_known_value(r, n, false) : read_value(r, n, false);
	}
	return true;
}

static bool read_comparison(struct reader *r, struct node **out)
{
	struct node *n = node(r, NODE_TRUE, NULL, NULL);
	bool found = false;
	size_t start;

	*out = n;
	skip(r);
	start = r->at;
	if (++r->comparisons > COMPARISONS_MAX)
		return err_set(r->error, "the expression has more than %d comparisons", COMPARISONS_MAX);
	if (!read_field(r, &n->field) || !read_compared(r, n, &found))
		return false;
	if (found)
		return true;
	if (take(r, "~"))
		return read_match(r, n);
	if (take_word(r, "in"))
		return read_list(r, n);
	if (take_word(r, "between"))
		return read_between(r, n);
	if (take_word(r, "is"))
		return read_null(r, n, out);
	if (r->model->fields[n->field].type == VALUE_BOOL)
		return true;
	skip(r);
	if (r->text[r->at] && r->text[r->at] != ')')
		return err_set(r->error, "one of = != < <= > >= ~ in between is expected after \"%s\"",
			       r->model->fields[n->field].name);
	r->at = start;
	return err_set(r->error, "\"%s\" is compared with nothing", r->model->fields[n->field].name);
}

static bool read_bracket(struct reader *r, struct node **out)
{
	size_t start = r->at - 1;

	if (!read_or(r, out))
		return false;
	if (take(r, ")"))
		return true;
	if (!r->text[r->at])
		r->at = start;
	return err_set(r->error,
		       r->at == start ? "this bracket is not closed"
				      : "\"and\", \"or\" or a closing "
					"bracket is expected here");
}

static bool read_not(struct reader *r, struct node **out)
{
	bool ok;

	if (++r->depth > DEPTH_MAX)
		return err_set(r->error, "the expression is nested too deep");
	if (take_word(r, "not") || (take(r, "!") && r->text[r->at] != '=')) {
		ok = read_not(r, out);
		if (ok)
			*out = node(r, NODE_NOT, *out, NULL);
	} else if (take(r, "(")) {
		ok = read_bracket(r, out);
	} else {
		ok = read_comparison(r, out);
	}
	r->depth--;
	return ok;
}

/* A chain of operands leans to the left: matching goes as deep as it is long,
 * which COMPARISONS_MAX bounds. */
static bool read_chain(struct reader *r, struct node **out, const char *word, enum node_kind kind,
		       bool (*operand)(struct reader *, struct node **))
{
	struct node *right = NULL;

	if (!operand(r, out))
		return false;
	while (take_word(r, word)) {
		if (!operand(r, &right))
			return false;
		*out = node(r, kind, *out, right);
	}
	return true;
}

static bool read_and(struct reader *r, struct node **out)
{
	return read_chain(r, out, "and", NODE_AND, read_not);
}

static bool read_or(struct reader *r, struct node **out)
{
	return read_chain(r, out, "or", NODE_OR, read_and);
}

bool filter_read(struct filter *f, const struct model *m, const struct calendar *c, size_t *at, struct err *e)
{
	struct reader r = {.filter = f, .model = m, .calendar = c, .text = f->text, .error = e};
	bool ok = true;

	skip(&r);
	if (r.text[r.at]) { /* nothing at all lets everything pass */
		ok = read_or(&r, &f->root);
		if (ok)
			skip(&r);
		if (ok && r.text[r.at])
			ok = err_set(e,
				     r.text[r.at] == ')' ? "this bracket closes nothing"
							 : "\"and\" or \"or\" is expected here");
	}
	*at = r.at;
	return ok;
}
