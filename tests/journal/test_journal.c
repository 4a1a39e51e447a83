/* The operator's trail: what is written, by several at once, by killed ones and on
 * full disks, is whole; what is changed afterwards is named. */
#include "support/check_main.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "slatop/base/calendar.h"
#include "slatop/base/mem.h"
#include "slatop/journal/journal.h"

static char folder[] = "/tmp/slatop-journal.XXXXXX";
static char path[80], witness_path[80];

static void make_folder(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/journal", folder);
	snprintf(witness_path, sizeof witness_path, "%s/auth.log", folder);
}

static void drop_folder(void)
{
	unlink(path);
	unlink(witness_path);
	rmdir(folder);
}

static struct journal *witnessing; /* the one that tell() is called by */

static void tell(void *context, const struct journal_head *head)
{
	struct buf line = BUF_INIT;
	FILE *f = fopen(witness_path, "a");

	(void)context;
	journal_witness_line(&line, witnessing, head);
	fprintf(f, "Nov 25 03:14:15 bastion slatop[1234]: %s\n", line.data);
	fclose(f);
	buf_release(&line);
}

static struct journal *open_one(void)
{
	struct journal_who who = {"li.min", "li.min (1004)", "SHA256:abc", "10.20.13.4", "/dev/pts/3", "live"};
	struct err e = {""};
	struct journal *j = journal_open(path, &who, tell, NULL, &e);

	ck_assert_msg(j != NULL, "%s", e.text);
	witnessing = j;
	return j;
}

static void write_some(struct journal *j, int count, int from)
{
	for (int i = 0; i < count; i++) {
		struct journal_field fields[] = {{"screen", "tenant \"融\"\n\033[31m", 0}, {"account", NULL, 10001 + from + i}};
		struct err e = {""};
		/* Where the machine is slow another's turn may last longer than a console waits. */
		while (!journal_write(j, "view", fields, COUNT_OF(fields), false, &e))
			ck_assert_msg(strstr(e.text, "locked by another"), "%s", e.text);
	}
}

static struct journal_verdict verify(const char *witness)
{
	struct journal_verdict v;
	struct err e = {""};

	ck_assert_msg(journal_verify(path, witness, &v, &e), "%s", e.text);
	return v;
}

static void read_all(struct buf *out)
{
	buf_clear(out);
	ck_assert(buf_read_file(out, path, 64 << 20, NULL));
}

static void put_all(const char *bytes, size_t length)
{
	FILE *f = fopen(path, "w");

	ck_assert_uint_eq(fwrite(bytes, 1, length, f), length);
	fclose(f);
}

static bool count_views(void *context, const struct journal_record *r)
{
	int *count = context;

	ck_assert_ptr_nonnull(r->node);
	ck_assert_str_eq(json_get_text(r->node, "operator", ""), "li.min");
	ck_assert_str_eq(json_get_text(r->node, "screen", ""), "tenant \"融\"^J^[[31m");
	ck_assert_int_eq(json_get_int(r->node, "account", 0, 99999, 0), 10001 + *count);
	++*count;
	return true;
}

START_TEST(what_is_written_is_read_back)
{
	struct stat s;
	int count = 0;
	struct err e;

	make_folder();
	ck_assert_uint_eq(verify(NULL).records, 0); /* no file */
	struct journal *j = open_one();
	write_some(j, 5, 0);
	journal_close(j);
	j = open_one(); /* another day */
	write_some(j, 5, 5);
	ck_assert_uint_eq(journal_last(j)->sequence, 10);
	ck_assert(journal_read(path, count_views, &count, &e));
	ck_assert_int_eq(count, 10);
	struct journal_verdict v = verify(NULL);
	ck_assert(v.sound && v.records == 10 && !v.torn);
	ck_assert_str_eq(v.head.hash, journal_last(j)->hash);
	ck_assert_int_eq(stat(path, &s), 0);
	ck_assert_int_eq(s.st_mode & 0777, 0600);
	journal_close(j);
	drop_folder();
}
END_TEST

