/* Walking a document: what readers call. */
#include <stdlib.h>
#include <string.h>

#include "base/json_node.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

static const char *const type_names[] = {
	[JSON_NULL] = "null",     [JSON_BOOL] = "true or false", [JSON_NUMBER] = "a number",
	[JSON_TEXT] = "a text",   [JSON_ARRAY] = "an array",     [JSON_OBJECT] = "an object",
};

/* Readers hold const nodes; the marks on them are the document's own. */
static struct json_node *own(const struct json_node *node)
{
	return (struct json_node *)node;
}

static bool expect(const struct json_node *node, enum json_type type)
{
	if (node->type == type)
		return true;
	json_error(node, "must be %s, is %s", type_names[type], type_names[node->type]);
	return false;
}

/* --- members ------------------------------------------------------------- */

/* Remembers a key that is not there, for the suggestion of json_done. */
static void remember(struct json_node *object, const char *key)
{
	struct arena *arena = &object->doc->arena;

	for (const struct json_asked *a = object->asked; a; a = a->next)
		if (strcmp(a->key, key) == 0)
			return;
	struct json_asked *asked = arena_alloc(arena, sizeof *asked);
	asked->key = arena_copy(arena, key, strlen(key));
	asked->next = object->asked;
	object->asked = asked;
}

const struct json_node *json_get(const struct json_node *object, const char *key)
{
	if (!object || !expect(object, JSON_OBJECT))
		return NULL;
	own(object)->opened = true;
	for (size_t i = 0; i < object->count; i++)
		if (strcmp(object->children[i].key, key) == 0) {
			object->children[i].read = true;
			return &object->children[i];
		}
	remember(own(object), key);
	return NULL;
}

static const struct json_node *get_typed(const struct json_node *object, const char *key, enum json_type type)
{
	const struct json_node *node = json_get(object, key);

	return node && expect(node, type) && !node->doc->failed ? node : NULL;
}

const struct json_node *json_get_object(const struct json_node *object, const char *key)
{
	return get_typed(object, key, JSON_OBJECT);
}

const struct json_node *json_get_array(const struct json_node *object, const char *key)
{
	return get_typed(object, key, JSON_ARRAY);
}

const char *json_get_text(const struct json_node *object, const char *key, const char *other)
{
	return json_text(json_get(object, key), other);
}

/* The error of a key that has to be there. */
static void __attribute__((format(printf, 3, 4)))
error_at_key(const struct json_node *object, const char *key, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	json_error_at(object, key, format, args);
	va_end(args);
}

/* A key that is there by a slip of the pen is named with the one that is missing. */
static void error_missing(const struct json_node *object, const char *key)
{
	for (size_t i = 0; i < object->count; i++) {
		const char *there = object->children[i].key;
		if (text_nearest(there, &key, 1)) {
			error_at_key(object, key, "is missing; is \"%s\" meant for it?", there);
			return;
		}
	}
	error_at_key(object, key, "is missing");
}

const struct json_node *json_need(const struct json_node *object, const char *key)
{
	const struct json_node *node = json_get(object, key);

	if (!node && object && object->type == JSON_OBJECT)
		error_missing(object, key);
	return node;
}

const char *json_need_text(const struct json_node *object, const char *key)
{
	return json_text(json_need(object, key), "");
}

int64_t json_need_int(const struct json_node *object, const char *key, int64_t low, int64_t high)
{
	return json_int(json_need(object, key), low, high, low);
}

int64_t json_get_int(const struct json_node *object, const char *key, int64_t low, int64_t high,
		     int64_t other)
{
	return json_int(json_get(object, key), low, high, other);
}

int64_t json_get_scaled(const struct json_node *object, const char *key, int decimals, int64_t low,
			int64_t high, int64_t other)
{
	return json_scaled(json_get(object, key), decimals, low, high, other);
}

bool json_get_bool(const struct json_node *object, const char *key, bool other)
{
	const struct json_node *node = get_typed(object, key, JSON_BOOL);

	return node ? cJSON_IsTrue(node->item) : other;
}

/* The refusal of a word: the nearest one, or all where there are few. */
static void refuse_word(const struct json_node *node, const char *word, const char *const *words,
			size_t count)
{
	const char *nearest = text_nearest(word, words, count);
	struct buf list = BUF_INIT;

	if (nearest) {
		json_error(node, "unknown %s \"%s\"; did you mean \"%s\"?", node->key, word, nearest);
		return;
	}
	for (size_t i = 0; i < count && i < 12; i++)
		buf_addf(&list, "%s%s", i ? ", " : "", words[i]);
	json_error(node, "unknown %s \"%s\"; known are %s%s", node->key, word, list.data,
		   count > 12 ? " ..." : "");
	buf_release(&list);
}

