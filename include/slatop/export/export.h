/* Exporters: a view's rows as a file. One row each in a table. */
#ifndef SLATOP_EXPORT_EXPORT_H
#define SLATOP_EXPORT_EXPORT_H

#include "slatop/base/buf.h"
#include "slatop/table/view.h"

struct export_head { /* what DESIGN.md puts around the rows */
	const char *screen;
	const char *month;        /* "2026-11", NULL where a span is given */
	int64_t from_us, to_us;
	const char *agreement;    /* hash */
	struct export_platform {
		const char *code;
		int64_t as_of;       /* TIME_NONE: null */
		int64_t data_age_us; /* TIME_NONE: null */
	} *platforms;
	size_t platform_count;
	const struct calendar *calendar;
	bool ascii;
};
struct exporter {
	const char *name, *help;
	void (*write)(struct buf *out, const struct export_head *head, struct view *v, const uint16_t *fields,
		      size_t field_count);
};
extern const struct exporter *const exporters[]; /* table csv json */
extern const size_t exporter_count;
const struct exporter *exporter_find(const char *name);

#endif
