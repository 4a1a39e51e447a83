#include "term/shift.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

#define WORTH 30 /* cells: about what the movement itself takes in bytes */

uint64_t row_hash(const struct cell *row, int columns)
{
	const char *bytes = (const char *)row;
	size_t left = (size_t)columns * sizeof *row;
	uint64_t hash = UINT64_C(0x9e3779b97f4a7c15), word = 0;

	for (; left >= sizeof word; left -= sizeof word, bytes += sizeof word) {
		memcpy(&word, bytes, sizeof word);
		hash = (hash ^ word) * UINT64_C(0xff51afd7ed558ccd);
		hash ^= hash >> 32;
	}
	word = 0;
	memcpy(&word, bytes, left);
	hash = (hash ^ word) * UINT64_C(0xff51afd7ed558ccd);
	return hash ^ hash >> 32;
}

static const struct cell *row_of(const struct picture *p, int row)
{
	return p->cells + (size_t)row * (size_t)p->columns;
}

/* Cells that are not blank. */
static int filled(const struct picture *p, int row)
{
	const struct cell *cells = row_of(p, row);
	int count = 0;

	for (int i = 0; i < p->columns; i++)
		count += cells[i].text[0] != '\0';
	return count;
}

static int differing(const struct picture *a, int row, const struct picture *b, int other)
{
	const struct cell *x = row_of(a, row), *y = row_of(b, other);
	int count = 0;

	if (a->hashes[row] == b->hashes[other])
		return 0;
	for (int i = 0; i < a->columns; i++)
		count += memcmp(&x[i], &y[i], sizeof *x) != 0;
	return count;
}

/* By how many rows most of what changed has moved; 0: nothing did. */
static int find_distance(const struct picture *from, const struct picture *to)
{
	int rows = from->rows, best = 0;
	int *votes = mem_zero((size_t)rows * 2, sizeof *votes);

	for (int i = 0; i < rows; i++) {
		if (from->hashes[i] == to->hashes[i] || !filled(to, i))
			continue;
		for (int j = 0; j < rows; j++)
			votes[j - i + rows] += from->hashes[j] == to->hashes[i];
	}
	for (int by = 1 - rows; by < rows; by++)
		if (votes[by + rows] > votes[best + rows] ||
		    (votes[by + rows] == votes[best + rows] && votes[by + rows] && abs(by) < abs(best)))
			best = by;
	free(votes);
	return best;
}

bool shift_find(const struct picture *from, const struct picture *to, struct shift *out)
{
	int by = find_distance(from, to), rows = from->rows;
	int sum = 0, start = 0, best = 0, first = 0, last = -1;

	if (!by)
		return false;
	/* The run of rows that gains most by it. */
	for (int i = by > 0 ? 0 : -by; i < rows && i + by < rows; i++) {
		if (sum <= 0) {
			sum = 0;
			start = i;
		}
		sum += differing(to, i, from, i) - differing(to, i, from, i + by);
		if (sum > best) {
			best = sum;
			first = start;
			last = i;
		}
	}
	/* Rows that come in at the edge are written from nothing. */
	for (int i = 1; i <= abs(by) && last >= 0; i++) {
		int row = by > 0 ? last + i : first - i;
		best -= filled(to, row) - differing(to, row, from, row);
	}
	if (best < WORTH)
		return false;
	*out = (struct shift){by > 0 ? first : first + by, by > 0 ? last + by : last, by};
	return true;
}
