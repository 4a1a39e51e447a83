#include "app/trail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/operator.h"
#include "app/state.h"
#include "app/witness.h"
#include "slatop/base/mem.h"
#include "slatop/table/filter.h"

#define RETRY_US (5 * USEC) /* between tries to say what is missing */

struct trail {
	struct journal *journal; /* NULL: it could not be opened yet */
	struct err error;
	struct err untold; /* why the witness does not know the last head that is its due; "": it does */
	struct operator_info operator;
	char mode[40];
	/* What was in front when looked at last. */
	const struct screen *screen;
	int platform;
	int64_t account, session;
	char filter[256];
	struct span span; /* likewise; of audit mode */
	bool proof, ended;
	int64_t lost;     /* records that could not be written, since the last that could */
	int64_t retry_at; /* monotonic */
};

/* folder: is freed. */
static char *path_in(char *folder)
{
	struct buf path = BUF_INIT;

	if (!folder)
		return NULL;
	buf_addf(&path, "%s/journal", folder);
	free(folder);
	return buf_take(&path);
}

char *trail_path(struct err *e)
{
	return path_in(state_place(e));
}

/* Somebody else's file: whoever may change the journal may not change that. */
static void witness(void *context, const struct journal_head *head)
{
	struct trail *t = context;
	struct buf line = BUF_INIT;

	journal_witness_line(&line, t->journal, head);
	if (witness_tell(line.data, &t->untold))
		t->untold.text[0] = '\0';
	buf_release(&line);
}

const char *trail_untold(const struct trail *t)
{
	return t->untold.text;
}

/* A head vouches for all records before it, so the last one makes up for those that
 * were missed. */
void trail_tell(struct trail *t)
{
	if (t->untold.text[0] && t->journal)
		witness(t, journal_last(t->journal));
}

static struct journal *open_own(const struct journal_who *who, struct trail *t, struct err *e)
{
	char *path = path_in(state_folder(e));
	struct journal *j = path ? journal_open(path, who, witness, t, e) : NULL;

	free(path);
	return j;
}

bool trail_can(struct err *e)
{
	struct journal *j = open_own(&(struct journal_who){.mode = "check"}, NULL, e);
	bool can = j;

	journal_close(j);
	return can;
}

/* Each time that something is to be written, until it is there: what stands in its way
 * at the start (a folder that cannot be written, a full disk) may go. */
static bool open_journal(struct trail *t)
{
	const struct operator_info *o = &t->operator;
	const struct journal_who who = {o->name, o->login, o->key, o->from, o->terminal, t->mode};
	struct err e = {""};

	if (!t->journal)
		t->journal = open_own(&who, t, &e);
	return t->journal || err_set(&t->error, "%s", e.text);
}

struct trail *trail_create(const struct config *c, const char *mode)
{
	struct trail *t = mem_zero(1, sizeof *t);

	operator_find(&t->operator, c->shared_accounts);
	snprintf(t->mode, sizeof t->mode, "%s", mode);
	trail_note(t, "start", &(struct journal_field){"version", SLATOP_VERSION, 0}, 1);
	return t;
}

const char *trail_error(const struct trail *t)
{
	return t->error.text;
}

bool trail_knows_operator(const struct trail *t)
{
	return strcmp(t->operator.name, "unknown") != 0;
}

/* How many are missing is a record itself, as soon as there can be one. */
static void note_lost(struct trail *t)
{
	const struct journal_field records = {"records", NULL, t->lost};

	if (t->lost && journal_write(t->journal, "unrecorded", &records, 1, false, &t->error)) {
		t->lost = 0;
		t->error.text[0] = '\0';
	}
}

static bool put(struct trail *t, const char *what, const struct journal_field *fields, size_t count, bool firm)
{
	if (!open_journal(t))
		return false;
	note_lost(t);
	if (t->lost || !journal_write(t->journal, what, fields, count, firm, &t->error))
		return false;
	t->error.text[0] = '\0';
	return true;
}

void trail_note(struct trail *t, const char *what, const struct journal_field *fields, size_t count)
{
	t->lost += !put(t, what, fields, count, false);
}

bool trail_need(struct trail *t, const char *what, const struct journal_field *fields, size_t count, struct err *e)
{
	return put(t, what, fields, count, true) || err_set(e, "%s", t->error.text);
}

bool trail_replay(struct trail *t, const char *what, const struct journal_field *about, size_t count, int64_t at_us,
		  struct err *e)
{
	struct journal_field fields[TRAIL_ABOUT + 1];

	for (size_t i = 0; i < count; i++)
		fields[i] = about[i];
	fields[count] = (struct journal_field){"at_s", NULL, at_us / USEC};
	return trail_need(t, what, fields, count + (at_us >= 0), e);
}

