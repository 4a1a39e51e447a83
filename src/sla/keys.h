/* How one key is read from a file and from its table's own texts. */
#ifndef SLATOP_SLA_KEYS_H
#define SLATOP_SLA_KEYS_H

#include "slatop/base/json.h"
#include "slatop/sla/agreement.h"

/* Reads the key from a version ("web": { "inclusive": ... }) into t; what is
 * missing stays as it is in t. Errors are kept in the document. */
void key_read(const struct agreement_key *key, const struct json_node *version, struct terms *t);

#endif
