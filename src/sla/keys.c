/* How each kind of value is read from a file, written, and put. */
#include "keys.h"

#include <stdio.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define MILLION 1000000
#define SCALE_RATIO_MAX_PPM (1000 * MILLION) /* a month is 454 times what is allowed in it */
#define SET_WORDS_MAX 16

bool text_list_has(const struct text_list *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->items[i], text))
			return true;
	return false;
}

/* ---- one value, written as in the file ---- */

static void show_set(const struct agreement_key *key, unsigned set, struct buf *out)
{
	const char *between = "";
	buf_add_byte(out, '[');
	for (size_t i = 0; i < key->word_count; i++) {
		if (!(set & (1u << i)))
			continue;
		buf_addf(out, "%s\"%s\"", between, key->words[i]);
		between = ", ";
	}
	buf_add_byte(out, ']');
}

static void show_texts(const struct text_list *list, struct buf *out)
{
	buf_add_byte(out, '[');
	for (size_t i = 0; i < list->count; i++) {
		buf_add_text(out, i ? ", " : "");
		json_quote(out, list->items[i], strlen(list->items[i]));
	}
	buf_add_byte(out, ']');
}

static const char *const scale_members[] = {"ratio_above_ppm", "share_of_function_fee_ppm",
					    "share_of_phone_bill_ppm"};

static void show_scale(const struct scale *scale, struct buf *out)
{
	buf_add_byte(out, '[');
	for (size_t i = 0; i < scale->count; i++) {
		const struct scale_row *row = &scale->rows[i];
		buf_addf(out, "%s{\"%s\": %lld, \"%s\": %lld, \"%s\": %lld}", i ? ", " : "",
			 scale_members[0], (long long)row->ratio_above_ppm, scale_members[1],
			 (long long)row->function_fee_ppm, scale_members[2], (long long)row->phone_bill_ppm);
	}
	buf_add_byte(out, ']');
}

static void show_clock(int64_t at_us, struct buf *out)
{
	int seconds = (int)(at_us / USEC);
	buf_addf(out, "\"%02d:%02d", seconds / 3600, seconds / 60 % 60);
	if (seconds % 60)
		buf_addf(out, ":%02d", seconds % 60);
	buf_add_byte(out, '"');
}

void agreement_key_show(const struct agreement_key *key, const struct terms *t, struct buf *out)
{
	const void *field = (const char *)t + key->offset;
	switch (key->kind) {
	case KIND_NUMBER:
		buf_addf(out, "%lld", (long long)(*(const int64_t *)field / key->scale));
		break;
	case KIND_FLAG:
		buf_add_text(out, *(const bool *)field ? "true" : "false");
		break;
	case KIND_WORD:
		buf_addf(out, "\"%s\"", key->words[*(const unsigned *)field]);
		break;
	case KIND_SET:
		show_set(key, *(const unsigned *)field, out);
		break;
	case KIND_TEXTS:
		show_texts(field, out);
		break;
	case KIND_SCALE:
		show_scale(field, out);
		break;
	case KIND_CLOCK:
		show_clock(*(const int64_t *)field, out);
		break;
	}
}

const struct agreement_key *agreement_key_find(const char *name)
{
	for (size_t i = 0; i < agreement_key_count; i++)
		if (!strcmp(agreement_keys[i].name, name))
			return &agreement_keys[i];
	return NULL;
}

/* ---- one value, read ---- */

