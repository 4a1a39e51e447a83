/* Exporters: views' rows as a file. One row each in a table.
 *
 * Two kinds. Those for people (table, md) show the panes of a screen with its
 * columns, titles and formats. The others (csv, json, xlsx) hold one dataset
 * with all fields of its model, raw or typed, so that nothing is lost to a
 * format. */
#ifndef SLATOP_EXPORT_EXPORT_H
#define SLATOP_EXPORT_EXPORT_H

#include "slatop/base/buf.h"
#include "slatop/base/err.h"
#include "slatop/table/view.h"

struct export_head { /* what stands around the rows */
	const char *screen;
	const char *month; /* "2026-11", NULL where a span is given */
	int64_t from_us, to_us;
	const char *agreement; /* hash */
	const char *versions;  /* codes and versions that judge: "standard from 2000-01"; NULL: not said */
	const char *view;      /* of an earlier moment: "as of 2026-11-03 14:22, as known now"; NULL: of the present */
	bool known_now;        /* what was known later is in it: programs are told, as else a file holds what
				  was known at its as_of */
	const char *later;     /* what without a history changed since: "2 accounts changed since", or (as known
				  then) all of it: "as known now: accounts (2 changed since)"; NULL: nothing */
	struct export_platform {
		const char *code;
		int64_t as_of;       /* TIME_NONE: null */
		int64_t data_age_us; /* TIME_NONE: null */
	} * platforms;
	size_t platform_count;
	const struct calendar *calendar;
	bool ascii;
	int64_t reference_us; /* for people: the moment that times are shown against */
	/* Writes what was appended so far and empties out, so that a file of a million
	 * rows is never in memory whole; false: it cannot be written, and the exporter
	 * ends with false and no word of its own. NULL: all of it stays in out. */
	bool (*drain)(void *context, struct buf *out);
	void *drain_context;
};
/* For exporters, after each row: whether to go on. */
bool export_drain(const struct export_head *head, struct buf *out);
/* The rows of one view, which has to be worked to its end. */
struct export_part {
	const char *title; /* NULL: none */
	const char *empty; /* what is said where there are no rows; NULL: "no rows" */
	struct view *view;
	const uint16_t *fields;
	size_t field_count;
	/* For people: heads and formats of the fields, in their order; NULL, also
	 * single ones: the field's own. */
	const char *const *titles;
	const struct value_format *const *formats;
};
struct exporter {
	const char *name, *help;
	bool for_people; /* any number of parts, with titles and formats; the others take one part */
	bool many;       /* takes any number of parts all the same, each with its title */
	bool binary;     /* not for a terminal */
	/* Appends the whole file, or drains it as it grows. On an error, which says why,
	 * out is to be thrown away. */
	bool (*write)(struct buf *out, const struct export_head *head, const struct export_part *parts,
		      size_t part_count, struct err *e);
};
extern const struct exporter *const exporters[]; /* table csv json xlsx md */
extern const size_t exporter_count;
const struct exporter *exporter_find(const char *name);
/* The fields that a report prints: all of a model that are not for the screen
 * only, in their order. fields has room for the model's field_count; returns how
 * many. */
size_t export_fields(const struct model *m, uint16_t *fields);

#endif
