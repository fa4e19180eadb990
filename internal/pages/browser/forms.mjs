// What holds of every form: where no answer comes, the page, what was typed, and the name
// of the form stay, also over a reload; of forms with secrets nothing is kept.
const posts = "form[method=post]";

// formsOf are the forms of a page: the path that each is sent to, and its place.
export const formsOf = (page) => page.locator(posts).evaluateAll((all) => all.map((form, n) => ({ action: new URL(form.getAttribute("action"), location.href).pathname, n })));

// typed are the names and values of a form as they stand; what is not shown but its name is the page's.
const typed = (form) => form.evaluate((f) => JSON.stringify([...f.querySelectorAll("input[name]:not([type=file]), select, textarea")]
  .filter((e) => e.type !== "hidden" || e.name === "form").map((e) => [e.name, /checkbox|radio/.test(e.type) ? e.checked : e.value])));

// fill writes something into every field.
const fill = (form) => form.evaluate((f) => {
  for (const e of f.querySelectorAll("input[name]:not([type=hidden]):not([type=file]), select, textarea")) {
    if (/checkbox|radio/.test(e.type)) e.checked = !e.checked;
    else if (e.tagName === "SELECT") e.selectedIndex = e.options.length - 1;
    else if (e.type === "date") e.value = "2025-10-20";
    else if (e.type === "datetime-local") e.value = "2025-10-20T08:15";
    else e.value = "typed " + e.name;
    e.dispatchEvent(new Event("input", { bubbles: true }));
    e.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

export async function lost(page, address, n) {
  const faults = [];
  await page.goto(address);
  const form = page.locator(posts).nth(n);
  await form.evaluate((f) => { for (let e = f; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true; });
  await fill(form);
  const before = await typed(form);
  const cut = (route) => (route.request().method() === "POST" ? route.abort("connectionreset") : route.fallback());
  await page.route("**", cut);
  await form.evaluate((f) => { f.noValidate = true; f.requestSubmit(); });
  await form.locator(".sending.faults").waitFor({ timeout: 5000 }).catch(() => faults.push("it does not say that no answer came"));
  if (!(await form.locator(".sending.faults").evaluate((e) => e === document.activeElement).catch(() => false))) faults.push("the focus is not on that");
  if (page.url() !== address) faults.push("it left for " + page.url());
  if ((await typed(form)) !== before) faults.push("what was typed is gone");
  await page.unroute("**", cut);
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  if ((await form.getAttribute("data-secret")) !== null || (await form.locator("[type=password], [name=code], [name=key], [name=lat], [name=contacts]").count()) > 0) {
    if (kept.includes("typed ")) faults.push("a secret is kept: " + kept);
  } else if ((await form.evaluate((f) => f.closest("main") && f.querySelector("input:not([type=hidden]):not([type=file]), select, textarea")) !== null)) {
    await page.reload();
    const after = await typed(page.locator(posts).nth(n)); // a table may have more blank rows by then
    const gone = JSON.parse(before).map((field) => JSON.stringify(field)).filter((field) => !after.includes(field));
    if (gone.length > 0) faults.push("what was typed does not outlive a reload: " + gone.slice(0, 5));
  }
  await page.evaluate(() => sessionStorage.clear());
  page.troubles.length = 0; // the browser tells of what was cut
  return faults.join("\n");
}
