// SPDX-License-Identifier: GPL-2.0
/*
 * pinvec-demo: maps memory of several kinds for a device through VFIO type1v2,
 * lets the device read and write it, unmaps it, checks every step and that
 * nothing stays behind, and counts what map and unmap cost.
 *
 * Runs on any kernel with VFIO. Results are TAP; the cost of each kind of
 * memory is a comment line,
 *
 *	# figure MEMORY PAGES RUNS MAP UNMAP
 *
 * in ticks of the time stamp counter per 4 KiB page, which are instructions
 * when QEMU counts those (scripts/boot -I).
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "../common/memory.h"
#include "../common/util.h"
#include "../common/vfio.h"
#include "edu.h"
#include "../common/tap.h"

/*
 * Each kind of memory has I/O addresses of its own: page tables that another
 * kind has left in the IOMMU would change the cost.
 */
#define FIRST_IOVA	(8UL << 30)
#define IOVA_STEP	(8UL << 30)
#define SCRATCH_IOVA	(1UL << 30)
#define PAIRS		8
#define WORDS		(PAGE_SIZE / sizeof(uint64_t))

static const struct {
	const char *name;
	const char *backing;
	size_t run_pages;
	size_t size;
} demos[] = {
	{ "4k", "4k", 0, 256UL << 20 },
	{ "memfd", "memfd", 0, 256UL << 20 },
	{ "thp", "thp", 0, 512UL << 20 },
	{ "hugetlb-2m", "hugetlb-2m", 0, 512UL << 20 },
	{ "hugetlb-1g", "hugetlb-1g", 0, 2UL << 30 },
	/* Last: it leaves the free memory in pieces. */
	{ "4k-scattered", "4k", 1, 256UL << 20 },
};

/**
 * struct account - what the kernel holds for the device
 * @pins: pages pinned in the whole system
 * @locked_kb: the process's locked memory
 * @free_mappings: mappings the container would still take
 */
struct account {
	long pins;
	long locked_kb;
	long free_mappings;
};

/**
 * struct stand - the device and what the checks need beside it
 * @vfio: the device
 * @edu: its registers
 * @scratch: one page that stays mapped at SCRATCH_IOVA
 * @iova: where the memory that is tried out is mapped
 * @seed: for the choice of pages
 */
struct stand {
	struct vfio vfio;
	struct edu edu;
	uint64_t *scratch;
	uint64_t iova;
	uint64_t seed;
};

/**
 * struct pair - two pages, the device copies the first to the second
 * @from: number of the first page
 * @to: number of the second page
 */
struct pair {
	size_t from;
	size_t to;
};

static struct account account_now(struct stand *stand)
{
	struct account a;

	/* Per-CPU counts enter /proc/vmstat when this file is touched. */
	write_text("/proc/sys/vm/stat_refresh", "1");
	a.pins = read_field("/proc/vmstat", "nr_foll_pin_acquired") -
		 read_field("/proc/vmstat", "nr_foll_pin_released");
	a.locked_kb = read_field("/proc/self/status", "VmLck");
	a.free_mappings = vfio_free_mappings(&stand->vfio);
	return a;
}

static uint64_t *page_at(struct memory *m, size_t page)
{
	return (uint64_t *)(m->va + page * PAGE_SIZE);
}

static uint64_t page_iova(struct stand *stand, size_t page)
{
	return stand->iova + page * PAGE_SIZE;
}

/* Content that no other page has. The first word is memory_populate()'s. */
static void fill_page(struct memory *m, size_t page)
{
	uint64_t state = page + 1, *words = page_at(m, page);
	size_t i;

	for (i = 1; i < WORDS; i++)
		words[i] = random_next(&state);
}

/* Different pages for each place, so that no transfer spoils another. */
static void choose_pairs(struct stand *stand, struct memory *m,
			 struct pair pairs[PAIRS])
{
	size_t stretch = m->size / PAGE_SIZE / (2 * PAIRS);
	size_t i;

