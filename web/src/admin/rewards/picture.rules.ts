/** Pictures that the server accepts (docs/catalog.md). */
const MOST_BYTES = 256 * 1024;
const TAKEN = ['image/png', 'image/jpeg', 'image/webp'];
const LONGEST_SIDE_PX = 960;
const QUALITIES = [0.85, 0.7, 0.5];

/** The picture as it may be sent: itself where it fits, else made smaller here. Throws where it is no picture. */
export async function fittingPicture(file: Blob): Promise<Blob> {
  if (TAKEN.includes(file.type) && file.size <= MOST_BYTES) return file;
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE_PX / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  for (const quality of QUALITIES) {
    const smaller = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (smaller !== null && smaller.size <= MOST_BYTES) return smaller;
  }
  throw new Error('a picture of 960 px does not fit at any quality');
}
