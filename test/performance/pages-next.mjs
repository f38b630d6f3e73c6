import { onSlowLine, sell } from './pages-visits.mjs';

const PASSWORD = 'loyalty-demo';
/** The mark that the pages set when the code of all pages is there (`web/src/shared/api/lazy-part.ts`). */
const PARTS_MARK = 'loyalty parts';
const PATIENCE_MS = 120_000;
const NEXT_SCREEN_MS = 30_000;
/** Wide and high enough for the console to show all entries of its menu at once. */
const WIDE = { width: 1_440, height: 1_400 };
const PHONE = { width: 390, height: 844 };

/** For each application: how to sign in, what to press, and what shows that the next screen is there. */
export const WALKS = {
  console: { viewport: WIDE, enter: enterConsole, presses: 'nav ul a', shown: 'main h1' },
  till: { viewport: WIDE, enter: enterTill, presses: 'footer button', shown: '[role=dialog]', leaveBy: 'Escape' },
  cabinet: { viewport: PHONE, enter: enterCabinet, presses: 'nav a', shown: 'main h1' },
};

/**
 * Presses each entry twice, once the code of all pages is there, and measures from each second press, which finds the
 * screen's data in the page's memory, to the picture of the next screen.
 *
 * @param {import('@playwright/test').Page} page of a context whose service worker is blocked
 * @param {string} server its address
 * @param {keyof typeof WALKS} name
 * @returns {Promise<{ name: string, ms: number }[]>} the slowest first
 */
export async function walk(page, server, name) {
  const { viewport, enter, presses, shown, leaveBy } = WALKS[name];
  await page.setViewportSize(viewport);
  const line = await onSlowLine(page);
  await enter(page, server);
  await page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, PARTS_MARK, {
    timeout: PATIENCE_MS,
  });
  const folded = page.locator('nav button[aria-expanded=false]');
  while ((await folded.count()) > 0) await folded.first().click();
  // The first entry is the screen that is shown already, so its turn comes last.
  const [here, ...others] = await page.locator(presses).all();
  const entries = [...others, here];
  const opened = [];
  for (const isAgain of [false, true])
    for (const entry of entries) {
      if (!isAgain) await line.quiet();
      const ms = await pressed(page, entry, shown);
      if (isAgain) opened.push({ name: (await entry.textContent()) ?? '', ms });
      if (leaveBy !== undefined) await page.keyboard.press(leaveBy);
    }
  return opened.sort((one, other) => other.ms - one.ms);
}

/** Milliseconds from a press to the first frame in which `shown` is a new element or has a new text. */
async function pressed(page, entry, shown) {
  const painted = page.evaluate(
    ([selector, mostMs]) => {
      const { document, requestAnimationFrame, performance } = globalThis;
      const find = () => document.querySelector(selector);
      const [before, text] = [find(), find()?.textContent];
      const isShown = () => find() !== null && (find() !== before || find().textContent !== text);
      return new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error('no next screen')), mostMs);
        const begin = ({ timeStamp }) => {
          const look = () =>
            isShown() ? setTimeout(() => resolve(performance.now() - timeStamp)) : requestAnimationFrame(look);
          requestAnimationFrame(look);
        };
        globalThis.addEventListener('pointerdown', begin, { capture: true, once: true });
      });
    },
    [shown, NEXT_SCREEN_MS],
  );
  const name = await entry.textContent();
  const [ms] = await Promise.all([painted, entry.click()]).catch((cause) => {
    throw new Error(`the press of ${name} opened nothing`, { cause });
  });
  return Math.round(ms);
}

async function enterConsole(page, server) {
  await page.goto(`${server}/admin`);
  await signIn(page, 'manager@demo.test');
  await page.locator('nav ul a').first().waitFor({ timeout: PATIENCE_MS });
}

async function enterTill(page, server) {
  await page.goto(`${server}/cashier`);
  await signIn(page, 'cashier@demo.test');
  await page.locator('main section button').first().click({ timeout: PATIENCE_MS });
  await page.locator('footer button').first().waitFor({ timeout: PATIENCE_MS });
}

async function enterCabinet(page, server) {
  const phone = await sell(server);
  await page.goto(`${server}/cabinet/demo`);
  await page.locator('input[type=tel]').fill(phone, { timeout: PATIENCE_MS });
  await page.locator('button[type=submit]').click();
  const code = page.locator('input[autocomplete=one-time-code]');
  await code.waitFor({ timeout: PATIENCE_MS });
  const { items } = await (await fetch(`${server}/api/dev/outbox?to=${encodeURIComponent(phone)}`)).json();
  // The last digit sends the code.
  await code.fill(/\d{6}/.exec(items[0].body)[0]);
  await page.locator('nav a').first().waitFor({ timeout: PATIENCE_MS });
}

async function signIn(page, person) {
  await page.locator('input[type=email]').fill(person);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
}
