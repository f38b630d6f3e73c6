import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { openByMore, signInToCabinet } from './cabinet-desk';
import { expectNoViolations, registerGuest } from './cashier-till';
import { keepPicture } from './harness/pictures';
import { type Desk, deskOf } from './other-network';
import { addReward, addSharedCode, addSlots, expectToFit } from './rewards-desk';
import { registerCollector, sellCoffees, VISITS_CARD } from './stamp-desk';

test.use({ viewport: { width: 390, height: 844 } });

/** Starts a campaign that pays for the third visit, and returns its id. `ALL`: for all guests. `JOINED`: only for guests who joined the campaign. */
async function startCampaign(desk: Desk, name: string, join: 'ALL' | 'JOINED' = 'ALL'): Promise<string> {
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 16);
  const { id } = await desk.send<{ id: string }>('POST', '/api/campaigns', {
    document: {
      schema: 1,
      name: { ru: name },
      type: 'VISIT_CHALLENGE',
      audience: { segments: [], tiers: [] },
      join,
      where: { restaurantIds: [], channels: [] },
      schedule: { startsAt: yesterday, endsAt: null, recurrence: null, exceptions: [] },
      when: null,
      offer: null,
      challenge: {
        tasks: [{ id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 3 }],
        payouts: [{ points: 500 }],
      },
      caps: null,
      budgets: [],
      onShortBudget: 'CUT',
      group: null,
      priority: 100,
      control: null,
      announcement: join === 'ALL' ? { ru: { title: name, text: 'Приходите трижды.' } } : null,
    },
  });
  const state = { state: 'RUNNING' };
  const { effectiveFrom } = await desk.send<{ effectiveFrom: string }>('PUT', `/api/campaigns/${id}/state`, state);
  // A campaign takes effect some seconds after its start.
  await expect.poll(() => Date.now() - Date.parse(effectiveFrom), { timeout: 45_000 }).toBeGreaterThan(1_000);
  return id;
}

