/* SHA-256, by libcrypto. */
#ifndef SLATOP_BASE_HASH_H
#define SLATOP_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>

/* Writes 64 lower-case hex digits and a NUL. */
void hash_sha256_hex(const void *bytes, size_t length, char out[65]);

/* The same of bytes that come bit by bit. The end frees it (NULL: nothing, and out is
 * ""); out, 65 bytes, may be NULL where nobody wants to know. */
struct hash;
struct hash *hash_begin(void);
void hash_add(struct hash *h, const void *bytes, size_t length);
void hash_end(struct hash *h, char *out);

/* The fingerprint of a public key as ssh writes it, "SHA256:" and base64 without
 * its end, from the base64 of the key. False: it is none, or out is too short. */
bool hash_key_fingerprint(const char *base64, char *out, size_t size);

#endif
