/* The signs about call completion (slatop/store/falls.h) of the sub-platforms in
 * scope: summaries that are taken while a model shows them. */
#ifndef SLATOP_SRC_TABLE_FALLEN_H
#define SLATOP_SRC_TABLE_FALLEN_H

#include "slatop/store/falls.h"
#include "table/signs.h"

enum { FALLEN_HOURS, FALLEN_SLOTS, FALLEN_COUNT };

struct fallen {
	struct summary *(*list)[FALLEN_COUNT]; /* by platform index; NULL: none */
	size_t count;
	struct model_scope scope; /* as they were taken */
};

void fallen_open(struct fallen *f, const struct model_scope *scope);
void fallen_close(struct fallen *f);
/* Takes what the scope wants now, and gives the former back. */
void fallen_advance(struct fallen *f, const struct model_scope *scope);
uint64_t fallen_generation(const struct fallen *f);
/* Whether each is read, or is known not to be readable. */
bool fallen_complete(const struct fallen *f);
/* Adds a sub-platform's: of the scope's account those that are its alone. Texts are
 * copied into the arena. */
void fallen_add(const struct fallen *f, size_t platform, struct arena *texts, struct suspects *out);

#endif
