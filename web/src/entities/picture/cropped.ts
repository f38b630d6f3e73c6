import type { Crop, Size } from './crop.rules';

/** The largest size that the server keeps, for sharp screens. */
const MOST_WIDTH = 1_600;
const QUALITY = 0.92;

/** A chosen file, with its size as it is shown: turned as the camera was held. */
export interface ChosenPicture extends Size {
  readonly file: Blob;
  /** Address under which the page may show it. */
  readonly address: string;
}

/** Throws where the browser can't read the file as a picture. */
export async function openPicture(file: Blob): Promise<ChosenPicture> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  bitmap.close();
  return { file, width, height, address: URL.createObjectURL(file) };
}

/** This part of the picture, small enough to be sent over a slow connection. */
export async function croppedPicture({ file }: ChosenPicture, crop: Crop): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, MOST_WIDTH / crop.width);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(crop.width * scale));
  canvas.height = Math.max(1, Math.round(crop.height * scale));
  const { left, top, width, height } = crop;
  canvas.getContext('2d')?.drawImage(bitmap, left, top, width, height, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  // A browser that writes no WebP gives a PNG, which the server takes as well.
  const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', QUALITY));
  if (made === null) throw new Error('the browser did not write the picture');
  return made;
}
