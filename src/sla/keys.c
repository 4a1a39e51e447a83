/* The keys of an agreement's version: one table, and how each kind of value is
 * read and written. Clause 4.1, with what it uses of clauses 5 and 6. */
#include "keys.h"

#include <stdio.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"

static const char *const down_when_words[] = {"any", "each", "both"};
static const char *const link_words[] = {"linked", "any"};
static const char *const notice_words[] = {"best_effort", "required"};
static const char *const group_words[] = {"web", "call"};

#define CAUSE_BIT(cause) (1u << (cause))

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

static void show_clock(int64_t at_us, struct buf *out)
{
	int seconds = (int)(at_us / USEC);
	buf_addf(out, "\"%02d:%02d", seconds / 3600, seconds / 60 % 60);
	if (seconds % 60)
		buf_addf(out, ":%02d", seconds % 60);
	buf_add_byte(out, '"');
}

static void key_show(const struct agreement_key *key, const struct terms *t, struct buf *out)
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
	case KIND_CLOCK:
		show_clock(*(const int64_t *)field, out);
		break;
	}
}

/* ---- the table ---- */

enum key_number {
	TARGET, AT_RISK, EXEMPT, DOWN_WHEN, WEB_AFTER, WEB_INCLUSIVE, CALL_AFTER, CALL_INCLUSIVE,
	COMPENSATION_EXEMPT, REASONABLE, MIN_NOTICE, LINK, NOTICE, GROUPS, FROM, TO, ALLOWANCE, KEY_COUNT
};

#define SHOW(key)                                                                                  \
	static void show_##key(const struct terms *t, struct buf *out)                             \
	{                                                                                          \
		key_show(&agreement_keys[key], t, out);                                            \
	}
SHOW(TARGET) SHOW(AT_RISK) SHOW(EXEMPT) SHOW(DOWN_WHEN) SHOW(WEB_AFTER) SHOW(WEB_INCLUSIVE)
SHOW(CALL_AFTER) SHOW(CALL_INCLUSIVE) SHOW(COMPENSATION_EXEMPT) SHOW(REASONABLE) SHOW(MIN_NOTICE)
SHOW(LINK) SHOW(NOTICE) SHOW(GROUPS) SHOW(FROM) SHOW(TO) SHOW(ALLOWANCE)

#define IN(field) .offset = offsetof(struct terms, field)
#define NUMBER(from, to, times) .kind = KIND_NUMBER, .low = (from), .high = (to), .scale = (times)
#define WORD(list) .kind = KIND_WORD, .words = (list), .word_count = COUNT_OF(list)
#define SET(list, count, mask) .kind = KIND_SET, .words = (list), .word_count = (count), .allowed = (mask)

