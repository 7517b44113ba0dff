/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A PCI device behind VFIO type1v2.
 */
#ifndef PINVEC_VFIO_H
#define PINVEC_VFIO_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct vfio - a device and the container its group is attached to
 * @container: file descriptor of the container
 * @group: file descriptor of the group
 * @device: file descriptor of the device
 */
struct vfio {
	int container;
	int group;
	int device;
};

/**
 * vfio_pci_bind() - find a PCI device and give it to vfio-pci
 * @vendor: PCI vendor ID
 * @device: PCI device ID
 * @address: filled with its address, such as 0000:00:02.0
 * @len: bytes of @address
 */
void vfio_pci_bind(unsigned int vendor, unsigned int device,
		   char *address, size_t len);

/**
 * vfio_open() - open a device through a group and a type1v2 container
 * @v: filled in
 * @address: PCI address of a device that vfio-pci has
 */
void vfio_open(struct vfio *v, const char *address);

/**
 * vfio_close() - close the device, its group and the container
 * @v: the device
 */
void vfio_close(struct vfio *v);

/**
 * vfio_map() - map memory for the device to read and write
 * @v: the device
 * @va: the memory
 * @iova: where the device shall see it
 * @size: bytes
 * @ticks: filled with what the ioctl took
 *
 * Return: 0, or -1 with errno set.
 */
int vfio_map(struct vfio *v, void *va, uint64_t iova, size_t size,
	     uint64_t *ticks);

/**
 * vfio_unmap() - unmap all mappings in a range
 * @v: the device
 * @iova: start of the range
 * @size: bytes
 * @ticks: filled with what the ioctl took
 *
 * Return: how many bytes were unmapped, or -1 with errno set.
 */
long vfio_unmap(struct vfio *v, uint64_t iova, size_t size, uint64_t *ticks);

/**
 * vfio_free_mappings() - how many more mappings the container would take
 * @v: the device
 */
unsigned int vfio_free_mappings(struct vfio *v);

#endif
