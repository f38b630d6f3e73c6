import { expect, test } from '@playwright/test';
import { adminWords } from './admin-words';
import { expectNoViolations } from './cashier-till';
import { asManager, MANAGER, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

/** One red pixel. */
const LOGO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

for (const { language, colorScheme, width } of LOOKS) {
  const t = adminWords(language);

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a manager changes the look, takes the mend of a weak colour and sees both beside the form', async ({
      page,
      request,
    }) => {
      const headers = await asManager(request);
      const before = (await (await request.get('/api/look', { headers })).json()) as { look: object };
      await signInTo(page, MANAGER, language, '/admin/settings');
      await page.getByRole('link', { name: t('look.link') }).click();
      await expect(page.getByRole('heading', { level: 1, name: t('look.title') })).toBeVisible();
      const ink = page.getByLabel(t('look.colours.accentInk'), { exact: true });
      const save = page.getByRole('button', { name: t('look.save') });
      await ink.fill('#aaaaaa');
      await page.getByLabel(t('look.colours.accent'), { exact: true }).fill('#9a9a9a');
      const mend = page.getByRole('main').getByRole('listitem').getByRole('button');
      await expect(mend).not.toHaveCount(0);
      await keepPicture(page, `look-1-weak-${String(width)}-${language}`);
      await save.click();
      await expect(page.getByRole('alert')).toBeVisible();
      while ((await mend.count()) > 0) {
        const colour = (await mend.first().innerText()).trim();
        await mend.first().click();
        await expect(page.getByRole('button', { name: colour, exact: true })).toHaveCount(0);
      }
      await page
        .getByLabel(t('look.logo.choose'))
        .setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: LOGO });
      await expect(page.getByRole('img', { name: t('look.logo.title') })).toBeVisible();
      await save.click();
      await expect(page.getByText(t('look.saved'))).toBeVisible();
      for (const view of ['letter', 'slip', 'cabinet'] as const) {
        await page.getByText(t(`look.preview.${view}`), { exact: true }).click();
        // The check of accessibility leaves out what is switched off.
        await expect(page.getByRole('group', { name: t(`look.preview.${view}`) })).toBeEnabled();
        await expectNoViolations(page);
      }
      await expectToFit(page, width);
      await keepPicture(page, `look-2-saved-${String(width)}-${language}`);
      const domain = page.getByRole('region', { name: t('look.domain.title') });
      const name = domain.getByLabel(t('look.domain.name'));
      await name.fill('club');
      await domain.getByRole('button', { name: t('look.domain.save') }).click();
      await expect(domain.getByText(t('look.domain.wrong'))).toBeVisible();
      // A name that never exists (RFC 2606).
      await name.fill('https://Club.loyalty.test/');
      await domain.getByRole('button', { name: t('look.domain.save') }).click();
      await expect(domain.getByText('_loyalty.club.loyalty.test')).toBeVisible();
      await expectToFit(page, width);
      await expectNoViolations(page);
      await keepPicture(page, `look-3-domain-${String(width)}-${language}`);
      await domain.getByRole('button', { name: t('look.domain.verify') }).click();
      await expect(domain.getByRole('alert')).toBeVisible();
      await domain.getByRole('button', { name: t('look.domain.remove') }).click();
      const question = page.getByRole('dialog', { name: /club\.loyalty\.test/ });
      await expect(question.getByText(t('look.domain.removeHelp'))).toBeVisible();
      await expectNoViolations(page);
      await page.keyboard.press('Escape');
      await expect(question).toHaveCount(0);
      await expect(name).toHaveValue('club.loyalty.test');
      await domain.getByRole('button', { name: t('look.domain.remove') }).click();
      await question.getByRole('button', { name: t('look.domain.remove') }).click();
      await expect(name).toHaveValue('');
      const bot = page.getByRole('region', { name: t('look.bot.title') });
      await expect(bot.getByText(t('look.bot.none'))).toBeVisible();
      await bot.getByLabel(t('look.bot.token')).fill('no token');
      await bot.getByRole('button', { name: t('look.bot.connect') }).click();
      await expect(bot.getByText(t('look.bot.tokenNeeded'))).toBeVisible();
      // The server of these tests has no bot of its own that a network's bot could replace.
      await bot.getByLabel(t('look.bot.token')).fill('123456:TOKEN-OF-A-BOT');
      await bot.getByRole('button', { name: t('look.bot.connect') }).click();
      await expect(bot.getByRole('alert')).toBeVisible();
      let left = 0;
      await page.route('**/api/bot', (route) => {
        left += route.request().method() === 'DELETE' ? 1 : 0;
        const own = { username: 'trattoria_bot', connectedAt: '2026-11-01T09:00:00Z' };
        return route.fulfill({ json: left === 0 ? own : { username: null, connectedAt: null } });
      });
      await page.reload();
      await bot.getByRole('button', { name: t('look.bot.disconnect') }).click();
      const leave = page.getByRole('dialog', { name: /@trattoria_bot/ });
      await expect(leave.getByText(t('look.bot.disconnectHelp'))).toBeVisible();
      expect(left).toBe(0);
      await leave.getByRole('button', { name: t('look.bot.disconnect') }).click();
      await expect(bot.getByText(t('look.bot.none'))).toBeVisible();
      await page.unroute('**/api/bot');
      await page.getByRole('button', { name: t('look.logo.remove') }).click();
      await expect(page.getByText(t('look.logo.none'))).toBeVisible();
      expect((await request.put('/api/look', { headers, data: before.look })).status()).toBe(200);
    });
  });
}
