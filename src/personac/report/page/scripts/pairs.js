// The pairs of a large cluster, with their features, made when somebody asks for them.
{
  const pairs = JSON.parse(document.getElementById("pairs").textContent);
  const made = (tag, text, name) => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (name) element.className = name;
    return element;
  };
  const pair = ([a, b, score, reasons, features]) => {
    const entry = document.createElement("li");
    const told = Object.keys(features).sort().map((name) => `${name} ${features[name].toFixed(2)}`);
    entry.append(
      made("p", `${score.toFixed(2)}  ${a} and ${b}`),
      made("p", reasons.join(" · ")),
      made("p", told.join(", "), "features"),
    );
    return entry;
  };
  document.getElementById("cards").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-pairs]");
    if (!button) return;
    const list = document.createElement("ul");
    list.className = "pairs";
    list.append(...pairs[button.dataset.pairs].map(pair));
    button.closest(".body").append(list);
    button.remove();
  });
}
