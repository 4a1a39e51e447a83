#include "conninfo.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/buf.h"
#include "slatop/base/mem.h"
#include "slatop/replica/replica.h"

/* The variables of those settings that are looked at here. */
static const struct {
	const char *key, *variable;
} environment[] = {
	{"host", "PGHOST"}, {"hostaddr", "PGHOSTADDR"}, {"port", "PGPORT"}, {"sslmode", "PGSSLMODE"},
	{"options", "PGOPTIONS"}, {"target_session_attrs", "PGTARGETSESSIONATTRS"},
	{"connect_timeout", "PGCONNECT_TIMEOUT"}};

static char **find(const struct conninfo *c, const char *key)
{
	for (size_t i = 0; i < c->count; i++)
		if (!strcmp(c->keys[i], key))
			return &c->values[i];
	return NULL;
}

const char *conninfo_value(const struct conninfo *c, const char *key)
{
	char **given = find(c, key);
	const char *value = NULL;

	if (given)
		return *given;
	for (size_t i = 0; i < COUNT_OF(environment); i++)
		if (!strcmp(environment[i].key, key))
			value = getenv(environment[i].variable);
	return value && *value ? value : NULL;
}

void conninfo_set(struct conninfo *c, const char *key, const char *value)
{
	char **given = find(c, key);

	if (given) {
		free(*given);
		*given = mem_copy(value);
		return;
	}
	if (c->count + 1 >= c->capacity) {
		c->capacity = c->capacity ? c->capacity * 2 : 16;
		c->keys = mem_resize(c->keys, c->capacity, sizeof *c->keys);
		c->values = mem_resize(c->values, c->capacity, sizeof *c->values);
	}
	c->keys[c->count] = mem_copy(key);
	c->values[c->count++] = mem_copy(value);
	c->keys[c->count] = c->values[c->count] = NULL;
}

static void set_defaults(struct conninfo *c, bool allow_primary)
{
	const char *wanted = conninfo_value(c, "target_session_attrs");
	struct buf options;

	c->primary_allowed = allow_primary || (wanted && strcmp(wanted, "standby"));
	if (!wanted)
		conninfo_set(c, "target_session_attrs", allow_primary ? "any" : "standby");
	if (!conninfo_value(c, "sslmode"))
		conninfo_set(c, "sslmode", "verify-full");
	if (!conninfo_value(c, "application_name") && !getenv("PGAPPNAME"))
		conninfo_set(c, "application_name", "slatop");
	conninfo_set(c, "client_encoding", "UTF8");
	buf_init(&options);
	if (conninfo_value(c, "options"))
		buf_addf(&options, "%s ", conninfo_value(c, "options"));
	buf_add_text(&options, "-c default_transaction_read_only=on");
	conninfo_set(c, "options", options.data);
	buf_release(&options);
}

bool conninfo_init(struct conninfo *c, const char *text, bool allow_primary, struct err *e)
{
	char *message = NULL;
	PQconninfoOption *given = PQconninfoParse(text, &message);

	*c = (struct conninfo){0};
	if (!given) {
		err_set(e, "connection settings: %s", message ? message : "out of memory");
		e->text[strcspn(e->text, "\n")] = '\0';
		PQfreemem(message);
		return false;
	}
	for (const PQconninfoOption *o = given; o->keyword; o++)
		if (o->val)
			conninfo_set(c, o->keyword, o->val);
	PQconninfoFree(given);
	set_defaults(c, allow_primary);
	return true;
}

void conninfo_release(struct conninfo *c)
{
	for (size_t i = 0; i < c->count; i++) {
		free(c->keys[i]);
		free(c->values[i]);
	}
	free(c->keys);
	free(c->values);
	*c = (struct conninfo){0};
}

bool replica_conninfo_fine(const char *conninfo, struct err *e)
{
	struct conninfo c;

	if (!conninfo_init(&c, conninfo, false, e))
		return false;
	conninfo_release(&c);
	return true;
}
