/* SPDX-License-Identifier: GPL-2.0 */
/*
 * QEMU's teaching device: a DMA engine that copies between memory and a
 * buffer of the device.
 */
#ifndef PINVEC_EDU_H
#define PINVEC_EDU_H

#include <stddef.h>
#include <stdint.h>

#include "../common/vfio.h"

#define EDU_VENDOR	0x1234
#define EDU_DEVICE	0x11e8

/*
 * The longest transfer used. The buffer has 4096 bytes, but QEMU before 8
 * aborts when a transfer ends exactly where the buffer does.
 */
#define EDU_DMA_MAX	4080UL

/**
 * struct edu - the device's registers
 * @regs: its first BAR
 */
struct edu {
	volatile char *regs;
};

/**
 * edu_open() - map the registers and let the device do DMA
 * @e: filled in
 * @v: the device, opened through VFIO
 */
void edu_open(struct edu *e, struct vfio *v);

/**
 * edu_read_memory() - let the device read memory into its buffer
 * @e: the device
 * @iova: where it reads
 * @len: bytes, at most EDU_DMA_MAX
 */
void edu_read_memory(struct edu *e, uint64_t iova, size_t len);

/**
 * edu_write_memory() - let the device write its buffer to memory
 * @e: the device
 * @iova: where it writes
 * @len: bytes, at most EDU_DMA_MAX
 */
void edu_write_memory(struct edu *e, uint64_t iova, size_t len);

#endif
