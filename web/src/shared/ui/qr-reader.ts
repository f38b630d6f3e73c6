import type { BarcodeDetector as Detector } from 'barcode-detector/ponyfill';

export interface QrReader {
  /** The text of a QR in the picture, or null while there is none. */
  read(video: HTMLVideoElement): Promise<string | null>;
}

/** The browser's own reader where it has one (Android, macOS), else one in WebAssembly that is loaded only then. */
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
    // The reader comes from our own server, not from the content network that the library would ask.
    import('zxing-wasm/reader/zxing_reader.wasm?url'),
  ]);
  prepareZXingModule({
    overrides: { locateFile: (file: string, prefix: string) => (file.endsWith('.wasm') ? url : prefix + file) },
  });
  return new BarcodeDetector({ formats: ['qr_code'] });
}
