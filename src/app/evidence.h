/* Evidence: a folder that holds the figures of an incident and everything that they
 * are made of, so that anybody can reckon them again without a database.
 *
 *     evidence.json      what it is of: incident, span, moment, program, the standby's position, and the parameters
 *     figures.json       the figures, as reports print them
 *     agreement.json     the agreement file that judged, byte for byte
 *     rows/NAME.json     the rows of each relation, what people did included: {"columns": [...], "rows": [[...], ...]}, texts or null
 *     sql/NAME.sql       the statement that read them
 *     manifest.sha256    the SHA-256 of each of these, as sha256sum -c reads it; written last */
#ifndef SLATOP_APP_EVIDENCE_H
#define SLATOP_APP_EVIDENCE_H

#include "slatop/base/buf.h"
#include "slatop/base/err.h"

#define EVIDENCE_MANIFEST "manifest.sha256"

struct evidence_file {
	char *path; /* below the folder */
	struct buf data;
};
struct evidence {
	struct evidence_file *files;
	size_t count, capacity;
};
/* Adds a file that is empty; valid until the next one is added. */
struct buf *evidence_add(struct evidence *v, const char *path);
/* NULL: there is none of that path. */
const struct buf *evidence_find(const struct evidence *v, const char *path);
void evidence_release(struct evidence *v);

/* The manifest's text. */
void evidence_manifest(const struct evidence *v, struct buf *out);
/* Makes the folder, which must not be there, and writes all of it, the manifest
 * last. hash: of the manifest. */
bool evidence_write(const struct evidence *v, const char *folder, char hash[65], struct err *e);
/* Reads every file of a folder but the manifest, whose text is given apart. False
 * where there is none: it is unfinished, or something else. */
bool evidence_read(struct evidence *v, const char *folder, struct buf *manifest, struct err *e);

/* Reckons the figures from the rows alone, and writes them as figures.json has
 * them. */
bool evidence_figures(const struct evidence *v, struct buf *out, struct err *e);

#endif
