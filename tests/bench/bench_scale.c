/* Ten times the accounts and windows: ten times the work and the memory, no more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/loading.h"
#include "bench/measure.h"
#include "slatop/base/buf.h"

#define TIMES 10

/* Of a tenth of the big platform, made for this. */
static char *small_conninfo(const char *folder)
{
	struct buf path = BUF_INIT, line = BUF_INIT;
	struct err e = {""};

	bench_shell("tests/platform/platform up %s --tenants 10000 --windows 100000 --months 2 >&2", folder);
	buf_addf(&path, "%s/north1/replica.conninfo", folder);
	if (!buf_read_file(&line, path.data, 1 << 16, &e))
		bench_fail("the small platform", e.text);
	line.data[strcspn(line.data, "\n")] = '\0';
	buf_release(&path);
	return buf_take(&line);
}

int main(void)
{
	char folder[] = "/tmp/sls.XXXXXX";
	struct series load = {0}, load_10 = {0}, again = {0}, again_10 = {0}, memory = {0}, memory_10 = {0};

	if (!mkdtemp(folder))
		bench_fail(folder, "cannot be made");
	bench_shell("chmod 711 %s", folder);
	char *small = small_conninfo(folder), *big = bench_conninfo("replica");
	double empty = peak_kib_of(getpid());
	for (int i = 0; i < bench_rounds(5); i++) {
		struct found one = in_process(load_all, small), ten = in_process(load_all, big);
		double rows = (ten.windows + ten.accounts) / (one.windows + one.accounts) / TIMES;
		series_add(&load, ten.cpu_ms / rows);
		series_add(&load_10, one.cpu_ms * TIMES);
		series_add(&again, ten.recompute_ms / rows);
		series_add(&again_10, one.recompute_ms * TIMES);
		series_add(&memory, (ten.peak_kib - empty) / rows / 1024);
		series_add(&memory_10, (one.peak_kib - empty) * TIMES / 1024);
	}
	bench_shell("tests/platform/platform down %s; rm -rf %s", folder, folder);
	report_heading("Ten times the accounts and windows");
	report("processor time of the load", "ms", &load, (struct goal){0});
	report_peer("of a tenth, times ten", &load_10, 1.2);
	report("processor time of the recompute", "ms", &again, (struct goal){0});
	report_peer("of a tenth, times ten", &again_10, 1.2);
	report("memory above that of the empty program", "MiB", &memory, (struct goal){0});
	report_peer("of a tenth, times ten", &memory_10, 1.2);
	free(small);
	free(big);
	return EXIT_SUCCESS;
}
