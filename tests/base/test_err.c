#include "slatop/base/err.h"

#include <string.h>

#include "slatop/base/text.h"
#include "support/check_main.h"

START_TEST(says_what_failed)
{
	struct err e = {""};

	ck_assert(!err_set(&e, "no such %s: %d", "thing", 3));
	ck_assert_str_eq(e.text, "no such thing: 3");
	ck_assert(!err_set(NULL, "nobody %s", "listens"));
	ck_assert(!err_at(NULL, "nowhere"));
}
END_TEST

START_TEST(adds_places_in_front)
{
	struct err e = {""};

	err_set(&e, "unknown format \"duratoin\"");
	err_at(&e, "columns[%d].format", 3);
	err_at(&e, "screens/outages.json");
	ck_assert_str_eq(e.text, "screens/outages.json: columns[3].format: unknown format \"duratoin\"");
}
END_TEST

START_TEST(takes_its_own_text_as_argument)
{
	struct err e = {""};

	err_set(&e, "inner");
	err_set(&e, "outer (%s)", e.text);
	ck_assert_str_eq(e.text, "outer (inner)");
}
END_TEST

/* Whatever the length of the start, what is left is whole characters. */
START_TEST(cuts_between_characters)
{
	char wide[2000];

	for (size_t lead = 0; lead < 8; lead++) {
		struct err e = {""};
		size_t at = lead;
		memset(wide, 'x', lead);
		for (; at + 4 < sizeof wide; at += 3)
			memcpy(wide + at, "润", 3);
		wide[at] = '\0';
		err_set(&e, "%s", wide);
		size_t length = strlen(e.text);
		ck_assert_uint_ge(length, sizeof e.text - 4);
		ck_assert(text_is_clean(e.text, length));
		err_at(&e, "%s", "文件");
		ck_assert(text_is_clean(e.text, strlen(e.text)));
		ck_assert(strncmp(e.text, "文件: ", 8) == 0);
		err_at(&e, "%s", wide);
		ck_assert(text_is_clean(e.text, strlen(e.text)));
	}
}
END_TEST

TEST_MAIN("err", 10, says_what_failed, adds_places_in_front, takes_its_own_text_as_argument,
	  cuts_between_characters)
