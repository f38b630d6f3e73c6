import { type APIRequestContext, expect, type Locator, type Page } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { type Language, registerGuest, type TestGuest, tokenOf } from './cashier-till';

/** Shared by the tests of the console: texts, people, and a guest with transactions. */
export interface Colleague {
  readonly email: string;
  readonly password: string;
}

interface Page50<Item> {
  readonly items: readonly Item[];
}

export const asManager = async (request: APIRequestContext) => ({
  authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}`,
});

/** A link by which a new colleague sets their password. */
export async function inviteColleague(
  request: APIRequestContext,
  role: 'manager' | 'analyst',
): Promise<{ email: string; token: string }> {
  const email = `${role}-${String(randomInt(1_000_000_000))}@demo.test`;
  const answer = await request.post('/api/users', {
    headers: await asManager(request),
    data: { email, role, name: role === 'analyst' ? 'Анна Аналитик' : 'Мария Менеджер' },
  });
  expect(answer.status()).toBe(201);
  const { id, passwordLink } = (await answer.json()) as { id: string; passwordLink: { token: string } | null };
  const link = passwordLink ?? (await approveChangeOf(request, id)).passwordLink;
  return { email, token: String(link?.token) };
}

interface ApprovedChange {
  readonly passwordLink: { readonly token: string } | null;
  readonly apiKey: { readonly id: string } | null;
}

/** A second manager approves the change of a person or the network that the first one requested. */
export async function approveChangeOf(request: APIRequestContext, subjectId: string): Promise<ApprovedChange> {
  const headers = { authorization: `Bearer ${await tokenOf(request, SECOND_MANAGER.email)}` };
  const waiting = await request.get('/api/change-requests?limit=200', { headers });
  const { items } = (await waiting.json()) as Page50<{ id: string; subjectId: string }>;
  const asked = items.find((item) => item.subjectId === subjectId);
  const approved = await request.post(`/api/change-requests/${String(asked?.id)}/approve`, { headers });
  expect(approved.status()).toBe(200);
  return (await approved.json()) as ApprovedChange;
}

/** Changes settings of the network; a higher limit is let through by the second manager. */
export async function changeSettings(request: APIRequestContext, settings: object): Promise<void> {
  const headers = await asManager(request);
  const id = await networkIdOf(request);
  const answer = await request.patch(`/api/networks/${id}`, { headers, data: { settings } });
  expect([200, 202], await answer.text()).toContain(answer.status());
  if (answer.status() === 202) await approveChangeOf(request, id);
}

export async function networkIdOf(request: APIRequestContext): Promise<string> {
  const me = await request.get('/api/auth/me', { headers: await asManager(request) });
  return ((await me.json()) as { network: { id: string } }).network.id;
}

export async function addColleague(request: APIRequestContext, role: 'manager' | 'analyst'): Promise<Colleague> {
  const { email, token } = await inviteColleague(request, role);
  const password = 'three quiet words';
  const answer = await request.post('/api/auth/password/set', { data: { token, password } });
  expect(answer.status()).toBe(204);
  return { email, password };
}

/** Opens a page of the console with a session that exists already; the sign-in has tests of its own. */
export async function signInTo(
  page: Page,
  { email, password }: Colleague,
  language: Language,
  path = '/admin',
): Promise<void> {
  const answer = await page.request.post('/api/auth/login', {
    data: { email, password, refreshCookie: 'PERSISTENT' },
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  const { sessionId } = (await answer.json()) as { sessionId: string };
  await page.goto('/api/health');
  await page.evaluate(
    (kept) => {
      for (const [name, value] of Object.entries(kept)) localStorage.setItem(name, value);
    },
    { 'loyalty.session': sessionId, 'loyalty.language': language },
  );
  await page.goto(path);
}

/** The link of a page in the navigation of the console, also while its group is folded. */
export function pageLink(page: Page, name: string | RegExp): Locator {
  return page.getByRole('navigation').getByRole('link', { name, exact: true, includeHidden: true });
}

/** Opens a page by the console's navigation, after opening the page's group. */
export async function goTo(page: Page, name: string | RegExp): Promise<void> {
  const link = pageLink(page, name);
  await link.waitFor({ state: 'attached' });
  if (!(await link.isVisible()))
    await page
      .locator('nav li:has(> button[aria-expanded])')
      .filter({ has: page.getByRole('link', { name, exact: true, includeHidden: true }) })
      .locator('> button[aria-expanded]')
      .click();
  await link.click();
}

export async function signInByPage(page: Page, { email, password }: Colleague, language: Language): Promise<void> {
  const word = consoleWords[language];
  await page.goto('/admin');
  await page.getByRole('button', { name: language.toUpperCase(), exact: true }).click();
  await page.getByLabel(word.email).fill(email);
  await page.getByLabel(word.password, { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

export const MANAGER: Colleague = { email: 'manager@demo.test', password: 'loyalty-demo' };
export const SECOND_MANAGER: Colleague = { email: 'manager2@demo.test', password: 'loyalty-demo' };

/** Two sales, one of them with points, a manual credit, and a refund: 1,000.00 and 400.00 taken, 400.00 handed back. */
export async function addGuestWithStory(request: APIRequestContext): Promise<TestGuest> {
  const headers = await asManager(request);
  const guest = await registerGuest(request, 300);
  const pointOfSaleId = await anyPointOfSale(request);
  const post = async (path: string, name: string, data: object) => {
    const answer = await request.post(path, {
      headers: { ...headers, 'idempotency-key': `${name}-${guest.id}` },
      data,
    });
    expect(answer.status(), await answer.text()).toBe(201);
    return (await answer.json()) as { id: string };
  };
  const sale = { type: 'SALE', pointOfSaleId };
  const path = `/api/guests/${guest.id}/transaction`;
  await post(path, 'first', { ...sale, amount: 100_000, receiptNumber: `R-${guest.id.slice(-8)}` });
  const second = await post(path, 'second', { ...sale, amount: 40_000, pointsToRedeem: 100 });
  await post(`/api/transactions/${second.id}/refund`, 'refund', { reason: 'cold pizza' });
  return guest;
}

/** Enough guests for a second page. */
export async function fillGuestList(request: APIRequestContext, least: number): Promise<void> {
  const headers = await asManager(request);
  const answer = await request.get('/api/guests?limit=200', { headers });
  const { items } = (await answer.json()) as Page50<unknown>;
  for (let count = items.length; count < least; count += 1) {
    const phone = `+7901${String(randomInt(10_000_000)).padStart(7, '0')}`;
    const made = await request.post('/api/guests', {
      headers,
      data: { phone, name: `Гость ${phone.slice(-4)}`, consentBasis: 'PAPER_FORM' },
    });
    expect(made.status()).toBe(201);
  }
}

/** Reports count a sale a moment after the server has answered it. */
export async function waitForTodaysSales(request: APIRequestContext): Promise<void> {
  const headers = await asManager(request);
  await expect
    .poll(async () => {
      const answer = await request.get('/api/reports/today', { headers });
      return ((await answer.json()) as { today: { guestSales: number } }).today.guestSales;
    })
    .toBeGreaterThan(0);
}

export async function anyPointOfSale(request: APIRequestContext): Promise<string> {
  const headers = await asManager(request);
  const places = async (path: string) => {
    const answer = await request.get(path, { headers });
    const { items } = (await answer.json()) as Page50<{ id: string }>;
    return items[0]?.id ?? '';
  };
  return places(`/api/restaurants/${await places('/api/restaurants')}/points-of-sale`);
}

export const consoleWords = {
  ru: {
    email: 'Эл. почта',
    password: 'Пароль',
    today: 'Сегодня',
    guests: 'Список гостей',
    taken: 'Чистые продажи',
    salesChart: /^Чистые продажи, .*: гости программы и остальные$/,
    asTable: 'Таблицей',
    sold: 'Чистые продажи',
    search: 'Любые слова имени, телефон или его последние четыре цифры, номер карты',
    next: 'Дальше',
    first: 'В начало',
    story: 'История баллов',
    sale: /Продажа · 950,00/,
    refund: /Возврат/,
    discount: /скидка|Скидка|уров/i,
    wrong: 'Неверная почта или пароль',
    ended: 'Сеанс закончился',
    signIn: 'Войти',
    newPassword: 'Новый пароль',
    again: 'Повторите пароль',
    tooShort: 'Нужно не меньше 10 знаков.',
    different: 'Пароли не совпадают.',
    set: 'Задать пароль',
    done: 'Пароль задан',
    expired: 'Ссылка больше не действует',
  },
  en: {
    email: 'E-mail',
    password: 'Password',
    today: 'Today',
    guests: 'Guest list',
    taken: 'Net sales',
    salesChart: /^Net sales, .*: loyalty vs\. other$/,
    asTable: 'Show table',
    sold: 'Net sales',
    search: 'Any words of the name, phone or its last four digits, or card number',
    next: 'Next page',
    first: 'First page',
    story: 'Points history',
    sale: /Sale · ₽950\.00/,
    refund: /Refund/,
    discount: /tier/i,
    wrong: 'Wrong e-mail or password',
    ended: 'Your session has ended',
    signIn: 'Sign in',
    newPassword: 'New password',
    again: 'Repeat password',
    tooShort: 'Use at least 10 characters.',
    different: 'The passwords do not match.',
    set: 'Set password',
    done: 'Your password is set',
    expired: 'This link has expired',
  },
} as const;

export const paletteWords = {
  ru: {
    open: 'Найти',
    title: 'Поиск',
    receipt: 'Чек R-',
    program: 'версия',
    nothing: 'Ничего не нашлось',
  },
  en: {
    open: 'Search',
    title: 'Search',
    receipt: 'Receipt R-',
    program: 'version',
    nothing: 'Nothing found',
  },
} as const;
