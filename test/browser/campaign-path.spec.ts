import { expect, test } from '@playwright/test';
import { adminWords } from './admin-words';
import { signInTo } from './console-desk';
import { countActs } from './counted-acts';
import { MANAGER } from './other-network';

/** The most acts of a person from the examples of campaigns to the start of one. An earlier form with seven steps needed 16 acts and 43 fields. */
const MOST_ACTS = 11;
const STEPS = 4;
/** The most inputs that a person sees on the way. The box of each weekday counts as one input. */
const MOST_FIELDS = 27;

for (const language of ['en', 'ru'] as const)
  test(`a manager starts happy hours on drinks with a budget and a control group by few acts, in ${language}`, async ({
    page,
  }) => {
    const t = adminWords(language);
    const { press, fill, key, expectAtMost } = countActs(page);
    await page.setViewportSize({ width: 1280, height: 800 });
    await signInTo(page, MANAGER, language, '/admin/campaigns/new');
    const form = page.getByRole('form', { name: t('campaigns.formLabel') });
    let fields = 0;
    const countFields = async () => {
      // Examples and an estimate stand beside the form and need no input.
      const panel = form.getByRole('region').first();
      fields += await panel.locator('input:visible, select:visible, textarea:visible').count();
    };
    const next = () => press(page.getByRole('button', { name: t('campaigns.nextStep'), exact: true }));

    await press(page.getByRole('link', { name: new RegExp(`^${t('campaigns.template.HAPPY_HOURS.title')}`) }));
    await fill(form.getByLabel(t('campaigns.field.categories')), 'Drinks');
    await key('Enter');
    await countFields();
    await next();
    await press(form.getByLabel(t('program.conditions.weekdays.d5')));
    await fill(form.getByLabel(t('campaigns.field.from'), { exact: true }), '15:00');
    await fill(form.getByLabel(t('campaigns.field.to'), { exact: true }), '18:00');
    await countFields();
    await next();
    await fill(form.getByLabel(t('campaigns.field.budgetOff')), '50000');
    await expect(form.getByLabel(t('campaigns.field.control'), { exact: true })).toHaveValue('10');
    await countFields();
    await next();
    await expect(form.getByRole('list', { name: t('campaigns.steps') }).getByRole('listitem')).toHaveCount(STEPS);
    await countFields();
    await press(page.getByRole('button', { name: t('campaigns.start'), exact: true }));
    await expect(
      page.getByRole('heading', { level: 1, name: t('campaigns.template.HAPPY_HOURS.title') }),
    ).toBeVisible();
    await expect(page.getByRole('status').getByText(t('campaigns.state.ACTIVE'))).toBeVisible();
    expectAtMost(MOST_ACTS);
    console.log(`${test.info().title}: ${String(fields)} fields of at most ${String(MOST_FIELDS)}`);
    expect(fields).toBeLessThanOrEqual(MOST_FIELDS);
  });
