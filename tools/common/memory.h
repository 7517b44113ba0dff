/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory of a chosen backing, filled in a chosen physical order, and what the
 * kernel says about the pages behind it.
 */
#ifndef PINVEC_MEMORY_H
#define PINVEC_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct backing - a way to get memory
 * @name: what users call it
 * @unit: bytes of one page of it
 * @mmap_flags: flags of mmap() beyond MAP_FIXED_NOREPLACE
 * @advice: advice of madvise(), -1 for none
 */
struct backing {
	const char *name;
	size_t unit;
	int mmap_flags;
	int advice;
};

/**
 * struct memory - mapped memory
 * @backing: how it was made
 * @va: its first byte
 * @size: bytes
 */
struct memory {
	const struct backing *backing;
	char *va;
	size_t size;
};

/**
 * struct page_layout - how memory lies in physical memory
 * @runs: physically contiguous stretches
 * @movable: pages that lie in ZONE_MOVABLE
 */
struct page_layout {
	size_t runs;
	size_t movable;
};

/**
 * backing_find() - look a backing up
 * @name: 4k, thp, hugetlb-2m, hugetlb-1g or memfd
 *
 * Return: the backing, NULL when there is none of that name.
 */
const struct backing *backing_find(const char *name);

/**
 * memory_map() - map memory without touching it
 * @m: filled in
 * @backing: what kind
 * @size: bytes, a multiple of the backing's unit
 */
void memory_map(struct memory *m, const struct backing *backing, size_t size);

/**
 * memory_populate() - fault all pages in and put each page's number into it
 * @m: the memory
 * @run_pages: 0 to go through in address order; otherwise base pages of one
 *	physical run: blocks of so many pages are touched in random order, so
 *	that neighbouring blocks get pages from different places
 */
void memory_populate(struct memory *m, size_t run_pages);

/**
 * memory_unmap() - give the memory back
 * @m: the memory
 */
void memory_unmap(struct memory *m);

/**
 * memory_layout() - read the physical layout from /proc/self/pagemap
 * @m: memory whose pages are all present
 */
struct page_layout memory_layout(const struct memory *m);

/**
 * memory_is_genuine() - whether the pages have the size the backing promises
 * @m: memory whose pages are all present
 */
bool memory_is_genuine(const struct memory *m);

#endif
