/* The agreement file: codes, their versions, and which holds for a month. */
#include "slatop/sla/agreement.h"

#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "slatop/base/embed.h"
#include "slatop/base/hash.h"
#include "slatop/base/json.h"
#include "slatop/base/mem.h"

#define CODES_MAX 65535        /* agreement_code_index fits 16 bits */
#define FILE_MAX (4u << 20)    /* bytes; a year of versions for a thousand codes */
#define SHIPPED "src/sla/agreement.json"

const char *const service_names[SERVICE_COUNT] = {"web_front", "web_back", "softswitch", "trunk"};
const char *const cause_names[CAUSE_COUNT] = {
	"", "provider", "carrier", "customer", "maintenance", "auto_maintenance", "unknown", "other"};
const char *const fault_class_names[FAULT_CLASS_COUNT] = {"application", "network", "relay"};
const char *const object_kind_names[OBJECT_COUNT] = {"record", "recording", "log", "disk"};
const char *const deletion_method_names[METHOD_COUNT] = {"DELETE", "rm", "low_level_format", "scrap"};

struct code {
	char name[64];
	struct terms *versions; /* by first month; at least one */
	size_t count, capacity;
};

struct agreement {
	struct calendar *calendar;
	char hash[65];
	struct code *codes; /* "standard" is the first */
	size_t count, capacity;
};

static bool word_is(const char *name, const char *word, size_t length)
{
	return name[0] == (length ? word[0] : 0) && strlen(name) == length && !memcmp(name, word, length);
}

int service_from(const char *word, size_t length)
{
	for (int i = 0; i < SERVICE_COUNT; i++)
		if (word_is(service_names[i], word, length))
			return i;
	return -1;
}

enum cause cause_from(const char *word, size_t length)
{
	for (unsigned i = 0; i < CAUSE_OTHER; i++)
		if (word_is(cause_names[i], word, length))
			return (enum cause)i;
	return CAUSE_OTHER;
}

void terms_init(struct terms *t)
{
	memset(t, 0, sizeof *t);
	memcpy(t->code, "standard", sizeof "standard");
	for (size_t i = 0; i < agreement_key_count; i++)
		agreement_key_set(&agreement_keys[i], t, agreement_keys[i].initial, NULL);
}

/* ---- reading ---- */

static void read_first_month(const struct json_node *version, const struct code *code, struct terms *t)
{
	const char *from = json_need_text(version, "from");
	struct err why = {{0}};
	if (!from)
		return;
	if (!calendar_parse_month(from, &t->from_month, &why))
		json_error(json_get(version, "from"), "%s", why.text);
	else if (code->count && t->from_month <= code->versions[code->count - 1].from_month)
		json_error(json_get(version, "from"), "\"%s\" is not later than the version before it", from);
}

static void read_version(const struct json_node *version, struct code *code, const struct terms *initial)
{
	struct terms t = *initial;
	memcpy(t.code, code->name, sizeof t.code);
	read_first_month(version, code, &t);
	for (size_t i = 0; i < agreement_key_count; i++)
		key_read(&agreement_keys[i], version, &t);
	if (t.nightly_from_us >= t.nightly_to_us)
		json_error(json_get(version, "nightly"), "\"from\" is not before \"to\"");
	MEM_GROW(code->versions, code->count, code->capacity);
	code->versions[code->count++] = t;
}

static void read_code(struct agreement *a, const char *name, const struct json_node *list,
		      const struct terms *initial)
{
	struct code code = {.name = ""};
	size_t length = strlen(name);
	if (json_type(list) != JSON_ARRAY || !json_count(list)) {
		json_error(list, "must be an array of versions, at least one");
		return;
	}
	if (!length || length >= sizeof code.name || a->count >= CODES_MAX) {
		json_error(list, a->count >= CODES_MAX ? "too many agreements"
						       : "an agreement's code has 1 to 63 bytes");
		return;
	}
	memcpy(code.name, name, length);
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json_node *version = json_at(list, i);
		if (json_type(version) == JSON_OBJECT)
			read_version(version, &code, initial);
		else
			json_error(version, "must be an object");
	}
	MEM_GROW(a->codes, a->count, a->capacity);
	a->codes[a->count++] = code;
}

/* "standard" comes first, whatever its place in the file: index 0 is the one
 * that an account without a code has. */
static void standard_first(struct agreement *a, const struct json_node *agreements)
{
	for (size_t i = 0; i < a->count; i++) {
		struct code found = a->codes[i];
		if (strcmp(found.name, "standard"))
			continue;
		memmove(a->codes + 1, a->codes, i * sizeof *a->codes);
		a->codes[0] = found;
		return;
	}
	json_error(agreements, "the agreement \"standard\" is missing");
}

