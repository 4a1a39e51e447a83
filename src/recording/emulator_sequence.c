/* Whole sequences: which there are, and what each does. */
#include "recording/emulator_private.h"
#include "slatop/base/mem.h"

/* The parameter, other where it is missing or (as all counts) 0. */
static int parameter(const struct emulator *m, int i, int other)
{
	const struct screen_state *s = m->s;

	return i < s->parameter_count && s->parameters[i] ? s->parameters[i] : other;
}

static int count_of(const struct emulator *m)
{
	return parameter(m, 0, 1);
}

/* --- ESC ----------------------------------------------------------------------- */

static void choose_set(struct emulator *m, uint8_t final)
{
	uint8_t which = m->s->intermediates[0];

	if (which == '(' || which == ')')
		m->s->pen.lines[which == ')'] = final == '0';
	else if (which == '#' && final == '8')
		grid_align(m);
}

/* RIS: as after power-up, at the size that it has. */
static void start_anew(struct emulator *m)
{
	grid_alternate(m, false, false);
	emulator_start(m);
	grid_erase_screen(m, 2);
}

void sequence_escape(struct emulator *m, uint8_t final)
{
	if (m->s->intermediate_count) {
		if (m->s->intermediate_count == 1)
			choose_set(m, final);
		return;
	}
	switch (final) {
	case '7': grid_save_cursor(m); break;
	case '8': grid_restore_cursor(m); break;
	case 'D': grid_line_feed(m, false); break;
	case 'E':
		m->s->column = 0;
		grid_line_feed(m, false);
		break;
	case 'H':
		if (m->s->column < m->s->columns)
			m->tabs[m->s->column] = 1;
		break;
	case 'M': grid_reverse_index(m); break;
	case 'c': start_anew(m); break;
	default: break;
	}
}

/* --- CSI: one row a function ------------------------------------------------------ */

static void cursor_up(struct emulator *m)
{
	grid_up(m, count_of(m));
}

static void cursor_down(struct emulator *m)
{
	grid_down(m, count_of(m));
}

static void cursor_right(struct emulator *m)
{
	grid_right(m, count_of(m));
}

static void cursor_left(struct emulator *m)
{
	grid_left(m, count_of(m));
}

static void next_line(struct emulator *m)
{
	m->s->column = 0;
	grid_down(m, count_of(m));
}

static void previous_line(struct emulator *m)
{
	m->s->column = 0;
	grid_up(m, count_of(m));
}

static void move_column(struct emulator *m)
{
	grid_move(m, m->s->row, parameter(m, 0, 1) - 1, false);
}

static void move_row(struct emulator *m)
{
	grid_move(m, parameter(m, 0, 1) - 1, m->s->column, true);
}

static void move_to(struct emulator *m)
{
	grid_move(m, parameter(m, 0, 1) - 1, parameter(m, 1, 1) - 1, true);
}

static void tab_forward(struct emulator *m)
{
	grid_tab(m, count_of(m));
}

static void tab_back(struct emulator *m)
{
	grid_tab_back(m, count_of(m));
}

static void erase_screen(struct emulator *m)
{
	int what = parameter(m, 0, 0);

	if (what <= 2)
		grid_erase_screen(m, what);
}

static void erase_line(struct emulator *m)
{
	int what = parameter(m, 0, 0);

	if (what <= 2)
		grid_erase_line(m, what);
}

static void erase_cells(struct emulator *m)
{
	grid_erase(m, m->s->row, m->s->column, m->s->column + count_of(m));
}

static void insert_cells(struct emulator *m)
{
	grid_insert_cells(m, count_of(m));
}

static void delete_cells(struct emulator *m)
{
	grid_delete_cells(m, count_of(m));
}

static void insert_lines(struct emulator *m)
{
	grid_insert_lines(m, count_of(m));
}

static void delete_lines(struct emulator *m)
{
	grid_delete_lines(m, count_of(m));
}

static void scroll_up(struct emulator *m)
{
	grid_scroll_up(m, m->s->top, m->s->bottom, count_of(m));
}

static void scroll_down(struct emulator *m)
{
	if (m->s->parameter_count <= 1) /* with five it tracks a mouse */
		grid_scroll_down(m, m->s->top, m->s->bottom, count_of(m));
}

static void repeat(struct emulator *m)
{
	int count = count_of(m);

	if (count > m->s->columns - m->s->column)
		count = m->s->columns - m->s->column;
	for (; m->s->last && count > 0; count--)
		grid_put(m, m->s->last);
}

