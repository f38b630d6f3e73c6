/**
 * Reads the body of a response; a missing body is empty, and undefined means that it has more than `most` bytes. Rejects when the body breaks off.
 */
export async function bytesOf(body: AsyncIterable<Uint8Array> | null, most: number): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.length;
    if (length > most) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
