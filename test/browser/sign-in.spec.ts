import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { codeOfStep, STEP_SECONDS } from '../../src/security/second-factor/totp.rules';
import { fromBase32 } from '../support/from-base32';
import { expectNoViolations, type Language, openTill, registerGuest, tokenOf, words } from './cashier-till';
import { addColleague, type Colleague, consoleWords, pageLink, signInByPage } from './console-desk';
import { LOOKS, SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';

const REFRESH = '/api/auth/refresh';
const today = (page: Page, language: Language = 'en') =>
  page.getByRole('heading', { level: 1, name: consoleWords[language].today });
const cookiesOf = async (page: Page) => {
  const site = new URL(page.url()).origin;
  return page.context().cookies(`${site}${REFRESH}`);
};

test('no script of a page can read what keeps a person signed in @smoke', async ({ page, request }) => {
  await signInByPage(page, await addColleague(request, 'analyst'), 'en');
  await expect(today(page)).toBeVisible();
  const [cookie, ...others] = await cookiesOf(page);
  expect(others).toEqual([]);
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: REFRESH });
  const secret = cookie?.value ?? '';
  expect(secret.length).toBeGreaterThan(20);
  const readable = await page.evaluate(() => JSON.stringify([document.cookie, localStorage, sessionStorage]));
  expect(readable).not.toContain(secret.slice(1));
  await page.reload();
  await expect(today(page)).toBeVisible();
});

for (const locks of ['with locks', 'without locks, as without TLS'])
  test(`several tabs that are opened at once all stay signed in, ${locks}`, async ({ page, context, request }) => {
    if (locks !== 'with locks')
      await context.addInitScript(() => void Reflect.deleteProperty(Navigator.prototype, 'locks'));
    await signInByPage(page, await addColleague(request, 'analyst'), 'en');
    await expect(today(page)).toBeVisible();
    const tabs = [page, await context.newPage(), await context.newPage(), await context.newPage()];
    for (let round = 0; round < 2; round += 1) {
      await Promise.all(tabs.map((tab) => tab.goto('/admin')));
      for (const tab of tabs) await expect(today(tab)).toBeVisible();
    }
  });

test('two tabs without "stay signed in" belong to two people', async ({ page, context, request }) => {
  const [anna, maria] = [await addColleague(request, 'analyst'), await addColleague(request, 'manager')];
  const other = await context.newPage();
  for (const [tab, person] of [
    [page, anna],
    [other, maria],
  ] as const) {
    await tab.goto('/admin');
    await tab.getByRole('button', { name: 'EN', exact: true }).click();
    await tab.getByLabel('Stay signed in on this device').uncheck();
    await signInHere(tab, person);
    await expect(today(tab)).toBeVisible();
  }
  await page.reload();
  await other.reload();
  await expect(today(page)).toBeVisible();
  await expect(today(other)).toBeVisible();
  const guests = (tab: Page) => pageLink(tab, consoleWords.en.guests);
  // An analyst sees no guests.
  await expect(guests(other)).toHaveCount(1);
  await expect(guests(page)).toHaveCount(0);
});

test('signing out takes the cookie away, without a network as soon as there is one', async ({
  page,
  context,
  request,
}) => {
  const colleague = await addColleague(request, 'analyst');
  const signOut = () => page.getByRole('button', { name: 'Sign out' }).click();
  await signInByPage(page, colleague, 'en');
  await expect(today(page)).toBeVisible();
  await signOut();
  await expect(page.getByLabel(consoleWords.en.email)).toBeVisible();
  expect(await cookiesOf(page)).toEqual([]);

  await signInHere(page, colleague);
  await expect(today(page)).toBeVisible();
  await context.setOffline(true);
  await signOut();
  await expect(page.getByLabel(consoleWords.en.email)).toBeVisible();
  await context.setOffline(false);
  await page.reload();
  await expect.poll(() => cookiesOf(page)).toEqual([]);
  await expect(page.getByLabel(consoleWords.en.email)).toBeVisible();
});

