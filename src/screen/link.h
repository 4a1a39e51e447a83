/* Deep links: a text that names exactly one view, and opens it again.
 *
 *     slatop:1/availability/month=2026-11/filter=status%20%3D%20breached/row=north1:10017
 *
 * The number is the format's version, the word behind it the screen; then come
 * parts NAME=VALUE in any order, each at most once. In names and values every
 * byte but A-Z a-z 0-9 - . _ , : + is written %XX, so that a link is one word
 * for a shell, a terminal and a mail, and needs no quotes. Parts that differ by
 * pane are those of the pane with the cursor, or bear a pane's name in front:
 * "windows.filter=...". */
#ifndef SLATOP_SRC_SCREEN_LINK_H
#define SLATOP_SRC_SCREEN_LINK_H

#include "screen/console_private.h"

#define LINK_START "slatop:"
#define LINK_VERSION 1
#define LINK_MOST 4000 /* bytes */
#define LINK_PANES_MOST 16

struct link_pane {
	char *filter, *sort;  /* NULL: none; the screen's. Owned */
	char *row_platform;   /* the code of the row's sub-platform; NULL: no row. Owned */
	int64_t row_a, row_b; /* the row's key */
	int64_t at_us;        /* the row's time, where its list goes to one; TIME_NONE */
};
struct deep_link {
	const struct screen *screen;
	char *platform;           /* code; NULL: all. Owned */
	struct model_scope scope; /* what it is about, but the sub-platform's index */
	size_t focus;
	struct link_pane panes[LINK_PANES_MOST];
};

/* --- link_about.c: what a view is about, a part each --- */
struct link_part {
	const char *name;
	unsigned about; /* what a screen has to be about to have it; 0: any screen */
	bool by_month;  /* only screens that have a month */
	/* Appends the value; false: the view has none, and nothing of what was written counts. */
	bool (*write)(const struct model_scope *s, struct buf *out);
	/* The text may be cut up. */
	bool (*read)(struct deep_link *l, char *text, struct err *e);
};
extern const struct link_part link_parts[];
extern const size_t link_part_count;
/* The values that the screen was handed by the one that opened it, "/with.NAME=VALUE" each. */
void link_write_with(const struct model_scope *s, struct buf *out);
bool link_read_with(struct deep_link *l, const char *name, const char *text, struct err *e);
void link_add_text(struct buf *out, const char *text);
/* To the microsecond; TIME_NONE as "any". */
void link_add_time(struct buf *out, int64_t at_us);
bool link_read_time(const char *text, const struct calendar *c, int64_t *at_us, struct err *e);
bool link_read_number(const char *text, int64_t *number, struct err *e);

/* --- link.c --- */
/* Appends the link of the page in front. */
void link_write(struct console *c, struct buf *out);
/* Reads a link: its form, the screen, each part with its type, filters and
 * orders against the columns that there are. False and a message with the part
 * that is wrong; then there is nothing to release. What it names (accounts,
 * rows) is not looked for. */
bool link_read(const struct console *c, const char *text, struct deep_link *l, struct err *e);
void link_release(struct deep_link *l);

/* --- link_open.c --- */
/* Goes on with a link that waits for what it names to be read. */
void link_follow(struct console *c);
/* Who goes elsewhere does not wait for it. */
void link_forget(struct console *c);

#endif
