/* Deep links: what a view is about, a part each. */
#include "screen/link.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen/screen_sql.h"
#include "slatop/base/mem.h"
#include "slatop/table/paged.h"

#define ANY "any"           /* a time that is not given */
#define INCIDENT "incident" /* a group of outages that is an incident's */

/* --- values --------------------------------------------------------------------------- */

static bool is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("-._,:+", c));
}

void link_add_text(struct buf *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (is_plain(c))
			buf_add_byte(out, *text);
		else
			buf_addf(out, "%%%02X", c);
	}
}

/* To the microsecond; what is no time of a calendar as its number. */
void link_add_time(struct buf *out, int64_t at_us)
{
	if (at_us == TIME_NONE)
		buf_add_text(out, ANY);
	else if (at_us >= 0 && at_us < INT64_C(4102444800) * USEC) /* to the year 2100 */
		time_rfc3339(out, at_us);
	else
		buf_addf(out, "%" PRId64, at_us);
}

bool link_read_number(const char *text, int64_t *number, struct err *e)
{
	char *end;

	errno = 0;
	*number = strtoll(text, &end, 10);
	return (!errno && end != text && !*end) || err_set(e, "\"%s\" is no whole number", text);
}

bool link_read_time(const char *text, const struct calendar *c, int64_t *at_us, struct err *e)
{
	*at_us = TIME_NONE;
	if (!strcmp(text, ANY))
		return true;
	if (!text[strspn(text, "-0123456789")] && strlen(text) > 10)
		return link_read_number(text, at_us, e);
	return calendar_parse_time(c, text, at_us, e);
}

/* Takes the text up to a comma out of *list; false: there is none left. */
static bool take_word(char **list, char **word)
{
	char *comma = strchr(*list, ',');

	if (!**list)
		return false;
	*word = *list;
	*list = comma ? comma + 1 : *list + strlen(*list);
	if (comma)
		*comma = '\0';
	return true;
}

static bool read_times(char *list, const struct calendar *c, int64_t *const *to, size_t count, struct err *e)
{
	char *word;

	for (size_t i = 0; i < count; i++)
		if (!take_word(&list, &word))
			return err_set(e, "%zu times are wanted, with commas between", count);
		else if (!link_read_time(word, c, to[i], e))
			return false;
	return !*list || err_set(e, "\"%s\" is too much", list);
}

static int find_word(const char *word, const char *const *words, int count)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(word, *words[i] ? words[i] : "none"))
			return i;
	return -1;
}

/* --- what a view is about: a part each ---------------------------------------------------- */

static bool write_platform(const struct model_scope *s, struct buf *out)
{
	if (s->platform < 0 || (size_t)s->platform >= s->store->count)
		return false;
	link_add_text(out, s->store->platforms[s->platform]->code);
	return true;
}

static bool read_platform(struct deep_link *l, char *text, struct err *e)
{
	if (!*text)
		return err_set(e, "the code of a sub-platform is wanted");
	l->platform = mem_copy(text);
	return true;
}

#define NUMBER_PART(name, member)                                                                        \
	static bool write_##name(const struct model_scope *s, struct buf *out)                            \
	{                                                                                                 \
		buf_addf(out, "%" PRId64, s->member);                                                     \
		return s->member != 0;                                                                    \
	}                                                                                                 \
	static bool read_##name(struct deep_link *l, char *text, struct err *e)                                \
	{                                                                                                 \
		return link_read_number(text, &l->scope.member, e) &&                                          \
		       (l->scope.member > 0 || err_set(e, "\"%s\" is no number from 1 on", text));       \
	}
NUMBER_PART(account, enterprise_no)
NUMBER_PART(incident, incident_id)
NUMBER_PART(maintenance, maintenance_id)
NUMBER_PART(window, outage_id)

/* Outages without an incident: service, cause, start, and the starts that are one with it. */
static bool write_group(const struct model_scope *s, struct buf *out)
{
	const struct outage_group_key *g = &s->group;
	const char *cause = cause_names[g->cause];

	if (!s->group_given)
		return false;
	if (g->incident_id) {
		buf_add_text(out, INCIDENT);
		return true;
	}
	buf_addf(out, "%s,%s,", g->service < SERVICE_COUNT ? service_names[g->service] : "none", *cause ? cause : "none");
	const int64_t times[] = {g->started_at, g->reach_from, g->reach_to};
	for (size_t i = 0; i < COUNT_OF(times); i++) {
		buf_add_text(out, i ? "," : "");
		link_add_time(out, times[i]);
	}
	return true;
}

static bool read_group(struct deep_link *l, char *text, struct err *e)
{
	struct outage_group_key *g = &l->scope.group;
	char *service, *cause;

	l->scope.group_given = true;
	if (!strcmp(text, INCIDENT)) /* whose number is a part of its own */
		return true;
	if (!take_word(&text, &service) || !take_word(&text, &cause))
		return err_set(e, "a service, a cause and three times are wanted");
	int s = find_word(service, service_names, SERVICE_COUNT), k = find_word(cause, cause_names, CAUSE_COUNT);
	if (s < 0 && strcmp(service, "none") != 0)
		return err_set(e, "\"%s\" is no service", service);
	if (k < 0)
		return err_set(e, "\"%s\" is no cause", cause);
	*g = (struct outage_group_key){.service = s < 0 ? SERVICE_COUNT : (uint8_t)s, .cause = (uint8_t)k};
	int64_t *const times[] = {&g->started_at, &g->reach_from, &g->reach_to};
	return read_times(text, l->scope.calendar, times, COUNT_OF(times), e);
}

