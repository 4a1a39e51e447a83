/* What the readers share: one const row each in a table, and adding events. */
#ifndef SLATOP_SRC_RECORDING_READER_H
#define SLATOP_SRC_RECORDING_READER_H

#include "recording/unpack.h"
#include "slatop/recording/recording.h"

/* What comes one after the other; a tar's files may be gzipped themselves. */
enum reading_stage { READING_UNPACK, READING_UNTAR, READING_DETECT, READING_EVENTS, READING_GIVE_BACK, READING_DONE };

struct reading {
	struct recording *r;
	struct recording_file *files; /* its own, unpacked; the first is the one that was named */
	size_t file_count;
	int which;
	const struct buf *lead; /* the file that is gone through: begin may name another than the first */
	size_t at, line; /* how far: steps move it; lines of a timing file */
	void *state;   /* the reader's own: zeroed at first, freed at the end */
	uint32_t shown; /* bytes of outputs so far */

	/* The frame's; readers leave it alone. */
	enum reading_stage stage;
	const struct reader *reader;
	char format[32];         /* what its record calls it; "" */
	struct unpacking unpacking;
	struct untarring untarring;
	size_t file;             /* the one that is unpacked, or given back */
	size_t unpacked;         /* bytes of all so far */
	bool untarred, failed;
	struct err why;
};

/* A reader goes line by line, or event by event, so that the console can answer
 * keys in between: no step takes more than RECORDING_LINE_MOST bytes. */
struct reader {
	struct recording_format about;
	size_t state_size;
	/* Whether the files look like it. */
	bool (*detect)(const struct recording_file *files, size_t count);
	/* Reads the head. False only where nothing at all can be played. */
	bool (*begin)(struct reading *in, struct err *e);
	/* One step; whether more is left. */
	bool (*step)(struct reading *in);
	/* What is to be said once all is read; false: nothing can be played. NULL: nothing. */
	bool (*finish)(struct reading *in, struct err *e);
	/* Frees what the state owns, read to the end or not. NULL: nothing. */
	void (*release)(struct reading *in);
};
extern const struct reader reader_asciicast, reader_jumpserver, reader_tlog, reader_script, reader_sudo,
	reader_ttyrec;

/* A file by its name, NULL. */
struct recording_file *reading_file(const struct reading *in, const char *name);

/* Events, in the order of time; a time before the last one is that of the last.
 * False where there are too many, or one of more than RECORDING_LINE_MOST bytes: the
 * recording is marked, reading stops. */
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
 * over most bytes (at most RECORDING_LINE_MOST) is noted, and ends the file. */
struct line {
	const char *text;
	size_t length;
	bool whole; /* its newline is there */
};
bool reading_line(struct reading *in, const struct buf *bytes, size_t *at, size_t most, struct line *out);
/* A step through a timing file: its next line is read; one that cannot be is noted with
 * its number. go_on becomes false where its event was the last. */
bool reading_timing(struct reading *in, bool (*read)(struct reading *in, const struct line *l, bool *go_on));
/* What of length bytes may be looked at in one step. */
size_t reading_within(size_t length);

/* JSON that need not be sound to its end, or is too long for a tree of it: behind
 * spaces, commas and colons; behind a value of any kind. */
const char *reading_skip(const char *at, const char *end);
const char *reading_skip_value(const char *at, const char *end);

/* Decimal seconds ("1.25", "3", "0.000453") as microseconds, at most 100 years;
 * *rest behind them. False where there is no number, or a negative one. */
bool reading_seconds(const char *text, const char *end, int64_t *us, const char **rest);
/* So much later, but never later than 200 years after the start: many long delays
 * do not add up to more than a number holds. */
int64_t reading_later(int64_t at_us, int64_t us);
/* A whole number; false where there is none or it does not fit. */
bool reading_number(const char *text, const char *end, int64_t *number, const char **rest);

#endif
