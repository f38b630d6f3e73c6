import type { FullInvoiceAnswer } from './invoice.dto';
import { invoicePdf } from './invoice-pdf';

const LONG = `ООО «Ёлки № 1» ${'Очень длинное название '.repeat(9)}`.slice(0, 200);

function invoiceOf(lines: number): FullInvoiceAnswer {
  const id = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e';
  return {
    ...{ id, networkId: id, networkName: 'Trattoria', number: '2030-000012', kind: 'INVOICE', correctsId: null },
    ...{ status: 'OPEN', issuedOn: '2030-01-31', dueOn: '2030-02-10', currency: 'RUB', reason: null },
    ...{ net: 100 * lines, vat: 20 * lines, total: 120 * lines, paid: 0, credited: 0, balance: 120 * lines },
    payer: { name: LONG, taxId: '7801234567', address: null },
    payee: {
      ...{ name: 'ООО «Лояльность»', taxId: '7701234567', address: 'Москва', account: '40702810900000000001' },
      ...{ bank: 'Банк', bic: '044525225', timeZone: 'Europe/Moscow' },
    },
    lines: Array.from({ length: lines }, (_, at) => ({
      ...{
        position: at + 1,
        kind: 'PERIOD',
        planCode: 'PRO',
        from: '2030-01-31',
        to: '2030-02-28',
        vatRatePpm: 200_000,
      },
      ...{ net: 100, vat: 20, total: 120 },
    })),
    payments: [],
    ...{ overpaid: 0, refunds: [], onlinePayments: [] },
  };
}

/** The text of an uncompressed document of pdfkit, read once by the table of each of its fonts. */
function textOf(pdf: Buffer): string {
  const source = pdf.toString('latin1');
  const runs = [...source.matchAll(/\[([^\]]*)\] TJ/g)].map(([, run = '']) =>
    [...run.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = '']) => hex).join(''),
  );
  return [...source.matchAll(/begincmap([\s\S]*?)endcmap/g)]
    .map(([, table = '']) => lettersOf(table))
    .flatMap((letters) =>
      runs.map((hex) => (hex.match(/.{4}/g) ?? []).map((code) => letters.get(code) ?? '?').join('')),
    )
    .join(' ');
}

function lettersOf(table: string): ReadonlyMap<string, string> {
  const letters = new Map<string, string>();
  for (const [, first = '', list = ''] of table.matchAll(/<(\w{4})> <\w{4}> \[([^\]]*)\]/g))
    [...list.matchAll(/<(\w+)>/g)].forEach(([, code = ''], at) =>
      letters.set(
        (Number.parseInt(first, 16) + at).toString(16).padStart(4, '0'),
        Buffer.from(code, 'hex').swap16().toString('utf16le'),
      ),
    );
  return letters;
}

describe('an invoice as PDF', () => {
  it('can be read back in both languages, also over several pages and with a name of 200 letters', async () => {
    const russian = textOf(await invoicePdf(invoiceOf(60), 'ru', { compress: false })).replace(/\s+/g, ' ');
    for (const words of ['Счёт № 2030-000012', 'Ёлки', '«Лояльность»', 'НДС', '72,00', 'Оплатить до 10 февраля 2030'])
      expect(russian).toContain(words);
    expect(russian.split('Услуга').length - 1).toBeGreaterThan(1);
    const english = textOf(await invoicePdf(invoiceOf(1), 'en', { compress: false })).replace(/\s+/g, ' ');
    for (const words of ['Invoice No. 2030-000012', 'Payee', '₽1.20', 'February 10, 2030'])
      expect(english).toContain(words);
  });

  it('is the same bytes each time', async () => {
    const [first, again] = [await invoicePdf(invoiceOf(2), 'ru'), await invoicePdf(invoiceOf(2), 'ru')];
    expect(first.equals(again)).toBe(true);
  });
});
