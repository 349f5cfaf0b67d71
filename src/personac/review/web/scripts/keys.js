// Keys and buttons: each key presses a button, so that whatever a key does can be clicked as well.
{
  const { byId, state } = review;
  const item = () => byId("item");
  const members = () => [...item().querySelectorAll(".members > li")];
  const focusMember = (number) => {
    state.focused.set(state.at, number);
    review.mark(number);
    review.effects.show(state.at);
  };
  const walk = (by) => {
    const rows = members();
    if (rows.length === 0) return;
    const now = rows.findIndex((row) => Number(row.dataset.number) === review.focused());
    const row = rows[Math.min(Math.max(now + by, 0), rows.length - 1)];
    row.focus();
  };
  const go = (by) => {
    const at = review.find(state.at);
    const next = state.items[at === -1 ? 0 : at + by];
    if (next) review.show(next.key);
    else review.say(by > 0 ? "This is the last item." : "This is the first item.");
  };
  const toggle = (button) => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOn));
    return isOn;
  };
  const scores = () => document.body.classList.toggle("scores", toggle(byId("scores")));
  const drawer = () => {
    const isOpen = document.body.classList.toggle("drawer");
    byId("drawer").setAttribute("aria-expanded", String(isOpen));
    if (isOpen) byId("canonical").focus();
  };

  const press = (button) => {
    const answer = review.effects.answerOf(button);
    const words = button.querySelector("span").textContent;
    const done = `${button.dataset.done}.`;
    if (!answer) return review.say("Choose the bullet first, with the arrow keys or a click.");
    const { reason: _, ...bare } = answer;
    const decide = (reason) => review.decide(reason ? { ...bare, reason } : bare, done);
    switch (button.dataset.asks) {
      case "reason": return dialogs.reason(`${words[0].toUpperCase()}${words.slice(1)}`, decide);
      case "text": case "value": return review.edit();
      case "section": return dialogs.move(bare).catch(review.failed);
      default: return decide("");
    }
  };
  const putBack = (button) => review.edit(button.dataset.put);
  const actions = {
    many: dialogs.all,
    note: () => { if (state.at) dialogs.note(); },
    skip: () => {
      const key = review.nextOpen(review.find(state.at));
      if (key) review.show(key);
      else review.say("No other item is open.");
    },
    back: () => go(-1),
    on: () => go(1),
    save: review.save,
    leave: review.leave,
  };
  const undo = () => { if (!byId("undo")?.disabled) review.step("/undo", "Undone."); else review.say("There is nothing to undo."); };
  const redo = () => { if (!byId("redo")?.disabled) review.step("/redo", "Done again."); else review.say("There is nothing to redo."); };

  const keys = {
    A: actions.many, n: actions.note, ".": actions.skip, j: actions.on, k: actions.back,
    u: undo, U: redo, v: scores, "/": dialogs.find, "?": dialogs.help,
    ArrowDown: () => walk(1), ArrowUp: () => walk(-1),
    w: () => {
      const button = item().querySelector("[data-put]");
      if (button) putBack(button);
      else review.say("No word is given up here.");
    },
  };
  // A key of an answer that this item does not have says so; of a key that has no meaning, nothing is said.
  const unanswered = (key) => {
    if (!/^[asdbemx1-9]$/.test(key)) return undefined;
    if (state.at && !item().querySelector("article")) return () => review.say("The item is not here yet: nothing was decided.");
    return () => review.say(state.at ? `${key} decides nothing here: the buttons show what does.` : "Nothing is left to decide.");
  };
  const isField = (element) => Boolean(element.closest?.("input, textarea, select, [contenteditable]"));
  const lettersOn = () => byId("letters").checked;
  const inEditor = (event) => {
    if (event.key === "Escape") { event.preventDefault(); review.leave(); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); review.save(); }
  };
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return;
    if (event.target.className === "edit") { inEditor(event); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    if (event.key === "Escape" && document.body.classList.contains("drawer")) { drawer(); byId("drawer").focus(); return; }
    const isArrow = event.key.startsWith("Arrow");
    if (!isArrow && !lettersOn()) return;
    if (event.shiftKey && !"AU?/".includes(event.key)) return;
    if (event.repeat && !isArrow && !"jkuU".includes(event.key)) return;
    const button = [...item().querySelectorAll("button[data-verb]")].find((one) => one.dataset.at === event.key);
    const step = button ? () => press(button) : keys[event.key] ?? unanswered(event.key);
    if (!step) return;
    event.preventDefault();
    review.fail("");
    step();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = event.target.closest(".members > li");
    if (row) row.focus();
    if (!button) return;
    if (button.dataset.verb) press(button);
    else if (button.dataset.do) actions[button.dataset.do]();
    else if (button.dataset.put) putBack(button);
    else if (button.dataset.part) choosePart(button.dataset.part);
    else if (button.id === "undo") undo();
    else if (button.id === "redo") redo();
  });
  const choosePart = (part) => {
    const own = state.items.filter((one) => one.part === part);
    const first = own.find(review.isOpen) ?? own[0];
    if (first) review.show(first.key);
  };
  byId("queue").addEventListener("change", (event) => { if (event.target.value) choosePart(event.target.value); });
  item().addEventListener("focusin", (event) => {
    const row = event.target.closest(".members > li");
    if (row && review.focused() !== Number(row.dataset.number)) focusMember(Number(row.dataset.number));
    const button = event.target.closest("button[data-ahead]");
    if (button) review.effects.previewButton(button);
  });
  item().addEventListener("pointerover", (event) => {
    const button = event.target.closest("button[data-ahead]");
    if (button && !button.contains(event.relatedTarget)) review.effects.previewButton(button);
  });
  item().addEventListener("input", (event) => { if (event.target.className === "edit") review.edited(); });
  byId("sitting").addEventListener("click", () => review.sit(toggle(byId("sitting"))).catch(review.failed));
  byId("search-button").addEventListener("click", dialogs.find);
  byId("help-button").addEventListener("click", dialogs.help);
  byId("scores").addEventListener("click", scores);
  byId("drawer").addEventListener("click", drawer);

  const remembered = "personac-review-letters";
  try { byId("letters").checked = localStorage.getItem(remembered) !== "off"; } catch { /* letters stay on */ }
  byId("letters").addEventListener("change", () => {
    try { localStorage.setItem(remembered, lettersOn() ? "on" : "off"); } catch { /* as long as the page */ }
  });
  // A decision that the server does not have yet is not lost without a question.
  addEventListener("beforeunload", (event) => { if (state.pending.size > 0) event.preventDefault(); });
  review.start();
}
