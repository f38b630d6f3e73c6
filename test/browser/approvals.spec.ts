import { expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { expectNoViolations, registerGuest, tokenOf } from './cashier-till';
import { anyPointOfSale, MANAGER, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    title: 'Ждёт вашего решения',
    approve: 'Одобрить: ',
    approved: 'Одобрено и записано.',
    nobody: 'чек без гостя',
    figures: /Возврат по ценам меню: 6\s000,00\s₽, из них деньгами 6\s000,00\s₽\.Баллы не изменятся\./,
    ofReceipt: /^Чек A-\d+ на 6\s000,00\s₽/,
    what: 'Начислить 700 баллов',
    why: 'Извинение за ошибку: «cold pizza»',
  },
  en: {
    title: 'Needs your approval',
    approve: 'Approve: ',
    approved: 'Approved and recorded.',
    nobody: 'a receipt without a guest',
    figures: /Refund .*6,000\.00 at menu prices, .*6,000\.00 of it in money\.Points do not change\./,
    ofReceipt: /^Receipt A-\d+, .*6,000\.00/,
    what: 'Add 700 points',
    why: '“cold pizza”',
  },
} as const;

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('what a cashier asked for above the limit is decided on the first page', async ({ page, request }) => {
      const guest = await registerGuest(request);
      const asked = await request.post(`/api/guests/${guest.id}/transaction`, {
        headers: {
          authorization: `Bearer ${await tokenOf(request, 'cashier@demo.test')}`,
          'idempotency-key': randomUUID(),
        },
        data: {
          type: 'MANUAL',
          direction: 'CREDIT',
          points: 700,
          reasonCode: 'SERVICE_RECOVERY',
          comment: 'cold pizza',
        },
      });
      expect(asked.status(), await asked.text()).toBe(202);
      await signInTo(page, MANAGER, language);
      const panel = page.getByRole('region', { name: word.title });
      await expect(panel).toContainText(guest.name);
      await expect(panel).toContainText(word.what);
      await expect(panel).toContainText(word.why);
      await keepPicture(page, `approvals-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await panel.getByRole('button', { name: word.approve + guest.name }).click();
      await expect(panel.getByText(word.approved)).toBeVisible();
      await expect(panel.getByText(guest.name)).toHaveCount(0);
    });

    test('the refund of a receipt without a guest is decided there as well', async ({ page, request }) => {
      const cashier = { authorization: `Bearer ${await tokenOf(request, 'cashier@demo.test')}` };
      const post = async (path: string, data: object, status: number) => {
        const answer = await request.post(path, { headers: { ...cashier, 'idempotency-key': randomUUID() }, data });
        expect(answer.status(), await answer.text()).toBe(status);
        return (await answer.json()) as { id: string };
      };
      const pointOfSaleId = await anyPointOfSale(request);
      const receiptNumber = `A-${String(Date.now())}`;
      const receipt = await post('/api/receipts', { pointOfSaleId, amount: 600_000, receiptNumber }, 201);
      await post(`/api/transactions/${receipt.id}/refund`, { reason: 'wrong order' }, 202);
      await signInTo(page, MANAGER, language);
      const panel = page.getByRole('region', { name: word.title });
      await expect(panel).toContainText(word.figures);
      await expect(panel.getByRole('link', { name: word.ofReceipt })).toBeVisible();
      await panel.getByRole('button', { name: word.approve + word.nobody }).click();
      await expect(panel.getByText(word.approved)).toBeVisible();
      await expect(panel.getByText(word.nobody)).toHaveCount(0);
    });
  });
}
