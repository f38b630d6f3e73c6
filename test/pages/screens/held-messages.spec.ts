import { waitFor } from '@testing-library/dom';
import { inMain } from './harness/main';
import { openPage } from './harness/open-page';

describe('Messages that wait since a backup was restored', () => {
  it.each([
    ['en', 'Send', 'SEND'],
    ['ru', 'Не отправлять', 'DROP'],
  ] as const)('are sent or dropped by one press, in %s: %s', async (language, name, decision) => {
    // The recorded answer comes from a network whose backup was restored.
    const { user, calls } = await openPage('/admin/messages', { language });
    await user.click(await inMain().findByRole('button', { name }));
    await waitFor(() => {
      const { body } = calls.find(({ operation }) => operation === 'decideHeldMessages') ?? {};
      expect(body).toEqual({ decision });
    });
  });
});
