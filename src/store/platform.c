/* The store, its platforms, and the moment at which each is evaluated. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "slatop/base/mem.h"
#include "slatop/base/text.h"
#include "summaries.h"

#define LAG_OK_US (5 * USEC)
#define RATE_US (10 * USEC)

const char *const replica_state_names[REPLICA_STATE_COUNT] = {
	"disconnected", "connecting", "checking", "loading", "live", "stale", "no time", "lost", "refused"};

static int64_t tenant_key(const void *context, uint32_t index)
{
	return ((const struct platform *)context)->tenants[index].enterprise_no;
}

static int64_t maintenance_key(const void *context, uint32_t index)
{
	return ((const struct platform *)context)->maintenance[index].w.maintenance_id;
}

static int64_t incident_key(const void *context, uint32_t index)
{
	return ((const struct platform *)context)->incidents[index].incident_id;
}

static int64_t link_key(const void *context, uint32_t index)
{
	return ((const struct platform *)context)->links[index].link_id;
}

static int64_t failover_key(const void *context, uint32_t index)
{
	return ((const struct platform *)context)->failovers[index].failover_id;
}

struct store *store_create(const struct agreement *agreement)
{
	struct store *s = mem_zero(1, sizeof *s);

	mem_large_apart();
	s->agreement = agreement;
	return s;
}

struct platform *store_add(struct store *s, const char *code)
{
	struct platform *p = mem_zero(1, sizeof *p);

	p->agreement = s->agreement;
	p->own = mem_zero(1, sizeof *p->own);
	p->own->store = s;
	p->status = (struct replica_status){.replica_time = TIME_NONE, .server_clock = TIME_NONE,
					    .retry_at = TIME_NONE, .lag_ok_us = LAG_OK_US};
	arena_init(&p->texts);
	arena_init(&p->own->scratch);
	idmap_init(&p->tenant_by_no, tenant_key, p);
	idmap_init(&p->maintenance_by_id, maintenance_key, p);
	idmap_init(&p->incident_by_id, incident_key, p);
	idmap_init(&p->link_by_id, link_key, p);
	idmap_init(&p->failover_by_id, failover_key, p);
	numbers_init(&p->own->incident_numbers);
	numbers_init(&p->own->maintenance_numbers);
	details_init(&p->own->details);
	platform_set_identity(p, code, "");
	s->platforms = mem_resize(s->platforms, s->count + 1, sizeof *s->platforms);
	s->platforms[s->count++] = p;
	return p;
}

struct platform *store_find(const struct store *s, const char *code)
{
	for (size_t i = 0; i < s->count; i++)
		if (!strcmp(s->platforms[i]->code, code))
			return s->platforms[i];
	return NULL;
}

void platform_set_identity(struct platform *p, const char *code, const char *name)
{
	char *copy = mem_copy(name);
	size_t length = strlen(code);
	int used;

	if (length >= sizeof p->code) /* every character takes a byte at least */
		length = text_fit(code, sizeof p->code - 1, (int)sizeof p->code, &used);
	if (!p->own->name || strcmp(copy, p->own->name) || strlen(p->code) != length ||
	    memcmp(p->code, code, length))
		p->generation++;
	memcpy(p->code, code, length);
	p->code[length] = '\0';
	free(p->own->name);
	p->name = p->own->name = copy;
}

bool platform_code_taken(const struct platform *p, const char *code)
{
	const struct store *s = p->own->store;

	for (size_t i = 0; i < s->count; i++)
		if (s->platforms[i] != p && !strcmp(s->platforms[i]->code, code))
			return true;
	return false;
}

/* --- forgetting ---------------------------------------------------------- */

static void release_rows(struct platform *p)
{
	struct platform_private *own = p->own;

	p->tenant_count = p->maintenance_count = p->incident_count = 0;
	p->link_count = p->failover_count = 0;
	idmap_clear(&p->tenant_by_no);
	idmap_clear(&p->maintenance_by_id);
	idmap_clear(&p->incident_by_id);
	idmap_clear(&p->link_by_id);
	idmap_clear(&p->failover_by_id);
	arena_release(&p->texts);
	free(own->interned.slots);
	own->interned = (struct text_set){0};
	numbers_release(&own->incident_numbers);
	numbers_release(&own->maintenance_numbers);
	details_release(&own->details);
	for (int relation = 0; relation < FAULTY_COUNT; relation++)
		fault_rows_release(&own->faults[relation]);
}

void platform_clear(struct platform *p)
{
	release_rows(p);
	numbers_init(&p->own->incident_numbers);
	numbers_init(&p->own->maintenance_numbers);
	details_init(&p->own->details);
	for (size_t i = 0; i < p->period_count; i++)
		period_empty(p, p->periods[i]);
	p->own->maintenance_changes++;
	p->epoch++;
	p->generation++;
	platform_sum_faults(p);
}

static void platform_destroy(struct platform *p)
{
	struct platform_private *own = p->own;

	release_rows(p);
	for (size_t i = 0; i < p->period_count; i++)
		period_destroy(p->periods[i]);
	free(p->periods);
	free(p->tenants);
	free(p->maintenance);
	free(p->incidents);
	free(p->links);
	free(p->failovers);
	idmap_release(&p->tenant_by_no);
	idmap_release(&p->maintenance_by_id);
	idmap_release(&p->incident_by_id);
	idmap_release(&p->link_by_id);
	idmap_release(&p->failover_by_id);
	arena_release(&own->scratch);
	summaries_release(&own->summaries);
	history_release(&own->history);
	free(own->windows);
	free(own->cover);
	free(own->name);
	free(own);
	free(p);
}

