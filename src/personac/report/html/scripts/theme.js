"use strict";
// Light, dark, or as the system says; remembered where the browser lets a file remember anything.
document.documentElement.classList.add("scripted");
{
  const themes = ["auto", "light", "dark"];
  const button = document.getElementById("theme");
  const stored = () => {
    try { return localStorage.getItem("personac-theme"); } catch { return null; }
  };
  const store = (theme) => {
    try { localStorage.setItem("personac-theme", theme); } catch { /* the choice lasts as long as the page */ }
  };
  const show = (theme) => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.lastElementChild.textContent = theme;
  };
  let current = themes.includes(stored()) ? stored() : "auto";
  show(current);
  button.addEventListener("click", () => {
    current = themes[(themes.indexOf(current) + 1) % themes.length];
    store(current);
    show(current);
  });
}
