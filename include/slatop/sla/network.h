/* Clause 4.2: the carriers' networks that each sub-platform must have a BGP link
 * to. */
#ifndef SLATOP_SLA_NETWORK_H
#define SLATOP_SLA_NETWORK_H

enum network {
	NETWORK_TELECOM,
	NETWORK_UNICOM,
	NETWORK_MOBILE,
	NETWORK_EDUCATION,
	NETWORKS
};
/* As they are called where no link says it: "中国电信" ... */
extern const char *const network_names[NETWORKS];

/* Which of them a carrier's name means, in Chinese or English, in any case, with
 * anything around it; NETWORKS: none, or NULL. */
enum network network_from(const char *carrier);

#endif
