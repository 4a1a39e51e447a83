/* Names of keys, and the map from keys to actions. */
#include "slatop/screen/key.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "slatop/screen/replay.h"

#define KEYS_MOST 8 /* of one action */
#define ACTIONS_MOST 96

_Static_assert(ACTION_COUNT <= ACTIONS_MOST && REPLAY_ACTIONS <= ACTIONS_MOST, "a table has more actions");

struct key_map {
	const struct action_table *table;
	uint32_t keys[ACTIONS_MOST][KEYS_MOST]; /* 0 ends */
	bool dropped[ACTIONS_MOST];
};

/* The first name of a key is the one it is shown by. */
static const struct {
	const char *name;
	uint32_t key;
} named[] = {
	{"Enter", 13},
	{"Return", 13},
	{"Tab", 9},
	{"Esc", 27},
	{"Escape", 27},
	{"Space", ' '},
	{"Backspace", 127},
	{"Up", KEY_CODE_UP},
	{"Down", KEY_CODE_DOWN},
	{"Left", KEY_CODE_LEFT},
	{"Right", KEY_CODE_RIGHT},
	{"PgUp", KEY_CODE_PAGE_UP},
	{"PgDn", KEY_CODE_PAGE_DOWN},
	{"Page-Up", KEY_CODE_PAGE_UP},
	{"Page-Down", KEY_CODE_PAGE_DOWN},
	{"Home", KEY_CODE_HOME},
	{"End", KEY_CODE_END},
	{"Ins", KEY_CODE_INSERT},
	{"Insert", KEY_CODE_INSERT},
	{"Del", KEY_CODE_DELETE},
	{"Delete", KEY_CODE_DELETE},
	{"Shift-Tab", KEY_CODE_BACK_TAB},
	{"Back-Tab", KEY_CODE_BACK_TAB},
};

/* "f1" to "f12". */
static uint32_t function_key(const char *name)
{
	char *end;

	if ((name[0] != 'f' && name[0] != 'F') || name[1] < '1' || name[1] > '9')
		return 0;
	long number = strtol(name + 1, &end, 10);
	return *end || number > 12 ? 0 : KEY_CODE_F1 + (uint32_t)number - 1;
}

/* "ctrl-a": the letters, and the marks that have a control character. */
static uint32_t control_key(const char *name)
{
	if (strncasecmp(name, "ctrl-", 5) || !name[5] || name[6])
		return 0;
	unsigned char c = (unsigned char)name[5];
	c &= (unsigned char)(c >= 'a' && c <= 'z' ? ~0x20 : 0xff);
	return c > '@' && c <= '_' ? c - '@' : 0;
}

uint32_t key_from_name(const char *name)
{
	size_t length = strlen(name);
	uint32_t c;

	if (length && text_decode(name, length, &c) == length && c > ' ' && c != 127 && c != 0xfffd)
		return c;
	for (size_t i = 0; i < COUNT_OF(named); i++)
		if (!strcasecmp(named[i].name, name))
			return named[i].key;
	uint32_t key = function_key(name);
	return key ? key : control_key(name);
}

void key_to_name(uint32_t key, struct buf *out)
{
	char bytes[4];

	for (size_t i = 0; i < COUNT_OF(named); i++)
		if (named[i].key == key) {
			buf_add_text(out, named[i].name);
			return;
		}
	if (key >= KEY_CODE_F1 && key <= KEY_CODE_F12)
		buf_addf(out, "F%u", (unsigned)(key - KEY_CODE_F1 + 1));
	else if (key && key < ' ')
		buf_addf(out, "Ctrl-%c", (char)(key + '@'));
	else if (key && key < KEY_CODE_FIRST)
		buf_add(out, bytes, text_encode(key, bytes));
}

/* --- the map --------------------------------------------------------------- */

int key_map_action(const struct key_map *m, uint32_t key)
{
	for (int a = 1; key && a < m->table->count; a++)
		for (int i = 0; i < KEYS_MOST && m->keys[a][i]; i++)
			if (m->keys[a][i] == key)
				return a;
	return 0;
}

void key_map_drop(struct key_map *m, int action)
{
	memset(m->keys[action], 0, sizeof m->keys[action]);
	m->dropped[action] = true;
}

bool key_map_has(const struct key_map *m, int action)
{
	return !m->dropped[action];
}

int action_find(const struct action_table *t, const char *name)
{
	for (int a = 1; a < t->count; a++)
		if (!strcmp(t->infos[a].name, name))
			return a;
	return 0;
}

static bool unknown_action(const struct action_table *t, const char *name, struct err *e)
{
	const char *names[ACTIONS_MOST];
	size_t count = 0;

	for (int a = 1; a < t->count; a++)
		names[count++] = t->infos[a].name;
	const char *near = text_nearest(name, names, count);
	if (near)
		return err_set(e, "unknown action \"%s\"; did you mean \"%s\"?", name, near);
	return err_set(e, "unknown action \"%s\"", name);
}

static bool unknown_key(const char *name, struct err *e)
{
	const char *names[COUNT_OF(named)];

	for (size_t i = 0; i < COUNT_OF(named); i++)
		names[i] = named[i].name;
	const char *near = text_nearest(name, names, COUNT_OF(named));
	if (near)
		return err_set(e, "unknown key \"%s\"; did you mean \"%s\"?", name, near);
	return err_set(e, "unknown key \"%s\"; keys are characters, or names like enter, pgdn, ctrl-f, f1",
		       name);
}

static bool add_key(const struct key_map *m, int a, const char *name, uint32_t keys[KEYS_MOST],
		    size_t *count, struct err *e)
{
	uint32_t key = key_from_name(name);

	if (!key)
		return unknown_key(name, e);
	int other = key_map_action(m, key);
	if (other && other != a)
		return err_set(e, "key \"%s\" is taken by \"%s\"; give that one another key first", name,
			       m->table->infos[other].name);
	for (size_t i = 0; i < *count; i++)
		if (keys[i] == key)
			return err_set(e, "key \"%s\" is there twice", name);
	if (*count == KEYS_MOST)
		return err_set(e, "at most %d keys for one action", KEYS_MOST);
	keys[(*count)++] = key;
	return true;
}

static bool bind_keys(struct key_map *m, int a, const char *keys, struct err *e)
{
	uint32_t read[KEYS_MOST] = {0};
	size_t count = 0;
	char *copy = mem_copy(keys), *rest = NULL;
	bool ok = true;

	for (char *name = strtok_r(copy, " \t", &rest); name && ok; name = strtok_r(NULL, " \t", &rest))
		ok = add_key(m, a, name, read, &count, e);
	free(copy);
	if (ok)
		memcpy(m->keys[a], read, sizeof read);
	return ok;
}

bool key_map_bind(struct key_map *m, const char *action, const char *keys, struct err *e)
{
	int a = action_find(m->table, action);

	if (!a)
		return unknown_action(m->table, action, e);
	return bind_keys(m, a, keys, e);
}

struct key_map *key_map_create(const struct action_table *t)
{
	struct key_map *m = mem_zero(1, sizeof *m);

	m->table = t;
	for (int a = 1; a < t->count; a++)
		bind_keys(m, a, t->infos[a].keys, NULL);
	return m;
}

void key_map_destroy(struct key_map *m)
{
	free(m);
}

void key_map_keys(const struct key_map *m, int action, int count, struct buf *out)
{
	for (int i = 0; i < count && i < KEYS_MOST && m->keys[action][i]; i++) {
		if (i)
			buf_add_byte(out, ' ');
		key_to_name(m->keys[action][i], out);
	}
}
