// The files of an archive, and the check of each against the digests of the signed manifest.
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { refuseUnless, sha256 } from './seal.mjs';

const [BLOCK, CHUNK, ROWS_A_PIECE, HALF] = [512, 1 << 22, 1_000, 16];

export function isArchive(file) {
  const [handle, header] = [openSync(file), Buffer.alloc(BLOCK)];
  readSync(handle, header, 0, BLOCK, 0);
  closeSync(handle);
  return header.toString('latin1', 257, 262) === 'ustar';
}

/** The files of a tar by name; `lines` reads one row after the other, so that a large archive needs little memory. */
export function openTar(file) {
  const [handle, entries, header] = [openSync(file), new Map(), Buffer.alloc(BLOCK)];
  for (let at = 0; readSync(handle, header, 0, BLOCK, at) === BLOCK && header[0] !== 0; at += BLOCK) {
    const name = header.toString('utf8', 0, 100).replace(/\0.*$/s, '');
    const octal = parseInt(header.toString('latin1', 124, 136), 8);
    const bytes = header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : octal;
    refuseUnless(!entries.has(name), name, 'it is there twice');
    entries.set(name, { at: at + BLOCK, bytes });
    at += Math.ceil(bytes / BLOCK) * BLOCK;
  }
  function* chunks(name) {
    const { at, bytes } = entries.get(name) ?? refuseUnless(false, name, 'it is not in the archive');
    for (let read = 0; read < bytes; read += CHUNK) {
      const chunk = Buffer.alloc(Math.min(CHUNK, bytes - read));
      refuseUnless(readSync(handle, chunk, 0, chunk.length, at + read) === chunk.length, name, 'it is not whole');
      yield chunk;
    }
  }
  function* lines(name) {
    let rest = Buffer.alloc(0);
    for (const chunk of chunks(name)) {
      const all = Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = all.indexOf(10); end >= 0; end = all.indexOf(10, start)) {
        yield all.subarray(start, end);
        start = end + 1;
      }
      rest = all.subarray(start);
    }
    if (rest.length > 0) yield rest;
  }
  return { names: [...entries.keys()], text: (name) => Buffer.concat([...chunks(name)]).toString(), lines };
}

/** Refuses a file whose rows are not those of the manifest, and says what was done to them. */
export function checkFile(tar, { name, rows, sha256: wanted, anyOrder, pieces }) {
  const [whole, mixed, found] = [createHash('sha256'), Buffer.alloc(HALF), []];
  let [count, piece] = [0, createHash('sha256')];
  const endPiece = () => {
    found.push(piece.digest('hex'));
    piece = createHash('sha256');
  };
  for (const line of tar.lines(name)) {
    const own = sha256(line);
    for (let n = 0; n < HALF; n += 1) mixed[n] ^= own[n];
    whole.update(line).update('\n');
    piece.update(own);
    count += 1;
    if (count % ROWS_A_PIECE === 0) endPiece();
  }
  if (count % ROWS_A_PIECE !== 0) endPiece();
  if (whole.digest('hex') === wanted) return;
  refuseUnless(count >= rows, name, `its tail was cut off: ${count} of ${rows} rows are there`);
  refuseUnless(count === rows, name, `rows were added: ${count} in place of ${rows} are there`);
  refuseUnless(mixed.toString('hex') !== anyOrder, name, 'the order of its rows was changed');
  const first =
    Math.max(
      0,
      pieces.findIndex((digest, n) => digest !== found[n]),
    ) * ROWS_A_PIECE;
  refuseUnless(false, name, `a row was changed, between rows ${first + 1} and ${Math.min(first + ROWS_A_PIECE, rows)}`);
}
