// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#if !__has_include(<linux/iommufd.h>)
#error "linux/iommufd.h is missing: pass CPPFLAGS=-isystem... (kernel: make headers)"
#endif
#include <linux/iommufd.h>
#include <linux/vfio.h>

#include "../common/util.h"
#include "iommufd.h"

static int open_device(const char *address)
{
	struct dirent *entry;
	char path[320];
	DIR *dir;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/vfio-dev",
		 address);
	dir = opendir(path);
	if (!dir)
		err(1, "open %s", path);
	do {
		entry = readdir(dir);
		if (!entry)
			errx(1, "%s holds no device", path);
	} while (strncmp(entry->d_name, "vfio", 4));
	snprintf(path, sizeof(path), "/dev/vfio/devices/%s", entry->d_name);
	closedir(dir);

	fd = open(path, O_RDWR);
	if (fd < 0)
		err(1, "open %s", path);
	return fd;
}

void iommufd_open(struct iommufd *i, const char *address)
{
	struct vfio_device_bind_iommufd bind = { .argsz = sizeof(bind) };
	struct vfio_device_attach_iommufd_pt attach = {
		.argsz = sizeof(attach),
	};
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };

	i->iommufd = open("/dev/iommu", O_RDWR);
	if (i->iommufd < 0)
		err(1, "open /dev/iommu");
	i->device = open_device(address);
	bind.iommufd = i->iommufd;
	if (ioctl(i->device, VFIO_DEVICE_BIND_IOMMUFD, &bind))
		err(1, "VFIO_DEVICE_BIND_IOMMUFD");
	if (ioctl(i->iommufd, IOMMU_IOAS_ALLOC, &alloc))
		err(1, "IOMMU_IOAS_ALLOC");
	i->ioas = alloc.out_ioas_id;
	attach.pt_id = i->ioas;
	if (ioctl(i->device, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &attach))
		err(1, "VFIO_DEVICE_ATTACH_IOMMUFD_PT");
}

int iommufd_map(struct iommufd *i, void *va, uint64_t iova, size_t size,
		uint64_t *ticks)
{
	struct iommu_ioas_map map = {
		.size = sizeof(map),
		.flags = IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_READABLE |
			 IOMMU_IOAS_MAP_WRITEABLE,
		.ioas_id = i->ioas,
		.user_va = (uintptr_t)va,
		.length = size,
		.iova = iova,
	};
	uint64_t start = cpu_ticks();
	int ret = ioctl(i->iommufd, IOMMU_IOAS_MAP, &map);

	*ticks = cpu_ticks() - start;
	return ret;
}

long iommufd_unmap(struct iommufd *i, uint64_t iova, size_t size,
		   uint64_t *ticks)
{
	struct iommu_ioas_unmap unmap = {
		.size = sizeof(unmap),
		.ioas_id = i->ioas,
		.iova = iova,
		.length = size,
	};
	uint64_t start = cpu_ticks();
	int ret = ioctl(i->iommufd, IOMMU_IOAS_UNMAP, &unmap);

	*ticks = cpu_ticks() - start;
	return ret ? ret : (long)unmap.length;
}
