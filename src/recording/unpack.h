/* Unpacking what a recording may be packed in, a piece at a time: gzip, tar. */
#ifndef SLATOP_SRC_RECORDING_UNPACK_H
#define SLATOP_SRC_RECORDING_UNPACK_H

#include <zlib.h>

#include "slatop/recording/recording.h"

/* Gzipped bytes, all members one behind the other. They are gone through twice: a
 * bomb is known for one before memory is given to it, and what is none gets its room
 * at once. */
struct unpacking {
	z_stream z;
	struct buf out;
	size_t length;  /* so far, of this pass */
	bool open, fills; /* fills: the second pass */
	int status;     /* zlib's last word */
};
bool unpack_is_gzip(const struct buf *bytes);
/* The bytes are borrowed until the end. */
bool unpack_begin(struct unpacking *u, const struct buf *bytes, struct err *e);
/* One piece; whether more is left. limit: with more than so many bytes it is ended
 * (u->length is above it then). */
bool unpack_step(struct unpacking *u, const struct buf *bytes, size_t limit);
/* Gives over what was unpacked, with zlib's last word (Z_STREAM_END: whole). */
int unpack_end(struct unpacking *u, struct buf *out);
void unpack_abandon(struct unpacking *u);

/* A tar (ustar): its regular files, by their last name. */
struct untarring {
	size_t at, left, padding; /* in the tar; of the file that is copied; behind it */
	struct recording_file *files; /* owned, names too; taken by the caller at the end */
	size_t count, capacity;
};
bool untar_is_tar(const struct buf *bytes);
/* One piece; whether more is left. Starts from a zeroed struct. */
bool untar_step(struct untarring *t, const struct buf *tar);

/* Names and bytes. */
void recording_files_release(struct recording_file *files, size_t count);

#endif
