// What the address names is opened and shown: a finding, a filter, a source, or which bullets to list.
{
  const params = () => new URLSearchParams(location.hash.slice(1));
  const showBullets = (value) => {
    const choice = document.querySelector(`input[name="show"][value="${CSS.escape(value)}"]`);
    if (!choice) return;
    choice.checked = true;
    if (value !== "all") openSources();
    document.getElementById("sources").scrollIntoView();
  };
  const openSources = () => {
    for (const source of document.querySelectorAll(".source")) source.open = true;
  };
  const cardOf = (found) => {
    for (const [name, value] of found) {
      const card = findings.byCard.get(`${name}=${value}`);
      if (card) return card;
    }
    return undefined;
  };
  const go = () => {
    const found = params();
    const card = cardOf(found);
    if (findings.isFilter(found)) {
      findings.fromAddress(found);
      if (!card) document.getElementById("findings").scrollIntoView();
    }
    if (card) findings.open(card);
    if (found.has("show")) showBullets(found.get("show"));
    if (found.has("source")) {
      const source = [...document.querySelectorAll(".source")]
        .find((one) => decodeURIComponent(one.id) === `source=${found.get("source")}`);
      if (source) {
        source.open = true;
        source.scrollIntoView();
      }
    }
  };
  for (const choice of document.querySelectorAll('input[name="show"]')) {
    choice.addEventListener("change", () => {
      if (choice.value !== "all") openSources();
      history.replaceState(null, "", `#show=${choice.value}`);
    });
  }
  const closed = [];
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("main details:not([open], .filters)")) {
      details.open = true;
      closed.push(details);
    }
  });
  addEventListener("afterprint", () => {
    for (const details of closed.splice(0)) details.open = false;
  });
  addEventListener("hashchange", go);
  findings.apply();
  go();
  // Once all is loaded the browser goes to the address by itself, and takes the focus away.
  addEventListener("load", () => setTimeout(go));
}
