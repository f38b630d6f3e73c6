/** The bytes of a response's body, of which a missing one has none; undefined: they are more than `most`. A body that breaks off rejects. */
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
