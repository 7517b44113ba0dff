/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A PCI device behind iommufd, to compare with type1.
 */
#ifndef PINVEC_IOMMUFD_H
#define PINVEC_IOMMUFD_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct iommufd - a device attached to an I/O address space
 * @iommufd: file descriptor of /dev/iommu
 * @device: file descriptor of the device
 * @ioas: ID of the address space
 */
struct iommufd {
	int iommufd;
	int device;
	uint32_t ioas;
};

/**
 * iommufd_open() - attach a device to a new address space
 * @i: filled in
 * @address: PCI address of a device that vfio-pci has
 */
void iommufd_open(struct iommufd *i, const char *address);

/**
 * iommufd_map() - map memory for the device to read and write
 * @i: the device
 * @va: the memory
 * @iova: where the device shall see it
 * @size: bytes
 * @ticks: filled with what the ioctl took
 *
 * Return: 0, or -1 with errno set.
 */
int iommufd_map(struct iommufd *i, void *va, uint64_t iova, size_t size,
		uint64_t *ticks);

/**
 * iommufd_unmap() - unmap all mappings in a range
 * @i: the device
 * @iova: start of the range
 * @size: bytes
 * @ticks: filled with what the ioctl took
 *
 * Return: how many bytes were unmapped, or -1 with errno set.
 */
long iommufd_unmap(struct iommufd *i, uint64_t iova, size_t size,
		   uint64_t *ticks);

#endif
