/* Dates at a known offset, without a zone. */
#ifndef SLATOP_SRC_BASE_CIVIL_H
#define SLATOP_SRC_BASE_CIVIL_H

#include "slatop/base/calendar.h"

/* The date and time that a clock offset seconds east of UTC shows. */
struct civil civil_at_offset(int64_t at_us, int offset);
/* The moment at which a clock in UTC shows it; fields out of range carry over. */
int64_t civil_as_utc(const struct civil *local);

#endif