	for (i = 0; i < PAIRS; i++) {
		pairs[i].from = 2 * i * stretch +
				random_next(&stand->seed) % stretch;
		pairs[i].to = (2 * i + 1) * stretch +
			      random_next(&stand->seed) % stretch;
		fill_page(m, pairs[i].from);
		fill_page(m, pairs[i].to);
	}
}

static bool is_target(const struct pair pairs[PAIRS], size_t page)
{
	size_t i;

	for (i = 0; i < PAIRS; i++) {
		if (pairs[i].to == page)
			return true;
	}
	return false;
}

/* Device: memory -> buffer -> other page; both pages must agree then. */
static bool device_copies(struct stand *stand, struct memory *m,
			  const struct pair *pair)
{
	uint64_t before[WORDS], tail[WORDS];
	const size_t tail_len = PAGE_SIZE - EDU_DMA_MAX;
	char *to = (char *)page_at(m, pair->to);
	char *from = (char *)page_at(m, pair->from);

	memcpy(before, from, PAGE_SIZE);
	memcpy(tail, to + EDU_DMA_MAX, tail_len);
	if (!memcmp(from, to, EDU_DMA_MAX))
		errx(1, "pages %zu and %zu agree before the copy", pair->from,
		     pair->to);
	edu_read_memory(&stand->edu, page_iova(stand, pair->from), EDU_DMA_MAX);
	edu_write_memory(&stand->edu, page_iova(stand, pair->to), EDU_DMA_MAX);
	return !memcmp(before, from, PAGE_SIZE) &&
	       !memcmp(before, to, EDU_DMA_MAX) &&
	       !memcmp(tail, to + EDU_DMA_MAX, tail_len);
}

static bool others_untouched(struct memory *m, const struct pair pairs[PAIRS])
{
	size_t page;

	for (page = 0; page < m->size / PAGE_SIZE; page++) {
		if (*page_at(m, page) != page && !is_target(pairs, page))
			return false;
	}
	return true;
}

static void check_dma(struct stand *stand, const char *name, struct memory *m,
		      const struct pair pairs[PAIRS])
{
	bool ok = true;
	size_t i;

	for (i = 0; i < PAIRS; i++) {
		if (device_copies(stand, m, &pairs[i]))
			continue;
		printf("# page %zu was not copied to page %zu\n",
		       pairs[i].from, pairs[i].to);
		ok = false;
	}
	tap_check(ok, "%s: the device reads and writes %d random pages",
		  name, 2 * PAIRS);
	tap_check(others_untouched(m, pairs),
		  "%s: the device changed no other page", name);
}

/* Each unmapped page is offered for writing, then for reading. */
static void check_no_dma(struct stand *stand, const char *name,
			 struct memory *m, const struct pair *pair)
{
	uint64_t before[WORDS];

	memset(stand->scratch, 0x5a, PAGE_SIZE);
	edu_read_memory(&stand->edu, SCRATCH_IOVA, EDU_DMA_MAX);
	memcpy(before, page_at(m, pair->to), PAGE_SIZE);
	edu_write_memory(&stand->edu, page_iova(stand, pair->to), EDU_DMA_MAX);
	tap_check(!memcmp(before, page_at(m, pair->to), PAGE_SIZE),
		  "%s: unmapped, the device cannot write it", name);

	edu_read_memory(&stand->edu, page_iova(stand, pair->from), EDU_DMA_MAX);
	edu_write_memory(&stand->edu, SCRATCH_IOVA, EDU_DMA_MAX);
	tap_check(memcmp(stand->scratch, page_at(m, pair->from), EDU_DMA_MAX),
		  "%s: unmapped, the device cannot read it", name);
}

static void check_mapped(struct stand *stand, const char *name,
			 struct memory *m, const struct account *before)
{
	struct account now = account_now(stand);
	long pages = m->size / PAGE_SIZE;

