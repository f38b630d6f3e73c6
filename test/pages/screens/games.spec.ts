import { waitFor, within, screen } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { openPage, refuse } from './harness/open-page';

const board = {
  month: '2026-11',
  isOn: false,
  items: [{ guestId: '0198f2c4-7b1e-7c3a-9d52-000000000009', rank: 1, nickname: 'Anna', visits: 3 }],
};

describe('The games of the console', () => {
  it('show the leaderboard, say that guests do not see it, and take a nickname off', async () => {
    const { user, calls, answer } = await openPage('/admin/games', { answers: { getLeaderboard: board } });
    await inMain().findByRole('link', { name: 'Anna' });
    expect(mainText()).toContain('Guests do not see it');
    const takeOff = inMain().getByRole('button', { name: 'Take off: Anna' });
    await user.click(takeOff);
    await screen.findByRole('dialog');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(takeOff));
    await user.click(takeOff);
    answer({ getLeaderboard: { ...board, items: [] } });
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Take off' }));
    await inMain().findByText('No guest takes part yet');
    expect(calls.map(({ operation }) => operation)).toContain('takeOffLeaderboard');
  });

  it('say in Russian that the board could not be read, and read it again', async () => {
    const answers = { getLeaderboard: refuse(500, 'internal') };
    const { user, answer } = await openPage('/admin/games', { language: 'ru', answers });
    const alert = await inMain().findByRole('alert');
    answer({ getLeaderboard: board });
    await user.click(within(alert).getByRole('button', { name: 'Повторить' }));
    await waitFor(() => expect(mainText()).toContain('Anna'));
    expect(mainText()).toContain('Таблица лидеров этого месяца');
  });
});
