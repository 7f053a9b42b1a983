// Plays scenes in one browser, for tests, benchmarks and pictures: a line of JSON in, {url, script, ...}, a line of JSON
// out, {value, problems} or {error}. A script sees `page`, a page of Playwright, and what it was `given`.
//
//   node play.mjs chromium
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

// A software renderer complains of its speed, and a refused request is logged by the browser whatever the page does.
const NO_MATTER = /GL Driver Message|status of 4(04|09)/;

const SCENE = 180_000;  // milliseconds, after which a scene that hangs is an error and not the end of all others

const { chromium } = createRequire(import.meta.url)("playwright-core");
const quiet = "--headless --no-sandbox --disable-gpu --enable-unsafe-swiftshader --no-first-run --disable-background-networking";
const launched = await chromium.launch({ executablePath: process.argv[2], args: quiet.split(" ") });
const AsyncFunction = (async () => {}).constructor;

for await (const line of createInterface({ input: process.stdin })) {
  const scene = JSON.parse(line);
  const told = await play(scene).catch((error) => ({ error: error.stack }));
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
await launched.close();

async function play({ url, script, given = null, width = 1280, height = 800, touch = false, scheme = "light", scale = 1, before = "" }) {
  const context = await launched.newContext({
    viewport: { width, height },
    hasTouch: touch,
    isMobile: touch,
    colorScheme: scheme,
    deviceScaleFactor: scale,
    acceptDownloads: false,
  });
  context.setDefaultTimeout(20_000);
  const problems = [];
  const { origin } = new URL(url);
  context.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.origin !== origin && !/^(data|blob):$/.test(asked.protocol)) problems.push(`asked ${request.url()}`);
  });
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !NO_MATTER.test(message.text())) problems.push(`${message.type()}: ${message.text()}`);
  });
  context.on("weberror", (error) => problems.push(error.error().stack));
  context.on("dialog", (dialog) => (problems.push(`alert: ${dialog.message()}`), dialog.dismiss()));
  if (before) await context.addInitScript(before);
  try {
    const page = await context.newPage();
    await page.goto(url);
    const late = new Promise((_, refuse) => setTimeout(refuse, SCENE, new Error("the scene takes too long")).unref());
    const value = await Promise.race([new AsyncFunction("page", "given", script)(page, given), late]);
    return { value: value ?? null, problems };
  } finally {
    await context.close();
  }
}
