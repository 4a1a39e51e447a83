/* SHA-256, by libcrypto. */
#ifndef SLATOP_BASE_HASH_H
#define SLATOP_BASE_HASH_H

#include <stddef.h>

/* Writes 64 lower-case hex digits and a NUL. */
void hash_sha256_hex(const void *bytes, size_t length, char out[65]);

#endif
