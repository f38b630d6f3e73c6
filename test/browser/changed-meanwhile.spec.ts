import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { randomInt, randomUUID } from 'node:crypto';
import { adminWords } from './admin-words';
import { expectNoViolations, registerGuest } from './cashier-till';
import { asManager, changeSettings, goTo, MANAGER, signInTo } from './console-desk';
import { keepPicture } from './harness/pictures';

const t = adminWords('en');

test('a restaurant and its till that a colleague changed meanwhile keep both changes', async ({ page, request }) => {
  const tag = String(randomInt(1_000_000_000));
  const place = await call(request, 'post', '/api/restaurants', { name: `Garden ${tag}`, address: 'Main street 1' });
  const path = `/api/restaurants/${place.id}`;
  const till = await call(request, 'post', `${path}/points-of-sale`, { name: `Bar ${tag}` });
  await signInTo(page, MANAGER, 'en');
  await goTo(page, t('nav.restaurants'));
  const dialog = page.getByRole('dialog');
  const save = dialog.getByRole('button', { name: t('places.save'), exact: true });

  await page.getByRole('button', { name: `Rename: Garden ${tag}`, exact: true }).click();
  await expect(save).toBeEnabled();
  await dialog.getByLabel(t('names.ru'), { exact: true }).fill(`Park ${tag}`);
  await call(request, 'patch', path, { address: 'Side street 2' });
  await save.click();
  await expect(dialog.getByRole('alert')).toContainText('Address: Main street 1 → Side street 2');
  await keepPicture(page, 'changed-meanwhile-restaurant');
  await expectNoViolations(page);
  await goOn(page);
  await expect(dialog.getByLabel(t('places.address'))).toHaveValue('Side street 2');
  await expect(dialog.getByLabel(t('names.ru'), { exact: true })).toHaveValue(`Park ${tag}`);
  await save.click();
  await expect(page.getByRole('heading', { level: 2, name: `Park ${tag}` })).toBeVisible();

  await page.getByRole('button', { name: new RegExp(`^Rename: Bar ${tag}`) }).click();
  await expect(save).toBeEnabled();
  await dialog.getByLabel(t('places.codeField')).fill(`bar-${tag}`);
  await call(request, 'patch', `${path}/points-of-sale/${till.id}`, { name: `Terrace ${tag}` });
  await save.click();
  await expect(dialog.getByRole('alert')).toContainText(`${t('names.ru')}: Bar ${tag} → Terrace ${tag}`);
  await goOn(page);
  await save.click();
  await expect(page.getByRole('listitem').filter({ hasText: `Terrace ${tag}` })).toContainText(`bar-${tag}`);
});

test('the limit of tills is not set over settings that a colleague changed meanwhile', async ({ page, request }) => {
  await changeSettings(request, { holdMinutes: 10, limits: { tillAllowance: 100 } });
  await signInTo(page, MANAGER, 'en');
  await goTo(page, t('nav.restaurants'));
  await page.getByRole('button', { name: t('tillLimit.edit') }).click();
  const dialog = page.getByRole('dialog');
  const save = dialog.getByRole('button', { name: t('tillLimit.save') });
  await expect(save).toBeEnabled();
  await dialog.getByLabel(t('tillLimit.field')).fill('50');
  await changeSettings(request, { holdMinutes: 11 });
  await save.click();
  await expect(dialog.getByRole('alert')).toContainText(`${t('settings.label.settings.holdMinutes')}: 10 → 11`);
  await goOn(page);
  await expect(dialog.getByLabel(t('tillLimit.field'))).toHaveValue('50');
  await save.click();
  await expect(dialog).toHaveCount(0);
});

test('the profile of a guest that a colleague corrected meanwhile keeps both corrections', async ({
  page,
  request,
}) => {
  const guest = await registerGuest(request);
  await signInTo(page, MANAGER, 'en', `/admin/guests/${guest.id}`);
  await page.getByRole('button', { name: t('profile.edit') }).click();
  const dialog = page.getByRole('dialog');
  const save = dialog.getByRole('button', { name: t('profile.save') });
  await expect(save).toBeEnabled();
  await dialog.getByLabel(t('guest.note')).fill('Sits by the window');
  await call(request, 'patch', `/api/guests/${guest.id}`, { birthDate: '1990-04-05' });
  await save.click();
  await expect(dialog.getByRole('alert')).toContainText(`${t('profile.birthDate')}: — → 1990-04-05`);
  await goOn(page);
  await expect(dialog.getByLabel(t('profile.birthDate'))).toHaveValue('05/04/1990');
  await save.click();
  await expect(dialog).toHaveCount(0);
  const now = await request.get(`/api/guests/${guest.id}`, { headers: await asManager(request) });
  expect(await now.json()).toMatchObject({ note: 'Sits by the window', birthDate: '1990-04-05' });
});

