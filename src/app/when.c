#include "app/when.h"

static bool read_time(const char *text, const struct calendar *c, const char *option, int64_t *at, struct err *e)
{
	*at = TIME_NONE;
	if (text && !calendar_parse_time(c, text, at, e))
		return err_at(e, "--%s", option);
	return true;
}

bool when_read(struct when *w, const struct options *o, const struct calendar *c, struct err *e)
{
	w->month_number = -1;
	if (o->month && (o->from || o->to))
		return err_set(e, "--month and --from/--to exclude each other");
	if (o->to && !o->from)
		return err_set(e, "--to needs --from: a span has a start");
	if (o->month && !calendar_parse_month(o->month, &w->month_number, e))
		return err_at(e, "--month");
	if (!read_time(o->from, c, "from", &w->from, e) || !read_time(o->to, c, "to", &w->to, e) ||
	    !read_time(o->as_of, c, "as-of", &w->as_of, e))
		return false;
	if (o->as_known && !o->as_of)
		return err_set(e, "--as-known needs --as-of: say the moment");
	if (o->from && o->to && w->from >= w->to)
		return err_set(e, "--from %s is not before --to %s", o->from, o->to);
	return true;
}

bool when_is_given(const struct when *w)
{
	return w->month_number >= 0 || w->from != TIME_NONE;
}
