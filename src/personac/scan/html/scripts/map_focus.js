
// The map is one stop of Tab; arrow keys move from dot to dot, and what has the focus is said below the title.
{
  const said = document.getElementById("map-said");
  const dots = [...document.querySelectorAll(".map a")];
  const title = (dot) => dot.querySelector("title").textContent;
  const rest = said?.textContent;
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const hold = (dot) => {
    for (const other of dots) other.setAttribute("tabindex", other === dot ? "0" : "-1");
  };
  if (dots.length) hold(dots[0]);
  dots.forEach((dot, at) => {
    dot.addEventListener("focus", () => { hold(dot); said.textContent = title(dot); });
    dot.addEventListener("blur", () => { said.textContent = rest; });
    dot.addEventListener("pointerenter", () => { said.textContent = title(dot); });
    dot.addEventListener("pointerleave", () => { said.textContent = rest; });
    dot.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const ends = { Home: 0, End: dots.length - 1 };
      const next = dots[event.key in steps ? at + steps[event.key] : ends[event.key]];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  });
}
