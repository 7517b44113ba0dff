/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the kernel's threads that pin share the work: the faults that each one takes.
 */
#ifndef PINVEC_THREAD_FAULTS_H
#define PINVEC_THREAD_FAULTS_H

/**
 * thread_faults_start() - watch this process from another thread
 *
 * Threads that pin are gone when the map returns. The watching thread reads their
 * counts as often as it can, so a thread's last faults may be missing.
 */
void thread_faults_start(void);

/**
 * thread_faults_stop() - stop, and print one line "faults CALLER HELPER..."
 */
void thread_faults_stop(void);

#endif
