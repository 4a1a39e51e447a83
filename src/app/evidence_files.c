/* Evidence as files. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/evidence.h"
#include "slatop/base/hash.h"
#include "slatop/base/mem.h"

#define FILE_MOST (UINT32_C(1) << 30)

struct buf *evidence_add(struct evidence *v, const char *path)
{
	MEM_GROW(v->files, v->count, v->capacity);
	v->files[v->count].path = mem_copy(path);
	buf_init(&v->files[v->count].data);
	return &v->files[v->count++].data;
}

const struct buf *evidence_find(const struct evidence *v, const char *path)
{
	for (size_t i = 0; i < v->count; i++)
		if (!strcmp(v->files[i].path, path))
			return &v->files[i].data;
	return NULL;
}

void evidence_release(struct evidence *v)
{
	for (size_t i = 0; i < v->count; i++) {
		free(v->files[i].path);
		buf_release(&v->files[i].data);
	}
	free(v->files);
	*v = (struct evidence){0};
}

void evidence_manifest(const struct evidence *v, struct buf *out)
{
	char hash[65];

	for (size_t i = 0; i < v->count; i++) {
		hash_sha256_hex(v->files[i].data.data, v->files[i].data.length, hash);
		buf_addf(out, "%s  %s\n", hash, v->files[i].path);
	}
}

/* --- writing ------------------------------------------------------------- */

static bool failed(const char *folder, const char *path, const char *what, struct err *e)
{
	return err_set(e, "\"%s%s%s\" could not be %s: %s", folder, *path ? "/" : "", path, what, strerror(errno));
}

static bool write_file(int folder_fd, const char *folder, const char *path, const struct buf *data, struct err *e)
{
	int fd = openat(folder_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	size_t done = 0;

	if (fd < 0)
		return failed(folder, path, "written", e);
	while (done < data->length) {
		ssize_t n = write(fd, data->data + done, data->length - done);
		if (n < 0 && errno != EINTR)
			break;
		done += n > 0 ? (size_t)n : 0;
	}
	bool written = done == data->length && (fsync(fd) == 0 || errno == EINVAL || errno == EROFS);
	if (!written)
		failed(folder, path, "written", e);
	close(fd);
	return written;
}

bool evidence_write(const struct evidence *v, const char *folder, char hash[65], struct err *e)
{
	struct buf manifest = BUF_INIT;

	if (mkdir(folder, 0777) != 0)
		return errno == EEXIST ? err_set(e, "\"%s\" is there already; evidence takes a folder that is not: name another",
						 folder)
				       : failed(folder, "", "made", e);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool fine = fd >= 0 && mkdirat(fd, "rows", 0777) == 0 && mkdirat(fd, "sql", 0777) == 0;
	if (!fine)
		failed(folder, "", "made", e);
	for (size_t i = 0; i < v->count && fine; i++)
		fine = write_file(fd, folder, v->files[i].path, &v->files[i].data, e);
	evidence_manifest(v, &manifest);
	fine = fine && write_file(fd, folder, EVIDENCE_MANIFEST, &manifest, e);
	hash_sha256_hex(manifest.data, manifest.length, hash);
	buf_release(&manifest);
	if (fd >= 0)
		close(fd);
	return fine || err_at(e, "evidence (what is in \"%s\" is unfinished, and has no %s)", folder, EVIDENCE_MANIFEST);
}

/* --- reading ------------------------------------------------------------- */

static bool read_folder(struct evidence *v, const char *folder, const char *below, int depth, struct err *e)
{
	struct buf path = BUF_INIT;
	bool fine = true;

	buf_addf(&path, "%s%s%s", folder, *below ? "/" : "", below);
	DIR *d = opendir(path.data);
	if (!d)
		fine = failed(path.data, "", "read", e);
	for (struct dirent *entry; fine && (entry = readdir(d));) {
		struct buf inside = BUF_INIT;
		struct stat state;
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		buf_addf(&inside, "%s%s%s", below, *below ? "/" : "", entry->d_name);
		buf_clear(&path);
		buf_addf(&path, "%s/%s", folder, inside.data);
		if (lstat(path.data, &state) != 0)
			fine = failed(path.data, "", "read", e);
		else if (S_ISDIR(state.st_mode) && depth < 4)
			fine = read_folder(v, folder, inside.data, depth + 1, e);
		else if (strcmp(inside.data, EVIDENCE_MANIFEST) != 0) {
			struct buf *data = evidence_add(v, inside.data);
			fine = !S_ISREG(state.st_mode) ? err_set(e, "\"%s\" is no plain file", path.data)
						       : buf_read_file(data, path.data, FILE_MOST, e);
		}
		buf_release(&inside);
	}
	if (d)
		closedir(d);
	buf_release(&path);
	return fine;
}

bool evidence_read(struct evidence *v, const char *folder, struct buf *manifest, struct err *e)
{
	struct buf path = BUF_INIT;
	struct stat state;

	if (stat(folder, &state) != 0 || !S_ISDIR(state.st_mode)) {
		if (errno == 0 || S_ISREG(state.st_mode))
			errno = ENOTDIR;
		return err_set(e, "\"%s\" is no folder of evidence: %s", folder, strerror(errno));
	}
	buf_addf(&path, "%s/%s", folder, EVIDENCE_MANIFEST);
	bool there = stat(path.data, &state) == 0;
	bool fine = there ? buf_read_file(manifest, path.data, FILE_MOST, e)
			  : err_set(e, "\"%s\" has no %s, which is written last: this is no evidence, or it was not finished", folder,
				    EVIDENCE_MANIFEST);
	buf_release(&path);
	return fine && read_folder(v, folder, "", 0, e);
}
