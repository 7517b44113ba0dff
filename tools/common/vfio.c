// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util.h"
#include "vfio.h"

#define PCI_DEVICES	"/sys/bus/pci/devices"

static unsigned int pci_id(const char *address, const char *name)
{
	char path[128];
	unsigned int id;
	FILE *f;

	snprintf(path, sizeof(path), PCI_DEVICES "/%s/%s", address, name);
	f = fopen(path, "r");
	if (!f)
		err(1, "open %s", path);
	if (fscanf(f, "%x", &id) != 1)
		errx(1, "%s holds no number", path);
	fclose(f);
	return id;
}

static void pci_find(unsigned int vendor, unsigned int device,
		     char *address, size_t len)
{
	DIR *dir = opendir(PCI_DEVICES);
	struct dirent *entry;

	if (!dir)
		err(1, "open " PCI_DEVICES);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.' ||
		    pci_id(entry->d_name, "vendor") != vendor ||
		    pci_id(entry->d_name, "device") != device)
			continue;
		snprintf(address, len, "%s", entry->d_name);
		closedir(dir);
		return;
	}
	errx(1, "no PCI device %04x:%04x in this machine", vendor, device);
}

void vfio_pci_bind(unsigned int vendor, unsigned int device,
		   char *address, size_t len)
{
	char path[128];

	pci_find(vendor, device, address, len);
	snprintf(path, sizeof(path), PCI_DEVICES "/%s/driver_override",
		 address);
	write_text(path, "vfio-pci");
	snprintf(path, sizeof(path), PCI_DEVICES "/%s/driver/unbind", address);
	if (!access(path, F_OK))
		write_text(path, address);
	write_text("/sys/bus/pci/drivers_probe", address);
}

static int open_group(const char *address)
{
	char path[128], target[128], *number;
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), PCI_DEVICES "/%s/iommu_group", address);
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		err(1, "%s is in no IOMMU group (is there an IOMMU?)", address);
	target[len] = '\0';
	number = strrchr(target, '/') + 1;

	snprintf(path, sizeof(path), "/dev/vfio/%s", number);
	fd = open(path, O_RDWR);
	if (fd < 0)
		err(1, "open %s", path);
	return fd;
}

void vfio_open(struct vfio *v, const char *address)
{
	v->container = open("/dev/vfio/vfio", O_RDWR);
	if (v->container < 0)
		err(1, "open /dev/vfio/vfio");
	v->group = open_group(address);
	if (ioctl(v->group, VFIO_GROUP_SET_CONTAINER, &v->container))
		err(1, "VFIO_GROUP_SET_CONTAINER");
	if (ioctl(v->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		err(1, "VFIO_SET_IOMMU");
	v->device = ioctl(v->group, VFIO_GROUP_GET_DEVICE_FD, address);
	if (v->device < 0)
		err(1, "VFIO_GROUP_GET_DEVICE_FD of %s", address);
}

void vfio_close(struct vfio *v)
{
	close(v->device);
	close(v->group);
	close(v->container);
}

int vfio_map(struct vfio *v, void *va, uint64_t iova, size_t size,
	     uint64_t *ticks)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)va,
		.iova = iova,
		.size = size,
	};
	uint64_t start = cpu_ticks();
	int ret = ioctl(v->container, VFIO_IOMMU_MAP_DMA, &map);

	*ticks = cpu_ticks() - start;
	return ret;
}

long vfio_unmap(struct vfio *v, uint64_t iova, size_t size, uint64_t *ticks)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap),
		.iova = iova,
		.size = size,
	};
	uint64_t start = cpu_ticks();
	int ret = ioctl(v->container, VFIO_IOMMU_UNMAP_DMA, &unmap);

	*ticks = cpu_ticks() - start;
	return ret ? ret : (long)unmap.size;
}

unsigned int vfio_free_mappings(struct vfio *v)
{
	struct vfio_iommu_type1_info_dma_avail *avail;
	struct vfio_iommu_type1_info *info;
	struct vfio_info_cap_header *header;
	char buffer[1024] = {};
	uint32_t offset;

	info = (struct vfio_iommu_type1_info *)buffer;
	info->argsz = sizeof(buffer);
	if (ioctl(v->container, VFIO_IOMMU_GET_INFO, info))
		err(1, "VFIO_IOMMU_GET_INFO");
	if (info->argsz > sizeof(buffer))
		errx(1, "VFIO_IOMMU_GET_INFO wants %u bytes", info->argsz);
	for (offset = info->cap_offset; offset; offset = header->next) {
		header = (struct vfio_info_cap_header *)(buffer + offset);
		if (header->id != VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL)
			continue;
		avail = (struct vfio_iommu_type1_info_dma_avail *)header;
		return avail->avail;
	}
	errx(1, "the container does not tell how many mappings are free");
}
