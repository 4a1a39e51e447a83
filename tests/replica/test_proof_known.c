/* The proofs of 4.2 and 6 as known then: the record is corrected in rounds, and each
 * round's figures, proved when it was the present, are proved again of what was known
 * at its moment. */
#include <inttypes.h>
#include <time.h>

#include "../support/check_main.h"
#include "live.h"
#include "slatop/sla/commitment.h"
#include "slatop/store/summary.h"

#define ROUNDS 6
#define ACCOUNT 7000101 /* the first of fifteen */

/* Fifteen accounts over 300 days; ten incidents that hit them all, and windows of none. */
#define FILL \
	"insert into sla.tenant (enterprise_no, name, status, seats, charged_on, opened_at, contract_from, contract_to," \
	"    retention_to, voided) select 7000100 + n, 'known ' || n, 'active', 10, 'function_fee', now() - interval '400 days'," \
	"    current_date - 400, current_date + 400, current_date + 800, false from generate_series(1, 15) n;" \
	"insert into sla.incident (incident_id, title, fault_class, severity, cause, opened_at, voided)" \
	"    select 7000100 + n, 'known', 'application', 2, 'provider', now() - n * interval '29 days', false" \
	"    from generate_series(1, 10) n;" \
	"insert into sla.outage (outage_id, incident_id, enterprise_no, service, cause, started_at, ended_at, voided)" \
	"    select 7001000 + n * 100 + a, 7000100 + n, 7000100 + a, (array['web_front', 'softswitch', 'trunk'])[1 + (a + n) %% 3], 'provider'," \
	"    now() - n * interval '29 days' + a * interval '7 seconds', now() - n * interval '29 days' + interval '50 minutes' * (1 + random())," \
	"    false from generate_series(1, 10) n, generate_series(1, 15) a;" \
	"insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, voided)" \
	"    select 7003000 + n, 7000100 + 1 + n %% 15, 'web_back', null, at, at + random() * interval '40 minutes', false" \
	"    from (select n, now() - random() * interval '60 days' - interval '1 hour' as at from generate_series(1, 60) n) as w;" \
	"insert into sla.invoice (enterprise_no, month, charged_on, seats, seat_price, function_fee, phone_bill, total_service_fee," \
	"    deduction, issued_at) select 7000101, (date_trunc('month', now() at time zone 'Asia/Shanghai') - n * interval '1 month')::date," \
	"    'function_fee', 10, 10000, 100000, 50000, 150000, 0, now() - interval '1 hour' from generate_series(0, 1) n"
#define CLEAN "delete from sla.invoice where enterprise_no between 7000000 and 7999999"

/* Corrections: told late, longer, of another cause or incident, voided. */
#define EDIT \
	"select setseed(%f);" \
	"insert into sla.outage (outage_id, enterprise_no, service, cause, started_at, ended_at, voided)" \
	"    select 7004000 + %d * 10 + n, 7000101, 'softswitch', 'provider', at, at + interval '25 minutes', false from (select n, " \
	"    now() - random() * interval '50 days' - interval '1 hour' as at from generate_series(1, 3) n) as w;" \
	"update sla.outage set ended_at = ended_at + random() * interval '30 minutes' where outage_id in" \
	"    (select outage_id from sla.outage where enterprise_no = 7000101 and not voided order by random() limit 3);" \
	"update sla.outage set cause = (array['carrier', 'provider'])[1 + outage_id %% 2] where outage_id in" \
	"    (select outage_id from sla.outage where enterprise_no between 7000101 and 7000115 order by random() limit 5);" \
	"update sla.outage set voided = true where outage_id in" \
	"    (select outage_id from sla.outage where enterprise_no between 7000101 and 7000115 and not voided order by random() limit 8);" \
	"update sla.outage set incident_id = null where outage_id in" \
	"    (select outage_id from sla.outage where incident_id = 7000101 + %d order by random() limit 9);" \
	"update sla.outage set started_at = started_at - interval '11 minutes' where incident_id = 7000103"

enum proof_of { ACCOUNT_RELIABILITY, PLATFORM_RELIABILITY, COMPENSATION, PROOF_COUNT };

static struct live t;