/* "HH:MM" or "HH:MM:SS", at most 24:00:00. */
static bool parse_clock(const char *text, int64_t *at_us)
{
	int fields[3] = {0, 0, 0}, count = 0;
	for (const char *p = text;; p += 3) {
		if (count == 3 || p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
			return false;
		fields[count++] = (p[0] - '0') * 10 + p[1] - '0';
		if (!p[2])
			break;
		if (p[2] != ':')
			return false;
	}
	*at_us = ((fields[0] * 60 + fields[1]) * 60 + fields[2]) * USEC;
	return count >= 2 && fields[1] < 60 && fields[2] < 60 && *at_us <= DAY_US;
}

static void read_clock(const struct json_node *section, const char *member, int64_t *at_us)
{
	const char *text = json_get_text(section, member, NULL);
	int64_t parsed;
	if (!text)
		return;
	if (parse_clock(text, &parsed))
		*at_us = parsed;
	else
		json_error(json_get(section, member), "\"%s\" is no time of day from 00:00 to 24:00", text);
}

static void read_set_word(const struct agreement_key *key, const struct json_node *node, unsigned *set)
{
	const char *word = json_text(node, NULL), *known[SET_WORDS_MAX], *near;
	size_t count = 0;
	if (!word)
		return;
	for (size_t i = 0; i < key->word_count; i++) {
		if (!(key->allowed & (1u << i)))
			continue;
		known[count++] = key->words[i];
		if (strcmp(word, key->words[i]))
			continue;
		if (*set & (1u << i))
			json_error(node, "\"%s\" stands there twice", word);
		*set |= 1u << i;
		return;
	}
	near = text_nearest(word, known, count);
	if (near)
		json_error(node, "unknown value \"%s\"; did you mean \"%s\"?", word, near);
	else
		json_error(node, "unknown value \"%s\"; %s may stand here", word, key->range);
}

static void read_set(const struct agreement_key *key, const struct json_node *section, const char *member,
		     unsigned *set)
{
	const struct json_node *list = json_get_array(section, member);
	if (!list)
		return;
	*set = 0;
	for (size_t i = 0; i < json_count(list); i++)
		read_set_word(key, json_at(list, i), set);
}

static void read_texts(const struct json_node *section, const char *member, struct text_list *list)
{
	const struct json_node *array = json_get_array(section, member);
	if (!array)
		return;
	memset(list, 0, sizeof *list);
	for (size_t i = 0; i < json_count(array); i++) {
		const struct json_node *node = json_at(array, i);
		const char *text = json_text(node, NULL);
		size_t length = text ? strlen(text) : 0;
		if (!text)
			continue;
		if (list->count == TEXT_LIST_MAX)
			json_error(node, "there is room for %d words", TEXT_LIST_MAX);
		else if (!length || length >= TEXT_LIST_BYTES)
			json_error(node, "a word here has 1 to %d bytes", TEXT_LIST_BYTES - 1);
		else if (text_list_has(list, text))
			json_error(node, "\"%s\" stands there twice", text);
		else
			memcpy(list->items[list->count++], text, length);
	}
}

static void read_scale_row(const struct json_node *node, struct scale *scale)
{
	struct scale_row row = {0};
	if (scale->count == SCALE_MAX) {
		json_error(node, "there is room for %d rows", SCALE_MAX);
		return;
	}
	row.ratio_above_ppm = json_need_int(node, scale_members[0], 0, SCALE_RATIO_MAX_PPM);
	row.function_fee_ppm = json_get_int(node, scale_members[1], 0, MILLION, 0);
	row.phone_bill_ppm = json_get_int(node, scale_members[2], 0, MILLION, 0);
	if (scale->count && row.ratio_above_ppm <= scale->rows[scale->count - 1].ratio_above_ppm)
		json_error(json_get(node, scale_members[0]), "is not above that of the row before it");
	scale->rows[scale->count++] = row;
}

static void read_scale(const struct json_node *section, const char *member, struct scale *scale)
{
	const struct json_node *array = json_get_array(section, member);
	if (!array)
		return;
	memset(scale, 0, sizeof *scale);
	for (size_t i = 0; i < json_count(array); i++) {
		const struct json_node *node = json_at(array, i);
		if (json_type(node) == JSON_OBJECT)
			read_scale_row(node, scale);
		else
			json_error(node, "must be an object");
	}
}

static void read_member(const struct agreement_key *key, const struct json_node *section, const char *member,
			struct terms *t)
{
	void *field = (char *)t + key->offset;
	switch (key->kind) {
	case KIND_NUMBER: {
		int64_t *number = field;
		*number /= key->scale;
		*number = json_get_int(section, member, key->low, key->high, *number) * key->scale;
		break;
	}
	case KIND_FLAG:
		*(bool *)field = json_get_bool(section, member, *(bool *)field);
		break;
	case KIND_WORD: {
		unsigned *word = field; /* the enums are unsigned: no value is negative */
		*word = (unsigned)json_get_word(section, member, key->words, key->word_count, (int)*word);
		break;
	}
	case KIND_SET:
		read_set(key, section, member, field);
		break;
	case KIND_TEXTS:
		read_texts(section, member, field);
		break;
	case KIND_SCALE:
		read_scale(section, member, field);
		break;
	case KIND_CLOCK:
		read_clock(section, member, field);
		break;
	}
}

void key_read(const struct agreement_key *key, const struct json_node *version, struct terms *t)
{
	const char *dot = strchr(key->name, '.');
	char section[32];
	snprintf(section, sizeof section, "%.*s", (int)(dot - key->name), key->name);
	read_member(key, json_get_object(version, section), dot + 1, t);
}

bool agreement_key_set(const struct agreement_key *key, struct terms *t, const char *value, struct err *e)
{
	struct terms changed = *t;
	struct buf text = BUF_INIT;
	struct json_doc *doc;
	bool ok = false;
	buf_addf(&text, "{\"%s\": %s}", strchr(key->name, '.') + 1, value);
	doc = json_parse(text.data, text.length, key->name, e);
	if (doc) {
		read_member(key, json_root(doc), strchr(key->name, '.') + 1, &changed);
		json_done(json_root(doc));
		ok = json_ok(doc, e);
		if (ok)
			*t = changed;
	}
	json_destroy(doc);
	buf_release(&text);
	return ok;
}
