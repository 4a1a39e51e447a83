/* Documents: cJSON's tree, wrapped in nodes that know their place and whether
 * anybody has asked for them. */
#include "base/json_node.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define LARGEST_FILE (16 * 1024 * 1024)

/* --- reading ------------------------------------------------------------- */

static enum json_type type_of(const cJSON *item)
{
	switch (item->type & 0xff) {
	case cJSON_False:
	case cJSON_True:
		return JSON_BOOL;
	case cJSON_Number:
		return JSON_NUMBER;
	case cJSON_String:
		return JSON_TEXT;
	case cJSON_Array:
		return JSON_ARRAY;
	case cJSON_Object:
		return JSON_OBJECT;
	default:
		return JSON_NULL;
	}
}

static int compare_keys(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* By sorting, so that an object of many thousand keys is no burden. */
static void refuse_duplicates(const struct json_node *object)
{
	const char **keys;

	if (object->count < 2 || object->doc->failed)
		return;
	keys = mem_alloc(mem_product(object->count, sizeof *keys));
	for (size_t i = 0; i < object->count; i++)
		keys[i] = object->children[i].key;
	qsort(keys, object->count, sizeof *keys, compare_keys);
	for (size_t i = 1; i < object->count; i++)
		if (strcmp(keys[i - 1], keys[i]) == 0) {
			json_error(object, "the key \"%s\" is there twice", keys[i]);
			break;
		}
	free(keys);
}

/* Fills the node of an item and those below it; numbers come in the order in
 * which the scan met them. */
static void wrap(struct json_node *node, const cJSON *item, const struct json_number **number)
{
	size_t count = 0;

	node->type = type_of(item);
	node->item = item;
	if (node->type == JSON_NUMBER)
		node->number = *(*number)++;
	if (node->type != JSON_ARRAY && node->type != JSON_OBJECT)
		return;
	for (const cJSON *child = item->child; child; child = child->next)
		count++;
	node->children = arena_zero(&node->doc->arena, count, sizeof *node->children);
	node->count = count;
	struct json_node *next = node->children;
	for (const cJSON *child = item->child; child; child = child->next, next++) {
		next->doc = node->doc;
		next->parent = node;
		next->key = node->type == JSON_OBJECT ? child->string : NULL;
		wrap(next, child, number);
	}
	if (node->type == JSON_OBJECT)
		refuse_duplicates(node);
}

struct json_doc *json_parse(const char *text, size_t length, const char *name, struct err *e)
{
	struct json_numbers numbers = {0};
	cJSON *tree = NULL;

	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) { /* some editors put one there */
		text += 3;
		length -= 3;
	}
	bool ok = json_scan(text, length, &numbers, e);
	if (ok && !(tree = cJSON_ParseWithLength(text, length)))
		ok = err_set(e, "cannot be read as JSON");
	if (!ok) {
		free(numbers.items);
		err_at(e, "%s", name);
		return NULL;
	}
	struct json_doc *doc = mem_zero(1, sizeof *doc);
	const struct json_number *number = numbers.items;
	doc->name = mem_copy(name);
	doc->tree = tree;
	doc->root.doc = doc;
	wrap(&doc->root, tree, &number);
	free(numbers.items);
	if (!json_ok(doc, e)) {
		json_destroy(doc);
		return NULL;
	}
	return doc;
}

struct json_doc *json_read_file(const char *path, struct err *e)
{
	struct buf text = BUF_INIT;
	struct json_doc *doc = NULL;

	if (buf_read_file(&text, path, LARGEST_FILE, e))
		doc = json_parse(text.data, text.length, path, e);
	buf_release(&text);
	return doc;
}

void json_destroy(struct json_doc *doc)
{
	if (!doc)
		return;
	cJSON_Delete(doc->tree);
	arena_release(&doc->arena);
	free(doc->name);
	free(doc);
}

const struct json_node *json_root(const struct json_doc *doc)
{
	return &doc->root;
}

bool json_ok(const struct json_doc *doc, struct err *e)
{
	return !doc->failed || err_set(e, "%s", doc->error.text);
}

/* --- places and errors --------------------------------------------------- */

/* "a.b" for plain keys, a["b c"] for others. */
static void add_key(struct buf *out, const char *key)
{
	bool plain = *key && !(*key >= '0' && *key <= '9');

	for (const char *at = key; *at && plain; at++)
		plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || *at == '_' ||
			*at == '-' || (*at >= '0' && *at <= '9');
	if (plain) {
		if (out->length)
			buf_add_byte(out, '.');
		buf_add_text(out, key);
	} else {
		buf_add_text(out, "[\"");
		text_clean(out, key, strlen(key));
		buf_add_text(out, "\"]");
	}
}

static void add_path(struct buf *out, const struct json_node *node)
{
	if (!node->parent)
		return;
	add_path(out, node->parent);
	if (node->key)
		add_key(out, node->key);
	else
		buf_addf(out, "[%zu]", (size_t)(node - node->parent->children));
}

void json_error_at(const struct json_node *node, const char *key, const char *format, va_list args)
{
	struct json_doc *doc = node->doc;
	struct buf path = BUF_INIT, text = BUF_INIT, clean = BUF_INIT;

	if (doc->failed)
		return;
	doc->failed = true;
	add_path(&path, node);
	if (key)
		add_key(&path, key);
	buf_addfv(&text, format, args);
	text_clean(&clean, text.data, text.length);
	err_set(&doc->error, "%s: %s%s%s", doc->name, path.data, path.length ? ": " : "", clean.data);
	buf_release(&path);
	buf_release(&text);
	buf_release(&clean);
}

void json_error(const struct json_node *node, const char *format, ...)
{
	va_list args;

	if (!node)
		return;
	va_start(args, format);
	json_error_at(node, NULL, format, args);
	va_end(args);
}
