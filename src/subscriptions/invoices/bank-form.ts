import QRCode from 'qrcode';

/** Where the form stands on the page, in points. */
export interface FormPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** The details of a payment, as the bank form of a Russian invoice lays them out. */
export interface BankForm {
  readonly bank: string;
  readonly bic: string;
  readonly correspondentAccount: string;
  readonly taxId: string;
  readonly kpp: string;
  readonly account: string;
  readonly payee: string;
  /** Captions in the language of the document. */
  readonly words: { readonly bank: string; readonly bic: string; readonly account: string; readonly payee: string };
  /** Text of the QR code, and the caption below it. */
  readonly code: string;
  readonly codeHelp: string;
}

const SIDE = 112;
const GAP = 12;
const LINE = 15;
const PAD = 4;
const NARROW = 44;
const ACCOUNT_WIDTH = 140;
/** Modules of white around a code, without which scanners do not find it (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** Draws the form with the QR code beside it; the document goes on below both. Fonts `body` and `bold` are registered. */
export function drawBankForm(document: PDFKit.PDFDocument, form: BankForm, { left, top, width }: FormPlace): void {
  const right = left + width - SIDE - GAP;
  const [captions, values] = [right - ACCOUNT_WIDTH - NARROW, right - ACCOUNT_WIDTH];
  const half = left + (captions - left) / 2;
  const text = (said: string, x: number, y: number, wide: number, font: 'body' | 'bold' = 'body', size = 8.5) =>
    document
      .font(font)
      .fontSize(size)
      .text(said, x + PAD, y + PAD, { width: wide - 2 * PAD, height: LINE * 2, ellipsis: true });
  const [bank, inn, payee] = [top, top + 3 * LINE, top + 4 * LINE];
  const payeeHeight = Math.max(2 * LINE, heightOf(document, form.payee, captions - left) + LINE);
  const bottom = payee + payeeHeight;

  text(form.bank, left, bank, captions - left);
  text(form.words.bank, left, bank + 2 * LINE, captions - left, 'body', 7);
  text(form.words.bic, captions, bank, NARROW);
  text(form.bic, values, bank, ACCOUNT_WIDTH);
  text(form.words.account, captions, bank + LINE, NARROW);
  text(form.correspondentAccount, values, bank + LINE, ACCOUNT_WIDTH);
  text(form.taxId, left, inn, half - left);
  text(form.kpp, half, inn, captions - half);
  text(form.words.account, captions, inn, NARROW);
  text(form.account, values, inn, ACCOUNT_WIDTH, 'bold');
  document
    .font('body')
    .fontSize(8.5)
    .text(form.payee, left + PAD, payee + PAD, { width: captions - left - 2 * PAD });
  text(form.words.payee, left, bottom - LINE, captions - left, 'body', 7);

  document.lineWidth(0.75).strokeColor('#000');
  document.rect(left, top, right - left, bottom - top).stroke();
  const line = (x: number, y: number, toX: number, toY: number) => document.moveTo(x, y).lineTo(toX, toY).stroke();
  line(captions, top, captions, bottom);
  line(values, top, values, bottom);
  line(captions, bank + LINE, right, bank + LINE);
  line(left, inn, right, inn);
  line(left, payee, captions, payee);
  line(half, inn, half, payee);

  drawCode(document, form.code, right + GAP, top);
  document.font('body').fontSize(7).fillColor('#000');
  document.text(form.codeHelp, right + GAP, top + SIDE + 2, { width: SIDE, align: 'center' });
  document.x = left;
  document.y = Math.max(bottom, document.y) + GAP;
}

function heightOf(document: PDFKit.PDFDocument, payee: string, width: number): number {
  return (
    document
      .font('body')
      .fontSize(8.5)
      .heightOfString(payee, { width: width - 2 * PAD }) +
    2 * PAD
  );
}

/** Draws each row of dark modules as few rectangles. */
function drawCode(document: PDFKit.PDFDocument, code: string, left: number, top: number): void {
  const { modules } = QRCode.create(code, { errorCorrectionLevel: 'M' });
  const side = SIDE / (modules.size + 2 * QUIET_ZONE);
  const [fromX, fromY] = [left + QUIET_ZONE * side, top + QUIET_ZONE * side];
  for (let row = 0; row < modules.size; row += 1) {
    let begins: number | null = null;
    for (let column = 0; column <= modules.size; column += 1) {
      const isDark = column < modules.size && modules.get(row, column) === 1;
      if (isDark) begins ??= column;
      else if (begins !== null) {
        document.rect(fromX + begins * side, fromY + row * side, (column - begins) * side, side);
        begins = null;
      }
    }
  }
  document.fill('#000');
}
