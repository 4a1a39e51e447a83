/* The summaries that a model looks at: those of one commitment or of all, of the
 * sub-platforms in scope, of all accounts or of the scope's. */
#ifndef SLATOP_SRC_TABLE_HELD_H
#define SLATOP_SRC_TABLE_HELD_H

#include "slatop/store/summary.h"
#include "table/sources.h"

struct held {
	struct summary **list; /* by platform index, then by commitment; NULL: none */
	size_t platforms;
	struct model_scope scope; /* as they were taken */
	int only;                 /* a commitment, -1: all */
};

void held_open(struct held *h, const struct model_scope *scope, int only);
void held_close(struct held *h);
/* Takes what the scope wants now, and gives the former back. */
void held_advance(struct held *h, const struct model_scope *scope);
struct summary *held_summary(const struct held *h, size_t platform, enum commitment c);
uint64_t held_generation(const struct held *h);
/* Whether each is read, or is known not to be readable. */
bool held_complete(const struct held *h);
#endif
