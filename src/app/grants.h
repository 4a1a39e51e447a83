/* Grants of private data (sla.private_grant g), as both reveals ask for them. */
#ifndef SLATOP_SRC_APP_GRANTS_H
#define SLATOP_SRC_APP_GRANTS_H

#define GRANT_HOLDS "g.granted_at <= now() and now() < g.expires_at and (g.revoked_at is null or g.revoked_at > now())"
/* Why one is not in force; '': it is. */
#define GRANT_STATE \
	"case when " GRANT_HOLDS " then '' when g.revoked_at <= now() then 'was revoked'" \
	" when g.expires_at <= now() then 'has expired' else 'is not in force yet' end"
/* The best that there is: one in force that ends last, else the latest. */
#define GRANT_BEST "order by (" GRANT_HOLDS ") desc, g.expires_at desc, g.grant_id desc limit 1"
/* Microseconds that a grant has left, a day at most: an infinite one has no end. */
#define GRANT_LEFT \
	"(extract(epoch from least(g.expires_at, g.revoked_at, clock_timestamp() + interval '1 day') - clock_timestamp())" \
	" * 1000000)::bigint"

#define SHOWN_US (60 * USEC)
#define LOOK_US (2 * USEC) /* between two looks whether the grant is in force still */

#endif
