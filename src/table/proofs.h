/* The figures that a proof compares. */
#ifndef SLATOP_SRC_TABLE_PROOFS_H
#define SLATOP_SRC_TABLE_PROOFS_H

#include "slatop/table/model.h"
#include "table/sources.h"

/* The proof of the scope's account that was asked for last; NULL: none. */
const struct proof_figures *proof_of(const struct sources *s);
/* A number that differs when the proof does. */
uint64_t proof_generation(const struct sources *s);
/* In how many figures ours and theirs differ, out of *compared. */
size_t proof_differing(const struct proof_figures *proof, size_t *compared);

#endif
