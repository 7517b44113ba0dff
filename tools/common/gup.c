// SPDX-License-Identifier: GPL-2.0
#include <err.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "gup.h"

#define GUP_TEST	"/sys/kernel/debug/gup_test"
#define NSEC_PER_USEC	1000

/* From the kernel's mm/gup_test.h and mm_types.h, which are not exported. */
#define FOLL_WRITE	(1 << 0)
#define FOLL_LONGTERM	(1 << 8)

struct gup_test {
	uint64_t get_delta_usec;
	uint64_t put_delta_usec;
	uint64_t addr;
	uint64_t size;
	uint32_t nr_pages_per_call;
	uint32_t gup_flags;
	uint32_t test_flags;
	uint32_t which_pages[8];
};

static const struct mode {
	const char *name;
	unsigned long command;
	uint32_t flags;
} modes[] = {
	{ "gup-fast", _IOWR('g', 2, struct gup_test), FOLL_WRITE },
	{ "gup-longterm", _IOWR('g', 3, struct gup_test), FOLL_WRITE },
	{ "gup-physvec", _IOWR('g', 10, struct gup_test),
	  FOLL_WRITE | FOLL_LONGTERM },
};

static const struct mode *find_mode(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (!strcmp(name, modes[i].name))
			return &modes[i];
	}
	errx(2, "unknown mode '%s' of gup_test", name);
}

int gup_benchmark(const char *mode, void *va, size_t size,
		  uint32_t pages_per_call, uint64_t *pin, uint64_t *unpin)
{
	const struct mode *m = find_mode(mode);
	struct gup_test test = {
		.addr = (uintptr_t)va,
		.size = size,
		.nr_pages_per_call = pages_per_call,
		.gup_flags = m->flags,
	};
	int fd, ret;

	fd = open(GUP_TEST, O_RDWR);
	if (fd < 0)
		err(1, "open " GUP_TEST " (CONFIG_GUP_TEST, debugfs)");
	ret = ioctl(fd, m->command, &test);
	close(fd);
	if (!ret && test.size != size)
		errx(1, "%s stopped after %lu of %zu bytes", mode,
		     (unsigned long)test.size, size);
	*pin = test.get_delta_usec * NSEC_PER_USEC;
	*unpin = test.put_delta_usec * NSEC_PER_USEC;
	return ret;
}
