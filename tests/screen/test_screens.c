/* Screens: the shipped ones, and each way in which a site's own can be wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "slatop/screen/screen.h"
#include "support/check_main.h"

static char folder[64];
static char written[8][32];
static size_t written_count;

static void begin(void)
{
	snprintf(folder, sizeof folder, "/tmp/slatop-screens.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	written_count = 0;
}

static void write_screen(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s.json", folder, name);
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
	snprintf(written[written_count++], sizeof written[0], "%s", name);
}

static void end(void)
{
	char path[128];

	while (written_count) {
		snprintf(path, sizeof path, "%s/%s.json", folder, written[--written_count]);
		unlink(path);
	}
	rmdir(folder);
}

START_TEST(shipped_are_sound)
{
	static const char *const first[] = {"overview", "outages", "availability", "tenants", "incidents"};
	struct screens s;

	screens_read(&s, NULL);
	for (size_t i = 0; i < s.problem_count; i++)
		ck_abort_msg("%s: %s", s.problems[i].file, s.problems[i].message);
	ck_assert_uint_ge(s.count, 9);
	for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
		ck_assert_str_eq(s.all[i]->name, first[i]);
		ck_assert_int_eq(s.all[i]->number, (int)i + 1);
	}
	for (size_t i = 0; i < s.count; i++) {
		const struct screen *one = s.all[i];
		ck_assert_ptr_nonnull(one->help);
		ck_assert_int_lt(one->report_pane, (int)one->pane_count);
		ck_assert_uint_lt(one->focus, one->pane_count);
		size_t panes = 0;
		for (size_t k = 0; k < one->line_count; k++) {
			ck_assert_uint_eq(one->lines[k].first, panes);
			panes += one->lines[k].count;
		}
		ck_assert_uint_eq(panes, one->pane_count);
		for (size_t k = 0; k < one->pane_count; k++)
			for (size_t n = 0; n < one->panes[k].drill_count; n++) {
				const struct screen_drill *d = &one->panes[k].drills[n];
				if (d->screen)
					ck_assert_ptr_nonnull(screens_find(&s, d->screen));
				else if (d->filter_count)
					ck_assert_str_ne(d->filters[0], "");
				else
					ck_assert_str_eq(d->hands[0].name, "session");
			}
	}
	ck_assert_ptr_eq(screens_find(&s, "out"), screens_find(&s, "outages"));
	ck_assert_ptr_null(screens_find(&s, "nowhere"));
	const struct screen *outages = screens_find(&s, "outages");
	ck_assert_str_eq(outages->panes[outages->report_pane].model->name, "outages");
	ck_assert_int_eq(outages->panes[1].follows, 0);
	ck_assert(screens_find(&s, "tenant")->needs_account);
	screens_release(&s);
}
END_TEST

/* The one problem that a site's screen "mine" has. */
static void wrong(const char *text, const char *message)
{
	struct screens s;
	char file[128];

	begin();
	write_screen("mine", text);
	snprintf(file, sizeof file, "%s/mine.json", folder);
	screens_read(&s, folder);
	ck_assert_uint_eq(s.problem_count, 1);
	ck_assert_str_eq(s.problems[0].file, file);
	ck_assert_str_eq(s.problems[0].message, message);
	ck_assert_ptr_null(screens_find(&s, "mine"));
	ck_assert_ptr_nonnull(screens_find(&s, "outages"));
	screens_release(&s);
	end();
}

#define MINE "{\"format\": 1, \"name\": \"mine\", "
#define SOURCE "\"source\": {\"model\": \"availability\"}, "
#define COLUMNS "\"columns\": [\"enterprise_no\", \"name\"]"
#define PANE(name) "{\"name\": \"" name "\", " SOURCE COLUMNS "}"

