/* The contract as tables, extracted from contract.sql at build time. */
#include "slatop/replica/contract.h"

#include <string.h>

#include "slatop/base/embed.h"
#include "slatop/base/mem.h"

#include "contract_columns.h"

const size_t contract_column_count = COUNT_OF(contract_columns);
const size_t contract_relation_count = COUNT_OF(contract_relations);

int contract_relation(const char *name)
{
	for (size_t i = 0; i < contract_relation_count; i++)
		if (!strcmp(contract_relations[i], name))
			return (int)i;
	return -1;
}

const char *contract_sql(void)
{
	return embedded_find("src/replica/contract.sql")->data;
}
