/* The text of deep links: written, and read. */
#include "screen/link.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/base/text.h"

/* --- lists: filter, order, row -------------------------------------------------------------- */

static void add_part(struct buf *out, const struct page *page, size_t pane, const char *name)
{
	buf_add_byte(out, '/');
	if (pane != page->focus) {
		link_add_text(out, page->screen->panes[pane].name);
		buf_add_byte(out, '.');
	}
	buf_addf(out, "%s=", name);
}

/* Each list has its row; one that follows another, or has the worst ten of a moment, only while the cursor is
 * in it. */
static bool names_row(const struct page *page, size_t pane)
{
	const struct pane_state *p = &page->panes[pane];
	enum widget w = p->pane->widget;

	return page_shows(page, pane) && ((p->pane->follows < 0 && !p->view->limit) || pane == page->focus) &&
	       (w == WIDGET_TABLE || w == WIDGET_CALENDAR || pane == page->focus) && p->view->cursor < p->view->count;
}

static void write_row(const struct page *page, size_t pane, struct buf *out)
{
	const struct pane_state *p = &page->panes[pane];
	struct row_key key = view_key(p->view, p->view->cursor);
	const struct store *store = page->scope.store;
	int64_t at_us;

	if (key.platform >= store->count)
		return;
	at_us = view_row_time(p->view, p->view->cursor);
	add_part(out, page, pane, "row");
	link_add_text(out, store->platforms[key.platform]->code);
	buf_addf(out, ":%" PRId64, key.a);
	if (key.b)
		buf_addf(out, ":%" PRId64, key.b);
	if (at_us == TIME_NONE)
		return;
	add_part(out, page, pane, "at");
	link_add_time(out, at_us);
}

static void write_pane(const struct page *page, size_t pane, struct buf *out)
{
	const struct pane_state *p = &page->panes[pane];
	struct buf sort = BUF_INIT;

	if (p->view->filter) {
		add_part(out, page, pane, "filter");
		link_add_text(out, filter_text(p->view->filter));
	}
	if (p->sorted)
		habit_sort_text(p->view, &sort);
	if (sort.length) {
		add_part(out, page, pane, "sort");
		link_add_text(out, sort.data);
	}
	buf_release(&sort);
	if (names_row(page, pane))
		write_row(page, pane, out);
}

static bool read_filter(const struct console *c, struct deep_link *l, size_t pane, const char *text, struct err *e)
{
	size_t at = 0;
	struct filter *f = filter_parse(text, l->screen->panes[pane].model, c->base.calendar, &at, e);

	if (!f)
		return err_at(e, "at character %zu of \"%s\"", at + 1, text);
	filter_destroy(f);
	l->panes[pane].filter = mem_copy(text);
	return true;
}

static bool read_sort(const struct console *c, struct deep_link *l, size_t pane, const char *text, struct err *e)
{
	struct view *v = view_create(l->screen->panes[pane].model, &c->base);
	bool ok = view_sort_by(v, text, e);

	view_destroy(v);
	if (ok)
		l->panes[pane].sort = mem_copy(text);
	return ok;
}

static bool read_row(const struct console *c, struct deep_link *l, size_t pane, const char *text, struct err *e)
{
	struct link_pane *p = &l->panes[pane];
	char *copy = mem_copy(text), *a = strchr(copy, ':'), *b = NULL;

	(void)c;
	if (a)
		*a++ = '\0';
	if (a && (b = strchr(a, ':')))
		*b++ = '\0';
	bool ok = a && *copy && link_read_number(a, &p->row_a, NULL) && (!b || link_read_number(b, &p->row_b, NULL));
	if (ok)
		p->row_platform = mem_copy(copy);
	free(copy);
	return ok || err_set(e, "\"%s\" is no row: a sub-platform's code and its number are wanted, north1:10017", text);
}

static bool read_at(const struct console *c, struct deep_link *l, size_t pane, const char *text, struct err *e)
{
	return link_read_time(text, c->base.calendar, &l->panes[pane].at_us, e);
}

static const struct pane_part {
	const char *name;
	bool (*read)(const struct console *c, struct deep_link *l, size_t pane, const char *text, struct err *e);
} pane_parts[] = {{"filter", read_filter}, {"sort", read_sort}, {"row", read_row}, {"at", read_at}};

/* --- the whole ------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* What can be typed, and nothing else: what comes of a link is drawn. */
static bool is_typed(const char *text, size_t length)
{
	uint32_t c;

	for (size_t i = 0, size; i < length; i += size) {
		size = text_decode(text + i, length - i, &c);
		if ((c == 0xfffd && size == 1) || !text_char_is_clean(c))
			return false;
	}
	return true;
}

