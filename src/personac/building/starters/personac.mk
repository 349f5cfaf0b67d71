# personac in a Makefile: set what differs from the defaults below, then include this file.
#
#   include personac.mk
#   all: personac                 # or name a file: deploy: build/reviewer.md
#
# make personac        build, where an input is newer, or an output gone
# make personac-check  for CI: fail where the outputs are not what a build would write
#
# A file that a build does not change keeps its time, so what depends on it is not made again.
# Written by `personac init --make`; it is yours, and `--force` writes it anew.

PERSONAC ?= personac
# Persona files or folders; empty for agents/*.md.
PERSONAC_SOURCES ?=
PERSONAC_RULES ?= rules
PERSONAC_OUTPUT ?= build
# As in PERSONAC_FLAGS = --keep shared --name reviewer
PERSONAC_FLAGS ?=

personac-lock := $(PERSONAC_OUTPUT)/personac.lock
ifneq ($(words $(PERSONAC_OUTPUT) $(PERSONAC_RULES)),2)
$(error PERSONAC_OUTPUT and PERSONAC_RULES have to be one folder each, without white space)
endif
ifneq ($(findstring :,$(PERSONAC_OUTPUT))$(filter . ./ .. ../,$(PERSONAC_OUTPUT)),)
$(error PERSONAC_OUTPUT has to be a folder of its own, without a colon)
endif

personac-command = $(PERSONAC) build $(PERSONAC_SOURCES) -o $(PERSONAC_OUTPUT) \
  $(if $(wildcard $(PERSONAC_RULES)/.),--rules $(PERSONAC_RULES)) $(PERSONAC_FLAGS)
# What the last build wrote and read, in the way of gcc -MD -MP.
personac-depfiles := $(wildcard $(patsubst %.map.json,%.d,$(wildcard $(PERSONAC_OUTPUT)/*.map.json)))
# The outputs are the targets in its first line; empty where all of them are there.
personac-gone := $(if $(personac-depfiles),$(shell \
  sed -n '1{s/:  *[\\]$$//;s/[$$](or \(.\))/\1/g;s/[$$][$$]/$$/g;s/["'"'"']/\\&/g;p;}' \
  $(personac-depfiles) | xargs ls -d >/dev/null 2>&1 || echo gone),gone)

.PHONY: personac personac-check personac-again
personac: $(personac-lock)

personac-check:
	$(personac-command) --check --force

# The depfile tells of files; folders are told of here too, for those that came after the last build.
$(personac-lock): $(wildcard $(patsubst %,%/.,$(or $(PERSONAC_SOURCES),agents) $(PERSONAC_RULES))) \
  $(if $(personac-gone),personac-again)
	$(personac-command) --if-changed

# Every other output comes with the lock. The recipe is empty, so that only a file that did change
# counts as changed; `+` lets `make -q` see that too.
$(PERSONAC_OUTPUT)/%: $(personac-lock) ; +
$(personac-depfiles): ;

-include $(personac-depfiles)
