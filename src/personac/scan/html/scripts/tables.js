
// Tables that sort by any column, long lists in pages, and families that open where a link leads.
{
  const byId = (id) => document.getElementById(id);
  const number = (value) => value.toLocaleString("en-US");
  const words = (cell) => cell.textContent.trim();
  const figure = (cell) => {
    const value = parseFloat(words(cell).replace(/[~,]/g, ""));
    return Number.isNaN(value) ? -1 : value;
  };

  // A long list: the first items, and a button for more. `fits` says which items count.
  const paged = (items, holder, first, step) => {
    const button = document.createElement("button");
    const place = document.createElement("p");
    let room = first;
    let fits = () => true;
    const show = () => {
      let found = 0;
      for (const item of items()) {
        const isFound = fits(item);
        const isShown = isFound && found < room;
        found += isFound ? 1 : 0;
        if (item.hidden === isShown) item.hidden = !isShown;
      }
      place.hidden = found <= room;
      button.textContent = `Show ${number(Math.min(step, found - room))} more`;
      return [Math.min(room, found), found];
    };
    button.type = "button";
    button.addEventListener("click", () => { room += step; holder.dispatchEvent(new Event("paged")); });
    place.className = "expand";
    place.append(button);
    holder.after(place);
    return {
      show,
      limit: (filter) => { fits = filter; room = first; return show(); },
      reveal: (item) => { while (item.hidden && !place.hidden) { room += step; show(); } },
    };
  };

  const sortable = (table) => {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const isFigure = (at) => {
      const cells = [...body.rows].map((row) => row.cells[at]);
      return heads[at].classList.contains("n") || cells.every((cell) => /^\d+%$/.test(words(cell)));
    };
    const sort = (at, isDown) => {
      const key = isFigure(at) ? figure : (cell) => words(cell).toLowerCase();
      const keys = new Map([...body.rows].map((row) => [row, key(row.cells[at])]));
      const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
      const rows = [...body.rows].sort((a, b) => (isDown ? -1 : 1) * order(keys.get(a), keys.get(b)));
      body.replaceChildren(...rows);
    };
    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const [first, other] = isFigure(at) ? ["descending", "ascending"] : ["ascending", "descending"];
        const next = head.getAttribute("aria-sort") === first ? other : first;
        for (const one of heads) one.setAttribute("aria-sort", "none");
        head.setAttribute("aria-sort", next);
        sort(at, next === "descending");
        table.parentElement.dispatchEvent(new Event("paged"));
      });
    });
  };

  const pages = new Map();
  for (const table of document.querySelectorAll("table.sortable")) {
    const holder = table.parentElement;
    sortable(table);
    const page = paged(() => table.tBodies[0].rows, holder, Number(table.dataset.first), 500);
    pages.set(table, page);
    holder.addEventListener("paged", page.show);
    page.show();
  }

  const files = document.querySelector("#files table");
  const texts = new Map();
  const text = (row) => {
    if (!texts.has(row)) texts.set(row, `${words(row.cells[0])} ${words(row.cells[1])}`.toLowerCase());
    return texts.get(row);
  };
  const told = ([shown, found]) => { byId("found").textContent = `${number(shown)} of ${number(found)} files shown`; };
  const find = () => {
    const terms = byId("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    const state = byId("state").value;
    const fits = (row) => (state === "" || row.dataset.k === state) && terms.every((term) => text(row).includes(term));
    told(pages.get(files).limit(fits));
  };
  byId("find").addEventListener("input", find);
  byId("state").addEventListener("input", find);
  files.parentElement.addEventListener("paged", () => told(pages.get(files).show()));
  find();

  const families = [...document.querySelectorAll("details.family")];
  const holder = byId("details");
  const listed = holder && paged(() => families, holder, 40, 200);
  holder?.addEventListener("paged", listed.show);
  listed?.show();
  const toggle = (isOpen) => { for (const one of families) one.open = isOpen && !one.hidden; };
  byId("open-all")?.addEventListener("click", () => toggle(true));
  byId("close-all")?.addEventListener("click", () => toggle(false));
  const follow = () => {
    const id = location.hash.slice(1);
    const target = id ? document.getElementById(id) : null;
    if (target?.matches("#copies tr")) pages.get(target.closest("table")).reveal(target);
    if (!target?.matches("details.family")) return;
    listed.reveal(target);
    target.open = true;
    target.scrollIntoView({ block: "start" });
    target.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) follow();
  });
  follow();
}
