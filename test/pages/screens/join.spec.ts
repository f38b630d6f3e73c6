import { waitFor } from '@testing-library/dom';
import { descriptionOf, inMain } from './harness/main';
import { openPage } from './harness/open-page';

it.each([
  ['en', 'No country has such a number. Check the country code.'],
  ['ru', 'Таких номеров нет ни в одной стране. Проверьте код страны.'],
] as const)('A friend reads in %s that no country has the phone typed, and gets no code', async (language, words) => {
  const { user, calls } = await openPage('/join/trattoria/BPAV0-1VQXY', { role: null, language });
  const field = await inMain().findByLabelText<HTMLInputElement>(/^(?:Phone|Телефон)/);
  await user.type(field, '+999123456{Enter}');
  await waitFor(() => expect(descriptionOf(field)).toContain(words));
  expect(calls.map(({ operation }) => operation)).not.toContain('sendRegistrationCode');
  await user.clear(field);
  await user.type(field, '+49 1511 2345678{Enter}');
  await waitFor(() =>
    expect(calls.find(({ operation }) => operation === 'sendRegistrationCode')?.body).toMatchObject({
      phone: '+4915112345678',
    }),
  );
});
