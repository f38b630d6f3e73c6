import { screen, waitFor, within } from '@testing-library/dom';
import { descriptionOf, inMain } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

const ID = '0198f2c4-7b1e-7c3a-9d52-000000000001';
const NONE = { items: [], nextCursor: null };

describe('The console tells in words', () => {
  it.each([
    ['en', 'E-mail', 'Password', 'Wrong e-mail or password'],
    ['ru', 'Эл. почта', 'Пароль', 'Неверная почта или пароль'],
  ] as const)(
    'that e-mail and password do not fit, and keeps the e-mail typed, in %s',
    async (language, email, password, wrong) => {
      const answers = { signIn: refuse(401, 'invalid_credentials') };
      const { user } = await openPage('/admin', { role: null, language, answers });
      await user.type(screen.getByLabelText(email), 'manager@demo.test');
      await user.type(screen.getByLabelText(password), 'not the password{Enter}');
      expect((await screen.findByRole('alert')).textContent).toContain(wrong);
      expect(screen.getByLabelText<HTMLInputElement>(email).value).toBe('manager@demo.test');
    },
  );

  it.each([
    ['en', /^Any words of the name/, 'No guest found'],
    ['ru', /^Любые слова имени/, 'Гость не найден'],
  ] as const)(
    'that a search finds no guest, whose name stands in no address, in %s',
    async (language, search, none) => {
      const nobody = { ...recordedAnswer('searchGuests'), items: [], nextCursor: null };
      const { user } = await openPage('/admin/guests', { language, answers: { searchGuests: nobody } });
      await user.type(screen.getByLabelText(search), 'Нетакого');
      expect(screen.getByLabelText<HTMLInputElement>(search).value).toBe('Нетакого');
      await screen.findByText(none);
      expect(decodeURIComponent(location.href)).not.toContain('Нетакого');
      expect(screen.getByLabelText<HTMLInputElement>(search).value).toBe('Нетакого');
    },
  );

  it.each([
    ['en', 'Page not found'],
    ['ru', 'Страница не найдена'],
  ] as const)('that an address leads to no page, in %s', async (language, words) => {
    await openPage('/admin/nowhere', { language });
    expect(inMain().getByRole('heading', { level: 1 }).textContent).toBe(words);
  });

  it('the version that the server runs below the sign-in, in the language chosen there', async () => {
    const health = { ...recordedAnswer('getHealth'), version: '12.3.4' };
    const { user } = await openPage('/admin', { role: null, answers: { getHealth: health } });
    await screen.findByText('Version 12.3.4');
    await user.click(screen.getByRole('button', { name: 'RU' }));
    await screen.findByText('Версия 12.3.4');
  });

  it.each([
    ['at the sign-in, in en', 'en', null, 'The year of receipts is arriving: 42%.'],
    ['at the sign-in, in ru', 'ru', null, 'Чеки за год загружаются: 42 %.'],
    ['to a manager, whose figures are read again', 'en', 'manager', 'The year of receipts is arriving: 42%.'],
  ] as const)(
    'how much of the receipts of the demonstration is there, until all are, %s',
    async (_where, language, role, words) => {
      const demo = { ...recordedAnswer('getDemonstration'), filling: 42 };
      const page = await openPage('/admin', { role, language, answers: { getDemonstration: demo } });
      await screen.findByText((text) => text.startsWith(words));
      const reports = () => page.calls.filter(({ operation }) => operation === 'getPeriodReport').length;
      const before = reports();
      page.answer({ getDemonstration: { ...demo, filling: null } });
      await waitFor(() => expect(screen.queryByText((text) => text.startsWith(words))).toBeNull());
      if (role !== null) await waitFor(() => expect(reports()).toBeGreaterThan(before));
    },
  );
});

it.each(['/admin/reports', '/admin/analytics', '/admin/liability'])(
  'The figures at %s are incomplete while the demonstration is being filled, and the page says so',
  async (path) => {
    const demo = { ...recordedAnswer('getDemonstration'), filling: 42 };
    await openPage(path, { role: 'manager', language: 'en', answers: { getDemonstration: demo } });
    await screen.findByText((text) =>
      text.endsWith('42%. You can already try everything, but figures are still incomplete.'),
    );
  },
);

it.each([
  ['en', 'A part of the year is missing.'],
  ['ru', 'Загружена только часть чеков за год.'],
] as const)('A demonstration whose filling broke off says so, in %s', async (language, words) => {
  const demo = { ...recordedAnswer('getDemonstration'), filling: null, isIncomplete: true };
  await openPage('/admin', { role: 'manager', language, answers: { getDemonstration: demo } });
  expect((await screen.findByText((text) => text.startsWith(words))).getAttribute('role')).toBe('status');
});

