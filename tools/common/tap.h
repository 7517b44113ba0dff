/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Test results as TAP lines.
 */
#ifndef PINVEC_TAP_H
#define PINVEC_TAP_H

#include <stdbool.h>

/**
 * tap_start() - print the TAP header
 */
void tap_start(void);

/**
 * tap_check() - print one result
 * @ok: whether the check passed
 * @format: what was checked, as for printf()
 *
 * Return: @ok
 */
__attribute__((format(printf, 2, 3)))
bool tap_check(bool ok, const char *format, ...);

/**
 * tap_end() - print the plan
 *
 * Return: the program's exit status: 0 when every check passed.
 */
int tap_end(void);

#endif
