/* The parsed form of a filter, between its reader and its evaluation. */
#ifndef SLATOP_SRC_TABLE_FILTER_NODE_H
#define SLATOP_SRC_TABLE_FILTER_NODE_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "slatop/base/arena.h"
#include "slatop/table/filter.h"

enum node_kind {
	NODE_OR,
	NODE_AND,
	NODE_NOT,
	NODE_COMPARE,
	NODE_IN,
	NODE_BETWEEN,
	NODE_NULL,
	NODE_MATCH,
	NODE_TRUE
};
enum compare { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE };

struct node {
	enum node_kind kind;
	enum compare compare;
	struct node *left, *right; /* of or, and, not */
	size_t field;
	struct value *values; /* what is compared with; all of the field's type */
	size_t count;
	pcre2_code *pattern;
	struct node *next_pattern; /* all nodes with a pattern, to give them back */
};

struct filter {
	char *text;
	struct arena arena; /* nodes and values */
	struct node *root;  /* NULL: everything passes */
	struct node *patterns;
	pcre2_match_data *match;
	pcre2_match_context *limits;
};

/* Reads the expression into f->root; see filter_parse. */
bool filter_read(struct filter *f, const struct model *m, const struct calendar *c, size_t *at,
		 struct err *e);

/* Whether a value between quotes begins here. */
bool filter_is_quote(char c);
/* Reads one value of a field's type from text at *at, and moves *at behind it.
 * in_list: a comma ends the value and is not a thousands separator. */
bool filter_read_value(const char *text, size_t *at, const struct model_field *field, bool in_list,
		       const struct calendar *c, struct arena *arena, struct value *out, struct err *e);
/* Compiles a pattern into n, which f then owns; *offset: where in the pattern it
 * cannot be read. */
bool filter_add_pattern(struct filter *f, struct node *n, const char *pattern, size_t *offset, struct err *e);
/* Whether a pattern means the same to PostgreSQL; else *at is the byte that it
 * cannot take. */
bool filter_pattern_is_shared(const char *pattern, size_t *at);
/* Bytes of blanks at text. */
size_t filter_blanks(const char *text);

#endif
