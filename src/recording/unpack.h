/* Unpacking what a recording may be packed in: gzip, tar. */
#ifndef SLATOP_SRC_RECORDING_UNPACK_H
#define SLATOP_SRC_RECORDING_UNPACK_H

#include "recording/reader.h"

/* Puts the unpacked bytes in place of gzipped ones; others stay. One cut off, or
 * broken in the middle, is unpacked as far as it goes and noted; one that unpacks
 * to more than RECORDING_BYTES_MOST is refused. */
bool unpack_gzip(struct reading *in, struct buf *bytes, struct err *e);
/* The regular files of a tar (ustar; gzipped too), by their last name. False
 * where the bytes are no tar: nothing is made then. */
bool unpack_tar(const struct buf *bytes, struct recording_file **files, size_t *count);
void unpack_release(struct recording_file *files, size_t count);

#endif
