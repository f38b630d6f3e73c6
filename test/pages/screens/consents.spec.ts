import { screen, waitFor, within } from '@testing-library/dom';
import { inMain, mainText, NO_WORDS } from './harness/main';
import { openPage } from './harness/open-page';
import { type Answer, recordedAnswer } from './harness/recorded-answers';

const COVERAGE: Answer<'getConsentCoverage'> = {
  coverage: {
    kind: 'personal_data',
    guests: 12,
    agreed: 7,
    refused: 1,
    without: 2,
    byBasis: { PAPER_FORM: 0, CONTRACT: 2, FORMER_SYSTEM: 0, OWN_SERVICE: 0 },
  },
};

describe('consent to personal data in the console', () => {
  it('is ticked by the manager who registers a guest, or named with the place where the guest gave it', async () => {
    const { user, calls } = await openPage('/admin/guests');
    await user.click(await inMain().findByRole('button', { name: 'Register a guest' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText(/^Phone/), '9161234567');
    const basis = await dialog.findByLabelText('Where the guest agreed');
    await user.click(dialog.getByRole('button', { name: 'Register' }));
    await dialog.findByText('Tick the consent to personal data, or say where the guest agreed.');
    expect(calls.some(({ operation }) => operation === 'createGuest')).toBe(false);
    await user.selectOptions(basis, 'on a paper form');
    await user.click(dialog.getByRole('button', { name: 'Register' }));
    await waitFor(() => {
      const { body } = calls.find(({ operation }) => operation === 'createGuest') ?? {};
      expect(body).toMatchObject({ consentBasis: 'PAPER_FORM' });
    });
  });

  it('needs no place where the guest ticks the text', async () => {
    const { user, calls } = await openPage('/admin/guests');
    await user.click(await inMain().findByRole('button', { name: 'Register a guest' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText(/^Phone/), '9161234567');
    await user.click(await dialog.findByLabelText('I agree'));
    expect(dialog.queryByLabelText('Where the guest agreed')).toBeNull();
    await user.click(dialog.getByRole('button', { name: 'Register' }));
    await waitFor(() => {
      const { body } = calls.find(({ operation }) => operation === 'createGuest') ?? {};
      expect(body).toHaveProperty('consents');
      expect(body).not.toHaveProperty('consentBasis');
    });
  });

  it.each([
    [
      'en',
      '2 guests of 12 without a known answer about their personal data',
      /^7 guests agreed to your text\. 2 guests agreed by a contract\. 1 guest said no/,
    ],
    [
      'ru',
      '2 гостя из 12 — без известного ответа о персональных данных',
      /^7 гостей согласились с вашим текстом\. 2 гостя согласились по договору\. 1 гость отказался/,
    ],
  ] as const)('is counted in the settings, in %s', async (language, without, others) => {
    await openPage('/admin/settings', { language, answers: { getConsentCoverage: COVERAGE } });
    await inMain().findByText(without);
    inMain().getByText(others);
    expect(mainText()).not.toMatch(NO_WORDS);
  });

  it('is chosen for systems that cannot name it, and waits for another manager', async () => {
    const network = recordedAnswer('getNetwork');
    const { user, calls } = await openPage('/admin/settings', {
      answers: { getNetwork: network, getConsentCoverage: { coverage: null } },
    });
    const field = await inMain().findByLabelText('Guests registered by systems agreed');
    expect(mainText()).not.toContain('without a known answer');
    await user.selectOptions(field, 'by a contract');
    inMain().getByText(/another manager must approve all changes/);
    await user.click(inMain().getByRole('button', { name: /^Save/ }));
    await waitFor(() => {
      const { body } = calls.find(({ operation }) => operation === 'changeNetwork') ?? {};
      expect(body).toEqual({ settings: { consentBasisOfServices: 'CONTRACT' } });
    });
  });
});
