import { screen, waitFor, within } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import type { Answer } from './harness/recorded-answers';

const LOOK = '/admin/settings/look';
const DAY_MS = 86_400_000;

const apple: Answer<'listWallets'>['items'][number] = {
  wallet: 'APPLE',
  account: 'pass.com.example.loyalty',
  holder: 'TEAM123456',
  barcode: 'QR',
  endsAt: '2027-11-20T09:30:00.000Z',
  setAt: '2026-11-20T09:30:00.000Z',
};
const walletsWith = (...items: Answer<'listWallets'>['items']): Answer<'listWallets'> => ({ hasAddress: true, items });

describe('Wallets of phones on the page of the look', () => {
  const panel = async (name: string) => {
    const head = await inMain().findByRole('heading', { name });
    const region = head.closest('section');
    if (region === null) throw new Error('each panel is a section');
    return within(region);
  };
  it('take the files of a certificate, and name what is missing', async () => {
    const { user, calls, answer } = await openPage(LOOK, {
      answers: { listWallets: walletsWith(), putAppleWallet: walletsWith(apple) },
    });
    const form = await panel('Apple Wallet');
    await form.findByText('Off: nothing is entered.');
    await user.click(form.getByRole('button', { name: 'Save' }));
    expect(form.getAllByText('Choose the file.')).toHaveLength(3);
    expect(calls.map(({ operation }) => operation)).not.toContain('putAppleWallet');
    const inputs = document.querySelectorAll<HTMLInputElement>('form input[type=file]');
    const files = [...inputs].slice(-4, -1);
    const pem = '-----BEGIN CERTIFICATE-----';
    for (const [place, content] of [pem, 'der', 'key'].entries())
      if (files[place] !== undefined) await user.upload(files[place], fileWith(content));
    answer({ listWallets: walletsWith(apple) });
    await user.click(form.getByRole('button', { name: 'Save' }));
    await form.findByText('pass.com.example.loyalty');
    expect(calls.find(({ operation }) => operation === 'putAppleWallet')?.body).toEqual({
      certificate: pem,
      issuer: btoa('der'),
      key: 'key',
      barcode: 'QR',
    });
  });

  it.each([
    [400, undefined],
    [10.5, 'The certificate expires in 10 days'],
    [-1, 'The certificate has ended'],
  ])('say how long the certificate is good: %d days', async (days, words) => {
    const endsAt = new Date(Date.now() + days * DAY_MS).toISOString();
    await openPage(LOOK, { answers: { listWallets: walletsWith({ ...apple, endsAt }) } });
    await inMain().findByText('pass.com.example.loyalty');
    if (words === undefined) expect(mainText()).not.toContain('The certificate');
    else expect(mainText()).toContain(words);
  });

  it('are tested and removed', async () => {
    const { user, calls, answer } = await openPage(LOOK, {
      answers: {
        listWallets: walletsWith(apple),
        testWallet: { failure: 'apple no_connection' },
        removeWallet: walletsWith(),
      },
    });
    const form = await panel('Apple Wallet');
    await user.click(await form.findByRole('button', { name: 'Test' }));
    await form.findByText('The wallet refused: apple no_connection');
    await user.click(form.getByRole('button', { name: 'Remove' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(calls.map(({ operation }) => operation)).not.toContain('removeWallet');
    answer({ listWallets: walletsWith() });
    await user.click(dialog.getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(form.getByText('Off: nothing is entered.')).toBeDefined());
  });

  it('take the key of a service account with the id of the issuer', async () => {
    const { user, calls } = await openPage(LOOK, {
      answers: {
        listWallets: walletsWith(),
        putGoogleWallet: refuse(422, 'wallet_key_refused', { reason: 'key_unreadable' }),
      },
    });
    const form = await panel('Google Wallet');
    await user.click(await form.findByRole('button', { name: 'Save' }));
    form.getByText('Enter the number of the issuer.');
    expect(calls.map(({ operation }) => operation)).not.toContain('putGoogleWallet');
  });
});

/** jsdom reads no files. */
function fileWith(content: string): File {
  return Object.assign(new File([content], 'file'), {
    text: () => Promise.resolve(content),
    arrayBuffer: () => Promise.resolve(new TextEncoder().encode(content).buffer),
  });
}
