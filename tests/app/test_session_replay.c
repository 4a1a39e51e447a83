/* The bastion's recordings as the platform publishes them: each format is played
 * from its session's row, and what cannot be says why. */
#include "support/check_main.h"

#include <stdio.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "support/platform.h"
#include "support/slatop.h"

#define TRIES 8 /* sessions of a format; some have no recording, or a damaged one */

/* The command "play" of a session, or the console. */
static void start_with(struct pty *p, const char *session)
{
	struct buf config = BUF_INIT;

	buf_addf(&config, "%s/slatop.json", platform_folder("SLATOP_TEST_PLATFORM"));
	slatop_start(p, 36, 120, config.data, (const char *const[]){session ? "play" : NULL, session, NULL});
	buf_release(&config);
}

static void start(struct pty *p)
{
	start_with(p, NULL);
	pty_see(p, "", "live");
	pty_see(p, ":sessions\r", "row 1");
}

struct answer { struct buf said; bool plays; };

/* The message line, without the place in the list at its right. */
static void message(struct pty *p, struct buf *out)
{
	buf_clear(out);
	pty_row(p, p->rows - 2, out);
	char *end = strstr(out->data, "   ");
	if (end)
		*end = '\0';
}

/* It plays, or says of another session than before why not. */
static bool answered(struct pty *p, void *context)
{
	struct answer *a = context;
	struct buf screen = BUF_INIT, said = BUF_INIT;

	pty_dump(p, &screen);
	message(p, &said);
	a->plays = strstr(screen.data, "REPLAY");
	bool goes_on = strstr(said.data, " MB read") || strstr(said.data, "unpacking, ") || strstr(said.data, "reading, ");
	bool done = a->plays || (!strncmp(said.data, "session ", 8) && strchr(said.data, ':') && !goes_on && strcmp(said.data, a->said.data));
	buf_release(&screen);
	buf_release(&said);
	return done;
}

static void play_one(struct pty *p, const char *format, const char *name)
{
	char filter[100];
	struct answer a = {.said = BUF_INIT};

	snprintf(filter, sizeof filter, "f\025recording_format = %s and platform = north1\r", format);
	pty_see(p, filter, "1 of "); /* before it the list went on below: "row 1" */
	for (int i = 0; i < TRIES && !a.plays; i++) {
		message(p, &a.said);
		pty_keys(p, "jR");
		ck_assert_msg(pty_wait(p, answered, &a), "%s: no answer", format);
	}
	ck_assert_msg(a.plays, "none of %d sessions of %s plays", TRIES, format);
	buf_release(&a.said);
	pty_see(p, "", name);
	pty_see(p, "$", "end");
	pty_see(p, "g", "00:00.0 of");
	pty_see(p, "/ops@gw-07\r", "paused");
	pty_keys(p, "q");
	pty_see_gone(p, "REPLAY");
}

START_TEST(every_format_plays_from_its_session)
{
	static const struct { const char *format, *name; } formats[] = {
		{"asciicast", "asciicast v2"}, {"jumpserver", "JumpServer"}, {"tlog", "tlog"}, {"script", "script"},
		{"sudo", "sudo"},
	};

	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		struct pty p;
		start(&p);
		play_one(&p, formats[i].format, formats[i].name);
		slatop_leave(&p);
	}
}
END_TEST

/* "north1/N" of the first session whose recording is an asciicast, and like that. */
static void find_session(const char *condition, struct buf *out)
{
	struct buf id = BUF_INIT;
	char sql[400];

	snprintf(sql, sizeof sql,
		 "select min(s.session_id) from sla.bastion_session s join sla.bastion_recording r using (session_id)"
		 " where s.recording_format = 'asciicast' and s.ended_at is not null and %s", condition);
	platform_answer(platform_folder("SLATOP_TEST_PLATFORM"), "north1", "replica.conninfo", sql, &id);
	buf_addf(out, "north1/%.*s", (int)strcspn(id.data, "\n"), id.data);
	buf_release(&id);
}

START_TEST(says_that_the_beginning_is_missing)
{
	struct buf session = BUF_INIT;
	struct pty p;

	find_session("not exists (select from sla.bastion_recording f where f.session_id = s.session_id and f.part = 0)", &session);
	start_with(&p, session.data);
	pty_see(&p, "", "is no asciicast: its head names no version; the first part that is there is number 1");
	slatop_leave(&p);
	buf_release(&session);
}
END_TEST

START_TEST(plays_a_session_by_its_number)
{
	struct buf session = BUF_INIT;
	struct pty p;

	find_session("r.part = 0 and length(r.data) > 1000", &session);
	start_with(&p, session.data);
	pty_see(&p, "", "REPLAY  session");
	pty_see(&p, "$", "end");
	pty_keys(&p, "q");
	pty_see_gone(&p, "REPLAY");
	pty_see(&p, "", "1 of 1"); /* the session's row lies behind it */
	slatop_leave(&p);
	start_with(&p, "north1/999999999");
	pty_see(&p, "", "session 999999999: there is no such session");
	slatop_leave(&p);
	start_with(&p, "5");
	pty_see(&p, "", "session 5: there are 2 sub-platforms: say CODE/5, as north1/5");
	slatop_ends(&p, 2);
	start_with(&p, "south9/5");
	pty_see(&p, "", "session south9/5: the configuration has no such sub-platform");
	slatop_ends(&p, 2);
	buf_release(&session);
}
END_TEST

TEST_MAIN("session_replay", 120, every_format_plays_from_its_session, says_that_the_beginning_is_missing,
	  plays_a_session_by_its_number)
