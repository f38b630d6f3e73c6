import { screen, waitFor } from '@testing-library/dom';
import { inMain, mainText, NO_WORDS } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import { emptyLists, readsOf, recordedAnswer } from './harness/recorded-answers';

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
