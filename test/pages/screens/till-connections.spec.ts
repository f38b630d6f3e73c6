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

  it.each([
    [
      'en',
      'New connection',
      'Till system',
      /^Address of the fiscal operator/,
      /^Token/,
      /^Name/,
      'Enter the address.',
      'Create',
    ],
    [
      'ru',
      'Новое подключение',
      'Кассовая система',
      /^Адрес оператора/,
      /^Токен/,
      /^Название/,
      'Введите адрес.',
      'Создать',
    ],
  ] as const)(
    'connects a fiscal operator by its address and token, in %s',
    async (language, fresh, kindLabel, addressLabel, tokenLabel, nameLabel, missing, create) => {
      const made = { ...recordedAnswer('createConnection'), kind: 'FISCAL_OPERATOR' as const, options: {}, paths: [] };
      const { user, calls } = await openPage('/admin/integrations', {
        language,
        answers: {
          listConnections: { items: [], nextCursor: null },
          listPartners: { items: [], nextCursor: null },
          createConnection: made,
        },
      });
      await user.click((await inMain().findAllByRole('button', { name: fresh }))[0] as HTMLElement);
      const dialog = within(await screen.findByRole('dialog'));
      await user.selectOptions(dialog.getByLabelText(kindLabel), 'FISCAL_OPERATOR');
      await user.type(dialog.getByLabelText(nameLabel), 'OFD');
      await user.click(dialog.getByRole('button', { name: create }));
      await dialog.findByText(missing);
      await user.type(dialog.getByLabelText(addressLabel), ' https://ofd.example/check ');
      await user.type(dialog.getByLabelText(tokenLabel), 'secret');
      await user.click(dialog.getByRole('button', { name: create }));
      await waitFor(() =>
        expect(calls.filter(({ operation }) => operation === 'createConnection')).toMatchObject([
          {
            body: {
              kind: 'FISCAL_OPERATOR',
              name: 'OFD',
              baseUrl: 'https://ofd.example/check',
              credentials: { token: 'secret' },
            },
          },
        ]),
      );
      // There is no address of ours to enter at the operator.
      await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    },
  );
});
