# Everything is done by scripts/; the targets only name them. `make help`
# prints the lines below that carry a "##".

MODE ?= normal
export MODE

# Wrong values are refused here, before anything is built with them.
ifneq ($(words $(filter normal debug fault,$(MODE)))-$(words $(MODE)),1-1)
$(error MODE is '$(MODE)'; it must be normal, debug or fault)
endif
ifneq ($(filter-out virtio virtio-packed intel amd none,$(IOMMU)),)
$(error IOMMU is '$(IOMMU)'; it must be virtio, virtio-packed, intel, amd or none)
endif

.DEFAULT_GOAL := help

help: ## this list
	@scripts/help Makefile

##@ The two commands

run: setup ## show it: base and patched kernel in QEMU, device DMA, cost per page (IOMMU=virtio|intel|amd)
	scripts/run-demo

test: packages tree ## all tests in QEMU (MODE=normal|debug|fault)
	scripts/run-tests

##@ Setting up

setup: packages tree ## packages, source, tree, kernels and guest
	scripts/build-kernel base $(MODE)
	scripts/build-kernel patched $(MODE)
	scripts/build-selftests
	scripts/build-guest

packages: ## install the packages that are needed (asks for root only if some are missing)
	scripts/install-packages

fetch: ## fetch the base kernel's source
	scripts/fetch-source

tree: ## make the kernel tree with the series applied (KERNEL=/path for a base of your own)
	scripts/make-tree

build: tree ## build the base and the patched kernel (MODE=normal|debug|fault)
	scripts/build-kernel base $(MODE)
	scripts/build-kernel patched $(MODE)

guest: tree ## build the kernel selftests and the guest
	scripts/build-selftests
	scripts/build-guest

doctor: ## what this machine has and what is missing
	scripts/doctor

##@ Single tests and measuring

kunit: tree ## only the KUnit suites (IOMMU=, MODE=)
	scripts/test-one kunit

selftests: tree ## only the kselftests of the series (IOMMU=, MODE=)
	scripts/test-series

test-one: tree ## one suite or one test of it, T=suite or T=collection:program (IOMMU=, MODE=)
	scripts/test-one

bench: setup ## instructions per page, base and patched (IOMMU=, CASES=, RUNS=)
	scripts/bench

latency: tree ## longest section of pinning with interrupts or preemption off
	scripts/measure-latency

shell: tree ## a shell in the patched guest (IOMMU=, MODE=)
	scripts/shell

gdb: tree ## a guest that waits for gdb (MODE=)
	scripts/gdb

##@ Working on the series

check: ## all checks of the patches and of this repository
	scripts/check

each-patch: tree ## build the kernel after every patch
	scripts/each-patch

refresh: ## write the commits of build/linux to patches/
	scripts/refresh-patches

range-diff: ## compare patches/ with an older revision, V=commit, tag or directory
	scripts/range-diff

export: ## mail-ready files with your Signed-off-by, V=version (SERIES=mm|iommu|vfio|padata for a part)
	scripts/export-series

##@ Cleaning

clean: ## remove objects, guest and logs; keep the kernel tree and the fetched source
	scripts/clean

distclean: ## remove all of build/
	scripts/clean all

.PHONY: help run test setup packages fetch tree build guest doctor kunit \
	selftests test-one bench latency shell gdb check each-patch refresh range-diff \
	export clean distclean
