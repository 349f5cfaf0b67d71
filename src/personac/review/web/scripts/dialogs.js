// What has to be asked before an answer: a reason, a section, a note; the search; all of one kind; the keys.
const dialogs = (() => {
  const { byId, state } = review;
  const open = (dialog) => {
    dialog.showModal();
    (dialog.querySelector("textarea, input, [type=submit]") ?? dialog.querySelector("button")).focus();
  };
  let decided = () => {};

  const choose = (choices, taken) => {
    const list = byId("ask-choices");
    list.replaceChildren(...choices.map((words, number) => {
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words;
      button.addEventListener("click", () => taken(number));
      row.append(button);
      return row;
    }));
  };
  const ask = ({ title, label, yes, note = "", text = "", rows = 1, then, typed = () => {} }) => {
    byId("ask-text").rows = rows; // in a single row Enter decides
    byId("ask-title").textContent = title;
    byId("ask-label").textContent = label;
    byId("ask-yes").textContent = yes;
    byId("ask-note").textContent = note;
    byId("ask-text").value = text;
    choose([], () => {});
    byId("ask-text").oninput = () => { byId("ask-note").textContent = note; typed(byId("ask-text").value); };
    decided = then;
    open(byId("ask"));
    typed(text);
  };
  const reason = (title, then) => ask({
    title,
    label: "Reason, for colleagues",
    yes: "Decide",
    then: (text) => {
      if (text.trim()) return then(text.trim());
      byId("ask-note").textContent = "A reason is needed: colleagues read it in the decision file.";
      return false;
    },
  });
  const move = async (answer) => {
    const { sections } = await review.ask("/sections");
    const names = sections.map((path) => path.join(" › "));
    let fitting = [];
    const take = (number) => {
      if (number === undefined) { byId("ask-note").textContent = "No section has these letters."; return false; }
      byId("ask").close();
      review.decide({ ...answer, section: sections[number] }, `Moved to ${names[number]}.`);
      return true;
    };
    ask({
      title: "Move the line",
      label: "Section; type some of its letters",
      yes: "Move to the first",
      then: () => take(fitting[0]),
      typed: (text) => {
        const wanted = text.trim().toLowerCase();
        fitting = names.map((name, number) => number).filter((number) => names[number].toLowerCase().includes(wanted));
        choose(fitting.slice(0, 12).map((number) => names[number]), (at) => take(fitting[at]));
      },
    });
  };
  const note = () => {
    const key = state.at;
    const text = byId("item").querySelector(".own-note p")?.textContent ?? "";
    ask({
      title: "Note on this item",
      label: "Note, for colleagues; it never changes the merge",
      yes: "Keep the note",
      rows: 4,
      text,
      then: (written) => {
        review.ask("/note", { key, text: written.trim() }).then(() => {
          state.shown.delete(key);
          review.say("The note is kept.");
          if (state.at === key) review.show(key);
        }).catch(review.failed);
      },
    });
  };

  // --- all of one kind ------------------------------------------------------------------------------------
  let many = [];
  const all = async () => {
    const key = state.at;
    if (!key) return;
    try {
      const data = await review.ask(`/like?key=${encodeURIComponent(key)}`);
      many = data.keys;
      review.morph(byId("many-list"), data.html);
      byId("many-effect").textContent = "Being computed.";
      byId("many-yes").textContent = `Accept ${many.length} ${many.length === 1 ? "item" : "items"}`;
      open(byId("many"));
      const effect = await review.ask("/joint-effect", { keys: many, generation: data.generation });
      if (effect.stale) byId("many-effect").textContent = "The files have changed: close this and ask again.";
      else {
        review.morph(byId("many-effect"), `<p></p>${effect.html}`);
        byId("many-effect").querySelector("p").textContent = effect.words;
      }
    } catch (error) {
      byId("many").close();
      review.failed(error);
    }
  };

  // --- search ---------------------------------------------------------------------------------------------
  let asked = 0;
  const find = () => { open(byId("find")); byId("find-text").select(); };
  const search = async () => {
    asked += 1;
    const own = asked;
    const text = byId("find-text").value.trim();
    if (!text) { byId("found").replaceChildren(); return; }
    try {
      const data = await review.ask(`/search?q=${encodeURIComponent(text)}`);
      if (own === asked) review.morph(byId("found"), data.html);
    } catch (error) { review.failed(error); }
  };
  const help = () => open(byId("help"));

  byId("find-text").addEventListener("input", search);
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target.closest("[data-close]")) dialog.close();
      const found = event.target.closest("[data-key]");
      if (found && dialog.id === "find") { dialog.close(); review.show(found.dataset.key); }
      if (found && dialog.id === "many") { dialog.close(); review.show(found.dataset.key); }
    });
    dialog.addEventListener("close", () => byId("item-title")?.focus({ preventScroll: true }));
    dialog.addEventListener("submit", (event) => {
      event.preventDefault();
      if (dialog.id === "many") { dialog.close(); review.decideAll(many); return; }
      if (dialog.id === "find") { byId("found").querySelector("button")?.click(); return; }
      if (dialog.id === "ask" && decided(byId("ask-text").value) === false) return;
      dialog.close();
    });
    dialog.addEventListener("keydown", (event) => {
      const isRow = event.target.id === "ask-text" && event.target.rows === 1;
      if (event.key === "Enter" && (event.ctrlKey || isRow) && !event.isComposing) {
        event.preventDefault();
        dialog.querySelector("form").requestSubmit();
      }
    });
  }
  return { all, find, help, move, note, reason };
})();
