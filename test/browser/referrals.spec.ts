import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { expectNoViolations, findField, openTill, type TestGuest, words } from './cashier-till';
import { goTo, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { CASHIER, type Desk, deskOf, type Listed, MANAGER } from './other-network';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    invites: /^Olivia приглашает вас в /,
    phone: 'Телефон',
    send: 'Получить код',
    code: 'Код',
    done: /^Вы участник программы /,
    gone: 'Это приглашение не действует',
    friendCode: 'Код друга',
    unknown: /Такого кода ни у кого нет/,
    gives: /Приглашает Olivia\. Гость получит/,
    title: 'Приглашения',
    pay: 'Начислить: ',
    reason: 'Причина',
    give: 'Начислить',
    staff: 'Много друзей у одного сотрудника',
    link: 'Ссылка',
  },
  en: {
    invites: /^Olivia invites you to /,
    phone: 'Phone',
    send: 'Get the code',
    code: 'Code',
    done: /^You are a member of /,
    gone: 'This invitation does not work',
    friendCode: 'Friend’s code',
    unknown: /No guest has this code/,
    gives: /Olivia invites\. /,
    title: 'Referrals',
    pay: 'Give points: ',
    reason: 'Reason',
    give: 'Give points',
    staff: 'Many friends by one employee',
    link: 'Link',
  },
} as const;

const somePhone = () => `+7903${String(randomInt(10_000_000)).padStart(7, '0')}`;

async function pointOfSaleThere(desk: Desk): Promise<string | undefined> {
  const places = await desk.get<Listed<{ id: string }>>('/api/restaurants');
  const tills = await desk.get<Listed<{ id: string }>>(
    `/api/restaurants/${String(places.items[0]?.id)}/points-of-sale`,
  );
  return tills.items[0]?.id;
}

interface Inviter {
  readonly id: string;
  readonly link: string;
  readonly code: string;
}

async function makeInviter(desk: Desk): Promise<Inviter> {
  const data = { phone: somePhone(), name: 'Olivia Stone', consentBasis: 'PAPER_FORM' };
  const { id } = await desk.send<TestGuest>('POST', '/api/guests', data);
  const { link, code } = await desk.get<Inviter>(`/api/guests/${id}/referrals`);
  return { id, link: new URL(link).pathname, code };
}

/** One manager registers so many friends of one guest that the referrals need a review. The last friend has bought; that referral waits for a decision. */
async function makeReview(desk: Desk): Promise<{ inviter: Inviter; friend: string }> {
  const inviter = await makeInviter(desk);
  const friend = `Rita ${String(randomInt(1_000_000))}`;
  let last = '';
  for (let n = 0; n < 6; n += 1) {
    const data = { phone: somePhone(), name: friend, referralCode: inviter.code, consentBasis: 'PAPER_FORM' };
    ({ id: last } = await desk.send<TestGuest>('POST', '/api/guests', data));
  }
  const sale = { type: 'SALE', amount: 100_000, pointOfSaleId: await pointOfSaleThere(desk) };
  await desk.send('POST', `/api/guests/${last}/transaction`, sale);
  await expect
    .poll(async () => (await desk.get<{ inReview: number }>('/api/referrals/count')).inReview, { timeout: 60_000 })
    .toBeGreaterThan(0);
  return { inviter, friend };
}

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];
  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({
      viewport: { width, height: 900 },
      colorScheme,
      locale: language === 'ru' ? 'ru-RU' : 'en-GB',
    });

    test('a friend registers by the link of a guest', async ({ page, request }) => {
      const { link } = await makeInviter(await deskOf(request));
      await page.goto(link);
      await expect(page.getByRole('heading', { name: word.invites })).toBeVisible();
      await keepPicture(page, `join-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      const phone = somePhone();
      await page.getByLabel(word.phone).fill(phone);
      await page.getByRole('button', { name: word.send }).click();
      const codeField = page.getByLabel(word.code, { exact: true });
      await expect(codeField).toBeFocused();
      await expectNoViolations(page);
      const sent = await request.get('/api/dev/outbox', { params: { to: phone } });
      const { items } = (await sent.json()) as { items: { body: string }[] };
      // The page sends the code as soon as its last digit is typed.
      await codeField.fill(/\d{6}/.exec(items[0]?.body ?? '')?.[0] ?? '');
      await expect(page.getByRole('heading', { name: word.done })).toBeVisible();
      await keepPicture(page, `join-done-${String(width)}-${language}`);
      await expectNoViolations(page);
      await page.goto(link.replace(/[^/]+$/, 'ZZZZZ-ZZZZZ'));
      await expect(page.getByRole('heading', { name: word.gone })).toBeVisible();
    });

    test('the till checks the code of a friend', async ({ page, request }) => {
      const inviter = await makeInviter(await deskOf(request));
      await openTill(page, language, CASHIER);
      await findField(page).fill(somePhone());
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: words[language].newGuest }).click();
      const field = page.getByLabel(word.friendCode);
      await field.fill('ZZZZZ-ZZZZZ');
      await expect(page.getByText(word.unknown)).toBeVisible();
      await field.fill(`https://points.example${inviter.link}`);
      await expect(field).toHaveValue(inviter.code);
      await expect(page.getByText(word.gives)).toBeVisible();
      await expectNoViolations(page);
      await keepPicture(page, `till-friend-${String(width)}-${language}`);
    });

    test('a manager decides what is in review', async ({ page, request }) => {
      const { inviter, friend } = await makeReview(await deskOf(request));
      await signInTo(page, MANAGER, language);
      // The badge of what waits is part of the link's name.
      await goTo(page, new RegExp(`^${word.title}`));
      const waiting = page.getByRole('listitem').filter({ hasText: friend });
      await expect(waiting.getByText(word.staff)).toBeVisible();
      await keepPicture(page, `referrals-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await waiting.getByRole('button', { name: word.pay }).click();
      await page.getByRole('dialog').getByLabel(word.reason).fill('a school class');
      await page.getByRole('dialog').getByRole('button', { name: word.give, exact: true }).click();
      await expect(waiting).toHaveCount(0);

      await page.goto(`/admin/guests/${inviter.id}`);
      const panel = page.getByRole('region', { name: word.title });
      await expect(panel.getByLabel(word.link)).toHaveValue(new RegExp(`${inviter.link}$`));
      await expect(panel.getByText('a school class')).toBeVisible();
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}

test('the page of a link wears the look of the network', async ({ page, request }) => {
  const desk = await deskOf(request);
  const { link } = await makeInviter(desk);
  const before = await desk.get<{ look: object }>('/api/look');
  await desk.send('PUT', '/api/look', { ...before.look, accent: '#7a1f5c', accentInk: '#ffffff', font: 'SERIF' });
  try {
    await page.goto(link);
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    const send = page.getByRole('button', { name: WORDS.en.send });
    await expect(send).toHaveCSS('background-color', 'rgb(122, 31, 92)');
    await expect(send).toHaveCSS('font-family', /Charter/);
    await expectNoViolations(page);
    await keepPicture(page, 'join-look');
  } finally {
    await desk.send('PUT', '/api/look', before.look);
  }
});
