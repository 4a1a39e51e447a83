/* How firm a verdict of 4.1 is: under how many of the open readings of the
 * agreement's text it holds. */
#ifndef SLATOP_SRC_TABLE_FIRM_H
#define SLATOP_SRC_TABLE_FIRM_H

#include "table/formula.h"

/* Appends "at risk under every open reading (24)", or "breached under 6 of 24:
 * only if web.down_when is any". */
bool firm_write(struct buf *out, const struct explained *x);

#endif
