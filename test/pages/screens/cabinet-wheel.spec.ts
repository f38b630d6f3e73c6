import { createHash, createHmac } from 'node:crypto';
import { waitFor, within } from '@testing-library/dom';
import { descriptionOf, inMain, mainText, NO_WORDS } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import { type Answer, recordedAnswer } from './harness/recorded-answers';

type OwnWheel = Answer<'getOwnWheel'>;
type Epoch = NonNullable<OwnWheel['epoch']>;
type Draw = Answer<'drawWheel'>;

const seed = '5eed'.repeat(16);
const id = '0198f2c4-7b1e-7c3a-9d52-0000000000e1';
const prizes: Epoch['prizes'] = [
  prize(1, 'Dessert', { points: 100, weight: 30, stock: 5 }),
  prize(2, 'Coffee', { points: 30, weight: 69 }),
  prize(3, 'Another time', { weight: 1, isFallback: true }),
];
const odds = JSON.stringify({ prizes, total: 100, version: 1 });
const netstrings = (...texts: string[]) => texts.map((text) => `${String(Buffer.byteLength(text))}:${text},`).join('');
const commitment = createHash('sha256')
  .update(netstrings('wheel-commitment-1', id, seed, odds))
  .digest('hex');

const epoch: Epoch = {
  id,
  commitment,
  odds,
  prizes,
  seed: null,
  state: 'RUNNING',
  total: 100,
  leastSale: 50_000,
  useDays: 14,
  openedAt: '2026-11-20T09:00:00.000Z',
  endsAt: null,
  endedAt: null,
  budgetPoints: null,
};
const ended: Epoch = { ...epoch, seed, state: 'ENDED', endedAt: '2026-11-25T09:00:00.000Z' };
const sale = { earnedAt: '2026-11-21T09:00:00.000Z', useBefore: '2026-12-05T09:00:00.000Z', badge: null };
const spins: OwnWheel['spins'] = [
  { ...sale, sourceKind: 'SALE', sourceId: 'sale-1', amount: 120_000, restaurant: 'Harbour' },
  { ...sale, sourceKind: 'BADGE', sourceId: 'WEEKS:sale-2', amount: null, restaurant: null, badge: 'Regular' },
];
const wheel: OwnWheel = { epoch, spins, draws: [] };
const NUMBER = '424242';
const digest = createHmac('sha256', Buffer.from(seed, 'hex'))
  .update(netstrings('wheel-draw-1', id, 'SALE', 'sale-1', NUMBER, '0'))
  .digest();
const ticket = digest.readUInt32BE(0) % 100;
const drawn = prizes[ticket < 30 ? 0 : ticket < 99 ? 1 : 2] ?? prize(0, '', {});
const draw: Draw = {
  id: '0198f2c4-7b1e-7c3a-9d52-0000000000d1',
  epochId: id,
  isEpochEnded: false,
  number: NUMBER,
  counter: 0,
  sourceKind: 'SALE',
  sourceId: 'sale-1',
  ticket,
  drawn,
  given: drawn,
  fallbackReason: null,
  points: drawn.points ?? 0,
  pointsTakenBack: null,
  redemptionId: null,
  drawnAt: '2026-11-22T09:00:00.000Z',
};

function prize(number: number, name: string, more: Partial<Epoch['prizes'][number]>): Epoch['prizes'][number] {
  const kind = more.points === undefined ? 'NOTHING' : 'POINTS';
  return {
    number,
    name: { en: name },
    kind,
    points: null,
    reward: null,
    weight: 1,
    stock: null,
    isFallback: false,
    ...more,
  };
}

const PAGE = '/cabinet/trattoria/wheel';
const visit = (answers: object, language: 'en' | 'ru' = 'en') => openPage(PAGE, { role: 'guest', language, answers });
const liveText = () => document.querySelector('main [aria-live]')?.textContent;

/** Switches motion on, which these tests leave out unless they look at it. */
function withMotion(): void {
  const { matchMedia } = window;
  jest.spyOn(window, 'matchMedia').mockImplementation((query) => {
    const list = matchMedia(query);
    return query.includes('reduced-motion') ? Object.assign(list, { matches: false }) : list;
  });
}

