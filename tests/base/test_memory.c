/* mem, arena, buf, hash and embed. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "slatop/base/arena.h"
#include "slatop/base/buf.h"
#include "slatop/base/embed.h"
#include "slatop/base/hash.h"
#include "slatop/base/mem.h"
#include "support/check_main.h"

START_TEST(memory_is_never_null)
{
	void *none = mem_alloc(0);
	int *zeros = mem_zero(100, sizeof *zeros);
	char *copy = mem_copy("天润"), *part = mem_copy_n("abcdef", 3), *whole = mem_copy_n("ab", 9);

	ck_assert_ptr_nonnull(none);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(zeros[i], 0);
	ck_assert_str_eq(copy, "天润");
	ck_assert_str_eq(part, "abc");
	ck_assert_str_eq(whole, "ab");
	free(none);
	free(zeros);
	free(copy);
	free(part);
	free(whole);
}
END_TEST

START_TEST(a_place_grows_where_it_is)
{
	struct mem_place p = {0};

	ck_assert(mem_place_open(&p, (size_t)1 << 32));
	unsigned char *at = p.at;
	for (size_t size = 1; size < (size_t)64 << 20; size = size * 3 + 1000) {
		mem_place_grow(&p, size);
		ck_assert_ptr_eq(p.at, at);
		ck_assert_uint_ge(p.size, size);
		ck_assert_uint_eq(at[size - 1], 0);
		at[size - 1] = 7;
		ck_assert_uint_eq(at[0], 7);
	}
	mem_place_close(&p);
	ck_assert_ptr_null(p.at);
	mem_place_close(&p);
	ck_assert(!mem_place_open(&p, SIZE_MAX / 2));
}
END_TEST

START_TEST(an_array_grows)
{
	int *items = NULL;
	size_t count = 0, capacity = 0;

	for (int i = 0; i < 1000; i++) {
		MEM_GROW(items, count, capacity);
		items[count++] = i;
	}
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(items[i], i);
	free(items);
}
END_TEST

static int hook_pipe[2];

static void tell(void)
{
	ck_assert_int_eq(write(hook_pipe[1], "h", 1), 1);
}

/* The hook is called once and the program ends, with a word on stderr. */
START_TEST(exhaustion_calls_the_hook)
{
	char text[64] = "";
	int status, errors[2];

	ck_assert_int_eq(pipe(hook_pipe), 0);
	ck_assert_int_eq(pipe(errors), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(errors[1], STDERR_FILENO);
		mem_on_exhausted(tell);
		mem_zero(SIZE_MAX / 2, 3);
		_exit(99);
	}
	close(hook_pipe[1]);
	close(errors[1]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 1);
	ck_assert_int_eq(read(hook_pipe[0], text, sizeof text), 1);
	ck_assert_int_gt(read(errors[0], text, sizeof text - 1), 0);
	ck_assert_str_eq(text, "slatop: out of memory\n");
}
END_TEST

START_TEST(an_arena_gives_pieces)
{
	struct arena a = {0};
	char *texts[3000];
	size_t asked = 0;

	for (int i = 0; i < 3000; i++) {
		size_t size = i % 500 == 0 ? 100000 : (size_t)(i % 40);
		char *piece = arena_alloc(&a, size);
		ck_assert_uint_eq((uintptr_t)piece % _Alignof(max_align_t), 0);
		memset(piece, 0xa5, size);
		texts[i] = arena_printf(&a, "text %d", i);
		asked += size + strlen(texts[i]) + 1;
	}
	for (int i = 0; i < 3000; i++) {
		char wanted[20];
		snprintf(wanted, sizeof wanted, "text %d", i);
		ck_assert_str_eq(texts[i], wanted);
	}
	ck_assert_uint_eq(a.used, asked);
	arena_reset(&a);
	ck_assert_uint_eq(a.used, 0);
	int *zeros = arena_zero(&a, 50, sizeof *zeros);
	for (int i = 0; i < 50; i++)
		ck_assert_int_eq(zeros[i], 0);
	ck_assert_str_eq(arena_copy(&a, "abcdef", 3), "abc");
	arena_release(&a);
	ck_assert_ptr_null(a.blocks);
	arena_release(&a);
}
END_TEST

