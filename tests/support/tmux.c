#include "support/tmux.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(const struct tmux *t, const char *commands)
{
	struct buf line = BUF_INIT;
	pid_t child;
	int status = -1;

	buf_addf(&line,
		 "set -e; unset TMUX; export LC_ALL=C.UTF-8; cd %s; T='tmux -u -f /dev/null -S %s/socket'; export T\n%s",
		 t->folder, t->folder, commands);
	child = fork();
	if (child == 0) {
		execl("/bin/sh", "sh", "-c", line.data, (char *)NULL);
		_exit(127);
	}
	ck_assert(child > 0 && waitpid(child, &status, 0) == child);
	ck_assert_msg(status == 0, "%s: status %d", line.data, status);
	buf_release(&line);
}

void tmux_open(struct tmux *t, int rows, int columns)
{
	char line[600];

	*t = (struct tmux){.folder = "/tmp/slatop-tmux.XXXXXX", .rows = rows, .columns = columns};
	ck_assert_ptr_nonnull(mkdtemp(t->folder));
	/* The first session only keeps the server while options are set. What is shown is read from a pipe by name, file
	 * by file. When cat has ended, tmux has not yet read all of it: a title that follows (ESC \\ ESC ] 2) says when
	 * it has. */
	snprintf(line, sizeof line,
		 "mkfifo files\n"
		 "$T new-session -d -s hold 'exec cat' \\; set -g status off\n"
		 "$T new-session -d -s show -x %d -y %d 'stty raw -echo; while read f n; do cat $f; "
		 "printf \"\\033\\134\\033]2;shown-%%s\\007\" $n; done <>files'\n",
		 columns, rows);
	run(t, line);
}

void tmux_close(struct tmux *t)
{
	run(t, "$T kill-server; cd /; rm -rf \"$OLDPWD\"");
}

void tmux_resize(struct tmux *t, int rows, int columns)
{
	char line[80];

	t->rows = rows;
	t->columns = columns;
	snprintf(line, sizeof line, "$T resize-window -t show -x %d -y %d", columns, rows);
	run(t, line);
}

/* Escapes go; what stands between SO and SI is line drawing. */
static void plain_text(const struct buf *captured, struct buf *screen)
{
	static const char *const drawn[] = {"◆", "▒", "␉", "␌", "␍", "␊", "°", "±", "␤", "␋", "┘", "┐", "┌", "└", "┼", "⎺",
					    "⎻", "─", "⎼", "⎽", "├", "┤", "┴", "┬", "│", "≤", "≥", "π", "≠", "£", "·"};
	bool drawing = false;

	for (size_t i = 0; i < captured->length; i++) {
		char c = captured->data[i];
		if (c == '\033') {
			while (i < captured->length && captured->data[i] != 'm' && captured->data[i] != '\n')
				i++;
		} else if (c == 0x0e || c == 0x0f) {
			drawing = c == 0x0e;
		} else if (drawing && c >= '`' && c <= '~') {
			buf_add_text(screen, drawn[c - '`']);
		} else {
			if (c == '\n')
				while (screen->length && screen->data[screen->length - 1] == ' ')
					screen->data[--screen->length] = '\0';
			buf_add_byte(screen, c);
		}
	}
}

static void capture(const struct tmux *t, struct buf *screen)
{
	struct buf captured = BUF_INIT;
	char path[64];

	snprintf(path, sizeof path, "%s/screen", t->folder);
	ck_assert(buf_read_file(&captured, path, 1 << 24, NULL));
	plain_text(&captured, screen);
	buf_release(&captured);
}

void tmux_show(struct tmux *t, const char *bytes, size_t length, struct buf *screen)
{
	char path[64], line[300];

	snprintf(path, sizeof path, "%s/bytes", t->folder);
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, length, f), length);
	fclose(f);
	snprintf(line, sizeof line,
		 "echo bytes %u >files; i=0\n"
		 "until [ \"$($T display -p -t show '#{pane_title}')\" = shown-%u ]; do i=$((i + 1)); [ $i -lt 10000 ]; done\n"
		 "$T capture-pane -p -e -t show >screen",
		 t->shown, t->shown);
	t->shown++;
	run(t, line);
	if (screen)
		capture(t, screen);
}
