/* The journal's witness: it is told every head that is its due, a daemon that stands
 * still or is not there stops nobody, and what it missed is made up for. */
#include "support/check_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/trail.h"
#include "app/witness.h"
#include "slatop/base/buf.h"
#include "support/platform.h"

static char home[] = "/tmp/slatop-witness.XXXXXX", place[64], file[64], journal[64];
static const struct config settings;

static int listen_as(int type)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, type | SOCK_NONBLOCK, 0);

	snprintf(at.sun_path, sizeof at.sun_path, "%s", place);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&at, sizeof at), 0);
	if (type == SOCK_STREAM)
		ck_assert_int_eq(listen(fd, 5), 0);
	return fd;
}

static void stop_listening(int fd)
{
	close(fd);
	ck_assert_int_eq(unlink(place), 0);
}

static void begin(void)
{
	ck_assert_ptr_nonnull(mkdtemp(home));
	setenv("XDG_STATE_HOME", home, 1);
	snprintf(place, sizeof place, "%s/log", home);
	snprintf(file, sizeof file, "%s/auth.log", home);
	snprintf(journal, sizeof journal, "%s/slatop/journal", home);
	witness_place = place;
}

static void end(void)
{
	run_command(NULL, NULL, "rm -rf '%s'", home);
}

/* What has come goes into the file, as a daemon would write it; how many lines. */
static int take(int fd)
{
	char line[1000];
	FILE *f = fopen(file, "a");
	int count = 0;

	for (ssize_t n; (n = recv(fd, line, sizeof line - 1, 0)) > 0; count++) {
		line[n] = '\0';
		ck_assert_msg(!strncmp(line, "<86>slatop[", 11), "%s", line); /* authpriv.info */
		fprintf(f, "Nov 26 12:00:00 bastion %s\n", line + 4);
	}
	fclose(f);
	return count;
}

static struct journal_verdict verdict(void)
{
	struct journal_verdict v;
	struct err e = {""};

	ck_assert_msg(journal_verify(journal, file, &v, &e), "%s", e.text);
	ck_assert_msg(v.sound, "%s", v.why);
	return v;
}

START_TEST(it_is_told_of_closes_needs_and_hundredths)
{
	struct err e = {""};

	begin();
	int fd = listen_as(SOCK_DGRAM);
	struct trail *t = trail_create(&settings, "live"); /* record 1 */
	for (int i = 2; i <= 250; i++)
		trail_note(t, "view", NULL, 0);
	ck_assert_int_eq(take(fd), 2); /* 100 and 200 */
	ck_assert(trail_need(t, "reveal", NULL, 0, &e));
	trail_destroy(t);
	ck_assert_int_eq(take(fd), 2);
	ck_assert_uint_eq(verdict().witnessed, 4);
	ck_assert_uint_eq(verdict().records, 252);
	stop_listening(fd);
	end();
}
END_TEST

/* As many lines as one sender may leave in the socket; how many. */
static int fill_from_one(void)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0), count = 0;

	snprintf(to.sun_path, sizeof to.sun_path, "%s", place);
	while (sendto(fd, "<86>slatop[1]: x", 16, 0, (const struct sockaddr *)&to, sizeof to) == 16)
		count++;
	close(fd);
	return count;
}

/* Until nobody can. */
static void fill(void)
{
	ck_assert_int_gt(fill_from_one(), 0);
	while (fill_from_one() > 0)
		continue;
}

START_TEST(one_that_stands_still_stops_nobody)
{
	struct err e = {""};
	struct journal_verdict v;

	begin();
	int fd = listen_as(SOCK_DGRAM);
	struct trail *t = trail_create(&settings, "live");
	fill();
	for (int i = 0; i < 3; i++)
		ck_assert_msg(trail_need(t, "reveal", NULL, 0, &e), "%s", e.text);
	ck_assert_msg(strstr(trail_untold(t), "takes nothing"), "%s", trail_untold(t));
	ck_assert_str_eq(trail_error(t), "");
	take(fd);
	ck_assert_uint_eq(verdict().witnessed, 0);
	trail_tell(t); /* it goes on: the last head makes up for all */
	ck_assert_str_eq(trail_untold(t), "");
	ck_assert_int_eq(take(fd), 1);
	ck_assert_uint_eq(verdict().witnessed, 1);
	run_command(NULL, NULL, "sed -i '$d' '%s'", journal);
	ck_assert(journal_verify(journal, file, &v, &e) && !v.sound);
	trail_destroy(t);
	stop_listening(fd);
	end();
}
END_TEST

START_TEST(one_that_is_not_there_is_told_later)
{
	struct err e = {""};
	char line[1000];

	begin();
	ck_assert(!witness_listens(&e) && strstr(e.text, "syslog is not there"));
	struct trail *t = trail_create(&settings, "live");
	ck_assert_str_eq(trail_untold(t), ""); /* nothing was its due yet */
	ck_assert(trail_need(t, "reveal", NULL, 0, &e));
	ck_assert(strstr(trail_untold(t), "syslog is not there"));
	trail_note(t, "view", NULL, 0);
	int fd = listen_as(SOCK_STREAM); /* some daemons do */
	trail_tell(t);
	ck_assert_str_eq(trail_untold(t), "");
	int from = accept(fd, NULL, NULL);
	ck_assert_int_ge(from, 0);
	ssize_t n = recv(from, line, sizeof line, 0);
	ck_assert(n > 0 && line[n - 1] == '\0');
	ck_assert_msg(strstr(line, "/slatop/journal sequence 3 head "), "%s", line);
	close(from);
	trail_destroy(t);
	stop_listening(fd);
	end();
}
END_TEST

TEST_MAIN("witness", 60, it_is_told_of_closes_needs_and_hundredths, one_that_stands_still_stops_nobody,
	  one_that_is_not_there_is_told_later)
