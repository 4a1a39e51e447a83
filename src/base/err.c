#include "slatop/base/err.h"

#include <stdio.h>
#include <string.h>

/* Where text was cut in the midst of a character, takes its first bytes off. */
static void drop_partial_tail(char *text)
{
	size_t length = strlen(text), start = length;

	while (start > 0 && length - start < 3 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start == 0)
		return;
	unsigned char lead = (unsigned char)text[start - 1];
	size_t wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
	if (wanted > length - start + 1)
		text[start - 1] = '\0';
}

/* Formats aside first: the arguments may be the old message itself. */
static void format_before(struct err *e, const char *after, const char *format, va_list args)
{
	char whole[sizeof e->text];
	int wanted = vsnprintf(whole, sizeof whole, format, args);
	size_t used = strlen(whole), room = sizeof whole - 1 - used, more = strlen(after);
	bool cut = wanted >= (int)sizeof whole || more > room;

	if (more > room)
		more = room;
	memcpy(whole + used, after, more);
	whole[used + more] = '\0';
	if (cut)
		drop_partial_tail(whole);
	memcpy(e->text, whole, strlen(whole) + 1);
}

bool err_set(struct err *e, const char *format, ...)
{
	if (e) {
		va_list args;
		va_start(args, format);
		format_before(e, "", format, args);
		va_end(args);
	}
	return false;
}

bool err_at(struct err *e, const char *format, ...)
{
	if (e) {
		char after[sizeof e->text + 2];
		snprintf(after, sizeof after, ": %s", e->text);
		va_list args;
		va_start(args, format);
		format_before(e, after, format, args);
		va_end(args);
	}
	return false;
}
