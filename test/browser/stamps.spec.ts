import { expect, test } from '@playwright/test';
import { expectNoViolations, findByPhone, openTill, primary, words } from './cashier-till';
import { consoleWords, goTo, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture, keepPictureOf } from './harness/pictures';
import { CASHIER, MANAGER } from './other-network';
import { expectToFit } from './rewards-desk';
import { BRUNCH, registerCollector, sellCoffees, VISITS_CARD } from './stamp-desk';

const WORDS = {
  ru: {
    stamps: 'Карты со штампами',
    ofTen: '4 из 10',
    ofTwo: '1 из 2',
    stamped: 'Поставлен 1 штамп. Карта заполнена. Награда ждёт гостя.',
    give: `Выдать «${BRUNCH.ru}» за заполненную карту`,
    yes: 'Да, списать карту',
    given: 'Записано. Сотрудники подготовят и вручат.',
    completed: 'Всего заполнена 1 карта.',
    begin: 'Создать черновик',
    programs: 'Программа',
    newDraft: 'Новый черновик',
    add: 'Добавить карту со штампами',
    name: 'Название по-русски',
    nameNeeded: 'Введите название хотя бы на одном языке.',
    size: 'Штампов на полной карте',
    tooLittle: 'Слишком мало.',
    what: 'Что даёт заполненная карта',
    reward: 'награду',
    code: 'Награда за заполненную карту',
    collects: 'За что штамп',
    category: 'каждую позицию этих категорий',
    categories: 'Категории',
    atLeastOne: 'Нужно хотя бы одно.',
    remove: 'Убрать карту со штампами Супы',
    save: 'Сохранить черновик',
    saved: 'Всё сохранено.',
    changes: 'Изменения',
  },
  en: {
    stamps: 'Stamp cards',
    ofTen: '4 of 10',
    ofTwo: '1 of 2',
    stamped: '1 stamp given. The card is full. The reward is waiting for the guest.',
    give: `Give “${BRUNCH.en}” for a full card`,
    yes: 'Yes, use the card',
    given: 'Recorded. Staff prepare it and hand it over.',
    completed: '1 full card so far.',
    begin: 'Create draft',
    programs: 'Programme',
    newDraft: 'New draft',
    add: 'Add a stamp card',
    name: 'Name in Russian',
    nameNeeded: 'Enter a name in at least one language.',
    size: 'Stamps on a full card',
    tooLittle: 'Too small.',
    what: 'Points or reward',
    reward: 'a reward',
    code: 'Reward for a full card',
    collects: 'Earning a stamp',
    category: 'each item of these categories',
    categories: 'Categories',
    atLeastOne: 'At least one is needed.',
    remove: 'Remove stamp card Супы',
    save: 'Save draft',
    saved: 'All changes saved.',
    changes: 'Changes',
  },
} as const;

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `stamps-${name}-${String(width)}-${language}-${colorScheme}`;

    test('the till shows stamps, says what a sale stamped, and gives the reward of a full card', async ({
      page,
      request,
    }) => {
      test.setTimeout(120_000);
      const guest = await registerCollector(request);
      await sellCoffees(request, guest);
      await openTill(page, language, CASHIER);
      await findByPhone(page, guest, language);
      const stamps = page.getByRole('group', { name: word.stamps });
      await expect(stamps).toContainText(word.ofTen);
      await expect(stamps).toContainText(word.ofTwo);
      await keepPicture(page, picture('1-guest'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      await page.keyboard.type('15', { delay: 60 });
      await expect(page.locator('output[data-current=true]')).toBeVisible();
      await primary(page).click();
      await expect(page.getByRole('button', { name: words[language].next })).toBeFocused();
      const stamped = page.getByRole('list', { name: word.stamps });
      await expect(stamped).toContainText(VISITS_CARD[language]);
      await expect(stamped).toContainText(word.stamped);
      await keepPicture(page, picture('2-stamped'));
      await expectNoViolations(page);
      await page.keyboard.press('Enter');

      await findByPhone(page, guest, language);
      await stamps.getByRole('button', { name: word.give }).click();
      await keepPicture(page, picture('3-question'));
      await expectNoViolations(page);
      await page.getByRole('button', { name: word.yes }).click();
      await expect(stamps).toContainText(word.given);
      await expect(stamps.getByRole('button', { name: word.give })).toBeHidden();
      await expect(stamps).toContainText(word.completed);
      await keepPicture(page, picture('4-given'));
      await expectNoViolations(page);
    });

    test('a manager writes a stamp card into the programme as sentences', async ({ page, request }) => {
      test.setTimeout(120_000);
      await registerCollector(request);
      await signInTo(page, MANAGER, language);
      await expect(page.getByRole('heading', { level: 1, name: consoleWords[language].today })).toBeVisible();
      await goTo(page, word.programs);
      await page.getByRole('button', { name: word.newDraft }).click();
      await page.getByRole('button', { name: word.begin }).click();
      const section = page.getByRole('region', { name: word.stamps, exact: true });
      await expect(section.getByRole('region')).toHaveCount(2);

      await section.getByRole('button', { name: word.add }).click();
      await expect(section.getByRole('region')).toHaveCount(3);
      const card = section.getByRole('region').last();
      await expect(card).toContainText(word.nameNeeded);
      await card.getByLabel(word.size).fill('1');
      await expect(card).toContainText(word.tooLittle);
      await card.getByLabel(word.collects).selectOption(word.category);
      await expect(card).toContainText(word.atLeastOne);
      await keepPictureOf(section, picture('5-mistakes'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      await card.getByLabel(word.name).fill('Супы');
      await card.getByLabel(word.size).fill('6');
      await card
        .getByRole('combobox', { name: word.categories })
        .or(card.getByLabel(word.categories))
        .first()
        .fill('soup');
      await page.keyboard.press('Enter');
      await card.getByLabel(word.what).selectOption(word.reward);
      await card.getByLabel(word.code).selectOption(BRUNCH[language]);
      await expect(section.getByRole('button', { name: word.remove })).toBeVisible();
      await page.getByRole('button', { name: word.save }).click();
      await expect(page.getByText(word.saved)).toBeVisible();
      await keepPictureOf(section, picture('6-saved'));
      await expectNoViolations(page);

      await page.reload();
      await expect(section.getByRole('region').last().getByLabel(word.size)).toHaveValue('6');
      await page.getByRole('link', { name: word.changes }).click();
      await expect(page.getByText('soup')).toBeVisible();
    });
  });
}