START_TEST(wrong_members)
{
	wrong("[]", "must be an object, is an array");
	wrong("{\"format\": 2, \"name\": \"mine\", " SOURCE COLUMNS "}", "format: must be 1 to 1");
	wrong(MINE SOURCE COLUMNS ", \"keys\": {\"R\": {\"play\": \"name\"}}}",
	      "keys.R.play: the field \"name\" is of another type");
	wrong(MINE SOURCE COLUMNS ", \"keys\": {\"R\": {\"play\": \"enterprise_no\", \"at\": \"spann_s\"}}}",
	      "keys.R.at: unknown field of the model availability \"spann_s\"; did you mean \"span_s\"?");
	wrong("{\"format\": 1, \"name\": \"mien\", " SOURCE COLUMNS "}",
	      "name: \"mien\" is not the file's name, \"mine\"");
	wrong(MINE SOURCE COLUMNS ", \"tilte\": \"x\"}", "unknown key \"tilte\"; did you mean \"title\"?");
	wrong(MINE SOURCE COLUMNS ", \"number\": 10}", "number: must be 1 to 9");
	wrong(MINE SOURCE COLUMNS ", \"about\": [\"acount\"]}",
	      "about[0]: unknown part of a scope \"acount\"; did you mean \"account\"?");
	wrong(MINE SOURCE COLUMNS ", \"focus\": \"other\"}", "focus: unknown pane \"other\"; known are mine");
	wrong(MINE SOURCE COLUMNS ", \"on_proof\": true}", "the pane \"mine\" is not shown at first");
}
END_TEST

START_TEST(wrong_panes)
{
	wrong(MINE COLUMNS "}", "source: is missing");
	wrong(MINE "\"source\": {\"model\": \"availabilty\"}, " COLUMNS "}",
	      "source.model: unknown model \"availabilty\"; did you mean \"availability\"?");
	wrong(MINE "\"source\": {\"model\": \"availability\", \"where\": \"worts\"}, " COLUMNS "}",
	      "source.where: unknown subset \"worts\"; did you mean \"worst\"?");
	wrong(MINE "\"source\": {\"model\": \"days\", \"where\": \"x\"}, \"columns\": [\"date\"]}",
	      "source.where: the model days has no subsets");
	wrong(MINE SOURCE COLUMNS ", \"widget\": \"tabel\"}",
	      "widget: unknown widget \"tabel\"; did you mean \"table\"?");
	wrong(MINE SOURCE COLUMNS ", \"sort\": \"-ration\"}",
	      "sort: unknown field of the model availability \"ration\"; did you mean \"ratio\"?");
	wrong(MINE SOURCE COLUMNS ", \"sort\": \"name,tier,ratio,status,seats\"}",
	      "sort: at most 4 fields can be sorted by");
	wrong(MINE SOURCE COLUMNS ", \"rows\": \"all\"}", "rows: must be a number of lines, or \"content\"");
	wrong(MINE SOURCE COLUMNS ", \"rows\": 3, \"max_rows\": 4}",
	      "max_rows: goes with \"rows\": \"content\" only");
	wrong(MINE SOURCE COLUMNS ", \"follows\": \"x\"}",
	      "follows: there is no pane before this one that it could follow");
	wrong(MINE "\"panes\": []}", "panes: must be a list of 1 to 16 panes");
	wrong(MINE "\"panes\": [[]]}", "panes[0]: a line has no pane");
	wrong(MINE "\"panes\": [{" SOURCE COLUMNS "}]}", "panes[0].name: is missing");
	wrong(MINE "\"panes\": [" PANE("a") ", [" PANE("b") ", " PANE("a") "]]}",
	      "panes[1][1].name: there are two panes \"a\"");
	wrong(MINE "\"panes\": [" PANE("first") ", {\"name\": \"b\", \"follows\": \"frist\", " SOURCE COLUMNS
						"}]}",
	      "panes[1].follows: unknown pane before this one \"frist\"; did you mean \"first\"?");
	wrong(MINE "\"report\": \"b\", \"panes\": [" PANE("a") "]}",
	      "report: unknown pane \"b\"; known are a");
}
END_TEST

