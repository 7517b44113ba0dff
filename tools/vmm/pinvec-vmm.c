// SPDX-License-Identifier: GPL-2.0
/*
 * pinvec-vmm: what it takes to start QEMU with an assigned device
 *
 * Gives the edu device to vfio-pci, runs QEMU with that device, and prints
 *
 *	start TICKS
 *
 * from before the program is executed until its monitor has answered the first
 * question, in ticks of the time stamp counter. QEMU itself prints what mapping
 * was of that (map-ticks.c) when it ends.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/util.h"
#include "../common/vfio.h"

#define EDU_VENDOR	0x1234
#define EDU_DEVICE	0x11e8
#define LIBRARY		"/usr/local/lib/map-ticks.so"

static const char usage[] =
	"usage: pinvec-vmm PROGRAM ARGUMENTS...\n"
	"  PROGRAM, a QEMU, gets '-device vfio-pci,host=...' and '-qmp stdio', too\n";

/**
 * struct vmm - a QEMU that runs
 * @pid: its process
 * @questions: what its monitor reads
 * @answers: what its monitor writes
 */
struct vmm {
	pid_t pid;
	FILE *questions;
	FILE *answers;
};

static void vmm_exec(char **words, int in, int out)
{
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
		err(1, "dup2");
	if (setenv("LD_PRELOAD", LIBRARY, 1))
		err(1, "setenv");
	execvp(words[0], words);
	err(1, "%s", words[0]);
}

static void vmm_start(struct vmm *vmm, char **words)
{
	int in[2], out[2];

	if (pipe(in) || pipe(out))
		err(1, "pipe");
	vmm->pid = fork();
	if (vmm->pid < 0)
		err(1, "fork");
	if (!vmm->pid) {
		close(in[1]);
		close(out[0]);
		vmm_exec(words, in[0], out[1]);
	}
	close(in[0]);
	close(out[1]);
	vmm->questions = fdopen(in[1], "w");
	vmm->answers = fdopen(out[0], "r");
	if (!vmm->questions || !vmm->answers)
		err(1, "fdopen");
}

/* It ends without an answer when it cannot start. */
static void vmm_ask(struct vmm *vmm, const char *question, const char *answer)
{
	char line[4096];

	if (fputs(question, vmm->questions) == EOF || fflush(vmm->questions))
		err(1, "write to the monitor");
	do {
		if (!fgets(line, sizeof(line), vmm->answers))
			errx(1, "the monitor did not answer %s", question);
		if (strstr(line, "\"error\""))
			errx(1, "%s: %s", question, line);
	} while (!strstr(line, answer));
}

static void vmm_end(struct vmm *vmm)
{
	int status;

	vmm_ask(vmm, "{\"execute\": \"quit\"}\n", "\"return\"");
	if (waitpid(vmm->pid, &status, 0) != vmm->pid)
		err(1, "waitpid");
	if (status)
		errx(1, "it ended with status %#x", status);
}

int main(int argc, char **argv)
{
	char address[32], device[64];
	char **words = calloc(argc + 4, sizeof(*words));
	struct vmm vmm;
	uint64_t ticks;

	if (!words)
		err(1, "calloc");
	if (argc < 2 || argv[1][0] == '-') {
		fputs(usage, stderr);
		return 2;
	}
	vfio_pci_bind(EDU_VENDOR, EDU_DEVICE, address, sizeof(address));
	snprintf(device, sizeof(device), "vfio-pci,host=%s", address);
	memcpy(words, argv + 1, (argc - 1) * sizeof(*words));
	words[argc - 1] = "-device";
	words[argc] = device;
	words[argc + 1] = "-qmp";
	words[argc + 2] = "stdio";

	ticks = cpu_ticks();
	vmm_start(&vmm, words);
	vmm_ask(&vmm, "{\"execute\": \"qmp_capabilities\"}"
		"{\"execute\": \"query-status\"}\n", "\"status\"");
	ticks = cpu_ticks() - ticks;

	vmm_end(&vmm);
	printf("start %ju\n", (uintmax_t)ticks);
	return 0;
}
