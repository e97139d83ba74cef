// What stands beside the text and what the page does with it, compared with the record.
const expecter = () => {
  const faults = [];
  return [faults, (holds, what) => holds || faults.push(what)];
};

// Under the pointer a name shows its canonical form, kind, score and the other forms of its mentions.
export async function detailsTellTheItem(page, record) {
  const [faults, expect] = expecter();
  const items = record.entities;
  const { subtypes } = await page.evaluate(() => Warraq.data("words"));
  const others = (item) => items.filter(({ cluster }) => cluster !== undefined && cluster === item.cluster);
  const chosen = [...new Set([0, items.findIndex((item) => item.subtype), items.findIndex((item) => others(item).length > 1)])];
  for (const index of chosen.filter((index) => index >= 0)) {
    const item = items[index];
    await page.mouse.move(0, 0);
    await page.locator(`#entities-${index}`).hover();
    const shown = await page.locator("#card").textContent();
    const parts = [item.text, item.label, subtypes[item.subtype]?.replaceAll("_", " "), item.canonical !== item.text && item.canonical, item.score?.toFixed(2)];
    if (others(item).length > 1) parts.push(`${others(item).length}: `, ...others(item).slice(0, 3).map(({ text }) => text));
    for (const part of parts) expect(!part || shown.includes(part), `the details of ${item.text} lack ${part}`);
  }
  await page.mouse.move(0, 0);
  return faults;
}

// Each panel has what the record has: names by cluster with their counts, times, numbers, warnings.
export async function panelsEqualTheRecord(page, record) {
  const [faults, expect] = expecter();
  const shown = await page.evaluate(() => {
    const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent);
    return {
      clusters: [...document.querySelectorAll(".names-list a")].map((link) => link.dataset.mentions).sort(),
      counts: texts(".names-list .count"),
      mentions: [...document.querySelectorAll(".names-list a")].map((link) => `×${link.dataset.mentions.split(" ").length}`),
      values: texts(".times-list .value").sort(),
      moments: document.querySelectorAll(".moment").length,
      numbers: document.querySelectorAll(".figures tbody tr").length,
      warnings: texts(".panel.warnings code"),
      summary: texts(".summary-list a"),
    };
  });
  const clusters = new Map();
  record.entities.forEach(({ label, cluster, canonical }, index) => {
    const key = JSON.stringify([label, cluster ?? canonical]);
    clusters.set(key, [...(clusters.get(key) || []), index]);
  });
  const equal = (first, second) => JSON.stringify(first) === JSON.stringify(second);
  expect(equal(shown.clusters, [...clusters.values()].map((mentions) => mentions.join(" ")).sort()), "names are not grouped by cluster");
  expect(equal(shown.counts, shown.mentions), "the counts are not those of the mentions");
  expect(equal(shown.values, record.times.map(({ value }) => value || "").sort()), "a time is missing");
  const dated = record.times.filter(({ value }) => /^\d{4}(-\d\d){0,2}$/.test(value));
  expect(shown.moments >= dated.length, "a date is not on the time line");
  expect(shown.numbers === record.numbers.length, "a number is missing");
  expect(equal(shown.warnings, record.warnings.map(({ code }) => code)), "a warning is missing");
  expect(shown.summary.length === record.summary.length, "a sentence of the summary is missing");
  return faults;
}

// A click on a sentence of the summary brings it into the window.
export async function summaryLeadsToItsSentence(page) {
  const [faults, expect] = expecter();
  const links = page.locator(".summary-list a");
  for (let index = 0; index < (await links.count()); index++) {
    await links.nth(index).click();
    const [box, height] = await page.evaluate((index) => {
      const { top, bottom } = document.getElementById(`summary-${index}`).getClientRects()[0];
      return [{ top, bottom }, innerHeight];
    }, index);
    expect(box.top >= 0 && box.bottom <= height, `sentence ${index} is not in the window`);
  }
  await page.evaluate(() => scrollTo(0, 0));
  return faults;
}

// Normalized text stands beside each block, at its height.
export async function normalizedStandsBeside(page) {
  await page.selectOption("#profile", "search");
  const faults = await page.evaluate(() =>
    [...document.querySelectorAll(".row")].flatMap((row) => {
      const block = row.querySelector(".block").getBoundingClientRect();
      const text = row.querySelector('.normalized[data-profile="search"]').getBoundingClientRect();
      const beside = text.right <= block.left || block.right <= text.left;
      return beside && Math.abs(text.top - block.top) < 20 ? [] : [`not beside: ${row.textContent.slice(0, 40)}`];
    }),
  );
  await page.selectOption("#profile", "none");
  return faults;
}

