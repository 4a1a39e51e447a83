/* What every test program shares: one suite, run in forked cases, and the
 * closing line "100%: Checks: N, Failures: 0, Errors: 0" of Check. */
#ifndef SLATOP_TESTS_CHECK_MAIN_H
#define SLATOP_TESTS_CHECK_MAIN_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

/* In a test file:
 *
 *     START_TEST(adds_up) { ... } END_TEST
 *     TEST_MAIN("interval", 60, adds_up, unites)     seconds a case may take
 *
 * The seconds are what ends a case that hangs; TIMES is for machines that are slow,
 * loaded, or run it under sanitizers.
 */
#define TIMES 4

/* SOME_OF(n): how many rounds to make of n that differ by chance only. The sanitizers, under which each takes
 * several times as long, meet the same code in a quarter of them. */
#ifdef __has_feature /* clang's way to say it; gcc 12 defines the name */
#if __has_feature(address_sanitizer) && !defined(__SANITIZE_ADDRESS__)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SOME_OF(n) (((n) + 3) / 4)
#else
#define SOME_OF(n) (n)
#endif

#define TEST_MAIN(name, seconds, ...)                                                              \
	int main(void)                                                                             \
	{                                                                                          \
		setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* a test that fails keeps its seed */      \
		const TTest *const tests[] = {__VA_ARGS__};                                        \
		Suite *suite = suite_create(name);                                                 \
		TCase *tcase = tcase_create(name);                                                 \
		tcase_set_timeout(tcase, (seconds) * TIMES);                                           \
		for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)                          \
			tcase_add_test(tcase, tests[i]);                                           \
		suite_add_tcase(suite, tcase);                                                     \
		SRunner *runner = srunner_create(suite);                                           \
		srunner_run_all(runner, CK_NORMAL);                                                \
		int failed = srunner_ntests_failed(runner);                                        \
		srunner_free(runner);                                                              \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                       \
	}

#endif
