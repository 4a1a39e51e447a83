/* slatop manual: the manual page, made from the same tables as everything else:
 * commands, options, settings, agreement keys, formats, exporters, models. */
#include <stdio.h>

#include "app/commands.h"
#include "slatop/export/export.h"
#include "slatop/screen/key.h"
#include "slatop/screen/replay.h"
#include "slatop/screen/screen.h"

/* Text for troff: a backslash and a leading dot or quote mean something there. */
static void add(struct buf *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		buf_add_text(out, "\\&");
	for (; *text; text++) {
		if (*text == '\\')
			buf_add_text(out, "\\e");
		else if (*text == '-')
			buf_add_text(out, "\\-");
		else
			buf_add_byte(out, *text);
	}
}

static void item(struct buf *out, const char *name, const char *more, const char *help)
{
	buf_add_text(out, ".TP\n.B \"");
	add(out, name);
	if (more && more[0]) {
		buf_add_text(out, " ");
		add(out, more);
	}
	buf_add_text(out, "\"\n");
	add(out, help);
	buf_add_byte(out, '\n');
}

static void section(struct buf *out, const char *title)
{
	buf_addf(out, ".SH \"%s\"\n", title);
}

static void models_section(struct buf *out)
{
	section(out, "MODELS AND THEIR FIELDS");
	buf_add_text(out, "Reports print every field but those marked (screen), which are for the screen only.\n");
	for (size_t i = 0; i < model_count; i++) {
		buf_addf(out, ".SS %s\n%s\n", models[i]->name, models[i]->help);
		for (size_t k = 0; k < models[i]->field_count; k++) {
			const struct model_field *f = &models[i]->fields[k];
			item(out, f->name, f->flags & FIELD_SCREEN_ONLY ? "(screen)" : value_type_names[f->type],
			     f->help);
		}
	}
}

static void settings_section(struct buf *out)
{
	section(out, "CONFIGURATION");
	buf_add_text(out, "JSON, in /etc/slatop/config.json and ~/.config/slatop/config.json (the later one wins), or the\n"
			  "file given by \\-\\-config; never rewritten by the program. Beside these settings, sub_platforms\n"
			  "is an array of objects with code and conninfo, and keys an object of action names and keys.\n");
	for (size_t i = 0; i < config_setting_count; i++)
		item(out, config_settings[i].name, config_settings[i].unit, config_settings[i].help);
	section(out, "AGREEMENT KEYS");
	for (size_t i = 0; i < agreement_key_count; i++)
		item(out, agreement_keys[i].name, agreement_keys[i].range, agreement_keys[i].help);
}

static void keys_section(struct buf *out)
{
	section(out, "KEYS");
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (action_infos[a].name)
			item(out, action_infos[a].keys, action_infos[a].name, action_infos[a].help);
	section(out, "KEYS WHILE A RECORDING IS PLAYED");
	for (int a = 1; a < REPLAY_ACTIONS; a++)
		item(out, replay_infos[a].keys, replay_infos[a].name, replay_infos[a].help);
}

static void commands_section(struct buf *out)
{
	section(out, "COMMANDS");
	for (size_t i = 0; i < command_count; i++)
		item(out, commands[i].name ? commands[i].name : "slatop", commands[i].arguments, commands[i].help);
	struct buf help = BUF_INIT;
	options_help(&help);
	section(out, "SUMMARY");
	buf_add_text(out, ".nf\n");
	for (const char *at = help.data; *at;) {
		char line[512];
		int length = 0;
		for (; *at && *at != '\n' && length < 511; at++)
			line[length++] = *at;
		at += *at == '\n';
		line[length] = 0;
		add(out, line);
		buf_add_byte(out, '\n');
	}
	buf_add_text(out, ".fi\n");
	buf_release(&help);
}

static void lists_section(struct buf *out)
{
	section(out, "REPORT FORMATS");
	for (size_t i = 0; i < exporter_count; i++)
		item(out, exporters[i]->name, "", exporters[i]->help);
	section(out, "COLUMN FORMATS");
	for (size_t i = 0; i < value_format_count; i++)
		item(out, value_formats[i].name, "", value_formats[i].help);
	struct screens screens;
	screens_read(&screens, NULL);
	section(out, "SCREENS");
	for (size_t i = 0; i < screens.count; i++)
		item(out, screens.all[i]->name, "", screens.all[i]->help ? screens.all[i]->help : screens.all[i]->title);
	screens_release(&screens);
}

int command_manual(const struct options *o)
{
	if (o->word_count)
		return command_fail(EXIT_USAGE, "manual takes no argument");
	struct buf out = BUF_INIT;
	buf_add_text(&out, ".TH SLATOP 1 \"\" \"slatop " SLATOP_VERSION "\"\n.SH NAME\nslatop \\- a console for service level "
			   "agreements over PostgreSQL hot standbys\n");
	commands_section(&out);
	lists_section(&out);
	keys_section(&out);
	settings_section(&out);
	models_section(&out);
	bool written = fwrite(out.data, 1, out.length, stdout) == out.length && fflush(stdout) == 0;
	buf_release(&out);
	return written ? EXIT_FINE : command_fail(EXIT_FAILED, "standard output cannot be written");
}
