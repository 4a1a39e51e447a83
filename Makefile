# slatop: everything is built below .build/; sources are found by their place.
#
#   make            the program: $(BUILD)/slatop, that is .build/slatop
#   make demo       a platform of two sub-platforms, with the console on top
#   make test       all checks and tests
#   make asan       the same tests, built by clang under address and undefined-behaviour sanitizers
#   make lint       every source by clang's front end, warnings as errors; "make test" does that too
#   make fuzz       libFuzzer on the emulator and the readers of recordings, FUZZ_SECONDS each
#   make bench      the speed of it all, beside other programs; ONLY=NAME for some of it
#   make setup      installs the Debian packages named in .ci/packages that are missing
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash
CC ?= cc
ifeq ($(origin CC),default)
CC := gcc
endif
BUILD ?= .build
VERSION := 0.1
OPT ?= -O2 -g
WARN := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
	-Wwrite-strings -Wvla -Wundef -Wno-missing-field-initializers -Wimplicit-fallthrough
CPPFLAGS += -D_GNU_SOURCE -DSLATOP_VERSION='"$(VERSION)"' -Iinclude -Isrc -I$(BUILD)/gen -include slatop/base/banned.h
CFLAGS += -std=c11 $(OPT) $(WARN) $(SAN)
LIBS := -lpq -lcjson -lncursesw -ltinfo -lpcre2-8 -lxlsxwriter -lz -lcrypto -lm
CPPFLAGS += -I/usr/include/postgresql

# make V=1 shows whole command lines.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' $(1) $(2))

LAYERS := base sla store replica table screen draw term recording export journal app
SOURCES := $(foreach l,$(LAYERS),$(sort $(wildcard src/$(l)/*.c)))
OBJECTS := $(SOURCES:%.c=$(BUILD)/obj/%.o)
MAIN := $(BUILD)/obj/src/app/main.o
LIBRARY := $(BUILD)/libslatop.a

# What is read at build time and carried in the program, each as a C array.
EMBEDDED := $(sort $(wildcard screens/*.json screens/audit/*.json themes/*.json src/*/*.json src/*/*.sql))
EMBED_OBJECTS := $(EMBEDDED:%=$(BUILD)/embed/%.o)

TESTS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/*/test_*.c)))
BENCHES := $(patsubst tests/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/bench/bench_*.c)))
BENCH_SUPPORT := $(patsubst %.c,$(BUILD)/obj/%.o,$(sort $(filter-out tests/bench/bench_%,$(wildcard tests/bench/*.c))))
TEST_SUPPORT := $(patsubst %.c,$(BUILD)/obj/%.o,$(sort $(wildcard tests/support/*.c)))
# There are a hundred of them to link: by the quickest linker that is there. (gold has warnings for clang's sanitizers.)
LINKERS := mold $(if $(findstring clang,$(CC)),lld,gold)
TEST_LDFLAGS := $(addprefix -fuse-ld=,$(firstword $(foreach l,$(LINKERS),$(if $(shell command -v ld.$(l)),$(l)))))

.PHONY: all setup build demo test tests asan asan-tests lint fuzz bench clean
all: build
build: $(BUILD)/slatop

$(BUILD)/slatop: $(MAIN) $(LIBRARY)
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(MAIN) $(LIBRARY) $(LIBS)

$(LIBRARY): $(filter-out $(MAIN),$(OBJECTS)) $(EMBED_OBJECTS) $(BUILD)/embed/table.o
	@rm -f $@
	$(Q)ar rcsP $@ $^

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,cc,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/tests/%.o: CPPFLAGS += -Itests

# embed/NAME.o holds the file's bytes; embed/table.o finds them by name.
$(BUILD)/embed/%.o: % src/base/embed.sh
	@mkdir -p $(@D)
	$(call say,embed,$<)
	$(Q)src/base/embed.sh file $< >$(BUILD)/embed/$*.s
	$(Q)$(CC) -c -o $@ $(BUILD)/embed/$*.s
$(BUILD)/embed/table.o: $(EMBEDDED) src/base/embed.sh include/slatop/base/embed.h Makefile
	@mkdir -p $(@D)
	$(Q)src/base/embed.sh table $(EMBEDDED) >$(BUILD)/embed/table.c
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $(BUILD)/embed/table.c

# The columns that the contract publishes, as C tables.
$(BUILD)/gen/contract_columns.h: src/replica/contract.sql src/replica/contract.awk
	@mkdir -p $(@D)
	$(Q)awk -f src/replica/contract.awk $< >$@.new && mv $@.new $@
$(BUILD)/obj/src/replica/contract.o: $(BUILD)/gen/contract_columns.h

$(TESTS): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(TEST_SUPPORT) $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(TEST_LDFLAGS) -o $@ $< $(TEST_SUPPORT) $(LIBRARY) $(LIBS) -lvterm -lutil $(shell pkg-config --libs check)

$(BENCHES): $(BUILD)/tests/bench/%: $(BUILD)/obj/tests/bench/%.o $(BENCH_SUPPORT) $(TEST_SUPPORT) $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(TEST_LDFLAGS) -o $@ $< $(BENCH_SUPPORT) $(TEST_SUPPORT) $(LIBRARY) $(LIBS) -lvterm -lutil $(shell pkg-config --libs check)

# Benchmarks are no tests, but they are built with them, so that they do not rot.
tests: $(BUILD)/slatop $(TESTS) $(BENCHES)

# A second compiler's warnings. They come from its front end: no code is made.
LINTED := $(patsubst %.c,$(BUILD)/lint/%.ok,$(SOURCES) $(sort $(filter-out tests/fuzz/%,$(wildcard tests/*/*.c))))
$(BUILD)/lint/%.ok: %.c | $(BUILD)/gen/contract_columns.h
	@mkdir -p $(@D)
	$(call say,lint,$<)
	$(Q)clang $(CPPFLAGS) -Itests -std=c11 $(WARN) -fsyntax-only -MMD -MP -MT $@ -MF $(@:.ok=.d) $<
	@touch $@
