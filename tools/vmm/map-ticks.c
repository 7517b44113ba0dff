// SPDX-License-Identifier: GPL-2.0
/*
 * Loaded into a VMM in front of the C library (LD_PRELOAD): counts what its calls
 * of VFIO_IOMMU_MAP_DMA and VFIO_IOMMU_UNMAP_DMA take, and prints, when it exits,
 *
 *	map CALLS BYTES TICKS
 *	unmap CALLS BYTES TICKS
 *
 * QEMU makes these calls from one thread, so the sums need no lock.
 */
#define _GNU_SOURCE
#include <linux/vfio.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../common/util.h"

static struct sum {
	uintmax_t calls;
	uintmax_t bytes;
	uintmax_t ticks;
} maps, unmaps;

static int counted_ioctl(struct sum *sum, int fd, unsigned long request, void *arg)
{
	uint64_t start = cpu_ticks();
	int ret = syscall(SYS_ioctl, fd, request, arg);

	sum->ticks += cpu_ticks() - start;
	sum->calls++;
	return ret;
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list list;
	void *arg;

	va_start(list, request);
	arg = va_arg(list, void *);
	va_end(list);

	switch (request) {
	case VFIO_IOMMU_MAP_DMA:
		maps.bytes += ((struct vfio_iommu_type1_dma_map *)arg)->size;
		return counted_ioctl(&maps, fd, request, arg);
	case VFIO_IOMMU_UNMAP_DMA:
		unmaps.bytes += ((struct vfio_iommu_type1_dma_unmap *)arg)->size;
		return counted_ioctl(&unmaps, fd, request, arg);
	}
	return syscall(SYS_ioctl, fd, request, arg);
}

static void print_sum(const char *name, const struct sum *sum)
{
	dprintf(STDERR_FILENO, "%s %ju %ju %ju\n", name, sum->calls, sum->bytes,
		sum->ticks);
}

__attribute__((destructor))
static void print_sums(void)
{
	print_sum("map", &maps);
	print_sum("unmap", &unmaps);
}
