/* Filters: owning them and matching rows. */
#include "slatop/table/filter.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "table/filter_node.h"

/* What a hostile text can cost a hostile pattern: well under a millisecond. */
#define MATCH_STEPS 20000
#define MATCH_DEPTH 500
#define MATCH_HEAP_KIB 256

struct filter *filter_parse(const char *text, const struct model *m, const struct calendar *c, size_t *at,
			    struct err *e)
{
	struct filter *f = mem_zero(1, sizeof *f);
	size_t place = 0;

	f->text = mem_copy(text);
	if (filter_read(f, m, c, &place, e))
		return f;
	if (at)
		*at = place;
	filter_destroy(f);
	return NULL;
}

void filter_destroy(struct filter *f)
{
	if (!f)
		return;
	for (struct node *n = f->patterns; n; n = n->next_pattern)
		pcre2_code_free(n->pattern);
	pcre2_match_data_free(f->match);
	pcre2_match_context_free(f->limits);
	arena_release(&f->arena);
	free(f->text);
	free(f);
}

const char *filter_text(const struct filter *f)
{
	return f ? f->text : "";
}

/* A match that passes its limits is no match. */
static bool pattern_matches(const struct filter *f, const struct node *n, const char *text)
{
	return pcre2_match(n->pattern, (PCRE2_SPTR)text, strlen(text), 0, 0, f->match, f->limits) >= 0;
}

static bool compare_holds(enum compare compare, int order)
{
	switch (compare) {
	case COMPARE_EQ:
		return order == 0;
	case COMPARE_NE:
		return order != 0;
	case COMPARE_LT:
		return order < 0;
	case COMPARE_LE:
		return order <= 0;
	case COMPARE_GT:
		return order > 0;
	case COMPARE_GE:
		return order >= 0;
	}
	return false;
}

/* A row, and how to read it. */
struct row {
	void (*get)(void *context, size_t field, struct value *out);
	void *context;
};

static bool leaf_matches(const struct filter *f, const struct node *n, const struct row *row)
{
	struct value v = {0};

	row->get(row->context, n->field, &v);
	if (n->kind == NODE_NULL)
		return v.null;
	if (v.null)
		return false;
	switch (n->kind) {
	case NODE_COMPARE:
		return compare_holds(n->compare, value_compare(&v, &n->values[0]));
	case NODE_BETWEEN:
		return value_compare(&v, &n->values[0]) >= 0 && value_compare(&v, &n->values[1]) <= 0;
	case NODE_MATCH:
		return pattern_matches(f, n, v.text ? v.text : "");
	case NODE_IN:
		for (size_t i = 0; i < n->count; i++)
			if (!value_compare(&v, &n->values[i]))
				return true;
		return false;
	default:
		return v.i != 0;
	}
}

/* As deep as its reader let it grow. */
static bool matches(const struct filter *f, const struct node *n, const struct row *row)
{
	switch (n->kind) {
	case NODE_OR:
		return matches(f, n->left, row) || matches(f, n->right, row);
	case NODE_AND:
		return matches(f, n->left, row) && matches(f, n->right, row);
	case NODE_NOT:
		return !matches(f, n->left, row);
	default:
		return leaf_matches(f, n, row);
	}
}

bool filter_match(const struct filter *f, void (*get)(void *context, size_t field, struct value *out),
		  void *context)
{
	struct row row = {get, context};

	return !f || !f->root || matches(f, f->root, &row);
}

/* Made with the first pattern: most filters have none. */
static bool prepare_matching(struct filter *f)
{
	if (f->match)
		return true;
	f->match = pcre2_match_data_create(1, NULL);
	f->limits = pcre2_match_context_create(NULL);
	if (!f->match || !f->limits)
		return false;
	pcre2_set_match_limit(f->limits, MATCH_STEPS);
	pcre2_set_depth_limit(f->limits, MATCH_DEPTH);
	pcre2_set_heap_limit(f->limits, MATCH_HEAP_KIB);
	return true;
}

bool filter_add_pattern(struct filter *f, struct node *n, const char *pattern, size_t *offset, struct err *e)
{
	int code;
	PCRE2_UCHAR why[128];

	n->pattern = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
				   PCRE2_UTF | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C, &code, offset, NULL);
	if (!n->pattern) {
		pcre2_get_error_message(code, why, sizeof why);
		return err_set(e, "the pattern \"%s\" cannot be read: %s", pattern, (const char *)why);
	}
	n->next_pattern = f->patterns;
	f->patterns = n;
	return prepare_matching(f) || err_set(e, "no memory for the pattern \"%s\"", pattern);
}