lint: $(LINTED)

# Packages first, then make once more: what it finds may be there only now.
JOBS := -j$(shell nproc)
setup:
	@.ci/setup build demo test
demo:
	@.ci/setup build demo
	@$(MAKE) --no-print-directory $(JOBS) build
	@exec tests/demo $(BUILD)/slatop
test:
	@.ci/setup build demo test
	@$(MAKE) --no-print-directory $(JOBS) tests
	@exec tests/run $(BUILD) $(ONLY)
asan-tests:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan CC=clang OPT='-O1 -g1' SAN='$(SANITIZE)' tests
asan:
	@.ci/setup build demo test
	@$(MAKE) --no-print-directory $(JOBS) asan-tests
	@SLATOP_ONLY_PROGRAMS=1 exec tests/run $(BUILD)/asan $(ONLY)
# Starts from the project's own recordings; what it finds worth keeping stays in
# $(BUILD)/fuzz/NAME.found, and what it breaks is written there, to be given to the same
# program again.
FUZZ_SECONDS ?= 60
FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZED := $(wildcard src/recording/*.c) $(filter-out src/base/embed.c,$(wildcard src/base/*.c))
$(BUILD)/fuzz/%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.h $(FUZZED)
	@mkdir -p $(@D)
	$(call say,fuzz,$@)
	$(Q)clang $(CPPFLAGS) -Itests -std=c11 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
		-fno-omit-frame-pointer -o $@ $< $(FUZZED) -lcjson -lpcre2-8 -lz -lcrypto -lm
fuzz: $(FUZZERS)
	@for f in $(FUZZERS); do \
		mkdir -p $$f.found $$f.seeds && tests/fuzz/seeds $$(basename $$f) $$f.seeds && \
		$$f -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=3000 -max_len=65536 -print_final_stats=1 \
			-artifact_prefix=$$f.broke- $$f.found $$f.seeds || exit 1; done

bench:
	@.ci/setup build demo test bench
	@$(MAKE) --no-print-directory $(JOBS) tests
	@exec tests/bench/run $(BUILD) $(ONLY)
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.SECONDARY:
