import type { InvoiceLine } from './invoice-lines.rules';
import {
  type InvoiceSums,
  requireCredit,
  requireLines,
  requirePayment,
  requireRefund,
  requireSums,
} from './invoice-sums.rules';

const invoice: InvoiceSums = {
  kind: 'INVOICE',
  net: 1_000,
  vat: 200,
  total: 1_200,
  paid: 500,
  credited: 300,
  overpaid: 0,
};
const line = (kind: InvoiceLine['kind'], net: number, vat: number): InvoiceLine => ({
  position: 1,
  kind,
  planCode: 'PRO',
  from: '2030-01-01',
  to: '2030-02-01',
  vatRatePpm: 200_000,
  net,
  vat,
  total: net + vat,
});
const UPGRADE = [line('UNUSED', -500, -100), line('UPGRADE', 1_500, 300)];

describe('the money of an invoice', () => {
  it.each([
    ['is paid and credited in part', {}],
    ['is paid with money over', { paid: 900, overpaid: 50 }],
    ['is a credit note', { kind: 'CREDIT_NOTE', paid: 0, credited: 0 }],
  ] satisfies [string, Partial<InvoiceSums>][])('holds where it %s', (_what, sums) => {
    expect(() => requireSums({ ...invoice, ...sums })).not.toThrow();
  });

  it.each([
    ['no sum of an invoice is below zero', { paid: -1 }],
    ['no sum of an invoice is below zero', { credited: 0.5 }],
    ['a document is about money', { net: 0, vat: 0, total: 0, paid: 0, credited: 0 }],
    ['net and VAT make the total', { vat: 199 }],
    ['no more is paid and credited than the total', { paid: 901 }],
    ['money is overpaid only where nothing is left to pay', { overpaid: 1 }],
    ['nobody pays a credit note', { kind: 'CREDIT_NOTE' }],
  ] satisfies [string, Partial<InvoiceSums>][])('is refused otherwise: %s', (why, sums) => {
    expect(() => requireSums({ ...invoice, ...sums })).toThrow(why);
  });
});

describe('the lines of a document', () => {
  it('make its sums, and only unused days take money off', () => {
    expect(() => requireLines(invoice, UPGRADE)).not.toThrow();
    expect(() =>
      requireLines({ ...invoice, kind: 'CREDIT_NOTE' }, [line('CREDIT', 600, 120), line('CREDIT', 400, 80)]),
    ).not.toThrow();
  });

  it.each([
    ['net and VAT make the total of a line', [{ ...line('PERIOD', 1_000, 200), total: 1_300 }]],
    ['a credit note has lines of credit alone', [line('CREDIT', 1_000, 200)]],
    ['only unused days take money off', [line('PERIOD', 2_000, 400), line('UPGRADE', -1_000, -200)]],
    ['only unused days take money off', [line('UNUSED', 1_000, 200)]],
    ['the VAT of a line lies within its total', [line('PERIOD', -100, 1_300)]],
    ['the VAT of a line lies within its total', [line('PERIOD', 1_300, -100)]],
    ['the lines make the sums', [line('PERIOD', 1_000, 199)]],
    ['the lines make the sums', []],
  ] satisfies [string, InvoiceLine[]][])('are refused otherwise: %s', (why, lines) => {
    expect(() => requireLines(invoice, lines)).toThrow(why);
  });
});

describe('a credit note', () => {
  const note = [line('CREDIT', 400, 80)];
  it('is over its amount, and no more than earlier notes left of the invoice', () => {
    const before = [line('CREDIT', 600, 120)];
    expect(() => requireCredit(note, { amount: 480, invoice: UPGRADE, before })).not.toThrow();
    expect(() => requireCredit(note, { amount: 481, invoice: UPGRADE, before })).toThrow('over its amount');
    expect(() => requireCredit([], { amount: 0, invoice: UPGRADE, before })).toThrow('over its amount');
    for (const more of [line('CREDIT', 601, 120), line('CREDIT', 599, 121)])
      expect(() => requireCredit(note, { amount: 480, invoice: UPGRADE, before: [more] })).toThrow('no more than was');
  });
});

describe('a payment', () => {
  it.each([
    [{ amount: 400, applied: 400, excess: 0 }, 400],
    [{ amount: 300, applied: 300, excess: 0 }, 400],
    [{ amount: 500, applied: 400, excess: 100 }, 400],
    [{ amount: 500, applied: 0, excess: 500 }, 0],
  ])('may be %j where %d are left to pay', (payment, balance) => {
    expect(() => requirePayment(payment, balance)).not.toThrow();
  });

  it.each([
    ['a payment is money', { amount: 0, applied: 0, excess: 0 }],
    ['a payment is paid or over', { amount: 500, applied: 400, excess: 99 }],
    ['no more is paid than is left', { amount: 500, applied: 500, excess: 0 }],
    ['money is over only once all is paid', { amount: 300, applied: 200, excess: 100 }],
  ])('is refused otherwise: %s', (why, payment) => {
    expect(() => requirePayment(payment, 400)).toThrow(why);
  });
});

describe('money that is given back', () => {
  it('takes the excess of its payment first, and no more than the payment has left', () => {
    const left = { amount: 500, excess: 100 };
    for (const refund of [
      { amount: 60, excess: 60 },
      { amount: 500, excess: 100 },
    ])
      expect(() => requireRefund(refund, left)).not.toThrow();
    for (const refund of [
      { amount: 0, excess: 0 },
      { amount: 501, excess: 100 },
    ])
      expect(() => requireRefund(refund, left)).toThrow('no more is given back');
    for (const excess of [0, 59, 61])
      expect(() => requireRefund({ amount: 60, excess }, left)).toThrow('overpaid money goes back first');
  });
});
