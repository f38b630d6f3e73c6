import type { BarcodeDetector as Detector } from 'barcode-detector/ponyfill';

export interface QrReader {
  /** The text of a QR in the picture; null: there is none. */
  read(video: HTMLVideoElement): Promise<string | null>;
}

/** The browser's own QR reader where it has one (Android, macOS), else a WebAssembly one that loads only then. */
export async function createQrReader(): Promise<QrReader> {
  const detector = (await nativeDetector()) ?? (await webAssemblyDetector());
  return {
    read: async (video) => {
      const [found] = await detector.detect(video);
      return found === undefined || found.rawValue === '' ? null : found.rawValue;
    },
  };
}

type DetectorClass = typeof Detector;

async function nativeDetector(): Promise<Detector | null> {
  const { BarcodeDetector: Native } = globalThis as { BarcodeDetector?: DetectorClass };
  if (Native === undefined) return null;
  const formats = await Native.getSupportedFormats().catch(() => []);
  return formats.some((format) => format === 'qr_code') ? new Native({ formats: ['qr_code'] }) : null;
}

async function webAssemblyDetector(): Promise<Detector> {
  const [{ BarcodeDetector, prepareZXingModule }, { default: url }] = await Promise.all([
    import('barcode-detector/ponyfill'),
    // The file comes from our own server instead of the CDN that the library uses by default.
    import('zxing-wasm/reader/zxing_reader.wasm?url'),
  ]);
  prepareZXingModule({
    overrides: { locateFile: (file: string, prefix: string) => (file.endsWith('.wasm') ? url : prefix + file) },
  });
  return new BarcodeDetector({ formats: ['qr_code'] });
}
