/* COPY (FORMAT binary): rows out of its messages. */
#include <string.h>

#include "rows.h"

/* The signature, flags, and an extension with its length. */
char *copy_head(char *data, char *end)
{
	static const char signature[11] = "PGCOPY\n\377\r\n";

	if (end - data < 19 || memcmp(data, signature, sizeof signature))
		return NULL;
	uint32_t extension = get32(data + 15);
	return extension > (size_t)(end - data - 19) ? NULL : data + 19 + extension;
}

static int field_count(const char *data)
{
	return (int16_t)((unsigned char)data[0] << 8 | (unsigned char)data[1]);
}

char *copy_split(char *data, char *end, struct cell *cells, int *count)
{
	char *at = data;

	if (end - at < 2)
		return NULL;
	*count = field_count(at);
	at += 2;
	if (*count == -1)
		return at;
	if (*count < 0 || *count > CELLS_MAX)
		return NULL;
	for (int i = 0; i < *count; i++) {
		if (end - at < 4)
			return NULL;
		int64_t size = (int32_t)get32(at);
		*at = '\0'; /* behind the field before, now that its length is read */
		at += 4;
		cells[i] = (struct cell){at, size < 0 ? -1 : (int)size};
		if (size > end - at)
			return NULL;
		at += size < 0 ? 0 : size;
	}
	return at;
}

/* --- windows, quickly ---------------------------------------------------- */

/* A walk along the fields of one row; at becomes NULL at the first that is not
 * as it is wanted. */
struct walk {
	const char *at, *end;
};

/* The length of the field, -1 for null; least: how many bytes the rest of a
 * row has at least, the field's own among them. */
static int32_t enter(struct walk *walk, int64_t least)
{
	if (!walk->at || walk->end - walk->at < 4 + least) {
		walk->at = NULL;
		return -1;
	}
	int32_t length = (int32_t)get32(walk->at);
	walk->at += 4;
	return length;
}

/* Of eight bytes. Behind each such field stand others, whose lengths alone take
 * as many. */
static bool number(struct walk *walk, int64_t *value)
{
	int32_t length = enter(walk, 8);

	if (length != 8) {
		if (length >= 0)
			walk->at = NULL;
		return false;
	}
	*value = (int64_t)((uint64_t)get32(walk->at) << 32 | get32(walk->at + 4));
	walk->at += 8;
	return true;
}

static int64_t id(struct walk *walk)
{
	int64_t value;

	return number(walk, &value) ? value : 0;
}

/* Null: that. */
static int64_t moment(struct walk *walk, int64_t none)
{
	int64_t value;

	return number(walk, &value) ? time_from_server(value) : none;
}

static const char *word(struct walk *walk, int32_t *length)
{
	const char *text;

	*length = enter(walk, 0);
	if (*length < 0)
		return NULL;
	text = walk->at;
	walk->at = walk->end - text < *length ? NULL : text + *length;
	return walk->at ? text : NULL;
}

static void null(struct walk *walk)
{
	if (enter(walk, 0) >= 0)
		walk->at = NULL;
}

static bool flag(struct walk *walk)
{
	if (enter(walk, 1) != 1)
		walk->at = NULL;
	return walk->at && *walk->at++;
}

/* The columns of FOLLOW_OUTAGE. Nothing is written: copy_split may follow. */
char *copy_window(char *data, char *end, struct plain_window *w)
{
	struct walk walk = {data + 2, end};
	int32_t length;

	if (end - data < 2 || field_count(data) != 12)
		return NULL;
	w->outage_id = id(&walk);
	w->incident_id = id(&walk);
	w->maintenance_id = id(&walk);
	w->enterprise_no = id(&walk);
	const char *text = word(&walk, &length);
	int service = text ? service_from(text, (size_t)length) : -1;
	text = word(&walk, &length);
	enum cause cause = text ? cause_from(text, (size_t)length) : CAUSE_NONE;
	w->started_at = moment(&walk, TIME_INFINITE); /* a start that is not there is no start */
	w->ended_at = moment(&walk, TIME_NONE);
	null(&walk);
	null(&walk);
	w->voided = flag(&walk);
	null(&walk);
	if (!walk.at || service < 0 || cause == CAUSE_OTHER)
		return NULL;
	w->service = (uint8_t)service;
	w->cause = (uint8_t)cause;
	return data + (walk.at - data);
}
