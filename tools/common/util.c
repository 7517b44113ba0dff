// SPDX-License-Identifier: GPL-2.0
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

/* xorshift64: good enough to scatter pages, and the same in every run. */
uint64_t random_next(uint64_t *state)
{
	uint64_t x = *state;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	*state = x;
	return x;
}

void write_text(const char *path, const char *text)
{
	size_t len = strlen(text);
	int fd = open(path, O_WRONLY);

	if (fd < 0)
		err(1, "open %s", path);
	if (write(fd, text, len) != (ssize_t)len)
		err(1, "write '%s' to %s", text, path);
	close(fd);
}

unsigned long read_field(const char *path, const char *name)
{
	size_t len = strlen(name);
	unsigned long value = 0;
	char line[256];
	int found = 0;
	FILE *f = fopen(path, "r");

	if (!f)
		err(1, "open %s", path);
	while (!found && fgets(line, sizeof(line), f)) {
		if (strncmp(line, name, len) || !strchr(" :", line[len]))
			continue;
		found = sscanf(line + len, "%*[: \t]%lu", &value) == 1;
	}
	fclose(f);
	if (!found)
		errx(1, "%s has no number called %s", path, name);
	return value;
}
