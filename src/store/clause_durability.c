/* 4.9: durability, from the latest audit of each kind. */
#include "slatop/sla/durability.h"

#include <string.h>

#include "store/clause.h"

#define COLUMNS(C) \
	C(KIND, "kind", FACT_TEXT) C(AUDITED, "audited_at", FACT_TIME) C(STORED, "stored", FACT_NUMBER) \
	C(LOST, "lost", FACT_NUMBER)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

#define AUDITS 16 /* a sound and a bad one of each kind, and of unknown kinds */

static size_t take_audits(const struct clause_input *in, struct storage_audit *list)
{
	size_t count = in->count < AUDITS ? in->count : AUDITS;

	for (size_t i = 0; i < count; i++) {
		const struct fact_row *f = &in->facts[i];
		const char *kind = fact_text(f, C_KIND);
		int known = 0;
		while (known < STORED_COUNT && (!kind || strcmp(kind, stored_kind_names[known]) != 0))
			known++;
		list[i] = (struct storage_audit){.audited_at = fact_time(f, C_AUDITED),
						 .stored = fact_int(f, C_STORED), .lost = fact_int(f, C_LOST),
						 .kind = (uint8_t)known};
	}
	return count;
}

static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	struct storage_audit list[AUDITS];
	size_t count = take_audits(in, list);

	(void)v;
	for (size_t i = 0; i < in->count; i++)
		lines[i].why = "an audit of an unknown kind";
	for (size_t i = 0; i < count; i++) {
		if (storage_audit_faulty(&list[i])) {
			lines[i].why = "a bad row";
		} else if (storage_audit_latest(list, count, (enum stored_kind)list[i].kind, clause_until(in)) !=
			   &list[i]) {
			lines[i].why = "not the latest audit";
		} else {
			lines[i].why = "the latest audit";
			lines[i].inputs[0] = list[i].stored;
			lines[i].inputs[1] = list[i].lost;
		}
	}
}

/* The worst of its kinds decides, not their sum. */
static void decide(const struct clause_input *in, struct outcome *out)
{
	struct storage_audit list[AUDITS];
	size_t count = take_audits(in, list);

	durability_account(in->terms, list, count, clause_until(in), out);
}

const struct clause clause_durability = {
	.commitment = COMMITMENT_DURABILITY,
	.needs = {"storage_audit"},
	.sql = "src/replica/facts_durability.sql",
	.proof = "src/replica/prove_durability.sql",
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
	.decide = decide,
};
