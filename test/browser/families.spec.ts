import { expect, test } from '@playwright/test';
import { expectNoViolations, findByPhone, findField, openTill, textOf, amountField } from './cashier-till';
import { signInTo } from './console-desk';
import { allow, makeFamily, registerRelatives, SEATS } from './family-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { CASHIER, MANAGER } from './other-network';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    families: 'Семьи',
    family: 'Семья',
    found: 'Создать семью',
    add: 'Добавить гостя',
    who: 'Кого добавить',
    as: 'Роль',
    addOf: 'Добавить: ',
    allow: 'Лимит: ',
    points: 'Баллы',
    submit: 'Разрешить 120 баллов в месяц',
    allowed: 'Может тратить 120 баллов в месяц',
    invite: 'Пригласить по коду',
    makeCode: 'Получить код',
    told: 'Код передан',
    passHead: 'Сделать главой семьи: ',
    head: 'Глава семьи',
    remove: 'Убрать из семьи: ',
    yes: 'Убрать',
    removeLast: /семья закроется/,
    taken: `Занято мест: 2 из ${String(SEATS)}.`,
    child: 'Ребёнок: может списать ещё 700 баллов',
    childWithout: 'Ребёнок без лимита',
    ofChild: 'такой лимит у ребёнка',
    together: 'Вместе с семьёй на счету',
    lent: /больше у гостя и его семьи нет/,
  },
  en: {
    families: 'Families',
    family: 'Family',
    found: 'Create a family',
    add: 'Add a guest',
    who: 'New member',
    as: 'Role',
    addOf: 'Add ',
    allow: 'Allowance of ',
    points: 'Points',
    submit: 'Allow 120 points per month',
    allowed: 'May use 120 points per month',
    invite: 'Invite by code',
    makeCode: 'Create code',
    told: 'Code passed on',
    passHead: 'Make ',
    head: 'Head of the family',
    remove: 'Remove ',
    yes: 'Remove',
    removeLast: /the family is closed/,
    taken: `2 of ${String(SEATS)} places used.`,
    child: 'Child: 700 more points',
    childWithout: 'Child without an allowance',
    ofChild: 'the allowance of the child',
    together: 'points available with the family',
    lent: /the guest and the family have no more/,
  },
} as const;

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `families-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a manager founds a family, adds a child by the keyboard, gives it an allowance, and ends it', async ({
      page,
      request,
    }) => {
      const [parent, child] = await registerRelatives(request, [300, 0]);
      if (parent === undefined || child === undefined) throw new Error('two guests were asked for');
      await signInTo(page, MANAGER, language, `/admin/guests/${parent.id}`);
      await page.getByRole('button', { name: word.found }).click();
      const panel = page.getByRole('region', { name: word.family, exact: true });

      await panel.getByRole('button', { name: word.add }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('combobox', { name: word.who }).fill(child.phone.slice(-4));
      await expect(dialog.getByRole('option', { name: child.name })).toBeVisible();
      await page.keyboard.press('Enter');
      await dialog.getByRole('combobox', { name: word.as }).selectOption('CHILD');
      await keepPicture(page, picture('1-add'));
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.addOf + child.name }).click();
      await expect(panel).toContainText(word.taken);

      await panel.getByRole('button', { name: word.allow + child.name }).click();
      await dialog.getByRole('textbox', { name: word.points }).fill('120');
      await expectNoViolations(page);
      await keepPicture(page, picture('2-allowance'));
      await dialog.getByRole('button', { name: word.submit }).click();
      await expect(panel).toContainText(word.allowed);

      await panel.getByRole('button', { name: word.invite }).click();
      await dialog.getByRole('button', { name: word.makeCode }).click();
      await expect(dialog.getByText(/^[0-9A-Z]{10}$/)).toBeVisible();
      await keepPicture(page, picture('3-code'));
      await dialog.getByRole('button', { name: word.told }).click();
      await expect(dialog).toHaveCount(0);
      await keepPicture(page, picture('4-guest'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      await page.goto('/admin/guests/families');
      await expect(page.getByRole('row').filter({ hasText: parent.name })).toBeVisible();
      await keepPicture(page, picture('5-list'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('link', { name: parent.name }).click();
      await panel.getByRole('button', { name: word.remove + parent.name }).click();
      await expect(dialog).toContainText(word.removeLast);
      await keepPicture(page, picture('6-remove'));
      await dialog.getByRole('button', { name: word.yes, exact: true }).click();
      await expect(panel.getByRole('button', { name: word.found })).toBeVisible();
    });

    test('the till says whose points a guest may spend, and what a child may', async ({ page, request }) => {
      const [mother, father, child] = await registerRelatives(request, [300, 900, 0]);
      if (mother === undefined || father === undefined || child === undefined) throw new Error('three were asked for');
      const family = await makeFamily(request, [father, mother, child]);
      await openTill(page, language, CASHIER);
      await findByPhone(page, child, language);
      await expect(page.getByText(word.childWithout)).toBeVisible();
      await page.keyboard.press('Escape');
      await allow(request, family, child, father);
      await page.reload();
      await expect(findField(page)).toBeFocused();
      await findByPhone(page, child, language);
      await expect(page.getByText(word.child)).toContainText(father.name);
      await amountField(page, language).fill('5000');
      await expect(page.getByText(word.ofChild)).toBeVisible();
      await keepPicture(page, picture('7-till-child'));
      await expectNoViolations(page);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');

      await findByPhone(page, mother, language);
      expect(await textOf(page.getByText(word.together))).toContain(father.name);
      await amountField(page, language).fill('5000');
      await expect(page.getByText(word.lent)).toBeVisible();
      await keepPicture(page, picture('8-till'));
      await expectNoViolations(page);
    });
  });
}