static void take(void *context, const struct clause_proof *proof)
{
	*(struct clause_proof *)context = *proof;
}

static struct clause_proof prove(enum proof_of of, struct span month, int64_t moment, bool as_known)
{
	struct clause_proof proof = {0};

	if (of == COMPENSATION)
		replica_prove_clause(t.replica, clause_find(COMMITMENT_COMPENSATION), ACCOUNT, month, moment, as_known, take, &proof);
	else
		replica_prove_reliability(t.replica, of == ACCOUNT_RELIABILITY ? ACCOUNT : 0, month, moment, as_known, take, &proof);
	LIVE_UNTIL(&t, proof.done || *proof.error);
	ck_assert_str_eq(proof.error, "");
	return proof;
}

static bool same(const struct clause_proof *a, const struct clause_proof *b)
{
	return !memcmp(a->ours.inputs, b->ours.inputs, sizeof a->ours.inputs) && a->ours.verdict == b->ours.verdict &&
	       !memcmp(a->theirs, b->theirs, sizeof a->theirs) && !strcmp(a->verdict, b->verdict) && a->rows == b->rows;
}

static void check_agree(const struct clause_proof *p, const char *when, enum proof_of of, int round)
{
	const struct outcome_input *inputs = commitments[p->ours.commitment].inputs;

	for (int i = 0; i < OUTCOME_INPUTS && inputs[i].name; i++)
		ck_assert_msg(p->ours.inputs[i] == p->theirs[i], "%s, proof %d of round %d: %s is %" PRId64 " here, %" PRId64 " there", when,
			      of, round, inputs[i].name, p->ours.inputs[i], p->theirs[i]);
	ck_assert_str_eq(verdict_names[p->ours.verdict], p->verdict);
}

START_TEST(what_was_proved_is_proved_again)
{
	static struct clause_proof then[ROUNDS][2][PROOF_COUNT];
	int64_t moments[ROUNDS];
	struct span months[2];
	int moved[PROOF_COUNT] = {0};
	unsigned seed = (unsigned)time(NULL);

	printf("seed: %u\n", seed);
	live_begin(&t);
	live_sql(&t, CLEAN);
	live_sql(&t, "select setseed(%f)", seed % 1000 / 1000.0);
	live_sql(&t, FILL);
	live_start(&t, NULL);
	LIVE_UNTIL(&t, live_state(&t, REPLICA_LIVE));
	const struct calendar *c = agreement_calendar(t.agreement);
	for (int k = 0; k < 2; k++) /* the running month, and the one before, which is over at the moment */
		months[k] = (struct span){calendar_month(c, clock_wall(), -k), calendar_month(c, clock_wall(), 1 - k)};
	for (int i = 0; i < ROUNDS; i++) {
		if (i)
			live_sql(&t, EDIT, (seed + (unsigned)i) % 1000 / 1000.0, i, i);
		live_catch_up(&t);
		moments[i] = platform_moment(t.platform, clock_monotonic());
		for (int k = 0; k < 2 * PROOF_COUNT; k++) {
			struct clause_proof *p = &then[i][k % 2][k / 2];
			*p = prove((enum proof_of)(k / 2), months[k % 2], moments[i], false);
			check_agree(p, "as it was", (enum proof_of)(k / 2), i);
		}
	}
	for (int i = 0; i < ROUNDS; i++)
		for (int k = 0; k < 2 * PROOF_COUNT; k++) {
			enum proof_of of = (enum proof_of)(k / 2);
			struct clause_proof known = prove(of, months[k % 2], moments[i], true);
			struct clause_proof now = prove(of, months[k % 2], moments[i], false);
			check_agree(&known, "as known then", of, i);
			ck_assert_msg(same(&known, &then[i][k % 2][of]), "proof %d of round %d, month %d, is not what it was", of, i, -(k % 2));
			moved[of] += !same(&now, &known);
		}
	for (int k = 0; k < PROOF_COUNT; k++) /* and it is not so of what is known now */
		ck_assert_msg(moved[k] >= ROUNDS / 2, "proof %d moved %d times", k, moved[k]);
	live_sql(&t, CLEAN);
	live_end(&t);
}
END_TEST

TEST_MAIN("proof_known", 120, what_was_proved_is_proved_again)
