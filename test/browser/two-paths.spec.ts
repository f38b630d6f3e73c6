import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { adminWords } from './admin-words';
import { codeSentTo } from './cabinet-desk';
import { words } from './cashier-till';
import { countActs } from './counted-acts';
import { openEmptyNetwork } from './empty-network';

const MOST_OF_GUEST = 6;
const MOST_OF_MANAGER = 25;
const CHARGE = { en: /^Charge €/, ru: /^Принять / } as const;

const somePhone = () => `+7903${String(randomInt(10_000_000)).padStart(7, '0')}`;

test('a new guest gets from the QR on a table to the first points by few acts', async ({ page, request }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const { press, fill, key, expectAtMost } = countActs(page);
  const { code } = await openEmptyNetwork(request, 'en');
  const network = (await (await request.get(`/api/auth/guest/networks/${code}`)).json()) as {
    registration: { bonus: number };
  };
  expect(network.registration.bonus).toBeGreaterThan(0);
  // The QR on a table is the address of the cabinet.
  await page.goto(`/cabinet/${code}`);
  const phone = somePhone();
  await fill(page.getByLabel('Phone'), phone);
  await key('Enter');
  const codeField = page.getByLabel('Code', { exact: true });
  await expect(codeField).toBeFocused();
  await fill(codeField, await codeSentTo(request, phone));
  await key('Enter');
  const register = page.getByRole('button', { name: 'Register' });
  await expect(register).toBeVisible();
  for (const consent of await page.getByRole('checkbox').all()) await press(consent);
  await press(register);
  await expect(page.getByRole('main')).toContainText(`${String(network.registration.bonus)} points`);
  expectAtMost(MOST_OF_GUEST);
});

for (const language of ['en', 'ru'] as const)
  test(`a manager gets from an empty network to the first sale by few acts, in ${language}`, async ({
    page,
    request,
  }) => {
    const t = adminWords(language);
    const till = words[language];
    const { press, fill, key, expectAtMost } = countActs(page);
    const { manager } = await openEmptyNetwork(request, language);
    const step = (name: string) => page.getByRole('listitem', { name: t(`firstRun.step.${name}`) });
    const go = (name: string) => press(step(name).getByRole('link', { name: t(`firstRun.go.${name}`) }));
    const dialog = page.getByRole('dialog');
    const back = () => press(page.getByRole('link', { name: t('nav.today') }));

    await page.goto('/admin');
    await press(page.getByRole('button', { name: language.toUpperCase(), exact: true }));
    await fill(page.getByLabel(till.email), manager.email);
    await fill(page.getByLabel(till.password, { exact: true }), manager.password);
    await key('Enter');

    await go('restaurant');
    await press(page.getByRole('button', { name: t('places.newRestaurant') }));
    await fill(dialog.getByLabel(t('names.en'), { exact: true }), 'Osteria');
    await press(dialog.getByRole('button', { name: t('places.addRestaurant') }));
    await press(page.getByRole('button', { name: new RegExp(`^${t('places.newTill')}: `) }));
    await fill(dialog.getByLabel(t('names.en'), { exact: true }), 'Bar');
    await press(dialog.getByRole('button', { name: t('places.addTill') }));
    await expect(page.getByRole('listitem').filter({ hasText: 'Bar' })).toBeVisible();
    await back();

    await go('sale');
    await press(page.getByRole('button', { name: till.newGuest }));
    await fill(dialog.getByRole('textbox').first(), somePhone());
    await press(dialog.getByRole('button', { name: till.register }));
    await fill(page.getByLabel(till.amount), '100');
    await press(page.getByRole('button', { name: CHARGE[language] }));
    await expect(page.getByText(till.next)).toBeVisible();
    expectAtMost(MOST_OF_MANAGER);
  });
