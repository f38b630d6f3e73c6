import { screen, waitFor, within } from '@testing-library/dom';
import { inMain } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import type { Answer } from './harness/recorded-answers';

type View = Answer<'listSavedViews'>['items'][number];

const ID = '0198f2c4-7b1e-7c3a-9d52-0000000000';
const view = (of: Partial<View>): View => ({
  id: `${ID}01`,
  page: 'CAMPAIGNS',
  name: 'Running',
  tab: null,
  query: 'state=RUNNING',
  isShared: false,
  isDefault: false,
  isOwn: true,
  createdAt: '2026-11-20T09:30:00Z',
  ...of,
});
const campaigns = { items: [], nextCursor: null };
const dropdown = () => screen.findByRole('dialog', { name: 'Views' }).then(within);

describe('saved views', () => {
  it('keep filters and columns of the guest list, never the search, and open by their address', async () => {
    const saved = { page: 'GUESTS', name: 'Gold', query: '' } as const;
    const { user, calls, answer } = await openPage('/admin/guests?tier=GOLD&cursor=abc', {
      answers: { listSavedViews: { items: [] } },
    });
    await user.click(await inMain().findByRole('button', { name: 'Views' }));
    expect((await dropdown()).getByText(/No saved views yet/)).toBeTruthy();
    await user.click((await dropdown()).getByRole('button', { name: 'Save as a new view' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Save as a new view' }));
    expect(dialog.getByText(/It does not keep the search text/)).toBeTruthy();
    const query = 'columns=name%2Cphone%2Ctier%2Cpoints%2ClastVisitAt%2CcreatedAt&tier=GOLD';
    answer({
      createSavedView: view({ ...saved, query }),
      listSavedViews: { items: [view({ ...saved, query })] },
    });
    await user.type(dialog.getByLabelText('Name of the view'), 'Gold{Enter}');
    await waitFor(() => expect(location.search).toBe(`?${query}`));
    expect(calls.find(({ operation }) => operation === 'createSavedView')?.body).toEqual({
      ...saved,
      query,
      tab: null,
      isShared: false,
      isDefault: false,
    });
    expect(await inMain().findByRole('button', { name: 'Gold' })).toBeTruthy();
  });

  it('open the page by the default, once, and are changed and removed by their person', async () => {
    const items = [
      view({ isDefault: true }),
      view({ id: `${ID}02`, name: 'Paused', query: 'state=PAUSED', isShared: true }),
    ];
    const { user, calls } = await openPage('/admin/campaigns', { answers: { listSavedViews: { items } } });
    const sent = () => calls.filter(({ operation }) => operation.endsWith('SavedView')).map(({ body }) => body);
    await waitFor(() => expect(location.search).toBe('?state=RUNNING'));
    await user.click(await inMain().findByRole('button', { name: 'Running' }));
    await user.click((await dropdown()).getByRole('link', { name: 'All, without a view' }));
    await waitFor(() => expect(location.search).toBe(''));
    await user.click(await inMain().findByRole('button', { name: 'Views' }));
    await user.click((await dropdown()).getByRole('link', { name: 'Paused shared' }));
    await user.selectOptions(inMain().getByLabelText('Show'), 'ENDED');
    await user.click(await inMain().findByRole('button', { name: 'Paused, changed' }));
    await user.click((await dropdown()).getByRole('button', { name: 'Save changes to Paused' }));
    await waitFor(() => expect(sent()).toEqual([{ tab: null, query: 'state=ENDED' }]));
    await user.click((await dropdown()).getByRole('checkbox', { name: /All staff/ }));
    await waitFor(() => expect(sent()).toContainEqual({ isShared: false }));
    await user.click((await dropdown()).getByRole('button', { name: 'Remove the view' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Remove the view Paused?' }));
    await user.click(dialog.getByRole('button', { name: 'Remove the view' }));
    await waitFor(() => expect(calls.map(({ operation }) => operation)).toContain('deleteSavedView'));
  });

  it('that a manager shares are not an analyst’s to change, and a taken name is said in the dialog', async () => {
    const items = [view({ isOwn: false, isShared: true })];
    const { user, answer } = await openPage('/admin/campaigns?state=RUNNING', {
      role: 'analyst',
      answers: { listSavedViews: { items }, listCampaigns: campaigns },
    });
    await user.click(await inMain().findByRole('button', { name: 'Running' }));
    const shown = await dropdown();
    expect(shown.queryAllByRole('checkbox')).toEqual([]);
    expect(shown.queryByRole('button', { name: /Rename|Remove|changes/ })).toBeNull();
    answer({ createSavedView: refuse(409, 'saved_view_name_taken') });
    await user.click(shown.getByRole('button', { name: 'Save as a new view' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Save as a new view' }));
    await user.type(dialog.getByLabelText('Name of the view'), 'Running{Enter}');
    expect((await dialog.findByRole('alert')).textContent).toContain('Refused');
  });

  it('keep the tab of the analytics, in Russian too', async () => {
    const items = [
      view({ page: 'ANALYTICS', name: 'Часы', tab: 'hours', query: 'period=LAST_7_DAYS', isDefault: true }),
    ];
    await openPage('/admin/analytics', { language: 'ru', answers: { listSavedViews: { items } } });
    await waitFor(() => expect(location.pathname + location.search).toBe('/admin/analytics/hours?period=LAST_7_DAYS'));
    expect(await inMain().findByRole('button', { name: 'Часы' })).toBeTruthy();
  });
});