int json_get_word(const struct json_node *object, const char *key, const char *const *words,
		  size_t count, int other)
{
	const struct json_node *node = get_typed(object, key, JSON_TEXT);

	if (!node)
		return other;
	for (size_t i = 0; i < count; i++)
		if (strcmp(node->item->valuestring, words[i]) == 0)
			return (int)i;
	refuse_word(node, node->item->valuestring, words, count);
	return other;
}

/* --- nodes --------------------------------------------------------------- */

enum json_type json_type(const struct json_node *node)
{
	return node ? node->type : JSON_OBJECT;
}

size_t json_count(const struct json_node *array_or_object)
{
	return array_or_object ? array_or_object->count : 0;
}

const struct json_node *json_at(const struct json_node *array, size_t index)
{
	if (!array || !expect(array, JSON_ARRAY) || index >= array->count)
		return NULL;
	array->children[index].read = true;
	return &array->children[index];
}

const char *json_key_at(const struct json_node *object, size_t index, const struct json_node **value)
{
	if (value)
		*value = NULL;
	if (!object || !expect(object, JSON_OBJECT) || index >= object->count)
		return NULL;
	own(object)->opened = true;
	object->children[index].read = true;
	if (value)
		*value = &object->children[index];
	return object->children[index].key;
}

const char *json_text(const struct json_node *node, const char *other)
{
	if (!node || !expect(node, JSON_TEXT) || node->doc->failed)
		return other;
	return node->item->valuestring;
}

int64_t json_int(const struct json_node *node, int64_t low, int64_t high, int64_t other)
{
	if (!node || !expect(node, JSON_NUMBER) || node->doc->failed)
		return other;
	if (!node->number.whole) {
		json_error(node, "must be a whole number");
		return other;
	}
	if (!node->number.exact || node->number.digits < low || node->number.digits > high) {
		json_error(node, "must be %jd to %jd", (intmax_t)low, (intmax_t)high);
		return other;
	}
	return node->number.digits;
}

/* number * 10^decimals; false where a digit would be lost. */
static bool scale(struct json_number number, int decimals, int64_t *value)
{
	*value = number.digits;
	if (!number.exact)
		return false;
	if (*value == 0)
		return true;
	for (; number.decimals < decimals; number.decimals++)
		if (__builtin_mul_overflow(*value, 10, value))
			return false;
	for (; number.decimals > decimals; number.decimals--) {
		if (*value % 10)
			return false;
		*value /= 10;
	}
	return true;
}

int64_t json_scaled(const struct json_node *node, int decimals, int64_t low, int64_t high, int64_t other)
{
	int64_t value, unit = 1;

	if (!node || !expect(node, JSON_NUMBER) || node->doc->failed)
		return other;
	if (!scale(node->number, decimals, &value)) {
		json_error(node, "must be a number of at most %d decimals", decimals);
		return other;
	}
	for (int i = 0; i < decimals; i++)
		unit *= 10;
	if (value < low || value > high) {
		json_error(node, "must be %.*f to %.*f", decimals, (double)low / (double)unit, decimals,
			   (double)high / (double)unit);
		return other;
	}
	return value;
}

double json_double(const struct json_node *node, double other)
{
	if (!node || !expect(node, JSON_NUMBER) || node->doc->failed)
		return other;
	return node->item->valuedouble;
}

/* --- what nobody asked for ------------------------------------------------ */

static void refuse_member(const struct json_node *object, const struct json_node *member)
{
	const char **known = NULL;
	size_t count = 0, capacity = 0;

	for (size_t i = 0; i < object->count; i++)
		if (object->children[i].read) {
			MEM_GROW(known, count, capacity);
			known[count++] = object->children[i].key;
		}
	for (const struct json_asked *a = object->asked; a; a = a->next) {
		MEM_GROW(known, count, capacity);
		known[count++] = a->key;
	}
	const char *nearest = text_nearest(member->key, known, count);
	if (nearest)
		json_error(object, "unknown key \"%s\"; did you mean \"%s\"?", member->key, nearest);
	else
		json_error(object, "unknown key \"%s\"", member->key);
	free(known);
}

void json_done(const struct json_node *object)
{
	if (!object || object->doc->failed)
		return;
	for (size_t i = 0; i < object->count; i++) {
		const struct json_node *child = &object->children[i];
		if (object->type == JSON_OBJECT && object->opened && !child->read) {
			refuse_member(object, child);
			return;
		}
		if (child->read)
			json_done(child);
	}
}
