#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "slatop/base/mem.h"
#include "slatop/sla/commitment.h"

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

/* Which clauses a key decides, or only stands beside. */
static void show_uses(struct buf *out, const struct agreement_key *k)
{
	const char *before = "    used by";
	for (int c = 0; c < COMMITMENT_COUNT; c++) {
		if (!commitment_uses((enum commitment)c, k))
			continue;
		buf_addf(out, "%s %s %s", before, commitments[c].clause, commitments[c].name);
		before = ",";
	}
	if (*before == ',')
		buf_add_byte(out, '\n');
}

static void show_key(struct buf *out, const struct agreement_key *k, const struct terms *t)
{
	struct buf value = BUF_INIT;
	agreement_key_show(k, t, &value);
	buf_addf(out, "%-34s %-26s %-6s %s\n", k->name, value.data, k->unit, k->help);
	buf_addf(out, "    range %s; default %s\n", k->range, k->initial);
	if (k->open) {
		const char *before = "    an open reading of the text; other values:";
		for (size_t i = 1; i < AGREEMENT_READINGS && k->readings[i]; i++, before = " or")
			buf_addf(out, "%s %s", before, k->readings[i]);
		buf_add_byte(out, '\n');
	}
	show_uses(out, k);
	buf_release(&value);
}

/* The keys of a version that are not the shipped ones. */
static void show_version(struct buf *out, const struct terms *t, const struct terms *shipped, int month)
{
	size_t others = 0;
	agreement_version_text(t, month, out);
	for (size_t i = 0; i < agreement_key_count; i++) {
		if (agreement_key_same(&agreement_keys[i], t, shipped))
			continue;
		buf_addf(out, "%s %s ", others++ ? "," : ":", agreement_keys[i].name);
		agreement_key_show(&agreement_keys[i], t, out);
	}
	buf_add_text(out, others ? "\n" : ": as shipped\n");
}

/* Each code with its versions, the earliest first. */
static void show_codes(struct buf *out, const struct agreement *a)
{
	struct terms shipped;
	terms_init(&shipped);
	buf_add_byte(out, '\n');
	for (unsigned code = 0; code < agreement_code_count(a); code++)
		for (size_t n = 0; n < agreement_version_count(a, code); n++) {
			const struct terms *t = agreement_version(a, code, n);
			show_version(out, t, &shipped, t->from_month);
		}
}

static bool show_agreement(struct buf *out, const struct config *c, struct err *e)
{
	struct agreement *a = agreement_read(c->agreement, e);
	if (!a)
		return false;
	bool known;
	const struct terms *t = agreement_terms(a, NULL, INT32_MAX, &known);
	buf_addf(out, "agreement %s, sha256 %s, zone %s\n", t->code, agreement_hash(a),
		 calendar_zone(agreement_calendar(a)));
	show_codes(out, a);
	buf_add_text(out, "\n");
	for (size_t i = 0; i < agreement_key_count; i++)
		show_key(out, &agreement_keys[i], t);
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
