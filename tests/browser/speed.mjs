// How long a page takes from its first byte until it is painted, beside the same page as a static file:
// prints the times of both in milliseconds, measured in turns.
import { createServer } from "node:https";
import { readFileSync } from "node:fs";

import { check, open } from "./browser.mjs";

const [, , address, key, certificate, runs] = process.argv;
const browser = await open();
const { context, page } = browser;

// The page that is looked at most often, as somebody who has logged in sees it.
await page.goto(`https://${address}/log-in`);
await page.getByLabel("User").fill("pureuser");
await page.getByLabel("Password").fill("pureuser");
await page.getByRole("button", { name: "Log in" }).click();
await page.waitForURL(`https://${address}/`);

// The same bytes as files.
const files = new Map();
for (const path of ["/", ...(await page.evaluate(() => performance.getEntriesByType("resource").map((it) => new URL(it.name).pathname)))]) {
  if (path === "/" || path.startsWith("/assets/")) {
    const response = await context.request.get(`https://${address}${path}`);
    check(response.ok(), path);
    const { "content-type": kind, "cache-control": cache } = response.headers();
    files.set(path, { body: await response.body(), kind, cache });
  }
}
const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
  const file = files.get(request.url);
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": file.kind, "cache-control": file.cache }).end(file.body);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const peer = `127.0.0.1:${server.address().port}`;

async function painted(host) {
  await page.goto(`https://${host}/`);
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  return page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation");
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return paint.startTime - navigation.responseStart;
  });
}

const times = { ours: [], peer: [] };
await painted(address);
await painted(peer);
for (let run = 0; run < Number(runs); run += 1) {
  times.ours.push(await painted(address));
  times.peer.push(await painted(peer));
}
await context.close();
server.closeAllConnections();
server.close();
console.log(JSON.stringify(times));
