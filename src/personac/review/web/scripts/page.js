// The review page: what it knows of the queue, how it asks the server, and how it shows the answers.
// Everything that is shown comes as HTML that the server escaped; it is morphed in, so that focus and scroll stay.
const review = (() => {
  const byId = (id) => document.getElementById(id);
  const state = {
    token: "",
    generation: -1,
    items: [], // {key, part, open}, in the order of the queue
    at: "", // the key of the item that is shown
    shown: new Map(), // key -> {generation, item, canonical}
    pending: new Map(), // key -> number of its decisions on the way
    editing: false,
    sitting: null, // the keys to review in the time that there is, null for all
    focused: new Map(), // key -> number of the member that has the focus
  };
  const tags = /<(?!\/?(?:a|article|aside|b|button|code|dd|del|div|dl|dt|em|form|h2|h3|ins|kbd|label|li|mark|ol|option|p|section|select|small|span|textarea|ul)[\s>])/i;
  const trusted = (html) => {
    if (tags.test(html)) throw new Error("The server sent markup that the page does not know.");
    return html;
  };
  const policy = window.trustedTypes?.createPolicy("personac-review", { createHTML: trusted }) ?? { createHTML: trusted };
  const parsed = (html) => [...new DOMParser().parseFromString(policy.createHTML(html), "text/html").body.childNodes];
  const morph = (element, html) => Idiomorph.morph(element, parsed(html), { morphStyle: "innerHTML" });

  const say = (text) => { byId("status").textContent = text; };
  const fail = (message, hint) => {
    byId("problem").textContent = message ? `${message}. ${hint ? `What to do: ${hint}.` : ""}` : "";
  };

  const ask = async (path, body) => {
    const headers = { Authorization: `Bearer ${state.token}` };
    if (body) headers["Content-Type"] = "application/json";
    const options = { headers, method: body ? "POST" : "GET", keepalive: Boolean(body), cache: "no-store", credentials: "omit" };
    let reply;
    try {
      reply = await fetch(path, body ? { ...options, body: JSON.stringify(body) } : options);
    } catch {
      throw Object.assign(new Error("The review does not answer"), { hint: "see whether `personac review` still runs, then reload this page", gone: true });
    }
    const data = await reply.json();
    if (!reply.ok) throw Object.assign(new Error(data.error), { hint: data.hint, status: reply.status });
    return data;
  };
  const failed = (error) => fail(error.message, error.hint ?? "");

  // --- the queue ------------------------------------------------------------------------------------------
  const find = (key) => state.items.findIndex((item) => item.key === key);
  const isOpen = (item) => item.open && !state.pending.has(item.key) && (state.sitting?.has(item.key) ?? true);
  const nextOpen = (from) => {
    const after = [...state.items.slice(from + 1), ...state.items.slice(0, Math.max(from, 0))];
    return after.find(isOpen)?.key ?? "";
  };
  const takeQueue = (data) => {
    if (data.generation < state.generation) return;
    state.generation = data.generation;
    state.items = data.items.map(([key, part, open]) => ({ key, part, open }));
    morph(byId("queue"), data.html);
    morph(byId("steps"), data.steps);
    markPart();
  };
  const markPart = () => {
    const part = state.items[find(state.at)]?.part;
    for (const button of document.querySelectorAll("[data-part]")) {
      if (button.dataset.part === part) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    const choice = byId("parts");
    if (choice) choice.value = part ?? "";
  };

  // --- the item -------------------------------------------------------------------------------------------
  const article = () => byId("item").querySelector("article");
  const paint = (key, entry) => {
    const isOld = entry.generation < state.generation || state.pending.size > 0;
    byId("canonical").classList.toggle("old", isOld);
    if (state.editing) return;
    const isNew = article()?.dataset.key !== key;
    morph(byId("item"), entry.item);
    morph(byId("canonical"), entry.canonical);
    if (isNew) {
      byId("item").scrollTop = 0;
      scrollTo(0, 0);
    }
    byId("canonical").querySelector(".own")?.scrollIntoView({ block: "nearest" });
    mark(focused());
    effects.show(key);
  };
  const focused = () => state.focused.get(state.at) ?? Number(article()?.dataset.first ?? 0);
  const member = (number) => byId("item").querySelector(`.members > li[data-number="${number}"]`);
  const mark = (number) => {
    for (const row of byId("item").querySelectorAll(".members > li")) {
      row.classList.toggle("focused", Number(row.dataset.number) === number);
    }
  };
  const load = async (keys) => {
    if (keys.length === 0) return;
    const query = keys.map((key) => `key=${encodeURIComponent(key)}`).join("&");
    const data = await ask(`/items?${query}`);
    for (const [key, entry] of Object.entries(data.items)) {
      const known = state.shown.get(key);
      if (known && known.generation > data.generation) continue;
      state.shown.set(key, { generation: data.generation, ...entry });
      if (key === state.at) paint(key, state.shown.get(key));
    }
  };
  const isFresh = (key) => state.shown.get(key)?.generation === state.generation;
  const prefetch = () => {
    const wanted = [];
    let at = find(state.at);
    for (const key of [state.items[at + 1]?.key, state.items[at - 1]?.key]) if (key) wanted.push(key);
    for (let ahead = 0; ahead < 4; ahead += 1) {
      const key = nextOpen(at);
      if (!key) break;
      wanted.push(key);
      at = find(key);
    }
    return load([...new Set(wanted)].filter((key) => !isFresh(key))).catch(() => {});
  };
  const show = (key, takeFocus = true) => {
    if (!key) return finish();
    leaveEditing();
    if (key !== state.at) fail("");
    state.at = key;
    const known = state.shown.get(key);
    if (known) paint(key, known);
    else morph(byId("item"), `<p class="note">Loading.</p>`);
    markPart();
    if (takeFocus) (byId("item-title") ?? byId("item")).focus({ preventScroll: true });
    if (isFresh(key)) return prefetch();
    busy(1);
    return load([key]).then(() => {
      if (takeFocus && state.at === key && !known) byId("item-title")?.focus({ preventScroll: true });
    }).catch(failed).finally(() => { busy(-1); prefetch(); });
  };
  const finish = () => {
    leaveEditing();
    state.at = "";
    const title = state.sitting ? "The ten minutes are done" : "Nothing is left to decide";
    morph(byId("item"), `<article><h2 id="item-title" tabindex="-1">${title}</h2><p class="note" id="remains"></p><p class="note"><kbd>u</kbd> takes the last step back. End the review with Ctrl+C in the terminal, and run <code>personac build</code>.</p></article>`);
    morph(byId("canonical"), "");
    markPart();
    byId("item-title").focus({ preventScroll: true });
    say(`${title}.`);
    remaining();
  };
  // Asked behind the decision that ended the queue, which is sent right after this.
  const remaining = () => Promise.resolve().then(() => inOrder(() => ask("/sitting?minutes=0"))).then((data) => {
    if (byId("remains")) byId("remains").textContent = `${data.remains[0].toUpperCase()}${data.remains.slice(1)}.`;
  }).catch(failed);
  const sit = async (isOn) => {
    state.sitting = null;
    if (isOn) {
      const data = await ask("/sitting?minutes=10");
      state.sitting = new Set(data.keys);
      say(`In ten minutes: ${data.words}.`);
    }
    await show(state.items.find(isOpen)?.key ?? "");
  };
  // Takes a newer queue, and shows the same item as it is now; where it is gone, the next one that is open.
  const settle = async (data) => {
    const before = find(state.at);
    takeQueue(data);
    if (state.at && find(state.at) === -1) {
      say("The item that was shown is no longer in the queue.");
      await show((state.items.slice(Math.max(before, 0)).find(isOpen) ?? state.items.find(isOpen))?.key ?? "");
    } else if (!state.at && state.items.some(isOpen)) {
      await show(state.items.find(isOpen).key);
    } else if (state.at && !isFresh(state.at)) {
      await load([state.at]);
    } else if (state.at) {
      paint(state.at, state.shown.get(state.at)); // no longer older than the newest decision
    }
    prefetch();
  };
  const refresh = async () => settle(await ask("/queue"));

  // --- decisions ------------------------------------------------------------------------------------------
  // The next item is shown at once; the decisions go to the server in their order.
  let chain = Promise.resolve();
  let waiting = 0;
  const busy = (by) => {
    waiting += by;
    if (waiting > 0) document.body.dataset.busy = "";
    else delete document.body.dataset.busy;
  };
  const inOrder = (step) => {
    busy(1);
    chain = chain.then(step, step).finally(() => busy(-1));
    return chain;
  };
  const counted = (keys, by) => {
    for (const key of keys) {
      const number = (state.pending.get(key) ?? 0) + by;
      if (number > 0) state.pending.set(key, number);
      else state.pending.delete(key);
    }
  };
  const send = (path, body, keys, words) => {
    counted(keys, 1);
    const at = state.at;
    if (keys.includes(at)) show(nextOpen(find(at)));
    say(words);
    return inOrder(async () => {
      try {
        const data = await ask(path, body);
        counted(keys, -1);
        for (const key of keys) state.shown.delete(key);
        await settle(data);
        say(`${words} ${state.items.filter(isOpen).length} items are open.`);
        return data;
      } catch (error) {
        counted(keys, -1);
        say("");
        if (error.status === 404) await refresh().catch(() => {});
        if (keys.length && find(keys[0]) !== -1) await show(keys[0]);
        failed(error);
        return undefined;
      }
    });
  };
  const decide = (answer, words) => send("/decide", { key: state.at, answer }, [state.at], words);
  const decideAll = (keys) => send("/accept-all", { keys }, keys, `Accepted ${keys.length} items.`);
  const step = (path, words) => send(path, {}, [], words).then((data) => {
    if (data?.go && find(data.go) !== -1) return show(data.go);
    return undefined;
  });

  // --- what each answer would do --------------------------------------------------------------------------
  const effects = (() => {
    const known = new Map(); // "key verb member" -> {generation, words, html}
    let run = 0;
    const answerOf = (button) => {
      const answer = { verb: button.dataset.verb };
      const about = Number(button.dataset.about);
      const row = about ? member(about === -1 ? focused() : about) : null;
      if (about === -1 && !row) return null;
      if (row && !(about === -1 && answer.verb !== "different" && isSingle())) answer.member = row.dataset.member;
      if (button.dataset.asks === "reason") answer.reason = "-";
      return answer;
    };
    const isSingle = () => article()?.dataset.single === "yes";
    const name = (key, answer) => [key, answer.verb, answer.member ?? "", answer.text ?? "", String(answer.value ?? "")].join("\n");
    const fill = (button, found) => {
      button.querySelector("small").textContent = found.words;
      button.dataset.known = "";
    };
    const buttons = () => [...byId("item").querySelectorAll("button[data-ahead]")];
    const fetchOne = async (key, answer) => {
      const generation = state.generation;
      const found = known.get(name(key, answer));
      if (found?.generation === generation) return found;
      const data = await ask("/effect", { key, answer, generation });
      if (data.stale) return null;
      known.set(name(key, answer), data);
      return data;
    };
    const show = async (key) => {
      run += 1;
      const own = run;
      for (const button of buttons()) {
        const answer = answerOf(button);
        const found = answer && known.get(name(key, answer));
        if (found?.generation === state.generation) fill(button, found);
        else if (!answer) button.querySelector("small").textContent = "choose a bullet first";
      }
      await new Promise((done) => { setTimeout(done, 150); });
      for (const button of buttons()) {
        const answer = answerOf(button);
        if (own !== run || state.at !== key || state.pending.size) return;
        if (!answer) continue;
        try {
          const found = await fetchOne(key, answer);
          if (own !== run || state.at !== key) return;
          if (found) fill(button, found);
        } catch { button.querySelector("small").textContent = ""; }
      }
    };
    const preview = async (key, answer, title) => {
      const pane = byId("effect");
      if (!pane) return;
      pane.classList.add("old");
      try {
        const found = await fetchOne(key, answer);
        if (!found || state.at !== key || !byId("effect")) return;
        byId("effect").classList.remove("old");
        morph(byId("effect"), `<h3></h3>${found.html}`);
        byId("effect").querySelector("h3").textContent = `${title}: ${found.words}`;
      } catch (error) { failed(error); }
    };
    const previewButton = (button) => {
      const answer = answerOf(button);
      if (answer) preview(state.at, answer, button.querySelector("span").textContent);
    };
    return { show, preview, previewButton, answerOf };
  })();

  // --- editing the line -----------------------------------------------------------------------------------
  let typed = 0;
  const editor = () => {
    const group = member(focused())?.closest(".group") ?? byId("item");
    return group.querySelector(".editor");
  };
  const opened = () => byId("item").querySelector(".editor:not([hidden])");
  const button = () => byId("item").querySelector('[data-asks="text"], [data-asks="value"]');
  const edit = (text) => {
    const box = editor();
    if (!box || !button()) return say("There is no line to edit here.");
    leaveEditing();
    state.editing = true;
    box.hidden = false;
    const field = box.querySelector("textarea");
    if (text !== undefined) field.value = text;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    if (text !== undefined) edited();
    return undefined;
  };
  const editAnswer = () => {
    const written = opened().querySelector("textarea").value;
    const answer = effects.answerOf(button());
    return answer.verb === "set" ? { ...answer, value: written } : { ...answer, text: written };
  };
  const edited = () => {
    clearTimeout(typed);
    const key = state.at;
    typed = setTimeout(() => {
      if (state.editing && state.at === key) effects.preview(key, editAnswer(), "with this wording");
    }, 300);
  };
  const leaveEditing = () => {
    if (!state.editing) return;
    state.editing = false;
    clearTimeout(typed);
    for (const box of byId("item").querySelectorAll(".editor:not([hidden])")) {
      box.hidden = true;
      box.querySelector("textarea").value = box.querySelector("textarea").defaultValue;
    }
  };
  const leave = () => {
    leaveEditing();
    const known = state.shown.get(state.at);
    if (known) paint(state.at, known);
    byId("item-title")?.focus({ preventScroll: true });
  };
  const save = () => {
    const answer = editAnswer();
    if (!(answer.text ?? answer.value).trim()) return fail("This is empty", "write it, or take it away with x");
    leaveEditing();
    return decide(answer, "Edited.");
  };

  // --- the start ------------------------------------------------------------------------------------------
  const enter = async () => {
    const code = new URLSearchParams(location.hash.slice(1)).get("code");
    state.token = sessionStorage.getItem("personac-review") ?? "";
    if (code) {
      history.replaceState(null, "", "/");
      state.token = (await ask("/token", { code })).token;
      sessionStorage.setItem("personac-review", state.token);
    }
    takeQueue(await ask("/queue"));
    document.title = `Review of ${document.querySelector(".agent").textContent}`;
    await show(state.items.find(isOpen)?.key ?? "");
  };
  const watch = async () => {
    let isBroken = false;
    for (;;) {
      try {
        const data = await ask(`/changes?since=${isBroken ? "" : state.generation}`);
        if (isBroken) fail("");
        isBroken = false;
        if (data.generation > state.generation && state.pending.size === 0) {
          if (waiting === 0) say("The files have changed: this is the queue as it is now.");
          await refresh();
        }
      } catch (error) {
        isBroken = true;
        failed(error);
        if (error.status === 401) return;
        await new Promise((done) => { setTimeout(done, 3000); });
      }
    }
  };
  const start = () => enter().then(watch).catch((error) => {
    failed(error);
    byId("waiting")?.replaceChildren("This page shows nothing until it is let in.");
  });

  return { ask, byId, decide, decideAll, edit, edited, effects, fail, failed, find, focused, isOpen, leave, mark, morph, nextOpen, save, say, show, sit, start, state, step };
})();
