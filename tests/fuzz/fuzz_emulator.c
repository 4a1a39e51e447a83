/* libFuzzer's target of the emulator. */
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool begun;

	if (!begun)
		begun = !atexit(fuzz_tell);
	fuzz_emulator(data, size);
	return 0;
}
