import { screen, waitFor, within } from '@testing-library/dom';
import { inMain } from './harness/main';
import { openPage } from './harness/open-page';
import { type Answer, recordedAnswer } from './harness/recorded-answers';

const CONNECTION: Answer<'getConnection'> = {
  ...recordedAnswer('getConnection'),
  kind: 'RKEEPER',
  name: 'Hall',
  options: { restaurantCode: '245000001' },
};

describe('Till systems', () => {
  it.each([
    ['en', 'Change: Hall', 'The tills take gift cards', 'Save'],
    ['ru', 'Изменить: Hall', 'Кассы принимают подарочные карты', 'Сохранить'],
  ] as const)('takes gift cards at R-Keeper when a manager says so, in %s', async (language, change, label, save) => {
    const { user, calls } = await openPage('/admin/integrations', {
      language,
      answers: {
        listConnections: { items: [CONNECTION], nextCursor: null },
        listPartners: { items: [], nextCursor: null },
      },
    });
    await user.click(await inMain().findByRole('button', { name: change }));
    const dialog = within(await screen.findByRole('dialog'));
    const gifts = dialog.getByRole('switch', { name: new RegExp(`^${label}`) });
    expect(gifts).toHaveProperty('checked', false);
    await user.click(gifts);
    await user.click(dialog.getByRole('button', { name: save }));
    await waitFor(() =>
      expect(calls.filter(({ operation }) => operation === 'changeConnection')).toMatchObject([
        { body: { options: { restaurantCode: '245000001', giftCards: true } } },
      ]),
    );
  });
});
