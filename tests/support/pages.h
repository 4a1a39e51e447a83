/* Pages without a server: what a view asks for is kept, and answered with made-up
 * rows when the test says so. */
#ifndef SLATOP_TESTS_PAGES_H
#define SLATOP_TESTS_PAGES_H

#include "slatop/table/paged.h"

/* The host functions of struct model_scope. */
void *made_pages_ask(void *host, const struct page_ask *ask);
void made_pages_drop(void *host, void *asked);
/* Answers all that is asked with so many rows (fewer than a page: there are no
 * more), times falling from the moment on. Whether there was any. */
bool made_pages_answer(size_t rows, int64_t moment_us);

#endif