describe('The wheel of the cabinet', () => {
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['en', '30 of 100', 'Spin the wheel', 'Your 2 spins'],
    ['ru', '30 из 100', 'Крутить колесо', 'Ваши 2 вращения'],
  ] as const)(
    'publishes its odds, the commitment and the spins with their sources, in %s',
    async (language, ...words) => {
      await visit({ getOwnWheel: wheel }, language);
      await inMain().findByText(commitment);
      const [weight, spin, own] = words;
      expect(within(inMain().getByRole('table')).getByRole('row', { name: /Dessert/ }).textContent).toContain(weight);
      inMain().getByRole('button', { name: spin });
      const choice = inMain().getByRole('radiogroup', { name: own });
      expect(within(choice).getAllByRole('radio')).toHaveLength(2);
      expect(choice.textContent).toMatch(/Harbour.*Regular/);
      expect(mainText()).not.toMatch(NO_WORDS);
    },
  );

  it('turns to the draw of the server, and says the result when it is stopped', async () => {
    withMotion();
    const { user, calls, answer } = await visit({ getOwnWheel: wheel, drawWheel: draw });
    const number = inMain().getByLabelText('Your number');
    expect(number).toHaveProperty('value', expect.stringMatching(/^\d{12}$/));
    await user.clear(number);
    await user.type(number, NUMBER);
    answer({ getOwnWheel: { ...wheel, spins: spins.slice(1), draws: [draw] } });
    await user.click(inMain().getByRole('button', { name: 'Spin the wheel' }));
    const stop = await inMain().findByRole('button', { name: 'Show the result at once' });
    expect(liveText()).toBe('');
    expect(calls.filter(({ operation }) => operation === 'getOwnWheel')).toHaveLength(1);
    await user.click(stop);
    await waitFor(() => expect(liveText()).toContain(`You have won “${drawn.name.en ?? ''}”`));
    const bodies = calls.filter(({ operation }) => operation === 'drawWheel').map(({ body }) => body);
    expect(bodies).toEqual([{ epochId: id, sourceKind: 'SALE', sourceId: 'sale-1', number: NUMBER }]);
    await inMain().findByText(/your number 424242/);
    await inMain().findByRole('radiogroup', { name: 'Your spin' });
    expect(inMain().getByLabelText('Your number')).not.toHaveProperty('value', NUMBER);
  });

  it('shows the result at once to a guest who wants no motion', async () => {
    const { user } = await visit({ getOwnWheel: wheel, drawWheel: draw });
    await user.click(inMain().getByRole('button', { name: 'Spin the wheel' }));
    await waitFor(() => expect(liveText()).toContain('You have won'));
    expect(inMain().queryByRole('button', { name: 'Show the result at once' })).toBeNull();
  });

  it('says why the fallback was given, after a turn that Escape ends', async () => {
    withMotion();
    const [dessert, , nothing] = prizes;
    const fallback = { ...draw, drawn: dessert, given: nothing, fallbackReason: 'STOCK', points: 0 };
    const { user } = await visit({ getOwnWheel: wheel, drawWheel: fallback });
    await user.click(inMain().getByRole('button', { name: 'Spin the wheel' }));
    await inMain().findByRole('button', { name: 'Show the result at once' });
    await user.keyboard('{Escape}');
    await waitFor(() => expect(liveText()).toContain('stopped at “Dessert”, and none are left'));
    expect(liveText()).toContain('“Another time”: no prize this time');
  });

  it('names a number that it cannot take, and a draw that was refused', async () => {
    const changed = refuse(409, 'wheel_closed', { title: 'The wheel has changed', detail: 'Look at it again.' });
    const { user, calls } = await visit({ getOwnWheel: wheel, drawWheel: changed });
    const number = inMain().getByLabelText('Your number');
    await user.clear(number);
    await user.type(number, 'two words');
    expect(descriptionOf(number)).toContain('without spaces');
    const spin = inMain().getByRole('button', { name: 'Spin the wheel' });
    await user.click(spin);
    expect(calls.map(({ operation }) => operation)).not.toContain('drawWheel');
    await user.click(inMain().getByRole('button', { name: 'Another number' }));
    await user.click(spin);
    expect((await inMain().findByRole('alert')).textContent).toContain('The wheel has changed');
  });

  it('says how to get a spin, and that there is no wheel', async () => {
    const { close } = await visit({ getOwnWheel: { ...wheel, spins: [] } });
    await inMain().findByText('You have no spins now.');
    expect(mainText()).toMatch(/A sale of at least .*500\.00/);
    close();
    await visit({ getOwnWheel: { epoch: null, spins: [], draws: [] } });
    await inMain().findByText('The wheel is closed');
  });
});

