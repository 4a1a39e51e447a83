/* Keys as numbers: what a terminal sends and a key map binds. */
#ifndef SLATOP_BASE_KEY_H
#define SLATOP_BASE_KEY_H

/* A key is a character (control characters as 1-31, Esc 27, Enter 13, Tab 9,
 * backspace 127), or one of these, which lie past all characters. */
enum key_code {
	KEY_CODE_FIRST = 0x110000, KEY_CODE_UP = KEY_CODE_FIRST, KEY_CODE_DOWN, KEY_CODE_LEFT, KEY_CODE_RIGHT,
	KEY_CODE_PAGE_UP, KEY_CODE_PAGE_DOWN, KEY_CODE_HOME, KEY_CODE_END, KEY_CODE_INSERT, KEY_CODE_DELETE,
	KEY_CODE_BACK_TAB, KEY_CODE_F1, KEY_CODE_F12 = KEY_CODE_F1 + 11, KEY_CODE_SHIFT_UP,
	KEY_CODE_SHIFT_DOWN, KEY_CODE_RESIZE, KEY_CODE_LAST
};

/* The mouse, where it is switched on: what it did, and the cell, from 0. */
#define KEY_POINTER 0x80000000u
enum mouse { MOUSE_PRESS, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };
#define KEY_POINTER_AT(what, row, column)                                                                    \
	(KEY_POINTER | (uint32_t)(what) << 24 | ((uint32_t)(row) & 0xfff) << 12 | ((uint32_t)(column) & 0xfff))

/* Added to a character that was typed with Alt. */
#define KEY_ALT 0x40000000u

#endif
