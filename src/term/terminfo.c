#include "term/terminfo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/draw/canvas.h" /* before <term.h> makes macros of its words */

#include <curses.h>
#include <term.h>

#include "slatop/base/key.h"
#include "slatop/base/mem.h"

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

static bool has(const char *capability)
{
	return capability && capability != (char *)-1 && *capability;
}

/* Adds a capability without its padding ("$<5>"). */
static size_t add(char *out, size_t size, size_t at, const char *capability)
{
	if (!has(capability))
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
	out[at] = '\0';
	return at;
}

/* One that was cut would be nonsense to the terminal: then none. */
static void copy(char *out, size_t size, const char *capability)
{
	*out = '\0';
	if (add(out, size, 0, capability) + 1 >= size)
		*out = '\0';
}

#define COPY(to, capability) copy(to, sizeof(to), capability)

/* --- capabilities with numbers ------------------------------------------- */

static void expand(const char *capability, int first, int second, char *out, size_t size)
{
	const char *text = tparm((char *)(uintptr_t)capability, (long)first, (long)second, 0L, 0L, 0L, 0L, 0L, 0L, 0L);

	copy(out, size, text);
}

void cap_put(const struct cap *c, int first, int second, struct buf *out)
{
	char bytes[80];

	if (c->odd) {
		expand(c->odd, first, second, bytes, sizeof bytes);
		buf_add_text(out, bytes);
		return;
	}
	const int numbers[] = {first, second};
	for (int i = 0; i < 2 && c->text[i][0]; i++) {
		char digits[12], *at = digits + sizeof digits;
		unsigned n = (unsigned)(numbers[i] + c->add);
		do
			*--at = (char)('0' + n % 10);
		while (n /= 10);
		buf_add_text(out, c->text[i]);
		buf_add(out, at, (size_t)(digits + sizeof digits - at));
	}
	buf_add_text(out, c->text[2]);
}

/* Takes a text apart at the numbers that must stand in it; false: of another form. */
static bool split(struct cap *c, const char *text, const int *numbers, int count)
{
	for (int i = 0; i < count; i++) {
		char digits[12];
		snprintf(digits, sizeof digits, "%d", numbers[i] + c->add);
		const char *at = strstr(text, digits);
		if (!at || at == text || (size_t)(at - text) >= sizeof c->text[i])
			return false;
		memcpy(c->text[i], text, (size_t)(at - text));
		c->text[i][at - text] = '\0';
		text = at + strlen(digits);
	}
	if (strlen(text) >= sizeof c->text[2])
		return false;
	memcpy(c->text[2], text, strlen(text) + 1);
	return true;
}

/* skip: so many bytes at the front are not the capability's own. */
static void read_cap(struct cap *c, const char *capability, int count, size_t skip)
{
	static const int probe[] = {613, 827}, other[] = {4, 30};
	char text[80], again[80];

	*c = (struct cap){0};
	if (!has(capability))
		return;
	c->there = true;
	expand(capability, skip ? 'x' : probe[0], skip ? probe[0] : probe[1], text, sizeof text);
	for (c->add = -1; c->add <= 1; c->add++) {
		struct buf made = BUF_INIT;
		bool same = strlen(text) > skip && split(c, text + skip, probe, count);
		if (same) {
			expand(capability, skip ? 'x' : other[0], skip ? other[0] : other[1], again, sizeof again);
			cap_put(c, other[0], other[1], &made);
			same = !strcmp(made.data, again + skip);
			buf_release(&made);
		}
		if (same)
			return;
		memset(c->text, 0, sizeof c->text);
	}
	c->odd = capability;
	c->there = !skip; /* what has to follow a character cannot be left to tparm */
}

void terminfo_colour(bool background, int colour, char *out, size_t size)
{
	*out = '\0';
	if (has(background ? set_a_background : set_a_foreground))
		expand(background ? set_a_background : set_a_foreground, colour, 0, out, size);
}

/* --- all of them --------------------------------------------------------- */

