import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

type AxePage = ConstructorParameters<typeof AxeBuilder>[0]['page'];

/** All rules but those of level AAA, which the screens do not promise. Experimental rules compare the visible text with the text that a screen reader reads out. */
const ALL_RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice', 'experimental'];
/** Rules whose result depends on colours. */
const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Whether the colours of a page are checked in both colour schemes. `npm test` checks only the scheme of the test. */
const ARE_BOTH_SCHEMES_CHECKED = !process.env.TESTS_LEFT_OUT;

/** The state of each page that was checked last, so that a second check of the same state, as for its picture, is left out. */
const checked = new WeakMap<Page, string>();

/** Runs the accessibility check in the page itself, which has no frames; a report in a separate page would take twice as long. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(endFading);
  const state = await page.evaluate(() => document.documentElement.outerHTML);
  if (checked.get(page) === state) return;
  expect(await violationsOf(page, ALL_RULES)).toEqual([]);
  if (ARE_BOTH_SCHEMES_CHECKED) await expectColoursOfOtherScheme(page);
  checked.set(page, state);
}

/** Shows the page in the other colour scheme, checks the rules that depend on colours, and shows the scheme of the test again. */
async function expectColoursOfOtherScheme(page: Page): Promise<void> {
  const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const [scheme, other] = isDark ? (['dark', 'light'] as const) : (['light', 'dark'] as const);
  await page.emulateMedia({ colorScheme: other });
  try {
    // The page learns of the scheme a moment later. A page in which a person chose a scheme keeps the chosen scheme.
    await page
      .waitForFunction((name) => document.documentElement.dataset.mantineColorScheme === name, other, {
        polling: 20,
        timeout: 1_000,
      })
      .catch(() => undefined);
    await page.evaluate(endFading);
    expect(await violationsOf(page, RULES_OF_COLOURS), `in the scheme ${other}`).toEqual([]);
  } finally {
    await page.emulateMedia({ colorScheme: scheme });
  }
}

async function violationsOf(page: Page, runOnly: string[]): Promise<string[]> {
  // On a phone the keypad may cover half of a field, and the check would call the field too small; cashier-look measures all fields.
  const isNarrow = (page.viewportSize()?.width ?? 0) < 720 && page.url().includes('/cashier');
  // Axe brings its own copy of Playwright's types for the same page.
  const { violations } = await new AxeBuilder({ page: page as unknown as AxePage })
    .setLegacyMode()
    .options({
      runOnly,
      ...(runOnly === ALL_RULES && { rules: { 'target-size': { enabled: !isNarrow } } }),
      // The report needs no details about rules that the page meets.
      resultTypes: ['violations'],
      selectors: false,
    })
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/**
 * Finishes all running animations of the page, because half-faded text has too little contrast. Waiting for their end could take forever, because
 * Chromium draws no frames of an idle page.
 */
function endFading(): void {
  for (const animation of document.getAnimations())
    if (animation.playState === 'running' && animation.effect?.getComputedTiming().endTime !== Infinity)
      animation.finish();
}