START_TEST(a_buffer_grows)
{
	struct buf b = BUF_INIT;

	ck_assert_str_eq(b.data, "");
	buf_clear(&b);
	buf_add(&b, "", 0);
	ck_assert_str_eq(b.data, "");
	for (int i = 0; i < 1000; i++)
		buf_addf(&b, "%d,", i);
	ck_assert_uint_eq(b.length, 3890);
	ck_assert_uint_eq(strlen(b.data), 3890);
	ck_assert_str_eq(b.data + 3882, "998,999,");
	buf_clear(&b);
	buf_add(&b, "a\0b", 3);
	buf_add_byte(&b, 'c');
	buf_add_text(&b, "de");
	ck_assert_mem_eq(b.data, "a\0bcde", 7);
	char *taken = buf_take(&b);
	ck_assert_uint_eq(b.length, 0);
	free(taken);
	taken = buf_take(&b);
	ck_assert_str_eq(taken, "");
	free(taken);
	buf_addf(&b, "%*s", 5000, "x");
	ck_assert_uint_eq(b.length, 5000);
	buf_release(&b);
	ck_assert_str_eq(b.data, "");
}
END_TEST

START_TEST(a_file_is_read_whole_or_not)
{
	char path[] = "/tmp/slatop-buf-XXXXXX";
	int fd = mkstemp(path);
	struct buf b = BUF_INIT;
	struct err e = {""};

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "0123456789", 10), 10);
	buf_add_text(&b, ">");
	ck_assert(buf_read_file(&b, path, 10, &e));
	ck_assert_str_eq(b.data, ">0123456789");
	ck_assert(!buf_read_file(&b, path, 9, &e));
	ck_assert_ptr_nonnull(strstr(e.text, path));
	ck_assert_ptr_nonnull(strstr(e.text, "is larger than 9 bytes"));
	ck_assert_str_eq(b.data, ">0123456789");
	unlink(path);
	close(fd);
	ck_assert(!buf_read_file(&b, path, 10, &e));
	ck_assert_ptr_nonnull(strstr(e.text, path));
	ck_assert_ptr_nonnull(strstr(e.text, strerror(ENOENT)));
	ck_assert(!buf_read_file(&b, "/", 10, &e));
	ck_assert_ptr_nonnull(strstr(e.text, strerror(EISDIR)));
	ck_assert(!buf_read_file(&b, "/dev/zero", 100000, &e));
	ck_assert_str_eq(b.data, ">0123456789");
	buf_release(&b);
}
END_TEST

/* The examples of FIPS 180-4. */
START_TEST(sha256_as_published)
{
	char hex[65];

	hash_sha256_hex("", 0, hex);
	ck_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	hash_sha256_hex("abc", 3, hex);
	ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
END_TEST

/* As `ssh-keygen -l` writes them: of the bytes that the base64 stands for. */
START_TEST(fingerprints_as_ssh_writes_them)
{
	char out[64];

	ck_assert(hash_key_fingerprint("aGVsbG8=", out, sizeof out));
	ck_assert_str_eq(out, "SHA256:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ");
	ck_assert(!hash_key_fingerprint("aGVsbG8", out, sizeof out));
	ck_assert(!hash_key_fingerprint("", out, sizeof out));
	ck_assert(!hash_key_fingerprint("aGVsbG8=", out, 20));
}
END_TEST

START_TEST(embedded_files_are_found)
{
	for (size_t i = 0; i < embedded_count; i++) {
		const struct embedded *f = &embedded_files[i];
		if (i)
			ck_assert_msg(strcmp(f[-1].path, f->path) < 0, "%s is not in order", f->path);
		ck_assert_ptr_eq(embedded_find(f->path), f);
		ck_assert_uint_gt(strlen(f->data), 0);
	}
	ck_assert_ptr_null(embedded_find("no/such.json"));
	ck_assert_ptr_null(embedded_find(""));
	ck_assert_ptr_null(embedded_find("zzzz"));
}
END_TEST

TEST_MAIN("memory", 20, memory_is_never_null, a_place_grows_where_it_is, an_array_grows, exhaustion_calls_the_hook,
	  an_arena_gives_pieces, a_buffer_grows, a_file_is_read_whole_or_not, sha256_as_published, fingerprints_as_ssh_writes_them,
	  embedded_files_are_found)
