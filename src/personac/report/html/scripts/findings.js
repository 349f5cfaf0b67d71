// The list of findings: filter, search, sort, and keep all of that in the address.
const findings = (() => {
  const byId = (id) => document.getElementById(id);
  const list = byId("cards");
  const boxes = (name) => [...document.querySelectorAll(`input[name="${name}"]`)];
  const kinds = boxes("kind");
  const personas = boxes("persona");
  const fields = ["q", "section", "size", "min", "max", "sort"];
  const cards = [...list.children].map((element, order) => ({
    element,
    order,
    id: decodeURIComponent(element.id),
    kind: element.dataset.k,
    personas: new Set(element.dataset.p.split(" ")),
    section: element.dataset.s,
    size: Number(element.dataset.n),
    score: Number(element.dataset.v),
    line: Number(element.dataset.l) || Infinity,
    words: null,
  }));
  const byCard = new Map(cards.map((card) => [card.id, card]));
  const orders = {
    "": (a, b) => a.order - b.order,
    unsure: (a, b) => a.score - b.score || a.order - b.order,
    sure: (a, b) => b.score - a.score || a.order - b.order,
    size: (a, b) => b.size - a.size || a.order - b.order,
    place: (a, b) => (a.line === b.line ? 0 : a.line - b.line) || a.order - b.order,
  };
  let sorted = "";

  const words = (card) => (card.words ??= card.element.textContent.replace(/\s+/g, " ").toLowerCase());
  const limit = (id, otherwise) => (byId(id).value === "" ? otherwise : Number(byId(id).value));

  const asked = () => ({
    terms: byId("q").value.toLowerCase().split(/\s+/).filter(Boolean),
    kinds: new Set(kinds.filter((box) => box.checked).map((box) => box.value)),
    personas: personas.filter((box) => box.checked).map((box) => box.dataset.number),
    section: byId("section").value,
    size: limit("size", 0),
    min: limit("min", -Infinity),
    max: limit("max", Infinity),
  });
  const fits = (card, wanted) =>
    wanted.kinds.has(card.kind)
    && wanted.personas.every((number) => card.personas.has(number))
    && (wanted.section === "" || card.section === wanted.section)
    && card.size >= wanted.size
    && card.score >= wanted.min
    && card.score <= wanted.max
    && wanted.terms.every((term) => words(card).includes(term));

  const sort = () => {
    const order = byId("sort").value;
    if (order === sorted) return;
    sorted = order;
    cards.sort(orders[order] ?? orders[""]);
    list.replaceChildren(...cards.map((card) => card.element));
  };
  const number = (value) => value.toLocaleString("en-US");
  const apply = () => {
    sort();
    const wanted = asked();
    let shown = 0;
    for (const card of cards) {
      const visible = fits(card, wanted);
      if (card.element.hidden === visible) card.element.hidden = !visible;
      shown += visible ? 1 : 0;
    }
    byId("shown").textContent = `${number(shown)} of ${number(cards.length)} findings shown`;
  };

  const reset = () => {
    for (const box of [...kinds, ...personas]) box.checked = box.defaultChecked;
    for (const field of fields) byId(field).value = "";
  };
  const toAddress = () => {
    const found = new URLSearchParams();
    const isDefault = kinds.every((box) => box.checked === box.defaultChecked);
    if (!isDefault) for (const box of kinds) if (box.checked) found.append("kind", box.value);
    if (!isDefault && found.size === 0) found.append("kind", "none");
    for (const box of personas) if (box.checked) found.append("persona", box.value);
    for (const field of fields) if (byId(field).value !== "") found.set(field, byId(field).value);
    return found;
  };
  const remember = (opened) => {
    const hash = [toAddress().toString(), opened?.element.id].filter(Boolean).join("&");
    history.replaceState(null, "", hash ? `#${hash}` : "#findings");
  };
  const set = (field, value) => {
    if (field.type === "number" && Number.isNaN(Number(value))) return;
    field.value = value;
    if (field.selectedIndex === -1) field.value = "";
  };
  const fromAddress = (found) => {
    reset();
    if (found.has("kind")) for (const box of kinds) box.checked = found.getAll("kind").includes(box.value);
    for (const box of personas) box.checked = found.getAll("persona").includes(box.value);
    for (const field of fields) set(byId(field), found.get(field) ?? "");
    apply();
  };
  const names = ["kind", "persona", ...fields];
  const isFilter = (found) => names.some((name) => found.has(name));

  const open = (card) => {
    if (card.element.hidden) {
      reset();
      for (const box of kinds) box.checked = box.defaultChecked || box.value === card.kind;
      apply();
    }
    for (const other of list.querySelectorAll(".found")) other.classList.remove("found");
    card.element.classList.add("found");
    card.element.open = true;
    card.element.querySelector("summary").focus({ preventScroll: true });
    card.element.scrollIntoView({ block: "start" });
  };

  const changed = () => { apply(); remember(); };
  const panel = document.querySelector(".filters");
  panel.addEventListener("input", (event) => { if (event.target.id !== "gone") changed(); });
  byId("reset").addEventListener("click", () => { reset(); changed(); });
  const toggleAll = (isOpen) => { for (const card of cards) if (!card.element.hidden) card.element.open = isOpen; };
  byId("open-all").addEventListener("click", () => toggleAll(true));
  byId("close-all").addEventListener("click", () => toggleAll(false));
  if (matchMedia("(max-width: 60rem)").matches) panel.open = false;

  const steps = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName !== "SUMMARY") return;
    if (event.key === "/") {
      event.preventDefault();
      panel.open = true;
      byId("q").focus();
    } else if (event.key in steps) {
      const shown = cards.filter((card) => !card.element.hidden);
      const here = shown.findIndex((card) => card.element === event.target.parentElement);
      const next = shown[here + steps[event.key]];
      if (!next) return;
      event.preventDefault();
      next.element.querySelector("summary").focus();
    }
  });
  list.addEventListener("click", (event) => {
    const element = event.target.closest("summary")?.parentElement;
    if (element) remember(element.open ? undefined : byCard.get(decodeURIComponent(element.id)));
  });
  byId("q").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || byId("q").value === "") return;
    event.preventDefault();
    byId("q").value = "";
    changed();
  });

  return { apply, byCard, fromAddress, isFilter, open };
})();
