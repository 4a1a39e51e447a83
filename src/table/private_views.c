/* The private views of the contract. */
#include "slatop/table/private.h"

#include <string.h>

#include "slatop/base/mem.h"

const struct private_view private_views[] = {
	{.name = "call", .thing = "call", .relation = "call_private", .key = "call_id", .kind = "telephone_number",
	 .fields = {{"caller", "Caller"}, {"callee", "Callee"}}},
	{.name = "tenant", .thing = "account", .relation = "tenant_private", .key = "enterprise_no",
	 .kind = "customer_record", .fields = {{"contact", "Contact"}}},
	{.name = "log", .thing = "log entry", .relation = "log_private", .key = "log_id", .kind = "customer_record",
	 .fields = {{"detail", "Detail"}}},
};
const size_t private_view_count = COUNT_OF(private_views);

const struct private_view *private_view_find(const char *name)
{
	for (size_t i = 0; name && i < private_view_count; i++)
		if (!strcmp(private_views[i].name, name))
			return &private_views[i];
	return NULL;
}
