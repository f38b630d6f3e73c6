import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { signInToCabinet } from './cabinet-desk';
import { expectNoViolations } from './cashier-till';
import { signInTo } from './console-desk';
import { openFreshNetwork } from './fresh-network';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const PHONE_WIDTH = 390;

test('a bad visit is told by one tap, becomes a case, and the guest reads the answer and has the bonus', async ({
  page,
  browser,
}) => {
  test.setTimeout(300_000);
  const network = await openFreshNetwork(page.request, 'en', 'Quay');
  const code = network.name.replace('Osteria ', 'n');
  const signedIn = await page.request.post('/api/auth/login', { data: network.manager });
  const { accessToken } = (await signedIn.json()) as { accessToken: string };
  const feedback = { asks: true, delayMinutes: 0 };
  const changed = await page.request.patch(`/api/networks/${network.id}`, {
    headers: { authorization: `Bearer ${accessToken}` },
    // A name without digits, because the helper takes digits in the outbox for the code.
    data: { name: 'Osteria', settings: { feedback } },
  });
  expect(changed.status(), await changed.text()).toBe(200);
  const [till] = (await network.read<{ items: { id: string }[] }>('/api/points-of-sale')).items;
  const phone = `+7903${String(randomInt(10_000_000)).padStart(7, '0')}`;
  const guest = await network.asManager<{ id: string }>('/api/guests', {
    phone,
    name: 'Olivia Conti',
    consentBasis: 'PAPER_FORM',
  });
  const consents = [{ kind: 'marketing', version: '1', given: true }];
  await network.asManager(`/api/guests/${guest.id}/consents`, { consents });
  await network.asManager(`/api/guests/${guest.id}/transaction`, {
    type: 'SALE',
    pointOfSaleId: till?.id,
    amount: 100_000,
    items: [{ sku: 'soup', name: 'Onion soup', quantity: 1, unitPrice: 100_000, total: 100_000 }],
  });

  const cabinet = await (await browser.newContext({ viewport: { width: PHONE_WIDTH, height: 900 } })).newPage();
  await signInToCabinet(cabinet, phone, 'en', code);
  const question = cabinet.getByRole('main').getByText(/\/cabinet\/\S+\/feedback\/\S+/);
  await expect(async () => {
    await cabinet.goto(`/cabinet/${code}/messages`);
    await expect(question).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: 180_000 });
  const link = /\/cabinet\/\S+\/feedback\/\S+/.exec(await question.innerText())?.[0] ?? '';

  const phonePage = await (await browser.newContext({ viewport: { width: PHONE_WIDTH, height: 900 } })).newPage();
  await phonePage.goto(link);
  await expect(phonePage.getByRole('heading', { name: 'How was it?' })).toBeVisible();
  await expectNoViolations(phonePage);
  await expectToFit(phonePage, PHONE_WIDTH);
  await phonePage.getByRole('button', { name: '1 of 5' }).click();
  await phonePage.getByLabel('Anything to add? Optional').fill('The soup was cold.');
  await phonePage.getByRole('button', { name: 'Send' }).click();
  await expect(phonePage.getByText('Sent. You can still change it.')).toBeVisible();
  await keepPicture(phonePage, 'feedback-link-390-en');

  await signInTo(page, network.manager, 'en');
  await page.goto('/admin/feedback');
  await expect(page.getByText('The soup was cold.')).toBeVisible();
  await expectNoViolations(page);
  await keepPicture(page, 'feedback-console-en');
  await page.getByRole('link', { name: 'Open', exact: true }).click();
  await expect(page.getByText('Onion soup')).toBeVisible();
  await page.getByLabel('Message', { exact: true }).fill('We are sorry about the soup.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByText('sent to the guest')).toBeVisible();
  await page.getByLabel('Points', { exact: true }).fill('150');
  await page.getByRole('button', { name: 'Give bonus' }).click();
  await expect(page.getByText('150 points were given.')).toBeVisible();
  await expectNoViolations(page);

  await cabinet.goto(`/cabinet/${code}/messages`);
  await expect(cabinet.getByText('We are sorry about the soup.')).toBeVisible();
  await cabinet.goto(`/cabinet/${code}/history`);
  await expect(cabinet.getByText('Your answer: 1 of 5')).toBeVisible();
  await expect(cabinet.getByText('+150 points')).toBeVisible();
});
