/* A pager: what a view of a paged source holds instead of a model's rows.
 *
 * It keeps a window of rows around the cursor and reads ahead in both directions.
 * Each sub-platform has a stream of rows in each direction; what the streams have
 * brought is merged into the window as soon as its place is certain. Going
 * elsewhere (home, end, a moment, another filter) builds a window aside, which
 * takes the place of the shown one when its first rows are there. */
#ifndef SLATOP_SRC_TABLE_PAGER_H
#define SLATOP_SRC_TABLE_PAGER_H

#include "slatop/table/view.h"
#include "table/pager_sql.h"

enum { BEHIND, BEFORE, DIRECTIONS }; /* in the order of the list: down, and up */

struct page_window;
struct stream { /* one sub-platform's rows in one direction */
	struct page_window *window;
	uint32_t platform;
	uint8_t direction;
	struct page_bound from;   /* where it reads on */
	struct page_row **rows;   /* read, but not in the window yet: the next first */
	size_t first, count, capacity;
	size_t wanted;            /* rows of the page that is asked for */
	size_t piece;             /* rows that a scan looks at in one go */
	void *asked;              /* the host's; NULL: nothing is on its way */
	bool scans;               /* what is asked */
	bool answered;            /* once at least */
	bool ended;               /* there are no more */
	char *statement;          /* what is asked, for its error */
	char *error;              /* why it does not go on; NULL */
	bool lasting;
	int64_t retry_at;
};

struct page_window {
	struct pager *pager;
	struct page_row **rows;
	size_t count, capacity, bytes;
	struct stream *streams[DIRECTIONS]; /* stream_count of each */
	size_t stream_count;
	size_t cursor;     /* while it is built aside */
	uint64_t scanned;  /* rows that scans have looked at */
	const struct page_search *search;
};

struct newer { /* rows that have come on one sub-platform */
	struct pager *pager;
	void *asked;
	uint32_t platform;
	int64_t rows;
};

enum page_target { TARGET_HOME, TARGET_END, TARGET_MOMENT, TARGET_ROW };

struct pager {
	struct view *view;
	struct page_order order;
	struct page_window *shown, *next; /* next: what is on its way; NULL */
	enum page_target target;     /* of next */
	size_t offset;               /* lines between the top and the cursor, for TARGET_ROW */
	struct page_window *glance;       /* the first page again, to see what is new; NULL */
	int64_t glance_at;           /* when the next may be */
	struct page_row *newest;     /* the first row, as it was last looked at; NULL */
	struct newer *newer;         /* counts on their way */
	size_t newer_count;
	int64_t newer_rows;          /* rows before newest, as far as counted */
	int64_t owed;                /* rows that the cursor is still to go */
	int64_t then;                /* and once next is there */
	bool moved;                  /* while next was on its way */
	bool stopped;                /* by the user: goes on with the next move */
	struct page_search search;   /* owned: text, fields; without "searching": waits for next */
	struct page_window *searching;    /* a search on its way; NULL */
	bool searching_back;
	struct buf note;             /* what came of a search, to be said once; "": nothing */
};

struct pager *pager_create(struct view *v);
void pager_destroy(struct pager *p);
/* Another scope, order or filter: from the first row, or around the cursor's. */
void pager_restart(struct pager *p, bool stay);
void pager_move_to(struct pager *p, size_t row); /* 0: the first of all, SIZE_MAX: the last */
void pager_move(struct pager *p, int64_t rows);
void pager_go_to_time(struct pager *p, int64_t at_us);
void pager_go_to_number(struct pager *p, int64_t number);
/* Everything that is on its way is given up, until the next pager_work. */
void pager_leave(struct pager *p);
/* The user stops a scan or a search; false: nothing runs. */
bool pager_stop(struct pager *p);
void pager_advance(struct pager *p, int64_t now);
void pager_work(struct pager *p);
/* A search behind the window's end (or before its start). */
void pager_search(struct pager *p, const char *text, const uint16_t *fields, size_t count, bool backwards);
/* A search that is asked for while the first, the last row or a moment is on its way
 * waits for that; false: nothing is. */
bool pager_search_later(struct pager *p, const char *text, const uint16_t *fields, size_t count, bool backwards);

/* --- pager_live.c: what is new at the top --- */
void pager_live_advance(struct pager *p, int64_t now);
void pager_live_work(struct pager *p);
void pager_live_stop(struct pager *p);
/* The first row has been looked at. */
void pager_note_newest(struct pager *p);

/* --- pager_search.c --- */
void pager_search_work(struct pager *p);
void pager_search_time(struct pager *p, int64_t at_us);
/* What was on its way is there: the search that waits for it begins. */
void pager_search_arrived(struct pager *p);
void pager_search_release(struct pager *p);
/* Builds a window around a row, which takes the place of the shown one. */
void pager_go_to_row(struct pager *p, const struct page_row *row, size_t offset);

/* --- pager_window.c --- */
struct page_shape pager_shape(const struct pager *p, const struct page_search *search);
/* A window that begins at a bound in each direction; NULL: has no rows that way.
 * The bounds are taken over. */
struct page_window *window_create(struct pager *p, struct page_bound *behind, struct page_bound *before,
			     const struct page_search *search);
void window_destroy(struct page_window *w);
/* Asks for what is short: rows wanted beyond the cursor in each direction. */
void window_ask(struct page_window *w, size_t cursor, const size_t ahead[DIRECTIONS]);
/* Takes over what streams have brought, not more than so many beyond the cursor
 * in a direction. Returns rows put in front; *changed is set. */
size_t window_merge(struct page_window *w, size_t cursor, const size_t most[DIRECTIONS], bool *changed);
/* Every stream has answered, or failed. */
bool window_settled(const struct page_window *w);
bool window_ended(const struct page_window *w, int direction);
bool window_busy(const struct page_window *w);
/* Drops rows at an end; the streams there begin anew at what is left. */
void window_drop(struct page_window *w, int direction, size_t rows);
/* Gives up what is on its way; and what is here but not merged, for a window that
 * another will take the place of. */
void window_stop(struct page_window *w);
void window_freeze(struct page_window *w);
/* The streams at an end begin anew from the row that is the last there now. */
void window_begin_anew(struct page_window *w, int direction);
/* Whether a stream has failed, and it is time to try again. */
bool window_retry(const struct page_window *w, int64_t now);
const char *window_error(const struct page_window *w, uint32_t *platform);
void window_insert(struct page_window *w, size_t at, struct page_row **rows, size_t count);

#endif
