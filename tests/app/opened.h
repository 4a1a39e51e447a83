/* An engine over a platform of the tests. */
#ifndef SLATOP_TESTS_APP_OPENED_H
#define SLATOP_TESTS_APP_OPENED_H

#include <stdio.h>

#include "app/engine.h"
#include "support/check_main.h"
#include "support/platform.h"

/* variable: of the platform's folder; agreement: its file, NULL for the shipped one. Not connected yet. */
static inline void open_platform(struct engine *engine, const char *variable, const char *agreement)
{
	static char config[4096];
	struct options o = {.config = config, .agreement = agreement};
	struct err e = {""};
	int status;

	snprintf(config, sizeof config, "%s/slatop.json", platform_folder(variable));
	ck_assert_msg(engine_open(engine, &o, &status, &e), "%s", e.text);
}

#endif
