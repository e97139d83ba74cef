// Makes pages, opens them in Chromium, and says what is wrong with them.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as checks from "./checks.mjs";
import * as panels from "./panels.mjs";
import { buildProgram, root, run, startBrowser } from "./browser.mjs";
import { corpus, hostileCorpus, hostileDocument } from "./documents.mjs";

const started = await startBrowser();
if (started.skipped) {
  console.log(`skipped: the tests in a browser: ${started.skipped}`);
  process.exit(0);
}
const { browser } = started;
const program = buildProgram();
const folder = mkdtempSync(join(tmpdir(), "warraq-browser-"));
const shots = process.argv[2] === "--screenshots" ? process.argv[3] : null;
if (shots) mkdirSync(shots, { recursive: true });
let failed = 0;

function report(name, faults) {
  failed += faults.length > 0;
  console.log(`${faults.length ? "FAILED" : "ok"}  ${name}`);
  faults.slice(0, 5).forEach((fault) => console.log(`        ${fault}`));
}

// Opens a page and keeps what it says in its console, and whether it ran what it should not.
async function open(address, scheme = "light") {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  const noise = [];
  page.on("console", (message) => message.type() === "error" && noise.push(message.text()));
  page.on("pageerror", (error) => noise.push(error.message));
  page.on("dialog", (dialog) => {
    noise.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  const asked = [];
  page.on("request", (request) => request.url() !== address && !request.url().startsWith("data:") && asked.push(request.url()));
  await page.goto(address, { waitUntil: "load" });
  return { page, noise, asked, close: () => context.close() };
}

async function checkAll(name, address, extra = []) {
  const { page, noise, asked, close } = await open(address);
  for (const [what, check] of extra) report(`${name}: ${what}`, await check(page));
  for (const width of [360, 1400]) report(`${name}: no overflow at ${width}`, await checks.nothingIsWiderThan(page, width));
  report(`${name}: nothing serious for axe, light`, await checks.nothingSeriousForAxe(page));
  await page.emulateMedia({ colorScheme: "dark" });
  report(`${name}: nothing serious for axe, dark`, await checks.nothingSeriousForAxe(page));
  report(`${name}: no error in the console`, noise);
  report(`${name}: nothing is fetched`, asked);
  await close();
}

async function picture(address, name, { width = 1400, height = 900, scheme = "light", before } = {}) {
  if (!shots) return;
  const { page, close } = await open(address, scheme);
  await page.setViewportSize({ width, height });
  if (before) await before(page);
  await page.screenshot({ path: join(shots, name) });
  await close();
}

function pageOf(input, name, arguments_ = []) {
  const path = join(folder, name);
  run(program, ["render", input, "-o", path, ...arguments_]);
  return pathToFileURL(path).href;
}

const recordOf = (input) => JSON.parse(run(program, ["run", input, "-q"]).split("\n")[0]);

const CONTROLS = ["#search", ".legend button", "#profile", "button.theme", ".sheet mark", ".summary-list a", ".names-list a", ".times-list a"];

async function checkDocuments() {
  const hostile = join(folder, "hostile.jsonl");
  writeFileSync(hostile, JSON.stringify({ id: "hostile", text: hostileDocument }));
  const samples = ["analysis-with-sections.txt", "mixed-arabic-english.txt", "page-with-furniture.html"];
  const inputs = [...samples.map((name) => `samples/${name}`), hostile];
  for (const [position, input] of inputs.entries()) {
    const name = input.split("/").at(-1);
    const record = recordOf(input);
    const language = ["--language", position % 2 ? "ar" : "en"];
    const extra = [
      ["spans equal the record's", (page) => checks.spansEqualTheRecord(page, record)],
      ["marks never reorder", checks.marksNeverReorder],
      ["search, labels and profiles answer", usePage],
      ["details tell the item", (page) => panels.detailsTellTheItem(page, record)],
      ["panels equal the record", (page) => panels.panelsEqualTheRecord(page, record)],
      ["the summary leads to its sentences", panels.summaryLeadsToItsSentence],
      ["normalized text stands beside", panels.normalizedStandsBeside],
      ["keys reach everything", (page) => panels.keysReach(page, CONTROLS)],
      ["light and dark change places", panels.themeChanges],
      ["it prints well", panels.printsWell],
    ];
    if (input === hostile) extra.push(["overrides are disarmed", checks.overridesAreDisarmed], ["nothing of it ran", ranNothing]);
    await checkAll(name, pageOf(input, `${name}.html`, language), extra);
  }
  const address = pageOf("samples/analysis-with-sections.txt", "picture.html");
  await picture(address, "document.png", { before: (page) => page.hover("#entities-2") });
  const dark = pageOf("samples/mixed-arabic-english.txt", "dark.html", ["--language", "ar"]);
  await picture(dark, "document-dark.png", { scheme: "dark" });
}

async function ranNothing(page) {
  const ran = await page.evaluate(() => window.ran);
  return ran ? [`it ran: ${ran}`] : [];
}

// The keys and the pointer do what they say.
async function usePage(page) {
  const faults = [];
  const expect = (holds, what) => holds || faults.push(what);
  const marks = await page.locator(".sheet mark[tabindex]").count();
  await page.locator(".sheet mark[tabindex]").first().focus();
  expect(await page.locator("#card").isVisible(), "a focused mark has no details");
  if (marks > 1) {
    await page.keyboard.press("ArrowDown");
    const moved = await page.evaluate(() => document.activeElement.tabIndex === 0 && document.activeElement !== document.querySelector(".sheet mark[tabindex]"));
    expect(moved, "an arrow does not move the focus");
  }
  await page.keyboard.press("Escape");
  expect(!(await page.locator("#card").isVisible()), "the details do not go");
  // The search forgives spelling: without hamza and with harakat.
  await page.fill("#search", "ال\u{64e}عر\u{64e}بي");
  await page.fill("#search", "ال");
  expect(/^[1-9]/.test(await page.locator("#found").textContent()), "the search finds nothing");
  await page.fill("#search", "");
  const button = page.locator(".legend button").first();
  await button.click();
  expect((await page.locator(".name.off").count()) > 0, "a label cannot be hidden");
  await button.click();
  await page.selectOption("#profile", "search");
  expect(await page.locator('.normalized[data-profile="search"]').first().isVisible(), "no normalized text");
  await page.selectOption("#profile", "none");
  return faults;
}

// A run folder of lines of JSON.
function runOf(lines, name) {
  const [input, output] = [join(folder, `${name}.jsonl`), join(folder, name)];
  writeFileSync(input, lines);
  run(program, ["run", input, "-q", "-o", output], [0, 1]);
  return output;
}

async function checkCorpora() {
  const few = pageOf(runOf(hostileCorpus, "hostile-corpus"), "hostile-corpus.html", ["--language", "ar"]);
  await checkAll("hostile corpus", few, [["nothing of it ran", ranNothing]]);
  const many = pageOf(runOf(corpus(10_000), "corpus"), "corpus.html");
  await checkAll("10,000 documents", many, [
    ["opens in time", opensInTime],
    ["the table filters, sorts and turns its pages", useTable],
    ["charts, lists and quarantine are whole", panels.corpusIsWhole],
    ["the graph is legible", panels.graphIsLegible],
    ["keys reach everything", (page) => panels.keysReach(page, ["#filter", ".name-button", ".node", "#documents th button", "#next", "button.theme"])],
    ["light and dark change places", panels.themeChanges],
    ["it prints well", panels.printsWell],
    ["nothing of it ran", ranNothing],
  ]);
  await picture(many, "corpus.png", { height: 1300 });
}

// Three seconds from the first byte to a filled table, and a tenth of that for a filter.
async function opensInTime(page) {
  const loaded = await page.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd);
  const filtered = await page.evaluate(() => {
    const filter = document.getElementById("filter");
    const before = performance.now();
    filter.value = "بيروت";
    filter.oninput();
    document.body.getBoundingClientRect();
    const took = performance.now() - before;
    filter.value = "";
    filter.oninput();
    return took;
  });
  console.log(`        loaded in ${Math.round(loaded)} ms, filtered in ${Math.round(filtered)} ms`);
  const faults = [];
  if (loaded > 3000) faults.push(`loaded in ${loaded} ms`);
  if (filtered > 300) faults.push(`filtered in ${filtered} ms`);
  return faults;
}

async function useTable(page) {
  const faults = [];
  const expect = (holds, what) => holds || faults.push(what);
  const count = async () => Number((await page.locator("#shown-count").textContent()).replace(/\D/g, ""));
  const lines = () => page.locator("#documents tbody tr").count();
  expect((await count()) === 10_000 && (await lines()) === 50, "the table does not start with all documents");
  const dates = async () => (await page.locator("#documents tbody tr td:first-child").allTextContents()).filter((date) => date !== "–");
  const newest = await dates();
  expect(newest.join() === [...newest].sort().reverse().join(), "it is not sorted by date");
  await page.locator('th[data-column="date"] button').click();
  const oldest = await dates();
  expect(oldest.join() === [...oldest].sort().join() && oldest[0] < newest[0], "it cannot be turned around");
  await page.click("#next");
  expect((await page.locator("#page-number").textContent()) === "2 / 200", "it has no second page");
  await page.locator(".name-button").first().click();
  const ofName = await count();
  expect(ofName > 0 && ofName < 10_000, "a name chooses nothing");
  await page.fill("#filter", "طاقه");
  expect((await count()) < ofName && (await count()) > 0, "the filter does not forgive spelling");
  await page.fill("#filter", "");
  await page.click("#chosen-name");
  expect((await count()) === 10_000, "a choice cannot be taken back");
  await page.locator(".node").first().focus();
  await page.keyboard.press("Enter");
  expect((await count()) < 10_000, "the graph cannot be reached by keys");
  return faults;
}

async function checkDifference() {
  const other = join(folder, "other.jsonl");
  const sample = "samples/news-report.txt";
  run(program, ["run", sample, "-q", "-o", other, "--summary-sentences", "4", "--stages", "blocks,sentences,tokens,times,summary"]);
  const path = join(folder, "difference.html");
  run(program, ["render", "--diff", sample, other, "-o", path]);
  await checkAll("difference", pathToFileURL(path).href, [["marks never reorder", checks.marksNeverReorder]]);
}

async function checkServer() {
  const server = spawn(program, ["serve", "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  try {
    const address = await new Promise((resolve) => {
      let said = "";
      server.stderr.on("data", (part) => {
        said += part;
        const address = said.match(/http:\S+(?=\n)/);
        if (address) resolve(address[0]);
      });
    });
    const { page, noise, asked, close } = await open(address);
    // Bytes of control characters make a text no text, and the server says so.
    await page.fill("#entry", hostileDocument);
    await page.waitForFunction(() => document.getElementById("state").textContent.includes("not text"));
    noise.length = 0;
    await page.fill("#entry", hostileDocument.replace(/[\0\x01\x1b]/g, ""));
    await page.waitForSelector("#document .name");
    report("serve: spans stand in the page", (await page.locator("mark.time").count()) ? [] : ["no time"]);
    report("serve: nothing of it ran", await ranNothing(page));
    report("serve: keys and search answer", await usePage(page));
    await page.fill("#entry", "زار الرئيس تونس.");
    await page.waitForFunction(() => document.querySelectorAll("#document .name").length === 1);
    await page.setInputFiles("#file", join(root, "samples/page-with-furniture.html"));
    await page.waitForSelector('#document [data-kind="furniture"]');
    report("serve: a file is opened", (await page.locator("#document .name").count()) > 1 ? [] : ["no names"]);
    for (const width of [360, 1400]) report(`serve: no overflow at ${width}`, await checks.nothingIsWiderThan(page, width));
    report("serve: nothing serious for axe", await checks.nothingSeriousForAxe(page));
    report("serve: no error in the console", noise);
    report("serve: nothing is asked of others", asked.filter((url) => !url.startsWith(address)));
    await close();
  } finally {
    server.kill();
  }
}

try {
  await checkDocuments();
  await checkCorpora();
  await checkDifference();
  await checkServer();
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(failed ? `${failed} checks failed` : "all checks hold");
process.exit(failed ? 1 : 0);
