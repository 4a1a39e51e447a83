/* Rows that are accounts. */
#include "table/accounts.h"

#include "slatop/base/mem.h"

void rows_add(struct row_ref **rows, size_t *count, size_t *capacity, size_t platform, uint32_t item)
{
	MEM_GROW(*rows, *count, *capacity);
	(*rows)[(*count)++] = (struct row_ref){(uint32_t)platform, item};
}

/* A position is the platform and how many of its accounts are done. */
static size_t position_of(size_t platform, size_t tenant)
{
	return platform << 32 | tenant;
}

bool accounts_rows(struct model_state *model,
		   bool (*wanted)(struct model_state *s, size_t platform, uint32_t tenant), size_t a_look,
		   size_t *position, struct row_ref **rows, size_t *count, size_t *capacity, int64_t deadline_us)
{
	const struct sources *s = (const struct sources *)model;
	size_t i = sources_next(s, *position >> 32);
	size_t t = i == *position >> 32 ? *position & UINT32_MAX : 0;

	for (; i < s->scope.store->count; i = sources_next(s, i + 1), t = 0) {
		size_t end = source_platform(s, i)->tenant_count;

		if (s->scope.enterprise_no) { /* only the one */
			t = source_account(s, i);
			end = t == INDEX_NONE ? t : t + 1;
		}
		while (t < end) {
			if (wanted(model, i, (uint32_t)t))
				rows_add(rows, count, capacity, i, (uint32_t)t);
			if (++t % a_look == 0 && deadline_us != INT64_MAX &&
			    clock_monotonic() >= deadline_us) {
				*position = s->scope.enterprise_no ? position_of(i + 1, 0)
								   : position_of(i, t);
				return true;
			}
		}
	}
	*position = position_of(i, 0);
	return false;
}

const struct tenant *account_of(const struct sources *s, struct row_ref row)
{
	const struct platform *p = source_platform(s, row.platform);

	return p && row.item < p->tenant_count ? &p->tenants[row.item] : NULL;
}

struct row_key account_key(struct model_state *model, struct row_ref row)
{
	const struct tenant *t = account_of((const struct sources *)(const void *)model, row);

	return (struct row_key){row.platform, t ? t->enterprise_no : 0, 0};
}

void account_enter(struct model_state *model, struct row_ref row, struct model_scope *scope)
{
	const struct tenant *t = account_of((const struct sources *)(const void *)model, row);

	if (!t)
		return;
	scope->platform = (int)row.platform;
	scope->enterprise_no = t->enterprise_no;
}
