// Copyright 2026 Permanence contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
//
// Takes the screens of the README and of docs/; called by tools/pictures.py.
// node pictures.js ADDRESS CHROMIUM FOLDER NAME,LOGIN,PATH[,SELECTOR] ...
const { chromium } = require("playwright-core");

const WAIT = { timeout: 60000 };
const [address, executablePath, folder, ...screens] = process.argv.slice(2);

async function take(browser, screen) {
    const [name, login, path, selector] = screen.split(",");
    const context = await browser.newContext({
        viewport: { width: 1180, height: 660 },
        locale: "fr-FR",
        timezoneId: "Europe/Brussels",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT.timeout);
    await page.goto(`${address}/web/login`);
    await page.fill("input[name=login]", login);
    await page.fill("input[name=password]", "permanence");
    await Promise.all([page.waitForNavigation(WAIT), page.click("button[type=submit]")]);
    if (path) {
        await page.goto(`${address}/odoo/${path}`);
    }
    await page.waitForSelector(selector || ".o_action_manager > *", WAIT);
    await page.waitForFunction(
        () => !document.querySelector(".o_loading_indicator, .o_blockUI"),
        null,
        WAIT
    );
    // The lines of a chart grow for a second.
    await page.waitForTimeout(1500);
    await page.screenshot({ path: `${folder}/${name}.png`, animations: "disabled" });
    await context.close();
}

(async () => {
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    for (const screen of screens) {
        await take(browser, screen);
    }
    await browser.close();
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
