import { expect, test } from '@playwright/test';
import { adminWords } from './admin-words';
import { expectNoViolations, findByPhone, openTill } from './cashier-till';
import * as firstNetwork from './console-desk';
import { consoleWords, goTo, signInTo } from './console-desk';
import { DESK_LOOKS, SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { CASHIER, deskOf, type Listed, MANAGER, registerThere } from './other-network';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    campaigns: 'Акции',
    guest: 'Гость',
    create: 'Новая акция',
    weekend: /Двойные баллы в выходные/,
    name: 'Название по-русски',
    guests: /^[\d\u00a0]+ гост\S* из [\d\u00a0]+$/,
    next: 'Далее',
    factor: 'Во сколько раз больше баллов',
    with: 'С акцией',
    repeat: 'Повтор',
    never: 'Не повторяется',
    dates: 'Когда действует',
    budget: 'Бюджет в баллах',
    control: 'Контрольная группа',
    noControl: 'Без контрольной группы',
    start: 'Запустить акцию',
    more: 'Ещё лимиты и варианты для сравнения',
    says: 'За покупку — в 3 раза больше баллов.',
    active: 'Идёт',
    pause: 'Приостановить',
    paused: 'Приостановлена',
    used: /Использовано .* из/,
    empty: 'Введите название хотя бы на одном языке.',
    estimate: 'Оценить',
    tooFew: /Покупок слишком мало для оценки/,
    estimated: /гост.* получил.? бы её/,
    visits: /Задание на визиты/,
    addTask: 'Добавить задание',
    task2: 'Задание 2',
    deed: 'Что сделать',
    activity: 'Активность',
    addPayout: 'Добавить награду',
    remove: 'Убрать награду 2',
    addPlace: 'Добавить бюджет ресторана',
    placeLimit: 'Лимит бюджета 1',
    mustJoin: 'Гость должен сначала присоединиться',
    join: /^Присоединить:/,
    leave: /^Вывести:/,
    progress: 'Визитов: 0 из 5',
  },
  en: {
    campaigns: 'Campaigns',
    guest: 'Guest',
    create: 'New campaign',
    weekend: /Double points weekend/,
    name: 'Name in English',
    guests: /^[\d,]+ of [\d,]+ guests?$/,
    next: 'Next',
    factor: 'Points multiplier',
    with: 'With the campaign',
    repeat: 'Repeats',
    never: 'Does not repeat',
    dates: 'When it runs',
    budget: 'Budget in points',
    control: 'Control group',
    noControl: 'No control group',
    start: 'Start campaign',
    more: 'More limits, and variants to compare',
    says: '3 times the usual points on a sale.',
    active: 'Active',
    pause: 'Pause',
    paused: 'Paused',
    used: /of .* points used/,
    empty: 'Enter a name in at least one language.',
    estimate: 'Estimate',
    tooFew: /Too few sales to estimate/,
    estimated: /would have received it/,
    visits: /Visit challenge/,
    addTask: 'Add task',
    task2: 'Task 2',
    deed: 'Task',
    activity: 'Activity',
    addPayout: 'Add payout',
    remove: 'Remove payout 2',
    addPlace: 'Add budget of a restaurant',
    placeLimit: 'Limit of budget 1',
    mustJoin: 'Guests must join first',
    join: /^Join:/,
    leave: /^Leave:/,
    progress: '0 of 5 visits',
  },
} as const;