/* Into what it stands for; the caller frees it. */
static char *decode(const char *text, size_t length, struct err *e)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < length; i++) {
		if (text[i] != '%') {
			buf_add_byte(&out, text[i]);
			continue;
		}
		int high = i + 2 < length ? hex_digit(text[i + 1]) : -1, low = high < 0 ? -1 : hex_digit(text[i + 2]);
		if (low < 0) {
			buf_release(&out);
			err_set(e, "\"%.*s\": behind %% stand two digits of a byte, as %%20 for a blank", (int)length, text);
			return NULL;
		}
		buf_add_byte(&out, (char)(high * 16 + low));
		i += 2;
	}
	if (!is_typed(out.data, out.length)) {
		buf_release(&out);
		err_set(e, "\"%.*s\" stands for bytes that are no text", (int)length, text);
		return NULL;
	}
	return buf_take(&out);
}

void link_write(struct console *c, struct buf *out)
{
	const struct page *page = console_page(c);
	const struct screen *s = page->screen;
	struct buf value = BUF_INIT;

	buf_addf(out, LINK_START "%d/", LINK_VERSION);
	link_add_text(out, s->name);
	for (size_t i = 0; i < link_part_count; i++) {
		const struct link_part *p = &link_parts[i];
		buf_clear(&value);
		if ((p->about && !(s->about & p->about)) || (p->by_month && !s->by_month) ||
		    !p->write(&page->scope, &value))
			continue;
		buf_addf(out, "/%s=%s", p->name, value.data);
	}
	buf_release(&value);
	link_write_with(&page->scope, out);
	if (page->focus != s->focus && !s->panes[page->focus].on_proof) {
		buf_add_text(out, "/pane=");
		link_add_text(out, s->panes[page->focus].name);
	}
	for (size_t i = 0; i < s->pane_count && i < LINK_PANES_MOST; i++)
		if (!s->panes[i].on_proof)
			write_pane(page, i, out);
}

static int find_pane(const struct screen *s, const char *name, size_t length)
{
	for (size_t i = 0; i < s->pane_count && i < LINK_PANES_MOST; i++)
		if (strlen(s->panes[i].name) == length && !strncmp(s->panes[i].name, name, length))
			return (int)i;
	return -1;
}

static bool unknown_part(const struct deep_link *l, const char *name, struct err *e)
{
	const char *names[32];
	size_t count = 0;

	for (size_t i = 0; i < link_part_count && count < COUNT_OF(names) - COUNT_OF(pane_parts) - 1; i++)
		names[count++] = link_parts[i].name;
	for (size_t i = 0; i < COUNT_OF(pane_parts); i++)
		names[count++] = pane_parts[i].name;
	names[count++] = "pane";
	const char *near = text_nearest(name, names, count);
	if (near)
		return err_set(e, "unknown part \"%s\"; did you mean \"%s\"?", name, near);
	return err_set(e, "screen \"%s\" has no part \"%s\"", l->screen->name, name);
}

/* "filter", or "windows.filter" of another pane. */
static bool read_pane_part(const struct console *c, struct deep_link *l, const char *name, const char *text, struct err *e)
{
	const char *dot = strrchr(name, '.'), *word = dot ? dot + 1 : name;
	int pane = dot ? find_pane(l->screen, name, (size_t)(dot - name)) : (int)l->focus;

	if (pane < 0)
		return err_set(e, "screen \"%s\" has no pane \"%.*s\"", l->screen->name, (int)(dot - name), name);
	for (size_t i = 0; i < COUNT_OF(pane_parts); i++)
		if (!strcmp(pane_parts[i].name, word))
			return pane_parts[i].read(c, l, (size_t)pane, text, e);
	return unknown_part(l, name, e);
}

static bool read_part(const struct console *c, struct deep_link *l, const char *name, char *text, struct err *e)
{
	for (size_t i = 0; i < link_part_count; i++) {
		if (strcmp(link_parts[i].name, name) != 0)
			continue;
		if (link_parts[i].about && !(l->screen->about & link_parts[i].about))
			return err_set(e, "screen \"%s\" is about no %s", l->screen->name, name);
		return link_parts[i].read(l, text, e);
	}
	if (!strncmp(name, "with.", 5))
		return link_read_with(l, name + 5, text, e);
	if (!strcmp(name, "pane")) /* read before all others */
		return find_pane(l->screen, text, strlen(text)) >= 0 ||
		       err_set(e, "screen \"%s\" has no pane \"%s\"", l->screen->name, text);
	return read_pane_part(c, l, name, text, e);
}

/* One "NAME=VALUE" of that many bytes. */
static bool read_pair(const struct console *c, struct deep_link *l, const char *pair, size_t length, bool pane, struct err *e)
{
	const char *equals = memchr(pair, '=', length);

	if (!equals)
		return err_set(e, "\"%.*s\" is no part: NAME=VALUE is wanted", (int)length, pair);
	char *name = decode(pair, (size_t)(equals - pair), e);
	char *text = name ? decode(equals + 1, length - (size_t)(equals + 1 - pair), e) : NULL;
	bool ok = text;
	if (ok && pane && !strcmp(name, "pane")) {
		int found = find_pane(l->screen, text, strlen(text));
		l->focus = found < 0 ? l->focus : (size_t)found;
	} else if (ok && !pane && !read_part(c, l, name, text, e)) {
		ok = err_at(e, "%s", name);
	}
	free(text);
	free(name);
	return ok;
}

/* The pane that has the cursor is wanted first: it is whose parts bear no name. */
static bool read_parts(const struct console *c, struct deep_link *l, const char *text, struct err *e)
{
	for (int pane = 1; pane >= 0; pane--)
		for (const char *at = text; *at; at += strcspn(at, "/")) {
			at += *at == '/';
			if (*at && !read_pair(c, l, at, strcspn(at, "/"), pane, e))
				return false;
		}
	return true;
}

static bool check_twice(const char *text, struct err *e)
{
	for (const char *a = text; *a; a += strcspn(a, "/")) {
		a += *a == '/';
		size_t name = strcspn(a, "=/");
		for (const char *b = a + strcspn(a, "/"); *b; b += strcspn(b, "/")) {
			b += *b == '/';
			if (name && strcspn(b, "=/") == name && !strncmp(a, b, name))
				return err_set(e, "%.*s stands in it twice", (int)name, a);
		}
	}
	return true;
}

/* The screen needs what it is about. */
static bool check_whole(struct deep_link *l, struct err *e)
{
	struct model_scope *s = &l->scope;
	unsigned about = l->screen->about;

	if (s->group_given && !s->group.reach_to)
		s->group.incident_id = s->incident_id;

	if (l->screen->needs_account && !s->enterprise_no)
		return err_set(e, "screen \"%s\" is about one account: account=N is missing", l->screen->name);
	if (about & ABOUT_WINDOW && !s->outage_id)
		return err_set(e, "screen \"%s\" is about one outage window: window=N is missing", l->screen->name);
	if (about & ABOUT_INCIDENT && !s->incident_id && !s->group_given)
		return err_set(e, "screen \"%s\" is about one incident: incident=N is missing", l->screen->name);
	if (about & ABOUT_MAINTENANCE && !s->maintenance_id)
		return err_set(e, "screen \"%s\" is about one maintenance: maintenance=N is missing", l->screen->name);
	if (!l->platform && (s->enterprise_no || s->incident_id || s->group_given || s->maintenance_id || s->outage_id))
		return err_set(e, "a number is a sub-platform's own: platform=CODE is missing");
	if (s->as_known && s->as_of == TIME_NONE)
		return err_set(e, "known: what was known then is of a moment: as-of=TIME is missing");
	return true;
}

/* "slatop:1/" and the screen; *rest: what follows. */
static bool read_head(const struct console *c, const char *text, struct deep_link *l, const char **rest, struct err *e)
{
	const char *at = text + strlen(LINK_START), *slash = strchr(at, '/');
	char *name;

	if (strncmp(text, LINK_START, strlen(LINK_START)) != 0)
		return err_set(e, "a link begins with " LINK_START);
	if (strlen(text) > LINK_MOST)
		return err_set(e, "it is longer than %d bytes", LINK_MOST);
	if (!slash || strspn(at, "0123456789") != (size_t)(slash - at) || slash == at)
		return err_set(e, "behind " LINK_START " stands the format's version, " LINK_START "%d/SCREEN", LINK_VERSION);
	if (slash - at > 6 || atoi(at) != LINK_VERSION)
		return err_set(e, "it has version %.*s; this slatop reads version %d", (int)(slash - at), at, LINK_VERSION);
	*rest = slash + 1 + strcspn(slash + 1, "/");
	name = decode(slash + 1, (size_t)(*rest - slash - 1), e);
	l->screen = name ? screens_need(c->screens, name, e) : NULL;
	free(name);
	return l->screen;
}

bool link_read(const struct console *c, const char *text, struct deep_link *l, struct err *e)
{
	const char *rest = "";

	*l = (struct deep_link){.scope = c->base};
	for (size_t i = 0; i < LINK_PANES_MOST; i++)
		l->panes[i].at_us = TIME_NONE;
	bool ok = read_head(c, text, l, &rest, e);
	if (ok) {
		l->scope.platform = -1;
		l->scope.month = c->live_month;
		l->scope.as_of = TIME_NONE;
		l->scope.as_known = false;
		l->focus = l->screen->focus;
		ok = check_twice(rest, e) && read_parts(c, l, rest, e) && check_whole(l, e);
	}
	if (!ok) {
		link_release(l);
		return err_at(e, "this link cannot be opened");
	}
	return true;
}

void link_release(struct deep_link *l)
{
	free(l->platform);
	for (size_t i = 0; i < LINK_PANES_MOST; i++) {
		free(l->panes[i].filter);
		free(l->panes[i].sort);
		free(l->panes[i].row_platform);
	}
	*l = (struct deep_link){0};
}
