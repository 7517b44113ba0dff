// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <dirent.h>
#include <err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "thread-faults.h"

#define MAX_HELPERS	64

static struct {
	int tid;
	unsigned long faults;
} helpers[MAX_HELPERS];
static int nr_helpers;
static long caller_before;
static atomic_bool stop;
static pthread_t watcher;

static void read_helper(int tid)
{
	unsigned long faults;
	char path[64], name[16];
	int i, found;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
	f = fopen(path, "r");
	if (!f)
		return;
	found = fscanf(f, "%*d (%15[^)]) %*c %*d %*d %*d %*d %*d %*u %lu", name, &faults);
	fclose(f);
	if (found != 2 || strcmp(name, "vfio-pin"))
		return;

	for (i = 0; i < nr_helpers && helpers[i].tid != tid; i++)
		;
	if (i == MAX_HELPERS)
		errx(1, "too many threads");
	if (i == nr_helpers)
		helpers[nr_helpers++].tid = tid;
	helpers[i].faults = faults;
}

static void *watch(void *unused)
{
	(void)unused;
	while (!stop) {
		DIR *dir = opendir("/proc/self/task");
		struct dirent *entry;

		if (!dir)
			err(1, "open /proc/self/task");
		while ((entry = readdir(dir)))
			if (entry->d_name[0] != '.')
				read_helper(atoi(entry->d_name));
		closedir(dir);
	}
	return NULL;
}

static long faults_of_caller(void)
{
	struct rusage usage;

	if (getrusage(RUSAGE_THREAD, &usage))
		err(1, "getrusage");
	return usage.ru_minflt;
}

void thread_faults_start(void)
{
	if (pthread_create(&watcher, NULL, watch, NULL))
		errx(1, "pthread_create");
	caller_before = faults_of_caller();
}

void thread_faults_stop(void)
{
	int i;

	printf("faults %ld", faults_of_caller() - caller_before);
	stop = true;
	pthread_join(watcher, NULL);
	for (i = 0; i < nr_helpers; i++)
		printf(" %lu", helpers[i].faults);
	printf("\n");
}
