/* Where a model's rows come from: the periods of the sub-platforms in scope,
 * taken and given back, and what is asked of each account in them. */
#ifndef SLATOP_SRC_TABLE_SOURCES_H
#define SLATOP_SRC_TABLE_SOURCES_H

#include "slatop/table/model.h"

struct source {
	struct period *period; /* NULL: out of scope, or not given */
	struct span span;
	int64_t as_of, account; /* as asked for */
	bool as_known;
};

struct sources {
	struct model_scope scope;
	struct span span;    /* what the periods are of; the scope's, or wider */
	bool one_account;    /* only the scope's account is looked at */
	struct source *list; /* by platform index */
	size_t count;
};

void sources_open(struct sources *s, const struct model_scope *scope, struct span span, bool one_account);
void sources_close(struct sources *s);
void sources_advance(struct sources *s, const struct model_scope *scope, struct span span);
/* What is known of one sub-platform, its period's verdicts too. */
uint64_t source_generation(const struct sources *s, size_t i);
uint64_t sources_generation(const struct sources *s);
bool sources_complete(const struct sources *s);

/* The next platform in scope from index i on; the store's count where there is
 * none. */
size_t sources_next(const struct sources *s, size_t i);
struct platform *source_platform(const struct sources *s, size_t i);
/* The platform's period if its windows are read, else NULL. */
struct period *source_period(const struct sources *s, size_t i);
/* The platform's period was taken for its sums alone: it is dropped when it is given
 * back, unless it was here, or somebody else wants it. */
void source_in_passing(const struct sources *s, size_t i);
/* The moment that the platform's verdicts are of; TIME_NONE: none. Parts that
 * are computed for it add up to the verdicts. */
int64_t source_moment(const struct sources *s, size_t i);
/* The account of the scope on a platform, INDEX_NONE where it is not there. */
uint32_t source_account(const struct sources *s, size_t i);
/* The first platform that has the scope's account, and the account. */
bool sources_find_account(const struct sources *s, size_t *platform, uint32_t *tenant);
/* The verdict on an account over the sources' span; no_data where not read. */
void source_verdict(const struct sources *s, size_t i, uint32_t tenant, struct availability *out);
/* The terms that a span is judged by for an account. */
const struct terms *source_terms(const struct sources *s, size_t i, uint32_t tenant, struct span span);
/* Whether a window is a row of the outages: sound, of some length, begun, and
 * open at the moment or (span given) overlapping the span. */
bool source_is_outage(const struct sources *s, const struct platform *p, const struct window *w,
		      int64_t moment);

/* What models do alike that are not made of parts (frame.h). Their state begins with
 * its struct sources, which is of the scope's span. */
struct model_state *model_new(size_t size, const struct model_scope *scope, bool one_account);
void model_close(struct model_state *s);
void model_advance(struct model_state *s, const struct model_scope *scope);
uint64_t model_generation(const struct model_state *s);
bool model_complete(const struct model_state *s);

/* The same for any state that begins with its sources. Rows are told apart by platform and
 * item, or there is one a platform; entering one chooses its platform. */
struct row_key model_key_of_item(struct model_state *s, struct row_ref row);
struct row_key model_key_of_platform(struct model_state *s, struct row_ref row);
void model_enter_platform(struct model_state *s, struct row_ref row, struct model_scope *scope);
/* Of rows that are always all there. */
bool model_always_complete(const struct model_state *s);

/* The same for models whose rows are no accounts and no windows: no period is
 * taken, and all is read once the platforms are. */
struct model_state *model_new_plain(size_t size, const struct model_scope *scope);
void model_advance_plain(struct model_state *s, const struct model_scope *scope);
/* A time as it is known at the platform's moment: what comes later has not
 * happened. */
int64_t source_known(const struct sources *s, size_t i, int64_t at_us);
/* Whether [from, to) touches the scope's span; to TIME_NONE: it goes on. */
bool source_touches(const struct sources *s, int64_t from_us, int64_t to_us);

/* Mixes a number into a generation. */
uint64_t generation_mix(uint64_t generation, uint64_t number);
/* A number for a text as part of a row's key, the same whenever it is loaded; NULL: 0. */
int64_t text_number(const char *text);

#endif
