/* slatop verify: whether evidence holds, without a database. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/evidence.h"
#include "slatop/base/hash.h"
#include "slatop/base/json.h"
#include "slatop/base/mem.h"

static void say(bool fine, const char *what, const char *why)
{
	printf("%-5s %s%s%s\n", fine ? "ok" : "WRONG", what, *why ? ": " : "", why);
}

/* --- files ----------------------------------------------------------------- */

/* One line of the manifest; false: it is none. */
static bool read_line(const char *line, size_t length, char hash[65], char *path, size_t room)
{
	if (length < 67 || strspn(line, "0123456789abcdef") != 64 || line[64] != ' ' || line[65] != ' ' || length - 66 >= room)
		return false;
	memcpy(hash, line, 64);
	hash[64] = 0;
	memcpy(path, line + 66, length - 66);
	path[length - 66] = 0;
	return true;
}

static size_t check_file(const struct evidence *v, const char *path, const char *wanted)
{
	const struct buf *file = evidence_find(v, path);
	char hash[65];

	if (!file) {
		say(false, path, "it is missing");
		return 1;
	}
	hash_sha256_hex(file->data, file->length, hash);
	bool same = !strcmp(hash, wanted);
	say(same, path, same ? "" : "its bytes are not those of the manifest");
	return !same;
}

/* Every file against the manifest, and every line of it against the files. */
static size_t check_files(const struct evidence *v, const struct buf *manifest)
{
	bool *listed = mem_zero(v->count + 1, sizeof *listed);
	char hash[65], path[512];
	size_t wrong = 0;

	for (const char *at = manifest->data; *at;) {
		size_t length = strcspn(at, "\n");
		if (!read_line(at, length, hash, path, sizeof path)) {
			say(false, EVIDENCE_MANIFEST, "a line of it is no hash and name");
			wrong++;
		} else {
			wrong += check_file(v, path, hash);
			for (size_t i = 0; i < v->count; i++)
				listed[i] |= !strcmp(v->files[i].path, path);
		}
		at += length + (at[length] == '\n');
	}
	for (size_t i = 0; i < v->count; i++)
		if (!listed[i]) {
			say(false, v->files[i].path, "the manifest knows no such file");
			wrong++;
		}
	if (!evidence_find(v, "figures.json")) {
		say(false, "figures.json", "there is none");
		wrong++;
	}
	free(listed);
	return wrong;
}

/* --- figures --------------------------------------------------------------- */

/* A row's name in messages: its model and its numbers. */
static void row_name(struct buf *out, const char *model, const struct json_node *row)
{
	static const char *const keys[] = {"incident_id", "enterprise_no", "failover_id"};

	buf_addf(out, "%s", model);
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const struct json_node *node = json_get(row, keys[i]);
		if (node && json_type(node) == JSON_NUMBER)
			buf_addf(out, " %lld", (long long)json_int(node, INT64_MIN, INT64_MAX, 0));
		if (node)
			break;
	}
}

static bool same_value(const struct json_node *a, const struct json_node *b)
{
	if (!a || !b || json_type(a) != json_type(b))
		return false;
	switch (json_type(a)) {
	case JSON_TEXT: return !strcmp(json_text(a, ""), json_text(b, ""));
	case JSON_NUMBER:
		return json_scaled(a, 6, INT64_MIN, INT64_MAX, 0) == json_scaled(b, 6, INT64_MIN, INT64_MAX, 0);
	default: return true;
	}
}

static void value_text(struct buf *out, const struct json_node *n)
{
	if (!n)
		buf_add_text(out, "nothing");
	else if (json_type(n) == JSON_TEXT)
		buf_add_text(out, json_text(n, ""));
	else if (json_type(n) == JSON_NUMBER)
		buf_addf(out, "%.15g", json_double(n, 0));
	else
		buf_add_text(out, json_type(n) == JSON_NULL ? "nothing" : "another value");
}

/* Fields of one row; returns how many differ. */
static size_t check_row(const char *model, const struct json_node *held, const struct json_node *reckoned, size_t *figures)
{
	size_t wrong = 0;

	for (size_t i = 0; i < json_count(reckoned); i++) {
		const struct json_node *now;
		const char *name = json_key_at(reckoned, i, &now);
		const struct json_node *then = json_get(held, name);
		++*figures;
		if (same_value(then, now))
			continue;
		struct buf what = BUF_INIT, why = BUF_INIT;
		row_name(&what, model, reckoned);
		buf_addf(&what, " %s", name);
		value_text(&why, then);
		buf_add_text(&why, " in figures.json, ");
		value_text(&why, now);
		buf_add_text(&why, " from the rows");
		say(false, what.data, why.data);
		buf_release(&what);
		buf_release(&why);
		wrong++;
	}
	return wrong;
}

static size_t check_model(const char *model, const struct json_node *held, const struct json_node *reckoned)
{
	size_t figures = 0, wrong = 0, rows = json_count(reckoned);
	struct buf what = BUF_INIT;

	if (json_count(held) != rows) {
		buf_addf(&what, "%zu rows in figures.json, %zu from the rows", json_count(held), rows);
		say(false, model, what.data);
		wrong++;
	}
	for (size_t i = 0; i < rows && i < json_count(held); i++)
		wrong += check_row(model, json_at(held, i), json_at(reckoned, i), &figures);
	buf_clear(&what);
	if (!wrong) {
		buf_addf(&what, "%zu rows, %zu figures, as the rows give them", rows, figures);
		say(true, model, what.data);
	}
	buf_release(&what);
	return wrong;
}

static size_t check_figures(const struct evidence *v)
{
	struct buf now = BUF_INIT;
	struct err e = {""};
	const struct buf *held = evidence_find(v, "figures.json");
	size_t wrong = 0;

	if (!evidence_figures(v, &now, &e)) {
		say(false, "figures", e.text);
		buf_release(&now);
		return 1;
	}
	struct json_doc *a = held ? json_parse(held->data, held->length, "figures.json", &e) : NULL;
	struct json_doc *b = json_parse(now.data, now.length, "figures", &e);
	if (!a || !b) {
		say(false, "figures.json", held ? e.text : "there is none");
		wrong++;
	}
	for (size_t i = 0; a && b && i < json_count(json_root(b)); i++) {
		const struct json_node *reckoned;
		const char *model = json_key_at(json_root(b), i, &reckoned);
		wrong += check_model(model, json_get_array(json_root(a), model), reckoned);
	}
	/* whatever the comparison by field may not see */
	if (!wrong && (held->length != now.length || memcmp(held->data, now.data, now.length) != 0)) {
		say(false, "figures.json", "it is not what the rows give, byte for byte");
		wrong++;
	}
	json_destroy(a);
	json_destroy(b);
	buf_release(&now);
	return wrong;
}

int command_verify(const struct options *o)
{
	struct evidence v = {0};
	struct buf manifest = BUF_INIT;
	struct err e = {""};
	char hash[65];

	if (o->word_count != 1)
		return command_fail(EXIT_USAGE, "verify takes one folder, that slatop report evidence has made");
	bool read = evidence_read(&v, o->words[0], &manifest, &e);
	size_t wrong = 0;
	if (read) {
		wrong = check_files(&v, &manifest) + check_figures(&v);
		hash_sha256_hex(manifest.data, manifest.length, hash);
		printf("%s  SHA-256 of the manifest %s\n", wrong ? "it does not hold;" : "it holds;", hash);
	}
	evidence_release(&v);
	buf_release(&manifest);
	return !read ? command_fail(EXIT_FAILED, e.text) : wrong ? EXIT_FOUND : EXIT_FINE;
}
