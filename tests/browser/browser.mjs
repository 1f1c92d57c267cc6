// Chromium for the tests of pages: whatever it complains of is an error, and so is whatever axe finds.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(process.env.PURE_BROWSER_MODULES + "/");
const { chromium } = require("playwright-core");
const axe = require.resolve("axe-core/axe.min.js");

// Without these Chromium calls home, again and again.
const QUIET = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update",
];

/** Runs a command in the sandbox, and returns what it prints. */
export function run(command) {
  return execFileSync("sh", ["-c", command], { encoding: "utf8", env: process.env });
}

/** Fails with `message` unless `value` is true. */
export function check(value, message) {
  if (!value) {
    throw new Error(message);
  }
}

/** Presses what leads to another page, and waits for it. */
export async function press(page, button) {
  await Promise.all([page.waitForEvent("load"), button.click()]);
}

/** Opens a browser; `pictures` is a folder for screenshots, or nothing. */
export async function open(pictures) {
  const profile = mkdtempSync(join(process.env.TMPDIR ?? tmpdir(), "chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: "/usr/bin/chromium",
    args: QUIET,
    ignoreHTTPSErrors: true,
    viewport: { width: 1600, height: 1000 },
    reducedMotion: "reduce",
    permissions: [],
  });
  context.setDefaultTimeout(20000);
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      complaints.push(`${page.url()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error}`));
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
  }
  return { context, page, complaints, pictures };
}

/** A refused form is answered by 4xx, which the browser reports as if it were an error of the page. */
export function forgive(browser) {
  const left = browser.complaints.filter((it) => !/status of 4\d\d/.test(it));
  browser.complaints.splice(0, browser.complaints.length, ...left);
}

/** Nothing that axe calls serious or critical, light and dark, wide and narrow; and nothing sticks out. */
export async function inspect(browser, name) {
  const { page, pictures } = browser;
  // What has the focus may lie over something else.
  await page.evaluate(() => document.activeElement?.blur());
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of [1600, 400]) {
      await page.setViewportSize({ width, height: width === 400 ? 860 : 1000 });
      const found = await audit(page);
      check(found.length === 0, `${name} at ${width}, ${scheme}: ${JSON.stringify(found, null, 1)}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      check(wide <= width, `${name} at ${width}: it is ${wide} wide`);
      if (pictures) {
        const path = join(pictures, `${name}-${width}-${scheme}.png`);
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        const clip = { x: 0, y: 0, width, height: Math.min(height, width === 400 ? 1400 : 1000) };
        await page.screenshot({ path, clip, fullPage: true, animations: "disabled" });
      }
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1600, height: 1000 });
}

/** What axe finds on the page. Its script comes from outside of the page, so the page's policy is left. */
async function audit(page) {
  const has = await page.evaluate(() => typeof globalThis.axe !== "undefined");
  if (!has) {
    const { readFileSync } = await import("node:fs");
    const session = await page.context().newCDPSession(page);
    await session.send("Runtime.evaluate", { expression: readFileSync(axe, "utf8") });
    await session.detach();
  }
  return page.evaluate(async () => {
    const result = await globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return result.violations
      .filter((it) => ["serious", "critical", "moderate"].includes(it.impact))
      .map((it) => ({ id: it.id, help: it.help, where: it.nodes.map((node) => node.html).slice(0, 3) }));
  });
}

/** Ends: nothing was complained of. */
export async function close(browser) {
  await browser.context.close();
  check(browser.complaints.length === 0, browser.complaints.join("\n"));
  console.log("done");
}
