import { screen, waitFor, within } from '@testing-library/dom';
import { forgetDevice, keepDevice, readDevice } from '../../../web/src/entities/session/bound-device';
import { inMain } from './harness/main';
import { type Answers, openPage, refuse } from './harness/open-page';
import { type Answer, recordedAnswer } from './harness/recorded-answers';

const ID = '0198f2c4-7b1e-7c3a-9d52-000000000001';
const TILL = { id: ID, name: 'Bar', restaurantId: ID, restaurantName: 'Harbour', networkName: 'Test' };
const VERA = { id: '0198f2c4-7b1e-7c3a-9d52-000000000011', name: 'Vera', hasPin: true, isLocked: false };
const OLGA = { ...VERA, id: '0198f2c4-7b1e-7c3a-9d52-000000000012', name: 'Olga', isLocked: true };
const IVAN = { ...VERA, id: '0198f2c4-7b1e-7c3a-9d52-000000000013', name: '', hasPin: false };
const UNBOUND: Answer<'getOwnTill'> = { code: 'ABCD2345', till: null, people: [] };
const BOUND: Answer<'getOwnTill'> = { code: null, till: TILL, people: [VERA, OLGA, IVAN] };
const KEY = `lt_${'a'.repeat(43)}`;

const openBound = async (answers: Answers = {}, language: 'en' | 'ru' = 'en') => {
  keepDevice({ key: KEY, till: TILL });
  return openPage('/cashier', { role: null, language, answers: { getOwnTill: BOUND, ...answers } });
};

afterEach(() => {
  forgetDevice();
  localStorage.clear();
  sessionStorage.clear();
});

describe('A till that is not bound', () => {
  it.each([
    ['en', 'This till is bound to a restaurant', 'Bind this till', 'Code of this till'],
    ['ru', 'Эта касса привязана к ресторану', 'Привязать эту кассу', 'Код этой кассы'],
  ] as const)('shows in %s the code that a manager enters', async (language, opener, title, code) => {
    const { user } = await openPage('/cashier', { role: null, language, answers: { getOwnTill: UNBOUND } });
    await user.click(screen.getByRole('button', { name: opener }));
    await screen.findByRole('heading', { name: title });
    expect((await screen.findByRole('status', { name: code })).textContent).toBe('ABCD-2345');
  });

  it('shows its people as soon as a manager has entered the code', async () => {
    const { user, answer } = await openPage('/cashier', { role: null, answers: { getOwnTill: UNBOUND } });
    await user.click(screen.getByRole('button', { name: 'This till is bound to a restaurant' }));
    await screen.findByText('ABCD-2345');
    answer({ getOwnTill: BOUND });
    await screen.findByRole('button', { name: 'Vera' }, { timeout: 8_000 });
    expect(readDevice()).toMatchObject({ till: { id: ID }, key: expect.stringMatching(/^lt_[\w-]{43}$/) });
  }, 15_000);

  it('becomes the till of the demonstration by one press, which says the PINs of its people', async () => {
    const answers: Answers = {
      getDemonstration: {
        password: 'loyalty-demo',
        people: [{ email: 'vera@demo.test', name: 'Vera', role: 'cashier', network: 'demo', pin: '2719' }],
        tills: [{ network: 'demo', name: 'By the door', key: KEY }],
        guests: [],
        filling: null,
        isIncomplete: false,
      },
      getOwnTill: UNBOUND,
    };
    const { user, answer } = await openPage('/cashier', { role: null, answers });
    await user.click(screen.getByRole('button', { name: 'This till is bound to a restaurant' }));
    await screen.findByText('ABCD-2345');
    answer({ getOwnTill: BOUND });
    await user.click(await screen.findByRole('button', { name: 'Be the till “By the door” of the demonstration' }));
    await screen.findByText('Demonstration: Vera — PIN 2719.');
    expect(readDevice()?.key).toBe(KEY);
  });

  it('shows another code when asked, and goes back to the password', async () => {
    let asked = 0;
    const { user } = await openPage('/cashier', {
      role: null,
      answers: { getOwnTill: () => ({ ...UNBOUND, code: (asked += 1) === 1 ? 'ABCD2345' : 'WXYZ6789' }) },
    });
    await user.click(screen.getByRole('button', { name: 'This till is bound to a restaurant' }));
    await screen.findByText('ABCD-2345');
    await user.click(screen.getByRole('button', { name: 'Show another code' }));
    await screen.findByText('WXYZ-6789');
    await user.click(screen.getByRole('button', { name: 'Sign in with e-mail and password' }));
    screen.getByLabelText('E-mail');
  });
});

