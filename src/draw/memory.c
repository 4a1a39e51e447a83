#include "draw/memory.h"

#include <stdlib.h>

#include "draw/sheet.h"
#include "slatop/base/mem.h"

static void drop_sheet(struct pane_memory *p)
{
	if (p->sheet)
		sheet_release(p->sheet);
	free(p->sheet);
	p->sheet = NULL;
}

void draw_memory_destroy(struct draw_memory *m)
{
	for (size_t i = 0; m && i < COUNT_OF(m->panes); i++)
		drop_sheet(&m->panes[i]);
	free(m);
}

struct pane_memory *draw_memory_pane(struct draw_memory **m, uint64_t view, uint64_t arranged, int width,
				     int month)
{
	if (!*m)
		*m = mem_zero(1, sizeof **m);
	struct pane_memory *oldest = (*m)->panes;

	for (size_t i = 0; i < COUNT_OF((*m)->panes); i++) {
		struct pane_memory *p = (*m)->panes + i;
		if (p->view == view && p->arranged == arranged && p->width == width && p->month == month) {
			p->used = ++(*m)->frame;
			return p;
		}
		if (p->used < oldest->used)
			oldest = p;
	}
	drop_sheet(oldest);
	*oldest = (struct pane_memory){.view = view, .arranged = arranged, .width = width, .month = month,
				       .used = ++(*m)->frame};
	return oldest;
}
