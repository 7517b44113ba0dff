// SPDX-License-Identifier: GPL-2.0
/*
 * pinvec-latency - how long pinning keeps interrupts or preemption off
 *
 * usage: pinvec-latency SIZE_MIB [MODE...]
 *
 * Pins SIZE_MIB of base pages by 8 MiB a call and then all of it in one call,
 * under the kernel's tracers for the longest section with interrupts off and
 * with preemption off. The size of the request must make no difference. Apart
 * from that, both do the same work in about the same time, and as many timer
 * interrupts fall into it, so what is not GUP's own is on both sides.
 *
 * MODE is gup-physvec, gup-longterm or gup-fast (default: all of them).
 *
 * The figures are microseconds of the guest's time, which are thousands of
 * instructions when QEMU counts these.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/gup.h"
#include "../common/memory.h"
#include "../common/tap.h"
#include "../common/util.h"

#define TRACING		"/sys/kernel/tracing/"
#define MIB		(1UL << 20)
#define SMALL_REQUEST	(8 * MIB)

/*
 * How much longer the longest section of the large request may be. Twice as
 * long is what a section makes that happens to see one more cache-cold path;
 * a section that grows with the request is hundreds of times longer.
 */
#define RATIO_MAX	2

/* The longest section that a tracer has seen, and where it lay */
struct section {
	unsigned long usec;
	char started[128], ended[128];
};

static void read_section(struct section *section)
{
	char line[512];
	FILE *f;

	f = fopen(TRACING "tracing_max_latency", "r");
	if (!f || fscanf(f, "%lu", &section->usec) != 1)
		err(1, TRACING "tracing_max_latency");
	fclose(f);

	f = fopen(TRACING "trace", "r");
	if (!f)
		err(1, TRACING "trace");
	strcpy(section->started, "?");
	strcpy(section->ended, "?");
	while (fgets(line, sizeof(line), f) && line[0] == '#') {
		sscanf(line, "# => started at: %127s", section->started);
		sscanf(line, "#  => started at: %127s", section->started);
		sscanf(line, "#  => ended at: %127s", section->ended);
	}
	fclose(f);
}

static bool trace_pin(const char *tracer, const char *mode, struct memory *m,
		      size_t request, struct section *section)
{
	uint64_t pin, unpin;
	int ret;

	write_text(TRACING "tracing_on", "0");
	write_text(TRACING "current_tracer", tracer);
	write_text(TRACING "tracing_max_latency", "0");
	write_text(TRACING "tracing_on", "1");
	ret = gup_benchmark(mode, m->va, m->size, request / PAGE_SIZE, &pin,
			    &unpin);
	write_text(TRACING "tracing_on", "0");
	if (ret && errno != EINVAL && errno != ENOTTY)
		err(1, "gup_test, %s", mode);
	read_section(section);
	write_text(TRACING "current_tracer", "nop");
	return !ret;
}

static void print_section(const char *tracer, const char *mode, size_t request,
			  const struct section *section)
{
	printf("# latency %s %s %lu MiB a call: %lu us, from %s to %s\n", tracer,
	       mode, request / MIB, section->usec, section->started,
	       section->ended);
}

static void compare(const char *tracer, const char *mode, struct memory *m)
{
	struct section small, large;

	if (!trace_pin(tracer, mode, m, SMALL_REQUEST, &small)) {
		printf("# this kernel has no %s\n", mode);
		return;
	}
	trace_pin(tracer, mode, m, m->size, &large);
	print_section(tracer, mode, SMALL_REQUEST, &small);
	print_section(tracer, mode, m->size, &large);
	tap_check(small.usec && large.usec <= RATIO_MAX * small.usec,
		  "%s, %s: %lu MiB in one call: no longer than %d times those of 8 MiB",
		  mode, tracer, m->size / MIB, RATIO_MAX);
}

int main(int argc, char **argv)
{
	static char *all[] = { "gup-physvec", "gup-longterm", "gup-fast" };
	static const char *const tracers[] = { "irqsoff", "preemptoff" };
	char **modes = all;
	size_t i, size, nr_modes = sizeof(all) / sizeof(all[0]);
	struct memory m;
	int mode;

	if (argc < 2)
		errx(2, "usage: pinvec-latency SIZE_MIB [MODE...]");
	size = strtoul(argv[1], NULL, 10) * MIB;
	if (size <= SMALL_REQUEST || size % SMALL_REQUEST)
		errx(2, "the size is a multiple of 8 MiB");
	if (argc > 2) {
		modes = argv + 2;
		nr_modes = argc - 2;
	}

	tap_start();
	memory_map(&m, backing_find("4k"), size);
	memory_populate(&m, 0);
	for (mode = 0; mode < (int)nr_modes; mode++)
		for (i = 0; i < sizeof(tracers) / sizeof(tracers[0]); i++)
			compare(tracers[i], modes[mode], &m);
	return tap_end();
}
