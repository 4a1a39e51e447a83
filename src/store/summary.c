/* Summaries: taken, filled and released. */
#include "slatop/store/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/loop.h"
#include "store/private.h"
#include "store/summaries.h"

#define UNUSED_SUMMARIES 40
#define AGAIN_US (60 * USEC)
#define TOUCHED_US (2 * USEC) /* a feed that goes on changing does not keep the server busy */
#define ROWS_A_LOOK 256

struct summary_load {
	struct summary_data data;
	struct arena scratch; /* the rows of the account that is being read */
	int64_t account;
	bool any;             /* a row came */
	struct fact_row *facts;
	size_t count, capacity;
	struct clause_line *lines;
	size_t line_capacity;
	size_t position;      /* of the finish */
	struct outcome plain; /* of an account without rows that has broken nothing, */
	uint32_t plain_code;  /* and the agreement code that it is of; INDEX_NONE: none yet */
};

static void data_release(struct summary_data *d)
{
	arena_release(&d->arena);
	free(d->violations.list);
	free(d->rows);
	*d = (struct summary_data){.moment_us = TIME_NONE};
}

static void load_destroy(struct summary *s)
{
	if (!s->load)
		return;
	data_release(&s->load->data);
	arena_release(&s->load->scratch);
	free(s->load->facts);
	free(s->load->lines);
	free(s->load);
	s->load = NULL;
}

static void summary_destroy(struct summary *s)
{
	load_destroy(s);
	data_release(&s->data);
	free(s);
}

/* --- taking and releasing ------------------------------------------------ */

const struct summaries *platform_summaries(const struct platform *p)
{
	return &p->own->summaries;
}

static bool wanted_is(const struct summary *s, const struct clause *c, struct span span, int64_t as_of, int64_t account)
{
	return s->clause == c && s->span.start_us == span.start_us && s->span.end_us == span.end_us &&
	       s->as_of == as_of && s->only_account == account;
}

struct summary *platform_summary(struct platform *p, const struct clause *c, struct span span, int64_t as_of,
				 int64_t only_account)
{
	struct summaries *all = &p->own->summaries;
	struct summary *s;

	if (c->of_platform)
		only_account = 0;
	for (size_t i = 0; i < all->count; i++)
		if (wanted_is(all->list[i], c, span, as_of, only_account)) {
			all->list[i]->users++;
			all->list[i]->passing = false; /* whoever took it in passing says so again */
			return all->list[i];
		}
	s = mem_zero(1, sizeof *s);
	s->clause = c;
	s->span = span;
	s->as_of = as_of;
	s->only_account = only_account;
	s->data.moment_us = s->failed_at = TIME_NONE;
	s->users = 1;
	MEM_GROW(all->list, all->count, all->capacity);
	all->list[all->count++] = s;
	return s;
}

bool platform_has_summary(const struct platform *p, const struct summary *s)
{
	for (size_t i = 0; i < p->own->summaries.count; i++)
		if (p->own->summaries.list[i] == s)
			return true;
	return false;
}

static void drop_summary(struct summaries *all, size_t i)
{
	summary_destroy(all->list[i]);
	memmove(all->list + i, all->list + i + 1, (--all->count - i) * sizeof *all->list);
}

/* The list is in order of first use; the unused one that is farthest in front goes,
 * and one that was taken in passing. */
void platform_release_summary(struct platform *p, struct summary *s)
{
	struct summaries *all = &p->own->summaries;
	size_t unused = 0, first = 0;

	if (--s->users > 0)
		return;
	while (s->passing && all->list[first] != s)
		first++;
	if (s->passing) {
		drop_summary(all, first);
		return;
	}
	for (size_t i = all->count; i-- > 0;)
		if (!all->list[i]->users) {
			unused++;
			first = i;
		}
	if (unused <= UNUSED_SUMMARIES)
		return;
	drop_summary(all, first);
}

void summaries_release(struct summaries *all)
{
	for (size_t i = 0; i < all->count; i++)
		summary_destroy(all->list[i]);
	free(all->list);
	*all = (struct summaries){0};
}

size_t summaries_memory(const struct summaries *all)
{
	size_t sum = all->capacity * sizeof *all->list;

	for (size_t i = 0; i < all->count; i++)
		sum += sizeof **all->list + all->list[i]->data.row_count * sizeof(struct summary_row);
	return sum;
}

void platform_relation_changed(struct platform *p, const char *relation)
{
	const struct summaries *all = &p->own->summaries;

	for (size_t i = 0; i < all->count; i++)
		for (size_t k = 0; k < COUNT_OF(all->list[i]->clause->needs); k++) {
			const char *name = all->list[i]->clause->needs[k];
			all->list[i]->touched = all->list[i]->touched || (name && !strcmp(name, relation));
		}
}

bool summary_complete(const struct platform *p, const struct summary *s)
{
	return s->data.moment_us != TIME_NONE && s->data.epoch == p->epoch;
}

bool summary_due(const struct platform *p, const struct summary *s, int64_t moment_us)
{
	if (s->load || moment_us == TIME_NONE || s->state == SUMMARY_LACKING)
		return false;
	if (s->failed_at != TIME_NONE && moment_us < s->failed_at + AGAIN_US)
		return false;
	if (!summary_complete(p, s))
		return true;
	return s->as_of == TIME_NONE && moment_us >= s->data.moment_us + (s->touched ? TOUCHED_US : AGAIN_US);
}

static int month_of(const struct platform *p, const struct summary *s)
{
	return calendar_month_number(agreement_calendar(p->agreement), s->span.start_us);
}

int64_t summary_reach(const struct platform *p, const struct summary *s, int64_t moment_us)
{
	int64_t reach = 0;

	for (unsigned i = 0; s->clause->reach && i < agreement_code_count(p->agreement); i++) {
		int64_t one = s->clause->reach(agreement_terms_at(p->agreement, i, month_of(p, s)),
					       agreement_calendar(p->agreement), moment_us);
		reach = one > reach ? one : reach;
	}
	return reach;
}

void summary_outcome(const struct platform *p, const struct summary *s, uint32_t tenant, struct outcome *out)
{
	const struct summary_row *row = s->data.rows && tenant < s->data.row_count ? &s->data.rows[tenant] : NULL;
	enum commitment c = s->clause->commitment;

	if (s->clause->of_platform && summary_complete(p, s)) {
		*out = s->data.whole;
		return;
	}
	if (!row || !row->here || !summary_complete(p, s)) {
		unsigned code = tenant < p->tenant_count ? p->tenants[tenant].code_index : 0;
		outcome_no_data(c, agreement_terms_at(p->agreement, code, month_of(p, s)), out);
		return;
	}
	*out = (struct outcome){.commitment = (uint8_t)c, .verdict = row->verdict, .known = row->known,
				.figure = row->figure, .target = row->target};
	memcpy(out->inputs, row->inputs, sizeof out->inputs);
}

/* --- the load ------------------------------------------------------------ */

void summary_load_begin(struct platform *p, struct summary *s, int64_t moment_us)
{
	struct summary_data *d;

	load_destroy(s);
	s->load = mem_zero(1, sizeof *s->load);
	s->touched = false;
	s->state = SUMMARY_LOADING;
	s->generation++;
	s->load->plain_code = INDEX_NONE;
	d = &s->load->data;
	d->moment_us = moment_us;
	d->epoch = p->epoch;
	if (s->clause->of_platform)
		return;
	d->row_count = p->tenant_count;
	d->rows = mem_zero(d->row_count ? d->row_count : 1, sizeof *d->rows);
}

/* Whether the rows are to be listed, not only their figures. */
static bool lists(const struct summary *s)
{
	return s->only_account || s->clause->of_platform;
}

static struct summary_row *keep_outcome(struct summary_load *l, uint32_t tenant, const struct outcome *o)
{
	struct summary_row *row = &l->data.rows[tenant];

	*row = (struct summary_row){.figure = o->figure, .target = o->target, .verdict = o->verdict,
				    .known = o->known, .here = true};
	memcpy(row->inputs, o->inputs, sizeof row->inputs);
	rollup_add(&l->data.rollup, o);
	return row;
}

static void keep_lines(struct summary *s, struct summary_load *l)
{
	struct summary_data *d = &l->data;
	size_t kept = l->count < SUMMARY_LINES ? l->count : SUMMARY_LINES;

	d->fact_count = kept;
	d->facts_cut = l->count - kept;
	d->facts = arena_zero(&d->arena, kept + 1, sizeof *d->facts);
	d->lines = arena_zero(&d->arena, kept + 1, sizeof *d->lines);
	if (kept)
		memcpy(d->facts, l->facts, kept * sizeof *d->facts);
	memcpy(d->lines, l->lines, kept * sizeof *d->lines);
	d->lines[kept] = l->lines[l->count];
	for (size_t i = 0; i < kept; i++)
		for (size_t c = 0; s->clause->columns[c].name; c++) {
			struct fact_value *v = &d->facts[i].values[c];
			v->text = v->text ? arena_copy(&d->arena, v->text, strlen(v->text)) : NULL;
		}
}

/* Subjects are as long as the facts: these are the account's own. */
static void keep_violations(struct summary_data *d, const struct violations *found)
{
	for (size_t i = 0; i < found->count; i++) {
		struct violation one = found->list[i];
		one.subject = one.subject ? arena_copy(&d->arena, one.subject, strlen(one.subject)) : NULL;
		violations_add(&d->violations, one);
	}
}

