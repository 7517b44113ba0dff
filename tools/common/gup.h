/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's own benchmark of page pinning (CONFIG_GUP_TEST).
 */
#ifndef PINVEC_GUP_H
#define PINVEC_GUP_H

#include <stddef.h>
#include <stdint.h>

/**
 * gup_benchmark() - pin and unpin memory
 * @mode: gup-fast, gup-longterm or gup-physvec
 * @va: the memory
 * @size: bytes
 * @pages_per_call: how many of its pages each call asks for
 * @pin: filled with nanoseconds of the guest's time that pinning took
 * @unpin: the same for unpinning
 *
 * Guest time is counted in instructions, one each nanosecond, when QEMU counts
 * instructions.
 *
 * Return: 0, or -1 with errno set: EINVAL or ENOTTY when this kernel lacks
 * the mode.
 */
int gup_benchmark(const char *mode, void *va, size_t size,
		  uint32_t pages_per_call, uint64_t *pin, uint64_t *unpin);

#endif
