/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Small helpers that the guest programs share. All of them end the program
 * with a message when the system refuses, so callers need no error paths.
 */
#ifndef PINVEC_UTIL_H
#define PINVEC_UTIL_H

#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE	4096UL

/**
 * cpu_ticks() - read the time stamp counter
 *
 * Under QEMU's icount mode this is the number of instructions run so far.
 */
static inline uint64_t cpu_ticks(void)
{
	return __builtin_ia32_rdtsc();
}

/**
 * random_next() - the next number of a repeatable sequence
 * @state: the sequence; start it with any value except 0
 */
uint64_t random_next(uint64_t *state);

/**
 * write_text() - write a string to a file of sysfs or procfs
 * @path: the file
 * @text: what to write
 */
void write_text(const char *path, const char *text);

/**
 * read_field() - a number behind a name in a file such as /proc/vmstat
 * @path: the file
 * @name: what the line starts with, up to blank or colon
 */
unsigned long read_field(const char *path, const char *name);

#endif
