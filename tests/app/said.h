/* Running slatop as a user does, and what it said. */
#ifndef SLATOP_TESTS_APP_SAID_H
#define SLATOP_TESTS_APP_SAID_H

#include <check.h>
#include <string.h>

#include "support/platform.h"

struct said {
	int status;
	struct buf out, errors;
};

static inline struct said *slatop(const char *arguments)
{
	static struct said s = {.out = BUF_INIT, .errors = BUF_INIT}; /* of the last call */
	buf_clear(&s.out);
	buf_clear(&s.errors);
	s.status = run_command(&s.out, &s.errors, "'%s' %s </dev/null", slatop_binary(), arguments);
	return &s;
}

static inline struct said *on_platform(const char *command, const char *rest)
{
	struct buf line = BUF_INIT;
	buf_addf(&line, "%s --config '%s/slatop.json' %s", command, platform_folder("SLATOP_TEST_PLATFORM"),
		 rest);
	struct said *s = slatop(line.data);
	buf_release(&line);
	return s;
}

#define HAS(text, part)                                                                                      \
	ck_assert_msg(strstr((text).data, part) != NULL, "no \"%s\" in:\n%s", part, (text).data)
#define STATUS(s, want)                                                                            \
	ck_assert_msg((s)->status == (want), "status %d, not %d:\n%s%s", (s)->status, want, (s)->out.data, \
		      (s)->errors.data)

#endif
