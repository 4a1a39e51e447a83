/* Writing a model: its list of fields, and putting values. */
#ifndef SLATOP_SRC_TABLE_FIELD_H
#define SLATOP_SRC_TABLE_FIELD_H

#include "slatop/table/model.h"

/* A model lists its fields once, FIELDS(F) with rows
 *     F(NAME, "name", VALUE_TYPE, flags, "Title", "help", "format" or NULL)
 * from which its enum (F_NAME) and its table come. */
#define MODEL_ENUM(id, name, type, flags, title, help, format) F_##id,
#define MODEL_ROW(id, name, type, flags, title, help, format) {name, type, flags, title, help, format},

static inline void put_null(struct value *out)
{
	out->null = true;
}

static inline void put_int(struct value *out, int64_t i)
{
	out->i = i;
}

/* A number that there may be none of. */
static inline void put_known(struct value *out, int64_t i, bool known)
{
	out->i = i;
	out->null = !known;
}

/* 0 stands for a reference that is null. */
static inline void put_id(struct value *out, int64_t id)
{
	out->i = id;
	out->null = !id;
}

static inline void put_text(struct value *out, const char *text)
{
	out->text = text;
	out->null = !text;
}

/* Infinite times are no times that could be shown. */
static inline void put_time(struct value *out, int64_t at_us)
{
	out->i = at_us;
	out->null = at_us >= TIME_INFINITE || at_us == TIME_MINUS_INFINITE;
}

/* Starts a value of a field; false where the field is none of the model's. */
static inline bool value_start(struct value *out, const struct model_field *fields, size_t count,
			       size_t field)
{
	*out = (struct value){.type = field < count ? fields[field].type : VALUE_TEXT,
			      .null = field >= count};
	return field < count;
}

#endif
