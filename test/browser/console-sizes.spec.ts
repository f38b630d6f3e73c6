import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { expectNoViolations, historyOf } from './cashier-till';
import { readFileSync } from 'node:fs';
import { addGuestWithStory, asManager, type Colleague, MANAGER, signInTo } from './console-desk';
import { keepPicture } from './harness/pictures';
import { addReward, expectToFit } from './rewards-desk';

const OWNER: Colleague = { email: 'owner@demo.test', password: 'loyalty-demo' };

/** A hundred pages in five widths. */
const WHOLE_CONSOLE_MS = 1_200_000;

const SIZES = [
  { width: 390, height: 844 },
  { width: 820, height: 1180 },
  { width: 1024, height: 768 },
  { width: 1280, height: 800 },
  { width: 1440, height: 900 },
] as const;

for (const { language, colorScheme } of [
  { language: 'ru', colorScheme: 'light' },
  { language: 'en', colorScheme: 'dark' },
] as const)
  test.describe(`in ${language}, ${colorScheme}`, () => {
    test.use({ colorScheme, viewport: SIZES[2] });

    test('every page of the console fits every screen, with no word of a button cut', async ({ page, request }) => {
      test.setTimeout(WHOLE_CONSOLE_MS);
      const paths = await pagesOf(request);
      const walked = new Set(Object.values(paths));
      expect(routesOf('web/src/admin/console.tsx', '/admin').filter((path) => !walked.has(path))).toEqual([]);
      await signInTo(page, MANAGER, language);
      for (const [name, path] of Object.entries(paths)) await expectToFitAll(page, `console-${name}`, path, language);
      // The server of these tests has no MAX, so the answer is made up.
      await page.route('**/api/max-bot', (route) => route.fulfill({ json: MAX_BOT }));
      await expectToFitAll(page, 'console-look-max', '/admin/settings/look', language);
      await expect(page.getByText(MAX_BOT.miniAppUrl)).toBeVisible();
    });

    test('every page of the owner fits every screen', async ({ page }) => {
      await signInTo(page, OWNER, language, '/owner');
      for (const path of ['/owner', ...routesOf('web/src/owner/pages.tsx', '/owner')])
        await expectToFitAll(page, path.slice(1).replaceAll('/', '-'), path, language);
    });
  });

/** A bot in MAX whose updates were lost, with a contract for one kind of messages. */
const MAX_BOT = {
  isAvailable: true,
  username: 'trattoria_loyalty_bot',
  connectedAt: '2026-11-20T09:29:57.000Z',
  miniAppUrl: 'https://loyalty.example.test/cabinet/t01a22b331e02733bb833ec9cb8f04a10',
  webhookCheckedAt: '2026-11-20T09:39:57.000Z',
  webhookLostAt: '2026-11-20T09:29:57.000Z',
  webhookFailure: 'max 401',
  trustsContacts: false,
  contracts: [
    {
      kind: 'CAMPAIGNS',
      number: 'MAX-2026/117',
      signedOn: '2026-01-10',
      recordedAt: '2026-11-20T09:29:59.000Z',
      recordedBy: 'Марина Лебедева',
    },
  ],
};

/** All groups of the navigation are in sight, and so are all pages of the open one. */
const WHOLE_NAVIGATION = [1024, 1280];

async function expectToFitAll(page: Page, name: string, path: string, language: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('main [aria-busy=true], main [data-loading=true]')).toHaveCount(0);
  await expectNoViolations(page);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await keepPicture(page, `${name}-${String(size.width)}-${language}`);
    await test.step(`${name} at ${String(size.width)} px`, async () => {
      await expectToFit(page, size.width);
      expect(await cutWords(page)).toEqual([]);
      expect(await outside(page)).toEqual([]);
      if (WHOLE_NAVIGATION.includes(size.width)) expect(await isNavigationScrolled(page)).toBe(false);
      if (name === 'console-campaigns' && size.width >= 1024) expect(await scrolledTables(page)).toEqual([]);
    });
  }
}

