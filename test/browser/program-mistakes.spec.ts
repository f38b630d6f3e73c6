import { expect, test } from '@playwright/test';
import { expectNoViolations } from './cashier-till';
import { MANAGER, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { beginDraft, programWords } from './program-desk';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    families: 'Семьи',
    allowed: 'Гости могут объединяться в семьи',
    pooled: 'Если своих баллов не хватает, можно тратить баллы остальных',
    day: 'От одного участника в день не больше',
    familyDay: 'Дневной лимит не может быть больше месячного.',
    toMend: 'Что нужно исправить',
    add: 'Добавить активность',
    addCounter: 'Добавить счётчик',
    counter: 'Счётчик, который увеличивает activity1',
    count: 'На сколько увеличивает activity1',
    points: 'Баллы: activity1',
    givesNothing: 'Не даёт ничего: укажите баллы или счётчик.',
    discountOfGold: 'GOLD: Скидка',
    worse: 'Уровень ниже даёт больше: при повышении гость это потеряет.',
    atGold: 'Уровни: GOLD',
  },
  en: {
    families: 'Families',
    allowed: 'Guests can form families',
    pooled: 'Members who run out of points use those of the others',
    day: 'Maximum from one member per day',
    familyDay: 'The daily limit can’t exceed the monthly limit.',
    toMend: 'To fix',
    add: 'Add an activity',
    addCounter: 'Add a counter',
    counter: 'Counter that activity1 adds to',
    count: 'How much activity1 adds',
    points: 'Points for activity1',
    givesNothing: 'Gives nothing: enter points, or a counter it adds to.',
    discountOfGold: 'GOLD: Discount',
    worse: 'The tier below gives more, so moving up would be a loss.',
    atGold: 'Tiers: GOLD',
  },
} as const;

for (const { language, colorScheme, width } of LOOKS) {
  const [word, program] = [WORDS[language], programWords[language]];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('families and counters are edited, and what does not fit is told at its place and in a list', async ({
      page,
      request,
    }) => {
      const picture = (name: string) => keepPicture(page, `mistakes-${name}-${String(width)}-${language}`);
      const draft = await beginDraft(request);
      await signInTo(page, MANAGER, language, `/admin/programs/${String(draft.version)}`);

      const families = page.getByRole('region', { name: word.families, exact: true });
      await families.getByRole('switch', { name: word.allowed }).check();
      await expect(families.getByRole('switch', { name: word.pooled })).toBeChecked();
      const toMend = page.getByRole('region', { name: word.toMend });
      const day = families.getByRole('textbox', { name: word.day });
      await day.fill('9000');
      await expect(families.getByText(word.familyDay)).toBeVisible();
      await expect(toMend).toContainText(word.familyDay);
      await day.fill('500');

      await page.getByRole('button', { name: word.addCounter }).click();
      await page.getByRole('button', { name: word.add, exact: true }).click();
      await page.getByRole('textbox', { name: word.points }).fill('0');
      await expect(toMend).toContainText(word.givesNothing);
      await page.getByRole('combobox', { name: word.counter }).selectOption({ index: 1 });
      await page.getByRole('textbox', { name: word.count }).fill('2');
      await expect(toMend).toHaveCount(0);

      const discount = page.getByRole('textbox', { name: word.discountOfGold });
      await discount.fill('1');
      await expect(toMend).toContainText(word.atGold);
      await expect(toMend).toContainText(word.worse);
      await picture('1-all');
      await expectNoViolations(page);
      await expectToFit(page, width);
      await discount.fill('15');
      await page.getByRole('button', { name: program.save }).click();
      await expect(page.getByText(program.saved)).toBeVisible();
      const { document } = await draft.read();
      expect(document['families']).toMatchObject({ pool: { perDay: 500 } });
      expect(document['activities']).toMatchObject({ reported: [{ points: 0, counts: { count: 2 } }] });

      await families.getByRole('switch', { name: word.allowed }).uncheck();
      await page.getByRole('button', { name: program.save }).click();
      await expect(page.getByText(program.saved)).toBeVisible();
      expect((await draft.read()).document).not.toHaveProperty('families');
    });
  });
}
