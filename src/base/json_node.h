/* The inside of a JSON document. */
#ifndef SLATOP_SRC_BASE_JSON_NODE_H
#define SLATOP_SRC_BASE_JSON_NODE_H

#include <cjson/cJSON.h>
#include <stdarg.h>

#include "base/json_scan.h"
#include "slatop/base/arena.h"
#include "slatop/base/json.h"

struct json_asked { /* a key that was asked for and is not there */
	struct json_asked *next;
	const char *key;
};

struct json_node {
	struct json_doc *doc;
	struct json_node *parent; /* NULL: the root */
	const char *key;          /* in an object */
	const cJSON *item;
	enum json_type type;
	bool read;   /* asked for by its parent's reader */
	bool opened; /* an object of which something was asked */
	struct json_number number;
	struct json_node *children;
	size_t count;
	struct json_asked *asked;
};

/* Nodes are const to readers: what was asked for is the document's affair. */
struct json_doc {
	char *name;
	cJSON *tree;
	struct arena arena;
	struct json_node root;
	bool failed;
	struct err error;
};

/* Keeps an error, if it is the first, at a node or at a key below it. */
void json_error_at(const struct json_node *node, const char *key, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

#endif
