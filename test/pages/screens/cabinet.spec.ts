import { screen, waitFor, within } from '@testing-library/dom';
import { descriptionOf, inMain, mainText, NO_WORDS } from './harness/main';
import { openPage, type OpenedPage, refuse } from './harness/open-page';
import { emptyLists, type Operation, readsOf, recordedAnswer } from './harness/recorded-answers';

const READING = ['', '/history', '/rewards', '/friends', '/family', '/children', '/partners', '/messages', '/settings'];

describe('Each page of the cabinet', () => {
  it.each([...READING, '/give', '/receipt'])('shows in words what it read, at /cabinet/trattoria%s', async (path) => {
    await openPage(`/cabinet/trattoria${path}`, { role: 'guest', language: 'ru' });
    await waitFor(() => expect(mainText()).not.toMatch(NO_WORDS));
    expect(inMain().getAllByRole('heading').length).toBeGreaterThan(0);
  });

  it.each(READING)('says that it could read nothing, and what to do, at /cabinet/trattoria%s', async (path) => {
    const answers = { ...readsOf(refuse(429, 'rate_limited')), getPublicLook: recordedAnswer('getPublicLook') };
    await openPage(`/cabinet/trattoria${path}`, { role: 'guest', answers });
    const [alert] = await inMain().findAllByRole('alert');
    expect(alert?.textContent).toContain('Too many attempts');
  });

  it.each([
    ['/history', 'No points yet'],
    ['/rewards', 'No rewards yet'],
    ['/children', 'No children added'],
    ['/partners', 'No partners yet'],
    ['/messages', 'No messages'],
  ])('says what to do where there is nothing yet, at /cabinet/trattoria%s: %s', async (path, words) => {
    await openPage(`/cabinet/trattoria${path}`, { role: 'guest', answers: emptyLists() });
    await waitFor(() => expect(mainText()).toContain(words));
  });
});

describe('The cabinet', () => {
  it('tells a guest beside the card that a manager has blocked it', async () => {
    const guest = { ...recordedAnswer('getGuest'), blocked: true };
    await openPage('/cabinet/trattoria', { role: 'guest', answers: { getGuest: guest } });
    const alerts = await screen.findAllByRole('alert');
    expect(alerts.map(({ textContent }) => textContent).join()).toContain('Your card is blocked');
  });
});

const bodies = ({ calls }: OpenedPage, operation: Operation) =>
  calls.filter((call) => call.operation === operation).map(({ body }) => body);

describe('A phone in the cabinet', () => {
  it.each([
    ['en', 'A digit is missing. Check the number.'],
    ['ru', 'Не хватает цифр. Проверьте номер.'],
  ] as const)(
    'is put into groups as it is typed, and one that lacks a digit gets no code, in %s',
    async (language, words) => {
      const page = await openPage('/cabinet/trattoria', { role: null, language });
      const field = inMain().getByLabelText<HTMLInputElement>(/^(?:Phone|Телефон)$/);
      expect([field.type, field.inputMode, field.autocomplete]).toEqual(['tel', 'tel', 'tel']);
      await page.user.type(field, '8916555123');
      await waitFor(() => expect(field.value).toBe('8 (916) 555-12-3'));
      expect(field.getAttribute('aria-invalid')).not.toBe('true');
      await page.user.type(field, '{Enter}');
      await waitFor(() => expect(descriptionOf(field)).toContain(words));
      expect(document.activeElement).toBe(field);
      expect(bodies(page, 'sendRegistrationCode')).toEqual([]);
      await page.user.type(field, '4{Enter}');
      await waitFor(() => expect(bodies(page, 'sendRegistrationCode')).toHaveLength(1));
      expect(bodies(page, 'sendRegistrationCode')).toMatchObject([{ phone: '+79165551234' }]);
      await inMain().findByText(/\+7\s916\s555\s12\s34/);
    },
  );

  it('is judged when its field is left, and not before', async () => {
    const { user } = await openPage('/cabinet/trattoria', { role: null });
    const field = inMain().getByLabelText<HTMLInputElement>('Phone');
    await user.click(field);
    await user.tab();
    expect(field.getAttribute('aria-invalid')).not.toBe('true');
    await user.click(field);
    await user.paste('тел. +7 (916) 555-12-34, доб. 5');
    await user.tab();
    await waitFor(() => expect(descriptionOf(field)).toContain('There are too many digits.'));
    await user.type(field, '{Backspace}');
    expect([field.value, descriptionOf(field)]).toEqual(['+7 916 555 12 34', '']);
  });

  it('to which points go is asked about in full, whichever way it was typed', async () => {
    const open = { ...recordedAnswer('getGuestNetwork'), transfersAllowed: true };
    const page = await openPage('/cabinet/trattoria/give', { role: 'guest', answers: { getGuestNetwork: open } });
    const { user } = page;
    const field = await inMain().findByLabelText<HTMLInputElement>('Phone of the guest');
    await user.type(field, '8916555123');
    await user.type(inMain().getByLabelText('Number of points'), '50{Enter}');
    await waitFor(() => expect(descriptionOf(field)).toContain('A digit is missing.'));
    await user.type(field, '4{Enter}');
    const dialog = within(await screen.findByRole('dialog'));
    dialog.getByText(/\+7\s916\s555\s12\s34/);
    await user.click(dialog.getByRole('button', { name: 'Give 50 points' }));
    await waitFor(() => expect(bodies(page, 'giveOwnPoints')).toEqual([{ phone: '+79165551234', points: 50 }]));
  });
});