// The tab key alone comes to every control, the marks and the lists.
export async function keysReach(page, selectors) {
  await page.evaluate(() => document.activeElement?.blur());
  const missing = new Set(selectors);
  for (let presses = 0; presses < 400 && missing.size > 0; presses++) {
    await page.keyboard.press("Tab");
    const reached = await page.evaluate((selectors) => selectors.filter((one) => document.activeElement?.matches(one)), [...missing]);
    reached.forEach((one) => missing.delete(one));
  }
  await page.evaluate(() => document.activeElement?.blur());
  return [...missing].map((one) => `keys do not reach ${one}`);
}

// The button changes light and dark, against what the system prefers.
export async function themeChanges(page) {
  const [faults, expect] = expecter();
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await page.locator("button.theme").first().click();
  expect((await ground()) !== light, "the button does not make it dark");
  await page.locator("button.theme").first().click();
  expect((await ground()) === light, "the button does not make it light again");
  return faults;
}

// On paper: no controls, dark letters on white whatever the screen has, and nothing is cut off.
export async function printsWell(page) {
  const [faults, expect] = expecter();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.setViewportSize({ width: 794, height: 1123 });
  const paper = await page.evaluate(() => {
    const isShown = (selector) => [...document.querySelectorAll(selector)].some((one) => one.getClientRects().length > 0);
    const light = (color) => color.match(/[\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765;
    const root = document.documentElement;
    return {
      controls: isShown(".bar input, .bar button, .bar select, .pages, .table-tools"),
      ground: light(getComputedStyle(root).backgroundColor),
      ink: light(getComputedStyle(document.querySelector("main")).color),
      width: root.scrollWidth,
    };
  });
  expect(!paper.controls, "controls are printed");
  expect(paper.ground > 0.95 && paper.ink < 0.4, `printed in ${paper.ink} on ${paper.ground}`);
  expect(paper.width <= 794, `${paper.width} pixels wide on paper`);
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
  await page.setViewportSize({ width: 1400, height: 900 });
  return faults;
}

// Names in the graph neither cover each other nor leave the picture.
export async function graphIsLegible(page) {
  return page.evaluate(() => {
    const nodes = [...document.querySelectorAll(".node")];
    if (nodes.length < 5) return ["there is no graph"];
    const frame = document.querySelector(".graph").getBoundingClientRect();
    const boxes = nodes.map((node) => node.querySelector("text").getBoundingClientRect());
    return boxes.flatMap((box, index) => {
      const faults = [];
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1) faults.push(`${nodes[index].textContent} leaves the picture`);
      boxes.slice(index + 1).forEach((other, further) => {
        const covers = Math.min(box.right, other.right) - Math.max(box.left, other.left) > 2 && Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 4;
        if (covers) faults.push(`${nodes[index].textContent} and ${nodes[index + 1 + further].textContent} cover each other`);
      });
      return faults;
    });
  });
}

// The lists and charts of a corpus are there, and the quarantine says why.
export async function corpusIsWhole(page) {
  const [faults, expect] = expecter();
  const shown = await page.evaluate(() => ({
    bars: [...document.querySelectorAll(".bar-of-chart title")].reduce((sum, title) => sum + Number(title.textContent.split(": ").at(-1)), 0),
    undated: Warraq.data("corpus").rows.filter((row) => row[2] === null).length,
    rows: Warraq.data("corpus").rows.length,
    lists: ["PER", "LOC", "ORG"].map((label) => document.querySelectorAll(`.top li[data-label="${label}"]`).length),
    charts: document.querySelectorAll(".small-chart rect").length,
    edges: document.querySelectorAll(".edge").length,
    quarantine: [...document.querySelectorAll(".panel.quarantine tbody tr")].map((row) => row.cells[2].textContent),
    warnings: document.querySelectorAll(".panel.troubles tbody tr").length,
  }));
  expect(shown.bars + shown.undated === shown.rows, `${shown.bars} documents in the chart, ${shown.undated} without a date, ${shown.rows} in all`);
  expect(shown.lists.every((count) => count > 2), `top lists of ${shown.lists}`);
  expect(shown.charts > 20 && shown.edges > 10, "no charts of names, or no lines between them");
  expect(shown.quarantine.length > 5 && shown.quarantine.every((reason) => reason.includes("JSON")), `quarantine: ${shown.quarantine[0]}`);
  expect(shown.warnings > 0, "no warnings");
  return faults;
}
