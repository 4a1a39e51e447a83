/* The contract: the relations that a platform publishes in schema sla.
 *
 * src/replica/contract.sql is the one source; the build extracts its columns
 * into a table, and at connect what is missing or of another type is named. */
#ifndef SLATOP_REPLICA_CONTRACT_H
#define SLATOP_REPLICA_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>

#define CONTRACT_VERSION 1

struct contract_column {
	const char *relation, *name;
	const char *type; /* as format_type writes it: "timestamp with time zone" */
	bool nullable;
	bool core;        /* of a relation that is needed to start */
};
extern const struct contract_column contract_columns[];
extern const size_t contract_column_count;

/* Relations by number (the order of the file), for the capabilities' bits. */
extern const char *const contract_relations[];
extern const size_t contract_relation_count;
/* The number of a relation, -1 for a name that the contract does not know. */
int contract_relation(const char *name);

/* The SQL that the platform needs (the file as shipped). */
const char *contract_sql(void);

#endif
