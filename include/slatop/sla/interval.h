/* Half-open intervals of time and sorted lists of them. */
#ifndef SLATOP_SLA_INTERVAL_H
#define SLATOP_SLA_INTERVAL_H

#include <stddef.h>
#include <stdint.h>

struct span {
	int64_t start_us, end_us; /* [start, end) */
};

/* Sorts by start (then end) in place and unites what overlaps or touches, in
 * place; empty ones go. Returns the new count. */
size_t span_unite(struct span *s, size_t count);
/* Cuts a list to bounds in place; returns the new count. */
size_t span_clip(struct span *s, size_t count, struct span bounds);
/* The sum of lengths. */
int64_t span_sum(const struct span *s, size_t count);
/* Intersection / difference of two united lists into out (room for
 * a_count + b_count; must not be a or b). Returns the count. */
size_t span_intersect(const struct span *a, size_t a_count, const struct span *b, size_t b_count,
		      struct span *out);
size_t span_subtract(const struct span *a, size_t a_count, const struct span *b, size_t b_count,
		     struct span *out);

#endif
