import { createHash } from 'node:crypto';
import { waitFor, within, screen } from '@testing-library/dom';
import { descriptionOf, inMain, mainText, NO_WORDS } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import type { Answer } from './harness/recorded-answers';

const board = {
  month: '2026-11',
  isOn: false,
  items: [{ guestId: '0198f2c4-7b1e-7c3a-9d52-000000000009', rank: 1, nickname: 'Anna', visits: 3 }],
};

describe('The games of the console', () => {
  it('show the leaderboard, say that guests do not see it, and take a nickname off', async () => {
    const { user, calls, answer } = await openPage('/admin/games', { answers: { getLeaderboard: board } });
    await inMain().findByRole('link', { name: 'Anna' });
    expect(mainText()).toContain('Guests do not see it');
    const takeOff = inMain().getByRole('button', { name: 'Take off: Anna' });
    await user.click(takeOff);
    await screen.findByRole('dialog');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(takeOff));
    await user.click(takeOff);
    answer({ getLeaderboard: { ...board, items: [] } });
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Take off' }));
    await inMain().findByText('No guest takes part yet');
    expect(calls.map(({ operation }) => operation)).toContain('takeOffLeaderboard');
  });

  it('say in Russian that the board could not be read, and read it again', async () => {
    const answers = { getLeaderboard: refuse(500, 'internal') };
    const { user, answer } = await openPage('/admin/games', { language: 'ru', answers });
    const alert = await inMain().findByRole('alert');
    answer({ getLeaderboard: board });
    await user.click(within(alert).getByRole('button', { name: 'Повторить' }));
    await waitFor(() => expect(mainText()).toContain('Anna'));
    expect(mainText()).toContain('Таблица лидеров этого месяца');
  });
});

type Epoch = Answer<'getWheelEpoch'>;
type Prize = Epoch['prizes'][number];

const id = '0198f2c4-7b1e-7c3a-9d52-0000000000e1';
const seed = '5eed'.repeat(16);
const odds = '{"version":1}';
const hashed = ['wheel-commitment-1', id, seed, odds].map((text) => `${String(text.length)}:${text},`).join('');
const none = { points: null, reward: null, stock: null, stockLeft: null, isFallback: false, cost: 0 };
const prizes: readonly Prize[] = [
  {
    ...none,
    number: 1,
    name: { ru: 'Десерт', en: 'Dessert' },
    kind: 'POINTS',
    points: 100,
    weight: 30,
    stock: 5,
    stockLeft: 3,
    drawn: 4,
    given: 2,
    cost: 200,
  },
  {
    ...none,
    number: 2,
    name: { en: 'Another time' },
    kind: 'NOTHING',
    weight: 70,
    isFallback: true,
    drawn: 6,
    given: 8,
  },
];
const epoch: Epoch = {
  id,
  odds,
  seed: null,
  state: 'RUNNING',
  total: 100,
  leastSale: 50_000,
  useDays: 14,
  budgetPoints: 10_000,
  commitment: createHash('sha256').update(hashed).digest('hex'),
  endsAt: null,
  endedAt: null,
  openedBy: null,
  openedAt: '2026-11-20T09:00:00.000Z',
  draws: 10,
  cost: 200,
  prizes: [...prizes],
};
const ended: Epoch = { ...epoch, seed, state: 'ENDED', endedAt: '2026-11-25T09:00:00.000Z' };
const runs = {
  getWheel: { epoch },
  listWheelEpochs: { items: [epoch, { ...ended, id: id.replace('e1', 'e0') }], nextCursor: null },
};
const closed = { getWheel: { epoch: null }, listWheelEpochs: { items: [], nextCursor: null } };