/* Every byte but the last newline, changed by itself. */
START_TEST(each_changed_byte_is_found)
{
	struct buf whole = BUF_INIT;
	unsigned seed = (unsigned)clock_monotonic();

	printf("seed: %u\n", seed);
	make_folder();
	struct journal *j = open_one();
	write_some(j, 20, 0);
	journal_close(j);
	read_all(&whole);
	for (int i = 0; i < 3000; i++) {
		size_t at = (unsigned)rand_r(&seed) % (whole.length - 1);
		char kept = whole.data[at], other = (char)(rand_r(&seed) % 256);
		if (other == kept)
			continue;
		whole.data[at] = other;
		put_all(whole.data, whole.length);
		struct journal_verdict v = verify(NULL);
		uint64_t line = 1;
		for (size_t k = 0; k < at; k++)
			line += whole.data[k] == '\n';
		ck_assert_msg(!v.sound, "byte %zu as %d instead of %d is not seen", at, other, kept);
		ck_assert_msg(v.bad_line == line || v.bad_line == line + 1, "byte %zu lies in line %" PRIu64 ", named is %" PRIu64
			      ": %s", at, line, v.bad_line, v.why);
		whole.data[at] = kept;
	}
	buf_release(&whole);
	drop_folder();
}
END_TEST

static const char *line_at(const struct buf *b, int number)
{
	const char *at = b->data;

	while (number-- > 1)
		at = strchr(at, '\n') + 1;
	return at;
}

static void without_lines(const struct buf *whole, int from, int to)
{
	struct buf text = BUF_INIT;

	buf_add(&text, whole->data, (size_t)(line_at(whole, from) - whole->data));
	buf_add_text(&text, line_at(whole, to + 1));
	put_all(text.data, text.length);
	buf_release(&text);
}

START_TEST(missing_and_rewritten_records_are_found)
{
	struct buf whole = BUF_INIT;
	struct err e;

	make_folder();
	struct journal *j = open_one();
	write_some(j, 150, 0);
	ck_assert(journal_write(j, "reveal", NULL, 0, true, &e));
	journal_close(j);
	read_all(&whole);
	struct journal_verdict v = verify(witness_path);
	ck_assert(v.sound && v.witnessed == 2); /* the hundredth, and the reveal */
	without_lines(&whole, 70, 70);
	v = verify(NULL);
	ck_assert(!v.sound && v.bad_line == 70 && strstr(v.why, "records are missing"));
	/* A cut-off tail is a whole chain: only the witness knows. */
	without_lines(&whole, 121, 151);
	ck_assert(verify(NULL).sound);
	v = verify(witness_path);
	ck_assert_msg(!v.sound && strstr(v.why, "record 121: ") && strstr(v.why, "up to 151") && strstr(v.why, "cut off"), "%s", v.why);
	ck_assert_uint_eq(v.records, 120);
	unlink(path); /* all of it */
	v = verify(witness_path);
	ck_assert_msg(!v.sound && strstr(v.why, "record 1: ") && !v.records, "%s", v.why);
	/* So is a file that was written anew. */
	j = open_one();
	write_some(j, 99, 500);
	witnessing = NULL;
	journal_close(j);
	struct journal_who who = {.operator_name = "li.min"};
	j = journal_open(path, &who, NULL, NULL, &e);
	write_some(j, 60, 600);
	journal_close(j);
	ck_assert(verify(NULL).sound);
	v = verify(witness_path);
	ck_assert(!v.sound && v.bad_line == 100 && strstr(v.why, "the witness saw another one"));
	ck_assert_uint_eq(v.records, 99); /* that are whole before it */
	buf_release(&whole);
	drop_folder();
}
END_TEST

#define WRITERS 6
#define EACH 150

START_TEST(several_consoles_write_at_once)
{
	pid_t children[WRITERS];

	make_folder();
	for (int i = 0; i < WRITERS; i++) {
		children[i] = fork();
		if (!children[i]) {
			struct journal *j = open_one();
			write_some(j, EACH, 0);
			journal_close(j);
			_exit(0);
		}
	}
	for (int i = 0; i < WRITERS; i++) {
		int status;
		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_int_eq(status, 0);
	}
	struct journal_verdict v = verify(witness_path);
	ck_assert_msg(v.sound && v.records == WRITERS * EACH && !v.torn, "%" PRIu64 " records; %s", v.records, v.why);
	ck_assert_uint_eq(v.witnessed, WRITERS * EACH / JOURNAL_EVERY);
	drop_folder();
}
END_TEST

