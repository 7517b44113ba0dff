# Rules for a static program of the guest, included by the Makefile of its
# folder, which sets PROGRAM and OBJS.
#
#	make OUT=DIR CPPFLAGS=-isystemHEADERS	build DIR/$(PROGRAM)
#	make OUT=DIR DESTDIR=ROOT install	install it into ROOT/usr/local/bin
#
# HEADERS is the folder of the kernel's user headers (make headers), for where
# the distribution's are too old.

OUT ?= .
CFLAGS ?= -O2
CFLAGS += -std=gnu11 -Wall -Wextra -Werror -MMD -MP
VPATH := ../common

$(OUT)/$(PROGRAM): $(OBJS:%=$(OUT)/%)
	$(CC) $(CFLAGS) $(LDFLAGS) -static -o $@ $^

$(OUT)/%.o: %.c
	@mkdir -p $(OUT)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

install: $(OUT)/$(PROGRAM)
	install -D -m 755 $< $(DESTDIR)/usr/local/bin/$(PROGRAM)

.PHONY: install

-include $(OBJS:%.o=$(OUT)/%.d)
