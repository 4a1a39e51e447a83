#include "app/trail_rows.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/trail.h"
#include "slatop/base/loop.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"

#define LOOK_US USEC     /* between looks at files that were read to their end */
#define RECORDS_A_LOOK 16
#define FILES_MOST 1000

struct source {
	char *name; /* of the file, as it is shown */
	struct journal_follow *follow;
};
/* The rows, with what they are read from. */
struct reading {
	struct trail_rows rows; /* first: it is handed out */
	struct arena texts;
	struct source *sources;
	size_t source_count, source_capacity, next;
	size_t capacity;
	bool got;        /* in this round something came */
	int64_t looked_at;
};

/* ---- the files ---- */

static void add_source(struct reading *t, const char *path, const char *name)
{
	if (t->source_count == FILES_MOST)
		return;
	MEM_GROW(t->sources, t->source_count, t->source_capacity);
	t->sources[t->source_count++] = (struct source){mem_copy(name), journal_follow_create(path)};
}

/* A folder's files are journals, and of its folders (one a user) the file
 * "journal". */
static void add_folder(struct reading *t, const char *folder)
{
	struct dirent **list = NULL;
	int count = scandir(folder, &list, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		struct buf path = BUF_INIT;
		struct stat s;
		buf_addf(&path, "%s/%s", folder, list[i]->d_name);
		if (list[i]->d_name[0] != '.' && stat(path.data, &s) == 0) {
			if (S_ISDIR(s.st_mode))
				buf_add_text(&path, "/journal");
			if (stat(path.data, &s) == 0 && S_ISREG(s.st_mode))
				add_source(t, path.data, list[i]->d_name);
		}
		buf_release(&path);
		free(list[i]);
	}
	free(list);
}

struct trail_rows *trail_rows_create(const struct config *c)
{
	struct reading *t = mem_zero(1, sizeof *t);
	struct err e = {""};
	char *own = trail_path(&e);
	struct stat s;

	if (own)
		add_source(t, own, "own");
	free(own);
	if (c->journals && stat(c->journals, &s) == 0 && S_ISDIR(s.st_mode))
		add_folder(t, c->journals);
	else if (c->journals)
		add_source(t, c->journals, strrchr(c->journals, '/') ? strrchr(c->journals, '/') + 1 : c->journals);
	t->looked_at = TIME_NONE;
	return &t->rows;
}

void trail_rows_destroy(struct trail_rows *rows)
{
	struct reading *t = (struct reading *)rows;

	if (!t)
		return;
	for (size_t i = 0; i < t->source_count; i++) {
		journal_follow_destroy(t->sources[i].follow);
		free(t->sources[i].name);
	}
	free(t->sources);
	free(t->rows.list);
	arena_release(&t->texts);
	free(t);
}

/* ---- records ---- */

