import { readFileSync } from 'node:fs';
import PDFDocument from 'pdfkit';
import { messages } from '../../generated/words/messages';
import { dayOfIsoDate } from '../../platform/clock/calendar';
import { formattersFor } from '../../platform/language/formatters';
import type { InvoiceAct } from './act.rules';
import { drawBankForm } from './bank-form';
import type { FullInvoiceAnswer } from './invoice.dto';
import { paymentCode } from './payment-code.rules';
import { roublesInWords } from './roubles-in-words.rules';
import { isBik } from './russian-requisites.rules';

/** Points of a page of A4. */
const MARGIN = 48;
const PAGE_WIDTH = 595.28;
const WIDTH = PAGE_WIDTH - 2 * MARGIN;
const BOTTOM = 841.89 - MARGIN;
const ROW_GAP = 6;

/** Columns of the table of lines: number, name, rate of VAT, VAT, sum. */
const COLUMNS = [24, WIDTH - 264, 50, 90, 100] as const;

/** The standard fonts of PDF have no Cyrillic. */
const FONTS = {
  body: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  bold: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
} as const;
const read: Partial<Record<keyof typeof FONTS, Buffer>> = {};

function fontOf(name: keyof typeof FONTS): Buffer {
  return (read[name] ??= readFileSync(require.resolve(FONTS[name])));
}

export interface PdfOptions {
  /** Whether pages are stored as plain text, which a test can read. */
  readonly compress?: boolean;
  /** The document is this act, not the invoice or credit note itself. */
  readonly act?: InvoiceAct | undefined;
}

/** An invoice, a credit note or the act of one as a document to print, the same bytes each time for the same invoice and language. */
export async function invoicePdf(
  invoice: FullInvoiceAnswer,
  language: 'ru' | 'en',
  { compress = true, act }: PdfOptions = {},
): Promise<Buffer> {
  const words = messages[language];
  const formatters = formattersFor(invoice.currency);
  const { number, kind, payer, payee } = invoice;
  const title = words[act === undefined ? 'invoice.title' : 'invoice.act.title'](formatters, { kind, number });
  const issued = new Date(`${act?.on ?? invoice.issuedOn}T00:00:00Z`);
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    compress,
    info: { Title: title, Author: payee.name, CreationDate: issued, ModDate: issued },
  });
  const taxNumbers = ({ taxId, kpp }: { readonly taxId: string | null; readonly kpp: string | null }): string =>
    [
      ...(taxId === null ? [] : [words['invoice.taxId'](formatters, { taxId })]),
      ...(kpp === null ? [] : [words['invoice.kpp'](formatters, { kpp })]),
    ].join(', ');
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    document.on('end', resolve);
    document.on('error', reject);
  });
  document.registerFont('body', fontOf('body')).registerFont('bold', fontOf('bold'));

  const isRussian = invoice.currency === 'RUB' && language === 'ru';
  const paidByForm = act === undefined && kind === 'INVOICE' && invoice.currency === 'RUB' && isBik(payee.bic);
  if (paidByForm) bankForm(document, invoice, words, formatters);
  document
    .font('bold')
    .fontSize(18)
    .text(title, MARGIN, paidByForm ? document.y : MARGIN, { width: WIDTH });
  paragraph(
    document,
    act === undefined ? datesOf(invoice, words, formatters) : groundOf(invoice, act, words, formatters),
  );
  if (invoice.reason !== null) paragraph(document, words['invoice.reason'](formatters, { reason: invoice.reason }));
  party(document, words[act === undefined ? 'invoice.payee' : 'invoice.act.payee'](formatters, {}), [
    payee.name,
    taxNumbers(payee),
    payee.address,
    ...(paidByForm
      ? []
      : [
          words['invoice.account'](formatters, { account: payee.account, bank: payee.bank, bic: payee.bic }),
          ...(payee.correspondentAccount === null
            ? []
            : [words['invoice.correspondent'](formatters, { account: payee.correspondentAccount })]),
        ]),
  ]);
  party(document, words[act === undefined ? 'invoice.payer' : 'invoice.act.payer'](formatters, {}), [
    payer.name,
    ...(payer.taxId === null && payer.kpp === null ? [] : [taxNumbers(payer)]),
    ...(payer.address === null ? [] : [payer.address]),
  ]);
  document.moveDown(1);
  const head = (['number', 'name', 'rate', 'vat', 'sum'] as const).map((column) =>
    words[`invoice.columns.${column}`](formatters, {}),
  );
  row(document, head, 'bold');
  for (const line of invoice.lines) {
    const days = { from: dayOfIsoDate(line.from), to: dayOfIsoDate(line.to) - 1 };
    const cells = [
      String(line.position),
      words['invoice.line'](formatters, { kind: line.kind, plan: line.planCode, ...days }),
      formatters.percent(line.vatRatePpm, language),
      formatters.money(line.vat, language),
      formatters.money(line.total, language),
    ];
    if (row(document, cells, 'body')) row(document, head, 'bold');
  }
  const sums = { net: invoice.net, vat: invoice.vat, total: invoice.total };
  for (const name of ['net', 'vat', 'total'] as const) {
    const label =
      act !== undefined && name === 'total'
        ? words['invoice.act.total'](formatters, {})
        : words[`invoice.sums.${name}`](formatters, {});
    row(document, ['', label, '', '', formatters.money(sums[name], language)], 'bold');
  }
  if (isRussian && act !== undefined)
    paragraph(document, words['invoice.act.inWords'](formatters, { kind, words: roublesInWords(invoice.total) }));
  else if (isRussian && kind === 'INVOICE')
    paragraph(document, words['invoice.inWords'](formatters, { words: roublesInWords(invoice.total) }));
  if (act !== undefined) paragraph(document, words['invoice.act.rendered'](formatters, { kind }));
  else if (kind === 'INVOICE') paragraph(document, words['invoice.purpose'](formatters, { number }));
  if (paidByForm)
    signatures(document, [
      words['invoice.signatures.head'](formatters, {}),
      words['invoice.signatures.accountant'](formatters, {}),
    ]);
  if (act !== undefined)
    signatures(document, [words['invoice.act.payee'](formatters, {}), words['invoice.act.payer'](formatters, {})]);
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

