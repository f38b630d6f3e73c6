import { expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { expectNoViolations, registerGuest, tokenOf } from './cashier-till';
import { anyPointOfSale, MANAGER, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { beginDraft, withLessOfSilver } from './program-desk';
import { expectToFit } from './rewards-desk';

const MANAGER_EMAIL = 'manager@demo.test';

const WORDS = {
  ru: {
    title: 'Ждёт вашего решения',
    approve: 'Одобрить: ',
    approved: 'Одобрено, изменение сделано.',
    reject: 'Отклонить: ',
    rejectNow: 'Отклонить',
    reason: 'Причина',
    rejected: 'Отклонено. Ничего не изменилось.',
    page: 'Согласования',
    mine: 'Ваши запросы',
    decided: 'Решённые',
    withdraw: 'Отозвать: ',
    withdrawn: 'Запрос отозван. Ничего не изменилось.',
    waiting: /жд[её]т|ждут/,
    takeBack: 'Отозвать и редактировать',
    readOnly: 'можно только читать',
    takenBack: /^Отозвал\(а\) /,
    save: 'Сохранить черновик',
    nobody: 'чек без гостя',
    figures: /Возврат по ценам меню: 6\s000,00\s₽, из них деньгами 6\s000,00\s₽\.Баллы не изменятся\./,
    ofReceipt: /^Чек A-\d+ на 6\s000,00\s₽/,
    what: 'Начислить 700 баллов',
    why: 'Извинение за ошибку: «cold pizza»',
  },
  en: {
    title: 'Needs your approval',
    approve: 'Approve: ',
    approved: 'Approved. The change is made.',
    reject: 'Reject: ',
    rejectNow: 'Reject',
    reason: 'Reason',
    rejected: 'Rejected. Nothing was changed.',
    page: 'Approvals',
    mine: 'Your requests',
    decided: 'Decided',
    withdraw: 'Take back: ',
    withdrawn: 'Taken back. Nothing was changed.',
    waiting: /waits? for you/,
    takeBack: 'Take back and edit',
    readOnly: 'can only be read',
    takenBack: /^Taken back by /,
    save: 'Save draft',
    nobody: 'a receipt without a guest',
    figures: /Refund .*6,000\.00 at menu prices, .*6,000\.00 of it in money\.Points do not change\./,
    ofReceipt: /^Receipt A-\d+, .*6,000\.00/,
    what: 'Add 700 points',
    why: '“cold pizza”',
  },
} as const;

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('what a cashier asked for above the limit is decided on the first page @smoke', async ({ page, request }) => {
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

    test('all requests stand on a page of their own, are rejected with a reason or taken back by their author', async ({
      page,
      request,
    }) => {
      const guest = await registerGuest(request);
      const ask = async (email: string, points: number) => {
        const answer = await request.post(`/api/guests/${guest.id}/transaction`, {
          headers: { authorization: `Bearer ${await tokenOf(request, email)}`, 'idempotency-key': randomUUID() },
          data: { type: 'MANUAL', direction: 'CREDIT', points, reasonCode: 'OTHER', comment: 'long wait' },
        });
        expect(answer.status(), await answer.text()).toBe(202);
      };
      await ask('cashier@demo.test', 700);
      await ask(MANAGER_EMAIL, 20_000);
      await signInTo(page, MANAGER, language);
      const link = page.getByRole('navigation').getByRole('link', { name: new RegExp(`^${word.page}`) });
      await expect(link).toHaveAccessibleName(word.waiting);
      await link.click();
      const own = page.getByRole('region', { name: word.mine });
      await expect(own).toContainText(guest.name);
      await keepPicture(page, `approvals-page-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page
        .getByRole('region', { name: word.title })
        .getByRole('button', { name: word.reject + guest.name })
        .click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByRole('button', { name: word.rejectNow, exact: true })).toBeDisabled();
      await dialog.getByLabel(word.reason).fill(`Not for ${guest.name}`);
      await dialog.getByRole('button', { name: word.rejectNow, exact: true }).click();
      await expect(page.getByText(word.rejected)).toBeVisible();
      await expect(page.getByRole('region', { name: word.decided })).toContainText(`Not for ${guest.name}`);
      await own.getByRole('button', { name: word.withdraw + guest.name }).click();
      await expect(page.getByText(word.withdrawn)).toBeVisible();
    });

    test('a version that waits can only be read until its author takes it back by name', async ({ page, request }) => {
      const draft = await beginDraft(request);
      await draft.save(withLessOfSilver(draft.document));
      const answer = await request.post(`/api/programs/${String(draft.version)}/publish`, {
        headers: { authorization: `Bearer ${await tokenOf(request, MANAGER_EMAIL)}` },
        data: {},
      });
      expect(answer.status(), await answer.text()).toBe(202);
      await signInTo(page, MANAGER, language, `/admin/programs/${String(draft.version)}`);
      await expect(page.getByText(word.readOnly)).toBeVisible();
      await expect(page.getByRole('button', { name: word.save })).toHaveCount(0);
      await keepPicture(page, `version-waits-${String(width)}-${language}`);
      await expectNoViolations(page);
      await page.getByRole('button', { name: word.takeBack }).click();
      await expect(page.getByText(word.takenBack)).toBeVisible();
      await expect(page.getByRole('button', { name: word.save })).toBeVisible();
    });
  });
}
