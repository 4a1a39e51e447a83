/* What is asked of a log's server, step by step: a statement, its values, and the
 * types of its answer. */
#ifndef SLATOP_SRC_TABLE_LOG_QUESTION_H
#define SLATOP_SRC_TABLE_LOG_QUESTION_H

#include "slatop/base/buf.h"
#include "table/log_reading.h"

/* The index is looked for once; days and the hours that are over stay as they were
 * read until the day is another one. */
enum log_step { LOG_STEP_INDEX, LOG_STEP_ENDS, LOG_STEP_DAYS, LOG_STEP_HOURS, LOG_STEP_TAIL, LOG_STEP_WHOLE, LOG_STEP_DONE };

#define LOG_VALUES_MOST 5
struct log_question {
	struct buf sql; /* the caller's to release */
	struct value values[LOG_VALUES_MOST];
	size_t value_count;
	const uint8_t *types; /* enum value_type, of the answer's columns */
	size_t type_count;
};

/* Writes what a reading's step asks for in an empty question; a step before DONE. */
void log_question_write(struct log_question *q, const struct log_reading *r);

#endif
