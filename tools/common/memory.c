// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <linux/kernel-page-flags.h>
#include <linux/mman.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"
#include "util.h"

/* Aligned to every page size and far from where the kernel puts mappings. */
#define MEMORY_VA	((char *)(1UL << 44))
#define PAGE_TABLE_SPAN	(2UL << 20)
#define PFN_MASK	((1UL << 55) - 1)
#define PAGE_PRESENT	(1UL << 63)
#define FLAG(bit)	(1UL << (bit))

static const struct backing backings[] = {
	{ "4k", PAGE_SIZE, MAP_PRIVATE | MAP_ANONYMOUS, MADV_NOHUGEPAGE },
	{ "thp", 2UL << 20, MAP_PRIVATE | MAP_ANONYMOUS, MADV_HUGEPAGE },
	{ "hugetlb-2m", 2UL << 20,
	  MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | MAP_HUGE_2MB, -1 },
	{ "hugetlb-1g", 1UL << 30,
	  MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | MAP_HUGE_1GB, -1 },
	{ "memfd", PAGE_SIZE, MAP_SHARED, -1 },
};

const struct backing *backing_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(backings) / sizeof(backings[0]); i++) {
		if (!strcmp(name, backings[i].name))
			return &backings[i];
	}
	return NULL;
}

static int shared_file(size_t size)
{
	int fd = memfd_create("pinvec", MFD_CLOEXEC);

	if (fd < 0)
		err(1, "memfd_create");
	if (ftruncate(fd, size))
		err(1, "ftruncate of the memfd to %zu", size);
	return fd;
}

void memory_map(struct memory *m, const struct backing *backing, size_t size)
{
	int fd = -1;

	if (!size || size % backing->unit)
		errx(2, "%s: the size must be a multiple of %zu",
		     backing->name, backing->unit);
	if (!(backing->mmap_flags & MAP_ANONYMOUS))
		fd = shared_file(size);

	m->backing = backing;
	m->size = size;
	m->va = mmap(MEMORY_VA, size, PROT_READ | PROT_WRITE,
		     backing->mmap_flags | MAP_FIXED_NOREPLACE, fd, 0);
	if (m->va == MAP_FAILED)
		err(1, "mmap of %zu bytes of %s%s", size, backing->name,
		    backing->mmap_flags & MAP_HUGETLB ?
		    " (hugepages= on the kernel command line?)" : "");
	if (fd >= 0)
		close(fd);
	if (backing->advice >= 0 && madvise(m->va, size, backing->advice))
		err(1, "madvise of %s", backing->name);
}

static void stamp(struct memory *m, size_t page)
{
	*(volatile uint64_t *)(m->va + page * PAGE_SIZE) = page;
}

static void populate_scattered(struct memory *m, size_t run_pages)
{
	size_t blocks = m->size / PAGE_SIZE / run_pages;
	size_t *order = malloc(blocks * sizeof(*order));
	uint64_t seed = 1;
	size_t i, j, page;

	if (!order)
		err(1, "memory for the order of %zu blocks", blocks);

	/*
	 * Reading maps the zero page, which makes the page tables now: taken
	 * between the pages below, they would cut runs in two.
	 */
	for (i = 0; i < m->size; i += PAGE_TABLE_SPAN)
		(void)*(volatile char *)(m->va + i);

	for (i = 0; i < blocks; i++) {
		j = random_next(&seed) % (i + 1);
		order[i] = order[j];
		order[j] = i;
	}
	for (i = 0; i < blocks; i++) {
		page = order[i] * run_pages;
		for (j = 0; j < run_pages; j++)
			stamp(m, page + j);
	}
	free(order);
}

void memory_populate(struct memory *m, size_t run_pages)
{
	size_t page;

	if (run_pages) {
		if (m->backing->unit != PAGE_SIZE)
			errx(2, "%s cannot be scattered by base pages",
			     m->backing->name);
		if (m->size % (run_pages * PAGE_SIZE))
			errx(2, "the size is no multiple of %zu pages",
			     run_pages);
		populate_scattered(m, run_pages);
		return;
	}
	for (page = 0; page < m->size / PAGE_SIZE; page++)
		stamp(m, page);
}