static void add_span(struct buf *out, struct span span)
{
	link_add_time(out, span.start_us);
	buf_add_byte(out, ',');
	link_add_time(out, span.end_us);
}

static bool write_began(const struct model_scope *s, struct buf *out)
{
	if (!s->group_given || (!s->began.start_us && !s->began.end_us))
		return false;
	add_span(out, s->began);
	return true;
}

static bool read_span(struct deep_link *l, char *text, struct span *span, struct err *e)
{
	int64_t *const times[] = {&span->start_us, &span->end_us};

	return read_times(text, l->scope.calendar, times, COUNT_OF(times), e) &&
	       (span->start_us < span->end_us || err_set(e, "it ends before it starts"));
}

static bool read_began(struct deep_link *l, char *text, struct err *e)
{
	return read_span(l, text, &l->scope.began, e);
}

static bool write_figure(const struct model_scope *s, struct buf *out)
{
	if (s->figure)
		link_add_text(out, s->figure);
	return s->figure;
}

static bool read_figure(struct deep_link *l, char *text, struct err *e)
{
	l->scope.figure = figure_name(text);
	return l->scope.figure || err_set(e, "\"%s\" is no figure", text);
}

static bool write_month(const struct model_scope *s, struct buf *out)
{
	buf_addf(out, "%04d-%02d", s->month / 12, s->month % 12 + 1);
	return s->month >= 0;
}

static bool of_the_present(const struct deep_link *l, struct err *e)
{
	return l->screen->by_month || err_set(e, "screen \"%s\" is always of the present", l->screen->name);
}

static bool read_month(struct deep_link *l, char *text, struct err *e)
{
	return of_the_present(l, e) && calendar_parse_month(text, &l->scope.month, e);
}

static bool write_span(const struct model_scope *s, struct buf *out)
{
	if (s->month >= 0)
		return false;
	add_span(out, s->span);
	return true;
}

static bool read_own_span(struct deep_link *l, char *text, struct err *e)
{
	l->scope.month = -1;
	return of_the_present(l, e) && read_span(l, text, &l->scope.span, e);
}

static bool write_as_of(const struct model_scope *s, struct buf *out)
{
	if (s->as_of != TIME_NONE)
		link_add_time(out, s->as_of);
	return s->as_of != TIME_NONE;
}

static bool read_as_of(struct deep_link *l, char *text, struct err *e)
{
	return link_read_time(text, l->scope.calendar, &l->scope.as_of, e) &&
	       (l->scope.as_of != TIME_NONE || err_set(e, "a moment is wanted"));
}

/* Which view of that moment. */
static bool write_known(const struct model_scope *s, struct buf *out)
{
	buf_add_text(out, "then");
	return s->as_of != TIME_NONE && s->as_known;
}

static bool read_known(struct deep_link *l, char *text, struct err *e)
{
	l->scope.as_known = !strcmp(text, "then");
	return l->scope.as_known || !strcmp(text, "now") || err_set(e, "\"%s\" is neither now nor then", text);
}

const struct link_part link_parts[] = {
	{"platform", ABOUT_PLATFORM, false, write_platform, read_platform},
	{"account", ABOUT_ACCOUNT, false, write_account, read_account},
	{"incident", ABOUT_INCIDENT, false, write_incident, read_incident},
	{"group", ABOUT_INCIDENT, false, write_group, read_group},
	{"began", ABOUT_INCIDENT, false, write_began, read_began},
	{"maintenance", ABOUT_MAINTENANCE, false, write_maintenance, read_maintenance},
	{"window", ABOUT_WINDOW, false, write_window, read_window},
	{"figure", ABOUT_FIGURE, false, write_figure, read_figure},
	{"month", 0, true, write_month, read_month},
	{"span", 0, true, write_span, read_own_span},
	{"as-of", 0, false, write_as_of, read_as_of},
	{"known", 0, false, write_known, read_known},
};
const size_t link_part_count = COUNT_OF(link_parts);

/* --- what a screen was handed by the one that opened it ------------------------------------ */

void link_write_with(const struct model_scope *s, struct buf *out)
{
	for (size_t i = 0; i < SCOPE_WITH_MAX && *s->with[i].name; i++) {
		buf_add_text(out, "/with.");
		link_add_text(out, s->with[i].name);
		buf_add_byte(out, '=');
		if (s->with[i].type == VALUE_TEXT)
			link_add_text(out, s->with[i].text);
		else if (s->with[i].type == VALUE_TIME)
			link_add_time(out, s->with[i].i);
		else
			buf_addf(out, "%" PRId64, s->with[i].i);
	}
}

bool link_read_with(struct deep_link *l, const char *name, const char *text, struct err *e)
{
	const struct paged_parameter *p = screen_parameter(l->screen, name);
	struct scope_with *with = l->scope.with;
	size_t i = 0;

	while (i < SCOPE_WITH_MAX && *with[i].name)
		i++;
	if (!p || i == SCOPE_WITH_MAX)
		return err_set(e, "screen \"%s\" is not given any \"%s\"", l->screen->name, name);
	with[i].type = p->type;
	snprintf(with[i].name, sizeof with[i].name, "%s", name);
	if (p->type == VALUE_TIME)
		return link_read_time(text, l->scope.calendar, &with[i].i, e);
	if (p->type != VALUE_TEXT)
		return link_read_number(text, &with[i].i, e);
	if (strlen(text) >= sizeof with[i].text)
		return err_set(e, "a text of at most %zu bytes is wanted", sizeof with[i].text - 1);
	memcpy(with[i].text, text, strlen(text) + 1);
	return true;
}

