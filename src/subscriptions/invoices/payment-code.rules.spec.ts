import { paymentCode } from './payment-code.rules';
import { SELLER_EXAMPLE } from './seller.dto';

describe('the text of the QR code for a payment', () => {
  const { vatRates: _rates, ...payee } = SELLER_EXAMPLE;

  it('has what a bank needs, in the order and with the names of GOST R 56042-2014', () => {
    expect(paymentCode(payee, { kopecks: 2_120_000, purpose: 'Оплата по счёту № 2030-000012' })).toBe(
      'ST00012|Name=ООО «Лояльность»|PersonalAcc=40702810200000000001|BankName=ПАО Банк|BIC=044525225' +
        '|CorrespAcc=30101810400000000225|PayeeINN=7701234560|KPP=770101001|Sum=2120000|Purpose=Оплата по счёту № 2030-000012',
    );
  });

  it('keeps to the longest values, and has no separator in one', () => {
    const wide = { ...payee, name: `А|${'Б'.repeat(200)}`, kpp: null, correspondentAccount: null };
    const parts = paymentCode(wide, { kopecks: 1, purpose: 'х'.repeat(300) }).split('|');
    expect(parts.map((part) => part.split('=')[0])).toEqual([
      'ST00012',
      'Name',
      'PersonalAcc',
      'BankName',
      'BIC',
      'CorrespAcc',
      'PayeeINN',
      'Sum',
      'Purpose',
    ]);
    expect(parts[1]).toBe(`Name=А ${'Б'.repeat(158)}`);
    expect(parts[5]).toBe('CorrespAcc=0');
    expect(parts.at(-1)).toHaveLength('Purpose='.length + 210);
  });
});
