/* SHA-256, by libcrypto. */
#ifndef SLATOP_BASE_HASH_H
#define SLATOP_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>

/* Writes 64 lower-case hex digits and a NUL. */
void hash_sha256_hex(const void *bytes, size_t length, char out[65]);

/* The fingerprint of a public key as ssh writes it, "SHA256:" and base64 without
 * its end, from the base64 of the key. False: it is none, or out is too short. */
bool hash_key_fingerprint(const char *base64, char *out, size_t size);

#endif
