/* Half-open intervals of time and sorted lists of them. */
#include "slatop/sla/interval.h"

#include <stdlib.h>

/* Lists of one account are short and often sorted already: insertion is then
 * quicker than any call through a pointer. */
#define INSERTION_MAX 32

static int compare(const void *left, const void *right)
{
	const struct span *a = left, *b = right;
	if (a->start_us != b->start_us)
		return a->start_us < b->start_us ? -1 : 1;
	return (a->end_us > b->end_us) - (a->end_us < b->end_us);
}

static void sort(struct span *s, size_t count)
{
	if (count > INSERTION_MAX) {
		qsort(s, count, sizeof *s, compare);
		return;
	}
	for (size_t i = 1; i < count; i++) {
		struct span moved = s[i];
		size_t to = i;
		for (; to && s[to - 1].start_us > moved.start_us; to--)
			s[to] = s[to - 1];
		s[to] = moved;
	}
}

size_t span_unite(struct span *s, size_t count)
{
	size_t kept = 0;
	sort(s, count);
	for (size_t i = 0; i < count; i++) {
		if (s[i].end_us <= s[i].start_us)
			continue;
		if (kept && s[i].start_us <= s[kept - 1].end_us) {
			if (s[i].end_us > s[kept - 1].end_us)
				s[kept - 1].end_us = s[i].end_us;
		} else {
			s[kept++] = s[i];
		}
	}
	return kept;
}

size_t span_clip(struct span *s, size_t count, struct span bounds)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		struct span cut = s[i];
		if (cut.start_us < bounds.start_us)
			cut.start_us = bounds.start_us;
		if (cut.end_us > bounds.end_us)
			cut.end_us = bounds.end_us;
		if (cut.start_us < cut.end_us)
			s[kept++] = cut;
	}
	return kept;
}

int64_t span_sum(const struct span *s, size_t count)
{
	int64_t sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += s[i].end_us - s[i].start_us;
	return sum;
}

size_t span_intersect(const struct span *a, size_t a_count, const struct span *b, size_t b_count,
		      struct span *out)
{
	size_t count = 0;
	for (size_t i = 0, j = 0; i < a_count && j < b_count;) {
		int64_t start = a[i].start_us > b[j].start_us ? a[i].start_us : b[j].start_us;
		int64_t end = a[i].end_us < b[j].end_us ? a[i].end_us : b[j].end_us;
		if (start < end)
			out[count++] = (struct span){start, end};
		if (a[i].end_us < b[j].end_us)
			i++;
		else
			j++;
	}
	return count;
}

size_t span_subtract(const struct span *a, size_t a_count, const struct span *b, size_t b_count,
		     struct span *out)
{
	size_t count = 0, j = 0;
	for (size_t i = 0; i < a_count; i++) {
		int64_t start = a[i].start_us;
		while (j < b_count && b[j].end_us <= start)
			j++;
		/* One piece of b may reach into several of a: j stays on it. */
		for (size_t k = j; k < b_count && b[k].start_us < a[i].end_us; k++) {
			if (b[k].start_us > start)
				out[count++] = (struct span){start, b[k].start_us};
			start = b[k].end_us;
			j = k;
		}
		if (start < a[i].end_us)
			out[count++] = (struct span){start, a[i].end_us};
	}
	return count;
}
