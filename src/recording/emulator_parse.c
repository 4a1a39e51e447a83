/* Bytes into characters, controls and sequences: the states of the published
 * VT500 parser, without its 8-bit controls (a recording is UTF-8). */
#include <string.h>

#include "recording/emulator_private.h"
#include "slatop/base/text.h"

static void clear_sequence(struct screen_state *s)
{
	s->prefix = 0;
	s->parameter_count = s->intermediate_count = 0;
	s->given = s->joined = 0;
	memset(s->parameters, 0, sizeof s->parameters);
	memset(s->intermediates, 0, sizeof s->intermediates);
}

/* --- controls: they work in the middle of a sequence too ------------------------ */

static void control(struct emulator *m, uint8_t byte)
{
	switch (byte) {
	case '\b': grid_back_space(m); break;
	case '\t': grid_tab(m, 1); break;
	case '\n':
	case '\v':
	case '\f': grid_line_feed(m, false); break;
	case '\r': m->s->column = 0; break;
	case 0x0e: m->s->pen.shift = 1; break;
	case 0x0f: m->s->pen.shift = 0; break;
	default: break; /* no bell, no answer */
	}
}

/* --- sequences -------------------------------------------------------------------- */

static void digit(struct screen_state *s, uint8_t byte)
{
	if (!s->parameter_count)
		s->parameter_count = 1;
	if (s->parameter_count > PARAMETERS_MOST)
		return;
	unsigned i = s->parameter_count - 1u;
	uint32_t value = s->parameters[i] * UINT32_C(10) + (byte - '0');
	s->parameters[i] = (uint16_t)(value < PARAMETER_MOST ? value : PARAMETER_MOST);
	s->given |= UINT32_C(1) << i;
}

static void next_parameter(struct screen_state *s, bool joined)
{
	if (!s->parameter_count)
		s->parameter_count = 1;
	if (s->parameter_count > PARAMETERS_MOST)
		return;
	s->parameter_count++; /* one above the most: what follows is dropped */
	if (joined && s->parameter_count <= PARAMETERS_MOST)
		s->joined |= UINT32_C(1) << (s->parameter_count - 1u);
}

static void intermediate(struct screen_state *s, uint8_t byte)
{
	if (s->intermediate_count < INTERMEDIATES_MOST)
		s->intermediates[s->intermediate_count] = byte;
	if (s->intermediate_count <= INTERMEDIATES_MOST)
		s->intermediate_count++;
}

static void in_escape(struct emulator *m, uint8_t byte)
{
	struct screen_state *s = m->s;

	if (byte < 0x30) {
		intermediate(s, byte);
		s->parser = PARSER_ESCAPE_INTERMEDIATE;
		return;
	}
	s->parser = PARSER_GROUND;
	if (s->intermediate_count)
		sequence_escape(m, byte);
	else if (byte == '[')
		s->parser = PARSER_CSI;
	else if (byte == ']' || byte == 'P' || byte == 'X' || byte == '^' || byte == '_')
		s->parser = PARSER_STRING;
	else if (byte == 'k') /* screen's and tmux's way to set a title, ended as a string */
		s->parser = PARSER_STRING;
	else
		sequence_escape(m, byte);
}

static void in_csi(struct emulator *m, uint8_t byte)
{
	struct screen_state *s = m->s;

	if (byte >= 0x40) {
		s->parser = PARSER_GROUND;
		if (s->parameter_count > PARAMETERS_MOST)
			s->parameter_count = PARAMETERS_MOST;
		if (s->intermediate_count <= INTERMEDIATES_MOST)
			sequence_csi(m, byte);
	} else if (byte < 0x30) {
		intermediate(s, byte);
	} else if (s->intermediate_count) {
		s->parser = PARSER_CSI_IGNORE; /* a parameter behind an intermediate */
	} else if (byte <= '9') {
		digit(s, byte);
	} else if (byte <= ';') {
		next_parameter(s, byte == ':');
	} else if (!s->parameter_count && !s->prefix) {
		s->prefix = byte;
	} else {
		s->parser = PARSER_CSI_IGNORE;
	}
}

