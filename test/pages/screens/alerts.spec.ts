import { screen, waitFor } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { openPage } from './harness/open-page';
import type { Answer } from './harness/recorded-answers';

const ID = '0190a000-0000-7000-8000-0000000000a1';
const OTHER = '0190a000-0000-7000-8000-0000000000a2';
const KEPT: Answer<'listFigureAlerts'> = {
  currency: 'RUB',
  items: [
    {
      id: ID,
      figure: 'GUEST_SHARE',
      threshold: 400_000,
      scope: 'EACH',
      rhythm: 'DAY',
      restaurantId: null,
      groupId: null,
      recipients: [{ id: ID, name: 'Olga' }],
      isBeyond: true,
      createdAt: '2026-03-01T10:00:00.000Z',
      crossings: [
        {
          businessDate: '2026-03-15',
          until: null,
          restaurantId: ID,
          restaurant: 'Arbat',
          value: 300_000,
          usual: null,
          path: '/admin/analytics/staff?from=2026-03-15&to=2026-03-15',
        },
      ],
    },
  ],
  recent: [
    {
      alertId: ID,
      figure: 'REFUNDS',
      threshold: 2_000_000,
      setBy: 'Ivan',
      businessDate: '2026-03-15',
      until: '14:00',
      restaurantId: null,
      restaurant: 'East',
      value: 6,
      usual: 2_000,
      path: '/admin/analytics',
    },
  ],
  people: [
    { id: ID, name: 'Olga' },
    { id: OTHER, name: 'Ivan' },
  ],
  groups: [{ id: OTHER, name: 'East' }],
};
const PREVIEW: Answer<'previewFigureAlert'> = { from: '2026-02-14', to: '2026-03-15', now: null, crossings: [] };

describe('the page of alerts', () => {
  it('shows each threshold with its crossings, says what a new one would have told, and sets it', async () => {
    const { user, calls } = await openPage('/admin/analytics/alerts', {
      answers: {
        listFigureAlerts: KEPT,
        previewFigureAlert: PREVIEW,
        createFigureAlert: { id: ID },
      },
    });
    await screen.findByText('Share of receipts with a guest below 40%, in each restaurant separately');
    expect(mainText()).toContain('Arbat: 30%');
    expect(mainText()).toContain('E-mail to: Olga');
    expect(mainText()).toContain('Refunds above 2 times the usual number (set by Ivan)');
    expect(mainText()).toMatch(/by 14:00, East: 6 \(usually 2\)/);
    await screen.findByText(/Would not have triggered in the last 30 days/);
    await user.clear(inMain().getByLabelText('Below, %'));
    await user.type(inMain().getByLabelText('Below, %'), '55');
    await user.selectOptions(inMain().getByLabelText('Where'), 'across all restaurants of East');
    await user.selectOptions(inMain().getByLabelText('Check'), 'every hour, the day so far');
    await user.click(inMain().getByRole('combobox', { name: 'Recipients of the e-mail' }));
    await user.click(await screen.findByRole('option', { name: 'Ivan', hidden: true }));
    await user.click(inMain().getByRole('button', { name: 'Set alert' }));
    await waitFor(() =>
      expect(calls.find(({ operation }) => operation === 'createFigureAlert')?.body).toEqual({
        figure: 'GUEST_SHARE',
        threshold: 550_000,
        scope: 'GROUP',
        rhythm: 'HOUR',
        restaurantId: null,
        groupId: OTHER,
        recipientIds: [OTHER],
      }),
    );
    await user.click(inMain().getByRole('button', { name: /^Remove: Share of receipts/ }));
    await waitFor(() => expect(calls.some(({ operation }) => operation === 'deleteFigureAlert')).toBe(true));
  });

  it('offers the figures beside their weekdays with a part of the usual value, once a day', async () => {
    const crossing = {
      businessDate: '2026-03-15',
      until: null,
      restaurantId: null,
      restaurant: null,
      path: '/admin/analytics',
    };
    const { user, calls } = await openPage('/admin/analytics/alerts', {
      answers: {
        listFigureAlerts: {
          ...KEPT,
          recent: [
            {
              ...crossing,
              alertId: ID,
              figure: 'NET_SALES',
              threshold: 700_000,
              setBy: null,
              value: 27_000_000,
              usual: 54_000_000,
            },
            {
              ...crossing,
              alertId: OTHER,
              figure: 'COST_SHARE',
              threshold: 2_000_000,
              setBy: null,
              value: 325_000,
              usual: 150_000,
            },
          ],
        },
        previewFigureAlert: PREVIEW,
        createFigureAlert: { id: ID },
      },
    });
    await screen.findByText('Net sales below 70% of the usual sum');
    expect(mainText()).toMatch(/: ₽270,000.00 \(usually ₽540,000.00\)/);
    expect(mainText()).toMatch(
      /Share of discounts and points above 2 times the usual one · 15 Mar: 32.5% \(usually 15%\)/,
    );
    const choice = inMain().getByLabelText<HTMLSelectElement>('Tell me when');
    expect(choice.options).toHaveLength(8);
    await user.selectOptions(choice, 'there are fewer receipts than usual');
    expect(inMain().queryByLabelText('Check')).toBeNull();
    expect(inMain().getByLabelText<HTMLInputElement>('Below, % of the usual number').value).toBe('70');
    await user.click(inMain().getByRole('button', { name: 'Set alert' }));
    await waitFor(() =>
      expect(calls.find(({ operation }) => operation === 'createFigureAlert')?.body).toMatchObject({
        figure: 'RECEIPTS',
        threshold: 700_000,
        scope: 'EACH',
        rhythm: 'DAY',
      }),
    );
  });

  it('says in Russian that there are none', async () => {
    await openPage('/admin/analytics/alerts', {
      language: 'ru',
      answers: { listFigureAlerts: { ...KEPT, items: [], recent: [] }, previewFigureAlert: PREVIEW },
    });
    await screen.findByText('Сигналов пока нет');
  });
});
