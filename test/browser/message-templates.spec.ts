import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { adminWords } from './admin-words';
import { expectNoViolations } from './cashier-till';
import { asManager, MANAGER, signInTo } from './console-desk';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const PHONE_WIDTH = 390;
const t = adminWords('en');

test('a template is made from a ready text, looked at for a guest, tried, and keeps the change of a colleague', async ({
  page,
  request,
}) => {
  await page.setViewportSize({ width: PHONE_WIDTH, height: 900 });
  const tag = String(randomInt(1_000_000_000));
  const headers = await asManager(request);
  const phone = `+7904${String(randomInt(10_000_000)).padStart(7, '0')}`;
  const made = await request.post('/api/guests', {
    headers,
    data: { phone, name: `Zelda ${tag}`, consentBasis: 'PAPER_FORM' },
  });
  expect(made.status(), await made.text()).toBe(201);

  await signInTo(page, MANAGER, 'en', '/admin/messages/templates');
  await page.getByRole('link', { name: t('templates.ready.news.name') }).click();
  const form = page.getByRole('form', { name: t('templates.formLabel') });
  await form.getByLabel(t('templates.name'), { exact: true }).fill(`News ${tag}`);
  const english = form.getByRole('group', { name: t('templates.languages.en') });
  await english.getByLabel(t('templates.text'), { exact: true }).fill('Hello, {{ guest.firstName }}! Soup today.');
  const preview = page.getByRole('region', { name: t('templates.languages.en') });
  await expect(preview.getByText(/Hello, .+! Soup today\./).first()).toBeVisible();
  await page.getByText(t('templates.chosenGuest'), { exact: true }).click();
  await page.getByRole('combobox', { name: t('templates.guest'), exact: true }).fill(phone);
  await page.getByRole('option', { name: `Zelda ${tag}` }).click();
  await expect(preview.getByText(/Hello, Zelda! Soup today\./).first()).toBeVisible();
  await expectNoViolations(page);
  await expectToFit(page, PHONE_WIDTH);
  await keepPicture(page, 'message-template-390-en');

  await form.getByLabel(t('templates.testLanguage')).selectOption('en');
  await form.getByRole('button', { name: t('templates.test') }).click();
  await expect(form.getByText(`Sent to ${MANAGER.email}.`)).toBeVisible();
  await form.getByRole('button', { name: t('templates.save'), exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: `News ${tag}` })).toBeVisible();

  const name = form.getByLabel(t('templates.name'), { exact: true });
  const save = form.getByRole('button', { name: t('templates.save'), exact: true });
  await expect(save).toBeEnabled();
  await name.fill(`Menu ${tag}`);
  const path = `/api/message-templates/${String(page.url().split('/').at(-1))}`;
  const texts = { en: { subject: 'Soup', text: 'Soup today.' }, ru: { subject: 'Суп', text: 'Сегодня суп.' } };
  const changed = await request.patch(path, { headers, data: { texts } });
  expect(changed.status(), await changed.text()).toBe(200);
  await save.click();
  await expect(form.getByRole('alert')).toContainText('→ Soup today.');
  await form.getByRole('button', { name: t('meanwhile.load') }).click();
  await expect(name).toHaveValue(`Menu ${tag}`);
  await save.click();
  await expect(page.getByRole('heading', { level: 1, name: `Menu ${tag}` })).toBeVisible();
  const now = await request.get(path, { headers });
  expect(await now.json()).toMatchObject({ name: `Menu ${tag}`, texts });
});
