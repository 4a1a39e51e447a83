#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "slatop/base/mem.h"

/* A conninfo may hold a password: only words that are no secret are shown. */
static void show_conninfo(struct buf *out, const char *conninfo)
{
	const char *at = strstr(conninfo, "password");
	if (at)
		buf_addf(out, "%.*spassword=...", (int)(at - conninfo), conninfo);
	else
		buf_add_text(out, conninfo[0] ? conninfo : "(libpq's own variables)");
}

static void show_settings(struct buf *out, const struct config *c)
{
	for (size_t i = 0; i < config_setting_count; i++) {
		const struct config_setting *s = &config_settings[i];
		const void *at = (const char *)c + s->at;
		struct buf value = BUF_INIT;
		if (s->type == SETTING_INTEGER)
			buf_addf(&value, "%" PRId64 " %s", *(const int64_t *)at, s->unit);
		else
			buf_add_text(&value, *(const char *const *)at ? *(const char *const *)at : "-");
		buf_addf(out, "%-20s %-28s %-16s %s\n", s->name, value.data, c->from[i], s->help);
		buf_release(&value);
	}
	for (size_t i = 0; i < c->platform_count; i++) {
		buf_addf(out, "sub_platforms[%zu]     %s  ", i, c->platforms[i].code);
		show_conninfo(out, c->platforms[i].conninfo);
		buf_add_byte(out, '\n');
	}
}

static bool show_agreement(struct buf *out, const struct config *c, struct err *e)
{
	struct agreement *a = agreement_read(c->agreement, e);
	if (!a)
		return false;
	bool known;
	const struct terms *t = agreement_terms(a, NULL, INT32_MAX, &known);
	buf_addf(out, "agreement %s, sha256 %s, zone %s\n\n", t->code, agreement_hash(a),
		 calendar_zone(agreement_calendar(a)));
	for (size_t i = 0; i < agreement_key_count; i++) {
		const struct agreement_key *k = &agreement_keys[i];
		struct buf value = BUF_INIT;
		agreement_key_show(k, t, &value);
		buf_addf(out, "%-34s %-26s %-6s %s%s\n    range %s\n", k->name, value.data, k->unit, k->help,
			 k->open ? " (an open reading)" : "", k->range);
		buf_release(&value);
	}
	agreement_destroy(a);
	return true;
}

int command_config(const struct options *o)
{
	bool agreement = o->word_count == 1 && strcmp(o->words[0], "agreement") == 0;
	if (o->word_count && !agreement)
		return command_fail(EXIT_USAGE, "config takes no argument but \"agreement\"");
	struct err e = {""};
	struct config c;
	if (!config_read(&c, o, &e))
		return command_fail(EXIT_USAGE, e.text);
	struct buf out = BUF_INIT;
	bool fine = true;
	if (agreement)
		fine = show_agreement(&out, &c, &e);
	else
		show_settings(&out, &c);
	fputs(out.data, stdout);
	buf_release(&out);
	config_release(&c);
	return fine ? EXIT_FINE : command_fail(EXIT_USAGE, e.text);
}
