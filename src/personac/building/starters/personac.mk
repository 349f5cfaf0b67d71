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
# What is empty is as personac.toml says, with its groups, or as in a bare `personac build`.
# Persona files or folders.
PERSONAC_SOURCES ?=
PERSONAC_RULES ?=
PERSONAC_OUTPUT ?=
# For example PERSONAC_FLAGS = --keep shared --name reviewer, or --all for the groups of personac.toml alone
PERSONAC_FLAGS ?=

ifneq ($(or $(word 2,$(PERSONAC_OUTPUT)),$(word 2,$(PERSONAC_RULES))),)
$(error PERSONAC_OUTPUT and PERSONAC_RULES have to be one folder each, without white space)
endif
personac-options = $(PERSONAC_SOURCES) $(if $(PERSONAC_OUTPUT),-o $(PERSONAC_OUTPUT)) \
  $(if $(wildcard $(PERSONAC_RULES:%=%/.)),--rules $(PERSONAC_RULES)) $(PERSONAC_FLAGS)
personac-command = $(PERSONAC) build $(personac-options)

# The output folders and what is searched. Where there is no answer, as personac is not installed yet or its
# settings are wrong, the build itself is run, and says so.
personac-answer := $(shell $(PERSONAC) outputs $(personac-options) --for-make 2>/dev/null)
ifneq ($(filter refused=output,$(personac-answer)),)
$(error PERSONAC_OUTPUT, or `output` in personac.toml, has to be a folder of its own, of letters, digits and ._-+@)
endif
personac-outputs := $(patsubst output=%,%,$(filter output=%,$(personac-answer)))
personac-locks := $(addsuffix /personac.lock,$(or $(personac-outputs),$(PERSONAC_OUTPUT),build))
# The outputs and inputs of the last build, as gcc -MD -MP writes them: relative to the root of the project. What a
# repository brings along is not trusted: regular files of plain names, with nothing in them but names of files,
# colons and comments.
personac-hash := \#
personac-name := [^][:space:]$$=;:|]
personac-line := ^($(personac-hash).*[^\]|  $(personac-name)+( [\])?|$(personac-name)*[./]($(personac-name)| )*: [\]|$(personac-name)+:)?$$
ifneq ($(filter root=elsewhere,$(personac-answer)),)
$(warning make builds each time: this folder is not the root of the project; a personac.toml makes it one)
else ifneq ($(personac-outputs),)
personac-depfiles := $(shell for file in $(personac-outputs:%=%/*.d); do \
  test -f "$$file" -a ! -h "$$file" && grep -qs '[ /]personac\.lock' "$$file" && \
  test -z "$$(basename "$$file" | LC_ALL=C tr -d 'A-Za-z0-9._\200-\377\n-')" && \
  test 0 = "$$(sed -e 's/[\][] $(personac-hash):%|*?[\]/x/g' -e 's/[$$][$$]/x/g' -e 's/[$$](or [=&])/x/g' "$$file" | \
  LC_ALL=C grep -Evc -e '$(personac-line)')" && ! grep -q '^[.][A-Z]' "$$file" && echo "$$file"; done)
endif
# The outputs are the targets in their first lines; empty if all folders have them, and all of them exist. With
# PERSONAC_FLAGS = --all, outputs of groups that are gone have to be removed too.
personac-gone := $(if $(filter old=groups,$(personac-answer))$(filter-out \
  $(dir $(personac-depfiles)),$(or $(personac-outputs:%=%/),none)),gone,$(shell \
  for file in $(personac-depfiles); do \
    sed -n '1{s/:  *[\\]$$//;s/[$$](or \(.\))/\1/g;s/[$$][$$]/$$/g;s/["'"'"']/\\&/g;p;}' $$file; \
  done | xargs ls -d >/dev/null 2>&1 || echo gone))

.PHONY: personac personac-check personac-again
personac: $(personac-locks)

personac-check:
	$(personac-command) --check --force

# One build for all locks: a pattern with several targets is run once for all of them.
$(personac-locks:%.lock=%%lock): $(if $(personac-gone),personac-again)
	$(personac-command) --if-changed

# The dependency files list files; folders are listed here too, for those added after the last build.
# Every other output is written together with its lock. The recipe is empty, so that only a file that
# did change counts as changed; `+` makes `make -q` work too.
define personac-folder
$(1)/personac.lock: $(patsubst input=$(1):%,%,$(filter input=$(1):%,$(personac-answer)))
$(1)/%: $(1)/personac.lock ; +
endef
$(foreach folder,$(personac-locks:%/personac.lock=%),$(eval $(call personac-folder,$(folder))))
$(personac-depfiles): ;

-include $(personac-depfiles)
