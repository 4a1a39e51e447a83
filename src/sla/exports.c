/* Clause 4.7: exports. */
#include "slatop/sla/exports.h"

#include <strings.h>

#include "safe.h"

bool export_job_faulty(const struct export_job *e)
{
	return !time_sound(e->requested_at) || time_infinite(e->finished_at) || e->finished_at < e->requested_at;
}

static bool has(const struct text_list *list, const char *format)
{
	for (size_t i = 0; format && i < list->count; i++)
		if (!strcasecmp(list->items[i], format))
			return true;
	return false;
}

bool export_format_right(const struct terms *t, const struct export_job *e)
{
	if (!e->recording)
		return has(&t->export_formats, e->format);
	return has(&t->recording_formats, e->format) && e->bits == t->recording_bits &&
	       e->sample_hz == t->recording_hz && e->channels == t->recording_channels;
}

int64_t export_deadline(const struct terms *t, const struct export_job *e)
{
	return time_after(e->requested_at, t->export_finish_within_us);
}

size_t export_judge(const struct terms *t, const struct export_job *e, int64_t moment_us, struct violations *v)
{
	struct violation one = {.enterprise_no = e->enterprise_no, .row_id = e->export_id, .subject = e->format};
	int64_t deadline = export_deadline(t, e), until = earlier_of(e->finished_at, moment_us);
	size_t count = 0;
	if (!export_format_right(t, e)) {
		one.rule = RULE_EXPORT_FORMAT;
		one.at_us = e->requested_at;
		violations_add(v, one);
		count++;
	}
	if (until > deadline) {
		one.rule = RULE_EXPORT_UNFINISHED;
		one.at_us = deadline;
		one.amount = until - deadline;
		violations_add(v, one);
		count++;
	}
	return count;
}

void exports_outcome(const struct terms *t, const struct export_job *list, size_t count, struct span span,
		     int64_t moment_us, struct outcome *out, struct violations *v)
{
	struct arena own = {0};
	struct violations found = {.arena = &own};
	int64_t checked = 0, broken = 0;
	for (size_t i = 0; i < count; i++) {
		const struct export_job *e = &list[i];
		if (export_job_faulty(e) || e->requested_at > moment_us)
			continue;
		checked += e->requested_at >= span.start_us && e->requested_at < span.end_us;
		export_judge(t, e, moment_us, &found);
	}
	broken = violations_keep(&found, span, v);
	outcome_rules(COMMITMENT_EXPORTS, t, checked, broken, out);
	arena_release(&own);
}
