/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes that want a CPU all the time, and how far they get meanwhile.
 */
#ifndef PINVEC_COMPETITORS_H
#define PINVEC_COMPETITORS_H

#include <stddef.h>

/**
 * competitors_start() - start them, and see how fast they are
 * @nr: how many; with not more of them than CPUs each has one for itself
 */
void competitors_start(size_t nr);

/**
 * competitors_mark() - count from here on what they do
 */
void competitors_mark(void);

/**
 * competitors_stop() - end them, and print one line "progress PART"
 *
 * PART is what they did since the mark, of what they do in as much time while
 * nobody else wants their CPUs.
 */
void competitors_stop(void);

#endif