START_TEST(wrong_columns)
{
	wrong(MINE SOURCE "\"columns\": []}", "columns: must be a list of 1 to 64 columns");
	wrong(MINE SOURCE "\"columns\": [{\"title\": \"x\"}]}", "columns[0].field: is missing");
	wrong(MINE SOURCE "\"columns\": [\"name\", \"entreprise_no\"]}",
	      "columns[1]: unknown field of the model availability \"entreprise_no\"; did you mean "
	      "\"enterprise_no\"?");
	wrong(MINE SOURCE "\"columns\": [{\"field\": \"left_s\", \"format\": \"durration\"}]}",
	      "columns[0].format: unknown format \"durration\"; did you mean \"duration\"?");
	wrong(MINE SOURCE "\"columns\": [{\"field\": \"name\", \"format\": \"bar\"}]}",
	      "columns[0].format: \"bar\" does not fit a text; what fits: \"text\", \"state\", \"trend\", \"slots\"");
	wrong(MINE SOURCE "\"columns\": [{\"field\": \"name\", \"min\": 9, \"max\": 8}]}",
	      "columns[0].max: is smaller than \"min\"");
	wrong(MINE SOURCE "\"columns\": [{\"field\": \"name\", \"role\": \"sttaus\"}]}",
	      "columns[0].role: unknown field of the model availability \"sttaus\"; did you mean "
	      "\"status\"?");
	wrong(MINE SOURCE "\"columns\": [{\"field\": \"name\", \"flx\": 1}]}",
	      "columns[0]: unknown key \"flx\"; did you mean \"flex\"?");
}
END_TEST

START_TEST(wrong_together)
{
	wrong(MINE SOURCE COLUMNS ", \"keys\": {\"entr\": {\"open\": \"tenant\"}}}",
	      "keys: unknown key \"entr\"");
	wrong(MINE SOURCE COLUMNS ", \"keys\": {\"g\": {\"open\": \"tenant\"}}}",
	      "keys.g: key \"g\" is taken by \"first\"");
	wrong(MINE SOURCE COLUMNS ", \"keys\": {\"i\": {}}}", "keys.i.open: is missing");
	wrong(MINE SOURCE COLUMNS ", \"keys\": {\"enter\": {\"open\": \"tennant\"}}}",
	      "panes[0].keys: unknown screen \"tennant\"; did you mean \"tenant\"?");
	wrong(MINE SOURCE COLUMNS ", \"number\": 2}", "number: 2 is taken by the screen \"outages\"");
	wrong(MINE SOURCE COLUMNS ", \"aliases\": [\"x\", \"out\"]}",
	      "aliases[1]: \"out\" is taken by the screen \"outages\"");
}
END_TEST

START_TEST(site_replaces_shipped)
{
	struct screens s;

	begin();
	write_screen("tenants",
		     "{\"format\": 1, \"name\": \"tenants\", \"title\": \"Ours\", \"number\": 4, \"source\": "
		     "{\"model\": \"tenants\"}, \"columns\": [{\"field\": \"name\", \"title\": "
		     "\"a\\u001b[31mb\"}]}");
	write_screen("outages",
		     "{\"format\": 1, \"name\": \"outages\", \"source\": {\"model\": \"nothing\"}}");
	screens_read(&s, folder);
	ck_assert_uint_eq(s.problem_count, 1);
	ck_assert_ptr_nonnull(strstr(s.problems[0].file, "/outages.json"));
	ck_assert_str_eq(screens_find(&s, "tenants")->title, "Ours");
	ck_assert_str_eq(screens_find(&s, "outages")->title, "outages");
	/* Texts of a file are harmless to a terminal. */
	ck_assert_str_eq(screens_find(&s, "tenants")->panes[0].columns[0].title, "a^[[31mb");
	screens_release(&s);
	end();
	screens_read(&s, "/nowhere/at/all"); /* a site without screens of its own */
	ck_assert_uint_eq(s.problem_count, 0);
	screens_release(&s);
}
END_TEST

TEST_MAIN("screens", 20, shipped_are_sound, wrong_members, wrong_panes, wrong_columns, wrong_together,
	  site_replaces_shipped)