void store_destroy(struct store *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->count; i++)
		platform_destroy(s->platforms[i]);
	free(s->platforms);
	free(s);
}

/* --- time ---------------------------------------------------------------- */

/* The server's clock now: that of the last reply, carried forward by ours. */
static int64_t server_now(const struct platform *p, int64_t monotonic_us)
{
	return p->status.server_clock + (monotonic_us - p->status.received_at);
}

int64_t platform_data_age(const struct platform *p, int64_t monotonic_us)
{
	const struct replica_status *s = &p->status;

	if (s->replica_time == TIME_NONE || s->server_clock == TIME_NONE)
		return TIME_NONE;
	int64_t age = server_now(p, monotonic_us) - s->replica_time;
	return age > 0 ? age : 0; /* the standby's clock may be behind the primary's */
}

int64_t platform_moment(const struct platform *p, int64_t monotonic_us)
{
	int64_t age = platform_data_age(p, monotonic_us);

	if (age == TIME_NONE)
		return TIME_NONE;
	return age <= p->status.lag_ok_us ? server_now(p, monotonic_us) : p->status.replica_time;
}

struct replica_traffic platform_traffic_rate(const struct platform *p, int64_t monotonic_us)
{
	const struct replica_status *s = &p->status;
	const struct replica_sample *from = NULL;
	struct replica_traffic rate = {0};

	for (size_t i = 0; i < s->sample_count && monotonic_us - s->samples[i].at <= RATE_US; i++)
		from = &s->samples[i];
	if (!from || monotonic_us - from->at < USEC)
		return rate;
	uint64_t span_us = (uint64_t)(monotonic_us - from->at);
	rate.queries = ((s->traffic.queries - from->traffic.queries) * USEC + span_us / 2) / span_us;
	rate.bytes = ((s->traffic.bytes - from->traffic.bytes) * USEC + span_us / 2) / span_us;
	rate.rows = ((s->traffic.rows - from->traffic.rows) * USEC + span_us / 2) / span_us;
	return rate;
}

/* --- references ---------------------------------------------------------- */

uint32_t platform_tenant(const struct platform *p, int64_t enterprise_no)
{
	return idmap_find(&p->tenant_by_no, enterprise_no); /* IDMAP_NONE is INDEX_NONE */
}

int64_t platform_incident_id(const struct platform *p, uint32_t reference)
{
	return p->own->incident_numbers.list[reference].id;
}

int64_t platform_maintenance_id(const struct platform *p, uint32_t reference)
{
	return p->own->maintenance_numbers.list[reference].id;
}

const struct incident *platform_incident(const struct platform *p, uint32_t reference)
{
	uint32_t row = p->own->incident_numbers.list[reference].row;

	return row == INDEX_NONE ? NULL : &p->incidents[row];
}

const struct window_detail *platform_detail(const struct platform *p, uint32_t detail)
{
	return &p->own->details.list[detail];
}

bool platform_publishes(const struct platform *p, const char *relation)
{
	char word[80];

	if (snprintf(word, sizeof word, " %s ", relation) >= (int)sizeof word)
		return false;
	return !strstr(p->status.lacking, word);
}

/* --- memory -------------------------------------------------------------- */

static size_t numbers_memory(const struct numbers *n)
{
	size_t sum = n->count * sizeof *n->list + n->by_id.capacity * sizeof *n->by_id.slots;

	for (size_t i = 0; i < n->count; i++)
		sum += n->list[i].account_count * sizeof *n->list[i].accounts;
	return sum;
}

static size_t platform_memory(const struct platform *p)
{
	const struct platform_private *own = p->own;
	size_t sum = sizeof *p + sizeof *own + p->texts.used;

	sum += p->tenant_count * sizeof *p->tenants + p->maintenance_count * sizeof *p->maintenance +
	       p->incident_count * sizeof *p->incidents + p->link_count * sizeof *p->links +
	       p->failover_count * sizeof *p->failovers;
	sum += (p->tenant_by_no.capacity + p->maintenance_by_id.capacity + p->incident_by_id.capacity +
		p->link_by_id.capacity + p->failover_by_id.capacity) *
	       sizeof(uint32_t);
	for (int relation = 0; relation < FAULTY_COUNT; relation++)
		sum += own->faults[relation].words * sizeof(uint64_t);
	sum += own->interned.capacity * sizeof *own->interned.slots + numbers_memory(&own->incident_numbers) +
	       numbers_memory(&own->maintenance_numbers);
	sum += own->details.count * sizeof *own->details.list + own->details.slot_capacity * sizeof(uint32_t);
	for (size_t i = 0; i < p->period_count; i++)
		sum += period_memory(p->periods[i]);
	return sum + summaries_memory(&own->summaries) + history_memory(&own->history);
}

size_t store_memory(const struct store *s)
{
	size_t sum = 0;

	for (size_t i = 0; i < s->count; i++)
		sum += platform_memory(s->platforms[i]);
	return sum;
}
