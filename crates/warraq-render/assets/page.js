"use strict";
// What every page does: controls that need a script appear, and light and dark change places.
const Warraq = {
  starts: [],
  // Runs `start` on what is shown now and on what is shown later in its place.
  onShow(start) {
    Warraq.starts.push(start);
    start();
  },
  show() {
    Warraq.starts.forEach((start) => start());
  },
  data(id) {
    const element = document.getElementById(id);
    return element ? JSON.parse(element.textContent) : null;
  },
};

Warraq.onShow(() => {
  document.querySelectorAll("[data-script]").forEach((element) => (element.hidden = false));
  document.querySelectorAll("button.theme").forEach((button) => {
    button.onclick = () => {
      const root = document.documentElement;
      const dark = root.dataset.theme
        ? root.dataset.theme === "dark"
        : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
    };
  });
});
