/* A platform's summaries, as the store keeps them. */
#ifndef SLATOP_STORE_SUMMARIES_H
#define SLATOP_STORE_SUMMARIES_H

#include "slatop/store/summary.h"

void summaries_release(struct summaries *all);
size_t summaries_memory(const struct summaries *all);

#endif
