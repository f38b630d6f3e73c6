import { screen, within } from '@testing-library/dom';
import { openPage } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

const head = () => within(screen.getByRole('banner'));

it('shows a guest the name and logo of the network before the sign-in', async () => {
  const look = recordedAnswer('getPublicLook');
  const logo = { url: '/logo.webp', width: 120, height: 40 } as never;
  await openPage('/cabinet/trattoria', {
    role: null,
    answers: { getPublicLook: { ...look, name: 'Trattoria Verde', logo } },
  });
  expect(await head().findByText('Trattoria Verde')).toBeTruthy();
  expect(screen.getByRole('banner').querySelector('img')?.getAttribute('src')).toBe('/logo.webp');
});
