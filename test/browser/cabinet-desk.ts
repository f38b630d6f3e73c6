import { type APIRequestContext, expect, type Page } from '@playwright/test';
import { type TestGuest, tokenOf } from './cashier-till';

const WORDS = {
  ru: { phone: 'Телефон', code: 'Код', card: 'Ваша карта' },
  en: { phone: 'Phone', code: 'Code', card: 'Your card' },
} as const;

export async function codeSentTo(request: APIRequestContext, phone: string): Promise<string> {
  const { items } = (await (await request.get(`/api/dev/outbox?to=${encodeURIComponent(phone)}`)).json()) as {
    items: { body: string }[];
  };
  return /\d{6}/.exec(items[0]?.body ?? '')?.[0] ?? '';
}

/** Signs in to the cabinet of a network, by the keyboard alone. */
export async function signInToCabinet(
  page: Page,
  phone: string,
  language: keyof typeof WORDS,
  network = 'demo',
): Promise<void> {
  await page.goto(`/cabinet/${network}`);
  await page.getByRole('button', { name: language.toUpperCase(), exact: true }).click();
  await enterByCode(page, phone, language);
  await expect(page.getByRole('region', { name: WORDS[language].card })).toBeVisible();
}

/** Enters phone and code at the open sign-in. */
export async function enterByCode(page: Page, phone: string, language: keyof typeof WORDS): Promise<void> {
  const words = WORDS[language];
  await page.getByLabel(words.phone).focus();
  await page.keyboard.type(phone);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel(words.code)).toBeFocused();
  // The form is sent when the last digit is typed.
  await page.keyboard.type(await codeSentTo(page.request, phone));
}

/** Opens, by the page "More", a page of the cabinet that does not fit into the navigation bar. */
export async function openByMore(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: /^(?:More|Ещё)$/ }).click();
  // The link of a page with news has more text after the page's name.
  await page
    .getByRole('main')
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .click();
}

/** The code on the card, without its space. */
export async function shownCode(page: Page): Promise<string> {
  const text = await page.getByText(/^\d{3} \d{3}$/).innerText();
  return text.replace(' ', '');
}

/** Makes a till request a spend that the guest has to confirm. */
export async function askForSpend(request: APIRequestContext, guest: TestGuest, points: number): Promise<void> {
  const headers = { authorization: `Bearer ${await tokenOf(request, 'cashier@demo.test')}` };
  await request.post('/api/guests/lookup', { headers, data: { phone: guest.phone } });
  const asked = await request.post(`/api/guests/${guest.id}/confirmations`, { headers, data: { points } });
  expect(asked.status(), await asked.text()).toBe(201);
}
