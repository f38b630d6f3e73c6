import QRCode from 'qrcode';
import { groupedNumber, type WalletCard } from './wallet-card';

/** The size in pixels of an upright phone, so that the picture fills the screen. */
const WIDTH = 1_080;
const HEIGHT = 1_440;
const MARGIN = 60;
const PLATE = WIDTH - 2 * MARGIN;
const QR_TOP = 300;
/** White modules around a QR code, without which scanners do not find it (ISO/IEC 18004). */
const QUIET_ZONE = 4;
/** An installation may lack fonts, so the picture uses its own, which has Cyrillic letters. */
const FONT = { name: 'DejaVu Sans', file: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf' };

interface TextLine {
  readonly text: string;
  readonly size: number;
  readonly top: number;
}

/** A guest's card as a PNG for the phone's gallery, in the network's colours. The QR code is on white, as scanners need it. */
export async function cardPicture({ look, guestName, cardNumber, qr }: WalletCard): Promise<Buffer> {
  // Loaded with the first picture, which makes the start faster.
  const { default: sharp } = await import('sharp');
  const { ink } = look.card;
  const lines: TextLine[] = [
    { text: look.name, size: 60, top: 80 },
    ...(guestName === null ? [] : [{ text: guestName, size: 40, top: 190 }]),
    { text: groupedNumber(cardNumber), size: 48, top: HEIGHT - 120 },
  ];
  const drawn = await Promise.all(
    lines.map(async ({ text, size, top }) => {
      const input = await sharp({
        text: {
          text: `<span foreground="${ink}" size="${String(size * 1_024)}">${escaped(text)}</span>`,
          font: FONT.name,
          fontfile: require.resolve(FONT.file),
          dpi: 72,
          rgba: true,
        },
      })
        .png()
        .toBuffer();
      const fitted = await sharp(input)
        .resize({ width: PLATE, fit: 'inside', withoutEnlargement: true })
        .png()
        .toBuffer();
      const { width } = await sharp(fitted).metadata();
      return { input: fitted, top, left: Math.round((WIDTH - width) / 2) };
    }),
  );
  const plate = await plateOf(qr);
  return sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: look.card.from } })
    .composite([{ input: plate, top: QR_TOP, left: MARGIN }, ...drawn])
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/**
 * A QR code on a white square as wide as the plate, as PNG. libvips draws it off the event loop, which the QR library's own PNG would block for 70
 * ms.
 */
async function plateOf(text: string): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const { size, data } = QRCode.create(text, { errorCorrectionLevel: 'M' }).modules;
  const pixels = Math.floor(PLATE / (size + 2 * QUIET_ZONE)) * size;
  const before = Math.floor((PLATE - pixels) / 2);
  const after = PLATE - pixels - before;
  const white = Uint8Array.from(data, (dark) => (dark === 0 ? 255 : 0));
  return sharp(white, { raw: { width: size, height: size, channels: 1 } })
    .resize(pixels, pixels, { kernel: 'nearest' })
    .extend({ top: before, bottom: after, left: before, right: after, background: 'white' })
    .png()
    .toBuffer();
}

/** A text with the special characters of Pango's markup escaped. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
