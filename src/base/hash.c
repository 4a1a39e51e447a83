#include "slatop/base/hash.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

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

bool hash_key_fingerprint(const char *base64, char *out, size_t size)
{
	size_t length = strlen(base64);
	unsigned char *key = mem_alloc(length + 1), sum[EVP_MAX_MD_SIZE], text[64];
	unsigned int sum_size = 0;
	int bytes = length && length % 4 == 0 ? EVP_DecodeBlock(key, (const unsigned char *)base64, (int)length) : -1;

	for (size_t i = length; bytes > 0 && i && base64[i - 1] == '='; i--)
		bytes--; /* it counts the padding as bytes */
	bool done = bytes > 0 && EVP_Digest(key, (size_t)bytes, sum, &sum_size, EVP_sha256(), NULL) && sum_size == 32;
	free(key);
	if (!done)
		return false;
	EVP_EncodeBlock(text, sum, 32);
	int written = snprintf(out, size, "SHA256:%.43s", (const char *)text);
	return written > 0 && (size_t)written < size;
}
