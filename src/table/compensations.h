/* Clause 6 for the models: the months that are looked at, each with its windows'
 * verdicts and what is billed and claimed, and what follows from both. */
#ifndef SLATOP_SRC_TABLE_COMPENSATIONS_H
#define SLATOP_SRC_TABLE_COMPENSATIONS_H

#include "slatop/store/bills.h"
#include "table/held.h"

/* An account's compensation of the month that the sources' span is. summary may
 * be NULL or not read yet: no data. bills, may be NULL, is set to what it was made
 * of (NULL: neither invoice nor claim). v, may be NULL: the violations. */
void compensation_of(const struct sources *s, const struct summary *summary, size_t platform, uint32_t tenant,
		     const struct availability *a, struct span month, struct compensation *out,
		     const struct bills **bills, struct violations *v);
/* The outcome for scorecard and lists, from the verdict of the sources' period. */
void compensation_outcome_of(const struct sources *s, const struct summary *summary, size_t platform,
			     uint32_t tenant, struct outcome *out);

#define COMPENSATION_MONTHS 13
/* All accounts: the scope's month and, where that is the current one, those before
 * it whose application days still run. One account: its month and the twelve
 * before it, all from one period. */
struct compensation_months {
	struct {
		struct sources sources; /* of all accounts: the month's */
		struct held held;
		struct span span;
		int number;
	} list[COMPENSATION_MONTHS]; /* the newest first */
	size_t count;
	struct sources year;         /* of one account; else without periods */
	bool one_account;
};
void compensation_months_open(struct compensation_months *m, const struct model_scope *scope);
void compensation_months_close(struct compensation_months *m);
void compensation_months_advance(struct compensation_months *m, const struct model_scope *scope);
uint64_t compensation_months_generation(const struct compensation_months *m);
bool compensation_months_complete(const struct compensation_months *m);
const struct summary *compensation_months_summary(const struct compensation_months *m, size_t month, size_t platform);
/* An account's verdict of a month, and what follows from it by clause 6. bills, v:
 * as of compensation_of; scratch is the caller's. */
void compensation_months_of(const struct compensation_months *m, size_t month, size_t platform, uint32_t tenant,
			    struct arena *scratch, struct availability *a, struct compensation *out,
			    const struct bills **bills, struct violations *v);
/* What is entered at an account month (calendar_month_number): the proof of its
 * compensation. */
void compensation_month_enter(int month, int64_t enterprise_no, struct model_scope *scope);

#endif
