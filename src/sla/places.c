/* Clause 4.5: places of data. */
#include "slatop/sla/places.h"

#include <string.h>

#include "safe.h"

const char *const place_role_names[PLACE_ROLES] = {"primary", "backup", "cold_standby"};

enum place_role place_role_from(const char *word)
{
	int r = 0;
	while (r < PLACE_ROLES && strcmp(place_role_names[r], word))
		r++;
	return (enum place_role)r;
}

size_t places_judge(const struct terms *t, int64_t enterprise_no, const struct data_location *list,
		    size_t count, int64_t moment_us, struct violations *v)
{
	const struct {
		enum rule rule;
		enum place_role role;
		int64_t wanted;
	} wants[] = {{RULE_BACKUP_MISSING, PLACE_BACKUP, t->min_backups},
		     {RULE_COLD_STANDBY_MISSING, PLACE_COLD_STANDBY, t->min_cold_standbys}};
	int64_t found[PLACE_ROLES + 1] = {0};
	size_t broken = 0;
	for (size_t i = 0; i < count; i++) {
		const struct data_location *l = &list[i];
		if (!time_sound(l->verified_at) || l->verified_at > moment_us)
			continue;
		found[l->role < PLACE_ROLES ? l->role : PLACE_ROLES]++;
		if (text_list_has(&t->places, l->place))
			continue;
		violations_add(v, (struct violation){.rule = RULE_PLACE_ELSEWHERE, .at_us = l->verified_at,
						     .enterprise_no = enterprise_no, .subject = l->place});
		broken++;
	}
	for (size_t i = 0; i < sizeof wants / sizeof *wants; i++) {
		int64_t missing = wants[i].wanted - found[wants[i].role];
		if (missing <= 0)
			continue;
		violations_add(v, (struct violation){.rule = (uint8_t)wants[i].rule, .at_us = moment_us,
						     .enterprise_no = enterprise_no, .amount = missing});
		broken++;
	}
	return broken;
}

void places_outcome(const struct terms *t, int64_t enterprise_no, const struct data_location *list,
		    size_t count, int64_t moment_us, struct outcome *out, struct violations *v)
{
	outcome_rules(COMMITMENT_PLACES, t, 1,
		      (int64_t)places_judge(t, enterprise_no, list, count, moment_us, v), out);
}