describe('The check of a draw', () => {
  const address = (parts: object) => `${PAGE}/check#${new URLSearchParams({ ...parts }).toString()}`;
  const linked = { epoch: id, sourceKind: 'SALE', sourceId: 'sale-1', number: NUMBER };
  const shown = { ...linked, ticket: String(ticket), given: String(drawn.number) };
  const check = (parts: object, answers: object, language: 'en' | 'ru' = 'en') =>
    openPage(address(parts), { role: null, language, answers });

  beforeAll(() => {
    Object.defineProperty(window, 'isSecureContext', { value: true, configurable: true });
  });

  it.each([
    ['en', 'The draw is right', `is the ticket: ${String(ticket)}.`],
    ['ru', 'Розыгрыш верен', `это билет: ${String(ticket)}.`],
  ] as const)('needs no sign-in, and computes each step, in %s', async (language, right, said) => {
    const { calls } = await check(shown, { getPublicWheelEpoch: ended }, language);
    await inMain().findByText(new RegExp(right));
    expect(inMain().getAllByText(commitment)).toHaveLength(2);
    inMain().getByText(digest.toString('hex'));
    expect(mainText()).toContain(said);
    expect(mainText()).toContain(drawn.name.en ?? '');
    expect(mainText()).not.toMatch(NO_WORDS);
    const asked = calls.map(({ query }) => query.toString()).join('');
    expect(asked).not.toContain(NUMBER);
  });

  it('finds odds that were changed after the commitment', async () => {
    const changed = {
      ...ended,
      odds: odds.replace('"weight":30', '"weight":20').replace('"weight":69', '"weight":79'),
    };
    await check(linked, { getPublicWheelEpoch: changed });
    await inMain().findByText(/Something doesn’t match/);
    inMain().getByText('They are not equal: the seed or the odds were changed.');
  });

  it('takes a draw by hand, and compares a commitment that the guest has noted', async () => {
    const { user } = await check({}, { getPublicWheelEpoch: ended });
    await user.click(inMain().getByRole('button', { name: 'Check' }));
    expect(descriptionOf(inMain().getByLabelText('Number of the odds'))).toContain('Enter the whole number');
    await user.type(inMain().getByLabelText('Number of the odds'), id);
    await user.type(inMain().getByLabelText('Source of the spin'), 'sale-1');
    await user.type(inMain().getByLabelText('Your number'), NUMBER);
    await user.type(inMain().getByLabelText('Commitment that you noted'), 'f'.repeat(64));
    await user.click(inMain().getByRole('button', { name: 'Check' }));
    await inMain().findByText('It is not the commitment that you noted.');
    inMain().getByText(/Something doesn’t match/);
  });

  it('says that odds still run, that there are none, and that they could not be read', async () => {
    const page = await check(shown, { getPublicWheelEpoch: epoch });
    await inMain().findByText('These odds still run');
    inMain().getByText(commitment);
    page.close();
    const other = await check(
      { ...shown, epoch: id.replace('e1', 'e2') },
      { getPublicWheelEpoch: refuse(404, 'not_found') },
    );
    await inMain().findByText('There are no such odds');
    other.close();
    const { user, answer } = await check(
      { ...shown, epoch: id.replace('e1', 'e3') },
      { getPublicWheelEpoch: refuse(500, 'internal') },
    );
    const alert = await inMain().findByRole('alert');
    answer({ getPublicWheelEpoch: { ...ended, odds: 'no odds' } });
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await inMain().findByText('The draw cannot be computed');
  });
});

it('leads to the wheel where the network has one', async () => {
  const sections = { ...recordedAnswer('getOwnSections'), wheel: true };
  await openPage('/cabinet/trattoria/more', { role: 'guest', answers: { getOwnSections: sections } });
  expect((await inMain().findByRole('link', { name: 'Wheel' })).getAttribute('href')).toBe(PAGE);
});