/** Addresses of an application that need no id, as its router names them. */
function routesOf(file: string, base: string): string[] {
  const routes = [...readFileSync(file, 'utf8').matchAll(/^ {8}page\(\s*'([a-z-]+(?:\/[a-z-]+)*)',/gm)];
  expect(routes, `routes in ${file}`).not.toEqual([]);
  return routes.map(([, path]) => `${base}/${String(path)}`);
}

/** Buttons, links and fields of the page that stand right of the window and cannot be scrolled to. */
function outside(page: Page): Promise<string[]> {
  return page.locator('main :is(button, a, input, select)').evaluateAll((parts) => {
    const scrolls = (part: Element | null): boolean =>
      part !== null && (/auto|scroll/.test(getComputedStyle(part).overflowX) || scrolls(part.parentElement));
    return parts
      .filter((part) => part.getBoundingClientRect().width > 1 && !part.matches('.visually-hidden'))
      .filter((part) => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .filter((part) => !scrolls(part.parentElement))
      .map((part) => part.textContent);
  });
}

/** The captions of tables that are read by scrolling sideways. */
function scrolledTables(page: Page): Promise<(string | null)[]> {
  return page
    .locator('main [role=region]:has(> table)')
    .evaluateAll((all) =>
      all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.getAttribute('aria-label')),
    );
}

function isNavigationScrolled(page: Page): Promise<boolean> {
  return page
    .locator('nav ul')
    .first()
    .evaluate((list) => list.scrollHeight > list.clientHeight + 1);
}

/** One page of each kind, each with data. */
async function pagesOf(request: APIRequestContext): Promise<Readonly<Record<string, string>>> {
  const headers = await asManager(request);
  const firstOf = async (path: string) => {
    const { items } = (await (await request.get(path, { headers })).json()) as { items: readonly { id: string }[] };
    return items[0]?.id ?? '';
  };
  const guest = await addGuestWithStory(request);
  const [sale] = (await historyOf(request, guest)).filter(({ type }) => type === 'SALE');
  const reward = await addReward(request);
  const paths = {
    today: '',
    guests: '/guests',
    guest: `/guests/${guest.id}`,
    'referrals-any': '/referrals?state=ANY',
    receipt: `/receipts/${sale?.id ?? ''}`,
    shifts: '/shifts',
    reports: '/reports',
    analytics: '/analytics',
    'analytics-hours': '/analytics/hours',
    'analytics-staff': '/analytics/staff',
    'analytics-rfm': '/analytics/rfm',
    'analytics-items': '/analytics/items',
    'analytics-tiers': '/analytics/tiers',
    'analytics-gifts': '/analytics/gifts',
    'analytics-new-guests': '/analytics/new-guests',
    'analytics-figures': '/analytics/figures',
    'analytics-letter': '/analytics/letter',
    'analytics-cohorts': '/analytics/cohorts?show=perGuest',
    liability: '/liability',
    fraud: '/fraud',
    'fraud-rules': '/fraud/rules',
    'gift-cards': '/gift-cards',
    'gift-report': '/gift-cards/report',
    programs: '/programs',
    program: '/programs/1',
    'program-search': '/programs/search',
    rewards: '/rewards',
    reward: `/rewards/${reward.id}`,
    coupons: '/rewards/coupons',
    segments: '/segments',
    'segment-new': '/segments/new',
    campaigns: '/campaigns',
    'campaign-new': '/campaigns/new',
    leaderboard: '/games',
    wheel: '/games/wheel',
    'wheel-new': '/games/wheel/new',
    cases: '/cases',
    menu: '/menu',
    restaurants: '/restaurants',
    restaurant: `/restaurants/${await firstOf('/api/restaurants')}`,
    'restaurant-groups': '/restaurants/groups',
    'restaurant-settlements': '/restaurants/settlements',
    staff: '/staff',
    roles: '/staff/roles',
    'company-sign-in': '/staff/sign-in',
    'api-keys': '/api-keys',
    audit: '/audit',
    approvals: '/approvals',
    plan: '/plan',
    settings: '/settings',
    sandbox: '/settings/sandbox',
    shadow: '/settings/shadow',
    look: '/settings/look',
    families: '/guests/families',
    'guest-imports': '/guests/imports',
    redeemed: '/rewards/redeemed',
    'reward-new': '/rewards/new',
    feedback: '/feedback',
    messages: '/messages',
    templates: '/messages/templates',
    'template-new': '/messages/templates/new',
    automations: '/automations',
    rfm: '/segments/rfm',
    integrations: '/integrations',
    account: '/account',
    referrals: '/referrals',
  };
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, `/admin${path}`]));
}

/** The words of buttons and tabs that are not seen whole. */
function cutWords(page: Page): Promise<string[]> {
  return page.locator('button, button span').evaluateAll((parts) =>
    parts
      .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 1)
      .filter((part) => getComputedStyle(part).display !== 'inline')
      .map((part) => part.textContent),
  );
}
