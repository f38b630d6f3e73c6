import QRCode from 'qrcode';
import { groupedNumber, type WalletCard } from './wallet-card';

/** Pixels of a phone held upright, so that the picture fills its screen. */
const WIDTH = 1_080;
const HEIGHT = 1_440;
const MARGIN = 60;
const PLATE = WIDTH - 2 * MARGIN;
const QR_TOP = 300;
/** Modules of white around a QR, without which scanners do not find it (ISO/IEC 18004). */
const QUIET_ZONE = 4;
/** The fonts of an installation are not known, so the picture brings its own, with Cyrillic letters. */
const FONT = { name: 'DejaVu Sans', file: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf' };

interface Line {
  readonly text: string;
  readonly size: number;
  readonly top: number;
}

/** A guest's card as a PNG to keep in the gallery of a phone: the QR on white, as scanners need it, in the colours of the network. */
export async function cardPicture({ look, guestName, cardNumber, qr }: WalletCard): Promise<Buffer> {
  // Loaded with the first picture, so that a start takes less time.
  const { default: sharp } = await import('sharp');
  const { ink } = look.card;
  const lines: Line[] = [
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
  const plate = await QRCode.toBuffer(qr, { errorCorrectionLevel: 'M', margin: QUIET_ZONE, width: PLATE });
  return sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: look.card.from } })
    .composite([{ input: plate, top: QR_TOP, left: MARGIN }, ...drawn])
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** A text with the signs of Pango's markup escaped. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
