/* Pages without a server: what a view asks for is kept, and answered with made-up
 * rows when the test says so. */
#ifndef SLATOP_TESTS_PAGES_H
#define SLATOP_TESTS_PAGES_H

#include "slatop/table/paged.h" /* and struct value */

/* The host functions of struct model_scope. */
void *made_pages_ask(void *host, const struct page_ask *ask);
void made_pages_drop(void *host, void *asked);
/* From now on a query in whose SQL the word stands is answered with these rows
 * instead; "" of a text and the time TIME_NONE are null. Both stay the caller's. */
struct made_row {
	const char *text;
	int64_t at, numbers[3];
};
void made_pages_for(const char *word, const struct made_row *rows, size_t count);
/* Likewise with so many rows that a function makes; values are those that were bound
 * (texts are gone). Up to eight words; the last that fits counts. */
typedef void (*made_value_fn)(const struct value *values, size_t row, size_t column, struct value *out);
void made_pages_by(const char *word, size_t rows, made_value_fn value);
/* Answers all that is asked with so many rows (fewer than a page: there are no
 * more), times falling from the moment on. Whether there was any. */
bool made_pages_answer(size_t rows, int64_t moment_us);
/* What is asked of one sub-platform has failed. Whether there was any. */
bool made_pages_fail(uint32_t platform, const char *error);

#endif
