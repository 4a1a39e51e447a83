/* Names of keys, the default map, and binding. */
#include <string.h>

#include "slatop/screen/replay.h"
#include "support/check_main.h"

static void named(uint32_t key, const char *name)
{
	struct buf b = BUF_INIT;

	key_to_name(key, &b);
	ck_assert_str_eq(b.data, name);
	ck_assert_uint_eq(key_from_name(name), key);
	buf_release(&b);
}

START_TEST(names_of_keys)
{
	named('G', "G");
	named('/', "/");
	named(13, "Enter");
	named(9, "Tab");
	named(27, "Esc");
	named(' ', "Space");
	named(6, "Ctrl-F");
	named(KEY_CODE_PAGE_DOWN, "PgDn");
	named(KEY_CODE_BACK_TAB, "Shift-Tab");
	named(KEY_CODE_F1, "F1");
	named(KEY_CODE_F12, "F12");
	named(0x5929, "天");
	ck_assert_uint_eq(key_from_name("pgdn"), KEY_CODE_PAGE_DOWN);
	ck_assert_uint_eq(key_from_name("CTRL-f"), 6);
	ck_assert_uint_eq(key_from_name("f"), 'f');
	ck_assert_uint_eq(key_from_name("f13"), 0);
	ck_assert_uint_eq(key_from_name("ctrl-"), 0);
	ck_assert_uint_eq(key_from_name("ctrl-1"), 0);
	ck_assert_uint_eq(key_from_name(""), 0);
	ck_assert_uint_eq(key_from_name("\xff"), 0);
	ck_assert_uint_eq(key_from_name("pgdown2"), 0);
}
END_TEST

static void check_defaults(const struct action_table *t)
{
	struct key_map *m = key_map_create(t);

	for (int a = 1; a < t->count; a++) {
		const struct action_info *info = &t->infos[a];
		char keys[64], *rest = NULL;
		ck_assert_ptr_nonnull(info->name);
		ck_assert_ptr_nonnull(info->help);
		ck_assert_ptr_nonnull(info->group);
		ck_assert_int_eq(action_find(t, info->name), a);
		snprintf(keys, sizeof keys, "%s", info->keys);
		for (char *k = strtok_r(keys, " ", &rest); k; k = strtok_r(NULL, " ", &rest))
			ck_assert_msg(key_map_action(m, key_from_name(k)) == a, "%s of %s", k, info->name);
	}
	key_map_destroy(m);
}

START_TEST(defaults_are_whole)
{
	struct key_map *m = key_map_create(&console_actions);

	check_defaults(&console_actions);
	check_defaults(&replay_actions);
	ck_assert_int_eq(key_map_action(m, 0), ACTION_NONE);
	ck_assert_int_eq(key_map_action(m, 'z'), ACTION_NONE);
	key_map_destroy(m);
	key_map_destroy(NULL);
}
END_TEST

static void refused(struct key_map *m, const char *action, const char *keys, const char *message)
{
	struct err e = {""};

	ck_assert(!key_map_bind(m, action, keys, &e));
	ck_assert_str_eq(e.text, message);
}

START_TEST(binding)
{
	struct key_map *m = key_map_create(&console_actions);
	struct err e = {""};
	struct buf b = BUF_INIT;

	ck_assert(key_map_bind(m, "page-down", "space ctrl-f", &e));
	ck_assert_int_eq(key_map_action(m, ' '), ACTION_PAGE_DOWN);
	ck_assert_int_eq(key_map_action(m, KEY_CODE_PAGE_DOWN), ACTION_NONE);
	key_map_keys(m, ACTION_PAGE_DOWN, 9, &b);
	ck_assert_str_eq(b.data, "Space Ctrl-F");
	buf_clear(&b);
	key_map_keys(m, ACTION_PAGE_DOWN, 1, &b);
	ck_assert_str_eq(b.data, "Space");
	buf_release(&b);

	refused(m, "sort", "e", "key \"e\" is taken by \"explain\"; give that one another key first");
	refused(m, "sort", "z z", "key \"z\" is there twice");
	refused(m, "sort", "pgdwn", "unknown key \"pgdwn\"; did you mean \"PgDn\"?");
	refused(m, "srot", "x", "unknown action \"srot\"; did you mean \"sort\"?");
	ck_assert_int_eq(key_map_action(m, 's'), ACTION_SORT);

	ck_assert(key_map_bind(m, "explain", "E", &e) && key_map_bind(m, "sort", "e", &e));
	ck_assert_int_eq(key_map_action(m, 'e'), ACTION_SORT);
	ck_assert(key_map_bind(m, "pause", "", &e));
	ck_assert_int_eq(key_map_action(m, 'p'), ACTION_NONE);
	key_map_destroy(m);
}
END_TEST

TEST_MAIN("keys", 10, names_of_keys, defaults_are_whole, binding)
