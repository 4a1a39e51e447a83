/* Exporters: a view's rows as a file. One row each in a table.
 *
 * table is for people: aligned by cells, as a screen would show it. csv and json
 * hold raw values, so that nothing is lost to a format. */
#ifndef SLATOP_EXPORT_EXPORT_H
#define SLATOP_EXPORT_EXPORT_H

#include "slatop/base/buf.h"
#include "slatop/table/view.h"

struct export_head { /* what stands around the rows */
	const char *screen;
	const char *month; /* "2026-11", NULL where a span is given */
	int64_t from_us, to_us;
	const char *agreement; /* hash */
	struct export_platform {
		const char *code;
		int64_t as_of;       /* TIME_NONE: null */
		int64_t data_age_us; /* TIME_NONE: null */
	} * platforms;
	size_t platform_count;
	const struct calendar *calendar;
	bool ascii;
	/* For table: heads and formats of the fields, in their order; NULL, also
	 * single ones: the field's own. */
	const char *const *titles;
	const struct value_format *const *formats;
	int64_t reference_us; /* for table: the moment that times are shown against */
};
struct exporter {
	const char *name, *help;
	/* Appends all rows of the view, which has to be worked to its end. */
	void (*write)(struct buf *out, const struct export_head *head, struct view *v, const uint16_t *fields,
		      size_t field_count);
};
extern const struct exporter *const exporters[]; /* table csv json */
extern const size_t exporter_count;
const struct exporter *exporter_find(const char *name);
/* The fields that a report prints: all of a model that are not for the screen
 * only, in their order. fields has room for the model's field_count; returns how
 * many. */
size_t export_fields(const struct model *m, uint16_t *fields);

#endif
