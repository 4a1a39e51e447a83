/* Pages: the adapter between views of paged models, which ask for them, and the
 * replicas, which read them. */
#ifndef SLATOP_APP_PAGES_H
#define SLATOP_APP_PAGES_H

#include "slatop/table/paged.h"

/* The host functions of struct model_scope; host is the engine. */
void *pages_ask(void *host, const struct page_ask *ask);
void pages_drop(void *host, void *asked);

#endif
