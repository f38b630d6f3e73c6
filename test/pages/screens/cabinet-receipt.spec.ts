import { screen, waitFor } from '@testing-library/dom';
import { inMain } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

const PAGE = '/cabinet/trattoria/receipt';
const QR = 't=20261125T1305&s=450.00&fn=9960440300049147&i=28547&fp=3522207165&n=1';
const WORDS = {
  en: { text: 'Or type the text of the QR', add: 'Add', number: /^Number of the receipt/, send: 'Send the number' },
  ru: { text: 'Или введите текст QR-кода', add: 'Добавить', number: /^Номер чека/, send: 'Отправить номер' },
} as const;

describe('A receipt in the cabinet', () => {
  it.each([
    ['en', 'Enter the number of the receipt', 'No receipt has this number', 'Receipt added'],
    ['ru', 'Введите номер чека', 'Чека с таким номером нет', 'Чек добавлен'],
  ] as const)(
    'is asked for the number on its print where nothing confirms it, until one fits, in %s',
    async (language, needed, wrong, added) => {
      const { text, add, number, send } = WORDS[language];
      const { user, calls, answer } = await openPage(PAGE, {
        role: 'guest',
        language,
        answers: { claimOwnReceipt: refuse(409, 'fiscal_receipt_number_needed', { title: needed }) },
      });
      expect(inMain().queryByLabelText(number)).toBeNull();
      await user.type(await inMain().findByLabelText(text), QR);
      await user.click(inMain().getByRole('button', { name: add }));
      const input = await inMain().findByLabelText(number);
      await inMain().findByText(needed);
      const button = inMain().getByRole('button', { name: send });
      expect(button).toHaveProperty('disabled', true);
      answer({ claimOwnReceipt: refuse(404, 'fiscal_receipt_number_wrong', { title: wrong }) });
      await user.type(input, ' 317 ');
      await user.click(button);
      await inMain().findByText(wrong);
      answer({ claimOwnReceipt: recordedAnswer('claimOwnReceipt') });
      await user.clear(input);
      await user.type(input, '318');
      await user.click(button);
      await screen.findByText(new RegExp(`^${added}`));
      expect(inMain().queryByLabelText(number)).toBeNull();
      await waitFor(() =>
        expect(calls.filter(({ operation }) => operation === 'claimOwnReceipt').map(({ body }) => body)).toEqual([
          { qr: QR },
          { qr: QR, receiptNumber: '317' },
          { qr: QR, receiptNumber: '318' },
        ]),
      );
    },
  );

  it.each([
    ['fiscal_receipt_unknown', 404],
    ['fiscal_receipt_ambiguous', 409],
    ['receipt_already_claimed', 409],
  ])('says %s without asking for a number', async (code, status) => {
    const { user } = await openPage(PAGE, {
      role: 'guest',
      answers: { claimOwnReceipt: refuse(status, code, { title: 'It does not work' }) },
    });
    await user.type(await inMain().findByLabelText(WORDS.en.text), QR);
    await user.click(inMain().getByRole('button', { name: WORDS.en.add }));
    await inMain().findByText('It does not work');
    expect(inMain().queryByLabelText(WORDS.en.number)).toBeNull();
  });
});
