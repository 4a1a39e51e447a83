/* Reading one screen's file. */
#ifndef SLATOP_SRC_SCREEN_SCREEN_READ_H
#define SLATOP_SRC_SCREEN_SCREEN_READ_H

#include "slatop/base/arena.h"
#include "slatop/base/json.h"
#include "slatop/screen/screen.h"

#define SCREEN_FORMAT 1
#define PANES_MOST 16

/* Reads a screen into the arena, texts cleaned; errors stay in the document. */
struct screen *screen_read(const struct json_node *root, struct arena *a);
/* Reads a pane; panes are those before it, which it may follow. */
void screen_read_pane(const struct json_node *node, const struct screen_pane *panes, size_t count,
		      struct arena *a, struct screen_pane *out);
/* A text in the arena, harmless to draw; NULL for NULL. */
const char *screen_text(struct arena *a, const char *text);
/* An error with a suggestion: "unknown KIND "word"; did you mean "near"?", or the
 * words that there are. */
void screen_unknown(const struct json_node *node, const char *kind, const char *word,
		    const char *const *words, size_t count);

#endif