static void set_region(struct emulator *m)
{
	grid_region(m, parameter(m, 0, 1) - 1, parameter(m, 1, m->s->rows) - 1);
}

static void clear_tabs(struct emulator *m)
{
	int what = parameter(m, 0, 0);

	if (what == 0 && m->s->column < m->s->columns)
		m->tabs[m->s->column] = 0;
	for (int i = 0; what == 3 && i < m->s->columns; i++)
		m->tabs[i] = 0;
}

/* --- modes ------------------------------------------------------------------------ */

static void set_private_mode(struct emulator *m, int mode, bool on)
{
	struct screen_state *s = m->s;

	switch (mode) {
	case 3: /* 80 or 132 columns: the size stays, the rest of it is done */
		grid_erase_screen(m, 2);
		s->row = s->column = 0;
		break;
	case 6:
		s->origin = on;
		grid_move(m, 0, 0, true);
		break;
	case 7: s->wrap = on; break;
	case 25: s->hidden = !on; break;
	case 47:
	case 1047: grid_alternate(m, on, false); break;
	case 1048:
		if (on)
			grid_save_cursor(m);
		else
			grid_restore_cursor(m);
		break;
	case 1049: grid_alternate(m, on, true); break;
	default: break;
	}
}

static void set_modes(struct emulator *m, bool on)
{
	for (int i = 0; i < m->s->parameter_count; i++) {
		if (m->s->prefix == '?')
			set_private_mode(m, m->s->parameters[i], on);
		else if (m->s->parameters[i] == 4)
			m->s->insert = on;
	}
}

static void modes_on(struct emulator *m)
{
	set_modes(m, true);
}

static void modes_off(struct emulator *m)
{
	set_modes(m, false);
}

/* DECSTR: modes and pen as at power-up, the cells stay. */
static void soft_reset(struct emulator *m)
{
	struct screen_state *s = m->s;

	s->pen = (struct pen){.shift = 0};
	s->insert = s->origin = s->hidden = 0;
	s->wrap = 1;
	s->top = 0;
	s->bottom = s->rows - 1;
	s->saved = (struct saved_cursor){.row = 0};
}

struct sequence {
	uint8_t prefix, intermediate, final;
	void (*run)(struct emulator *m);
};
static const struct sequence sequences[] = {
	{0, 0, '@', insert_cells},   {0, 0, 'A', cursor_up},     {0, 0, 'B', cursor_down},
	{0, 0, 'C', cursor_right},   {0, 0, 'D', cursor_left},   {0, 0, 'E', next_line},
	{0, 0, 'F', previous_line},  {0, 0, 'G', move_column},   {0, 0, 'H', move_to},
	{0, 0, 'I', tab_forward},    {0, 0, 'J', erase_screen},  {'?', 0, 'J', erase_screen},
	{0, 0, 'K', erase_line},     {'?', 0, 'K', erase_line},  {0, 0, 'L', insert_lines},
	{0, 0, 'M', delete_lines},   {0, 0, 'P', delete_cells},  {0, 0, 'S', scroll_up},
	{0, 0, 'T', scroll_down},    {0, 0, 'X', erase_cells},   {0, 0, 'Z', tab_back},
	{0, 0, '`', move_column},    {0, 0, 'a', cursor_right},  {0, 0, 'b', repeat},
	{0, 0, 'd', move_row},       {0, 0, 'e', cursor_down},   {0, 0, 'f', move_to},
	{0, 0, 'g', clear_tabs},     {0, 0, 'h', modes_on},      {'?', 0, 'h', modes_on},
	{0, 0, 'l', modes_off},      {'?', 0, 'l', modes_off},   {0, 0, 'm', sequence_colour},
	{0, 0, 'r', set_region},     {0, 0, 's', grid_save_cursor}, {0, 0, 'u', grid_restore_cursor},
	{0, '!', 'p', soft_reset},
};

void sequence_csi(struct emulator *m, uint8_t final)
{
	const struct screen_state *s = m->s;

	for (size_t i = 0; i < COUNT_OF(sequences); i++) {
		const struct sequence *q = &sequences[i];
		if (q->final == final && q->prefix == s->prefix && q->intermediate == s->intermediates[0] &&
		    s->intermediate_count < 2) {
			q->run(m);
			return;
		}
	}
}
