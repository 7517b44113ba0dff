/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a process can do with threads of its own, instead of letting the kernel
 * pin by several.
 */
#ifndef PINVEC_USER_THREADS_H
#define PINVEC_USER_THREADS_H

#include <stddef.h>
#include <stdint.h>

#include "../common/memory.h"
#include "../common/vfio.h"

/**
 * map_after_prefault() - fault the memory in by threads, then map it by one call
 * @v: the device
 * @m: memory that is not touched yet
 * @iova: where the device shall see it
 * @threads: how many, the caller included
 *
 * Return: ticks for all of it.
 */
uint64_t map_after_prefault(struct vfio *v, struct memory *m, uint64_t iova,
			    size_t threads);

/**
 * map_slices() - let each thread map its slice of the memory, at the same time
 * @v: the device
 * @m: memory
 * @iova: where the device shall see it
 * @threads: how many, the caller included
 *
 * Return: ticks for all of it.
 */
uint64_t map_slices(struct vfio *v, struct memory *m, uint64_t iova,
		    size_t threads);

#endif