static void read_attributes(struct caps *c)
{
	/* Cookies that take a place on the screen would shift every column. */
	if (magic_cookie_glitch > 0)
		return;
	COPY(c->reset, exit_attribute_mode);
	if (!c->reset[0])
		return;
	COPY(c->bold, enter_bold_mode);
	COPY(c->dim, enter_dim_mode);
	COPY(c->reverse, has(enter_reverse_mode) ? enter_reverse_mode : enter_standout_mode);
	COPY(c->underline, enter_underline_mode);
	COPY(c->italic, enter_italics_mode);
	const char *crossed = tigetstr("smxx");
	COPY(c->strike, crossed);
	/* Who ends underline and colours by the numbers of ECMA-48 ends the others so too. */
	c->ends_singly = has(exit_underline_mode) && !strcmp(exit_underline_mode, "\033[24m") &&
			 (max_colors <= 0 || (has(orig_pair) && !strcmp(orig_pair, "\033[39;49m")));
}

static void read_colours(struct caps *c)
{
	static const struct { int bit, attribute; } cannot[] = {
		{2, THEME_UNDERLINE}, {4, THEME_REVERSE}, {16, THEME_DIM}, {32, THEME_BOLD}};

	if (!c->reset[0] || !has(set_a_foreground) || !has(set_a_background) || max_colors < 8)
		return;
	c->colours = max_colors;
	c->direct = max_colors > 256;
	c->default_colours = has(orig_pair) || has(orig_colors);
	for (size_t i = 0; no_color_video > 0 && i < COUNT_OF(cannot); i++)
		if (no_color_video & cannot[i].bit)
			c->no_colour_with |= cannot[i].attribute;
}

static void read_motions(struct caps *c)
{
	read_cap(&c->place, cursor_address, 2, 0);
	read_cap(&c->row, row_address, 1, 0);
	read_cap(&c->column, column_address, 1, 0);
	read_cap(&c->right, parm_right_cursor, 1, 0);
	read_cap(&c->left, parm_left_cursor, 1, 0);
	read_cap(&c->up, parm_up_cursor, 1, 0);
	read_cap(&c->down, parm_down_cursor, 1, 0);
	read_cap(&c->region, change_scroll_region, 2, 0);
	read_cap(&c->scroll_up, parm_index, 1, 0);
	read_cap(&c->scroll_down, parm_rindex, 1, 0);
	read_cap(&c->insert_lines, parm_insert_line, 1, 0);
	read_cap(&c->delete_lines, parm_delete_line, 1, 0);
	read_cap(&c->erase, erase_chars, 1, 0);
	read_cap(&c->repeat, repeat_char, 1, 1);
	COPY(c->right_one, cursor_right);
	COPY(c->left_one, cursor_left);
	COPY(c->down_one, cursor_down);
	COPY(c->home, cursor_home);
	COPY(c->index, scroll_forward);
	COPY(c->reverse_index, scroll_reverse);
	COPY(c->erase_line, clr_eol);
	COPY(c->clear, clear_screen);
}

static void read_modes(struct caps *c)
{
	size_t at = 0;

	at = add(c->enter, sizeof c->enter, at, enter_ca_mode);
	add(c->enter, sizeof c->enter, at, keypad_xmit);
	at = 0;
	at = add(c->leave, sizeof c->leave, at, exit_attribute_mode);
	at = add(c->leave, sizeof c->leave, at, orig_pair);
	at = add(c->leave, sizeof c->leave, at, keypad_local);
	at = add(c->leave, sizeof c->leave, at, cursor_normal);
	at = add(c->leave, sizeof c->leave, at, exit_ca_mode);
	c->alternate = has(exit_ca_mode);
	add(c->leave, sizeof c->leave, at, c->alternate ? "\r" : "\r\n");
	COPY(c->show_cursor, cursor_normal);
	COPY(c->hide_cursor, cursor_invisible);
	c->wraps = auto_right_margin;
	c->wraps_late = eat_newline_glitch;
	c->erases_coloured = back_color_erase;
}

void terminfo_read(struct caps *c, const char *type)
{
	int found = 0;

	*c = (struct caps){0};
	setupterm(type, 1, &found);
	c->height = lines > 0 ? lines : 24;
	c->width = columns > 0 ? columns : 80;
	read_attributes(c);
	read_colours(c);
	read_motions(c);
	read_modes(c);
}

void terminfo_release(void)
{
	del_curterm(cur_term);
}
