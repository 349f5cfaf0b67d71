build/data-engineering.map.json build/data-engineering.md build/personac.lock build/report.html build/report.json build/report.md build/variants/data-engineer.md build/variants/data-engineer.patch build/variants/data-expert-checklist.md build/variants/data-expert-checklist.patch build/variants/data-expert.md build/variants/data-expert.patch build/variants/data-pipeline-specialist.md build/variants/data-pipeline-specialist.patch build/variants/data-platform-engineer.md build/variants/data-platform-engineer.patch: \
  agents/data-engineer.md \
  agents/data-expert-checklist.md \
  agents/data-expert.md \
  agents/data-pipeline-specialist.md \
  agents/data-platform-engineer.md \
  rules/agents.toml \
  agents/. \
  rules/.

agents/data-engineer.md:

agents/data-expert-checklist.md:

agents/data-expert.md:

agents/data-pipeline-specialist.md:

agents/data-platform-engineer.md:

rules/agents.toml:

agents/.:

rules/.:
