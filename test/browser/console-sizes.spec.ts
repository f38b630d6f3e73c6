import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { expectNoViolations, historyOf } from './cashier-till';
import { addGuestWithStory, asManager, MANAGER, signInTo } from './console-desk';
import { keepPicture } from './harness/pictures';
import { addReward, expectToFit } from './rewards-desk';

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
      await signInTo(page, MANAGER, language);
      for (const [name, path] of Object.entries(await pagesOf(request))) {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.locator('main [aria-busy=true], main [data-loading=true]')).toHaveCount(0);
        await expectNoViolations(page);
        for (const size of SIZES) {
          await page.setViewportSize(size);
          await keepPicture(page, `console-${name}-${String(size.width)}-${language}`);
          await test.step(`${name} at ${String(size.width)} px`, async () => {
            await expectToFit(page, size.width);
            expect(await cutWords(page)).toEqual([]);
          });
        }
      }
    });
  });

/** A page of each kind, of things that have a story. */
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
    referrals: '/referrals?state=ANY',
    receipt: `/receipts/${sale?.id ?? ''}`,
    shifts: '/shifts',
    reports: '/reports',
    liability: '/liability',
    programs: '/programs',
    program: '/programs/1',
    rewards: '/rewards',
    reward: `/rewards/${reward.id}`,
    coupons: '/rewards/coupons',
    segments: '/segments',
    'segment-new': '/segments/new',
    campaigns: '/campaigns',
    'campaign-new': '/campaigns/new',
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
