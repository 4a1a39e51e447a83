/* The operator's own trail: an append-only file of JSON lines, each chained to the
 * one before by SHA-256, so that a record that was changed, taken out or put in is
 * seen. What a chain alone cannot show, a tail cut off or the whole file written
 * anew, the witness does: sequence and head, told to somebody else (syslog).
 *
 * Several consoles write to one file; each record is put there whole, under a
 * lock that is held for that alone. A console that is killed in the middle of it
 * leaves a torn line, which the next record names; no byte is ever taken away,
 * but what a full disk did not let be finished. Nothing here waits for longer
 * than JOURNAL_WAIT_MS.
 *
 * A record holds who, when, where and what, numbers and not values: never what a
 * private field showed. */
#ifndef SLATOP_JOURNAL_JOURNAL_H
#define SLATOP_JOURNAL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/buf.h"
#include "slatop/base/err.h"
#include "slatop/base/json.h"

#define JOURNAL_WAIT_MS 200     /* for another console's lock */
#define JOURNAL_RECORD_MOST 8192 /* bytes of a line */
#define JOURNAL_EVERY 100       /* the witness is told of each record with such a number */

/* Who writes; "" where it is not known. Copied. */
struct journal_who {
	const char *operator_name; /* "unknown": a shared account without a key */
	const char *login;         /* the audit login: "li.min (1004)" */
	const char *key;           /* of SSH: "SHA256:..." */
	const char *from;          /* the address of the connection */
	const char *terminal;      /* "/dev/pts/3" */
	const char *mode;          /* "live", "audit 10001", "report", "play" */
};
/* More of a record: a number, or where text is not NULL that. */
struct journal_field {
	const char *name;
	const char *text;
	int64_t number;
};

/* What the file ends with. */
struct journal_head {
	uint64_t sequence; /* 0: no record yet */
	char hash[65];     /* of the last record; 64 zeros where there is none */
};

struct journal;
/* Tells the witness. */
typedef void (*journal_witness_fn)(void *context, const struct journal_head *head);

/* Opens or makes the file (0600). Refused with the reason: it is no file of the
 * user's own, it cannot be written. */
struct journal *journal_open(const char *path, const struct journal_who *who, journal_witness_fn witness, void *context,
			     struct err *e);
/* NULL is fine. */
void journal_close(struct journal *j);
/* Appends a record; what is its kind, one word ("view"). firm: it is on the disk
 * when this returns, and the witness is told; for what must not happen without its
 * record. False and why: the disk is full, the lock is held, the file has gone or
 * is another one now. */
bool journal_write(struct journal *j, const char *what, const struct journal_field *fields, size_t count, bool firm,
		   struct err *e);
/* The last record written here. */
const struct journal_head *journal_last(const struct journal *j);

/* --- reading --- */

struct journal_record {
	uint64_t line;     /* from 1 */
	const char *text;  /* the line, without its end */
	size_t length;
	bool ended;        /* false: the file ends in it without a newline */
	const struct json_node *node; /* its members; NULL: a torn line */
};
/* Reads record by record; each is valid during the call. False: the file cannot be
 * read (a file that is not there has no records), or a record is none. */
bool journal_read(const char *path, bool (*record)(void *context, const struct journal_record *r), void *context,
		  struct err *e);

/* A journal that is read piece by piece, from its start on and then what is added
 * to it; each record with what is wrong with the chain at its place. Reading goes on
 * behind a fault: what was told there says where it is. */
struct journal_follow;
/* Of a path, which is copied; the file may not be there yet. */
struct journal_follow *journal_follow_create(const char *path);
void journal_follow_destroy(struct journal_follow *f); /* NULL is fine */
/* From the first record on again. */
void journal_follow_restart(struct journal_follow *f);
/* The next record that is whole; fault is what is wrong at it, NULL where nothing is;
 * r->node is NULL of a line that is none. Valid until the next call. False: there is
 * none now (or, with e set, it cannot be read). A file that has become shorter, or
 * another one, is read anew: *anew. */
bool journal_follow_next(struct journal_follow *f, struct journal_record *r, const char **fault, bool *anew, struct err *e);

struct journal_verdict {
	bool sound;
	uint64_t records, torn; /* looked at; lines that were not finished, and are named as such */
	uint64_t witnessed;     /* that a witness has seen, all of them the same */
	uint64_t bad_line;      /* of the first that is not sound, 0 */
	char why[400];          /* "record 17: what it holds is not what its hash says" */
	struct journal_head head;
};
/* Verifies the chain and, where witness is a path (syslog's file, lines that hold
 * what journal_witness_line makes), each head that it has of the journal at this
 * path. False: one of them cannot be read. */
bool journal_verify(const char *path, const char *witness, struct journal_verdict *out, struct err *e);
/* Appends what the witness is told: "slatop journal /PATH sequence 17 head 3f...". */
void journal_witness_line(struct buf *out, const struct journal *j, const struct journal_head *head);

#endif