test('stamps, tier, points that end, a campaign, a child and a message stand in the cabinet of their guest', async ({
  page,
  request,
}) => {
  const desk = await deskOf(request);
  const guest = await registerCollector(request);
  await desk.send('POST', `/api/guests/${guest.id}/consents`, {
    consents: [{ kind: 'marketing', version: '1', given: true }],
  });
  const name = `Третий визит ${String(randomInt(1_000_000))}`;
  const joined = `Завтраки всей семьёй по будням с двойными баллами за выпечку ${String(randomInt(1_000_000))}`;
  const campaigns = await Promise.all([startCampaign(desk, name), startCampaign(desk, joined, 'JOINED')]);
  try {
    await sellCoffees(request, guest);
    await signInToCabinet(page, guest.phone, 'ru', 'other');
    const points = page.getByRole('region', { name: 'Баллы', exact: true });
    await expect(points.getByText(/^\d+ балл(а|ов)? можно потратить по \d+/).first()).toBeVisible();
    await expect(points.getByText(/^Ваш уровень — \S+\. До \S+ осталось/)).toBeVisible();
    const stamps = page.getByRole('region', { name: 'Карты штампов' });
    await expect(stamps.getByText(VISITS_CARD.ru)).toBeVisible();
    await expect(stamps.getByText('4 из 10')).toBeVisible();
    await expectNoViolations(page);
    await expectToFit(page, 390);
    await keepPicture(page, 'cabinet-data-home');
    await page.getByRole('link', { name: 'Акции' }).click();
    const offers = page.getByRole('main');
    const offer = offers.getByRole('listitem').filter({ hasText: name });
    await expect(offer.getByText('1 из 3 визитов')).toBeVisible();
    await expect(offer.getByRole('progressbar', { name })).toHaveAttribute('aria-valuenow', /^33/);
    await expectNoViolations(page);
    await expectToFit(page, 390);
    await keepPicture(page, 'cabinet-data-campaigns');
    await offers.getByRole('link', { name: joined }).click();
    const own = page.getByRole('main');
    await own.getByRole('button', { name: `Участвовать: ${joined}`, exact: true }).click();
    const leave = own.getByRole('button', { name: `Больше не участвовать: ${joined}` });
    await expect(own.getByText('Вы участвуете.')).toBeVisible();
    const cutOff = await leave.evaluate((button) => {
      const label = button.querySelector('.mantine-Button-label');
      return (label?.scrollWidth ?? Infinity) - (label?.clientWidth ?? 0);
    });
    expect(cutOff).toBeLessThanOrEqual(1);
    await expectNoViolations(page);
    await expectToFit(page, 390);
    await keepPicture(page, 'cabinet-data-campaign');
    await leave.click();
    await expect(own.getByRole('button', { name: `Участвовать: ${joined}`, exact: true })).toBeVisible();

    await openByMore(page, 'Дети');
    await page.getByLabel('Имя (необязательно)').fill('Мия');
    await page.getByLabel('День рождения').fill('2019-05-04');
    await page.getByRole('button', { name: 'Добавить', exact: true }).click();
    await page.getByRole('button', { name: 'Удалить: Мия' }).click();
    await expect(page.getByRole('dialog').getByText('Ребёнка можно добавить снова')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Удалить: Мия' })).toBeVisible();
    await expectNoViolations(page);
    await expectToFit(page, 390);
    await page.getByRole('link', { name: 'Назад' }).click();
    await page.getByRole('link', { name: /^Сообщения/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Сообщения' })).toBeVisible();
    const open = page.getByRole('button', { name: /^Новое/ });
    await expect(async () => {
      await page.reload();
      await expect(open).toBeVisible({ timeout: 10_000 });
    }).toPass({ timeout: 90_000 });
    await expectNoViolations(page);
    await open.click();
    await expect(page.getByText('Приходите трижды.')).toBeVisible();
    await expect(open).toHaveCount(0);
    await expectToFit(page, 390);
  } finally {
    for (const id of campaigns) await desk.send('PUT', `/api/campaigns/${id}/state`, { state: 'ENDED' });
  }
});

test('a guest takes a reward for a time, and another one by a coupon', async ({ page, request }) => {
  const evening = await addReward(request, { kind: 'EXPERIENCE', gift: null, byAppointment: true });
  await addSlots(request, evening.id, [24, 48]);
  const discount = await addReward(request);
  const code = `CAB${String(randomInt(1_000_000_000))}`;
  await addSharedCode(request, discount.id, code);
  const guest = await registerGuest(request, 300);
  await signInToCabinet(page, guest.phone, 'en');
  await page.getByRole('link', { name: 'Rewards' }).click();
  await expect(page.getByText('400 points', { exact: true })).toBeVisible();

  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: `Get ${evening.name.en}` }).click();
  await dialog.getByRole('button', { name: 'Spend 200 points' }).click();
  await expect(dialog.getByText('Choose a time.', { exact: true })).toBeVisible();
  const time = dialog.getByLabel('Time');
  await expect(time.getByRole('option')).toHaveCount(3);
  await time.selectOption({ index: 1 });
  await expectNoViolations(page);
  await expectToFit(page, 390);
  await dialog.getByRole('button', { name: 'Spend 200 points' }).click();
  const yours = page.getByRole('region', { name: 'Your rewards' });
  await expect(yours.getByText(evening.name.en)).toBeVisible();
  await expect(page.getByText('200 points', { exact: true }).first()).toBeVisible();

  await page.getByRole('button', { name: `Get ${discount.name.en}` }).click();
  await dialog.getByLabel('Coupon code').fill(code);
  await expect(dialog.getByText('The coupon pays for it. No points are spent.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Use the coupon' }).click();
  await expect(yours.getByText(discount.name.en)).toBeVisible();
  await expectNoViolations(page);
  await expectToFit(page, 390);
  await keepPicture(page, 'cabinet-data-rewards');
  await page.getByRole('link', { name: 'Card' }).click();
  // The coupon paid for the second reward, so it cost no points.
  const points = page.getByRole('region', { name: 'Points', exact: true });
  await expect(points.getByText('200 points', { exact: true })).toBeVisible();
});
