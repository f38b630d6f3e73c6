import { screen, waitFor } from '@testing-library/dom';
import { mainText } from './harness/main';
import { type Answers, openPage, refuse } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

const USER = '{"id":42,"first_name":"Anna","language_code":"en"}';
const DATA = `auth_date=1&user=${encodeURIComponent(USER)}&start_param=K7M2QX9RAB&hash=00`;
const AT = `/cabinet/trattoria#WebAppData=${encodeURIComponent(DATA)}&WebAppPlatform=android&WebAppVersion=1`;

/** The answers of a guest's own pages: nobody is signed in when the page opens, and the guest of the network afterwards. */
function ofGuest(): Answers {
  const account = recordedAnswer('getOwnAccount');
  const network = account.network === null ? null : { ...account.network, code: 'trattoria' };
  return {
    getGuestNetwork: { ...recordedAnswer('getGuestNetwork'), byMax: true, maxBot: 'trattoria_bot' },
    getOwnAccount: { ...account, kind: 'guest', role: 'guest', network },
  };
}

const openInMax = (answers: Answers) => openPage(AT, { role: null, answers: { ...ofGuest(), ...answers } });
const asked = (calls: readonly { readonly operation: string }[]) => calls.map(({ operation }) => operation);

describe('The cabinet in MAX', () => {
  it('opens the card without a press, by what MAX confirms', async () => {
    const { calls } = await openInMax({});
    await waitFor(() => expect(asked(calls)).toContain('getOwnCard'));
    expect(calls.find(({ operation }) => operation === 'signInByMax')?.body).toMatchObject({ initData: DATA });
    expect(asked(calls)).not.toContain('connectMax');
  });

  it('asks a person whom MAX does not know for the phone once, and connects them', async () => {
    const { user, calls } = await openInMax({
      signInByMax: refuse(422, 'max_phone_unknown'),
      sendRegistrationCode: { ...recordedAnswer('sendRegistrationCode'), staysInOutbox: false },
    });
    await user.type(await screen.findByLabelText('Phone'), '+79160000001');
    await user.click(screen.getByRole('button', { name: 'Get the code' }));
    await user.type(await screen.findByLabelText('Code'), '123456');
    await waitFor(() => expect(asked(calls)).toContain('getOwnCard'));
    expect(calls.find(({ operation }) => operation === 'connectMax')?.body).toEqual({ initData: DATA });
    expect(calls.find(({ operation }) => operation === 'sendRegistrationCode')?.body).toMatchObject({
      referralCode: 'K7M2QX9RAB',
    });
  });

  it('asks a new guest for consents', async () => {
    let isNew = true;
    const { user, calls } = await openInMax({
      signInByMax: () => (isNew ? refuse(422, 'registration_needed')() : recordedAnswer('signInByMax')),
    });
    const register = await screen.findByRole('button', { name: 'Register' });
    isNew = false;
    await user.click(register);
    await waitFor(() => expect(asked(calls)).toContain('getOwnCard'));
  });

  it('goes on as on any page where the data are used up', async () => {
    await openInMax({ signInByMax: refuse(401, 'max_data_invalid') });
    await screen.findByLabelText('Phone');
  });

  it('says what failed, and offers the sign-in by phone', async () => {
    const { user } = await openInMax({ signInByMax: refuse(503, 'unavailable') });
    await waitFor(() => expect(screen.getAllByRole('alert')).toHaveLength(1));
    await user.click(screen.getByRole('button', { name: 'Sign in by phone' }));
    await screen.findByLabelText('Phone');
    expect(mainText()).not.toContain('MAX');
  });
});
