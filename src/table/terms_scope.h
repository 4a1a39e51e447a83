/* Which agreement's version a scope means, and what there is to say of a key. */
#ifndef SLATOP_SRC_TABLE_TERMS_SCOPE_H
#define SLATOP_SRC_TABLE_TERMS_SCOPE_H

#include "slatop/sla/commitment.h"
#include "table/sources.h"

/* Names of what a row hands on (struct scope_with). */
#define WITH_AGREEMENT "agreement" /* a code, VALUE_TEXT */
#define WITH_KEY "key"             /* a key's name, VALUE_TEXT */

/* The month by whose version a scope is judged. */
int terms_scope_month(const struct model_scope *scope);
/* The code that was handed on, else that of the scope's account; -1: neither. */
int terms_scope_code(const struct sources *s);
/* Puts a text under a name, in place of one that is there. One that is too long, or
 * for which there is no room, is not handed on. */
void scope_hand(struct model_scope *scope, const char *name, const char *text);
/* Makes the scope one of a version: its code, and a month that it holds for. */
void terms_scope_set(struct model_scope *scope, const char *code, int month);

/* The commitment that the scope's figure is of; -1: no figure. Figures of an
 * account that no clause has are those of 4.1. */
int terms_scope_commitment(const struct model_scope *scope);
/* Appends the readings beside the shipped one: "each" or "both"; nothing of a key
 * that is not open. */
void key_write_others(const struct agreement_key *k, struct buf *out);
/* Appends the clauses whose figure or verdict it has to do with: "4.1, 6"; with
 * names: "4.1 availability, 6 compensation". */
void key_write_uses(const struct agreement_key *k, bool names, struct buf *out);

#endif
