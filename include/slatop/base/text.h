/* Text: UTF-8, its width on a terminal, and making foreign text harmless.
 *
 * One width table serves layout and drawing: East Asian wide and full-width
 * characters and emoji take two cells, combining marks none, all else one.
 * Cleaned text (text_clean) holds no byte that a terminal could obey. */
#ifndef SLATOP_BASE_TEXT_H
#define SLATOP_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slatop/base/buf.h"

/* Decodes the character at text (length > 0 bytes). Returns the bytes it takes
 * (at least 1); *c is U+FFFD for a byte that starts no valid character
 * (overlong forms, surrogates and values past U+10FFFF are not valid). */
size_t text_decode(const char *text, size_t length, uint32_t *c);
/* Encodes c into out (room for 4). Returns the bytes written. */
size_t text_encode(uint32_t c, char out[4]);

/* Cells that a character takes: 0 (combining, zero-width), 1 or 2. Control and
 * other characters that text_clean replaces count as they would be shown. */
int text_char_width(uint32_t c);
/* Whether text_clean leaves a character as it is: a mark, where it has a base. */
bool text_char_is_clean(uint32_t c);
/* Cells of a cleaned text. */
int text_width(const char *text, size_t length);
/* Bytes of the longest start of text that takes at most cells cells, combining
 * marks included; *used gets its cells. Never cuts in a character. */
size_t text_fit(const char *text, size_t length, int cells, int *used);

/* Appends text to out so that it is harmless and measurable: C0 controls and
 * DEL as ^X, C1 controls, bidirectional and other format controls, line and
 * paragraph separators, lone surrogates, private-use and unassigned characters
 * whose width terminals disagree on as <U+XXXX>, invalid bytes as \xNN, a
 * combining mark with nothing before it (or only such a form) after U+25CC, the
 * marks after the fourth on one base as <+N>. Cleaning twice changes nothing. */
void text_clean(struct buf *out, const char *text, size_t length);
/* Whether text_clean would leave it as it is (the quick way round). */
bool text_is_clean(const char *text, size_t length);

/* Appends text (cleaned first where it is not clean) cut to cells cells, "…" as
 * its last cell where it was cut ("~" if ascii), and padded with blanks to
 * exactly cells. Looks no further than what fits. */
enum text_align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTER };
void text_pad(struct buf *out, const char *text, int cells, enum text_align align, bool ascii);

/* The nearest of count words to word by edit distance, or NULL where none is
 * near enough to be worth suggesting. */
const char *text_nearest(const char *word, const char *const *words, size_t count);

/* Case-insensitive (ASCII only) search of a needle in a text. */
bool text_contains(const char *text, const char *needle);

#endif