type InvoiceWords = (typeof messages)[keyof typeof messages];
type Formatters = ReturnType<typeof formattersFor>;

function datesOf({ kind, issuedOn, dueOn }: FullInvoiceAnswer, words: InvoiceWords, formatters: Formatters): string {
  return words['invoice.dates'](formatters, { issued: dayOfIsoDate(issuedOn), due: dayOfIsoDate(dueOn), kind });
}

/** The day of an act, and the document that it follows from. */
function groundOf(
  { number, issuedOn }: FullInvoiceAnswer,
  act: InvoiceAct,
  words: InvoiceWords,
  formatters: Formatters,
): string {
  const on = dayOfIsoDate(act.on);
  return act.corrects === null
    ? words['invoice.act.ofInvoice'](formatters, { on, number, issued: dayOfIsoDate(issuedOn) })
    : words['invoice.act.ofAct'](formatters, { on, number: act.corrects.number, first: dayOfIsoDate(act.corrects.on) });
}

/** The form from which a payment is typed, and the QR code that types it. */
function bankForm(
  document: PDFKit.PDFDocument,
  { payee, number, total, vat }: FullInvoiceAnswer,
  words: InvoiceWords,
  formatters: Formatters,
): void {
  const purpose = words['invoice.codePurpose'](formatters, {
    number,
    vat: `${String(Math.floor(vat / 100))}.${String(vat % 100).padStart(2, '0')}`,
  });
  const form = {
    bank: payee.bank,
    bic: payee.bic,
    account: payee.account,
    payee: payee.name,
    correspondentAccount: payee.correspondentAccount ?? '',
    taxId: words['invoice.bankForm.inn'](formatters, { taxId: payee.taxId }),
    kpp: payee.kpp === null ? '' : words['invoice.bankForm.kpp'](formatters, { kpp: payee.kpp }),
    words: {
      bank: words['invoice.bankForm.bank'](formatters, {}),
      bic: words['invoice.bankForm.bic'](formatters, {}),
      account: words['invoice.bankForm.account'](formatters, {}),
      payee: words['invoice.bankForm.payee'](formatters, {}),
    },
    code: paymentCode(payee, { kopecks: total, purpose }),
    codeHelp: words['invoice.codeHelp'](formatters, {}),
  };
  drawBankForm(document, form, { left: MARGIN, top: MARGIN, width: WIDTH });
}

/** Lines on which people of the seller sign. */
function signatures(document: PDFKit.PDFDocument, titles: readonly string[]): void {
  const width = WIDTH / titles.length;
  document.font('body').fontSize(9);
  if (document.y + 4 * ROW_GAP + 12 > BOTTOM) document.addPage();
  const top = document.y + 4 * ROW_GAP;
  titles.forEach((title, at) => {
    const left = MARGIN + at * width;
    document.text(title, left, top, { width });
    const from = left + document.widthOfString(title) + ROW_GAP;
    document
      .lineWidth(0.5)
      .moveTo(from, top + 10)
      .lineTo(left + width - 4 * ROW_GAP, top + 10)
      .stroke();
  });
}

function paragraph(document: PDFKit.PDFDocument, text: string): void {
  document.moveDown(0.5).font('body').fontSize(10).text(text, MARGIN, document.y, { width: WIDTH });
}

function party(document: PDFKit.PDFDocument, title: string, lines: readonly string[]): void {
  document.moveDown(1).font('bold').fontSize(10).text(title, MARGIN, document.y, { width: WIDTH });
  document.font('body').text(lines.join('\n'), { width: WIDTH });
}

/** Writes a row of the table. Answers whether the next one begins a page, on which the head is repeated. */
function row(document: PDFKit.PDFDocument, cells: readonly string[], font: keyof typeof FONTS): boolean {
  document.font(font).fontSize(9);
  const heights = cells.map((cell, at) => document.heightOfString(cell, { width: COLUMNS[at] ?? WIDTH }));
  const height = Math.max(...heights) + ROW_GAP;
  if (document.y + height > BOTTOM) document.addPage();
  const top = document.y;
  let left = MARGIN;
  cells.forEach((cell, at) => {
    const width = COLUMNS[at] ?? WIDTH;
    document.text(cell, left, top, { width, align: at > 1 ? 'right' : 'left' });
    left += width;
  });
  document.x = MARGIN;
  document.y = top + height;
  if (document.y + height <= BOTTOM) return false;
  document.addPage();
  return true;
}
