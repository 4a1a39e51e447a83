#include "slatop/base/hash.h"

#include <openssl/evp.h>
#include <stdlib.h>

void hash_sha256_hex(const void *bytes, size_t length, char out[65])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned int size = 0;

	/* Fails only where libcrypto has no SHA-256, and then nothing can be trusted. */
	if (!EVP_Digest(bytes, length, sum, &size, EVP_sha256(), NULL) || size != 32)
		abort();
	for (size_t i = 0; i < 32; i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
	out[64] = '\0';
}
