import { waitFor } from '@testing-library/dom';
import { inMain } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import type { Answer } from './harness/recorded-answers';

const CABINET = '/cabinet/trattoria';

describe('The card of a guest outside the cabinet', () => {
  const give = (userAgent: string) => jest.spyOn(navigator, 'userAgent', 'get').mockReturnValue(userAgent);
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', ['Add to Apple Wallet']],
    ['Mozilla/5.0 (Linux; Android 15)', ['Add to Google Wallet']],
    ['Mozilla/5.0 (X11; Linux x86_64)', ['Add to Apple Wallet', 'Add to Google Wallet']],
  ])('goes into the wallet that the device has: %s', async (userAgent, names) => {
    give(userAgent);
    await openPage(CABINET, { role: 'guest', answers: { listOwnPasses: { apple: true, google: true } } });
    for (const name of names) await inMain().findByRole('button', { name });
    expect(inMain().getAllByRole('button', { name: /^Add to/ })).toHaveLength(names.length);
  });

  it('is a picture where the network makes no passes', async () => {
    const saved: string[] = [];
    Object.assign(URL, { createObjectURL: () => 'blob:card', revokeObjectURL: () => undefined });
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download);
    });
    const { user } = await openPage(CABINET, {
      role: 'guest',
      answers: {
        listOwnPasses: { apple: false, google: false },
        getOwnCardPicture: 'png' as Answer<'getOwnCardPicture'>,
      },
    });
    await user.click(await inMain().findByRole('button', { name: 'Save as a picture' }));
    await waitFor(() => expect(saved).toEqual(['card.png']));
    expect(inMain().queryByRole('button', { name: /^Add to/ })).toBeNull();
  });

  it('says when the wallet did not answer', async () => {
    const { user } = await openPage(CABINET, {
      role: 'guest',
      answers: {
        listOwnPasses: { apple: false, google: true },
        listOwnConfirmations: { items: [] },
        addToGoogleWallet: refuse(503, 'wallet_unreachable', { title: 'The wallet did not answer' }),
      },
    });
    await user.click(await inMain().findByRole('button', { name: 'Add to Google Wallet' }));
    expect((await inMain().findByRole('alert')).textContent).toContain('The wallet did not answer');
  });
});
