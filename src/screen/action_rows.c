/* Rows that are marked, and lists that go to a file. */
#include <inttypes.h>
#include <string.h>

#include "screen/action.h"
#include "slatop/base/mem.h"

/* The place of a key among the marks, or where it would stand. */
static size_t mark_place(const struct pane_state *p, const struct row_key *key, bool *found)
{
	size_t low = 0, high = p->mark_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (row_key_compare(&p->marks[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*found = low < p->mark_count && !row_key_compare(&p->marks[low], key);
	return low;
}

bool pane_is_marked(const struct pane_state *p, struct row_key key)
{
	bool found;

	mark_place(p, &key, &found);
	return found;
}

void do_mark(struct console *c)
{
	struct pane_state *p = console_pane(c);
	struct row_key key;
	bool found;

	if (!action_is_list(c))
		return;
	if (p->view->cursor >= p->view->count) {
		action_say(c, "there is no row to mark");
		return;
	}
	key = view_key(p->view, p->view->cursor);
	size_t at = mark_place(p, &key, &found), behind = p->mark_count - at;
	if (found) {
		memmove(p->marks + at, p->marks + at + 1, (behind - 1) * sizeof *p->marks);
		p->mark_count--;
	} else {
		p->marks = mem_resize(p->marks, p->mark_count + 1, sizeof *p->marks);
		memmove(p->marks + at + 1, p->marks + at, behind * sizeof *p->marks);
		p->marks[at] = key;
		p->mark_count++;
	}
	view_move(p->view, 1);
}

static void add_subject(const struct model_scope *scope, struct buf *out)
{
	const int64_t numbers[] = {scope->incident_id, scope->enterprise_no, scope->maintenance_id, scope->outage_id};

	if (scope->platform >= 0 && (size_t)scope->platform < scope->store->count)
		buf_addf(out, "-%s", scope->store->platforms[scope->platform]->code);
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		if (numbers[i])
			buf_addf(out, "-%" PRId64, numbers[i]);
}

static void add_known(const struct model_scope *scope, struct buf *out)
{
	if (scope->as_of != TIME_NONE)
		buf_addf(out, "-known-%s", scope->as_known ? "then" : "now");
}

void screen_file_name(const struct screen *s, const struct model_scope *scope, int64_t moment_us, struct buf *out)
{
	struct civil t;

	buf_add_text(out, s->name);
	add_subject(scope, out);
	if (moment_us != TIME_NONE) {
		t = calendar_civil(scope->calendar, moment_us);
		buf_addf(out, "-%04d-%02d-%02dT%02d%02d", t.year, t.month, t.day, t.hour, t.minute);
	}
	add_known(scope, out);
}

/* A screen that is written as a whole. */
static void whole_name(const struct page *page, struct buf *name)
{
	const struct model_scope *scope = &page->scope;
	int64_t moment = scope->as_of;

	if (moment == TIME_NONE && scope->platform >= 0)
		moment = platform_moment(scope->store->platforms[scope->platform], page->panes[0].view->scope.now);
	screen_file_name(page->screen, scope, moment, name);
	buf_add_text(name, ".xlsx");
}

/* "availability-north1-10017-2026-11-filtered.csv": says what is in it. */
void do_export(struct console *c)
{
	const struct page *page = console_page(c);
	const struct pane_state *p = console_pane(c);
	const struct model_scope *scope = &p->view->scope;
	struct buf name = BUF_INIT;

	if (page->screen->report_all) {
		whole_name(page, &name);
		prompt_open(c, PROMPT_EXPORT, name.data);
		buf_release(&name);
		return;
	}
	if (!action_is_list(c))
		return;
	buf_add_text(&name, page->screen->name);
	if (page->screen->pane_count > 1 && strcmp(page->screen->name, p->pane->name))
		buf_addf(&name, "-%s", p->pane->name);
	add_subject(&page->scope, &name);
	if (scope->month >= 0)
		buf_addf(&name, "-%04d-%02d", scope->month / 12, scope->month % 12 + 1);
	if (scope->as_of != TIME_NONE) {
		struct civil t = calendar_civil(scope->calendar, scope->as_of);
		buf_addf(&name, "-as-of-%04d-%02d-%02d-%02d%02d%02d", t.year, t.month, t.day, t.hour, t.minute, t.second);
	}
	add_known(scope, &name);
	buf_addf(&name, "%s.csv", p->view->filter ? "-filtered" : "");
	prompt_open(c, PROMPT_EXPORT, name.data);
	buf_release(&name);
}
