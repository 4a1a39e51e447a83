/* Trail: what operators have done with this program: who looked at this account, at
 * this session, from this host. */
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/table/paged.h"
#include "table/accounts.h"
#include "table/field.h"
#include "table/models.h"

#define S FIELD_SCREEN_ONLY

#define FIELDS(F) \
	F(JOURNAL, "journal", VALUE_TEXT, FIELD_KEY, "Journal", "The journal: own, or the name of another operator's file.", NULL) \
	F(SEQUENCE, "sequence", VALUE_INTEGER, FIELD_KEY | FIELD_ID, "Record", "Its number in the journal; none: a line that is no record.", NULL) \
	F(AT, "at", VALUE_TIME, 0, "Time", "When it was done, by the bastion's clock.", NULL) \
	F(OPERATOR, "operator", VALUE_TEXT, 0, "Operator", "Who did it; unknown: a shared account without a key.", NULL) \
	F(KEY, "key", VALUE_TEXT, 0, "Key", "Fingerprint of the SSH key: tells those apart who share an account.", NULL) \
	F(LOGIN, "login", VALUE_TEXT, 0, "Login", "The login that the machine's audit keeps, whoever one became since.", NULL) \
	F(FROM, "from", VALUE_TEXT, 0, "From", "The address that the operator was connected from.", NULL) \
	F(TERMINAL, "terminal", VALUE_TEXT, 0, "Terminal", "On which terminal.", NULL) \
	F(MODE, "mode", VALUE_TEXT, 0, "Mode", "live, report, or audit with the account.", NULL) \
	F(WHAT, "what", VALUE_TEXT, 0, "What", "start, view, filter, export, reveal, replay, refusal, end ...", NULL) \
	F(SCREEN, "screen", VALUE_TEXT, 0, "Screen", "On which screen.", NULL) \
	F(PLATFORM, "platform", VALUE_TEXT, 0, "Platform", "Code of the sub-platform.", NULL) \
	F(ENTERPRISE_NO, "enterprise_no", VALUE_INTEGER, FIELD_ID, "Account", "Whose figures or data.", NULL) \
	F(SESSION, "session_id", VALUE_INTEGER, FIELD_ID, "Session", "The bastion session that was replayed.", NULL) \
	F(DETAIL, "detail", VALUE_TEXT, 0, "Detail", "What else the record holds: numbers, not values.", NULL) \
	F(CHAIN, "chain", VALUE_TEXT, 0, "Chain", "whole, or broken: the journal was changed here.", "state") \
	F(FAULT, "fault", VALUE_TEXT, 0, "Fault", "What is wrong with the chain here.", NULL) \
	F(NOTE, "note", VALUE_TEXT, S, "Detail", "What is wrong with the chain here, else what the record holds.", NULL)

enum { FIELDS(MODEL_ENUM) F_COUNT };
static const struct model_field fields[] = {FIELDS(MODEL_ROW)};
enum { TAKES_SESSION, TAKES_FROM };
static const struct paged_parameter takes[] = {{"session", PARAMETER_WITH, VALUE_INTEGER}, {"from", PARAMETER_WITH, VALUE_TEXT}};

#define ROWS_A_SLICE 512

struct model_state {
	struct sources sources;
	struct trail_rows *trail; /* NULL: none */
};

static struct model_state *open_(const struct model_scope *scope)
{
	struct model_state *s = model_new_plain(sizeof *s, scope);

	s->trail = scope->trail;
	if (s->trail)
		s->trail->users++;
	return s;
}

static void close_(struct model_state *s)
{
	if (s->trail)
		s->trail->users--;
	model_close(s);
}

static uint64_t generation(const struct model_state *s)
{
	return s->trail ? s->trail->generation : 0;
}

static bool complete(const struct model_state *s)
{
	return !s->trail || s->trail->complete;
}

/* Numbers of accounts and sessions are a sub-platform's own; a record that names none
 * may be of any. */
static bool is_of_platform(const struct model_state *s, const struct trail_row *r)
{
	const struct model_scope *scope = &s->sources.scope;
	const struct platform *p = scope->platform < 0 ? NULL : source_platform(&s->sources, (size_t)scope->platform);

	return !p || !*r->platform || !strcmp(r->platform, p->code);
}

