/* How a character is treated: its cells, or not drawn at all. */
#ifndef SLATOP_SRC_BASE_TEXT_CLASS_H
#define SLATOP_SRC_BASE_TEXT_CLASS_H

#include <stdint.h>

enum text_class {
	CLASS_MARK = 0, /* combining: no cell of its own */
	CLASS_SINGLE = 1,
	CLASS_DOUBLE = 2,
	CLASS_SHOWN = 3, /* replaced by a readable form */
};

enum text_class text_class_of(uint32_t c);

#endif
