// The pairs of a large cluster, with their features, made when somebody asks for them.
{
  const { features, clusters } = JSON.parse(document.getElementById("pairs").textContent);
  const made = (tag, text, name) => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (name) element.className = name;
    return element;
  };
  const pair = (places, [a, b, score, reasons, values]) => {
    const entry = document.createElement("li");
    const shares = values.map(([name, value]) => `${features[name]} ${value.toFixed(2)}`);
    entry.append(
      made("p", `${score.toFixed(2)}  ${places[a]} and ${places[b]}`),
      made("p", reasons.join(" · ")),
      made("p", shares.join(", "), "features"),
    );
    return entry;
  };
  document.getElementById("cards").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-pairs]");
    if (!button) return;
    const list = document.createElement("ul");
    list.className = "pairs";
    const body = button.closest(".card > div");
    const places = [...body.querySelectorAll("li > a, li > code")].map((place) => place.textContent);
    list.append(...clusters[button.dataset.pairs].map((found) => pair(places, found)));
    body.append(list);
    button.remove();
  });
}
