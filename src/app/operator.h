/* Who sits at the terminal, as well as the system knows it: for the journal. */
#ifndef SLATOP_APP_OPERATOR_H
#define SLATOP_APP_OPERATOR_H

/* Texts are "" where nothing is known. */
struct operator_info {
	char name[64];     /* the login; "unknown": a shared account, and no key tells who it is */
	char login[96];    /* "li.min (1004)": the audit login, which su and sudo do not change */
	char key[64];      /* of SSH, "SHA256:...": where sshd tells it (ExposeAuthInfo) */
	char from[64];     /* the address of the SSH connection */
	char terminal[64];
};
/* shared: logins that several persons use, parted by blanks; NULL: none. */
void operator_find(struct operator_info *o, const char *shared);

#endif
