// What people come to do, step by step. A flow is run in each of its ways.
const everyWay = [
  { language: "en", screen: "desk" },
  { language: "ar", screen: "phone" },
  { language: "en", screen: "phone", script: false },
];

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
    name: "change the language", ways: [{ language: "en", screen: "desk" }, { language: "ar", screen: "phone", script: false }],
    async run({ page, base, must }) {
      await page.goto(base + "/scenarios");
      await page.locator("select[name=language]").selectOption("tr");
      await page.locator("form.tongues button").click();
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
  {
    name: "sign-in page", ways: [{ language: "en", screen: "phone", signedIn: false }, { language: "ar", screen: "phone", signedIn: false, script: false }],
    async run({ page, base, look, must }) {
      await page.goto(base + "/signin");
      await page.locator("input[name=name]").fill("amal");
      await page.locator("input[name=password]").fill("not this one at all");
      await page.locator("form[action='/signin'] button").click();
      must((await page.locator("input[name=name]").inputValue()) === "amal", "the name that was typed is gone");
      must((await page.locator(".faults").count()) === 1, "nothing says what is wrong");
      page.troubles.length = 0; // the browser notes the status 422
      await look("wrong");
    },
  },
];
