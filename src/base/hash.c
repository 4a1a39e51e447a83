#include "slatop/base/hash.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slatop/base/mem.h"

/* Fails only where libcrypto has no SHA-256, and then nothing can be trusted. */
static void need(int ok)
{
	if (!ok)
		abort();
}

static void write_hex(const unsigned char sum[32], char out[65])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < 32; i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
	out[64] = '\0';
}

void hash_sha256_hex(const void *bytes, size_t length, char out[65])
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned int size = 0;

	need(EVP_Digest(bytes, length, sum, &size, EVP_sha256(), NULL) && size == 32);
	write_hex(sum, out);
}

struct hash { EVP_MD_CTX *context; };

struct hash *hash_begin(void)
{
	struct hash *h = mem_zero(1, sizeof *h);

	h->context = EVP_MD_CTX_new();
	need(h->context && EVP_DigestInit_ex(h->context, EVP_sha256(), NULL));
	return h;
}

void hash_add(struct hash *h, const void *bytes, size_t length)
{
	need(EVP_DigestUpdate(h->context, bytes, length));
}

void hash_end(struct hash *h, char *out)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned int size = 0;

	if (out)
		out[0] = '\0';
	if (!h)
		return;
	if (out) {
		need(EVP_DigestFinal_ex(h->context, sum, &size) && size == 32);
		write_hex(sum, out);
	}
	EVP_MD_CTX_free(h->context);
	free(h);
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