describe('The wheel of the console', () => {
  beforeAll(() => {
    Object.defineProperty(window, 'isSecureContext', { value: true, configurable: true });
  });

  it.each([
    ['en', 'Dessert', '30 of 100', '4 (40%)', '3 of 5', 'Budget: 10000 points'],
    ['ru', 'Десерт', '30 из 100', '4 (40 %)', '3 из 5', 'Бюджет: 10000 баллов'],
  ] as const)('shows odds, figures and stock of the running epoch, in %s', async (language, name, ...words) => {
    await openPage('/admin/games/wheel', { language, answers: runs });
    const row = await inMain().findByRole('row', { name: new RegExp(name) });
    // The wheel as guests see it, beside its odds.
    expect(
      inMain()
        .getAllByText(name)
        .map((shown) => shown.closest('svg') !== null),
    ).toContain(true);
    const [weight, drawn, left, budget] = words;
    for (const text of [weight, drawn, left]) expect(plain(row.textContent)).toContain(text);
    expect(plain(mainText())).toContain(budget);
    expect(mainText()).toContain(epoch.commitment);
    expect(mainText()).not.toContain(seed);
    expect(mainText()).not.toMatch(NO_WORDS);
  });

  it('shows the seed of an epoch that has ended, and computes its commitment again', async () => {
    const page = await openPage(`/admin/games/wheel/${id}`, { answers: { getWheelEpoch: ended } });
    await inMain().findByText(/the commitment from the seed and the odds: it agrees/);
    inMain().getByText(seed);
    expect(
      inMain()
        .getByRole('link', { name: /Check a draw/ })
        .getAttribute('href'),
    ).toContain(`/wheel/check#epoch=${id}`);
    page.close();
    const other = { ...ended, id: id.replace('e1', 'e2') };
    await openPage(`/admin/games/wheel/${other.id}`, { answers: { getWheelEpoch: other } });
    await inMain().findByText(/give another commitment/);
  });

  it('is closed after a question, and says so', async () => {
    const { user, calls, answer } = await openPage('/admin/games/wheel', { answers: { ...runs, closeWheel: ended } });
    await user.click(await inMain().findByRole('button', { name: 'Close the wheel' }));
    const dialog = within(await screen.findByRole('dialog'));
    answer(closed);
    await user.click(dialog.getByRole('button', { name: 'Close the wheel' }));
    await inMain().findByText('The wheel is closed');
    expect(calls.map(({ operation }) => operation)).toContain('closeWheel');
    inMain().getByText('The wheel has not turned yet.');
  });

  it('opens with odds whose weights add up, and says at each key whether they do', async () => {
    const answers = { ...closed, openWheel: { epoch, ended: null } };
    const { user, calls } = await openPage('/admin/games/wheel/new', { answers });
    const [first, second] = await inMain().findAllByRole('group', { name: /^Prize/ });
    if (first === undefined || second === undefined) throw new Error('the form has two prizes');
    await user.click(inMain().getByRole('button', { name: 'Open with these odds' }));
    expect(descriptionOf(within(first).getByLabelText('Name in Russian'))).toBe(
      'Enter a name in at least one language.',
    );
    expect(calls.map(({ operation }) => operation)).not.toContain('openWheel');
    await user.type(within(first).getByLabelText('Name in English'), 'Dessert');
    await user.type(within(first).getByLabelText('Points'), '100');
    await user.type(within(first).getByLabelText('Weight'), '30');
    await user.type(within(first).getByLabelText('How many'), '5');
    await user.type(within(second).getByLabelText('Name in English'), 'Another time');
    await user.type(within(second).getByLabelText('Weight'), '60');
    inMain().getByText(/The weights add up to 90 of 100: 10 are missing/);
    await user.type(inMain().getByLabelText('Least sale for a spin'), '500');
    await user.click(inMain().getByRole('button', { name: 'Open with these odds' }));
    expect(descriptionOf(inMain().getByLabelText('Total of the weights'))).toContain('do not add up');
    await user.clear(within(second).getByLabelText('Weight'));
    await user.type(within(second).getByLabelText('Weight'), '70');
    inMain().getByText('The weights add up to 100.');
    await user.click(inMain().getByRole('button', { name: 'Open with these odds' }));
    await inMain().findByText('The wheel turns with the new odds.');
    expect(calls.find(({ operation }) => operation === 'openWheel')?.body).toEqual({
      prizes: [
        given({ name: { en: 'Dessert' }, kind: 'POINTS', points: 100, weight: 30, stock: 5 }),
        given({ name: { en: 'Another time' }, kind: 'NOTHING', weight: 70, isFallback: true }),
      ],
      total: 100,
      leastSale: 50_000,
      useDays: 14,
      endsAt: null,
      budgetPoints: null,
    });
  });

  it('begins new odds with those that run, and asks before it ends them', async () => {
    const refused = refuse(400, 'invalid_body', {
      errors: [{ path: 'prizes[0].weight', code: 'too_big', message: 'At most 1000000.' }],
    });
    const { user, calls, answer } = await openPage('/admin/games/wheel/new', {
      answers: { ...runs, openWheel: refused },
    });
    const [first] = await inMain().findAllByRole('group', { name: /^Prize/ });
    if (first === undefined) throw new Error('the form has prizes');
    expect(within(first).getByLabelText('Name in English')).toHaveProperty('value', 'Dessert');
    const send = inMain().getByRole('button', { name: 'Open with these odds' });
    await user.click(send);
    expect(calls.map(({ operation }) => operation)).not.toContain('openWheel');
    const yes = 'End them and open the new ones';
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: yes }));
    await waitFor(() => expect(descriptionOf(within(first).getByLabelText('Weight'))).toContain('At most 1000000.'));
    answer({ openWheel: { epoch, ended } });
    await user.click(send);
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: yes }));
    await inMain().findByText('The wheel turns with the new odds.');
  });

  it('is not changed by a person who may only read campaigns', async () => {
    const page = await openPage('/admin/games/wheel', { role: 'analyst', answers: runs });
    await inMain().findByRole('row', { name: /Dessert/ });
    expect(inMain().queryByRole('button', { name: 'Close the wheel' })).toBeNull();
    page.close();
    await openPage('/admin/games/wheel/new', { role: 'analyst' });
    await inMain().findByText('You cannot change the wheel');
  });

  it('says that it could not be read or is not for the person, and reads it again', async () => {
    const page = await openPage('/admin/games/wheel', { answers: { getWheel: refuse(403, 'forbidden') } });
    expect((await inMain().findByRole('alert')).textContent).toContain('Your role does not allow this');
    page.close();
    const { user, answer } = await openPage('/admin/games/wheel', { answers: { getWheel: refuse(500, 'internal') } });
    const alert = await inMain().findByRole('alert');
    answer(closed);
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await inMain().findByText('The wheel is closed');
  });
});

function given(prize: object): object {
  return { points: null, reward: null, stock: null, isFallback: false, ...prize };
}

/** Without the spaces and commas by which languages group digits. */
function plain(text: string): string {
  return text.replaceAll(/(?<=\d)[\s,](?=\d{3})/g, '').replaceAll('\u00a0', ' ');
}
