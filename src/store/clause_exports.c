/* 4.7: exports, their formats and when they were done. */
#include "slatop/sla/exports.h"

#include <string.h>

#include "store/clause.h"

#define COLUMNS(C) \
	C(ID, "export_id", FACT_NUMBER) C(KIND, "kind", FACT_TEXT) C(FORMAT, "format", FACT_TEXT) \
	C(BITS, "bits", FACT_NUMBER) C(HZ, "sample_hz", FACT_NUMBER) C(CHANNELS, "channels", FACT_NUMBER) \
	C(REQUESTED, "requested_at", FACT_TIME) C(FINISHED, "finished_at", FACT_TIME)

enum { COLUMNS(CLAUSE_ENUM) C_COUNT };

static void judge(const struct clause_input *in, struct clause_line *lines, struct violations *v)
{
	for (size_t i = 0; i < in->count; i++) {
		const struct fact_row *f = &in->facts[i];
		const char *kind = fact_text(f, C_KIND);
		const struct export_job e = {
			.export_id = fact_int(f, C_ID), .enterprise_no = in->enterprise_no,
			.recording = kind && !strcmp(kind, "recording"), .format = fact_text(f, C_FORMAT),
			.bits = fact_int(f, C_BITS), .sample_hz = fact_int(f, C_HZ),
			.channels = fact_int(f, C_CHANNELS), .requested_at = fact_time(f, C_REQUESTED),
			.finished_at = fact_time(f, C_FINISHED)};
		struct violations found = {.arena = v->arena};
		if (export_job_faulty(&e)) {
			lines[i].why = "a bad row";
			continue;
		}
		export_judge(in->terms, &e, in->moment_us, &found);
		clause_rules_line(in, clause_within(in, e.requested_at), &found, &lines[i], v);
		if (!lines[i].why && !lines[i].inputs[0])
			lines[i].why = "requested before the month";
	}
}

static int64_t reach(const struct terms *t, const struct calendar *c, int64_t moment_us)
{
	(void)c;
	(void)moment_us;
	return t->export_finish_within_us;
}

const struct clause clause_exports = {
	.commitment = COMMITMENT_EXPORTS,
	.needs = {"export_job"},
	.sql = "src/replica/facts_exports.sql",
	.proof = "src/replica/prove_exports.sql",
	.reach = reach,
	.columns = {COLUMNS(CLAUSE_COLUMN){0}},
	.judge = judge,
};