describe('A bound till', () => {
  it('lets a person in who taps their name and types the PIN', async () => {
    const { user, calls } = await openBound();
    await user.click(await screen.findByRole('button', { name: 'Vera' }));
    for (const digit of ['4', '8', '2', '6']) await user.click(screen.getByRole('button', { name: digit }));
    await user.click(screen.getByRole('button', { name: 'Enter' }));
    await screen.findByRole('button', { name: 'Change cashier' });
    expect(calls.find(({ operation }) => operation === 'signInAtTill')?.body).toEqual({
      userId: VERA.id,
      pin: '4826',
      refreshCookie: 'SESSION',
    });
  });

  it('takes digits of a keyboard, six of them without Enter', async () => {
    const { user, calls } = await openBound();
    await user.click(await screen.findByRole('button', { name: 'Vera' }));
    await user.type(screen.getByLabelText('PIN'), '48x2615');
    await waitFor(() =>
      expect(calls.find(({ operation }) => operation === 'signInAtTill')?.body).toMatchObject({ pin: '482615' }),
    );
  });

  it('lets a person in by the card that its reader types', async () => {
    const { calls } = await openBound();
    await screen.findByRole('button', { name: 'Vera' });
    // A reader types faster than people.
    for (const key of [...Array.from('7700412593'), 'Enter'])
      window.dispatchEvent(new KeyboardEvent('keydown', { key, code: `Digit${key}`, cancelable: true }));
    await waitFor(() =>
      expect(calls.find(({ operation }) => operation === 'signInAtTill')?.body).toEqual({
        card: '7700412593',
        refreshCookie: 'SESSION',
      }),
    );
  });

  it('says who is locked here, and who has a card alone', async () => {
    await openBound();
    expect((await screen.findByRole('button', { name: /^Olga/ })).textContent).toContain('PIN locked here');
    const without = screen.getByRole('button', { name: /^Employee without a name/ });
    expect(without.textContent).toContain('By card');
    expect(without).toHaveProperty('disabled', true);
  });

  it.each([
    ['en', 401, 'invalid_pin', 'Wrong PIN or card'],
    ['ru', 401, 'invalid_pin', 'Неверный PIN или карта'],
    ['en', 403, 'pin_locked', 'Your PIN is locked at this till'],
    ['en', 429, 'locked_out', 'Too many wrong tries at this till'],
  ] as const)('says in %s what to do after %i %s, and keeps no digit', async (language, status, code, words) => {
    const { user } = await openBound({ signInAtTill: refuse(status, code) }, language);
    await user.click(await screen.findByRole('button', { name: 'Vera' }));
    await user.type(screen.getByLabelText('PIN'), '4826{Enter}');
    await screen.findByText(words);
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('PIN').value).toBe(''));
  });

  it('forgets the binding that a manager has ended, and says so', async () => {
    await openBound({ getOwnTill: refuse(401, 'till_not_bound') });
    await waitFor(() => expect(readDevice()).toBeNull());
  });

  it('says what to do while nobody has a PIN', async () => {
    await openBound({ getOwnTill: { ...BOUND, people: [] } });
    await screen.findByText('No PIN and no card yet');
  });

  it('changes to the next cashier at once', async () => {
    const { user } = await openBound();
    await user.click(await screen.findByRole('button', { name: 'Vera' }));
    await user.type(screen.getByLabelText('PIN'), '482615');
    await user.click(await screen.findByRole('button', { name: 'Change cashier' }));
    await screen.findByRole('heading', { name: 'Who is at the till?' });
    await screen.findByRole('button', { name: 'Vera' });
  });

  it('ends the own lock when a person signs in by password, who may set their PIN there', async () => {
    keepDevice({ key: KEY, till: TILL });
    const { user, calls } = await openPage('/cashier', {
      role: 'cashier',
      answers: { getOwnTillSignIn: { pinSetAt: null, cardSetAt: null } },
    });
    await waitFor(() => expect(calls.map(({ operation }) => operation)).toContain('unlockOwnPin'));
    await user.click(await screen.findByRole('button', { name: 'My PIN and card' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(await dialog.findByRole('button', { name: 'Set a PIN' }));
    await user.click(dialog.getByRole('button', { name: 'Save the PIN' }));
    await dialog.findByText('Enter four to six digits.');
    await user.type(dialog.getByLabelText('New PIN'), '4826');
    await user.type(dialog.getByLabelText('Password'), 'secret words');
    await user.click(dialog.getByRole('button', { name: 'Save the PIN' }));
    await waitFor(() =>
      expect(calls.find(({ operation }) => operation === 'putOwnPin')?.body).toEqual({
        pin: '4826',
        password: 'secret words',
      }),
    );
  });
});

describe('The console', () => {
  const LISTED: Answer<'listBoundTills'> = {
    items: [
      {
        id: ID,
        restaurantId: ID,
        name: 'Bar',
        boundAt: '2026-11-20T09:29:59.000Z',
        waitsUntil: null,
        lastSeenAt: '2026-11-20T09:29:59.000Z',
        locked: [{ userId: VERA.id, name: 'Vera', lockedAt: '2026-11-20T09:29:59.000Z' }],
      },
    ],
  };
  const restaurant = recordedAnswer('listRestaurants').items[0];
  const page = `/admin/restaurants/${restaurant?.id ?? ''}`;

  it.each([
    ['en', 'Bind a till', 'Code on the till', 'Name of the till', 'Bind it'],
    ['ru', 'Привязать кассу', 'Код на кассе', 'Название кассы', 'Привязать'],
  ] as const)('binds a till by its code, in %s', async (language, open, code, name, submit) => {
    const { user, calls } = await openPage(page, { language, answers: { listBoundTills: { items: [] } } });
    await user.click(await inMain().findByRole('button', { name: open }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText(code), 'abcd-2345');
    await user.type(dialog.getByLabelText(name), 'Bar');
    await user.click(dialog.getByRole('button', { name: submit }));
    await waitFor(() =>
      expect(calls.find(({ operation }) => operation === 'bindTill')?.body).toEqual({
        restaurantId: restaurant?.id,
        code: 'ABCD-2345',
        name: 'Bar',
      }),
    );
  });

  it('names the people who are locked at a till, unlocks them, and unbinds the till', async () => {
    const { user, calls } = await openPage(page, { answers: { listBoundTills: LISTED } });
    await inMain().findByText(/^Vera: PIN locked here since/);
    await user.click(inMain().getByRole('button', { name: 'Unlock: Vera' }));
    await waitFor(() => expect(calls.map(({ operation }) => operation)).toContain('unlockAtTill'));
    await user.click(inMain().getByRole('button', { name: 'Unbind: Bar' }));
    await user.click(await screen.findByRole('button', { name: 'Unbind it now' }));
    await waitFor(() => expect(calls.map(({ operation }) => operation)).toContain('unbindTill'));
  });

  it('says so where no till is bound, and shows that a binding waits', async () => {
    const { answer, close } = await openPage(page, { answers: { listBoundTills: { items: [] } } });
    await inMain().findByText(/^No till is bound yet/);
    close();
    const [till] = LISTED.items;
    const waiting = { ...till, boundAt: null, lastSeenAt: null, waitsUntil: '2026-11-20T09:39:59.000Z', locked: [] };
    await openPage(page, { answers: { listBoundTills: { items: [waiting] } } as Answers });
    await inMain().findByText(/^Waits for the till until/);
    void answer;
  });

  it('takes PIN and card of an employee away', async () => {
    const employee = {
      ...recordedAnswer('getUser'),
      id: VERA.id,
      role: 'cashier',
      hasPin: true,
      hasCard: true,
    } as Answer<'getUser'>;
    const { user, calls } = await openPage(`/admin/staff/${employee.id}`, {
      answers: { getUser: employee, listRestaurantGroups: { items: [], nextCursor: null } },
    });
    await inMain().findByText('Signs in at bound tills by PIN and card.');
    await user.click(inMain().getByRole('button', { name: 'Take PIN and card away' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Take PIN and card away' }));
    await dialog.findByText('PIN and card are taken away.');
    expect(calls.map(({ operation }) => operation)).toContain('removeTillSignIn');
  });
});