static void judge(struct platform *p, struct summary *s, int64_t enterprise_no, uint32_t tenant)
{
	struct summary_load *l = s->load;
	const struct calendar *calendar = agreement_calendar(p->agreement);
	const struct tenant *t = tenant == INDEX_NONE ? NULL : &p->tenants[tenant];
	struct clause_input in = {
		.terms = agreement_terms_at(p->agreement, t ? t->code_index : 0, month_of(p, s)),
		.calendar = calendar, .span = s->span, .moment_us = l->data.moment_us,
		.enterprise_no = enterprise_no, .tenant = t, .facts = l->facts, .count = l->count};
	struct violations found = {.arena = &l->scratch};
	struct outcome o;

	if (l->count + 1 > l->line_capacity) {
		l->line_capacity = l->count * 2 + 16;
		l->lines = mem_resize(l->lines, l->line_capacity, sizeof *l->lines);
	}
	clause_judge(s->clause, &in, l->lines, &o, &found);
	keep_violations(&l->data, &found);
	if (lists(s))
		keep_lines(s, l);
	if (t) {
		struct summary_row *row = keep_outcome(l, tenant, &o);
		row->kept = s->clause->keep ? s->clause->keep(&in, &l->data.arena) : NULL;
	} else {
		rollup_add(&l->data.rollup, &o);
		l->data.rollup.accounts -= !s->clause->of_platform; /* what is no account's counts in the sums */
	}
	l->data.whole = o;
	if (t && !l->count && !found.count) {
		l->plain = o;
		l->plain_code = t->code_index;
	}
}

/* An account without rows. Nearly all are alike in that, and in nearly all months all are. */
static void judge_without(struct platform *p, struct summary *s, uint32_t tenant)
{
	struct summary_load *l = s->load;
	const struct tenant *t = &p->tenants[tenant];

	if (l->plain_code == t->code_index && !lists(s))
		keep_outcome(l, tenant, &l->plain);
	else
		judge(p, s, t->enterprise_no, tenant);
	arena_reset(&l->scratch);
}

/* The account whose rows were collected. Those of an account that is not in the
 * span (unknown, voided, closed) are left out of every figure. */
static void flush(struct platform *p, struct summary *s)
{
	struct summary_load *l = s->load;
	uint32_t tenant = l->account ? platform_tenant(p, l->account) : INDEX_NONE;

	if (l->any && s->clause->of_platform)
		judge(p, s, 0, INDEX_NONE);
	else if (l->any && !l->account && !s->only_account)
		judge(p, s, 0, INDEX_NONE);
	else if (l->any && tenant < l->data.row_count && tenant_in_span(&p->tenants[tenant], s->span))
		judge(p, s, l->account, tenant);
	l->count = 0;
	l->any = false;
	arena_reset(&l->scratch);
}

void summary_load_row(struct platform *p, struct summary *s, int64_t enterprise_no, const struct fact_row *f)
{
	struct summary_load *l = s->load;

	if (l->data.epoch != p->epoch)
		return; /* loaded anew meanwhile */
	if (s->clause->of_platform)
		enterprise_no = 0;
	if (l->any && enterprise_no != l->account)
		flush(p, s);
	l->any = true;
	l->account = enterprise_no;
	MEM_GROW(l->facts, l->count, l->capacity);
	l->facts[l->count] = *f;
	for (size_t c = 0; s->clause->columns[c].name; c++) {
		struct fact_value *v = &l->facts[l->count].values[c];
		v->text = v->text ? arena_copy(&l->scratch, v->text, strlen(v->text)) : NULL;
	}
	l->count++;
}

static void take_place(struct platform *p, struct summary *s)
{
	struct summary_load *l = s->load;
	const struct terms *t = agreement_terms_at(p->agreement, 0, month_of(p, s));

	if (!lists(s))
		rollup_outcome(&l->data.rollup, s->clause->commitment, t, &l->data.whole);
	else if (!l->data.rollup.accounts)
		outcome_no_data(s->clause->commitment, t, &l->data.whole);
	data_release(&s->data);
	s->data = l->data;
	l->data = (struct summary_data){0};
	load_destroy(s);
	s->state = SUMMARY_COMPLETE;
	s->failed_at = TIME_NONE;
	s->generation++;
	p->generation++;
}

/* Accounts without a row are judged as well: nothing was done wrong, or there is
 * nothing to judge. */
bool summary_load_finish(struct platform *p, struct summary *s, int64_t deadline_us)
{
	struct summary_load *l = s->load;

	if (l->any)
		flush(p, s);
	if (s->clause->of_platform && !l->data.rollup.accounts) {
		judge(p, s, 0, INDEX_NONE);
		l->any = false;
	}
	if (l->data.epoch != p->epoch)
		l->data.row_count = 0; /* void: read again */
	for (; l->position < l->data.row_count; l->position++) {
		const struct tenant *t = &p->tenants[l->position];
		if (l->position % ROWS_A_LOOK == ROWS_A_LOOK - 1 && clock_monotonic() >= deadline_us)
			return true;
		if (l->data.rows[l->position].here || !tenant_in_span(t, s->span) ||
		    (s->only_account && t->enterprise_no != s->only_account))
			continue;
		judge_without(p, s, (uint32_t)l->position);
	}
	take_place(p, s);
	return false;
}

void summary_load_abandon(struct platform *p, struct summary *s, const char *error)
{
	load_destroy(s);
	s->state = error ? SUMMARY_FAILED : SUMMARY_WANTED;
	if (error) {
		snprintf(s->error, sizeof s->error, "%s", error);
		s->failed_at = platform_moment(p, clock_monotonic());
	}
	s->generation++;
	p->generation++;
}
