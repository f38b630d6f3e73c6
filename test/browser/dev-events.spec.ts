import { expect, test } from '@playwright/test';
import { expectNoViolations } from './cashier-till';
import { approveChangeOf } from './console-desk';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

interface Listed {
  readonly items: readonly { readonly id: string; readonly code: string }[];
}

const LOOKS = [
  { language: 'ru', colorScheme: 'dark', width: 390, connect: 'Подключиться', key: 'Ключ API' },
  { language: 'en', colorScheme: 'light', width: 1440, connect: 'Connect', key: 'API key' },
] as const;
const WORDS = {
  ru: {
    event: 'Событие',
    seen: 'События, сначала новые',
    send: 'Отправить событие',
    dead: 'Отложено',
    done: 'Записано',
    again: 'Отправить снова',
  },
  en: {
    event: 'Event',
    seen: 'Events, newest first',
    send: 'Publish event',
    dead: 'Set aside',
    done: 'Recorded',
    again: 'Send again',
  },
} as const;

for (const { language, colorScheme, width, connect, key } of LOOKS) {
  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('an event is published and watched, and a dead letter is sent again', async ({ page, request }) => {
      const words = WORDS[language];
      const data = { email: 'manager@demo.test', password: 'loyalty-demo' };
      const { accessToken } = (await (await request.post('/api/auth/login', { data })).json()) as {
        accessToken: string;
      };
      const headers = { Authorization: `Bearer ${accessToken}` };
      const made = await request.post('/api/api-keys', {
        headers,
        data: { name: 'Stream', scopes: ['events', 'membership'] },
      });
      expect(made.status(), await made.text()).toBe(202);
      const { subjectId } = (await made.json()) as { subjectId: string };
      const approved = await approveChangeOf(request, subjectId);
      const shown = await request.post(`/api/api-keys/${String(approved.apiKey?.id)}/secret`, { headers });
      const issued = ((await shown.json()) as { key: string }).key;
      const list = async (path: string): Promise<Listed> =>
        (await (await request.get(path, { headers: { Authorization: headers.Authorization } })).json()) as Listed;
      const [restaurant] = (await list('/api/restaurants')).items;
      const [network] = (await list('/api/networks')).items;
      const customer = await request.post('/api/customers', {
        headers: { Authorization: `Bearer ${issued}` },
        data: { org_id: network?.code, external_id: `dev-${crypto.randomUUID()}`, consent_basis: 'CONTRACT' },
      });
      expect(customer.status(), await customer.text()).toBe(201);
      const guest = (await customer.json()) as { id: string };

      await page.goto('/dev/events');
      await page.getByRole('button', { name: language.toUpperCase(), exact: true }).click();
      await page.getByLabel(key, { exact: true }).fill(issued);
      await page.getByRole('button', { name: connect }).click();
      const event = page.getByLabel(words.event, { exact: true });
      const example = JSON.parse(await event.inputValue()) as object;
      await page.getByRole('button', { name: words.send }).click();
      await expect(page.getByText(words.dead)).toBeVisible();
      await expect(page.getByRole('button', { name: words.again }).first()).toBeVisible();
      await page.getByRole('button', { name: words.again }).first().click();
      await expect(page.getByText('invalid_body').first()).toBeVisible();

      await event.fill('{"event_id":');
      await page.getByRole('button', { name: words.send }).click();
      await expect(page.getByText('JSON').first()).toBeVisible();
      await event.fill(JSON.stringify({ ...example, location_id: restaurant?.code, customer_id: guest.id }));
      await page.getByRole('button', { name: words.send }).click();
      await expect(page.getByText(words.done, { exact: true })).toBeVisible();
      await expect(page.getByText(/\.transaction\.sale$/).first()).toBeVisible();
      const seen = page.getByRole('list', { name: words.seen });
      await expect(seen.getByText(/\.pos\.transaction$/)).toHaveCount(1);
      await keepPicture(page, `dev-events-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}