	tap_check(now.pins - before->pins == pages,
		  "%s: %ld of %ld pages are pinned", name,
		  now.pins - before->pins, pages);
	tap_check(now.locked_kb - before->locked_kb == pages * 4,
		  "%s: %ld of %ld kB are charged to locked_vm", name,
		  now.locked_kb - before->locked_kb, pages * 4);
	tap_check(before->free_mappings - now.free_mappings == 1,
		  "%s: the container has one more mapping", name);
}

static void check_gone(struct stand *stand, const char *name,
		       const struct account *before)
{
	struct account now = account_now(stand);

	tap_check(now.pins == before->pins, "%s: no pin is left (%ld)", name,
		  now.pins - before->pins);
	tap_check(now.locked_kb == before->locked_kb,
		  "%s: no locked_vm is left (%ld kB)", name,
		  now.locked_kb - before->locked_kb);
	tap_check(now.free_mappings == before->free_mappings,
		  "%s: no mapping is left (%ld)", name,
		  before->free_mappings - now.free_mappings);
}

static void demonstrate(struct stand *stand, const char *name, struct memory *m)
{
	struct account before = account_now(stand);
	uint64_t map_ticks, unmap_ticks;
	double pages = m->size / PAGE_SIZE;
	struct pair pairs[PAIRS];
	long unmapped;
	int ret;

	tap_check(memory_is_genuine(m), "%s: the pages are %zu KiB each", name,
		  m->backing->unit / 1024);
	choose_pairs(stand, m, pairs);

	ret = vfio_map(&stand->vfio, m->va, stand->iova, m->size, &map_ticks);
	if (!tap_check(!ret, "%s: MAP_DMA of %zu MiB%s%s", name, m->size >> 20,
		       ret ? ": " : "", ret ? strerror(errno) : ""))
		return;
	check_mapped(stand, name, m, &before);
	check_dma(stand, name, m, pairs);

	unmapped = vfio_unmap(&stand->vfio, stand->iova, m->size, &unmap_ticks);
	if (!tap_check(unmapped == (long)m->size,
		       "%s: UNMAP_DMA of %ld MiB%s%s", name, unmapped >> 20,
		       unmapped < 0 ? ": " : "",
		       unmapped < 0 ? strerror(errno) : ""))
		return;
	check_gone(stand, name, &before);
	check_no_dma(stand, name, m, &pairs[0]);

	printf("# figure %s %.0f %zu %.4f %.4f\n", name, pages,
	       memory_layout(m).runs, map_ticks / pages, unmap_ticks / pages);
}

static void open_stand(struct stand *stand)
{
	char address[32];
	uint64_t ticks;

	vfio_pci_bind(EDU_VENDOR, EDU_DEVICE, address, sizeof(address));
	vfio_open(&stand->vfio, address);
	edu_open(&stand->edu, &stand->vfio);
	stand->iova = FIRST_IOVA;
	stand->seed = 1;
	stand->scratch = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (stand->scratch == MAP_FAILED)
		err(1, "mmap of the scratch page");
	if (vfio_map(&stand->vfio, stand->scratch, SCRATCH_IOVA, PAGE_SIZE,
		     &ticks))
		err(1, "MAP_DMA of the scratch page");
	printf("# device %s is bound to vfio-pci\n", address);
}

int main(void)
{
	struct memory m;
	struct stand stand;
	size_t i;

	tap_start();
	open_stand(&stand);
	for (i = 0; i < sizeof(demos) / sizeof(demos[0]); i++) {
		memory_map(&m, backing_find(demos[i].backing), demos[i].size);
		memory_populate(&m, demos[i].run_pages);
		demonstrate(&stand, demos[i].name, &m);
		memory_unmap(&m);
		stand.iova += IOVA_STEP;
	}
	vfio_close(&stand.vfio);
	return tap_end();
}
