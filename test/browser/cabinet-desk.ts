import { type APIRequestContext, expect, type Page } from '@playwright/test';

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
  const words = WORDS[language];
  await page.goto(`/cabinet/${network}`);
  await page.getByRole('button', { name: language.toUpperCase(), exact: true }).click();
  await page.getByLabel(words.phone).focus();
  await page.keyboard.type(phone);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel(words.code)).toBeFocused();
  await page.keyboard.type(await codeSentTo(page.request, phone));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: words.card })).toBeVisible();
}
