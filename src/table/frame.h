/* The frame of a model: what its state is made of is a list of parts, and opening,
 * closing, following the scope, and saying what is known follow from the list.
 *
 * A state begins with MODEL_FRAME, the other parts stand behind it:
 *
 *     struct model_state {
 *             MODEL_FRAME;
 *             struct held held;
 *             struct arena texts;
 *     };
 *     static const struct part parts[] = {PART(held, held), PART(texts, texts), {NULL, 0}};
 *
 * Its open() makes it by frame_new and opens the parts that want more than the scope;
 * FRAME_FUNCTIONS are all the others. */
#ifndef SLATOP_SRC_TABLE_FRAME_H
#define SLATOP_SRC_TABLE_FRAME_H

#include "table/sources.h"

/* What a part does; all but close may be NULL. */
struct part_kind {
	void (*close)(void *part);
	void (*advance)(void *part, const struct model_scope *scope);
	uint64_t (*generation)(const void *part);
	bool (*complete)(const void *part);
	/* Long work behind complete rows: in slices, once the parts before it are complete. */
	bool (*work)(void *part, int64_t deadline_us);
	bool (*progress)(const void *part, struct buf *out);
	bool (*stop)(void *part, bool stops);
};
/* Of the scope: held (held.h), months (compensations.h), fallen, trend, years (not
 * opened: nothing is wanted of them). Of the sources: logs (log_reading.h), hours
 * (carrier_hours.h). A tally. An arena: texts is emptied when the scope goes on, kept
 * is not. A list: the pointer, which is freed. */
extern const struct part_kind part_held, part_months, part_fallen, part_trend, part_years, part_logs, part_hours, part_texts,
	part_kept, part_list, part_tally;

struct part {
	const struct part_kind *kind; /* NULL after the last */
	size_t offset;                /* in struct model_state */
};
#define PART(name, member) {&part_##name, offsetof(struct model_state, member)}

#define FRAME_MEMBERS \
	struct sources sources; \
	struct span (*span)(const struct model_scope *scope); /* what its periods are of */ \
	const struct part *parts
struct frame { FRAME_MEMBERS; };
#define MODEL_FRAME struct { FRAME_MEMBERS; }

/* What periods are of: the scope's span, or none: none is taken. Apart: nor is there
 * any that is waited for, or whose changes matter. */
struct span frame_of_scope(const struct model_scope *scope);
struct span frame_plain(const struct model_scope *scope);
struct span frame_apart(const struct model_scope *scope);
/* one_account: as of sources_open. The parts are zeroed. */
struct model_state *frame_new(size_t size, const struct model_scope *scope, const struct part *parts,
			      struct span (*span)(const struct model_scope *scope), bool one_account);
void frame_close(struct model_state *s);
void frame_advance(struct model_state *s, const struct model_scope *scope);
uint64_t frame_generation(const struct model_state *s);
/* Whether all parts are; frame_ready: those that do no long work. */
bool frame_complete(const struct model_state *s);
bool frame_ready(const struct model_state *s);
bool frame_progress(const struct model_state *s, struct buf *out);
bool frame_stop(struct model_state *s, bool stops);
/* The long work of all parts; whether some is left at the deadline. */
bool frame_work(struct model_state *s, int64_t deadline_us);

#define FRAME_FUNCTIONS_BOTH .advance = frame_advance, .complete = frame_complete, .progress = frame_progress, .stop = frame_stop
#define FRAME_FUNCTIONS_BUT_CLOSE FRAME_FUNCTIONS_BOTH, .generation = frame_generation
#define FRAME_FUNCTIONS_BUT_GENERATION FRAME_FUNCTIONS_BOTH, .close = frame_close
#define FRAME_FUNCTIONS FRAME_FUNCTIONS_BUT_CLOSE, .close = frame_close

#endif
