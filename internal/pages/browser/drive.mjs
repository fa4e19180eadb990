// Drives the pages in a real browser, as people with different languages,
// screens and habits would. Each check is a line of JSON on standard output,
// {"name", "fault"}, which browser_test.go turns into tests of its own.
import { chromium } from "playwright-core";
import axe from "axe-core";
import { mkdirSync } from "node:fs";
import { flows } from "./flows.mjs";
import { formsOf, lost } from "./forms.mjs";

const { PASSAGE_URL: base, PASSAGE_SESSION: session, PASSAGE_CHROMIUM: executablePath, PASSAGE_SCREENS: screens, PASSAGE_PATHS: paths, PASSAGE_FORMS: moreForms } = process.env;
mkdirSync(screens, { recursive: true });

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const report = (name, fault) => console.log(JSON.stringify({ name, fault: fault ?? "" }));

// PASSAGE_ONLY says which checks are wanted, as a regular expression of names.
const wanted = new RegExp(process.env.PASSAGE_ONLY ?? "");

export async function check(name, run) {
  if (!wanted.test(name)) return;
  try {
    report(name, await run());
  } catch (e) {
    report(name, String(e?.message ?? e).slice(0, 2000));
  }
}

const screensOf = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 900 } };

async function visitor({ language, screen, script = true, signedIn = true }) {
  const context = await browser.newContext({ viewport: screensOf[screen], locale: language, javaScriptEnabled: script, reducedMotion: "reduce" });
  const cookies = [{ name: "passage_language", value: language, url: base }];
  if (signedIn) cookies.push({ name: "passage_session", value: session, url: base });
  await context.addCookies(cookies);
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  page.troubles = [];
  page.on("console", (m) => m.type() === "error" && page.troubles.push(m.text()));
  page.on("pageerror", (e) => page.troubles.push(String(e)));
  page.on("request", (r) => { if (!r.url().startsWith(base) && !r.url().startsWith("data:")) page.troubles.push("loads " + r.url()); });
  return { context, page };
}

// look says what is wrong with a page as it stands, and keeps a picture of it.
async function look(page, name, direction) {
  await page.screenshot({ path: `${screens}/${name.replaceAll("/", "_")}.png`, fullPage: true });
  const faults = await glance(page, direction);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  for (const v of violations) faults.push(`axe ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
  faults.push(...page.troubles.splice(0));
  return faults.join("\n");
}

// glance says what is wrong with a page that depends on the length of its words.
async function glance(page, direction) {
  const faults = [];
  const found = await page.evaluate(() => ({
    dir: document.documentElement.dir,
    wide: document.documentElement.scrollWidth - innerWidth,
    headings: document.querySelectorAll("h1").length,
    title: document.title,
    // What scrolls to the side shows that, has a name and is reached by keys.
    scrolls: [...document.querySelectorAll("main :not(textarea)")].filter((e) => e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX))
      .filter((e) => e.tabIndex < 0 || !e.ariaLabel || !getComputedStyle(e).backgroundAttachment.includes("local")).map((e) => e.outerHTML.slice(0, 100)),
    keys: (document.body.innerText.match(/\b[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)+\b/g) ?? []),
  }));
  if (found.dir !== direction) faults.push(`reads ${found.dir}`);
  if (found.wide > 0) faults.push(`is ${found.wide} px wider than the screen`);
  if (found.headings !== 1) faults.push(`has ${found.headings} first headings`);
  if (!found.title) faults.push("has no title");
  if (found.scrolls.length) faults.push(`scrolls to the side without a hint: ${found.scrolls}`);
  if (found.keys.length) faults.push(`shows keys of the catalogue: ${found.keys}`);
  faults.push(...page.troubles.splice(0));
  return faults;
}

const direction = (language) => (language === "ar" ? "rtl" : "ltr");

for (const language of ["en", "ar"]) {
  for (const screen of ["phone", "desk"]) {
    const { context, page } = await visitor({ language, screen });
    for (const path of paths.split(" ")) {
      const name = `${language}/${screen}${path.replaceAll("?", "-")}`;
      await check(name, async () => {
        const answer = await page.goto(base + path);
        if (answer.status() !== 200) return `status ${answer.status()}`;
        return look(page, name, direction(language));
      });
    }
    await context.close();
  }
}
for (const language of ["fr", "tr"]) { // set as English is: only their words are longer
  const { context, page } = await visitor({ language, screen: "phone" });
  for (const path of paths.split(" ")) {
    await check(`${language}/phone${path}`, async () => {
      await page.goto(base + path);
      return (await glance(page, "ltr")).join("\n");
    });
  }
  await context.close();
}
{
  // Every form that there is on any page, once: browser_test.go knows which there have to be.
  const { context, page } = await visitor({ language: "en", screen: "desk" });
  const stranger = await visitor({ language: "en", screen: "desk", signedIn: false });
  const met = new Set();
  for (const [visits, path] of [[stranger.page, "/signin"], ...`${paths} ${moreForms}`.split(" ").map((p) => [page, p])]) {
    if (!wanted.test("form ")) break;
    await visits.goto(base + path);
    for (const { action, n } of await formsOf(visits)) {
      if (met.has(action)) continue;
      met.add(action);
      await check("form " + action, () => lost(visits, base + path, n));
    }
  }
  await context.close();
  await stranger.context.close();
}
for (const flow of flows) {
  for (const way of flow.ways) {
    const { context, page } = await visitor(way);
    const name = `${flow.name}/${way.language}/${way.screen}${way.script === false ? "/no-script" : ""}`;
    await check(name, async () => {
      const faults = [];
      await flow.run({
        page, base, way,
        look: async (step) => {
          const fault = way.script === false ? "" : await look(page, `${name}/${step}`, direction(way.language));
          if (way.script === false) await page.screenshot({ path: `${screens}/${name.replaceAll("/", "_")}_${step}.png`, fullPage: true });
          if (fault) faults.push(`${step}: ${fault}`);
        },
        must: (ok, what) => { if (!ok) faults.push(what); },
      });
      return faults.join("\n");
    });
    await context.close();
  }
}
await browser.close();
