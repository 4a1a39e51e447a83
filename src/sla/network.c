/* Clause 4.2: the networks that must be reached. */
#include "slatop/sla/network.h"

#include <stddef.h>
#include <string.h>

const char *const network_names[NETWORKS] = {"中国电信", "中国联通", "中国移动", "教育网"};

/* What a name of each holds. Platforms write them freely: no list of carriers is
 * part of the contract. */
static const char *const spellings[NETWORKS][4] = {
	[NETWORK_TELECOM] = {"电信", "telecom", "chinanet"},
	[NETWORK_UNICOM] = {"联通", "unicom"},
	[NETWORK_MOBILE] = {"移动", "mobile", "cmnet"},
	[NETWORK_EDUCATION] = {"教育", "education", "cernet"},
};

enum network network_from(const char *carrier)
{
	for (int n = 0; carrier && n < NETWORKS; n++)
		for (size_t i = 0; i < 4 && spellings[n][i]; i++)
			if (strcasestr(carrier, spellings[n][i]))
				return (enum network)n;
	return NETWORKS;
}
