/* Files that are carried in the program: shipped screens, themes, SQL and the
 * default agreement, found by their path in the source tree. */
#ifndef SLATOP_BASE_EMBED_H
#define SLATOP_BASE_EMBED_H

#include <stddef.h>

struct embedded {
	const char *path; /* "screens/outages.json" */
	const char *data; /* NUL-terminated */
};

extern const struct embedded embedded_files[]; /* sorted by path */
extern const size_t embedded_count;

/* The file of that path, or NULL. */
const struct embedded *embedded_find(const char *path);

#endif