static const char *keep(struct reading *t, const char *text, const char *before)
{
	struct buf clean = BUF_INIT;
	const char *kept;

	text_clean(&clean, text, strlen(text));
	/* Most texts are those of the record before. */
	kept = before && !strcmp(clean.length ? clean.data : "", before) ? before : arena_copy(&t->texts, clean.data ? clean.data : "", clean.length);
	buf_release(&clean);
	return kept;
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static void write_member(const char *name, const struct json_node *value, struct buf *out)
{
	bool is_text = json_type(value) == JSON_TEXT, is_number = json_type(value) == JSON_NUMBER;
	/* A text that is asked for its number makes all of the record an error. */
	int64_t number = is_number ? json_int(value, INT64_MIN, INT64_MAX, 0) : 0;

	if ((!is_text && !is_number) || (!strcmp(name, "proof") && !number))
		return;
	buf_add_text(out, out->length ? ", " : "");
	if (is_number && !strcmp(name, "at_s")) /* of a recording */
		buf_addf(out, "at %lld:%02lld", (long long)(number / 60), (long long)(number % 60));
	else if (is_text)
		buf_addf(out, "%s%s%s", strcmp(name, "why") ? name : "", strcmp(name, "why") ? " " : "", json_text(value, ""));
	else
		buf_addf(out, "%s %lld", name, (long long)number);
}

/* What a record tells besides: "grant G-17, private call_private, row 4711". The reason
 * and the grant's number stand in front: the column may be narrow. */
static void write_rest(const struct json_node *node, struct buf *out)
{
	static const char *const known[] = {"seq", "at", "what", "operator", "login", "key", "from", "terminal", "mode", "process",
					    "prev", "hash", "screen", "account", "session", "platform"};
	static const char *const first[] = {"why", "grant"}, *const last[] = {"grant_id", "file"};

	for (int turn = 0; turn < 3; turn++)
		for (size_t i = 0; i < json_count(node); i++) {
			const struct json_node *value;
			const char *name = json_key_at(node, i, &value);
			int its = is_one_of(name, first, COUNT_OF(first)) ? 0 : is_one_of(name, last, COUNT_OF(last)) ? 2 : 1;
			if (its == turn && !is_one_of(name, known, COUNT_OF(known)))
				write_member(name, value, out);
		}
}

/* As journals have them, in UTC. */
static int64_t time_of(const char *text)
{
	size_t length = strlen(text);
	int64_t at;

	return length && text[length - 1] == 'Z' && calendar_parse_time(NULL, text, &at, NULL) ? at : TIME_NONE;
}

static void add_row(struct reading *t, const struct source *s, const struct journal_record *r, const char *fault)
{
	static const struct trail_row none = {.operator_name = ""};
	const struct trail_row *before = t->rows.count ? &t->rows.list[t->rows.count - 1] : &none;
	const struct json_node *n = r->node;
	struct buf rest = BUF_INIT;

	if (n)
		write_rest(n, &rest);
	struct trail_row row = {
		.at_us = n ? time_of(json_get_text(n, "at", "")) : before->at_us,
		.sequence = n ? json_get_int(n, "seq", 0, INT64_MAX, 0) : 0,
		.operator_name = keep(t, json_get_text(n, "operator", ""), before->operator_name),
		.key = keep(t, json_get_text(n, "key", ""), before->key),
		.login = keep(t, json_get_text(n, "login", ""), before->login),
		.from = keep(t, json_get_text(n, "from", ""), before->from),
		.terminal = keep(t, json_get_text(n, "terminal", ""), before->terminal),
		.mode = keep(t, json_get_text(n, "mode", ""), before->mode),
		.what = keep(t, json_get_text(n, "what", n ? "" : "no record"), before->what),
		.screen = keep(t, json_get_text(n, "screen", ""), before->screen),
		.platform = keep(t, json_get_text(n, "platform", ""), before->platform),
		.journal = keep(t, s->name, before->journal),
		.rest = keep(t, rest.length ? rest.data : "", before->rest),
		.fault = fault ? keep(t, fault, before->fault) : NULL,
		.account = json_get_int(n, "account", 0, INT64_MAX, 0),
		.session = json_get_int(n, "session", 0, INT64_MAX, 0),
	};
	buf_release(&rest);
	MEM_GROW(t->rows.list, t->rows.count, t->capacity);
	t->rows.list[t->rows.count++] = row;
	t->rows.faults += fault != NULL;
}

/* ---- reading on ---- */

/* One was replaced: what it told is in the rows, so all are read anew. */
static void begin_anew(struct reading *t)
{
	t->rows.count = t->rows.faults = 0;
	arena_reset(&t->texts);
	for (size_t i = 0; i < t->source_count; i++)
		journal_follow_restart(t->sources[i].follow);
	t->next = 0;
	t->rows.generation++;
}

bool trail_rows_work(struct trail_rows *rows, int64_t deadline_us)
{
	struct reading *t = (struct reading *)rows;
	int64_t now = clock_monotonic();

	if (!rows->users || (t->next == t->source_count && t->looked_at != TIME_NONE && now - t->looked_at < LOOK_US))
		return false;
	if (t->next == t->source_count)
		t->next = 0;
	for (int n = 1; t->next < t->source_count; n++) {
		struct source *s = &t->sources[t->next];
		struct journal_record r;
		struct err e = {""};
		const char *fault;
		bool anew;
		bool came = journal_follow_next(s->follow, &r, &fault, &anew, &e);
		if (anew) {
			begin_anew(t);
			continue;
		}
		if (came) {
			add_row(t, s, &r, fault);
			t->got = true;
		} else {
			t->next++;
		}
		if (n % RECORDS_A_LOOK == 0 && clock_monotonic() >= deadline_us)
			return true;
	}
	t->rows.generation += t->got || !rows->complete;
	t->got = false;
	rows->complete = true;
	t->looked_at = now;
	return false;
}
