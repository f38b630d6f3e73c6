/** How many bytes at the start and the end of a picture are searched for another file's first or last bytes. */
const LOOKED_AT = 64 * 1024;
const TEXTS = ['<script', '<html', '<!doctype', '<svg', '<?php', '%PDF-'];
const END_OF_ZIP = Buffer.from('504b0506', 'hex');
const END_OF_ZIP_BYTES = 22;
const PNG_SIGNATURE_BYTES = 8;

/**
 * Whether a picture is another file at the same time: a page, script, document or archive behind or between its parts. Cameras may write data of
 * their own after a JPEG, so behind a JPEG only known file beginnings count.
 */
export function hidesAnotherFile(bytes: Buffer): boolean {
  if (goesOnAfterItsEnd(bytes)) return true;
  const head = bytes.subarray(0, LOOKED_AT);
  const tail = bytes.subarray(Math.max(0, bytes.length - LOOKED_AT));
  const looked = `${head.toString('latin1')}\n${tail.toString('latin1')}`.toLowerCase();
  return TEXTS.some((text) => looked.includes(text.toLowerCase())) || endsAsZip(tail);
}

/** Programs read a ZIP archive from its end, where its end record gives the length of its comment. */
function endsAsZip(tail: Buffer): boolean {
  for (let at = tail.lastIndexOf(END_OF_ZIP); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(END_OF_ZIP, at - 1)) {
    const comment = at + END_OF_ZIP_BYTES <= tail.length ? tail.readUInt16LE(at + END_OF_ZIP_BYTES - 2) : -1;
    if (at + END_OF_ZIP_BYTES + comment === tail.length) return true;
  }
  return false;
}

function goesOnAfterItsEnd(bytes: Buffer): boolean {
  if (bytes.toString('latin1', 0, 4) === 'RIFF') {
    const said = bytes.readUInt32LE(4) + 8;
    return said + (said % 2) < bytes.length;
  }
  if (bytes.toString('latin1', 1, 4) !== 'PNG') return false;
  let at = PNG_SIGNATURE_BYTES;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return end < bytes.length;
    at = end;
  }
  return false;
}
