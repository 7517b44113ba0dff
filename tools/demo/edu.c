// SPDX-License-Identifier: GPL-2.0
#include <err.h>
#include <linux/pci_regs.h>
#include <linux/vfio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "edu.h"

#define EDU_ID		0x00
#define EDU_ID_MASK	0xff
#define EDU_ID_VALUE	0xed
#define EDU_DMA_SOURCE	0x80
#define EDU_DMA_TARGET	0x88
#define EDU_DMA_COUNT	0x90
#define EDU_DMA_COMMAND	0x98
#define EDU_DMA_START	0x1
#define EDU_DMA_TO_MEMORY	0x2
#define EDU_BUFFER	0x40000

/* A transfer takes 100 ms of the guest's time; polls are 1 ms apart. */
#define POLL_US		1000
#define POLLS_MAX	10000

static struct vfio_region_info region_info(struct vfio *v, unsigned int index)
{
	struct vfio_region_info info = {
		.argsz = sizeof(info),
		.index = index,
	};

	if (ioctl(v->device, VFIO_DEVICE_GET_REGION_INFO, &info))
		err(1, "VFIO_DEVICE_GET_REGION_INFO of region %u", index);
	return info;
}

static void enable_bus_master(struct vfio *v)
{
	struct vfio_region_info info;
	uint16_t command;
	off_t offset;

	info = region_info(v, VFIO_PCI_CONFIG_REGION_INDEX);
	offset = info.offset + PCI_COMMAND;
	if (pread(v->device, &command, 2, offset) != 2)
		err(1, "read the PCI command register");
	command |= PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	if (pwrite(v->device, &command, 2, offset) != 2)
		err(1, "write the PCI command register");
}

static void write_register(struct edu *e, unsigned int offset, uint64_t value)
{
	*(volatile uint64_t *)(e->regs + offset) = value;
}

static uint64_t dma_command(struct edu *e)
{
	return *(volatile uint64_t *)(e->regs + EDU_DMA_COMMAND);
}

void edu_open(struct edu *e, struct vfio *v)
{
	struct vfio_region_info info;
	uint32_t id;

	enable_bus_master(v);
	info = region_info(v, VFIO_PCI_BAR0_REGION_INDEX);
	e->regs = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED,
		       v->device, info.offset);
	if (e->regs == MAP_FAILED)
		err(1, "map the device's registers");
	id = *(volatile uint32_t *)(e->regs + EDU_ID);
	if ((id & EDU_ID_MASK) != EDU_ID_VALUE)
		errx(1, "the device calls itself %#x, which is no edu", id);
}

static void transfer(struct edu *e, uint64_t source, uint64_t target,
		     size_t len, uint64_t direction)
{
	int polls;

	if (len > EDU_DMA_MAX)
		errx(1, "a transfer of %zu bytes is too long", len);
	write_register(e, EDU_DMA_SOURCE, source);
	write_register(e, EDU_DMA_TARGET, target);
	write_register(e, EDU_DMA_COUNT, len);
	write_register(e, EDU_DMA_COMMAND, EDU_DMA_START | direction);
	for (polls = 0; dma_command(e) & EDU_DMA_START; polls++) {
		if (polls == POLLS_MAX)
			errx(1, "the device does not finish its DMA");
		usleep(POLL_US);
	}
}

void edu_read_memory(struct edu *e, uint64_t iova, size_t len)
{
	transfer(e, iova, EDU_BUFFER, len, 0);
}

void edu_write_memory(struct edu *e, uint64_t iova, size_t len)
{
	transfer(e, EDU_BUFFER, iova, len, EDU_DMA_TO_MEMORY);
}
