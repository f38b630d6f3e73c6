import { type Browser, chromium } from '@playwright/test';
import fs from 'node:fs';
import QRCode from 'qrcode';

const SIZE = { width: 640, height: 480 };

/** Starts a browser whose camera shows this text as a QR code. `file` gets the video; the caller closes the browser. */
export function launchWithCamera(text: string, file: string): Promise<Browser> {
  fs.writeFileSync(file, videoOf(text));
  const { BROWSER_EXECUTABLE, BROWSER_LIBRARIES } = process.env;
  return chromium.launch({
    ...(BROWSER_EXECUTABLE === undefined ? {} : { executablePath: BROWSER_EXECUTABLE }),
    ...(BROWSER_LIBRARIES === undefined ? {} : { env: { ...process.env, LD_LIBRARY_PATH: BROWSER_LIBRARIES } }),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-dev-shm-usage',
      '--use-fake-device-for-media-stream',
      // This build of Chromium has no camera without the switch.
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${file}`,
    ],
  });
}

/** A film of one picture, the QR in the middle of a white sheet, as YUV4MPEG2 that Chromium's fake camera plays. */
function videoOf(text: string): Buffer {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const scale = Math.floor((SIZE.height - 80) / modules.size);
  const side = modules.size * scale;
  const left = Math.floor((SIZE.width - side) / 2);
  const top = Math.floor((SIZE.height - side) / 2);
  const luma = Buffer.alloc(SIZE.width * SIZE.height, 235);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const dark = modules.get(Math.floor(y / scale), Math.floor(x / scale)) === 1;
      if (dark) luma[(top + y) * SIZE.width + left + x] = 16;
    }
  }
  const chroma = Buffer.alloc((SIZE.width * SIZE.height) / 2, 128);
  const header = `YUV4MPEG2 W${SIZE.width} H${SIZE.height} F10:1 Ip A1:1 C420jpeg\n`;
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma]);
  return Buffer.concat([Buffer.from(header), ...Array.from({ length: 10 }, () => frame)]);
}