void memory_unmap(struct memory *m)
{
	if (munmap(m->va, m->size))
		err(1, "munmap of %s", m->backing->name);
}

static void read_entries(int fd, const char *path, uint64_t first,
			 uint64_t *entries, size_t nr)
{
	ssize_t bytes = nr * sizeof(*entries);

	if (pread(fd, entries, bytes, first * sizeof(*entries)) != bytes)
		err(1, "read %zu entries of %s", nr, path);
}

static int open_table(const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		err(1, "open %s", path);
	return fd;
}

/* The first frame of ZONE_MOVABLE and the frame behind its last. */
static void movable_zone(uint64_t *start, uint64_t *end)
{
	FILE *f = fopen("/proc/zoneinfo", "r");
	unsigned long spanned = 0, value;
	bool movable = false;
	char line[256];

	*start = *end = 0;
	if (!f)
		err(1, "open /proc/zoneinfo");
	while (fgets(line, sizeof(line), f)) {
		if (strstr(line, ", zone "))
			movable = strstr(line, "Movable");
		if (!movable)
			continue;
		if (sscanf(line, " spanned %lu", &value) == 1)
			spanned = value;
		if (sscanf(line, " start_pfn: %lu", &value) == 1) {
			*start = value;
			*end = value + spanned;
		}
	}
	fclose(f);
}

struct page_layout memory_layout(const struct memory *m)
{
	uint64_t entries[512], start, end, pfn, next = 0;
	uint64_t first = (uintptr_t)m->va / PAGE_SIZE;
	int fd = open_table("/proc/self/pagemap");
	struct page_layout layout = {};
	size_t page, i;

	movable_zone(&start, &end);
	for (page = 0; page < m->size / PAGE_SIZE; page += i) {
		size_t nr = m->size / PAGE_SIZE - page;

		if (nr > 512)
			nr = 512;
		read_entries(fd, "pagemap", first + page, entries, nr);
		for (i = 0; i < nr; i++) {
			if (!(entries[i] & PAGE_PRESENT))
				errx(1, "page %zu of %s is not present",
				     page + i, m->backing->name);
			pfn = entries[i] & PFN_MASK;
			layout.runs += pfn != next;
			layout.movable += pfn >= start && pfn < end;
			next = pfn + 1;
		}
	}
	close(fd);
	return layout;
}

static uint64_t page_flags(int pagemap, int kpageflags, const char *va)
{
	uint64_t entry, flags;

	read_entries(pagemap, "pagemap", (uintptr_t)va / PAGE_SIZE, &entry, 1);
	read_entries(kpageflags, "kpageflags", entry & PFN_MASK, &flags, 1);
	return flags;
}

bool memory_is_genuine(const struct memory *m)
{
	const uint64_t compound = FLAG(KPF_COMPOUND_HEAD) |
				  FLAG(KPF_COMPOUND_TAIL);
	int pagemap = open_table("/proc/self/pagemap");
	int kpageflags = open_table("/proc/kpageflags");
	size_t unit = m->backing->unit;
	uint64_t head, middle;
	bool genuine = true;
	size_t i;

	/* A page of this size starts at each unit and still goes on halfway. */
	for (i = 0; genuine && i < m->size; i += unit) {
		head = page_flags(pagemap, kpageflags, m->va + i) & compound;
		if (unit == PAGE_SIZE) {
			genuine = !head;
			continue;
		}
		middle = page_flags(pagemap, kpageflags, m->va + i + unit / 2);
		genuine = head == FLAG(KPF_COMPOUND_HEAD) &&
			  (middle & compound) == FLAG(KPF_COMPOUND_TAIL);
	}
	close(pagemap);
	close(kpageflags);
	return genuine;
}