for (const { language, colorScheme, width } of DESK_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `campaigns-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a manager makes a campaign from the weekend example, starts it, and a sale earns by it @smoke', async ({
      page,
      request,
      browser,
    }) => {
      const desk = await deskOf(request);
      const guest = await registerThere(desk);
      const [till] = (await desk.get<Listed<{ id: string }>>('/api/points-of-sale')).items;
      const name = `Weekend ${String(Date.now())}`;
      await signInTo(page, MANAGER, language);
      await expect(page.getByRole('heading', { level: 1, name: consoleWords[language].today })).toBeVisible();
      await goTo(page, word.campaigns);
      await expect(page.getByRole('heading', { level: 1, name: word.campaigns })).toBeVisible();
      await page.goto('/admin/campaigns/new');
      await expect(page.getByRole('link', { name: word.weekend })).toBeVisible();
      await keepPicture(page, picture('1-examples'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('link', { name: word.weekend }).click();

      await page.getByLabel(word.name).fill(name);
      await page.getByLabel(word.factor).fill('3');
      await expect(page.getByText(word.with, { exact: true })).toBeVisible();
      await keepPicture(page, picture('2-offer'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      const next = page.getByRole('button', { name: word.next, exact: true });
      await next.click();
      await expect(page.getByRole('region', { name: word.dates }).getByRole('listitem')).toHaveCount(5);
      await keepPicture(page, picture('3-dates'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      // The test runs on any day of the week.
      await page.getByLabel(word.repeat).selectOption({ label: word.never });
      await next.click();
      await expect(page.getByText(word.guests)).toBeVisible();
      await page.getByLabel(word.budget).fill('100000');
      await page.getByLabel(word.control, { exact: true }).selectOption({ label: word.noControl });
      await keepPicture(page, picture('4-guests'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await next.click();
      await expect(page.getByText(word.says)).toBeVisible();
      await keepPicture(page, picture('5-start'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: word.start }).click();
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
      await expect(page.getByRole('status').getByText(word.active)).toBeVisible();

      const { code } = await desk.get<{ code: string }>(`/api/campaigns/${String(page.url().split('/').at(-1))}`);
      await expect
        .poll(
          async () => {
            const sale = { type: 'SALE', pointOfSaleId: till?.id, amount: 100_000 };
            const path = `/api/guests/${guest.id}/transaction`;
            const { trace } = await desk.send<{ trace: { rule: string }[] }>('POST', path, sale);
            return trace.map(({ rule }) => rule);
          },
          { timeout: 60_000, intervals: [2_000] },
        )
        .toContain(`campaign.${code}`);
      const baseURL = new URL(page.url()).origin;
      const other = await browser.newContext({ baseURL, viewport: { width, height: 900 }, colorScheme });
      const cashier = await other.newPage();
      await openTill(cashier, language, CASHIER);
      await findByPhone(cashier, guest, language);
      await expect(cashier.getByRole('region', { name: word.guest }).getByText(name)).toBeVisible();
      await keepPicture(cashier, picture('7-till'));
      await expectNoViolations(cashier);
      await expectToFit(cashier, width);
      await other.close();

      await page.reload();
      await expect(page.getByText(word.used)).toBeVisible();
      await keepPicture(page, picture('6-active'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: word.pause }).click();
      await page.getByRole('dialog').getByRole('button', { name: word.pause }).click();
      await expect(page.getByRole('status').getByText(word.paused)).toBeVisible();
      await goTo(page, word.campaigns);
      await expect(page.getByRole('link', { name }).first()).toBeVisible();
      await keepPicture(page, picture('7-list'));
      await expectNoViolations(page);
      await expectToFit(page, width);
    });

    test('a manager makes a challenge of several tasks, sees its estimate, and a guest joins and leaves it', async ({
      page,
      request,
    }) => {
      const desk = await deskOf(request);
      const guest = await registerThere(desk);
      const name = `Challenge ${String(Date.now())}`;
      await signInTo(page, MANAGER, language);
      await expect(page.getByRole('heading', { level: 1, name: consoleWords[language].today })).toBeVisible();
      await page.goto('/admin/campaigns/new');
      await page.getByRole('link', { name: word.visits }).click();
      await page.getByLabel(word.name).fill(name);
      const next = page.getByRole('button', { name: word.next, exact: true });
      await page.getByRole('button', { name: word.addTask }).click();
      const second = page.getByRole('region', { name: word.task2 });
      await second.getByLabel(word.deed, { exact: true }).selectOption({ label: word.activity });
      await second.getByLabel(word.activity, { exact: true }).selectOption('review');
      await page.getByRole('button', { name: word.addPayout }).click();
      await keepPicture(page, picture('8-tasks'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: word.remove, exact: true }).last().click();
      const ask = page.getByRole('button', { name: word.estimate, exact: true });
      await expect(ask).toBeEnabled();
      await ask.click();
      await expect(page.getByText(word.tooFew).or(page.getByText(word.estimated))).toBeVisible({ timeout: 30_000 });
      await next.click();
      await next.click();
      await page.getByText(word.more, { exact: true }).click();
      await page.getByLabel(word.mustJoin).check();
      await page.getByRole('button', { name: word.addPlace }).click();
      await page.getByLabel(word.placeLimit).fill('100000');
      await keepPicture(page, picture('9-budgets'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await next.click();
      await page.getByRole('button', { name: word.start }).click();
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

      await page.goto(`/admin/guests/${guest.id}`);
      const row = page.getByRole('listitem').filter({ hasText: name });
      await expect(row.getByText(word.progress)).toBeVisible();
      const join = row.getByRole('button', { name: word.join });
      const leave = row.getByRole('button', { name: word.leave });
      await join.click();
      await expect(leave).toBeVisible();
      await keepPicture(page, picture('10-guest'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await leave.click();
      await expect(join).toBeVisible();
    });
  });
}

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const t = adminWords(language);
  const variant = (key: string, id: string) => t(key).replace('{name}', id);

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `campaigns-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a manager divides the guests of a campaign into variants, and reads what each brought', async ({
      page,
      request,
    }) => {
      test.setTimeout(90_000);
      // Enough guests that each variant is drawn at least once.
      const desk = await deskOf(request);
      await Promise.all(Array.from({ length: 20 }, () => registerThere(desk)));
      const name = `Variants ${String(Date.now())}`;
      await signInTo(page, MANAGER, language, '/admin/campaigns/new?template=MESSAGE');
      await page.getByLabel(t('names.en')).fill(name);
      await page.getByLabel(t('names.ru')).fill(name);
      const step = (key: 'who' | 'start') =>
        page.getByRole('button', { name: new RegExp(t(`campaigns.step.${key}`)) }).click();
      await step('who');
      await page.getByText(t('campaigns.more.who'), { exact: true }).click();
      await page.getByRole('button', { name: t('campaigns.compareVariants') }).click();
      const second = page.getByRole('region', { name: variant('campaigns.entry.variants', 'B') });
      const share = second.getByLabel(t('campaigns.field.variantsSharePpm'));
      await share.fill('40');
      await expect(page.getByRole('alert')).toBeVisible();
      await share.fill('50');
      await expect(page.getByRole('alert')).toHaveCount(0);
      await second.getByLabel(t('campaigns.field.titleEn')).fill('Other news');
      await second.getByLabel(t('campaigns.field.textEn')).fill('A text of its own.');
      await keepPicture(page, picture('11-variants'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: t('campaigns.add.variants') }).click();
      await page.getByRole('button', { name: variant('campaigns.remove.variants', 'C') }).click();
      await step('start');
      await expect(page.getByText(t('campaigns.say.ownMessage'))).toBeVisible();
      await page.getByRole('button', { name: t('campaigns.start') }).click();
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
      const table = page.getByRole('table', { name: t('campaigns.variants') });
      await expect(async () => {
        await page.reload();
        await expect(table.getByRole('row')).toHaveCount(3, { timeout: 4_000 });
      }).toPass({ timeout: 60_000 });
      await keepPicture(page, picture('12-variant-results'));
      await expectNoViolations(page);
      await expectToFit(page, width);
    });

    test('a campaign with a large budget waits for a second manager', async ({ page, request }) => {
      const settings = (campaignBudget: number | null) =>
        firstNetwork.changeSettings(request, { limits: { campaignBudget } });
      await settings(100_000);
      try {
        const name = `Large ${String(Date.now())}`;
        await signInTo(page, firstNetwork.MANAGER, language, '/admin/campaigns/new?template=WEEKEND');
        await page.getByLabel(t('names.en')).fill(name);
        await page.getByRole('button', { name: new RegExp(t('campaigns.step.start')) }).click();
        await page.getByRole('button', { name: t('campaigns.start') }).click();
        await expect(page.getByText(t('changes.waits'))).toBeVisible();
        await keepPicture(page, picture('13-waits'));
        await expectNoViolations(page);
        await expectToFit(page, width);
        const id = String(page.url().split('/').at(-1));
        await page.goto('/admin/approvals');
        await expect(page.getByText(t('approvals.budgetOpen')).first()).toBeVisible();
        await keepPicture(page, picture('14-approval'));
        await expectNoViolations(page);
        await expectToFit(page, width);
        await firstNetwork.approveChangeOf(request, id);
        await page.goto(`/admin/campaigns/${id}`);
        await expect(page.getByRole('status').getByText(t('campaigns.state.ACTIVE'))).toBeVisible();
        await page.getByRole('button', { name: t('campaigns.act.end') }).click();
        await page
          .getByRole('dialog')
          .getByRole('button', { name: t('campaigns.yes.end') })
          .click();
        await expect(page.getByRole('status').getByText(t('campaigns.state.ENDED'))).toBeVisible();
      } finally {
        await settings(null);
      }
    });
  });
}
