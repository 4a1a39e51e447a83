/* Recordings of terminal sessions, read whole into events.
 *
 * Formats: asciicast v1, v2 and v3, JumpServer's .cast.gz and .replay.gz, tlog,
 * script (with its timing file), sudo's iolog and ttyrec; gzipped ones are
 * unpacked. A damaged recording plays up to the damage and says where it is; what
 * is no recording, empty, or larger than any honest one is refused with the
 * reason. Nothing here draws or answers: see emulator.h and player.h. */
#ifndef SLATOP_RECORDING_RECORDING_H
#define SLATOP_RECORDING_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/base/err.h"

#define RECORDING_BYTES_MOST (256u << 20) /* of a recording unpacked; above it counts as a bomb */
#define RECORDING_LINE_MOST (2u << 20)    /* of one line of a file of lines, of one event's bytes */
#define RECORDING_EVENTS_MOST 4000000u

enum recording_event_kind {
	RECORDING_OUTPUT, /* bytes for the terminal */
	RECORDING_INPUT,  /* what was typed, passwords too: shown only where it is allowed */
	RECORDING_RESIZE, /* rows, columns */
	RECORDING_MARKER, /* its label */
	RECORDING_EVENT_KINDS
};
struct recording_event {
	int64_t at_us;   /* since the start; never less than the one before */
	uint32_t at;     /* its bytes in recording.bytes */
	uint32_t length;
	uint32_t shown;  /* bytes of outputs before it */
	uint16_t rows, columns; /* RECORDING_RESIZE */
	uint8_t kind;
	bool enter;      /* RECORDING_INPUT: an Enter is in it */
};

enum recording_condition {
	RECORDING_WHOLE,
	RECORDING_UNFINISHED, /* ends where more was to come */
	RECORDING_GAPS,       /* parts between are missing */
	RECORDING_DAMAGED     /* plays up to the damage, or round it */
};
extern const char *const recording_condition_names[4];

struct recording {
	const char *format;  /* "asciicast v2" ...: static */
	int rows, columns;   /* at the start */
	bool size_known;     /* false: rows and columns are a guess */
	bool resizes_told;   /* false: the screen may have grown unseen; let the emulator grow */
	int64_t length_us;   /* time of the last event */
	char title[256], command[256]; /* cleaned; "" */
	struct recording_event *events;
	size_t event_count, event_capacity;
	struct buf bytes;    /* of all events */
	uint32_t *inputs, *markers; /* indexes of the events that were typed, and of the markers */
	size_t input_count, input_capacity, marker_count, marker_capacity;
	enum recording_condition condition;
	char note[256];      /* why it is not whole: "damaged at event 3 (line 4): ..."; cleaned */
	int recordings;      /* how many the file mixes; the one asked for was read */
	char sha256[65];     /* of the file, of a folder's files in the order of their names; "": read from memory */
};

/* A file of a recording: its name (for folders and pairs) and its bytes. */
struct recording_file {
	const char *name;
	struct buf bytes;
};

struct recording_options {
	const char *timing; /* path of script's timing file; NULL: found beside it (FILE.timing, FILE.tm,
			       timing) */
	int which;          /* of several recordings in one file, from 0 */
};

/* Reads a file, or a folder (sudo's iolog). NULL, and why: not there, not to be
 * read, empty, no recording, too large. */
struct recording *recording_open(const char *path, const struct recording_options *o, struct err *e);
/* The same from memory, as it comes from a database. format is a word of the
 * contract (asciicast jumpserver tlog script sudo), NULL: found out. A sudo
 * recording, or a script with its timing, is one tar file. The files are taken:
 * their bytes are released. */
struct recording *recording_read(struct recording_file *files, size_t count, const char *format,
				 const struct recording_options *o, struct err *e);
void recording_destroy(struct recording *r);

/* --- reading in slices, for whoever has keys to answer meanwhile --- */
struct reading;
/* As recording_read, but nothing is done yet; names and format are copied. */
struct reading *reading_begin(struct recording_file *files, size_t count, const char *format,
			      const struct recording_options *o);
/* Unpacks and reads until deadline_us (monotonic); whether work is left. What is
 * done between two looks at the clock is bounded, whatever the bytes are: 64 KiB
 * unpacked, or one line. */
bool reading_work(struct reading *in, int64_t deadline_us);
/* What it is at, for a message: "unpacking, 12.0 MB", "reading, 40 %". */
void reading_progress(const struct reading *in, char out[64]);
/* Frees it. The recording, once no work is left; NULL and why where it is none,
 * NULL with work left (e then says so). NULL is ended too. */
struct recording *reading_end(struct reading *in, struct err *e);

/* The formats, for help. */
struct recording_format {
	const char *name; /* as in the contract */
	const char *help;
};
size_t recording_format_count(void);
const struct recording_format *recording_format_at(size_t index);

#endif
