#include "table/terms_scope.h"

#include <stdio.h>
#include <string.h>

int terms_scope_month(const struct model_scope *scope)
{
	return scope->month >= 0 ? scope->month : calendar_month_number(scope->calendar, scope->span.start_us);
}

int terms_scope_code(const struct sources *s)
{
	const struct scope_with *with = scope_with_find(&s->scope, WITH_AGREEMENT);
	size_t platform;
	uint32_t tenant;
	bool known;

	if (with) {
		unsigned code = agreement_code_index(s->scope.store->agreement, with->text, &known);
		return known ? (int)code : -1;
	}
	if (s->scope.enterprise_no && sources_find_account(s, &platform, &tenant))
		return source_platform(s, platform)->tenants[tenant].code_index;
	return -1;
}

void scope_hand(struct model_scope *scope, const char *name, const char *text)
{
	size_t i = 0, length = strlen(text);

	while (i < SCOPE_WITH_MAX && *scope->with[i].name && strcmp(scope->with[i].name, name) != 0)
		i++;
	if (i == SCOPE_WITH_MAX || length >= SCOPE_WITH_TEXT)
		return;
	struct scope_with *with = &scope->with[i];
	*with = (struct scope_with){.type = VALUE_TEXT};
	snprintf(with->name, sizeof with->name, "%s", name);
	memcpy(with->text, text, length + 1);
}

void terms_scope_set(struct model_scope *scope, const char *code, int month)
{
	scope_hand(scope, WITH_AGREEMENT, code);
	scope->month = month;
	scope->span = (struct span){calendar_month_start(scope->calendar, month),
				    calendar_month_start(scope->calendar, month + 1)};
}

int terms_scope_commitment(const struct model_scope *scope)
{
	int c = figure_commitment(scope->figure);

	return c < 0 && scope->figure ? COMMITMENT_AVAILABILITY : c;
}

void key_write_others(const struct agreement_key *k, struct buf *out)
{
	for (size_t i = 1; k->open && i < AGREEMENT_READINGS && k->readings[i]; i++)
		buf_addf(out, "%s%s", i > 1 ? " or " : "", k->readings[i]);
}

void key_write_uses(const struct agreement_key *k, bool names, struct buf *out)
{
	const char *last = "", *between = "";

	for (int c = 0; c < COMMITMENT_COUNT; c++) {
		if (!commitment_uses((enum commitment)c, k) || (!names && !strcmp(last, commitments[c].clause)))
			continue;
		last = commitments[c].clause;
		buf_addf(out, "%s%s", between, last);
		if (names)
			buf_addf(out, " %s", commitments[c].name);
		between = ", ";
	}
}
