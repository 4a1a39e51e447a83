/* Words of verdicts, and how a measured number is written. */
#include "slatop/sla/verdict.h"

#include <inttypes.h>

const char *const verdict_names[VERDICT_COUNT] = {"no_data", "too_early", "met",
						  "at_risk", "failing", "missed"};
const char *const verdict_words[VERDICT_COUNT] = {"no data", "too early", "met",
						  "at risk", "failing", "missed"};
const char *const measure_names[MEASURE_COUNT] = {"", "%", "s", "fen", "seats", "d", "months"};

enum verdict verdict_worst(const struct verdicts *v)
{
	int worst = VERDICT_COUNT - 1;
	while (worst > VERDICT_NO_DATA && !v->of[worst])
		worst--;
	return (enum verdict)worst;
}

enum verdict verdict_of_status(enum availability_status status)
{
	switch (status) {
	case STATUS_OK: return VERDICT_MET;
	case STATUS_AT_RISK: return VERDICT_AT_RISK;
	case STATUS_BREACHED: return VERDICT_MISSED;
	case STATUS_NO_DATA:
	case STATUS_COUNT: break;
	}
	return VERDICT_NO_DATA;
}

/* Whole and fraction of a number, its sign in front of both. */
static void decimals(struct buf *out, int64_t value, uint64_t unit, uint64_t cut, int digits)
{
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
	buf_addf(out, "%s%" PRIu64 ".%0*" PRIu64, value < 0 ? "-" : "", size / unit, digits, size % unit / cut);
}

static void counted(struct buf *out, int64_t value, const char *word)
{
	buf_addf(out, "%" PRId64 " %s%s", value, word, value == 1 || value == -1 ? "" : "s");
}

void measure_write(struct buf *out, enum measure m, int64_t value)
{
	switch (m) {
	case MEASURE_PERCENT:
		decimals(out, value, 1000000, 100, 4);
		buf_add_text(out, " %");
		break;
	case MEASURE_TIME: duration_text(out, value); break;
	case MEASURE_FEN:
		decimals(out, value, 100, 1, 2);
		buf_add_text(out, " yuan");
		break;
	case MEASURE_SEATS: counted(out, value, "seat"); break;
	case MEASURE_DAYS: counted(out, value, "day"); break;
	case MEASURE_MONTHS: counted(out, value, "month"); break;
	case MEASURE_NUMBER:
	case MEASURE_COUNT: buf_addf(out, "%" PRId64, value); break;
	}
}

void measure_write_exact(struct buf *out, enum measure m, int64_t value)
{
	if (m != MEASURE_TIME && m != MEASURE_PERCENT) {
		measure_write(out, m, value);
		return;
	}
	decimals(out, value, 1000000, 1, 6);
	while (out->data[out->length - 1] == '0')
		out->length--;
	if (out->data[out->length - 1] == '.')
		out->length--;
	out->data[out->length] = 0;
	buf_addf(out, " %s", measure_names[m]);
}
