/* The configuration: JSON files in XDG places, never rewritten by the program. */
#ifndef SLATOP_APP_CONFIG_H
#define SLATOP_APP_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/options.h"
#include "slatop/base/arena.h"
#include "slatop/base/err.h"
#include "slatop/screen/replay.h"

struct config_platform {
	const char *code;     /* expected code, "" where the replica's own word is taken */
	const char *conninfo; /* libpq's */
	bool allow_primary;
	const char *place;    /* where it was given, for messages */
};
struct config_key { /* a remapped key */
	const char *action, *keys;
};

/* Settings in force; texts live in memory. */
struct config {
	struct arena memory;
	struct config_platform *platforms;
	size_t platform_count;
	struct config_key *keys;
	size_t key_count;
	const char *theme;     /* "auto" */
	const char *agreement; /* path, NULL: the shipped one */
	const char *screens;   /* a site's folder of screens, NULL: none */
	const char *themes;    /* a site's folder of themes, NULL: none */
	const char *journals;  /* other operators' journals: a file or a folder, NULL: none */
	const char *bell;      /* "on", "off", "visual" */
	const char *shared_accounts; /* logins that several persons use, parted by blanks; NULL: none */
	int64_t poll_interval_ms, lag_ok_s, statement_timeout_s, escape_delay_ms, audit_lock_s;
	/* Where each setting comes from, by its number in config_settings. */
	const char *from[16];
};

/* One row a setting: reading, `slatop config` and its help come from here. */
struct config_setting {
	const char *name, *help, *unit;
	enum { SETTING_TEXT, SETTING_INTEGER, SETTING_FOLDER, SETTING_FILE } type;
	size_t at;
	int64_t low, high, other; /* of integers */
	const char *text;         /* default of texts */
	const char *const *words; /* a text is one of these; NULL: any. NULL ends */
};
extern const struct config_setting config_settings[];
extern const size_t config_setting_count;

#define CONFIG_SITE "/etc/slatop/config.json"
/* The user's own, ~/.config/slatop/config.json; NULL: there is no place for one. To
 * be freed. */
char *config_own_file(void);
/* Reads /etc/slatop/config.json, then ~/.config/slatop/config.json (later ones
 * win), or only o->config; in audit mode root's files alone; then applies what the command line gives. Wrong
 * files are refused with place and suggestion. */
bool config_read(struct config *c, const struct options *o, struct err *e);
void config_release(struct config *c);
/* The keys of a table of actions, as they are configured; NULL and a message. Those
 * whose action begins with "replay-" are of replay_actions. To be destroyed. */
struct key_map *config_key_map(const struct config *c, const struct action_table *t, struct err *e);

#endif