const struct agreement_key agreement_keys[] = {
	[TARGET] = {"availability.target_ppm", "ppm", "0-1000000", "997800",
		    "clause 4.1: availability promised for a natural month",
		    IN(target_ppm), NUMBER(0, 1000000, 1), .show = show_TARGET},
	[AT_RISK] = {"availability.at_risk_ppm", "ppm", "0-1000000", "800000",
		     "share of the allowed time from which an account is at risk",
		     IN(at_risk_ppm), NUMBER(0, 1000000, 1), .show = show_AT_RISK},
	[EXEMPT] = {"availability.exempt_causes", "",
		    "any of provider carrier customer maintenance auto_maintenance unknown", "[\"customer\"]",
		    "causes that are no interruption of the service (clause 4.1 counts by effect)",
		    true, {"[\"customer\"]", "[]"}, IN(availability_exempt),
		    SET(cause_names, CAUSE_OTHER, (CAUSE_BIT(CAUSE_OTHER) - 1) & ~CAUSE_BIT(CAUSE_NONE)),
		    .show = show_EXEMPT},
	[DOWN_WHEN] = {"web.down_when", "", "any each both", "\"any\"",
		       "when web is down: either of front and back, each by itself, or only both",
		       true, {"\"any\"", "\"each\"", "\"both\""}, IN(web_down_when), WORD(down_when_words),
		       .show = show_DOWN_WHEN},
	[WEB_AFTER] = {"web.counts_after_s", "s", "0-86400", "120",
		       "how long a web outage lasts before it counts",
		       IN(web_counts_after_us), NUMBER(0, 86400, USEC), .show = show_WEB_AFTER},
	[WEB_INCLUSIVE] = {"web.inclusive", "", "true false", "false",
			   "whether a web outage of exactly that length counts (\"more than 2 minutes\")",
			   true, {"false", "true"}, IN(web_inclusive), .kind = KIND_FLAG,
			   .show = show_WEB_INCLUSIVE},
	[CALL_AFTER] = {"call.counts_after_s", "s", "0-86400", "60",
			"how long a call outage lasts before it counts",
			IN(call_counts_after_us), NUMBER(0, 86400, USEC), .show = show_CALL_AFTER},
	[CALL_INCLUSIVE] = {"call.inclusive", "", "true false", "true",
			    "whether a call outage of exactly that length counts (\"from 1 minute on\")",
			    true, {"true", "false"}, IN(call_inclusive), .kind = KIND_FLAG,
			    .show = show_CALL_INCLUSIVE},
	[COMPENSATION_EXEMPT] = {"compensation.exempt_causes", "", "any of carrier customer",
				 "[\"carrier\", \"customer\"]",
				 "clause 7: causes that the provider does not answer for",
				 IN(compensation_exempt),
				 SET(cause_names, CAUSE_OTHER,
				     CAUSE_BIT(CAUSE_CARRIER) | CAUSE_BIT(CAUSE_CUSTOMER)),
				 .show = show_COMPENSATION_EXEMPT},
	[REASONABLE] = {"maintenance.reasonable_s", "s", "0-604800", "0",
			"clause 5: time after a maintenance's announced end that is still exempt",
			IN(maintenance_reasonable_us), NUMBER(0, 604800, USEC), .show = show_REASONABLE},
	[MIN_NOTICE] = {"maintenance.min_notice_s", "s", "0-2592000", "0",
			"clause 5: how long before its start it must be announced, where notice is required",
			IN(maintenance_min_notice_us), NUMBER(0, 2592000, USEC), .show = show_MIN_NOTICE},
	[LINK] = {"maintenance.link", "", "linked any", "\"linked\"",
		  "clause 5: exempt are windows that name the maintenance, or any during it",
		  true, {"\"linked\"", "\"any\""}, IN(maintenance_link), WORD(link_words), .show = show_LINK},
	[NOTICE] = {"maintenance.notice", "", "best_effort required", "\"best_effort\"",
		    "clause 5: whether a maintenance exempts without timely notice",
		    true, {"\"best_effort\"", "\"required\""}, IN(maintenance_notice), WORD(notice_words),
		    .show = show_NOTICE},
	[GROUPS] = {"nightly.groups", "", "any of web call", "[\"web\", \"call\"]",
		    "clause 5: groups whose automatic maintenance makes up the nightly allowance",
		    true, {"[\"web\", \"call\"]", "[\"web\"]", "[\"call\"]"}, IN(nightly_groups),
		    SET(group_words, COUNT_OF(group_words), NIGHTLY_WEB | NIGHTLY_CALL), .show = show_GROUPS},
	[FROM] = {"nightly.from", "", "00:00-24:00, before nightly.to", "\"03:00\"",
		  "clause 5: local time at which the nightly maintenance may start",
		  IN(nightly_from_us), .kind = KIND_CLOCK, .show = show_FROM},
	[TO] = {"nightly.to", "", "00:00-24:00, after nightly.from", "\"06:00\"",
		"clause 5: local time by which it ends",
		IN(nightly_to_us), .kind = KIND_CLOCK, .show = show_TO},
	[ALLOWANCE] = {"nightly.allowance_s", "s", "0-86400", "60",
		       "clause 5: time of each night's maintenance that is exempt (\"about one minute\")",
		       IN(nightly_allowance_us), NUMBER(0, 86400, USEC), .show = show_ALLOWANCE},
};
const size_t agreement_key_count = COUNT_OF(agreement_keys);

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
	const char *word = json_text(node, NULL), *known[CAUSE_COUNT], *near;
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