/* A byte outside the ground state; controls, CAN, SUB and ESC are handled before. */
static void in_sequence(struct emulator *m, uint8_t byte)
{
	struct screen_state *s = m->s;

	switch ((enum parser_state)s->parser) {
	case PARSER_ESCAPE:
	case PARSER_ESCAPE_INTERMEDIATE: in_escape(m, byte); break;
	case PARSER_CSI: in_csi(m, byte); break;
	case PARSER_CSI_IGNORE:
		if (byte >= 0x40)
			s->parser = PARSER_GROUND;
		break;
	default: break;
	}
}

/* Inside a string only its end counts: BEL, ESC \, CAN, SUB. */
static void in_string(struct emulator *m, uint8_t byte)
{
	struct screen_state *s = m->s;

	if (byte == 0x07 || byte == 0x18 || byte == 0x1a) {
		s->parser = PARSER_GROUND;
	} else if (byte == 0x1b) {
		s->parser = PARSER_STRING_ESCAPE;
	} else if (s->parser == PARSER_STRING_ESCAPE) {
		s->parser = PARSER_GROUND;
		if (byte != '\\') { /* another sequence cuts the string off */
			s->parser = PARSER_ESCAPE;
			clear_sequence(s);
			in_escape(m, byte);
		}
	}
}

/* --- characters -------------------------------------------------------------------- */

static void broken(struct emulator *m)
{
	m->s->partial_count = m->s->partial_need = 0;
	grid_put(m, 0xfffd);
}

/* A byte from 0x80 on in the ground state. */
static void in_character(struct emulator *m, uint8_t byte)
{
	struct screen_state *s = m->s;
	uint32_t c;

	if (s->partial_need && (byte & 0xc0) != 0x80)
		broken(m); /* and this byte starts anew */
	if (!s->partial_need) {
		s->partial_need = byte < 0xc2 || byte > 0xf4 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
		s->partial_count = 0;
	}
	s->partial[s->partial_count++] = byte;
	if (s->partial_count < s->partial_need)
		return;
	text_decode((const char *)s->partial, s->partial_count, &c);
	s->partial_count = s->partial_need = 0;
	memset(s->partial, 0, sizeof s->partial);
	grid_put(m, c);
}

static void feed_byte(struct emulator *m, uint8_t byte)
{
	struct screen_state *s = m->s;

	if (s->parser == PARSER_STRING || s->parser == PARSER_STRING_ESCAPE) {
		in_string(m, byte);
		return;
	}
	if (s->partial_need && byte < 0x80)
		broken(m);
	if (byte == 0x1b) {
		s->parser = PARSER_ESCAPE;
		clear_sequence(s);
	} else if (byte == 0x18 || byte == 0x1a) {
		s->parser = PARSER_GROUND;
	} else if (byte < 0x20) {
		control(m, byte);
	} else if (s->parser != PARSER_GROUND) {
		if (byte != 0x7f && byte < 0x80)
			in_sequence(m, byte);
		else if (byte >= 0x80)
			s->parser = PARSER_GROUND;
	} else if (byte >= 0x80) {
		in_character(m, byte);
	} else if (byte != 0x7f) {
		grid_put(m, byte);
	}
}

size_t emulator_feed_some(struct emulator *m, const char *bytes, size_t length, uint64_t cells)
{
	uint64_t end = m->work + cells;
	size_t i = 0;

	while (i < length && (!i || m->work < end)) {
		feed_byte(m, (uint8_t)bytes[i++]);
		m->work++;
	}
	return i;
}

uint64_t emulator_work(const struct emulator *m)
{
	return m->work;
}

void emulator_feed(struct emulator *m, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		feed_byte(m, (uint8_t)bytes[i]);
}
