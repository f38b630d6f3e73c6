import { type APIRequestContext, expect, type Page } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { expectAccessible } from './harness/accessibility';

/** Shared by the tests of the cashier page: people, guests of their own, and the words of both languages. */
const PASSWORD = 'loyalty-demo';

export type Language = 'ru' | 'en';

export interface TestGuest {
  readonly id: string;
  readonly phone: string;
  readonly name: string;
  readonly cardNumber: string;
  readonly cardCode: string;
  readonly qr: string;
}

interface Recorded {
  readonly id: string;
  readonly type: string;
  readonly amount: number;
}

/** A password is slow to check, and a worker talks to one server: a token is used for most of its quarter of an hour. */
const TOKEN_SERVES_MS = 10 * 60_000;
const tokens = new Map<string, { readonly accessToken: string; readonly until: number }>();

export async function tokenOf(request: APIRequestContext, email: string): Promise<string> {
  const kept = tokens.get(email);
  if (kept !== undefined && Date.now() < kept.until) return kept.accessToken;
  const answer = await request.post('/api/auth/login', { data: { email, password: PASSWORD } });
  expect(answer.status()).toBe(200);
  const { accessToken } = (await answer.json()) as { accessToken: string };
  tokens.set(email, { accessToken, until: Date.now() + TOKEN_SERVES_MS });
  return accessToken;
}

/** A new guest of the demo network, with the points of the registration (100) and what a manager gives besides. */
export async function registerGuest(request: APIRequestContext, points = 0): Promise<TestGuest> {
  const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
  const phone = `+7900${String(randomInt(10_000_000)).padStart(7, '0')}`;
  const name = `Вера ${phone.slice(-7)}`;
  const answer = await request.post('/api/guests', { headers, data: { phone, name, consentBasis: 'PAPER_FORM' } });
  expect(answer.status()).toBe(201);
  const guest = (await answer.json()) as TestGuest;
  if (points > 0) {
    const given = await request.post(`/api/guests/${guest.id}/transaction`, {
      headers: { ...headers, 'idempotency-key': `points-${guest.id}` },
      data: { type: 'MANUAL', direction: 'CREDIT', points, reasonCode: 'GOODWILL', comment: 'for a test' },
    });
    expect(given.status()).toBe(201);
  }
  return { ...guest, phone, name };
}

/** The acts of a guest as the ledger has them, newest first. */
export async function historyOf(request: APIRequestContext, guest: TestGuest): Promise<Recorded[]> {
  const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
  const answer = await request.get(`/api/guests/${guest.id}/history`, { headers });
  const { items } = (await answer.json()) as { items: Recorded[] };
  return items;
}

export async function salesOf(request: APIRequestContext, guest: TestGuest): Promise<Recorded[]> {
  return (await historyOf(request, guest)).filter(({ type }) => type === 'SALE');
}

/** Signs in as the cashier and chooses a till of its own for the test, if the worker's browser has none yet. */
export async function openTill(page: Page, language: Language, email = 'cashier@demo.test'): Promise<void> {
  await page.goto('/cashier');
  await page.getByRole('button', { name: language.toUpperCase(), exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  await page.getByRole('textbox').first().fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('main section button').first().click();
  await expect(findField(page)).toBeFocused();
}

export function findField(page: Page) {
  return page.getByRole('combobox');
}

export function amountField(page: Page, language: Language) {
  return page.getByLabel(words[language].amount);
}

/** Finds the guest by phone, by keyboard, and waits until the amount may be typed. */
export async function findByPhone(page: Page, guest: TestGuest, language: Language): Promise<void> {
  await findField(page).fill(guest.phone);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: guest.name })).toBeVisible();
  await expect(amountField(page, language)).toBeFocused();
}

export function primary(page: Page) {
  return page.locator('form button[type=submit]');
}

/** Spaces between figures are of many kinds; for reading they are one. */
export async function textOf(locator: { innerText(): Promise<string> }): Promise<string> {
  return (await locator.innerText()).replace(/[\s\u00a0\u202f]+/g, ' ').trim();
}

/** Parts of the strip whose words are cut, or that another part or the edge of the screen covers. Hidden words are for screen readers alone. */
export function cutInStrip(page: Page): Promise<string[]> {
  return page.locator('footer').evaluate((strip) => {
    const parts = [...strip.querySelectorAll('p, button')].filter((part) => part.getClientRects().length > 0);
    return parts.flatMap((part, at) => {
      const { left, right } = part.getBoundingClientRect();
      const next = parts[at + 1]?.getBoundingClientRect().left ?? window.innerWidth;
      const isCut = part.scrollWidth > part.clientWidth + 1 || left < 0 || right > next + 1;
      return isCut ? [`${part.textContent} (${String(part.scrollWidth)} in ${String(part.clientWidth)})`] : [];
    });
  });
}

/** Waits for the heading, which is there once the code of the page has loaded, and checks the accessibility of the page. */
export async function expectNoViolations(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await expectAccessible(page);
}

export const words = {
  ru: {
    email: 'Эл. почта',
    password: 'Пароль',
    amount: 'Сумма чека',
    receiptNumber: 'Номер чека',
    take: 'Принять 1 472,50 ₽ · +347 баллов',
    points: 'Списать баллы',
    given: 'Начислено 347 баллов.',
    next: /Следующий гость/,
    acts: 'Операции',
    reason: 'Причина',
    wrongPhone: 'С этим телефоном никто не зарегистрирован',
    newGuest: 'Новый гость',
    name: 'Имя',
    register: /^Оформить/,
    lost: 'Нет ответа: связь пропала',
    offline: 'Нет связи',
    undone: 'Продажа отменена. Баллы и чек — как до неё.',
  },
  en: {
    email: 'E-mail',
    password: 'Password',
    amount: 'Receipt amount',
    receiptNumber: 'Receipt number',
    take: 'Charge ₽1,472.50 · +347 points',
    points: 'Points to use',
    given: '347 points earned.',
    next: /Next guest/,
    acts: 'Recent sales',
    reason: 'Reason',
    wrongPhone: 'No guest is registered with this phone',
    newGuest: 'New guest',
    name: 'Name',
    register: /^Register/,
    lost: 'No response: connection lost',
    offline: 'No connection',
    undone: 'Sale undone. Points and receipt are as before.',
  },
} as const;

/**
 * A scanner writes a code of digits and ends it with Enter. The keys are sent together: one after the other a busy machine
 * would pause between them, as fingers do.
 */
export async function scan(page: Page, digits: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const press = (key: string, text: string, code: string) =>
    ['keyDown' as const, 'keyUp' as const].map((type) =>
      session.send('Input.dispatchKeyEvent', { type, key, code, ...(type === 'keyDown' && { text }) }),
    );
  await Promise.all([
    ...Array.from(digits).flatMap((digit) => press(digit, digit, `Digit${digit}`)),
    ...press('Enter', '\r', 'Enter'),
  ]);
  await session.detach();
}
