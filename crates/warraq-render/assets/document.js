// The page of a document: details of what is under the pointer or the focus, labels to show and hide,
// normalized text on request, and a search that forgives spelling.

// The letters that people write for one another; the same as in the profile for searching.
function foldForSearch(text) {
  const folded = [];
  const places = [];
  const swaps = { "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي" };
  for (let place = 0; place < text.length; place++) {
    const unit = text[place];
    if (/[\u0610-\u061a\u0640\u064b-\u065f\u0670\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069]/.test(unit)) continue;
    const code = unit.charCodeAt(0);
    const digit = code >= 0x660 && code <= 0x669 ? code - 0x660 : code >= 0x6f0 && code <= 0x6f9 ? code - 0x6f0 : -1;
    const lower = unit.toLowerCase();
    folded.push(digit >= 0 ? String(digit) : swaps[unit] || (lower.length === 1 ? lower : unit));
    places.push(place);
  }
  return { text: folded.join(""), places };
}

Warraq.onShow(() => {
  const record = Warraq.data("record");
  const words = Warraq.data("words");
  const sheet = document.querySelector(".sheet");
  const card = document.getElementById("card");
  if (!record || !sheet || !card) return;

  const itemOf = (key) => {
    const colon = key.lastIndexOf(":");
    const layer = key.slice(0, colon);
    const items = layer.startsWith("layers/") ? record.layers[layer.slice(7)] : record[layer];
    return { layer, index: Number(key.slice(colon + 1)), item: items[Number(key.slice(colon + 1))] };
  };
  const marks = [...sheet.querySelectorAll("mark[data-item]")];
  const outer = marks.filter((mark) => !mark.parentElement.closest("mark"));

  // One stop for the tab key; arrows go from mark to mark, in reading order.
  outer.forEach((mark, position) => {
    mark.tabIndex = position === 0 ? 0 : -1;
    mark.setAttribute("role", "button");
    mark.setAttribute("aria-describedby", "card");
  });
  const kin = new Map();
  marks.forEach((mark) => {
    const { layer, item } = itemOf(mark.dataset.item);
    if (layer !== "entities" || item.cluster === undefined) return;
    if (!kin.has(item.cluster)) kin.set(item.cluster, []);
    kin.get(item.cluster).push(mark);
  });

  function element(tag, text, parent, attributes = {}) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    parent.append(made);
    return made;
  }

  function fact(list, name, value) {
    if (value === undefined || value === null || value === "") return;
    element("dt", name, list);
    element("bdi", value, element("dd", undefined, list));
  }

  // The whole text of an item, of which a mark may hold a part.
  const itemText = (mark) => itemOf(mark.dataset.item).item.text || mark.textContent;
  // The forms of a name that its details list.
  const FORMS = 6;

  function describe(mark) {
    const { layer, item } = itemOf(mark.dataset.item);
    const found = element("div", undefined, card, { class: "found" });
    element("strong", itemText(mark), found, { dir: "auto" });
    element("span", [item.label || layer, words.subtypes[item.subtype]].filter(Boolean).join(" · ").replaceAll("_", " "), found, { class: "kind" });
    const list = element("dl", undefined, found);
    if (item.canonical !== item.text) fact(list, words.canonical, item.canonical);
    const value = item.value === undefined ? undefined : [item.value, item.unit, item.mod].filter((part) => part !== undefined).join(" ");
    fact(list, words.value, value);
    fact(list, words.inferred, (item.inferred || []).join(", "));
    fact(list, words.identifiers, (item.ids || []).join(", "));
    if (item.score !== undefined) fact(list, words.score, item.score.toFixed(2));
    const others = kin.get(item.cluster) || [];
    if (layer === "entities" && others.length > 1) {
      const mentions = new Map(others.map((other) => [other.dataset.item, itemText(other)]));
      const forms = [...new Set(mentions.values())];
      fact(list, words.mentions, `${mentions.size}: ${forms.slice(0, FORMS).join("، ")}${forms.length > FORMS ? "…" : ""}`);
    }
    fact(list, words.origin, item.origin);
  }

  let shown = null;
  function show(mark) {
    if (shown === mark) return;
    hide();
    shown = mark;
    card.replaceChildren();
    const inside = [...mark.querySelectorAll("mark[data-item]")];
    [mark, ...inside].forEach(describe);
    const { layer, item } = itemOf(mark.dataset.item);
    if (layer === "entities") (kin.get(item.cluster) || []).forEach((other) => other.classList.add("kin"));
    [mark, ...inside].forEach((one) => moment(one)?.classList.add("chosen"));
    card.hidden = false;
    place(mark.getClientRects()[0]);
  }
  function moment(mark) {
    return document.querySelector(`[data-moment="${CSS.escape(mark.dataset.item)}"]`);
  }
  function hide() {
    if (!shown) return;
    shown = null;
    card.hidden = true;
    document.querySelectorAll("mark.kin, .moment.chosen").forEach((one) => one.classList.remove("kin", "chosen"));
  }
  // Below the mark where there is room, else above it; never outside the window.
  function place(box) {
    const margin = 8;
    const left = Math.min(Math.max(margin, box.left + box.width / 2 - card.offsetWidth / 2), innerWidth - card.offsetWidth - margin);
    const below = box.bottom + margin;
    const above = box.top - card.offsetHeight - 2 * margin;
    card.style.left = `${left}px`;
    card.style.top = `${below + card.offsetHeight > innerHeight && above > 0 ? above : below}px`;
  }
  const outermost = (target) => {
    let mark = target.closest?.("mark[data-item]");
    while (mark?.parentElement.closest("mark")) mark = mark.parentElement.closest("mark");
    return mark;
  };
  sheet.onmouseover = (event) => {
    const mark = outermost(event.target);
    if (mark) show(mark);
    else if (!sheet.contains(document.activeElement) || document.activeElement === sheet) hide();
  };
  sheet.onmouseleave = () => hide();
  sheet.addEventListener("focusin", (event) => {
    const mark = outermost(event.target);
    if (mark) show(mark);
  });
  sheet.addEventListener("focusout", hide);
  window.onscroll = () => shown && place(shown.getClientRects()[0]);
  sheet.onkeydown = (event) => {
    const at = outer.indexOf(event.target);
    if (at < 0) return;
    const forward = getComputedStyle(event.target).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const steps = { ArrowDown: 1, ArrowUp: -1, ArrowLeft: -1, ArrowRight: 1, [forward]: 1 };
    const goal = event.key === "Home" ? 0 : event.key === "End" ? outer.length - 1 : event.key in steps ? at + steps[event.key] : -1;
    if (event.key === "Escape") hide();
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      hide();
      show(event.target);
    }
    if (!outer[goal]) return;
    event.preventDefault();
    outer[at].tabIndex = -1;
    outer[goal].tabIndex = 0;
    outer[goal].focus();
  };

  // A name in the list leads to its mentions, one after another.
  document.querySelectorAll("a[data-mentions]").forEach((link) => {
    const mentions = link.dataset.mentions.split(" ");
    let next = 0;
    link.onclick = () => {
      link.setAttribute("href", `#entities-${mentions[next]}`);
      next = (next + 1) % mentions.length;
    };
  });

  document.querySelectorAll(".legend button").forEach((button) => {
    button.onclick = () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      sheet.querySelectorAll(".name").forEach((mark) => {
        if (mark.dataset.label === button.dataset.label) mark.classList.toggle("off", !on);
      });
    };
  });

  const profile = document.getElementById("profile");
  profile.onchange = () => {
    document.querySelector("main.document").classList.toggle("with-profile", profile.value !== "none");
    sheet.querySelectorAll(".normalized").forEach((text) => (text.hidden = text.dataset.profile !== profile.value));
  };

  const search = document.getElementById("search");
  const count = document.getElementById("found");
  let ranges = [];
  let current = -1;
  function find() {
    const needle = foldForSearch(search.value.trim()).text;
    ranges = [];
    current = -1;
    if (needle) sheet.querySelectorAll(".block").forEach((block) => findIn(block, needle));
    if (CSS.highlights) CSS.highlights.set("search", new Highlight(...ranges));
    count.textContent = needle ? `${ranges.length} ${words.matches}` : "";
  }
  function findIn(block, needle) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "";
    while (walker.nextNode()) {
      nodes.push({ node: walker.currentNode, start: text.length });
      text += walker.currentNode.data;
    }
    const folded = foldForSearch(text);
    const boundary = (place) => {
      const { node, start } = nodes.findLast(({ start }) => start <= place);
      return [node, place - start];
    };
    for (let at = folded.text.indexOf(needle); at >= 0; at = folded.text.indexOf(needle, at + needle.length)) {
      const range = new Range();
      range.setStart(...boundary(folded.places[at]));
      const [node, last] = boundary(folded.places[at + needle.length - 1]);
      range.setEnd(node, last + 1);
      ranges.push(range);
    }
  }
  search.oninput = find;
  search.onkeydown = (event) => {
    if (event.key !== "Enter" || !ranges.length) return;
    current = (current + (event.shiftKey ? ranges.length - 1 : 1)) % ranges.length;
    ranges[current].startContainer.parentElement.scrollIntoView({ block: "center" });
    count.textContent = `${current + 1} ${words.results} ${ranges.length}`;
  };
});
