/* Clause 4.5: the right to know where data lie.
 *
 * Every place of an account has to be one of data_location.places (none of
 * which is abroad); at least data_location.min_backups backups and
 * min_cold_standbys cold standbys have to be there. One that lies elsewhere is a
 * violation by that, not by being missing too. */
#ifndef SLATOP_SLA_PLACES_H
#define SLATOP_SLA_PLACES_H

#include "slatop/sla/violation.h"

enum place_role { PLACE_PRIMARY, PLACE_BACKUP, PLACE_COLD_STANDBY, PLACE_ROLES };
extern const char *const place_role_names[PLACE_ROLES]; /* "primary" "backup" "cold_standby" */
enum place_role place_role_from(const char *word);      /* PLACE_ROLES: unknown */

struct data_location { /* of one account */
	const char *place;
	uint8_t role; /* enum place_role; others: unknown */
	int64_t verified_at;
};

/* Judges an account's places as of the moment; those verified after it are not
 * known yet. What is elsewhere was broken when it was verified, what is missing
 * is as of the moment. Returns the number of violations, each added to v (may
 * be NULL), with the place as its subject. */
size_t places_judge(const struct terms *t, int64_t enterprise_no, const struct data_location *list,
		    size_t count, int64_t moment_us, struct violations *v);
/* One account: checked 1. Not limited to a span: a place is where it is. */
void places_outcome(const struct terms *t, int64_t enterprise_no, const struct data_location *list,
		    size_t count, int64_t moment_us, struct outcome *out, struct violations *v);

#endif
