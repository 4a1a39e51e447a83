#include <string.h>

#include "slatop/base/text.h"

#define LONGEST_WORD 64

static inline char fold(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Letters to insert, drop, exchange or swap with their neighbour to make one
 * word of the other, large and small letters alike. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t rows[3][LONGEST_WORD + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		last[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			char x = fold(a[i - 1]), y = fold(b[j - 1]);
			row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == fold(b[j - 2]) && y == fold(a[i - 2]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		size_t *oldest = before;
		before = last;
		last = row;
		row = oldest;
	}
	return last[b_length];
}

/* A word cut short by its user is as good as one wrong letter. */
static bool is_start(const char *word, size_t length, const char *of)
{
	for (size_t i = 0; i < length; i++)
		if (!of[i] || fold(word[i]) != fold(of[i]))
			return false;
	return length >= 3;
}

const char *text_nearest(const char *word, const char *const *words, size_t count)
{
	size_t length = strlen(word);
	size_t limit = length / 4 + 1; /* one slip, and one more for each four letters */
	const char *nearest = NULL;

	if (length > LONGEST_WORD)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t other = strlen(words[i]);
		if (other > LONGEST_WORD)
			continue;
		size_t distance = edit_distance(word, length, words[i], other);
		if (distance > 1 && is_start(word, length, words[i]))
			distance = 1;
		/* Nothing of the word may be left: then it is no suggestion. */
		if (distance > limit || distance >= length)
			continue;
		nearest = words[i];
		if (distance == 0)
			break;
		limit = distance - 1;
	}
	return nearest;
}

bool text_contains(const char *text, const char *needle)
{
	char first = fold(*needle);

	if (!first)
		return true;
	for (; *text; text++) {
		if (fold(*text) != first)
			continue;
		size_t i = 1;
		while (needle[i] && fold(text[i]) == fold(needle[i]))
			i++;
		if (!needle[i])
			return true;
	}
	return false;
}
