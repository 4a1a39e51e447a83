/* What the operator does, for the journal: views of accounts, filters, exports,
 * replays, refusals, start and end. What must not happen without its record asks
 * trail_need; the rest goes on where the journal cannot be written, and says so. */
#ifndef SLATOP_APP_TRAIL_H
#define SLATOP_APP_TRAIL_H

#include "app/config.h"
#include "slatop/journal/journal.h"
#include "slatop/screen/console.h"

struct trail;
/* Begins with a record "start". Never NULL; where the journal cannot be opened,
 * trail_error says why, and it is tried again with each record, and every few
 * seconds (trail_follow). mode: "live", "report", "play", "audit 10001". */
struct trail *trail_create(const struct config *c, const char *mode);
/* Whether there could be a journal; false and why not. Writes nothing into it. */
bool trail_can(struct err *e);
/* Audit mode: what is in front is recorded before it is shown, firmly; false and
 * why: then it must not be shown. */
bool trail_show(struct trail *t, struct console *c, struct err *e);
/* Writes "end" and gives the code that a customer can write down, the start of the
 * journal's head, with the number of its record. NULL: there is no journal. */
char *trail_end(struct trail *t);
/* Writes "end", where that has not been done. NULL is fine. */
void trail_destroy(struct trail *t);
/* Why the last record was not written; "" where all is well. */
const char *trail_error(const struct trail *t);
/* Why the journal's witness does not know what it should; "" where it does. */
const char *trail_untold(const struct trail *t);
/* Tells it what it could not be told before. */
void trail_tell(struct trail *t);
/* Whether it is known who sits at the terminal: nobody else is shown private data. */
bool trail_knows_operator(const struct trail *t);
void trail_note(struct trail *t, const char *what, const struct journal_field *fields, size_t count);
/* Firm; false and why where it could not be written: then it must not happen. */
bool trail_need(struct trail *t, const char *what, const struct journal_field *fields, size_t count, struct err *e);
/* Which account and which bastion session a scope is of, with the sub-platform, as
 * fields of a record; how many, TRAIL_ABOUT at most. What they hold is the scope's. */
#define TRAIL_ABOUT 3
size_t trail_about(const struct model_scope *scope, struct journal_field *fields);
/* A record of a replay, firm: what is "replay" or "replay-seek", about which recording it
 * is (TRAIL_ABOUT fields at most), at_us where it stands, since the recording's start;
 * -1: at none. False and why: then nothing may be played. */
bool trail_replay(struct trail *t, const char *what, const struct journal_field *about, size_t count, int64_t at_us,
		  struct err *e);
/* Its end: where that cannot be written, it is among the records that are missing. */
void trail_replay_end(struct trail *t, const struct journal_field *about, size_t count);
/* Looks at the page in front: another account, another session, or another filter,
 * is a record. */
void trail_follow(struct trail *t, struct console *c);
/* The path of the journal of this user, whether or not there is one; NULL and why:
 * nothing says where. To be freed. */
char *trail_path(struct err *e);

#endif
