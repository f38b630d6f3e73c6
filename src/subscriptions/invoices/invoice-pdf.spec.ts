import { readFileSync } from 'node:fs';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { FullInvoiceAnswer } from './invoice.dto';
import { actOf } from './act.rules';
import { invoicePdf } from './invoice-pdf';

const LONG = `ООО «Ёлки № 1» ${'Очень длинное название '.repeat(9)}`.slice(0, 200);

function invoiceOf(lines: number): FullInvoiceAnswer {
  const id = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e';
  return {
    id,
    networkId: id,
    networkName: 'Trattoria',
    number: '2030-000012',
    kind: 'INVOICE',
    correctsId: null,
    status: 'OPEN',
    issuedOn: '2030-01-31',
    dueOn: '2030-02-10',
    actFrom: '2030-02-28',
    currency: 'RUB',
    reason: null,
    net: 100 * lines,
    vat: 20 * lines,
    total: 120 * lines,
    paid: 0,
    credited: 0,
    balance: 120 * lines,
    payer: { name: LONG, taxId: '7801234564', kpp: '780101001', address: null },
    payee: {
      name: 'ООО «Лояльность»',
      taxId: '7701234560',
      address: 'Москва',
      account: '40702810200000000001',
      bank: 'Банк',
      bic: '044525225',
      timeZone: 'Europe/Moscow',
      kpp: '770101001',
      correspondentAccount: '30101810400000000225',
    },
    lines: Array.from({ length: lines }, (_, at) => ({
      position: at + 1,
      kind: 'PERIOD',
      planCode: 'PRO',
      from: '2030-01-31',
      to: '2030-02-28',
      vatRatePpm: 200_000,
      net: 100,
      vat: 20,
      total: 120,
    })),
    payments: [],
    overpaid: 0,
    refunds: [],
    onlinePayments: [],
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

/** The QR code of an uncompressed document, read as a phone would: its rectangles are painted, and the picture decoded. */
async function codeOf(pdf: Buffer): Promise<string[]> {
  const side = 600;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  const rectangles = [...pdf.toString('latin1').matchAll(/^(\S+) (\S+) (\S+) (\S+) re$/gm)].map((found) =>
    found.slice(1).map(Number),
  );
  // Squares of the QR code are less than 5 points high; other rectangles frame the form.
  for (const [x = 0, y = 0, width = 0, height = 0] of rectangles.filter(([, , , tall = 0]) => tall < 5))
    for (let row = Math.round(y * 5); row < Math.round((y + height) * 5); row += 1)
      for (let column = Math.round(x * 5); column < Math.round((x + width) * 5); column += 1) {
        const at = ((row - 48 * 5) * side + column - 430 * 5) * 4;
        data.fill(0, at, at + 3);
      }
  const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: wasm.buffer } });
  const picture = { data, width: side, height: side, colorSpace: 'srgb' } as unknown as Parameters<
    typeof readBarcodes
  >[0];
  const found = await readBarcodes(picture);
  return found.map(({ text }) => text);
}

