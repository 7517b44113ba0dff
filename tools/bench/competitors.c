// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <err.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/util.h"
#include "competitors.h"

#define MAX_COMPETITORS	64
#define CALIBRATION_US	500000

/* One for each process, in cache lines of their own */
static struct {
	_Alignas(64) atomic_ulong loops;
} *counters;

static pid_t pids[MAX_COMPETITORS];
static size_t nr_competitors;
static double loops_per_tick;
static uint64_t marked_ticks;
static unsigned long marked_loops;

static unsigned long all_loops(void)
{
	unsigned long sum = 0;
	size_t i;

	for (i = 0; i < nr_competitors; i++)
		sum += atomic_load(&counters[i].loops);
	return sum;
}

void competitors_mark(void)
{
	marked_loops = all_loops();
	marked_ticks = cpu_ticks();
}

static double loops_per_tick_since_mark(void)
{
	unsigned long loops = all_loops() - marked_loops;

	return loops / (double)(cpu_ticks() - marked_ticks);
}

void competitors_start(size_t nr)
{
	size_t i;

	if (nr > MAX_COMPETITORS)
		errx(2, "more than %d competitors", MAX_COMPETITORS);
	if (!nr)
		return;

	counters = mmap(NULL, nr * sizeof(*counters), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (counters == MAP_FAILED)
		err(1, "mmap");
	for (i = 0; i < nr; i++) {
		pids[i] = fork();
		if (pids[i] < 0)
			err(1, "fork");
		if (!pids[i]) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;)
				atomic_fetch_add(&counters[i].loops, 1);
		}
	}
	nr_competitors = nr;

	/* Once to let them start and spread over the CPUs, once to measure. */
	usleep(CALIBRATION_US);
	competitors_mark();
	usleep(CALIBRATION_US);
	loops_per_tick = loops_per_tick_since_mark();
}

void competitors_stop(void)
{
	double part = loops_per_tick_since_mark() / loops_per_tick;
	size_t i;

	if (!nr_competitors) {
		printf("progress -\n");
		return;
	}
	for (i = 0; i < nr_competitors; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	printf("progress %.3f\n", part);
}