void trail_replay_end(struct trail *t, const struct journal_field *about, size_t count)
{
	if (!trail_replay(t, "replay-end", about, count, -1, NULL))
		trail_note(t, "replay-end", about, count);
}

void trail_destroy(struct trail *t)
{
	if (!t)
		return;
	if (!t->ended)
		put(t, "end", NULL, 0, true);
	journal_close(t->journal);
	free(t);
}

static int64_t session_of(const struct model_scope *s)
{
	const struct scope_with *session = scope_with_find(s, "session");

	return session ? session->i : 0;
}

size_t trail_about(const struct model_scope *s, struct journal_field *fields)
{
	int64_t session = session_of(s);
	size_t count = 0;

	if (s->enterprise_no)
		fields[count++] = (struct journal_field){"account", NULL, s->enterprise_no};
	if (session)
		fields[count++] = (struct journal_field){"session", NULL, session};
	if (count && s->platform >= 0 && (size_t)s->platform < s->store->count)
		fields[count++] = (struct journal_field){"platform", s->store->platforms[s->platform]->code, 0};
	return count;
}

/* That rows were filtered, and where; by what would be a value. */
static void follow_filter(struct trail *t, struct page *page)
{
	const struct view *v = page->panes[page->focus].view;
	const char *text = v->filter ? filter_text(v->filter) : "";
	struct journal_field fields[1 + TRAIL_ABOUT] = {{"screen", page->screen->name, 0}};

	if (!strncmp(text, t->filter, sizeof t->filter - 1))
		return;
	snprintf(t->filter, sizeof t->filter, "%s", text);
	if (*text)
		trail_note(t, "filter", fields, 1 + trail_about(&page->scope, fields + 1));
}

/* Whether it is in front already. */
static bool is_same(const struct trail *t, const struct page *page)
{
	const struct model_scope *s = &page->scope;

	return t->screen == page->screen && t->platform == s->platform && t->account == s->enterprise_no &&
	       t->session == session_of(s);
}

static void keep(struct trail *t, const struct page *page)
{
	t->screen = page->screen;
	t->platform = page->scope.platform;
	t->account = page->scope.enterprise_no;
	t->session = session_of(&page->scope);
}

void trail_follow(struct trail *t, struct console *c)
{
	struct page *page = console_page(c);
	struct journal_field fields[1 + TRAIL_ABOUT] = {{"screen", page->screen->name, 0}};

	if (!is_same(t, page)) {
		keep(t, page);
		t->filter[0] = '\0';
		size_t about = trail_about(&page->scope, fields + 1);
		if (about)
			trail_note(t, "view", fields, 1 + about);
	}
	follow_filter(t, page);
	if (t->lost && c->now >= t->retry_at) {
		if (open_journal(t))
			note_lost(t);
		t->retry_at = c->now + RETRY_US;
	}
}

/* ---- audit mode ---- */

/* A proof and another month are views of their own: each shows other figures. */
bool trail_show(struct trail *t, struct console *c, struct err *e)
{
	struct page *page = console_page(c);
	const struct model_scope *s = &page->scope;
	struct buf from = BUF_INIT, to = BUF_INIT;
	bool same = is_same(t, page) && t->proof == page->proof && t->span.start_us == s->span.start_us &&
		    t->span.end_us == s->span.end_us, written = same;

	if (!same) {
		time_rfc3339(&from, s->span.start_us);
		time_rfc3339(&to, s->span.end_us);
		struct journal_field fields[4 + TRAIL_ABOUT] = {{"screen", page->screen->name, 0},
								{"span_from", from.data, 0}, /* "from" is the address */
								{"span_to", to.data, 0},
								{"proof", NULL, page->proof}};
		written = trail_need(t, "view", fields, 4 + trail_about(s, fields + 4), e);
	}
	if (written) {
		keep(t, page);
		t->proof = page->proof;
		t->span = s->span;
	}
	buf_release(&from);
	buf_release(&to);
	follow_filter(t, page);
	return written && (!trail_error(t)[0] || err_set(e, "%s", trail_error(t)));
}

char *trail_end(struct trail *t)
{
	struct buf code = BUF_INIT;

	if (!put(t, "end", NULL, 0, true))
		return NULL;
	t->ended = true;
	const struct journal_head *head = journal_last(t->journal);
	buf_addf(&code, "record %llu, code %.4s-%.4s-%.4s-%.4s", (unsigned long long)head->sequence, head->hash, head->hash + 4,
		 head->hash + 8, head->hash + 12);
	return buf_take(&code);
}
