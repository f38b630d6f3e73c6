const PART_BYTES = 512 * 1024;
/** The most bytes of a file that the server takes. */
export const MOST_FILE_BYTES = 128 * PART_BYTES;

/** A file that is being uploaded: the number of parts is that of the next one. */
interface UploadProgress {
  readonly id: string;
  readonly parts: number;
}

interface PartBody {
  readonly number: number;
  readonly content: string;
  readonly isLast: boolean;
}

/** Name of an uploaded file as the server stores it: its last 200 characters. */
export function nameOf(file: File): string {
  return file.name.slice(-200);
}

/** Uploads a file part by part, or the parts that an interrupted upload lacks. Calls `onProgress` with the uploaded share in percent. */
export async function uploadInParts<Answer extends UploadProgress>(
  file: File,
  begun: Answer,
  addPart: (id: string, body: PartBody) => Promise<Answer>,
  onProgress: (share: number) => void,
): Promise<Answer> {
  const parts = Math.ceil(file.size / PART_BYTES);
  let uploaded = begun;
  for (let number = begun.parts; number < parts; number += 1) {
    const content = await base64Of(file.slice(number * PART_BYTES, (number + 1) * PART_BYTES));
    uploaded = await addPart(begun.id, { number, content, isLast: number === parts - 1 });
    onProgress(((number + 1) / parts) * 100);
  }
  return uploaded;
}

function base64Of(part: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      // `data:TYPE;base64,CONTENT`
      const address = typeof reader.result === 'string' ? reader.result : '';
      resolve(address.slice(address.indexOf(',') + 1));
    };
    reader.onerror = () => reject(new Error('the file cannot be read'));
    reader.readAsDataURL(part);
  });
}
