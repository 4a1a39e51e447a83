/* The engine: settings, agreement, store and replicas in one loop, shared by the
 * console and the headless commands. It is the adapter between the replica
 * layer, which fills the store, and the models, which look at it. */
#ifndef SLATOP_APP_ENGINE_H
#define SLATOP_APP_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/audit.h"
#include "app/config.h"
#include "app/later.h"
#include "app/options.h"
#include "slatop/base/loop.h"
#include "slatop/replica/replica.h"
#include "slatop/table/model.h"

struct engine {
	struct config config;
	struct agreement *agreement;
	struct loop *loop;
	struct store *store;
	struct replica **replicas; /* one for each platform, same order */
	void (*changed)(void *context); /* a platform or its status changed */
	void *context;
	struct audit *audit; /* audit mode; NULL: it is not on */
	bool paused; /* figures stand still: only what was never computed is */

	struct later_changes later; /* than the earlier moment that is looked at */

	/* The proof that was asked for last. */
	uint32_t proof_platform;
	int64_t proof_account;
	struct availability_proof proof;
	struct proof_figures figures;
	/* Likewise of another clause. */
	uint32_t clause_platform;
	int clause; /* enum commitment, 0: none was asked for */
	int64_t clause_account;
	struct clause_proof clause_proof;
	struct clause_figures clause_figures;
};

/* Reads configuration and agreement and makes the platforms; connects nothing
 * yet. On failure *status is the exit status and everything is released. */
bool engine_open(struct engine *s, const struct options *o, int *status, struct err *e);
void engine_start(struct engine *s);
void engine_close(struct engine *s);

/* The scope that everything starts from: all platforms, the month of the moment
 * of evaluation (by the wall clock while no replica has told the time). */
struct model_scope engine_scope(struct engine *s);
/* The natural month, by number, of the latest moment of evaluation. */
int engine_month(const struct engine *s);
/* Recomputes what is to be recomputed, until deadline_us; whether work is left. */
bool engine_recompute(struct engine *s, int64_t now, int64_t deadline_us);
/* Asks the replica of that account for a proof; the changed callback tells. */
void engine_prove(struct engine *s, const struct model_scope *scope);
/* What views have asked for goes out at once, what one replica is asked together. */
void engine_send_pages(struct engine *s);
/* "N" or "CODE/N": the number; *code: where the code ends in text, NULL: none is given.
 * what: the word for it in the message. */
bool engine_number(const char *text, const char *what, int64_t *number, const char **code, struct err *e);
/* Whether it is that sub-platform, or none was given. */
bool engine_is_of_code(const struct platform *p, const char *text, const char *code);
/* "N" or "CODE/N" of a bastion session: its sub-platform; whether there is such a
 * session only the server knows. Of an account: found in the store; an error names
 * both sub-platforms where it is in two. */
bool engine_session(const struct engine *s, const char *text, int *platform, int64_t *session, struct err *e);
bool engine_account(const struct engine *s, const char *text, int *platform, int64_t *enterprise_no, struct err *e);
/* The span of a month by number. */
struct span engine_month_span(const struct engine *s, int month);

#endif
