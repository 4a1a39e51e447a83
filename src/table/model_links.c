/* Links: to the carriers' networks, and whether they are up (4.2). A network that
 * must be reached and has no BGP link at all is a row too: what is missing would not
 * be seen otherwise. */
#include <stdio.h>
#include <string.h>

#include "slatop/sla/network.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/frame.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY
#define T FIELD_TICKS

#define FIELDS(F) \
	F(PLATFORM, "platform", VALUE_TEXT, FIELD_KEY, "Platform", "Code of the sub-platform.", NULL) \
	F(LINK_ID, "link_id", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Link", "The link's number.", NULL) \
	F(CARRIER, "carrier", VALUE_TEXT, 0, "Carrier", "Whose network it leads to.", NULL) \
	F(KIND, "kind", VALUE_TEXT, 0, "Kind", "bgp (the Internet) or trunk (telephone calls).", NULL) \
	F(NAME, "name", VALUE_TEXT, 0, "Name", "What it is called.", NULL) \
	F(UP, "up", VALUE_BOOL, T, "Up", "Whether it is up.", NULL) \
	F(SINCE, "since", VALUE_TIME, 0, "Since", "When it came up, or went down.", NULL) \
	F(FOR, "for_s", VALUE_DURATION, T, "For", "How long it has been up or down.", NULL) \
	F(ALIKE, "alike", VALUE_INTEGER, 0, "Alike", "Links of the same carrier and kind.", NULL) \
	F(ALIKE_UP, "alike_up", VALUE_INTEGER, T, "Alike up", "Those of them that are up.", NULL) \
	F(STATE, "state", VALUE_TEXT, S | T, "State", \
	  "up, is_down, or missing: a network that must be reached has no BGP link.", "state") \
	F(PATHS, "paths", VALUE_TEXT, S | T, "Paths up", \
	  "Links of the same carrier and kind that are up, of all of them.", NULL) \
	F(LEFT, "left", VALUE_TEXT, S | T, "Access", \
	  "up, partly_up, is_down where no link of that carrier and kind is up, or missing (4.2).", "state") \
	F(PLATFORM_NAME, "platform_name", VALUE_TEXT, S, "Platform", "Name of the sub-platform.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};

struct model_state {
	MODEL_FRAME;
	struct arena texts; /* what was written since the last advance */
};
static const struct part parts[] = {PART(texts, texts), {NULL, 0}};

static struct model_state *open_(const struct model_scope *scope)
{
	return frame_new(sizeof(struct model_state), scope, parts, frame_plain, true);
}

/* Of a moment before its last change nothing is known. */
static bool is_known(const struct model_state *s, size_t i, const struct link *l)
{
	return l->faulty || source_known(&s->sources, i, l->since) != TIME_NONE;
}

static bool is_row(const struct model_state *s, size_t i, const struct link *l)
{
	const char *where = s->sources.scope.where;

	if (l->voided)
		return false;
	return !where || (is_known(s, i, l) && !l->up); /* "down" */
}

/* A row without a link: its item, counted down from the last there can be. */
static uint32_t missing_item(enum network n)
{
	return UINT32_MAX - (uint32_t)n;
}

static enum network missing_of(struct row_ref row)
{
	uint32_t n = UINT32_MAX - row.item;

	return n < NETWORKS ? (enum network)n : NETWORKS;
}

/* Links are there to tell by: read, and published. */
static bool is_told(const struct platform *p)
{
	bool read = p->status.state == REPLICA_LIVE || p->status.state == REPLICA_STALE;

	return read && !strstr(p->status.lacking, " link ");
}

static bool is_missing(const struct platform *p, enum network n)
{
	for (size_t i = 0; i < p->link_count; i++) {
		const struct link *l = &p->links[i];
		if (!l->voided && !strcmp(l->kind, "bgp") && network_from(l->carrier) == n)
			return false;
	}
	return is_told(p);
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t i = sources_next(&s->sources, *position);

	(void)deadline_us; /* there are a few dozen */
	for (; i < s->sources.scope.store->count; i = sources_next(&s->sources, i + 1)) {
		const struct platform *p = source_platform(&s->sources, i);

		for (uint32_t row = 0; row < p->link_count; row++)
			if (is_row(s, i, &p->links[row]))
				rows_add(list, count, capacity, i, row);
		for (int n = 0; n < NETWORKS; n++)
			if (is_missing(p, (enum network)n))
				rows_add(list, count, capacity, i, missing_item((enum network)n));
	}
	*position = i;
	return false;
}

static const struct link *link_of(const struct model_state *s, struct row_ref row)
{
	const struct platform *p = source_platform(&s->sources, row.platform);

	return p && row.item < p->link_count ? &p->links[row.item] : NULL;
}

/* ---- values ---- */

struct alike {
	int all, up;
};

/* Texts are kept once each: equal ones are in one place. */
static struct alike alike_of(const struct platform *p, const struct link *l)
{
	struct alike a = {0};

	for (size_t i = 0; i < p->link_count; i++) {
		const struct link *other = &p->links[i];
		bool same = !other->voided && other->carrier == l->carrier && other->kind == l->kind;
		a.all += same;
		a.up += same && other->up;
	}
	return a;
}

static void put_paths(struct model_state *s, struct alike a, struct value *out)
{
	char text[32];
	int length = snprintf(text, sizeof text, "%d of %d", a.up, a.all);

	put_text(out, arena_copy(&s->texts, text, (size_t)length));
}

static void put_alike(struct model_state *s, const struct platform *p, const struct link *l, size_t field,
		      struct value *out)
{
	struct alike a = alike_of(p, l);

	switch (field) {
	case F_ALIKE:
		put_int(out, a.all);
		break;
	case F_ALIKE_UP:
		put_int(out, a.up);
		break;
	case F_PATHS:
		put_paths(s, a, out);
		break;
	default:
		put_text(out, a.up == a.all ? "up" : a.up ? "partly_up" : "is_down");
	}
}

static void put_state(const struct model_state *s, size_t i, const struct link *l, size_t field,
		      struct value *out)
{
	bool known = is_known(s, i, l);

	switch (field) {
	case F_UP:
		put_int(out, l->up);
		out->null = !known;
		break;
	case F_STATE:
		put_text(out, !known ? NULL : l->up ? "up" : "is_down");
		break;
	case F_SINCE:
		put_time(out, known ? l->since : TIME_NONE);
		break;
	default:
		put_int(out, source_moment(&s->sources, i) - l->since);
		out->null = !known || l->faulty || source_moment(&s->sources, i) == TIME_NONE;
	}
}

static void put_missing(enum network n, size_t field, struct value *out)
{
	switch (field) {
	case F_CARRIER:
		put_text(out, network_names[n]);
		break;
	case F_KIND:
		put_text(out, "bgp");
		break;
	case F_UP:
	case F_ALIKE:
	case F_ALIKE_UP:
		put_int(out, 0);
		break;
	case F_STATE:
	case F_LEFT:
		put_text(out, "missing");
		break;
	case F_PATHS:
		put_text(out, "0 of 0");
		break;
	default:
		put_null(out);
	}
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct link *l = link_of(s, row);
	const struct platform *p = source_platform(&s->sources, row.platform);

	if (!value_start(out, fields, F_COUNT, field) || !p || (!l && missing_of(row) == NETWORKS)) {
		put_null(out);
		return;
	}
	if (field == F_PLATFORM || field == F_PLATFORM_NAME) {
		put_text(out, field == F_PLATFORM ? p->code : p->name);
		return;
	}
	if (!l) {
		put_missing(missing_of(row), field, out);
		return;
	}
	switch (field) {
	case F_LINK_ID:
		put_int(out, l->link_id);
		break;
	case F_CARRIER:
		put_text(out, l->carrier);
		break;
	case F_KIND:
		put_text(out, l->kind);
		break;
	case F_NAME:
		put_text(out, l->name);
		break;
	case F_ALIKE:
	case F_ALIKE_UP:
	case F_PATHS:
	case F_LEFT:
		put_alike(s, p, l, field, out);
		break;
	default:
		put_state(s, row.platform, l, field, out);
	}
}

static struct row_key key(struct model_state *s, struct row_ref row)
{
	const struct link *l = link_of(s, row);

	/* No link's number is as small. */
	return (struct row_key){row.platform, l ? l->link_id : INT64_MIN + missing_of(row), 0};
}

const struct model model_links = {
	.name = "links",
	.help = "The links to the carriers' networks (4.2), with those that must be reached and are missing; down: what is not up.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "up,kind,-since,link_id",
	.open = open_,
	FRAME_FUNCTIONS,
	.rows = rows,
	.get = get,
	.key = key,
	.enter = model_enter_platform,
	.needs = "link",
	.wheres = "down",
};
