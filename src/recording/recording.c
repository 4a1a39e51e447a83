/* Recordings as files and folders, and what was read of them. */
#include "slatop/recording/recording.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "slatop/base/hash.h"
#include "slatop/base/mem.h"

#define FOLDER_FILES_MOST 64

const char *const recording_condition_names[4] = {"whole", "unfinished", "gaps", "damaged"};

/* --- files -------------------------------------------------------------------------- */

struct file_list {
	struct recording_file *files;
	size_t count, capacity;
	struct buf names[FOLDER_FILES_MOST]; /* owners of files' names */
};

static bool list_add(struct file_list *l, const char *path, const char *name, struct err *e)
{
	struct buf bytes = BUF_INIT;

	if (l->count == FOLDER_FILES_MOST)
		return true;
	if (!buf_read_file(&bytes, path, RECORDING_BYTES_MOST, e)) {
		buf_release(&bytes);
		return false;
	}
	MEM_GROW(l->files, l->count, l->capacity);
	buf_init(&l->names[l->count]);
	buf_add_text(&l->names[l->count], name);
	l->files[l->count] = (struct recording_file){l->names[l->count].data, bytes};
	l->count++;
	return true;
}

static void list_release(struct file_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		buf_release(&l->names[i]);
	free(l->files);
}

/* In the order of their bytes, whatever the locale: the hash depends on it. */
static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool list_folder(struct file_list *l, const char *path, struct err *e)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, compare_names);
	struct buf full = BUF_INIT;
	struct stat st;
	bool ok = true;

	if (count < 0)
		return err_set(e, "%s: %s", path, strerror(errno));
	for (int i = 0; i < count; i++) {
		buf_clear(&full);
		buf_addf(&full, "%s/%s", path, entries[i]->d_name);
		if (ok && !stat(full.data, &st) && S_ISREG(st.st_mode))
			ok = list_add(l, full.data, entries[i]->d_name, e);
		free(entries[i]);
	}
	free(entries);
	buf_release(&full);
	return ok;
}

/* Of a script only the script itself: what is beside it is another file. */
static void list_hash(const struct file_list *l, bool folder, char out[65])
{
	struct hash *h = hash_begin();

	for (size_t i = 0; i < (folder ? l->count : 1); i++)
		hash_add(h, l->files[i].bytes.data, l->files[i].bytes.length);
	hash_end(h, out);
}

/* The timing file of a script: the one that is named, else one beside it. */
static bool list_timing(struct file_list *l, const char *path, const char *timing, struct err *e)
{
	static const char *const endings[] = {".timing", ".time", ".tm"};
	struct buf name = BUF_INIT;
	struct stat st;
	bool ok = true, found = false;

	if (timing)
		return list_add(l, timing, "timing", e);
	for (size_t i = 0; ok && !found && i < COUNT_OF(endings); i++) {
		buf_clear(&name);
		buf_addf(&name, "%s%s", path, endings[i]);
		found = !stat(name.data, &st) && S_ISREG(st.st_mode);
		if (found)
			ok = list_add(l, name.data, "timing", e);
	}
	buf_release(&name);
	return ok;
}

struct recording *recording_open(const char *path, const struct recording_options *o, struct err *e)
{
	struct file_list l = {.count = 0};
	struct recording *r = NULL;
	const char *base = strrchr(path, '/');
	char sha256[65] = "";
	struct stat st;
	bool ok;

	if (stat(path, &st)) {
		err_set(e, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (S_ISDIR(st.st_mode))
		ok = list_folder(&l, path, e);
	else
		ok = list_add(&l, path, base ? base + 1 : path, e) && list_timing(&l, path, o ? o->timing : NULL, e);
	if (ok && l.count)
		list_hash(&l, S_ISDIR(st.st_mode), sha256); /* before the reader takes the bytes */
	if (ok && !(r = recording_read(l.files, l.count, NULL, o, e)))
		err_at(e, "%s", path);
	else if (!ok)
		for (size_t i = 0; i < l.count; i++)
			buf_release(&l.files[i].bytes);
	if (r)
		memcpy(r->sha256, sha256, sizeof sha256);
	list_release(&l);
	return r;
}

void recording_destroy(struct recording *r)
{
	if (!r)
		return;
	buf_release(&r->bytes);
	free(r->events);
	free(r->inputs);
	free(r->markers);
	free(r);
}
