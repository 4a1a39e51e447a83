/* The operators' trail as rows (struct trail_rows of the models): the own journal
 * and those that the setting "journals" names, read in slices once somebody looks,
 * then followed. */
#ifndef SLATOP_APP_TRAIL_ROWS_H
#define SLATOP_APP_TRAIL_ROWS_H

#include "app/config.h"
#include "slatop/table/model.h"

/* Never NULL. */
struct trail_rows *trail_rows_create(const struct config *c);
void trail_rows_destroy(struct trail_rows *t);
/* Reads on until the deadline, where anybody looks; whether more is left. */
bool trail_rows_work(struct trail_rows *t, int64_t deadline_us);

#endif
