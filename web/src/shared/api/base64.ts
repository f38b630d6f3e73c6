/** A file's bytes in base64, the form in which a JSON body contains them. */
export async function base64Of(file: Blob): Promise<string> {
  let text = '';
  for (const byte of new Uint8Array(await file.arrayBuffer())) text += String.fromCharCode(byte);
  return btoa(text);
}
