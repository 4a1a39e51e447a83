/* The words for states. One row each: text, glyph and role say the same. */
#include <string.h>

#include "slatop/base/mem.h"
#include "slatop/table/value.h"

const struct state_word state_words[] = {
	/* verdicts of 4.1 */
	{"ok", "ok", "●", "+", "ok"},
	{"at_risk", "at risk", "◐", "!", "warn"},
	{"breached", "breached", "▲", "X", "breach"},
	{"no_data", "no data", "○", "?", "stale"},
	/* verdicts of the other clauses */
	{"met", "met", "●", "+", "ok"},
	{"missed", "missed", "▲", "X", "breach"},
	{"failing", "failing", "▲", "!", "breach"},
	{"too_early", "too early", "○", "~", "stale"},
	{"unpublished", "not published", "○", "?", "stale"},
	/* compensation and claims */
	{"not_eligible", "not eligible", "·", ".", "dim"},
	{"eligible", "eligible", "◐", "!", "warn"},
	{"applied", "applied", "◐", "~", "warn"},
	{"approved", "approved", "◐", "+", "warn"},
	{"deducted", "deducted", "●", "+", "ok"},
	{"rejected", "rejected", "✕", "x", "dim"},
	{"lapsed", "lapsed", "✕", "x", "stale"},
	/* the replica */
	{"live", "live", "●", "+", "ok"},
	{"stale", "stale", "◐", "~", "stale"},
	{"lost", "lost", "✕", "X", "breach"},
	{"refused", "refused", "✕", "X", "breach"},
	{"no time", "no time", "○", "?", "stale"},
	{"no_time", "no time", "○", "?", "stale"},
	{"loading", "loading", "○", "~", "dim"},
	{"checking", "checking", "○", "~", "dim"},
	{"connecting", "connecting", "○", "~", "dim"},
	{"disconnected", "disconnected", "○", "-", "dim"},
	/* what became of a window */
	{"counts", "counts", "▲", "!", "breach"},
	{"pending", "pending", "◐", "~", "warn"},
	{"short", "short", "·", ".", "dim"},
	{"voided", "voided", "✕", "x", "dim"},
	{"faulty", "faulty", "✕", "x", "stale"},
	{"exempt_cause", "exempt cause", "◇", "o", "exempt"},
	{"exempt", "exempt", "◇", "o", "exempt"},
	{"future", "future", "·", ".", "planned"},
	{"empty", "empty", "·", ".", "dim"},
	{"outside", "outside", "·", ".", "dim"},
	{"not_both", "other half up", "·", ".", "dim"},
	/* alarms */
	{"raised", "raised", "▲", "!", "text"},
	{"acknowledged", "acknowledged", "·", ".", "dim"},
	{"cleared", "cleared", "●", "+", "ok"},
	{"counting", "counting", "▲", "!", "breach"},
	{"replica_lost", "replica lost", "✕", "X", "breach"},
	{"link_down", "link down", "◐", "~", "warn"},
	{"down", "not counting yet", "◐", "~", "warn"},
	/* accounts and incidents */
	{"active", "active", "●", "+", "ok"},
	{"suspended", "suspended", "◐", "~", "warn"},
	{"closed", "closed", "·", ".", "dim"},
	{"open", "open", "▲", "!", "breach"},
	{"switched", "switched", "◐", "~", "warn"},
	{"recovered", "recovered", "●", "+", "ok"},
	{"critical", "critical", "▲", "X", "breach"},
	{"major", "major", "▲", "!", "breach"},
	{"minor", "minor", "◐", "~", "warn"},
	{"slight", "slight", "·", ".", "dim"},
	/* what stands on a timeline; "closed", "switched", "recovered" are above */
	{"back", "back", "●", "+", "ok"},
	{"goes_down", "down", "▲", "!", "breach"},
	{"opened", "opened", "◇", "o", "header"},
	{"detected", "detected", "◇", "o", "header"},
	{"failed", "failed", "▲", "!", "breach"},
	{"taken_over", "taken over", "●", "+", "ok"},
	{"limit", "limit", "│", "|", "planned"},
	{"maintenance", "maintenance", "╱", "/", "planned"},
	{"maintenance_ends", "maintenance ends", "╱", "/", "planned"},
	{"command", "command", ">", ">", "text"},
	{"release", "release", "◆", "R", "accent"},
	{"operation", "operation", "▪", "o", "text"},
	{"deletion", "deletion", "✕", "D", "warn"},
	{"login", "log-in", "→", "i", "dim"},
	/* maintenance; "cancelled" and "finished" are over */
	{"coming", "coming", "·", ".", "planned"},
	{"running", "running", "◐", "~", "planned"},
	{"overrunning", "overrunning", "▲", "!", "warn"},
	{"finished", "finished", "●", "+", "ok"},
	{"cancelled", "cancelled", "✕", "x", "dim"},
	/* versions of an agreement */
	{"in_force", "in force", "●", "+", "ok"},
	{"earliest", "earliest there is", "●", "~", "ok"},
	{"earlier", "earlier", "·", ".", "dim"},
	{"later", "later", "·", ".", "planned"},
	/* the chain of a journal */
	{"whole", "whole", "●", "+", "ok"},
	{"broken", "broken", "▲", "X", "breach"},
	/* links */
	{"up", "up", "●", "+", "ok"},
	{"is_down", "down", "▲", "!", "breach"},
	{"missing", "missing", "✕", "X", "breach"},
	{"partly_up", "partly up", "◐", "~", "warn"},
};
/* One cell a month: glyphs that none shares, also in ASCII. */
const struct state_word trend_marks[] = {
	{"met", "met", "●", "+", "ok"},
	{"at_risk", "at risk", "◐", "!", "warn"},
	{"failing", "failing", "△", "F", "breach"},
	{"missed", "missed", "▲", "X", "breach"},
	{"too_early", "too early", "◌", "~", "stale"},
	{"no_data", "no data", "○", "?", "stale"},
	{"absent", "nothing judged", "·", ".", "dim"},
	{"unread", "not read yet", "…", "_", "dim"},
};
const size_t trend_mark_count = COUNT_OF(trend_marks);

const size_t state_word_count = COUNT_OF(state_words);

const struct state_word *state_word_find(const char *word)
{
	for (size_t i = 0; word && i < state_word_count; i++)
		if (!strcmp(state_words[i].word, word))
			return &state_words[i];
	return NULL;
}
