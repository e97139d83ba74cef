// What must hold of a page. Each check returns what is wrong, one line a fault.
import { createRequire } from "node:module";

// What the text of a span is in the page: disarmed characters are in it, and the picture of the one
// that HTML cannot hold stands for it.
const readItems = () => {
  const texts = {};
  for (const mark of document.querySelectorAll("[data-item]")) {
    if (!mark.closest(".sheet")) continue;
    const copy = mark.cloneNode(true);
    copy.querySelectorAll('[data-code="NUL"]').forEach((nul) => (nul.textContent = "\0"));
    texts[mark.dataset.item] = (texts[mark.dataset.item] || "") + copy.textContent;
  }
  return texts;
};

// Spans read from the page equal the record's: every item is there, with its text.
export async function spansEqualTheRecord(page, record) {
  const faults = [];
  const texts = await page.evaluate(readItems);
  const markers = await page.evaluate(() => [...document.querySelectorAll("[data-marker]")].map((block) => block.dataset.marker));
  const characters = [...record.text];
  let count = 0;
  for (const layer of ["sentences", "summary", "times", "entities", "numbers"]) {
    (record[layer] || []).forEach((item, index) => {
      count += 1;
      const expected = characters.slice(item.start, item.end).join("");
      const shown = texts[`${layer}:${index}`];
      // The mark of a list item stands beside it.
      if (shown === undefined && markers.includes(expected)) return;
      if (shown !== expected) faults.push(`${layer}:${index}: ${JSON.stringify(shown)} is not ${JSON.stringify(expected)}`);
    });
  }
  if (count === 0) faults.push("the record has no items");
  return faults;
}

// Marks and chips do not change the order of the characters on the screen: each block is compared
// with its bare text, both on one line.
export async function marksNeverReorder(page) {
  return page.evaluate(() => {
    const order = (root) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const places = [];
      const range = document.createRange();
      while (walker.nextNode()) {
        for (let unit = 0; unit < walker.currentNode.length; unit++) {
          range.setStart(walker.currentNode, unit);
          range.setEnd(walker.currentNode, unit + 1);
          const box = range.getBoundingClientRect();
          if (box.width > 0) places.push([box.left + box.width / 2, places.length, walker.currentNode.data[unit]]);
        }
      }
      return places.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((place) => place[2]).join("");
    };
    const faults = [];
    for (const block of document.querySelectorAll(".sheet .block")) {
      // Control characters stand in boxes of their own on purpose; they have a check of their own.
      if (block.querySelector(".control")) continue;
      const bare = block.cloneNode(false);
      bare.removeAttribute("id");
      bare.textContent = block.textContent;
      block.after(bare);
      const before = [block, bare].map((one) => one.style.whiteSpace);
      [block, bare].forEach((one) => (one.style.whiteSpace = "pre"));
      if (order(block) !== order(bare)) faults.push(`reordered: ${block.textContent.slice(0, 60)}`);
      bare.remove();
      block.style.whiteSpace = before[0];
    }
    return faults;
  });
}

export async function nothingIsWiderThan(page, width) {
  await page.setViewportSize({ width, height: 900 });
  const shown = await page.evaluate(() => document.documentElement.scrollWidth);
  return shown > width ? [`${shown} pixels wide at ${width}`] : [];
}

export async function nothingSeriousForAxe(page) {
  const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  const { readFileSync } = await import("node:fs");
  // The page's policy lets no script element in; evaluating is not held by it.
  await page.evaluate(readFileSync(axe, "utf-8"));
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0].html.slice(0, 120)} ${nodes[0].failureSummary?.slice(0, 200)}`);
}

// Pictures of text with and without what would reorder it: a disarmed override leaves its neighbours.
export async function overridesAreDisarmed(page) {
  return page.evaluate(() => {
    const faults = [];
    const controls = [...document.querySelectorAll(".sheet .control:not(.shown)")];
    if (controls.length === 0) faults.push("no control is shown");
    for (const control of controls) {
      if (getComputedStyle(control).display !== "inline-block") faults.push("a control is not in a box");
      if (!getComputedStyle(control, "::before").content.includes(control.dataset.code)) faults.push("a control has no name");
    }
    // `abc` behind an override would read `cba`.
    const block = [...document.querySelectorAll(".sheet .block")].find((one) => one.textContent.includes("abcdef"));
    const node = (() => {
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) if (walker.currentNode.data.includes("abcdef")) return walker.currentNode;
    })();
    const left = (unit) => {
      const range = document.createRange();
      const start = node.data.indexOf("abcdef") + unit;
      range.setStart(node, start);
      range.setEnd(node, start + 1);
      return range.getBoundingClientRect().left;
    };
    if (!(left(0) < left(5))) faults.push("an override turned text around");
    return faults;
  });
}
