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
];