/* Wherever a console is killed, and wherever a line is left torn. */
START_TEST(killed_consoles_corrupt_nothing)
{
	struct buf whole = BUF_INIT;
	struct err e;

	make_folder();
	for (int i = 0; i < 20; i++) {
		int marker[2];
		char byte;
		ck_assert_int_eq(pipe(marker), 0);
		pid_t child = fork();
		if (!child) {
			struct journal *j = open_one();
			write_some(j, 3, 0);
			if (write(marker[1], "x", 1) != 1)
				_exit(1);
			for (;;)
				write_some(j, 1, 0);
		}
		ck_assert_int_eq(read(marker[0], &byte, 1), 1);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		close(marker[0]);
		close(marker[1]);
		ck_assert(verify(NULL).sound);
	}
	struct journal *j = open_one();
	write_some(j, 1, 0);
	read_all(&whole);
	uint64_t torn_before = verify(NULL).torn; /* by a kill in the middle of a write: rare, and sound */
	const char *last = whole.data + whole.length - 1;
	while (last > whole.data && last[-1] != '\n')
		last--;
	size_t start = (size_t)(last - whole.data), torn = 0;
	for (size_t cut = start + 1; cut < whole.length; cut += cut + 1 < whole.length && cut + 7 >= whole.length ? whole.length - 1 - cut : 7) {
		put_all(whole.data, cut);
		ck_assert(verify(NULL).sound);
		/* put_all made the file anew at the same inode: the journal goes on. */
		ck_assert_msg(journal_write(j, "view", NULL, 0, false, &e), "%s", e.text);
		struct journal_verdict v = verify(NULL);
		ck_assert_msg(v.sound, "cut at %zu: %s", cut - start, v.why);
		torn += v.torn - torn_before;
		ck_assert_uint_eq(v.torn - torn_before, cut < whole.length - 1);
	}
	ck_assert_uint_gt(torn, 20);
	journal_close(j);
	buf_release(&whole);
	drop_folder();
}
END_TEST

START_TEST(a_full_disk_is_a_message)
{
	struct rlimit unlimited, limit;
	struct err e = {""};
	struct stat s;

	make_folder();
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &unlimited);
	struct journal *j = open_one();
	write_some(j, 3, 0);
	ck_assert_int_eq(stat(path, &s), 0);
	limit = unlimited;
	limit.rlim_cur = (rlim_t)s.st_size + 100; /* half a record */
	setrlimit(RLIMIT_FSIZE, &limit);
	ck_assert(!journal_write(j, "view", NULL, 0, true, &e));
	ck_assert_msg(strstr(e.text, "cannot be written"), "%s", e.text);
	off_t before = s.st_size;
	ck_assert_int_eq(stat(path, &s), 0);
	ck_assert_int_eq(s.st_size, before);
	setrlimit(RLIMIT_FSIZE, &unlimited);
	write_some(j, 3, 3);
	struct journal_verdict v = verify(NULL);
	ck_assert(v.sound && v.records == 6 && !v.torn);
	journal_close(j);
	drop_folder();
}
END_TEST

START_TEST(what_cannot_be_written_to_is_refused)
{
	struct journal_who who = {.operator_name = "li.min"};
	struct err e = {""};
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	char away[96];

	make_folder();
	ck_assert_ptr_null(journal_open(folder, &who, NULL, NULL, &e));
	ck_assert_ptr_null(journal_open("/dev/null", &who, NULL, NULL, &e));
	ck_assert_msg(strstr(e.text, "is no file"), "%s", e.text);
	ck_assert_int_eq(symlink("/etc/passwd", path), 0);
	ck_assert_ptr_null(journal_open(path, &who, NULL, NULL, &e));
	unlink(path);
	struct journal *j = open_one();
	write_some(j, 2, 0);
	int other = open(path, O_RDWR);
	ck_assert_int_eq(fcntl(other, F_OFD_SETLK, &l), 0);
	ck_assert(!journal_write(j, "view", NULL, 0, false, &e));
	ck_assert_msg(strstr(e.text, "locked by another console"), "%s", e.text);
	close(other);
	write_some(j, 1, 2);
	snprintf(away, sizeof away, "%s.1", path);
	ck_assert_int_eq(rename(path, away), 0);
	ck_assert(!journal_write(j, "view", NULL, 0, false, &e));
	ck_assert_msg(strstr(e.text, "has gone"), "%s", e.text);
	put_all("", 0);
	ck_assert(!journal_write(j, "view", NULL, 0, false, &e));
	ck_assert_msg(strstr(e.text, "another file"), "%s", e.text);
	journal_close(j);
	put_all("what is this\n", 13);
	j = open_one();
	ck_assert(!verify(NULL).sound);
	journal_close(j);
	unlink(away);
	drop_folder();
}
END_TEST

TEST_MAIN("journal", 120, what_is_written_is_read_back, each_changed_byte_is_found, missing_and_rewritten_records_are_found,
	  several_consoles_write_at_once, killed_consoles_corrupt_nothing, a_full_disk_is_a_message,
	  what_cannot_be_written_to_is_refused)
