import { expect, test } from '@playwright/test';
import { expectNoViolations, findByPhone, openTill, registerGuest, tokenOf } from './cashier-till';
import { anyPointOfSale } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { addReward, addSlots, expectToFit, redeemReward } from './rewards-desk';

const WORDS = {
  ru: {
    forPoints: 'Награда за баллы',
    when: 'Когда придёт гость?',
    yes: 'Да, списать баллы',
    taken: 'Это время занято',
    done: 'Записано. Сотрудники подготовят и вручат.',
    none: 'Свободного времени в этом ресторане сейчас нет.',
  },
  en: {
    forPoints: 'Redeem a reward',
    when: 'When will the guest come?',
    yes: 'Yes, deduct points',
    taken: 'The appointment is taken',
    done: 'Recorded. Staff prepare it and hand it over.',
    none: 'No free times in this restaurant.',
  },
} as const;

const EXPERIENCE = { kind: 'EXPERIENCE', gift: null, byAppointment: true };

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a reward by appointment is taken for a time that is still free', async ({ page, request }) => {
      const picture = (name: string) => `cashier-slots-${name}-${String(width)}-${language}-${colorScheme}`;
      const reward = await addReward(request, EXPERIENCE);
      const never = await addReward(request, EXPERIENCE);
      const [first, second] = await addSlots(request, reward.id, [24, 26, 48, 50, 75]);
      const guest = await registerGuest(request, 900);
      const other = await registerGuest(request, 900);
      await openTill(page, language);
      await findByPhone(page, guest, language);
      await page.keyboard.type('1550', { delay: 60 });
      await page.getByRole('button', { name: word.forPoints }).click();
      await page.getByRole('dialog').getByRole('button', { name: never.name[language] }).click();
      await expect(page.getByRole('dialog')).toContainText(word.none);
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: word.forPoints }).click();
      await page.getByRole('dialog').getByRole('button', { name: reward.name[language] }).click();
      const slots = page.getByRole('group', { name: word.when });
      await expect(slots.getByRole('radio')).toHaveCount(5);
      await expect(page.getByRole('button', { name: word.yes })).toBeDisabled();
      await slots.getByRole('radio').first().check({ force: true });
      await keepPicture(page, picture('1-chosen'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      // A second till takes the appointment first.
      await redeemReward(request, other.id, reward.id, await anyPointOfSale(request), { slotId: first?.id ?? '' });
      await page.getByRole('button', { name: word.yes }).click();
      await expect(page.getByRole('alert')).toContainText(word.taken);
      await expect(slots.getByRole('radio')).toHaveCount(4);
      await expect(page.getByRole('button', { name: word.yes })).toBeDisabled();
      await keepPicture(page, picture('2-taken'));
      await expectNoViolations(page);
      await slots.getByRole('radio').first().focus();
      await page.keyboard.press('Space');
      await page.getByRole('button', { name: word.yes }).click();
      await expect(page.getByText(word.done)).toBeVisible();

      const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
      const answer = await request.get(`/api/guests/${guest.id}/redemptions`, { headers });
      const { items } = (await answer.json()) as { items: { slotId: string | null }[] };
      expect(items.map(({ slotId }) => slotId)).toEqual([second?.id]);
    });
  });
}
