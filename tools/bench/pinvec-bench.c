// SPDX-License-Identifier: GPL-2.0
/*
 * pinvec-bench: what it costs to map and unmap memory for a device, or to pin
 * and unpin it, in one call each over the whole of it.
 *
 * Prints one line
 *
 *	figure PAGES RUNS MOVABLE MAP UNMAP
 *
 * with the costs in ticks of the time stamp counter per 4 KiB page, which are
 * instructions when QEMU counts those (scripts/boot -I). PAGES counts a page as
 * often as it is mapped. RUNS are physically contiguous stretches and MOVABLE is
 * how many pages lay in ZONE_MOVABLE before the map ("-" when they were not there
 * yet). MAP and UNMAP are "-" when the kernel lacks the method.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/mempolicy.h>

#include "../common/memory.h"
#include "../common/util.h"
#include "../common/vfio.h"
#include "../common/gup.h"
#include "competitors.h"
#include "iommufd.h"
#include "thread-faults.h"
#include "user-threads.h"

#define EDU_VENDOR	0x1234
#define EDU_DEVICE	0x11e8
#define IOVA		(8UL << 30)

static const char usage[] =
	"usage: pinvec-bench -b BACKING -s MIB [-r PAGES] [-n] [-x TIMES] [-m METHOD]\n"
	"                    [-t THREADS] [-w] [-l PROCESSES]\n"
	"  -b BACKING  4k, thp, hugetlb-2m, hugetlb-1g or memfd\n"
	"  -s MIB      size of the memory\n"
	"  -r PAGES    base pages of one physical run (default: as it comes)\n"
	"  -n          do not fault the memory in before\n"
	"  -x TIMES    map it so many times, one behind the other (type1 only)\n"
	"  -m METHOD   type1 (default), iommufd, gup-fast, gup-longterm,\n"
	"              gup-physvec; migrate, nothing is mapped, the memory is moved\n"
	"              to NUMA node 1 and back to node 0; or type1 with threads of\n"
	"              this program: prefault, they fault the memory in before;\n"
	"              slices, each maps its own\n"
	"  -t THREADS  how many threads these are (default: 1)\n"
	"  -w          watch the kernel's threads that pin and print the faults of each,\n"
	"              which costs some (type1 only)\n"
	"  -l PROCESSES  while so many others want a CPU all the time, and print how\n"
	"              far they get during the map (type1 only)\n";

/**
 * struct request - what to measure
 * @backing: kind of memory
 * @size: bytes of it
 * @run_pages: base pages of one physical run, 0 for as it comes
 * @not_faulted: leave the memory untouched before the map
 * @times: how often it is mapped, one behind the other
 * @method: how it is mapped or pinned
 * @threads: threads of this program that take part
 * @watch: print how the kernel's threads share the work
 * @compete: print how far @competitors get
 * @competitors: processes that want a CPU all the time
 */
struct request {
	const struct backing *backing;
	size_t size;
	size_t run_pages;
	bool not_faulted;
	size_t times;
	const char *method;
	size_t threads;
	bool watch;
	bool compete;
	size_t competitors;
};

/**
 * struct cost - what was measured
 * @map: ticks of the map or pin call
 * @unmap: ticks of the unmap or unpin call
 * @supported: whether the kernel has the method
 */
struct cost {
	uint64_t map;
	uint64_t unmap;
	bool supported;
};

__attribute__((noreturn))
static void refuse(const char *reason)
{
	fprintf(stderr, "pinvec-bench: %s\n%s", reason, usage);
	exit(2);
}

static size_t parse_number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (end == text || *end || !value || value > (1UL << 32))
		refuse("a size or a number of pages is wrong");
	return value;
}

static struct request parse(int argc, char **argv)
{
	struct request r = { .method = "type1", .times = 1, .threads = 1 };
	int option;

	while ((option = getopt(argc, argv, "b:s:r:nx:m:t:wl:")) != -1) {
		switch (option) {
		case 'b':
			r.backing = backing_find(optarg);
			break;
		case 's':
			r.size = parse_number(optarg) << 20;
			break;
		case 'r':
			r.run_pages = parse_number(optarg);
			break;
		case 'n':
			r.not_faulted = true;
			break;
		case 'x':
			r.times = parse_number(optarg);
			break;
		case 'm':
			r.method = optarg;
			break;
		case 't':
			r.threads = parse_number(optarg);
			break;
		case 'w':
			r.watch = true;
			break;
		case 'l':
			r.compete = true;
			r.competitors = strcmp(optarg, "0") ? parse_number(optarg) : 0;
			break;
		default:
			refuse("bad option");
		}
	}
	if (!r.backing || !r.size || optind != argc)
		refuse("a known backing and a size are needed");
	if (r.not_faulted && r.run_pages)
		refuse("-n and -r exclude each other");
	if ((r.times > 1 || r.watch || r.compete) && strcmp(r.method, "type1"))
		refuse("-x, -w and -l are for type1");
	return r;
}

static void check_unmapped(long unmapped, size_t size)
{
	if (unmapped != (long)size)
		err(1, "unmapped %ld of %zu bytes", unmapped, size);
}

