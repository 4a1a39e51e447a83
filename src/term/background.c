#include "term/background.h"

#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

bool background_may_ask(const char *type)
{
	static const char *const kinds[] = {"xterm", "tmux", "rxvt", "alacritty", "foot", "kitty", "konsole", "st-",
					    "vte", "gnome", "wezterm", "iterm", "mintty", "contour", "ghostty"};
	const char *tmux = getenv("TMUX"), *screen = getenv("STY");

	if (screen && *screen) /* it keeps the question, and asks again in another's name */
		return false;
	if (tmux && *tmux)
		return true;
	for (size_t i = 0; type && i < COUNT_OF(kinds); i++)
		if (!strncmp(type, kinds[i], strlen(kinds[i])))
			return true;
	return false;
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One to four hexadecimal digits, of which all stand for full light. */
static const char *read_channel(const char *at, const char *end, int32_t *rgb)
{
	long value = 0, full = 0;

	while (at < end && digit(*at) >= 0 && full < 0xffff) {
		value = value * 16 + digit(*at++);
		full = full * 16 + 15;
	}
	if (full)
		*rgb = *rgb << 8 | (int32_t)((value * 255 + full / 2) / full);
	return full ? at : NULL;
}

bool background_answer(const char *bytes, size_t length, int32_t *rgb)
{
	static const char *const starts[] = {"\033]11;rgb:", "\033]11;rgba:"};
	const char *at = NULL, *end = bytes + length;
	int32_t read = 0;

	for (size_t i = 0; i < COUNT_OF(starts) && !at; i++)
		if (length > strlen(starts[i]) && !memcmp(bytes, starts[i], strlen(starts[i])))
			at = bytes + strlen(starts[i]);
	for (int i = 0; i < 3 && at; i++) {
		at = read_channel(at, end, &read);
		if (at && i < 2)
			at = at < end && *at == '/' ? at + 1 : NULL;
	}
	if (at)
		*rgb = read;
	return at != NULL;
}

/* The two whites are light; a number by itself would be the text's. */
bool background_of_variable(const char *text, int32_t *rgb)
{
	const char *last = text ? strrchr(text, ';') : NULL;
	char *end;

	if (!last || !last[1])
		return false;
	long number = strtol(last + 1, &end, 10);
	if (*end || number < 0 || number > 15)
		return false;
	*rgb = number == 7 || number == 15 ? 0xffffff : 0x000000;
	return true;
}
