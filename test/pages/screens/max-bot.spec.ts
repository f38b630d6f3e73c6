import { screen, waitFor, within } from '@testing-library/dom';
import { inMain } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import type { Answer } from './harness/recorded-answers';

const LOOK = '/admin/settings/look';

const none: Answer<'getMaxBot'> = {
  isAvailable: true,
  username: null,
  connectedAt: null,
  miniAppUrl: 'https://loyalty.example.com/cabinet/trattoria',
  webhookCheckedAt: null,
  webhookLostAt: null,
  webhookFailure: null,
  trustsContacts: false,
  contracts: [],
};
const connected: Answer<'getMaxBot'> = { ...none, username: 'trattoria_bot', connectedAt: '2026-11-20T09:30:00.000Z' };
const contract = {
  kind: 'CAMPAIGNS',
  number: 'MAX-2026/117',
  signedOn: '2026-10-01',
  recordedAt: '2026-11-20T09:30:00.000Z',
  recordedBy: 'Maria',
} as const;

describe('The bot in MAX on the page of the look', () => {
  const panel = async (name = 'Bot in MAX') => {
    const region = (await inMain().findByRole('heading', { name })).closest('section');
    if (region === null) throw new Error('each panel is a section');
    return within(region);
  };

  it.each([
    ['en', 'Bot in MAX', 'MAX is not set up on this installation', 'Connect the bot'],
    ['ru', 'Бот в MAX', 'На этой установке MAX не настроен', 'Подключить бота'],
  ] as const)(
    'says in %s that the installation has no MAX, and asks for nothing',
    async (language, name, words, act) => {
      await openPage(LOOK, { language, answers: { getMaxBot: { ...none, isAvailable: false } } });
      const max = await panel(name);
      await max.findByText(words, { exact: false });
      expect(max.queryByRole('button', { name: act })).toBeNull();
    },
  );

  it('is connected by a token, and says what MAX refuses', async () => {
    const { user, calls, answer } = await openPage(LOOK, {
      answers: { getMaxBot: none, connectMaxBot: refuse(422, 'max_token_refused') },
    });
    const max = await panel();
    await max.findByText('No bot is connected.');
    await user.click(max.getByRole('button', { name: 'Connect the bot' }));
    await max.findByText('Enter the token as your account at MAX shows it.');
    await user.type(max.getByLabelText('Token of the bot'), 'max-token-1');
    await user.click(max.getByRole('button', { name: 'Connect the bot' }));
    await max.findByRole('alert');
    answer({ connectMaxBot: connected, getMaxBot: connected });
    await user.click(max.getByRole('button', { name: 'Connect the bot' }));
    await max.findByText(/trattoria_bot answers your guests since/);
    await max.findByText('https://loyalty.example.com/cabinet/trattoria');
    expect(calls.filter(({ operation }) => operation === 'connectMaxBot').at(-1)?.body).toEqual({
      token: 'max-token-1',
    });
  });

  it('says why each kind of messages is off, and takes the contract that allows it', async () => {
    const recorded = { ...connected, contracts: [contract] };
    const { user, calls, answer } = await openPage(LOOK, {
      answers: { getMaxBot: connected, recordMaxContract: recorded },
    });
    const max = await panel();
    await max.findByText(/Requirements for bots, 1\.5, edition of 16 December 2025/);
    expect(max.getAllByText('Off: no contract is recorded.')).toHaveLength(3);
    await user.click(max.getByRole('button', { name: 'Record a contract: Offers of campaigns' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Record a contract' }));
    await dialog.findByText('Enter the number as written in the contract.');
    expect(calls.map(({ operation }) => operation)).not.toContain('recordMaxContract');
    await user.type(dialog.getByLabelText('Number of the contract'), 'MAX-2026/117');
    await user.type(dialog.getByLabelText('Day of its signature'), '2026-10-01');
    answer({ getMaxBot: recorded });
    await user.click(dialog.getByRole('button', { name: 'Record a contract' }));
    await max.findByText(/By contract MAX-2026\/117 of/);
    await max.findByText(/Recorded by Maria/);
    expect(calls.find(({ operation }) => operation === 'recordMaxContract')?.body).toEqual({
      number: 'MAX-2026/117',
      signedOn: '2026-10-01',
    });
  });

  it('turns a kind off again, after a question', async () => {
    const { user, calls, answer } = await openPage(LOOK, {
      answers: { getMaxBot: { ...connected, contracts: [contract] }, removeMaxContract: connected },
    });
    const max = await panel();
    await user.click(await max.findByRole('button', { name: 'Turn off: Offers of campaigns' }));
    answer({ getMaxBot: connected });
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Turn off' }));
    await waitFor(() => expect(max.getAllByText('Off: no contract is recorded.')).toHaveLength(3));
    expect(calls.map(({ operation }) => operation)).toContain('removeMaxContract');
  });

  it('warns where nothing that guests write comes, and says what MAX answers', async () => {
    const lost = { webhookLostAt: '2026-11-20T09:30:00.000Z', webhookFailure: 'max 401' };
    await openPage(LOOK, { answers: { getMaxBot: { ...connected, ...lost } } });
    const max = await panel();
    expect((await max.findByRole('alert')).textContent).toContain('max 401');
  });

  it('believes shared phones only after the manager says so', async () => {
    const { user, calls } = await openPage(LOOK, {
      answers: { getMaxBot: connected, changeMaxBot: { ...connected, trustsContacts: true } },
    });
    const max = await panel();
    await user.click(await max.findByRole('switch', { name: /Trust the phone/ }));
    await waitFor(() =>
      expect(calls.find(({ operation }) => operation === 'changeMaxBot')?.body).toEqual({ trustsContacts: true }),
    );
  });
});
