#include "app/operator.h"

#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "slatop/base/buf.h"
#include "slatop/base/hash.h"

#define UNSET UINT32_MAX /* of a process that no login led to */

/* The login that the kernel's audit keeps for the whole session. */
static bool find_login(struct operator_info *o)
{
	struct buf text = BUF_INIT;
	unsigned long uid = UNSET;

	if (buf_read_file(&text, "/proc/self/loginuid", 64, NULL))
		uid = strtoul(text.data, NULL, 10);
	buf_release(&text);
	bool set = uid < UNSET;
	const struct passwd *p = getpwuid(set ? (uid_t)uid : getuid());
	snprintf(o->name, sizeof o->name, "%s", p ? p->pw_name : "unknown");
	if (set)
		snprintf(o->login, sizeof o->login, "%s (%lu)", o->name, uid);
	return set;
}

/* "publickey ssh-ed25519 AAAA..." in the file that sshd has made for the session. */
static void find_key(struct operator_info *o)
{
	const char *path = getenv("SSH_USER_AUTH");
	struct buf text = BUF_INIT;
	char base64[4096];

	if (path && buf_read_file(&text, path, 1 << 16, NULL) &&
	    sscanf(text.data, "publickey %*63s %4095[A-Za-z0-9+/=]", base64) == 1)
		hash_key_fingerprint(base64, o->key, sizeof o->key);
	buf_release(&text);
}

static bool is_shared(const char *name, const char *shared)
{
	size_t length = strlen(name);

	for (const char *at = shared; at && (at = strstr(at, name)); at += length)
		if ((at == shared || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return true;
	return false;
}

void operator_find(struct operator_info *o, const char *shared)
{
	const char *connection = getenv("SSH_CONNECTION");

	*o = (struct operator_info){.name = ""};
	bool logged_in = find_login(o);
	find_key(o);
	if (connection)
		snprintf(o->from, sizeof o->from, "%.*s", (int)strcspn(connection, " "), connection);
	if (ttyname_r(STDIN_FILENO, o->terminal, sizeof o->terminal) != 0)
		o->terminal[0] = '\0';
	if (!o->key[0] && (is_shared(o->name, shared) || (!logged_in && connection)))
		snprintf(o->name, sizeof o->name, "unknown");
}
