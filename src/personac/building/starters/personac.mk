# personac in a Makefile: set what differs from the defaults below, then include this file.
#
#   include personac.mk
#   all: personac                 # or name a file: deploy: build/reviewer.md
#
# make personac        build, where an input is newer or an output is gone
# make personac-check  for CI: fail where outputs are stale
#
# An output that a build does not change keeps its time, so its dependents are not made again.
# Written by `personac init`; change it as you like. `--force` replaces it.

PERSONAC ?= personac
# Persona files or folders; empty for agents/*.md and agents/*.mdc.
PERSONAC_SOURCES ?=
PERSONAC_RULES ?= rules
PERSONAC_OUTPUT ?= build
# For example PERSONAC_FLAGS = --keep shared --name reviewer
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
# The outputs and inputs of the last build, as gcc -MD -MP writes them. What a repository brings along is not
# trusted: regular files of plain names, with nothing in them but names of files, colons and comments.
personac-hash := \#
personac-name := [^][:space:]$$=;:|]
personac-line := ^($(personac-hash).*[^\]|  $(personac-name)+( [\])?|$(personac-name)*[./]($(personac-name)| )*: [\]|$(personac-name)+:)?$$
personac-depfiles := $(shell for file in $(PERSONAC_OUTPUT)/*.d; do \
  test -f "$$file" -a ! -h "$$file" && grep -qs '[ /]personac\.lock' "$$file" && \
  test -z "$$(basename "$$file" | LC_ALL=C tr -d 'A-Za-z0-9._\200-\377\n-')" && \
  test 0 = "$$(sed -e 's/[\][] $(personac-hash):%|*?[\]/x/g' -e 's/[$$][$$]/x/g' -e 's/[$$](or [=&])/x/g' "$$file" | \
  LC_ALL=C grep -Evc -e '$(personac-line)')" && ! grep -q '^[.][A-Z]' "$$file" && echo "$$file"; done)
# The outputs are the targets in its first line; empty if all of them exist.
personac-gone := $(if $(personac-depfiles),$(shell \
  sed -n '1{s/:  *[\\]$$//;s/[$$](or \(.\))/\1/g;s/[$$][$$]/$$/g;s/["'"'"']/\\&/g;p;}' \
  $(personac-depfiles) | xargs ls -d >/dev/null 2>&1 || echo gone),gone)

.PHONY: personac personac-check personac-again
personac: $(personac-lock)

personac-check:
	$(personac-command) --check --force

# The depfile lists files; folders are listed here too, for those added after the last build.
$(personac-lock): $(wildcard $(patsubst %,%/.,$(or $(PERSONAC_SOURCES),agents) $(PERSONAC_RULES))) \
  $(if $(personac-gone),personac-again)
	$(personac-command) --if-changed

# Every other output is written together with the lock. The recipe is empty, so that only a file that
# did change counts as changed; `+` makes `make -q` work too.
$(PERSONAC_OUTPUT)/%: $(personac-lock) ; +
$(personac-depfiles): ;

-include $(personac-depfiles)
