// The page to write in: what is written is sent to where the page came from, and shown below.
(() => {
  const entry = document.getElementById("entry");
  const file = document.getElementById("file");
  const state = document.getElementById("state");
  const shown = document.getElementById("document");
  let timer = 0;
  let asked = null;

  async function annotate(body, type) {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    state.textContent = "…";
    try {
      const answer = await fetch("annotate", { method: "POST", body, signal, headers: { "content-type": type } });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text.trim());
      const scroll = scrollY;
      // What comes is our own escaped HTML, and the policy of this page keeps scripts in it from running.
      const parsed = new DOMParser().parseFromString(text, "text/html");
      shown.replaceChildren(...parsed.body.childNodes);
      Warraq.show();
      scrollTo(0, scroll);
      state.textContent = "";
    } catch (error) {
      if (!signal.aborted) state.textContent = `${state.dataset.failed}: ${error.message}`;
    }
  }

  entry.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (entry.value.trim()) annotate(entry.value, "text/plain; charset=utf-8");
      else shown.replaceChildren();
    }, 250);
  };
  file.onchange = () => {
    const [chosen] = file.files;
    if (chosen) annotate(chosen, /html?$/i.test(chosen.name) ? "text/html" : "text/plain");
  };
})();
