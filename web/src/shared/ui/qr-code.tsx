import QRCode from 'qrcode';

interface QrCodeProps {
  readonly text: string;
  /** The text for people who can't see the code. */
  readonly label: string;
}

/** White modules around the code, without which scanners do not find it (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** A QR code that is sharp at any size, also on paper. */
export function QrCode({ text, label }: QrCodeProps) {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const rows = Array.from({ length: modules.size }, (_, row) => row);
  const path = rows
    .flatMap((row) =>
      rows.filter((column) => modules.get(row, column) === 1).map((column) => `M${column} ${row}h1v1h-1z`),
    )
    .join('');
  const side = modules.size + 2 * QUIET_ZONE;
  return (
    <svg role="img" aria-label={label} viewBox={`${-QUIET_ZONE} ${-QUIET_ZONE} ${side} ${side}`}>
      <rect x={-QUIET_ZONE} y={-QUIET_ZONE} width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}
