#include "term/terminfo.h"

#include <stdio.h>
#include <string.h>

#include <curses.h>
#include <term.h>

#include "slatop/base/mem.h"
#include "slatop/base/key.h"

bool terminfo_check(const char *type, struct err *e)
{
	int found = 0;

	if (!type || !*type)
		return err_set(e, "TERM is not set, so the terminal's type is not known (try "
				  "TERM=xterm-256color)");
	if (setupterm(type, 1, &found) != OK) {
		const char *why = found < 0 ? "there is no terminfo database here (Debian: ncurses-base)"
					    : "it is not known here; try TERM=xterm-256color, or install "
					      "ncurses-term";
		return err_set(e, "the terminal type \"%s\" (TERM) cannot be used: %s", type, why);
	}
	bool places = cursor_address && *cursor_address;
	del_curterm(cur_term);
	if (!places)
		return err_set(e, "the terminal type \"%s\" (TERM) cannot place the cursor; a full screen "
				  "needs that", type);
	return true;
}

void terminfo_keys(struct input *in)
{
	const struct {
		const char *bytes;
		uint32_t key;
	} keys[] = {
		{key_up, KEY_CODE_UP}, {key_down, KEY_CODE_DOWN}, {key_left, KEY_CODE_LEFT},
		{key_right, KEY_CODE_RIGHT}, {key_ppage, KEY_CODE_PAGE_UP}, {key_npage, KEY_CODE_PAGE_DOWN},
		{key_home, KEY_CODE_HOME}, {key_end, KEY_CODE_END}, {key_ic, KEY_CODE_INSERT},
		{key_dc, KEY_CODE_DELETE}, {key_btab, KEY_CODE_BACK_TAB}, {key_enter, 13},
		{key_f1, KEY_CODE_F1}, {key_f2, KEY_CODE_F1 + 1}, {key_f3, KEY_CODE_F1 + 2},
		{key_f4, KEY_CODE_F1 + 3}, {key_f5, KEY_CODE_F1 + 4}, {key_f6, KEY_CODE_F1 + 5},
		{key_f7, KEY_CODE_F1 + 6}, {key_f8, KEY_CODE_F1 + 7}, {key_f9, KEY_CODE_F1 + 8},
		{key_f10, KEY_CODE_F1 + 9}, {key_f11, KEY_CODE_F1 + 10}, {key_f12, KEY_CODE_F1 + 11},
	};

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		input_add_sequence(in, keys[i].bytes, keys[i].key);
}

/* Adds a capability without its padding ("$<5>"): a crash does not wait. */
static size_t add(char *out, size_t size, size_t at, const char *capability)
{
	if (!capability || capability == (char *)-1)
		return at;
	while (*capability) {
		const char *end = !strncmp(capability, "$<", 2) ? strchr(capability, '>') : NULL;
		if (end) {
			capability = end + 1;
			continue;
		}
		if (at + 1 >= size)
			break;
		out[at++] = *capability++;
	}
	return at;
}

size_t terminfo_leave(char *out, size_t size)
{
	size_t at = 0;

	at = add(out, size, at, exit_attribute_mode);
	at = add(out, size, at, orig_pair);
	at = add(out, size, at, keypad_local);
	at = add(out, size, at, cursor_normal);
	at = add(out, size, at, exit_ca_mode);
	return add(out, size, at, exit_ca_mode && *exit_ca_mode ? "\r" : "\r\n");
}

/* The library reads its strings where tigetstr() points, so that is where they
 * are changed; the new ones must fit. */
static bool put_in_place(char *old, const char *new_one)
{
	if (!old || old == (char *)-1 || !new_one || new_one == (char *)-1 || strlen(new_one) > strlen(old))
		return false;
	memcpy(old, new_one, strlen(new_one) + 1);
	return true;
}

bool terminfo_strike_for_italics(void)
{
	char *on = tigetstr("sitm"), *off = tigetstr("ritm");
	char before[32];

	if (!on || on == (char *)-1 || strlen(on) >= sizeof before)
		return false;
	memcpy(before, on, strlen(on) + 1);
	if (!put_in_place(on, tigetstr("smxx")))
		return false;
	if (put_in_place(off, tigetstr("rmxx")))
		return true;
	put_in_place(on, before);
	return false;
}
