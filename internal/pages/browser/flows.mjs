// What people come to do, step by step. A flow is run in each of its ways.
import { createServer } from "node:net";

const everyWay = [
  { language: "en", screen: "desk" },
  { language: "ar", screen: "phone" },
  { language: "en", screen: "phone", script: false },
];

// sent presses a button that sends a form, and waits for the page that follows.
async function sent(page, button, way) {
  if (way.script === false) return button.click();
  await page.evaluate(() => { window.before = document.documentElement; });
  await button.click();
  await page.waitForFunction(() => document.documentElement !== window.before && document.readyState === "complete");
}

// change saves another amount in the tables, so that what follows from them begins anew.
async function change(page, base) {
  await page.goto(base + "/scenarios");
  await page.locator("main .card h2 a").first().click();
  await page.goto(page.url() + "/tables/supplies");
  const cell = page.locator("[name='c.0.3']");
  await cell.fill(String(+(await cell.inputValue()) + 1));
  await page.locator("#grid button.main").click();
  await page.waitForURL("**said=revision_saved*");
}

export const flows = [
  {
    name: "plan a scenario", ways: everyWay,
    async run({ page, base, way, look, must }) {
      await page.goto(base + "/scenarios");
      await page.locator("form[action$='/plan'] button").first().click();
      for (let i = 0; i < 120 && (await page.locator(".headline").count()) === 0; i++) {
        await page.waitForTimeout(500);
        if (way.script === false) await page.reload();
      }
      must((await page.locator(".headline").count()) === 1, "the plan does not come");
      await look("plan");
    },
  },
  {
    name: "move the map", ways: [{ language: "en", screen: "desk" }, { language: "ar", screen: "phone" }],
    async run({ page, base, look, must }) {
      await page.goto(base + "/consignments?open=all");
      const consignment = await page.locator("main a[href^='/consignments/']").first().getAttribute("href");
      for (const path of ["/", consignment]) {
        let tiles = 0;
        const parts = (r) => { if (r.url().includes("/basemap.pmtiles") && r.status() === 206) tiles++; };
        page.on("response", parts);
        await page.goto(base + path);
        const button = page.locator("[data-map]").first();
        await button.focus();
        await page.keyboard.press("Enter");
        const map = page.locator(".moving");
        await map.locator("canvas").first().waitFor();
        must(tiles > 0, path + ": no part of the basemap is asked for");
        must(await map.evaluate((m) => m === document.activeElement), path + ": the map is not where the keyboard is");
        // Half of every tile of the test's basemap is land, and half is water.
        const colours = await page.waitForFunction(() => {
          const seen = new Set();
          for (const c of document.querySelectorAll(".moving canvas")) {
            const { width, height } = c;
            for (const x of [0.1, 0.9]) seen.add(c.getContext("2d").getImageData(width * x, height / 2, 1, 1).data.join());
          }
          seen.delete("0,0,0,0");
          return seen.size >= 2 ? [...seen] : null;
        }, null, { timeout: 10000 }).then((h) => h.jsonValue(), () => []);
        must(colours.length >= 2, path + ": the basemap is not drawn: " + colours);
        must((await map.innerText()).includes("Test & co"), path + ": it does not say whose data they are");
        must((await map.locator(".leaflet-marker-icon[aria-label]").count()) >= 2, path + ": doors and hubs are not on it");
        await look(path === "/" ? "today" : "consignment");
        const before = await map.locator(".leaflet-map-pane").getAttribute("style");
        await map.focus();
        await page.keyboard.press("ArrowRight");
        await page.waitForFunction((was) => document.querySelector(".moving .leaflet-map-pane").getAttribute("style") !== was, before);
        await page.keyboard.press("+");
        await page.keyboard.press("+");
        await page.waitForTimeout(300);
        await look(path === "/" ? "today near" : "consignment near");
        // On paper the still map stands.
        await page.emulateMedia({ media: "print" });
        must((await map.isVisible()) === false && (await page.locator("figure.moved .wide").isVisible()), path + ": the moving map is printed");
        await page.emulateMedia({ media: "screen" });
        await button.click();
        must((await page.locator(".moving").count()) === 0 && (await page.locator("figure:has([data-map]) svg.dr:visible").count()) > 0, path + ": the still map does not come back");
        page.off("response", parts);
      }
      // A line that is lost says so.
      await page.goto(base + "/");
      await page.route("**/map.json*", (route) => route.abort());
      await page.locator("[data-map]").first().click();
      await page.locator(".moves [role=alert]").waitFor();
      page.troubles.length = 0; // the browser tells of what was cut
      await page.unroute("**/map.json*");
    },
  },
  {
    name: "first visit over a thin line", ways: [{ language: "en", screen: "phone" }, { language: "ar", screen: "phone" }],
    // 400 kbit/s and 400 ms there and back: what arrives, and whether it jumps.
    async run({ page, base, must }) {
      const line = await page.context().newCDPSession(page);
      await line.send("Network.enable");
      await line.send("Network.emulateNetworkConditions", { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
      let bytes = 0;
      line.on("Network.loadingFinished", (e) => { bytes += e.encodedDataLength; });
      const visit = async (path) => {
        bytes = 0;
        const begin = Date.now();
        await page.goto(base + path, { waitUntil: "load" });
        const seconds = (Date.now() - begin) / 1000;
        await page.waitForTimeout(300);
        const shift = await page.evaluate(() => new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value; }).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 100);
        }));
        return { seconds, shift, kilobytes: bytes / 1000 };
      };
      const first = await visit("/");
      must(first.kilobytes <= 100, `the first visit takes ${first.kilobytes.toFixed(0)} kB, more than 100`);
      must(first.shift < 0.001, `the first page jumps by ${first.shift}`);
      for (const path of ["/doors", "/consignments", "/needs", "/asks", "/engagements", "/impediments"]) {
        const later = await visit(path);
        must(later.kilobytes <= 30, `${path} takes ${later.kilobytes.toFixed(0)} kB, more than 30`);
        must(later.shift < 0.001, `${path} jumps by ${later.shift}`);
      }
      console.error(`first visit: ${first.kilobytes.toFixed(0)} kB, ${first.seconds.toFixed(1)} s`);
    },
  },
  {
    name: "say it when the line is back", ways: [{ language: "tr", screen: "phone" }, { language: "ar", screen: "phone" }],
    async run({ page, base, look, must }) {
      await page.goto(base + "/waybills");
      const waybill = await page.locator("main th a[href^='/waybills/']").first().getAttribute("href");
      await page.goto(base + waybill + "/say/held");
      await page.locator("[name=place]").fill("kerem-shalom");
      await page.locator("[name=reason]").fill("papers");
      await page.context().setOffline(true);
      await page.locator("main form button.main").click();
      await page.waitForTimeout(300);
      must(page.url().endsWith("/say/held") && (await page.locator("[name=reason]").inputValue()) === "papers", "what was typed is gone");
      must(await page.locator("#offline").isVisible(), "it does not say that there is no line");
      page.troubles.length = 0; // the browser tells of what it could not send
      await page.context().setOffline(false);
      await look("kept");
      await page.locator("main form button.main").click();
      await page.waitForURL("**said=saved*");
    },
  },
  {
    name: "count trucks", ways: everyWay,
    async run({ page, base, way, look, must }) {
      const how = "flow " + Date.now(); // told apart from what other ways count
      const row = () => page.locator("tr", { hasText: how });
      const count = async (number) => {
        await page.locator("[name=number]").fill(number);
        if (!(await page.locator("[name=how]").isVisible())) await page.locator("form.fields > details summary").first().click();
        await page.locator("[name=how]").fill(how);
      };
      await page.goto(base + "/doors/kerem-shalom");
      await page.locator("main a[href$='/count']").click();
      await page.waitForURL("**/count");
      await count(way.language === "ar" ? "١٢" : "12");
      if (way.script !== false) {
        await page.context().setOffline(true);
        await page.locator("main form button.main").click();
        await page.locator("main form .sending.faults").waitFor().catch(() => must(false, "it does not say that no answer came"));
        must(await page.locator("#offline").isVisible() && (await page.locator("[name=how]").inputValue()) === how, "what was typed is gone without a line");
        page.troubles.length = 0; // the browser tells of what was cut
        await page.context().setOffline(false);
      }
      await page.locator("main form button.main").click();
      await page.waitForURL("**said=saved*");
      must((await row().count()) === 1, "the count is not listed");
      await count("8");
      await page.locator("main form button.main").click();
      await page.locator("[name=meant]").first().waitFor();
      must((await page.locator("[name=number]").inputValue()) === "8", "what was typed is gone");
      page.troubles.length = 0; // the browser tells of the status of what has to be filled in again
      await look("asks");
      await page.locator("[name=meant]").last().check();
      await page.locator("main form button.main").click();
      await page.waitForURL("**said=count_right*");
      must((await row().locator("del").count()) === 1 && (await row().count()) === 1, "the count that was wrong is not struck");
      await row().locator("a").click();
      await page.waitForURL(/count\/[0-9a-f-]+$/);
      await page.locator("[name=number]").fill("21");
      await page.locator("[name=why]").fill("a lane was left out");
      await look("right");
      await page.locator("main form button.main").click();
      await page.waitForURL("**said=count_right*");
      must((await row().locator("del").count()) === 2, "what was put right twice is not struck twice");
      await look("list");
      await row().locator("a").click();
      await page.waitForURL(/count\/[0-9a-f-]+$/);
      await page.locator("form.fields > details summary").last().click();
      await page.locator("button[value=back]").click();
      await page.waitForURL("**said=count_back*");
      must((await row().locator("strong").count()) === 0 && (await row().locator("del").count()) === 3, "what was taken back counts");
    },
  },
  {
    name: "a dead line", ways: [{ language: "en", screen: "desk" }, { language: "ar", screen: "phone" }],
    // The browser believes that there is a line, and there is none.
    async run({ page, base, way, look, must }) {
      await page.clock.install();
      await page.goto(base + "/waybills");
      const waybill = await page.locator("main th a[href^='/waybills/']").first().getAttribute("href");
      const held = () => page.goto(base + waybill).then(() => page.locator("main").innerText()).then((text) => text.split(reason).length - 1);
      const reason = "papers " + way.language + Date.now();
      await page.goto(base + waybill + "/say/held");
      const form = page.locator("main form"), send = form.locator("button.main"), told = form.locator(".sending.faults");
      const type = async () => {
        await page.locator("[name=place]").fill("kerem-shalom");
        await page.locator("[name=reason]").fill(reason);
      };
      await type();
      const name = await page.locator("[name=form]").inputValue();
      const stays = async (how) => {
        await told.waitFor().catch(() => must(false, how + ": it does not say that no answer came"));
        must(await told.evaluate((e) => e === document.activeElement).catch(() => false), how + ": the focus is elsewhere");
        must(page.url().endsWith("/say/held") && (await page.locator("[name=reason]").inputValue()) === reason, how + ": what was typed is gone");
        must((await page.locator("[name=form]").inputValue()) === name, how + ": it is another form");
        page.troubles.length = 0; // the browser tells of what was cut
      };
      must(await page.evaluate(() => navigator.onLine), "the browser knows of it");
      let answer;
      await page.route("**/say/held", (route) => (route.request().method() === "POST" ? answer(route) : route.fallback()));

      answer = (route) => route.abort("connectionreset");
      await send.click();
      await stays("cut");
      await look("unanswered");
      answer = (route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" });
      await send.click();
      await stays("a proxy");
      answer = (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<h1>Buy credit</h1>" });
      await send.click();
      await stays("who sells the line");
      answer = (route) => route.fulfill({ status: 302, headers: { Location: base + "/roles" } });
      await send.click();
      await stays("who sells the line, elsewhere");

      // It is accepted and never answered.
      const silent = createServer(() => {}).listen(0, "127.0.0.1");
      await new Promise((ready) => silent.once("listening", ready));
      answer = (route) => route.continue({ url: `http://127.0.0.1:${silent.address().port}/` });
      await send.click();
      must((await told.count()) === 0, "it still says that no answer came");
      await page.clock.fastForward(4000);
      const stop = form.locator(".sending button");
      await stop.waitFor();
      await look("sending");
      await stop.click();
      await stays("stopped");
      await send.click();
      await page.clock.fastForward(125000);
      await stays("silent");
      silent.close();

      // It outlives a reload, and a session that ends meanwhile.
      await page.reload();
      must((await page.locator("[name=reason]").inputValue()) === reason && (await page.locator("[name=form]").inputValue()) === name, "what was typed does not outlive a reload");
      must((await form.locator(".said").count()) === 1, "it does not say that what was typed is back");
      await look("back");
      const cookies = await page.context().cookies(base);
      await page.context().clearCookies({ name: "passage_session" });
      answer = (route) => route.fallback();
      await send.click();
      await page.waitForURL("**/signin?back=*");
      page.troubles.length = 0; // the browser notes the status 401
      must((await page.locator(".banner.said").count()) === 1, "it does not say that what was typed is kept");
      await look("signed out");
      await page.context().addCookies(cookies);
      await page.goto(base + new URL(page.url()).searchParams.get("back"));
      must((await page.locator("[name=reason]").inputValue()) === reason, "what was typed is gone with the session");
      must((await held()) === 0, "it was said without an answer");

      // Only the answer is lost.
      await page.goto(base + waybill + "/say/held");
      answer = async (route) => { await route.fetch(); await route.abort("connectionreset"); };
      await send.click();
      await stays("the answer");
      answer = (route) => route.fallback();
      await send.click();
      await page.waitForURL("**said=saved*");
      must((await held()) === 1, "it counts more than once, or not at all");
      await page.goto(base + waybill + "/say/held");
      must((await page.locator("[name=reason]").inputValue()) === "", "what was taken is brought back");

      // What is wrong of it is said in its place, and the way back leads to the form.
      await page.locator("[name=place]").fill("zikim");
      await page.locator("[name=reason]").fill(reason.padEnd(4200, "."));
      await send.click();
      await page.locator("[name=reason][aria-invalid=true]").waitFor();
      page.troubles.length = 0; // the browser notes the status 422
      await look("wrong");
      await page.goBack();
      await page.locator(".said button").click();
      await page.waitForFunction(() => document.querySelector("[name=reason]").value === "");
    },
  },
  {
    name: "a report outlives a reload", ways: [{ language: "en", screen: "desk" }, { language: "ar", screen: "phone" }],
    // Rows that were asked for, and what was read from a text, come back as well.
    async run({ page, base, look, must }) {
      const field = (name) => page.locator(`[name="${name}"]`);
      await page.goto(base + "/engagements/new");
      await field("subject").fill("Kerem Shalom");
      await page.locator("#commitments button[name=more]").click();
      await field("c1_by").fill("COGAT");
      must(page.url() === base + "/engagements/new#commitments", "more rows lead to " + page.url());
      await page.reload();
      await field("c1_by").waitFor();
      must((await field("c1_by").inputValue()) === "COGAT" && (await field("subject").inputValue()) === "Kerem Shalom", "a row is gone");
      await look("rows");
      await page.goto(base + "/engagements/read");
      await field("text").fill("JERUSALEM, 20 October 2025 - The UN Coordinator, Ingrid Halvorsen, met the Coordinator of Government Activities in the Territories, Major General Amos Livne, in Jerusalem on Sunday to discuss crossings and trucks. Livne pledged that 60 trucks a day would pass through Kerem Shalom from 21 October.");
      await page.locator("form.fields button.main").click();
      await field("c0_what").waitFor();
      const read = await field("c0_what").inputValue();
      must(read !== "" && page.url() === base + "/engagements/new", "it is not read, or stands at " + page.url());
      await field("where").fill("Jerusalem, by telephone");
      await page.reload();
      await page.locator("main form [name=report]").waitFor({ state: "attached" });
      await field("c0_what").waitFor();
      must((await field("c0_what").inputValue()) === read && (await field("where").inputValue()) === "Jerusalem, by telephone", "what was read is gone");
      await look("read");
      await page.goBack();
      await page.waitForFunction(() => document.querySelector("[name=text]")?.value.startsWith("JERUSALEM"), null, { timeout: 5000 }).catch(() => must(false, "the text is gone on the way back: " + page.url()));
    },
  },
  {
    name: "put a load right", ways: everyWay,
    async run({ page, base, look, must }) {
      await page.goto(base + "/");
      await page.goto(base + (await page.locator("main a[href$='#do']").getAttribute("href")));
      await page.locator("main a[href*='/release/']").last().click();
      await page.waitForURL("**/release/*");
      await page.locator("[name=number]").fill("RIGHT-" + Date.now());
      await page.locator("[name=trucks]").fill("1");
      await page.locator("[name=vehicles]").fill("12-345-67");
      await page.locator("main form button.main").last().click();
      await page.waitForURL("**said=released");
      await page.locator("main th a[href^='/waybills/']").first().click();
      await page.waitForURL("**/waybills/*");
      await page.locator("a[href*='/say/corrected']").click();
      await page.waitForURL("**/say/corrected*");
      await page.locator("[name=error]").selectOption("incorrect_data");
      await page.locator("main form button.main").click();
      await page.waitForURL("**/say/loaded*");
      await page.locator("[name=amount0]").fill("950");
      await page.locator("[name=vehicle]").fill("76-543-21");
      await look("anew");
      await page.locator("main form button.main").click();
      await page.locator("button[value=sure]").waitFor();
      await look("check");
      await page.locator("button[value=sure]").click();
      await page.waitForURL("**said=saved");
      must((await page.locator("main").innerText()).includes("76-543-21"), "the plate is not put right");
      await look("right");
    },
  },
  {
    name: "follow what was given", ways: everyWay,
    async run({ page, base, look, must }) {
      await page.goto(base + "/needs");
      await page.locator("nav.tabs a[href='/given']").click();
      const donors = page.locator("h2[id^=given]");
      must((await donors.count()) > 1, "there is one donor at most");
      await page.locator("select[name=donor]").selectOption({ index: 1 });
      await page.locator("form.filter button.main").click();
      await page.waitForURL(/donor=/);
      must((await donors.count()) === 1, "others than the donor asked for are shown");
      await look("donor");
      await page.locator("td.bad a").first().click(); // lost
      await page.waitForURL(/losses=1/);
      must((await page.locator("table.rows .bad").count()) > 0, "the figure of what was lost leads to nothing that was");
    },
  },
  {
    name: "record an engagement", ways: everyWay,
    async run({ page, base, way, look, must }) {
      await page.goto(base + "/engagements/new");
      const field = (name) => page.locator(`[name="${name}"]`);
      await field("form_of").selectOption("call");
      await field("subject").fill("نقاش الوقود");
      await sent(page, page.locator("button[value=commitments]"), way);
      must((await field("subject").inputValue()) === "نقاش الوقود" && (await field("c1_by").count()) === 1, "more rows lose what was typed, or do not come");
      await field("c1_what").fill("forty trucks");
      await field("c1_all").fill("٤٠");
      await field("c1_from").fill("2020-02-01");
      await field("c1_to").fill("2020-01-01");
      await field("subject").press("Enter");
      await page.locator(".faults a").first().waitFor();
      must((await page.locator("[aria-invalid=true]").count()) >= 3 && (await field("c1_all").inputValue()) === "٤٠", "what is wrong is not said at its field, or what was typed is gone");
      page.troubles.length = 0; // the browser notes the status 422
      await look("wrong");
      await field("c1_by").fill("COGAT");
      await field("c1_door").fill("zikim");
      await field("c1_to").fill("2020-03-01");
      await sent(page, page.locator("form.fields button.main"), way);
      must(page.url().includes("/engagements/E-"), "it was not saved: " + page.url());
      must((await page.locator("meter, .tag").count()) >= 1, "the commitment is not shown");
      await look("saved");
    },
  },
  {
    name: "from a closed crossing to what was kept", ways: [{ language: "tr", screen: "desk" }, { language: "ar", screen: "phone" }],
    // Somebody new: a crossing closes, who goes without, what to ask, the brief, the
    // report of a meeting, two commitments, and which was kept by the fortnight's trucks.
    async run({ page, base, way, look, must }) {
      const field = (name) => page.locator(`[name="${name}"]`);
      await page.goto(base + "/doors");
      await page.locator("main a[href='/doors/kissufim']").first().click();
      await page.locator("main a[href$='/say']").first().click();
      await field("status").selectOption("closed");
      await field("reason").fill("none stated");
      await page.locator("form.fields button.main").click();
      for (let n = 0; n < 120 && ((await page.locator("main .card a[href^='/plans/']").count()) === 0 || (await page.locator("[role=status][hx-get]").count()) > 0); n++) await page.waitForTimeout(500);
      must((await page.locator("main .card ul li strong").count()) >= 1, "who goes without is not told on the page of the door");
      await look("closed");

      await page.goto(base + "/asks");
      for (let n = 0; n < 240 && ((await page.locator("main tbody tr").count()) < 3 || (await page.locator("#asks[hx-get]").count()) > 0); n++) await page.waitForTimeout(500);
      must((await page.locator("main tbody tr").count()) >= 3, "three asks do not come");
      await look("asks");
      await page.locator("main tbody a[href^='/asks/']").first().click();
      for (let n = 0; n < 120 && (await page.locator("#where").count()) > 0; n++) await page.waitForTimeout(500);
      must((await page.locator("[data-print]").count()) === 1, "the brief cannot be printed");
      await look("brief");

      await page.goto(base + "/engagements");
      await page.locator("main a[href='/engagements/read']").first().click();
      await field("text").fill("RAMALLAH, 20 October 2025 - The UN Deputy Special Coordinator, Ingrid Halvorsen, met the Coordinator of Government Activities in the Territories, Major General Amos Livne, in Jerusalem on Sunday to discuss crossings and trucks. Halvorsen called on COGAT to reopen Kerem Shalom. Livne pledged that 60 trucks a day would pass through Kerem Shalom from 21 October. He also undertook to open Zikim within a week.");
      await sent(page, page.locator("form.fields button.main"), way);
      must((await field("c0_what").inputValue()) !== "" && (await field("c1_what").inputValue()) !== "", "the two commitments are not read");
      await look("read");
      for (const k of ["c0", "c1"]) {
        const zikim = (await field(k + "_what").inputValue()).includes("Zikim");
        const typed = { by: "COGAT", door: zikim ? "zikim" : "kerem-shalom", from: "2025-10-20", to: "2025-10-26", day: zikim ? "" : "60" };
        for (const [name, value] of Object.entries(typed)) await field(`${k}_${name}`).fill(value);
      }
      await sent(page, page.locator("form.fields button.main").last(), way);
      await look("saved");
      must(page.url().includes("/engagements/E-"), "it was not saved: " + page.url());
      await page.goto(base + "/commitments?on=2025-10-27&holder=COGAT");
      must((await page.locator(".card .tag.bad").count()) >= 1, "Zikim, which never opened, is not told");
      await look("kept");
    },
  },
  {
    name: "change the language", ways: [{ language: "en", screen: "desk" }, { language: "ar", screen: "phone", script: false }],
    async run({ page, base, way, must }) {
      await page.goto(base + "/scenarios");
      await page.locator("select[name=language]").selectOption("tr");
      await sent(page, page.locator("form.tongues button"), way);
      must((await page.locator("html").getAttribute("lang")) === "tr", "the page is not Turkish");
      must(page.url().endsWith("/scenarios"), "it leads elsewhere");
    },
  },
  {
    name: "stranger", ways: [{ language: "ar", screen: "phone", signedIn: false }],
    async run({ page, base, look, must }) {
      await page.goto(base + "/scenarios");
      must(page.url().includes("/signin"), "a stranger sees " + page.url());
      await look("signin");
    },
  },
  {
    name: "sign-in page", ways: [{ language: "en", screen: "phone", signedIn: false }, { language: "ar", screen: "phone", signedIn: false, script: false }],
    async run({ page, base, way, look, must }) {
      await page.goto(base + "/signin");
      await page.locator("input[name=name]").fill("amal");
      await page.locator("input[name=password]").fill("not this one at all");
      await sent(page, page.locator("form[action='/signin'] button"), way);
      must((await page.locator("input[name=name]").inputValue()) === "amal", "the name that was typed is gone");
      must((await page.locator(".faults").count()) === 1, "nothing says what is wrong");
      page.troubles.length = 0; // the browser notes the status 422
      await look("wrong");
    },
  },
  {
    name: "edit a table", ways: everyWay,
    async run({ page, base, way, look, must }) {
      await page.goto(base + "/scenarios");
      await page.locator("main .card h2 a").first().click();
      const scenario = page.url();
      await page.goto(scenario + "/tables/supplies");
      const cell = page.locator("[name='c.0.3']");
      const before = await cell.inputValue();
      await cell.fill("many");
      await page.locator("#grid button.main").click();
      await page.locator("#problems").waitFor();
      page.troubles.length = 0; // the browser notes the status 422
      must((await page.locator("[name='c.0.3']").inputValue()) === "many", "what was typed is gone");
      must((await page.locator("[name='c.0.3']").getAttribute("aria-invalid")) === "true", "the cell is not marked");
      await look("wrong");
      const now = String(+before + 1 + everyWay.indexOf(way));
      if (way.script !== false) {
        await page.goto(scenario + "/tables/supplies");
        must((await page.locator("[name='c.0.3']").inputValue()) === "many", "what was typed does not outlive leaving the page");
        await page.locator("#drop").click();
        await page.waitForFunction((was) => document.querySelector("[name='c.0.3']").value === was, before);
        await page.locator("[name='c.0.3']").focus();
        await page.evaluate(() => {
          const data = new DataTransfer();
          data.setData("text/plain", "5\t2025-11-01\n6\t2025-11-02\n");
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        });
        must((await page.locator("[name='c.1.4']").inputValue()) === "2025-11-02", "the block is not pasted");
        await look("pasted");
        await page.locator("#undo").click();
        must((await page.locator("[name='c.0.3']").inputValue()) === before, "pasting is not undone at once");
        await page.locator("[name='c.0.3']").press("ArrowDown");
        must((await page.evaluate(() => document.activeElement.name)) === "c.1.3", "the arrow key does not go down");
        await page.locator("#add").click();
        must((await page.locator("[name='new.2.0']").count()) === 1, "no row is added");
      }
      await page.locator("[name='c.0.3']").fill(now);
      await page.locator("#grid input[name=what]").fill("counted again");
      await page.locator("#grid button.main").click();
      await page.waitForURL("**said=revision_saved*");
      must((await page.locator("[name='c.0.3']").inputValue()) === now, "the cell is not saved");
      await look("saved");
      await page.goto(scenario);
      await page.locator(".history a").first().click();
      must((await page.locator("main").innerText()).includes("counted again"), "the history does not tell why");
      await look("revision");
      await page.locator("form[action$='/restore'] button").click();
      await page.waitForURL("**said=revision_restored*");
      await look("restored");
      if (way.script !== false) {
        const kept = () => page.evaluate(() => Object.keys(sessionStorage).filter((k) => /^passage\.(grid|typed)/.test(k)).length);
        await page.goto(scenario + "/tables/supplies");
        await page.locator("[name='c.0.3']").fill("left behind");
        await page.waitForTimeout(600);
        must((await kept()) === 1, "what is typed is not kept: " + JSON.stringify(await page.evaluate(() => ({ ...sessionStorage }))));
        await page.route("**/leave", (r) => r.fulfill({ status: 204, headers: { Passage: "answer", Location: "/signin" } })); // the session is needed further on
        await page.evaluate(() => document.querySelector("form[action='/leave']").requestSubmit());
        await page.waitForURL(base + "/");
        must((await kept()) === 0, "who signs out leaves behind what they typed");
        await page.unroute("**/leave");
      }
    },
  },
  {
    name: "asks while they are ranked", ways: [{ language: "ar", screen: "phone" }],
    async run({ page, base, must }) { // a picture of the whole page would make it jump
      await change(page, base);
      await page.addInitScript(() => {
        window.shifted = 0;
        new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shifted += e.value; }).observe({ type: "layout-shift", buffered: true });
      });
      await page.goto(base + "/asks");
      must((await page.locator("#asks progress").count()) === 1, "the ranking is there at once, so nothing grows");
      await page.waitForFunction(() => !document.querySelector("#asks progress"), null, { timeout: 600000 });
      must((await page.locator("#asks tbody tr").count()) > 0, "there is no ranking");
      const shift = await page.evaluate(() => window.shifted);
      must(shift < 0.001, `the page jumps by ${shift} while the ranking grows`);
    },
  },
  {
    name: "two people edit", ways: everyWay,
    async run({ page, base, way, look, must }) {
      await page.goto(base + "/scenarios");
      await page.locator("main .card h2 a").first().click();
      const table = page.url() + "/tables/nodes";
      await page.goto(table);
      const other = await page.context().newPage();
      await other.goto(table);
      await other.locator("[name='c.0.1']").fill("Theirs " + way.language + everyWay.indexOf(way));
      await other.locator("#grid button.main").click();
      await other.waitForURL("**said=revision_saved*");
      if (way.script !== false) {
        await page.waitForSelector("#news .history", { timeout: 20000 });
        await look("told");
      }
      await page.locator("[name='c.0.1']").fill("Mine " + way.language + everyWay.indexOf(way));
      await page.locator("#grid button.main").click();
      await page.locator("#problems").waitFor();
      page.troubles.length = 0; // the browser notes the status 422
      must((await page.locator("[name='c.0.1']").inputValue()).startsWith("Mine"), "what was typed is gone");
      must((await page.locator("#problems").innerText()).includes("Theirs"), "what the other saved is not shown");
      await look("conflict");
      await page.locator("#grid button.main").click();
      await page.waitForURL("**said=revision_saved*");
      must((await page.locator("[name='c.0.1']").inputValue()).startsWith("Mine"), "it is not saved at last");
      await other.close();
    },
  },
  {
    name: "identity provider", ways: [{ language: "ar", screen: "phone", signedIn: false }, { language: "tr", screen: "desk", signedIn: false }, { language: "en", screen: "phone", signedIn: false, script: false }],
    async run({ page, base, way, look, must }) {
      await page.goto(base + "/roles");
      await look("button");
      if (way.script === false) { // the way there is a page, which is looked at while the provider is kept away
        const elsewhere = (u) => !u.href.startsWith(base);
        await page.route(elsewhere, (route) => route.abort("aborted"));
        await page.locator("form[action='/signin/identity'] button").click();
        await page.waitForURL(base + "/signin/identity");
        await page.waitForTimeout(300);
        await look("leaving");
        await page.unroute(elsewhere);
      }
      await page.goto(base + "/signin?back=/roles");
      await page.locator("form[action='/signin/identity'] button").click();
      await page.waitForURL(base + "/roles");
      page.troubles.length = 0; // the browser told of loading from the provider
      must((await page.locator("footer form[action='/leave']").count()) === 1, "nobody is signed in");
    },
  },
  {
    // It signs out, and so comes after all that need the session.
    name: "passkey", ways: [{ language: "ar", screen: "phone" }],
    async run({ page, base, look, must }) {
      const devices = await page.context().newCDPSession(page);
      await devices.send("WebAuthn.enable");
      await devices.send("WebAuthn.addVirtualAuthenticator", {
        options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
      });
      // Passkeys have no use for 127.0.0.1, and say so.
      await page.goto(base + "/account/ways");
      must((await page.locator("[data-new]").count()) === 0, "a passkey is offered on an IP address");
      const named = base.replace("127.0.0.1", "localhost");
      const cookies = await page.context().cookies(base);
      await page.context().addCookies(cookies.map(({ name, value }) => ({ name, value, url: named })));
      await page.goto(named + "/account/ways");
      await page.locator("#f-passkey").fill("a virtual phone");
      await page.locator("[data-new] button").click();
      await page.waitForURL("**/account?said=ways_set");
      page.troubles.length = 0; // the browser told of loading from another name
      must((await page.getByText("a virtual phone").count()) > 0, "the passkey is not in the list");
      await look("made");
      await page.locator("footer form[action='/leave'] button").click();
      await page.waitForURL("**/signin");
      await page.locator("[data-ask] button").click();
      await page.waitForURL(named + "/");
      await page.goto(named + "/account");
      page.troubles.length = 0;
      must((await page.getByText("a virtual phone").count()) > 0, "the passkey signs nobody in");
    },
  },
];