test('the terms of a reward that a colleague changed meanwhile keep both changes', async ({ page, request }) => {
  const tag = String(randomInt(1_000_000_000));
  const reward = { name: { en: `Mug ${tag}` }, kind: 'PRODUCT', cost: 100 };
  const { id } = await call(request, 'post', '/api/redemption-items', reward);
  const path = `/api/redemption-items/${id}`;
  await signInTo(page, MANAGER, 'en', `/admin/rewards/${id}`);
  const form = page.getByRole('form', { name: t('rewards.formLabel') });
  const save = form.getByRole('button', { name: t('rewards.submit') });
  await expect(save).toBeEnabled();
  await form.getByLabel(t('rewards.field.cost')).fill('120');
  await call(request, 'patch', path, { name: { en: `Large mug ${tag}` } });
  await save.click();
  await expect(form.getByRole('alert')).toContainText(`${t('rewards.field.nameEn')}: Mug ${tag} → Large mug ${tag}`);
  await keepPicture(page, 'changed-meanwhile-reward');
  await expectNoViolations(page);
  await form.getByRole('button', { name: t('meanwhile.load') }).click();
  await expect(form.getByLabel(t('names.en'))).toHaveValue(`Large mug ${tag}`);
  await expect(form.getByLabel(t('rewards.field.cost'))).toHaveValue('120');
  await save.click();
  await expect(form.getByText(t('rewards.saved'))).toBeVisible();
  // The next change uses the tag that the change before it returned.
  await form.getByLabel(t('rewards.field.cost')).fill('130');
  await save.click();
  await expect(form.getByText(t('rewards.saved'))).toBeVisible();
  const now = await request.get(path, { headers: await asManager(request) });
  expect(await now.json()).toMatchObject({ name: { en: `Large mug ${tag}` }, cost: 130 });
});

test('a segment that a colleague changed meanwhile keeps both changes', async ({ page, request }) => {
  const tag = String(randomInt(1_000_000_000));
  const rule = { combinator: 'and', rules: [{ field: 'visits', operator: '>=', value: 900 }] };
  const body = { code: `S${tag}`, name: `Often ${tag}`, description: '', rule };
  const { id } = await call(request, 'post', '/api/segments', body);
  await signInTo(page, MANAGER, 'en', `/admin/segments/${id}`);
  const save = page.getByRole('button', { name: t('segments.save'), exact: true });
  await expect(save).toBeEnabled();
  const name = page.getByLabel(t('names.ru'), { exact: true });
  await name.fill(`Very often ${tag}`);
  const rules = [{ field: 'visits', operator: '>=', value: 901 }];
  await call(request, 'patch', `/api/segments/${id}`, { description: 'Regulars', rule: { ...rule, rules } });
  await save.click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText(`${t('segments.field.description')}: — → Regulars`);
  await expect(alert).toContainText(t('segments.rulesChanged'));
  await page.getByRole('button', { name: t('meanwhile.load') }).click();
  await expect(name).toHaveValue(`Very often ${tag}`);
  await save.click();
  await expect(page.getByRole('heading', { level: 1, name: `Very often ${tag}` })).toBeVisible();
  const now = await request.get(`/api/segments/${id}`, { headers: await asManager(request) });
  expect(await now.json()).toMatchObject({ description: 'Regulars', rule: { rules } });
});

async function goOn(page: Page): Promise<void> {
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('meanwhile.load') })
    .click();
}

/** A colleague's change, by the API. */
async function call(
  request: APIRequestContext,
  method: 'post' | 'patch',
  path: string,
  data: object,
): Promise<{ readonly id: string }> {
  const headers = { ...(await asManager(request)), 'idempotency-key': randomUUID() };
  const answer = await request[method](path, { headers, data });
  expect([200, 201], await answer.text()).toContain(answer.status());
  return (await answer.json()) as { id: string };
}
