import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expectNoViolations } from './cashier-till';
import { consoleWords, goTo, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { deskOf, type Listed, MANAGER, registerThere } from './other-network';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    segments: 'Сегменты',
    create: 'Новый сегмент',
    name: 'Название по-русски',
    code: 'Код',
    counted: /Сейчас подход/,
    rule: 'Условия сегмента',
    field: 'О чём спросить',
    value: 'Значение',
    days: 'Дней с регистрации',
    remove: 'Убрать условие',
    make: 'Создать сегмент',
    save: 'Сохранить',
    nameNeeded: 'Введите название хотя бы на одном языке.',
    list: 'Список',
    who: 'Найдите гостя, чтобы добавить его в список',
    putOn: 'Добавить в список: ',
    takeOff: 'Убрать из списка: ',
    nobody: 'Гостей пока нет',
    search: 'Поиск среди гостей сегмента',
    noSuch: 'Такого гостя в сегменте нет',
    export: 'Выгрузить',
    archive: 'Убрать в архив',
    archived: /Сегмент в архиве/,
    wrong: /Условие 1/,
  },
  en: {
    segments: 'Segments',
    create: 'New segment',
    name: 'Name in English',
    code: 'Code',
    counted: /match(es)? now/,
    rule: 'Segment rules',
    field: 'Condition on',
    value: 'Value',
    days: 'Days since registration',
    remove: 'Remove the condition',
    make: 'Create segment',
    save: 'Save',
    nameNeeded: 'Enter a name in at least one language.',
    list: 'List',
    who: 'Find a guest to add',
    putOn: 'Add to the list: ',
    takeOff: 'Remove from the list: ',
    nobody: 'No guests yet',
    search: 'Search among the guests of the segment',
    noSuch: 'No such guest in this segment',
    export: 'Export',
    archive: 'Archive',
    archived: /This segment is archived/,
    wrong: /Condition 1/,
  },
} as const;

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `segments-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a manager makes a segment by a rule that counts as it is typed, and a list that guests are put on', async ({
      page,
      request,
    }) => {
      const desk = await deskOf(request);
      const guest = await registerThere(desk);
      const code = `S${String(randomInt(1_000_000_000))}`;
      await signInTo(page, MANAGER, language);
      await expect(page.getByRole('heading', { level: 1, name: consoleWords[language].today })).toBeVisible();
      await goTo(page, word.segments);
      await expect(page.getByRole('heading', { level: 1, name: word.segments })).toBeVisible();
      await page.getByRole('link', { name: word.create }).click();

      // The form names the missing fields when it is saved too early.
      await page.getByRole('button', { name: word.make }).click();
      await expect(page.getByText(word.nameNeeded)).toBeVisible();
      await page.getByRole('textbox', { name: word.name }).fill(`Rule ${code}`);
      await page.getByRole('textbox', { name: word.code }).fill(code);
      const builder = page.getByRole('form', { name: word.rule });
      await builder.getByRole('combobox').nth(1).selectOption({ label: word.days });
      await expect(page.getByText(word.wrong)).toBeVisible();
      await builder.getByRole('textbox', { name: word.value }).fill('0');
      await expect(page.getByText(word.counted)).toBeVisible();
      // The button that removes a condition stands beside it.
      const remove = await builder.getByRole('button', { name: word.remove }).boundingBox();
      const others = await Promise.all(
        [builder.getByRole('combobox').nth(1), builder.getByRole('textbox', { name: word.value })].map((field) =>
          field.boundingBox(),
        ),
      );
      expect(others.map((box) => box?.y)).toContain(remove?.y);
      await keepPicture(page, picture('1-rule'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: word.make }).click();
      await expect(page.getByRole('heading', { level: 1, name: `Rule ${code}` })).toBeVisible();
      // The guests are counted in the background; the one who was registered above is among them.
      await expect
        .poll(async () => {
          const listed = await desk.get<{ items: { code: string; guests: number }[] }>('/api/segments?limit=200');
          return listed.items.find((segment) => segment.code === code)?.guests ?? 0;
        })
        .toBeGreaterThan(0);
      await page.reload();
      await expect(page.getByRole('table')).toBeVisible();
      await keepPicture(page, picture('2-members'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      await page.goto('/admin/segments/new');
      await page.getByText(word.list, { exact: true }).click();
      await page.getByRole('textbox', { name: word.name }).fill(`List ${code}`);
      await page.getByRole('textbox', { name: word.code }).fill(`${code}-L`);
      await page.getByRole('button', { name: word.make }).click();
      await expect(page.getByText(word.nobody)).toBeVisible();
      await page.getByRole('combobox', { name: word.who }).fill(guest.phone.slice(-4));
      await expect(page.getByRole('option', { name: guest.name })).toBeVisible();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: word.putOn + guest.name }).click();
      await expect(page.getByRole('button', { name: word.takeOff + guest.name })).toBeVisible();
      await expect(page.getByRole('link', { name: guest.name })).toHaveAttribute('href', `/admin/guests/${guest.id}`);
      const search = page.getByRole('textbox', { name: word.search });
      await search.fill('zzzz');
      await expect(page.getByText(word.noSuch)).toBeVisible();
      await search.fill(guest.name);
      await expect(page.getByRole('link', { name: guest.name })).toBeVisible();
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: word.export }).click();
      const file = await readFile(await (await saved).path(), 'utf8');
      expect(file.split('\r\n').slice(0, 2)).toEqual([
        'name,phone,tier,points,last_visit_at,spend',
        expect.stringContaining(guest.name),
      ]);
      await keepPicture(page, picture('3-list'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: word.archive }).click();
      await expectNoViolations(page);
      await page.getByRole('dialog').getByRole('button', { name: word.archive }).click();
      await expect(page.getByText(word.archived)).toBeVisible();

      await page.goto('/admin/segments');
      await expect(page.getByRole('row').filter({ hasText: `Rule ${code}` })).toBeVisible();
      await keepPicture(page, picture('4-all'));
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}

test('a segment is named in the codes of a coupon and in what earns nothing', async ({ page, request }) => {
  const desk = await deskOf(request);
  const code = `S${String(randomInt(1_000_000_000))}`;
  const name = `Our own people ${code}`;
  await desk.send('POST', '/api/segments', { code, name, rule: null });
  const reward = await desk.send<{ id: string }>('POST', '/api/redemption-items', {
    kind: 'PRODUCT',
    gift: null,
    name: { en: `Mug ${code}` },
    cost: 100,
  });
  const draft = await desk.send<{ version: number }>('POST', '/api/programs', { preset: 'points-4' });
  await signInTo(page, MANAGER, 'en');
  await expect(page.getByRole('heading', { level: 1, name: consoleWords.en.today })).toBeVisible();

  await page.goto(`/admin/rewards/coupons?reward=${reward.id}`);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Batch name').fill(`Mailing ${code}`);
  await dialog.getByLabel('Number of codes').fill('3');
  await dialog.getByRole('combobox', { name: 'Segments' }).click();
  await page.getByRole('option', { name }).click();
  // The list is still open, above the dialog.
  await expectNoViolations(page);
  await page.keyboard.press('Tab');
  await expectNoViolations(page);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toHaveCount(0);
  const batches = await desk.get<Listed<{ segments: string[] }>>('/api/coupons/batches');
  expect(batches.items[0]?.segments).toEqual([code]);

  await page.goto(`/admin/programs/${String(draft.version)}`);
  // The rules load a moment later and push the field down.
  await expect(page.getByLabel('Rule name').first()).toBeVisible();
  await page.getByRole('combobox', { name: 'Guests in segments' }).click();
  await page.getByRole('option', { name }).click();
  await expectNoViolations(page);
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByText('All changes saved.')).toBeVisible();
  await expectNoViolations(page);
  const saved = await desk.get<{ document: { earning: { exclusions: object } } }>(
    `/api/programs/${String(draft.version)}`,
  );
  expect(saved.document.earning.exclusions).toMatchObject({ segments: [code] });
});