static void read_root(struct agreement *a, const struct json_node *root)
{
	const char *zone = json_get_text(root, "time_zone", "Asia/Shanghai");
	const struct json_node *agreements = json_get_object(root, "agreements");
	struct err why = {{0}};
	struct terms initial;

	terms_init(&initial);
	if (!json_get(root, "format"))
		json_error(root, "\"format\": 1 is missing");
	else if (json_get_int(root, "format", INT32_MIN, INT32_MAX, 1) != 1)
		json_error(json_get(root, "format"), "is not 1, the only one that this slatop reads");
	a->calendar = calendar_create(zone, &why);
	if (!a->calendar)
		json_error(json_get(root, "time_zone"), "%s", why.text);
	for (size_t i = 0; i < json_count(agreements); i++) {
		const struct json_node *list;
		const char *name = json_key_at(agreements, i, &list);
		read_code(a, name, list, &initial);
	}
	standard_first(a, agreements ? agreements : root);
	json_done(root);
}

struct agreement *agreement_parse(const char *text, size_t length, const char *name, struct err *e)
{
	struct json_doc *doc = json_parse(text, length, name, e);
	struct agreement *a;
	if (!doc)
		return NULL;
	a = mem_zero(1, sizeof *a);
	hash_sha256_hex(text, length, a->hash);
	if (json_type(json_root(doc)) == JSON_OBJECT)
		read_root(a, json_root(doc));
	else
		json_error(json_root(doc), "must be an object");
	if (!json_ok(doc, e)) {
		agreement_destroy(a);
		a = NULL;
	}
	json_destroy(doc);
	return a;
}

struct agreement *agreement_read(const char *path, struct err *e)
{
	struct buf text = BUF_INIT;
	struct agreement *a = NULL;
	if (!path) {
		const struct embedded *shipped = embedded_find(SHIPPED);
		if (!shipped) {
			err_set(e, "%s is not built in", SHIPPED);
			return NULL;
		}
		return agreement_parse(shipped->data, strlen(shipped->data), "agreement.json (built in)", e);
	}
	if (buf_read_file(&text, path, FILE_MAX, e))
		a = agreement_parse(text.data, text.length, path, e);
	buf_release(&text);
	return a;
}

void agreement_destroy(struct agreement *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->count; i++)
		free(a->codes[i].versions);
	free(a->codes);
	calendar_destroy(a->calendar);
	free(a);
}

/* ---- asking ---- */

const struct calendar *agreement_calendar(const struct agreement *a)
{
	return a->calendar;
}

const char *agreement_hash(const struct agreement *a)
{
	return a->hash;
}

unsigned agreement_code_count(const struct agreement *a)
{
	return (unsigned)a->count;
}

const char *agreement_code(const struct agreement *a, unsigned code_index)
{
	return a->codes[code_index < a->count ? code_index : 0].name;
}

unsigned agreement_code_index(const struct agreement *a, const char *code, bool *known)
{
	unsigned found = 0;
	bool is_known = !code || !*code;
	for (unsigned i = 0; !is_known && i < a->count; i++) {
		if (strcmp(a->codes[i].name, code))
			continue;
		found = i;
		is_known = true;
	}
	if (known)
		*known = is_known;
	return found;
}

const struct terms *agreement_terms_at(const struct agreement *a, unsigned code_index, int month_number)
{
	const struct code *code = &a->codes[code_index < a->count ? code_index : 0];
	const struct terms *t = code->versions;
	for (size_t i = 1; i < code->count && code->versions[i].from_month <= month_number; i++)
		t = &code->versions[i];
	return t;
}

size_t agreement_version_count(const struct agreement *a, unsigned code_index)
{
	return a->codes[code_index < a->count ? code_index : 0].count;
}

const struct terms *agreement_version(const struct agreement *a, unsigned code_index, size_t n)
{
	const struct code *code = &a->codes[code_index < a->count ? code_index : 0];

	return &code->versions[n < code->count ? n : code->count - 1];
}

bool agreement_key_same(const struct agreement_key *key, const struct terms *a, const struct terms *b)
{
	struct buf one = BUF_INIT, other = BUF_INIT;

	agreement_key_show(key, a, &one);
	agreement_key_show(key, b, &other);
	bool same = !strcmp(one.data, other.data);
	buf_release(&one);
	buf_release(&other);
	return same;
}

const struct terms *agreement_terms(const struct agreement *a, const char *code, int month_number,
				    bool *known)
{
	return agreement_terms_at(a, agreement_code_index(a, code, known), month_number);
}

void agreement_version_text(const struct terms *t, int month_number, struct buf *out)
{
	buf_addf(out, "%s from %04d-%02d", t->code, t->from_month / 12, t->from_month % 12 + 1);
	if (t->from_month > month_number)
		buf_addf(out, " (the earliest there is; none holds for %04d-%02d)", month_number / 12,
			 month_number % 12 + 1);
}
