/* The models, each in its own file. */
#ifndef SLATOP_SRC_TABLE_MODELS_H
#define SLATOP_SRC_TABLE_MODELS_H

#include "slatop/table/model.h"

extern const struct model model_platforms, model_availability, model_outages, model_outage_groups,
	model_incidents, model_tenants, model_windows, model_months, model_days, model_explain, model_parts,
	model_proof, model_alarms, model_links, model_failovers, model_faults, model_trend, model_firmness, model_combinations, model_comparison, model_replicas, model_replica_errors,
	model_maintenance, model_tiers, model_problems,
	model_scorecard, model_outcomes, model_violations, model_figure, model_figure_rows,
	model_figure_proof,
	model_compensation, model_claims, model_reliability, model_failures, model_events, model_suspects,
	model_carriers, model_logs, model_log_days, model_trail, model_agreements, model_agreement, model_agreement_key, model_timeline, model_hit;

/* Changes with each answer and error of the replicas in scope. */
struct sources;
uint64_t replicas_generation(const struct sources *s);
uint64_t model_generation_of_replicas(const struct model_state *s); /* the same, of a state that begins with them */

#endif