describe('an invoice as PDF', () => {
  it('can be read back in both languages, also over several pages and with a name of 200 letters', async () => {
    const russian = textOf(await invoicePdf(invoiceOf(60), 'ru', { compress: false })).replace(/\s+/g, ' ');
    for (const words of ['Счёт № 2030-000012', 'Ёлки', '«Лояльность»', 'НДС', '72,00', 'оплатить до 10 февраля 2030'])
      expect(russian).toContain(words);
    expect(russian.split('Услуга').length - 1).toBeGreaterThan(1);
    const english = textOf(await invoicePdf(invoiceOf(1), 'en', { compress: false })).replace(/\s+/g, ' ');
    for (const words of ['Invoice No. 2030-000012', 'Payee', '₽1.20', 'February 10, 2030'])
      expect(english).toContain(words);
  });

  it('of a Russian company has what its bank needs, the sum in words, and a QR code that a banking app reads', async () => {
    const pdf = await invoicePdf(invoiceOf(1), 'ru', { compress: false });
    const text = textOf(pdf).replace(/\s+/g, ' ');
    for (const words of [
      'БИК',
      '044525225',
      'Сч. №',
      '30101810400000000225',
      '40702810200000000001',
      'ИНН 7701234560',
      'КПП 770101001',
      'КПП: 780101001',
      'Всего к оплате: Один рубль 20 копеек',
      'Руководитель',
      'Бухгалтер',
    ])
      expect(text).toContain(words);
    expect(await codeOf(pdf)).toEqual([
      'ST00012|Name=ООО «Лояльность»|PersonalAcc=40702810200000000001|BankName=Банк|BIC=044525225' +
        '|CorrespAcc=30101810400000000225|PayeeINN=7701234560|KPP=770101001|Sum=120' +
        '|Purpose=Оплата по счёту № 2030-000012, в том числе НДС 0.20 руб.',
    ]);
  });

  it('of another company, in another currency, and a credit note have no Russian form', async () => {
    const invoice = invoiceOf(1);
    const abroad = { ...invoice, payee: { ...invoice.payee, bic: 'DEUTDEFF', kpp: null, correspondentAccount: null } };
    for (const other of [abroad, { ...invoice, currency: 'EUR' }, { ...invoice, kind: 'CREDIT_NOTE' as const }]) {
      const pdf = await invoicePdf(other, 'ru', { compress: false });
      expect(await codeOf(pdf)).toEqual([]);
      expect(textOf(pdf)).toContain('40702810200000000001');
    }
  });

  it('of an earlier version is made without the details that it lacks', async () => {
    const invoice = invoiceOf(1);
    const early = { ...invoice, payee: { ...invoice.payee, kpp: null, correspondentAccount: null } };
    expect((await codeOf(await invoicePdf(early, 'ru', { compress: false })))[0]).toContain('|CorrespAcc=0|PayeeINN=');
  });

  it('has beside it the act of its days, with number, both sides, VAT and the sum in words', async () => {
    const invoice = invoiceOf(1);
    expect(actOf(invoice, invoice, '2030-02-27')).toBeNull();
    const act = actOf(invoice, invoice, '2030-02-28');
    expect(act).toEqual({ on: '2030-02-27', corrects: null });
    const pdf = await invoicePdf(invoice, 'ru', { compress: false, act: act ?? undefined });
    const text = textOf(pdf).replace(/\s+/g, ' ');
    for (const words of [
      'Акт выполненных работ (оказанных услуг) № 2030-000012',
      '27 февраля 2030',
      'счёт № 2030-000012',
      'Исполнитель',
      'ООО «Лояльность»',
      'ИНН: 7701234560, КПП: 770101001',
      '40702810200000000001',
      'БИК 044525225',
      'Заказчик',
      'Ёлки',
      'ИНН: 7801234564, КПП: 780101001',
      'Итого без НДС',
      '0,20',
      '1,20',
      'Всего оказано услуг на сумму: Один рубль 20 копеек',
      'Услуги оказаны полностью',
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('оплат');
    expect(await codeOf(pdf)).toEqual([]);
    const english = textOf(await invoicePdf(invoice, 'en', { compress: false, act: act ?? undefined }));
    expect(english.replace(/\s+/g, ' ')).toContain('Act of rendered services No. 2030-000012');
  });

  it('is corrected by a further act with its own number, which names the first', async () => {
    const invoice = invoiceOf(1);
    const note = {
      ...invoice,
      number: '2030-000013',
      kind: 'CREDIT_NOTE' as const,
      correctsId: invoice.id,
      issuedOn: '2030-03-05',
      reason: 'Лишние дни',
      net: 50,
      vat: 10,
      total: 60,
    };
    // A correction before the end of the days waits for the act that it corrects.
    const early = { ...note, issuedOn: '2030-02-10' };
    expect(actOf(early, invoice, '2030-02-27')).toBeNull();
    expect(actOf(early, invoice, '2030-02-28')?.on).toBe('2030-02-27');
    const act = actOf(note, invoice, '2030-03-05');
    expect(act).toEqual({ on: '2030-03-05', corrects: { number: '2030-000012', on: '2030-02-27' } });
    const text = textOf(await invoicePdf(note, 'ru', { compress: false, act: act ?? undefined })).replace(/\s+/g, ' ');
    for (const words of [
      'Корректировочный акт № 2030-000013',
      '5 марта 2030',
      'Изменяет акт № 2030-000012, 27 февраля 2030',
      'Причина: Лишние дни',
      'Стоимость услуг уменьшена на: Ноль рублей 60 копеек',
      '0,10',
      'Исполнитель',
      'Заказчик',
    ])
      expect(text).toContain(words);
  });

  it('is the same bytes each time', async () => {
    const [first, again] = [await invoicePdf(invoiceOf(2), 'ru'), await invoicePdf(invoiceOf(2), 'ru')];
    expect(first.equals(again)).toBe(true);
  });
});
