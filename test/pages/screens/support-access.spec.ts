import { screen, within } from '@testing-library/dom';
import { inMain } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import type { Answer } from './harness/recorded-answers';

const SETTINGS = '/admin/settings';
const open: Answer<'listActing'> = {
  items: [
    {
      ownerName: 'Vera',
      reason: 'The tills are offline',
      begunAt: '2026-11-20T09:00:00.000Z',
      expiresAt: '2026-11-20T10:00:00.000Z',
    },
    {
      ownerName: null,
      reason: 'Invoice 7',
      begunAt: '2026-11-20T09:10:00.000Z',
      expiresAt: '2026-11-20T10:10:00.000Z',
    },
  ],
};

describe('The access of support on the page of the settings', () => {
  const panel = async (name: string) => within(await inMain().findByRole('region', { name }));

  it.each([
    ['en', "Access of the platform's support", /^Support of the platform is not in/, 'End access'],
    ['ru', 'Доступ поддержки платформы', /^Сейчас никто из поддержки/, 'Закрыть доступ'],
  ] as const)('says in %s that nobody works in the network', async (language, name, words, act) => {
    await openPage(SETTINGS, { language, answers: { listActing: { items: [] } } });
    const support = await panel(name);
    await support.findByText(words);
    expect(support.queryByRole('button', { name: act })).toBeNull();
    expect(support.getByRole('link').getAttribute('href')).toBe('/admin/audit?entries=all&action=network.acted_for');
  });

  it('names who works there, why and until when, asks once, and ends it', async () => {
    const { user, calls, answer } = await openPage(SETTINGS, {
      answers: { listActing: open, endActing: refuse(503, 'unavailable') },
    });
    const support = await panel("Access of the platform's support");
    await support.findByText(/^Vera works in your network until .*The tills are offline$/);
    await support.findByText(/^The owner of the platform works in your network/);
    await user.click(support.getByRole('button', { name: 'End access' }));
    const question = within(await screen.findByRole('dialog', { name: 'End the access of support?' }));
    expect(calls.some(({ operation }) => operation === 'endActing')).toBe(false);
    await user.click(question.getByRole('button', { name: 'End access' }));
    await question.findByRole('alert');
    answer({ endActing: undefined, listActing: { items: [] } });
    await user.click(question.getByRole('button', { name: 'End access' }));
    await support.findByText(/^Support of the platform is not in/);
  });
});
