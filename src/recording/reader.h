/* What the readers share: one const row each in a table, and adding events. */
#ifndef SLATOP_SRC_RECORDING_READER_H
#define SLATOP_SRC_RECORDING_READER_H

#include "slatop/recording/recording.h"

struct reading {
	struct recording *r;
	struct recording_file *files; /* unpacked; the first is the one that was named */
	size_t file_count;
	int which;
};

struct reader {
	struct recording_format about;
	/* Whether the files look like it. */
	bool (*detect)(const struct recording_file *files, size_t count);
	/* Fills the recording. False only where nothing at all can be played. */
	bool (*read)(struct reading *in, struct err *e);
};
extern const struct reader reader_asciicast, reader_jumpserver, reader_tlog, reader_script, reader_sudo,
	reader_ttyrec;

/* A file by its name, NULL. */
struct recording_file *reading_file(const struct reading *in, const char *name);

/* Events, in the order of time; a time before the last one is that of the last.
 * False where there are too many: the recording is marked, reading stops. */
bool reading_add(struct reading *in, enum recording_event_kind kind, int64_t at_us, const char *bytes,
		 size_t length);
/* False for a size that no terminal has ("-1x0", 65535x65535): nothing is added. */
bool reading_resize(struct reading *in, int64_t at_us, int64_t rows, int64_t columns);
/* The size at the start; one that no terminal has is left out and noted. */
void reading_size(struct reading *in, int64_t rows, int64_t columns);
/* The first note stays; the condition is the worst. */
void reading_note(struct reading *in, enum recording_condition c, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void reading_title(char out[256], const char *text);

/* The line at *at without its end; *at goes behind it. False at the end. A line
 * over RECORDING_LINE_MOST is cut off and noted, and is the last. */
struct line {
	const char *text;
	size_t length;
	bool whole; /* its newline is there */
};
bool reading_line(struct reading *in, const struct buf *bytes, size_t *at, struct line *out);

/* Decimal seconds ("1.25", "3", "0.000453") as microseconds, at most 100 years;
 * *rest behind them. False where there is no number, or a negative one. */
bool reading_seconds(const char *text, const char *end, int64_t *us, const char **rest);
/* A whole number; false where there is none or it does not fit. */
bool reading_number(const char *text, const char *end, int64_t *number, const char **rest);

#endif
