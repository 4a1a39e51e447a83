/* What has no history, held against the contract: each relation of it but those that
 * have one, and those alone say when they changed that are followed. */
#include <stdio.h>
#include <string.h>

#include "../support/check_main.h"
#include "slatop/replica/contract.h"
#include "slatop/table/relations.h"

static bool has_column(const char *relation, const char *name)
{
	for (size_t i = 0; i < contract_column_count; i++)
		if (!strcmp(contract_columns[i].relation, relation) && !strcmp(contract_columns[i].name, name))
			return true;
	return false;
}

START_TEST(each_relation_of_the_contract_is_listed)
{
	static const char *const others[] = {"platform", "heartbeat", "outage", "outage_history"};

	for (size_t i = 0; i < contract_relation_count; i++) {
		const char *name = contract_relations[i];
		bool other = strstr(name, "_private") != NULL; /* never listed: a row at a time, under a grant */
		for (size_t k = 0; k < sizeof others / sizeof *others; k++)
			other = other || !strcmp(name, others[k]);
		uint64_t set = relations_named(name, "");
		ck_assert_msg(!set == other, "sla.%s: %s", name, other ? "is listed" : "is not listed");
		for (size_t k = 0; k < relation_count; k++)
			if (set >> k & 1)
				ck_assert_msg(relations[k].dated == has_column(name, "changed_at"), "sla.%s", name);
	}
	for (size_t k = 0; k < relation_count; k++) { /* nor one that it does not know; the audit room's are views */
		char view[80];
		snprintf(view, sizeof view, "view sla.%s ", relations[k].name);
		ck_assert_msg(contract_relation(relations[k].name) >= 0 || strstr(contract_sql(), view), "sla.%s", relations[k].name);
	}
}
END_TEST

TEST_MAIN("relations", 20, each_relation_of_the_contract_is_listed)