/* All mappings exist at the same time: a guest of so many times the memory. */
static struct cost cost_of_type1(struct memory *m, const char *address,
				 const struct request *r)
{
	struct cost cost = { .supported = true };
	uint64_t ticks;
	struct vfio v;
	size_t i;

	vfio_open(&v, address);
	if (r->watch)
		thread_faults_start();
	if (r->compete) {
		competitors_start(r->competitors);
		competitors_mark();
	}
	for (i = 0; i < r->times; i++) {
		if (vfio_map(&v, m->va, IOVA + i * m->size, m->size, &ticks))
			err(1, "VFIO_IOMMU_MAP_DMA, number %zu", i);
		cost.map += ticks;
	}
	if (r->compete)
		competitors_stop();
	if (r->watch)
		thread_faults_stop();
	for (i = 0; i < r->times; i++) {
		check_unmapped(vfio_unmap(&v, IOVA + i * m->size, m->size,
					  &ticks), m->size);
		cost.unmap += ticks;
	}
	vfio_close(&v);
	return cost;
}

static struct cost cost_of_threads(struct memory *m, const char *address,
				   const struct request *r)
{
	struct cost cost = { .supported = true };
	struct vfio v;

	vfio_open(&v, address);
	if (!strcmp(r->method, "slices"))
		cost.map = map_slices(&v, m, IOVA, r->threads);
	else
		cost.map = map_after_prefault(&v, m, IOVA, r->threads);
	check_unmapped(vfio_unmap(&v, IOVA, m->size, &cost.unmap), m->size);
	vfio_close(&v);
	return cost;
}

static struct cost cost_of_iommufd(struct memory *m, const char *address)
{
	struct cost cost = { .supported = true };
	struct iommufd i;

	iommufd_open(&i, address);
	if (iommufd_map(&i, m->va, IOVA, m->size, &cost.map))
		err(1, "IOMMU_IOAS_MAP");
	check_unmapped(iommufd_unmap(&i, IOVA, m->size, &cost.unmap), m->size);
	return cost;
}

#define GUP_PAGES_PER_CALL	512

static struct cost cost_of_gup(struct memory *m, const char *mode)
{
	struct cost cost = {};
	int ret = gup_benchmark(mode, m->va, m->size, GUP_PAGES_PER_CALL,
				&cost.map, &cost.unmap);

	if (ret && errno != EINVAL && errno != ENOTTY)
		err(1, "gup_test, %s", mode);
	cost.supported = !ret;
	return cost;
}

/* Migrate all of the memory in one call, and return what it took. */
static uint64_t migrate(struct memory *m, int node)
{
	size_t i, unit = m->backing->unit, nr = m->size / unit;
	void **pages = calloc(nr, sizeof(*pages));
	int *nodes = calloc(nr, sizeof(*nodes));
	int *status = calloc(nr, sizeof(*status));
	uint64_t ticks;

	if (!pages || !nodes || !status)
		err(1, "calloc");
	for (i = 0; i < nr; i++) {
		pages[i] = m->va + i * unit;
		nodes[i] = node;
		status[i] = -1;
	}

	ticks = cpu_ticks();
	if (syscall(SYS_move_pages, 0, nr, pages, nodes, status, MPOL_MF_MOVE))
		err(1, "move_pages to node %d", node);
	ticks = cpu_ticks() - ticks;

	for (i = 0; i < nr; i++)
		if (status[i] != node)
			errx(1, "page %zu is not on node %d: %d", i, node, status[i]);
	free(pages);
	free(nodes);
	free(status);
	return ticks;
}

/* What long-term pins of movable memory cannot do without. */
static struct cost cost_of_migration(struct memory *m)
{
	struct cost cost = { .supported = true };

	migrate(m, 0);
	cost.map = migrate(m, 1);
	cost.unmap = migrate(m, 0);
	return cost;
}

static struct cost cost_of(const struct request *r, struct memory *m)
{
	char address[32];

	if (!strncmp(r->method, "gup-", 4))
		return cost_of_gup(m, r->method);
	if (!strcmp(r->method, "migrate"))
		return cost_of_migration(m);

	vfio_pci_bind(EDU_VENDOR, EDU_DEVICE, address, sizeof(address));
	if (!strcmp(r->method, "iommufd"))
		return cost_of_iommufd(m, address);
	if (!strcmp(r->method, "type1"))
		return cost_of_type1(m, address, r);
	if (!strcmp(r->method, "slices") || !strcmp(r->method, "prefault"))
		return cost_of_threads(m, address, r);
	refuse("unknown method");
}

static void print_figure(const struct memory *m, size_t times, size_t runs,
			 long movable, const struct cost *cost)
{
	double pages = times * (m->size / PAGE_SIZE);

	printf("figure %.0f %zu ", pages, runs);
	if (movable >= 0)
		printf("%ld ", movable);
	else
		printf("- ");
	if (cost->supported)
		printf("%.4f %.4f\n", cost->map / pages, cost->unmap / pages);
	else
		printf("- -\n");
}

int main(int argc, char **argv)
{
	struct request r = parse(argc, argv);
	long movable = -1;
	struct memory m;
	struct cost cost;

	memory_map(&m, r.backing, r.size);
	if (!r.not_faulted) {
		memory_populate(&m, r.run_pages);
		movable = memory_layout(&m).movable;
	}
	cost = cost_of(&r, &m);
	if (!memory_is_genuine(&m))
		errx(1, "the pages are not %zu bytes each", m.backing->unit);
	print_figure(&m, r.times, memory_layout(&m).runs, movable, &cost);
	return 0;
}
