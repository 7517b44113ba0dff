// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>

#include "tap.h"

static unsigned int checks, failed;

void tap_start(void)
{
	/* Whole lines at once, also when stdout is no terminal. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("TAP version 13\n");
}

bool tap_check(bool ok, const char *format, ...)
{
	va_list args;

	checks++;
	failed += !ok;
	printf("%s %u - ", ok ? "ok" : "not ok", checks);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	return ok;
}

int tap_end(void)
{
	printf("1..%u\n", checks);
	return !checks || failed;
}
