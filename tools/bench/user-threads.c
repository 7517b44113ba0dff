// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <err.h>
#include <linux/mman.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/mman.h>

#include "../common/util.h"
#include "user-threads.h"

#define MAX_THREADS	64

/**
 * struct slice - what one thread does
 * @v: the device to map for, NULL to fault in only
 * @va: first byte
 * @iova: where the device shall see it
 * @size: bytes
 */
struct slice {
	struct vfio *v;
	char *va;
	uint64_t iova;
	size_t size;
};

static void *do_slice(void *arg)
{
	struct slice *s = arg;
	uint64_t ticks;

	if (!s->v && madvise(s->va, s->size, MADV_POPULATE_WRITE))
		err(1, "MADV_POPULATE_WRITE");
	if (s->v && vfio_map(s->v, s->va, s->iova, s->size, &ticks))
		err(1, "VFIO_IOMMU_MAP_DMA of a slice");
	return NULL;
}

static void do_slices(struct vfio *v, struct memory *m, uint64_t iova,
		      size_t threads)
{
	struct slice slices[MAX_THREADS];
	pthread_t thread[MAX_THREADS];
	size_t i;

	if (!threads || threads > MAX_THREADS || m->size % (threads << 21))
		errx(2, "the memory cannot be cut into %zu slices", threads);
	for (i = 0; i < threads; i++) {
		size_t size = m->size / threads;

		slices[i] = (struct slice) { v, m->va + i * size,
					     iova + i * size, size };
		if (i && pthread_create(&thread[i], NULL, do_slice, &slices[i]))
			errx(1, "pthread_create");
	}
	do_slice(&slices[0]);
	for (i = 1; i < threads; i++)
		pthread_join(thread[i], NULL);
}

uint64_t map_after_prefault(struct vfio *v, struct memory *m, uint64_t iova,
			    size_t threads)
{
	uint64_t start = cpu_ticks(), ticks;

	do_slices(NULL, m, iova, threads);
	if (vfio_map(v, m->va, iova, m->size, &ticks))
		err(1, "VFIO_IOMMU_MAP_DMA");
	return cpu_ticks() - start;
}

uint64_t map_slices(struct vfio *v, struct memory *m, uint64_t iova,
		    size_t threads)
{
	uint64_t start = cpu_ticks();

	do_slices(v, m, iova, threads);
	return cpu_ticks() - start;
}
