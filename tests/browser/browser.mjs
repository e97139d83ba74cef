// Chromium and the program: found, built, started.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// The browser, or the reason why there is none.
export async function startBrowser() {
  const path = process.env.CHROMIUM || "/usr/bin/chromium";
  if (!existsSync(path)) return { skipped: `${path} is not there` };
  let playwright;
  try {
    playwright = await import("playwright-core");
  } catch {
    return { skipped: "`npm ci` was not run" };
  }
  return { browser: await playwright.chromium.launch({ executablePath: path, args: FLAGS }) };
}

// The program's path; WARRAQ names one that is built already.
export function buildProgram() {
  if (process.env.WARRAQ) return process.env.WARRAQ;
  const arguments_ = ["build", "--quiet", "--release", "--package", "warraq-cli"];
  const { status } = spawnSync("cargo", arguments_, { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error("the program cannot be built");
  return join(process.env.CARGO_TARGET_DIR || join(root, "target"), "release", "warraq");
}

export function run(program, arguments_, codes = [0]) {
  const options = { cwd: root, encoding: "utf-8", maxBuffer: 1 << 30 };
  const { status, stdout, stderr } = spawnSync(program, arguments_, options);
  if (!codes.includes(status)) throw new Error(`${arguments_.join(" ")}: ${status}\n${stderr}`);
  return stdout;
}