describe('An analyst', () => {
  const forbidden = refuse(403, 'forbidden');

  it('is led to no guests, and is told so at their addresses', async () => {
    for (const [path, answers] of [
      ['/guests', { listGuests: forbidden, countGuests: forbidden }],
      [`/guests/${ID}`, { getGuest: forbidden, getGuestBalance: forbidden }],
    ] as const) {
      const page = await openPage(`/admin${path}`, { role: 'analyst', language: 'ru', answers });
      await inMain().findByText('Вашей роли это недоступно');
      expect(pagesNamed()).not.toContain('Гости');
      page.close();
    }
  });

  it('is led to no rewards, staff, keys and settings, and is told so at their addresses', async () => {
    const page = await openPage('/admin/rewards/coupons', {
      role: 'analyst',
      answers: { listCouponBatches: forbidden, listRewards: forbidden },
    });
    await inMain().findByText('Your role does not allow this');
    expect(pagesNamed()).toContain('Liability');
    for (const name of ['Rewards', 'Staff', 'API keys', 'Settings']) expect(pagesNamed()).not.toContain(name);
    page.close();
    for (const [path, title] of [
      ['/staff', 'Only managers see staff'],
      ['/api-keys', 'Only managers see API keys'],
      ['/settings', 'Only managers see the settings'],
    ] as const) {
      const closed = await openPage(`/admin${path}`, { role: 'analyst' });
      inMain().getByRole('heading', { name: title });
      closed.close();
    }
  });

  it('reads the programme and changes nothing', async () => {
    const page = await openPage('/admin/programs', { role: 'analyst' });
    await inMain().findByRole('link', { name: /Version 2/ });
    expect(inMain().queryByRole('button', { name: 'New draft' })).toBeNull();
    page.close();
    await openPage('/admin/programs/1', { role: 'analyst' });
    await inMain().findByText('This version is read-only. To change the programme, create a draft from it.');
    expect(inMain().queryByRole('button', { name: 'Save draft' })).toBeNull();
  });

  it('reads the audit without a choice of people', async () => {
    await openPage('/admin/audit', { role: 'analyst' });
    inMain().getByLabelText('Action');
    expect(inMain().queryByLabelText('Person')).toBeNull();
  });

  it('reads the restaurants and changes none', async () => {
    await openPage('/admin/restaurants', { role: 'analyst' });
    await inMain().findByText(/^Offline: 300 points until/);
    expect(inMain().queryAllByRole('button')).toEqual([]);
  });
});

describe('The console marks', () => {
  it('a stock that is sent without a number at its field', async () => {
    const left = { ...recordedAnswer('getReward'), stock: { supplied: 10, remaining: 5 } };
    const answers = { getReward: left, changeRewardStock: left };
    const { user, calls } = await openPage(`/admin/rewards/${ID}`, { answers });
    const field = inMain().getByLabelText('Add or remove');
    await user.click(inMain().getByRole('button', { name: 'Add or remove' }));
    expect(document.activeElement).toBe(field);
    expect(descriptionOf(field)).toContain('Enter a number other than 0');
    await user.type(field, '-2');
    expect(field.getAttribute('aria-invalid')).not.toBe('true');
    await user.keyboard('{Enter}');
    await waitFor(() =>
      expect(calls.find(({ operation }) => operation === 'changeRewardStock')?.body).toEqual({ change: -2 }),
    );
    await waitFor(() => expect(field).toHaveProperty('value', ''));
  });

  it('what the server finds wrong with a code at its field, and in words what has no field', async () => {
    const wrong = (path: string) =>
      refuse(400, 'invalid_body', { errors: [{ path, code: 'required', message: 'Не указано.' }] });
    const answers = { createCouponBatch: wrong('code') };
    const { user, answer } = await openPage(`/admin/rewards/coupons?reward=${ID}`, { language: 'ru', answers });
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByText('Общий код'));
    await user.type(dialog.getByLabelText('Название выпуска'), 'Партнёр');
    const code = dialog.getByLabelText('Код');
    await user.type(code, '----');
    await user.type(dialog.getByLabelText('Сколько раз всего'), '5');
    await user.click(dialog.getByRole('button', { name: 'Выпустить' }));
    const alert = await dialog.findByRole('alert');
    expect(alert.textContent).toContain('Исправьте отмеченные поля');
    expect(code.getAttribute('aria-invalid')).toBe('true');

    answer({ createCouponBatch: wrong('colour') });
    await user.type(code, 'PIZZA');
    await user.click(dialog.getByRole('button', { name: 'Выпустить' }));
    await waitFor(() => expect(dialog.getByRole('alert').textContent).toContain('colour: Не указано.'));
    expect(dialog.getByRole('alert').textContent).not.toContain('отмеченные');
  });

  it('nothing of a reward that leaves the catalogue, until it was asked for a second time', async () => {
    const reward = { ...recordedAnswer('getReward'), archived: false };
    const archived = { ...reward, archived: true };
    const answers = { getReward: reward, changeReward: archived };
    const { user, answer, calls } = await openPage(`/admin/rewards/${ID}`, { answers });
    await user.click(inMain().getByRole('button', { name: 'Remove from the catalogue' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(calls.map(({ operation }) => operation)).not.toContain('changeReward');
    answer({ getReward: archived });
    await user.click(dialog.getByRole('button', { name: 'Yes, remove' }));
    await inMain().findByText(/^Guests can no longer redeem this reward./);
  });

  it('a list that the server failed to give, which its button asks for again', async () => {
    const page = await openPage('/admin/integrations', {
      answers: { listWebhooks: refuse(500, 'internal_error'), listPartners: NONE, listConnections: NONE },
    });
    const panel = within(await screen.findByRole('region', { name: 'Webhooks' }));
    const retry = await panel.findByRole('button', { name: 'Try again' });
    page.answer({ listWebhooks: NONE });
    await page.user.click(retry);
    await panel.findByText('No webhooks yet');
    expect(panel.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('a grid without purchases, with when it appears', async () => {
    const none = { boundaries: null, guests: 0, spend: 0, cells: [], names: [], scores: [] };
    await openPage('/admin/segments/rfm', { answers: { getRfm: { ...recordedAnswer('getRfm'), ...none } } });
    inMain().getByText('No purchases yet');
  });
});

/** The pages in the frame's navigation. */
function pagesNamed(): (string | null)[] {
  return [...document.querySelectorAll('nav li a')].map((link) => link.textContent);
}
