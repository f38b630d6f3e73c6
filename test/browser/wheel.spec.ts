import { expect, test } from '@playwright/test';
import { openByMore, signInToCabinet } from './cabinet-desk';
import { expectNoViolations } from './cashier-till';
import { signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { deskOf, MANAGER, registerThere } from './other-network';
import { expectToFit } from './rewards-desk';
import { sellCoffees } from './stamp-desk';

const WORDS = {
  ru: {
    name: 'Название по-русски',
    points: 'Баллы',
    weight: 'Вес',
    place: /^Приз \d/,
    prize: 'Десерт',
    nothing: 'В другой раз',
    fits: 'Сумма весов равна 100.',
    leastSale: 'Покупка для вращения, от',
    submit: 'Открыть с этими шансами',
    opened: 'Колесо крутится с новыми шансами.',
    wheel: 'Колесо',
    spin: 'Крутить колесо',
    stop: 'Показать результат сразу',
    won: /Ваш выигрыш|в этот раз без приза/,
    noSpins: 'Сейчас у вас нет вращений.',
    check: 'Проверить розыгрыш',
    runs: 'Эти шансы ещё действуют',
    right: /^Розыгрыш верен/,
  },
  en: {
    name: 'Name in English',
    points: 'Points',
    weight: 'Weight',
    place: /^Prize \d/,
    prize: 'Dessert',
    nothing: 'Another time',
    fits: 'The weights add up to 100.',
    leastSale: 'Least sale for a spin',
    submit: 'Open with these odds',
    opened: 'The wheel turns with the new odds.',
    wheel: 'Wheel',
    spin: 'Spin the wheel',
    stop: 'Show the result at once',
    won: /You have won|no prize this time/,
    noSpins: 'You have no spins now.',
    check: 'Check this draw',
    runs: 'These odds still run',
    right: /^The draw is right/,
  },
} as const;

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `wheel-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a manager opens the wheel, a guest spins it by the keyboard, and anybody checks the draw', async ({
      page,
      request,
    }) => {
      const desk = await deskOf(request);
      const { epoch } = await desk.get<{ epoch: object | null }>('/api/wheel');
      if (epoch !== null) await desk.send('POST', '/api/wheel/close', {});
      await signInTo(page, MANAGER, language, '/admin/games/wheel/new');
      const [first, second] = [0, 1].map((place) => page.getByRole('group', { name: word.place }).nth(place));
      await first?.getByLabel(word.name).fill(word.prize);
      await first?.getByLabel(word.points).fill('50');
      await first?.getByLabel(word.weight).fill('90');
      await second?.getByLabel(word.name).fill(word.nothing);
      await second?.getByLabel(word.weight).fill('10');
      await expect(page.getByText(word.fits)).toBeVisible();
      await page.getByLabel(word.leastSale).fill('5');
      await keepPicture(page, picture('1-odds'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: word.submit }).click();
      await expect(page.getByText(word.opened)).toBeVisible();
      await expect(page.getByRole('row', { name: new RegExp(word.prize) })).toBeVisible();
      await expectNoViolations(page);
      await expectToFit(page, width);

      const guest = await registerThere(desk);
      await sellCoffees(request, guest);
      await signInToCabinet(page, guest.phone, language, 'other');
      await openByMore(page, word.wheel);
      const spin = page.getByRole('button', { name: word.spin });
      await expect(spin).toBeVisible();
      await keepPicture(page, picture('2-spin'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      // The wheel does not turn for a guest who wants no motion.
      await page.emulateMedia({ reducedMotion: 'no-preference' });
      await spin.press('Enter');
      await expect(page.getByRole('button', { name: word.stop })).toBeFocused();
      await page.keyboard.press('Enter');
      const result = page.locator('main [aria-live=polite]');
      await expect(result).toHaveText(word.won);
      await expect(page.getByText(word.noSpins)).toBeVisible();
      await keepPicture(page, picture('3-result'));
      await expectNoViolations(page);
      await page.getByRole('link', { name: word.check }).click();
      await expect(page.getByRole('heading', { name: word.runs })).toBeVisible();

      await desk.send('POST', '/api/wheel/close', {});
      await page.reload();
      await expect(page.getByText(word.right)).toBeVisible();
      await keepPicture(page, picture('4-check'));
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}