test('a till that was without network goes on in the session that it had', async ({ page, context }) => {
  const word = words.en;
  await openTill(page, 'en');
  await context.setOffline(true);
  await expect(page.locator('footer')).toContainText(word.offline);
  await context.setOffline(false);
  await expect(page.locator('footer')).not.toContainText(word.offline);
  await page.reload();
  await expect(page.getByLabel(word.email)).toHaveCount(0);
  await expect(page.getByLabel(word.amount)).toBeVisible();
});

const SECOND_FACTOR = {
  ru: {
    title: 'Включите вход с кодом',
    again: 'Пароль ещё раз',
    begin: 'Продолжить',
    code: 'Код из приложения-аутентификатора',
    missing: 'Введите шесть цифр из приложения.',
    confirm: 'Включить вход с кодом',
    wrong: 'Нужен код',
    signOut: 'Выйти',
  },
  en: {
    title: 'Set up two-step sign-in',
    again: 'Your password again',
    begin: 'Continue',
    code: 'Code from your authenticator app',
    missing: 'Enter the six digits from the app.',
    confirm: 'Turn on two-step sign-in',
    wrong: 'A code is needed',
    signOut: 'Sign out',
  },
} as const;

for (const { language, width } of LOOKS)
  test(`a network that demands a second factor leads to it before anything else, in ${language} @smoke`, async ({
    page,
    request,
  }) => {
    await page.setViewportSize({ width, height: 844 });
    const word = SECOND_FACTOR[language];
    const manager = await openNetworkThatDemands(request);
    await signInByPage(page, manager, language);
    await expect(page.getByRole('heading', { level: 1, name: word.title })).toBeVisible();
    await expectNoViolations(page);
    await page.getByLabel(word.again).fill('not the password');
    await page.getByRole('button', { name: word.begin }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await page.getByLabel(word.again).fill(manager.password);
    await page.getByRole('button', { name: word.begin }).click();

    const secret = fromBase32((await page.locator('code').innerText()).replaceAll(' ', ''));
    await keepPicture(page, `second-factor-${String(width)}-${language}`);
    await expectNoViolations(page);
    await page.getByRole('button', { name: word.confirm }).click();
    await expect(page.getByText(word.missing)).toBeVisible();
    await page.getByLabel(word.code).fill(codeNow(secret, 0));
    await page.getByRole('button', { name: word.confirm }).click();
    await expect(today(page, language)).toBeVisible();

    await page.getByRole('button', { name: word.signOut }).click();
    await signInHere(page, manager, language);
    const code = page.getByLabel(word.code);
    await expect(code).toBeFocused();
    await expectNoViolations(page);
    await code.fill('000000');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText(word.wrong);
    await code.fill(codeNow(secret, 1));
    await page.keyboard.press('Enter');
    await expect(today(page, language)).toBeVisible();
  });

async function signInHere(page: Page, { email, password }: Colleague, language: Language = 'en'): Promise<void> {
  await page.getByLabel(consoleWords[language].email).fill(email);
  await page.getByLabel(consoleWords[language].password, { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

/** The second-factor code of this half minute or of the next one. The server accepts each code once, and accepts the next one early. */
function codeNow(secret: Buffer, later: number): string {
  return codeOfStep(secret, Math.floor(Date.now() / 1_000 / STEP_SECONDS) + later);
}

async function openNetworkThatDemands(request: APIRequestContext): Promise<Colleague> {
  const email = `manager-${String(randomInt(1_000_000_000))}@example.test`;
  const made = await request.post('/api/networks', {
    headers: { authorization: `Bearer ${await tokenOf(request, 'owner@demo.test')}` },
    data: {
      code: `n${String(randomInt(1_000_000_000))}`,
      name: 'Osteria',
      currency: 'EUR',
      timeZone: 'Europe/Rome',
      country: 'IT',
      language: 'en',
      preset: 'hybrid-5',
      settings: { secondFactor: 'STAFF' },
      manager: { email, name: 'Anna Conti' },
    },
  });
  expect(made.status(), await made.text()).toBe(201);
  const { passwordLink } = (await made.json()) as { passwordLink: { token: string } };
  const password = 'three quiet words';
  const set = await request.post('/api/auth/password/set', { data: { token: passwordLink.token, password } });
  expect(set.status()).toBe(204);
  return { email, password };
}

for (const { language, colorScheme, width } of SWAPPED_LOOKS)
  test.describe(`in ${language}, ${colorScheme}, at ${width} px`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme });

    test('a person of the demonstration is in by one press @smoke', async ({ page }) => {
      await page.goto('/admin');
      await page.getByRole('button', { name: language.toUpperCase(), exact: true }).click();
      const demo = page.getByRole('group', { name: { ru: 'Демонстрация', en: 'Demonstration' }[language] });
      await expect(demo.getByRole('button')).toHaveCount(3);
      await keepPicture(page, `sign-in-demo-${width}-${language}`);
      await expectNoViolations(page);
      await demo.getByRole('button', { name: 'Антон Гусев' }).click();
      await expect(today(page, language)).toBeVisible();
    });

    test('a forgotten password is asked for by e-mail', async ({ page, request }) => {
      const { email } = await addColleague(request, 'analyst');
      const word = {
        ru: { forgot: 'Забыли пароль?', email: 'Эл. почта', send: 'Прислать ссылку', sent: 'Проверьте почту' },
        en: { forgot: 'Forgot your password?', email: 'E-mail', send: 'Send link', sent: 'Check your e-mail' },
      }[language];
      await page.goto('/admin');
      await page.getByRole('button', { name: language.toUpperCase(), exact: true }).click();
      await page.getByRole('link', { name: word.forgot }).click();
      await expect(page.getByRole('heading', { name: word.forgot })).toBeVisible();
      await expectNoViolations(page);
      await page.getByLabel(word.email).fill(email);
      await page.getByRole('button', { name: word.send }).click();
      await expect(page.getByRole('heading', { name: word.sent })).toBeVisible();
      await keepPicture(page, `forgot-sent-${width}-${language}`);
      await expectNoViolations(page);

      const outbox = await request.get('/api/dev/outbox', { params: { to: email } });
      const { items } = (await outbox.json()) as { items: { body: string }[] };
      const [link = ''] = /\/password\?role=\w+#\S+/.exec(items[0]?.body ?? '') ?? [];
      await page.goto(link);
      await expect(page.getByLabel({ ru: 'Новый пароль', en: 'New password' }[language])).toBeVisible();
    });
  });

test('a guest of the demonstration to try the till with is found by one press', async ({ page, request }) => {
  const { name, phone } = await registerGuest(request, 900);
  await page.route('**/api/demo', async (route) => {
    const demo = (await (await route.fetch()).json()) as object;
    await route.fulfill({ json: { ...demo, guests: [{ network: 'demo', name, phone, part: 'SAVER' }] } });
  });
  await openTill(page, 'en');
  const guests = page.getByRole('group', { name: 'Demo guests' });
  await expect(guests).toBeVisible();
  await keepPicture(page, 'cashier-demo-guests');
  await expectNoViolations(page);
  await guests.getByRole('button', { name }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
});

test('the sign-in of the till stays where it is when the people of the demonstration arrive', async ({ page }) => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/demo', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/cashier');
  const field = page.locator('input[type=password]');
  const other = page.getByRole('button', { name: 'This till is bound to a restaurant' });
  await expect(other).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
  const before = [await field.boundingBox(), await other.boundingBox()];
  release();
  await expect(page.getByRole('group', { name: 'Demonstration' })).toBeVisible();
  expect([await field.boundingBox(), await other.boundingBox()]).toEqual(before);
});
