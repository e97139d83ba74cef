// The page of a corpus: a table that shows a page at a time, so that its length does not matter.
Warraq.onShow(() => {
  const { names, rows } = Warraq.data("corpus");
  const ROWS = 50;
  const [ID, TITLE, DATE, WORDS, NAMES, WARNINGS] = [0, 1, 2, 3, 4, 5];
  const columns = { date: DATE, title: TITLE, words: WORDS, names: NAMES, warnings: WARNINGS };
  const find = (id) => document.getElementById(id);
  const [table, filter, chosen] = [find("documents"), find("filter"), find("chosen-name")];
  const state = { sort: "date", descending: true, page: 0, name: -1, needle: "" };
  let shown = [];

  // Spelling is forgiven: hamza, ya, ta marbuta and marks.
  const fold = (text) =>
    text
      .toLowerCase()
      .replace(/[\u0610-\u061a\u0640\u064b-\u065f\u0670\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, "")
      .replace(/[أإآٱ]/g, "ا")
      .replace(/ى/g, "ي")
      .replace(/ة/g, "ه");
  const foldedNames = names.map((name) => fold(name[1]));
  const foldedTitles = rows.map((row) => fold(`${row[TITLE]} ${row[ID]}`));

  function choose() {
    const matching = new Set();
    if (state.needle) foldedNames.forEach((name, index) => name.includes(state.needle) && matching.add(index));
    const holds = (row, index) =>
      (state.name < 0 || row[NAMES].includes(state.name)) &&
      (!state.needle || foldedTitles[index].includes(state.needle) || row[NAMES].some((name) => matching.has(name)));
    shown = rows.filter(holds);
    const column = columns[state.sort];
    const key = (row) => (column === NAMES ? row[NAMES].length : row[column]);
    const sign = state.descending ? -1 : 1;
    shown.sort((a, b) => {
      const [first, second] = [key(a), key(b)];
      // What has no date stands last, either way.
      if (first === null || second === null) return (first === null) - (second === null);
      return sign * (first < second ? -1 : first > second ? 1 : 0);
    });
    state.page = 0;
    draw();
  }

  function cell(row, className, text) {
    const made = row.insertCell();
    made.className = className;
    const inner = document.createElement("bdi");
    inner.textContent = text;
    made.append(inner);
    return made;
  }

  function draw() {
    const body = table.tBodies[0];
    body.replaceChildren();
    shown.slice(state.page * ROWS, (state.page + 1) * ROWS).forEach((row) => {
      const line = body.insertRow();
      cell(line, "figure", row[DATE] || "–");
      const title = cell(line, "title", row[TITLE]);
      if (row[ID] !== row[TITLE]) {
        const id = document.createElement("span");
        id.className = "note";
        id.textContent = row[ID];
        title.append(id);
      }
      cell(line, "figure", row[WORDS].toLocaleString("en"));
      cell(line, "names", row[NAMES].slice(0, 4).map((name) => names[name][1]).join("، "));
      cell(line, "figure", row[WARNINGS] || "");
    });
    const pages = Math.max(1, Math.ceil(shown.length / ROWS));
    find("page-number").textContent = `${state.page + 1} / ${pages}`;
    find("previous").disabled = state.page === 0;
    find("next").disabled = state.page + 1 >= pages;
    const count = find("shown-count");
    count.textContent = `${shown.length.toLocaleString("en")} ${count.dataset.word}`;
    table.querySelectorAll("th").forEach((head) => {
      if (head.dataset.column === state.sort) head.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    chosen.hidden = state.name < 0;
    if (state.name >= 0) chosen.textContent = names[state.name][1];
  }

  table.querySelectorAll("th button").forEach((button) => {
    button.onclick = () => {
      const { column } = button.parentElement.dataset;
      state.descending = state.sort === column ? !state.descending : column !== "title";
      state.sort = column;
      choose();
    };
  });
  filter.oninput = () => {
    state.needle = fold(filter.value.trim());
    choose();
  };
  find("previous").onclick = () => state.page-- && draw();
  find("next").onclick = () => {
    state.page++;
    draw();
  };
  chosen.onclick = () => {
    state.name = -1;
    choose();
  };
  const chooseName = (element) => {
    state.name = Number(element.dataset.name);
    choose();
    table.closest(".panel").scrollIntoView({ block: "start" });
  };
  document.querySelectorAll("[data-name]").forEach((element) => {
    element.onclick = () => chooseName(element);
    if (element.tagName === "g") {
      element.onkeydown = (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        chooseName(element);
      };
    }
  });
  choose();
});