static bool is_of_account(const struct model_state *s, const struct trail_row *r)
{
	const struct model_scope *scope = &s->sources.scope;

	return !scope->enterprise_no || (r->account == scope->enterprise_no && is_of_platform(s, r));
}

static bool is_of_session(const struct model_state *s, const struct trail_row *r)
{
	const struct scope_with *session = scope_with_find(&s->sources.scope, takes[TAKES_SESSION].name);

	return !session || (r->session == session->i && is_of_platform(s, r));
}

/* A place where the chain is broken may have lost any record. */
static bool is_wanted(const struct model_state *s, const struct trail_row *r)
{
	const struct scope_with *from = scope_with_find(&s->sources.scope, takes[TAKES_FROM].name);

	return r->fault || (is_of_account(s, r) && is_of_session(s, r) && (!from || !strcmp(r->from, from->text)));
}

static bool rows(struct model_state *s, size_t *position, struct row_ref **list, size_t *count,
		 size_t *capacity, int64_t deadline_us)
{
	size_t platforms = s->sources.scope.store->count, all = s->trail ? s->trail->count : 0;

	for (size_t n = 1; *position < all; n++) {
		size_t i = (*position)++;
		if (is_wanted(s, &s->trail->list[i]))
			rows_add(list, count, capacity, platforms, (uint32_t)i);
		if (n % ROWS_A_SLICE == 0 && clock_monotonic() >= deadline_us)
			return true;
	}
	return false;
}

static const struct trail_row *row_of(const struct model_state *s, struct row_ref row)
{
	return s->trail && row.item < s->trail->count ? &s->trail->list[row.item] : NULL;
}

static void put_some(struct value *out, const char *text)
{
	put_text(out, text && *text ? text : NULL);
}

static void get(struct model_state *s, struct row_ref row, size_t field, struct value *out)
{
	const struct trail_row *r = row_of(s, row);

	if (!value_start(out, fields, F_COUNT, field) || !r) {
		put_null(out);
		return;
	}
	switch (field) {
	case F_JOURNAL: put_some(out, r->journal); break;
	case F_SEQUENCE: put_id(out, r->sequence); break;
	case F_AT: put_known(out, r->at_us, r->at_us != TIME_NONE); break;
	case F_OPERATOR: put_some(out, r->operator_name); break;
	case F_KEY: put_some(out, r->key); break;
	case F_LOGIN: put_some(out, r->login); break;
	case F_FROM: put_some(out, r->from); break;
	case F_TERMINAL: put_some(out, r->terminal); break;
	case F_MODE: put_some(out, r->mode); break;
	case F_WHAT: put_some(out, r->what); break;
	case F_SCREEN: put_some(out, r->screen); break;
	case F_PLATFORM: put_some(out, r->platform); break;
	case F_ENTERPRISE_NO: put_id(out, r->account); break;
	case F_SESSION: put_id(out, r->session); break;
	case F_DETAIL: put_some(out, r->rest); break;
	case F_CHAIN: put_text(out, r->fault ? "broken" : "whole"); break;
	case F_FAULT: put_text(out, r->fault); break;
	default: put_some(out, r->fault ? r->fault : r->rest);
	}
}

static void enter(struct model_state *s, struct row_ref row, struct model_scope *scope)
{
	const struct trail_row *r = row_of(s, row);

	for (size_t i = 0; r && i < scope->store->count; i++)
		if (!strcmp(scope->store->platforms[i]->code, r->platform))
			scope->platform = (int)i;
	if (r)
		scope->enterprise_no = r->account;
}

const struct model model_trail = {
	.name = "trail",
	.help = "What operators have done with this program, from their journals.",
	.fields = fields,
	.field_count = F_COUNT,
	.default_sort = "-at,-sequence",
	.open = open_,
	.close = close_,
	.advance = model_advance_plain,
	.generation = generation,
	.rows = rows,
	.get = get,
	.key = model_key_of_item,
	.complete = complete,
	.enter = enter,
	.takes = takes,
	.take_count = COUNT_OF(takes),
};
