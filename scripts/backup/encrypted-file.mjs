import crypto from 'node:crypto';
import fs from 'node:fs';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { StartFailure } from '../start/failure.mjs';

const deflate = promisify(zlib.deflateRaw);
const inflate = promisify(zlib.inflateRaw);

const MARK = 'loyalty-backup-1 ';
const CHUNK_BYTES = 1024 * 1024;
const LENGTH_BYTES = 4;
const TAG_BYTES = 16;
/** If a block cannot be compressed, zlib adds five bytes to it. */
const LONGEST_CHUNK = CHUNK_BYTES + 4_096 + TAG_BYTES;
const LONGEST_HEAD = 1_024;
/** Little is gained by the slower levels, and sales need the processor. */
const LEVEL = { level: 1 };

/**
 * A file of a backup: a line that says by which key it is encrypted, then chunks, each compressed and encrypted by AES-256-GCM.
 * The key of a file is made from the key of backups, the line and the name of the file (HKDF-SHA256), so that one file is
 * no other; the nonce of a chunk is its number and whether it is the last, so that no chunk can be moved, left out or cut off.
 *
 * @typedef {{ id: string, key: Buffer }} Key
 */

/**
 * Encrypts a file that may grow, shrink or go away meanwhile, onto the disk.
 *
 * @param {{ key: Key, name: string, note?: object, meter?: import('./copy.mjs').Meter }} options `note` is readable, and can't
 *   be changed without being found
 * @returns {Promise<{ bytes: number, sha256: string } | undefined>} of what was written; undefined when the source is gone
 */
export async function encryptFile(from, to, { key, name, note, meter }) {
  let source;
  try {
    source = await fs.promises.open(from, 'r');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    let at = 0;
    return await encrypt(to, { key, name, note }, async () => {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      let filled = 0;
      while (filled < CHUNK_BYTES) {
        const { bytesRead } = await source.read(chunk, filled, CHUNK_BYTES - filled, at);
        if (bytesRead === 0) break;
        filled += bytesRead;
        at += bytesRead;
        meter?.add(bytesRead);
      }
      return chunk.subarray(0, filled);
    });
  } finally {
    await source.close();
  }
}

/** Encrypts a short text in the same form. */
export function encryptText(text, to, { key, name }) {
  const chunks = [Buffer.from(text)];
  return encrypt(to, { key, name }, () => chunks.shift() ?? Buffer.alloc(0));
}

async function encrypt(to, { key, name, note }, read) {
  const head = `${MARK}${JSON.stringify({ keyId: key.id, salt: crypto.randomBytes(16).toString('hex'), ...note })}\n`;
  const fileKey = keyOf(key, head, name);
  const hash = crypto.createHash('sha256');
  let bytes = 0;
  const target = await fs.promises.open(to, 'wx', 0o600);
  try {
    const write = async (part) => {
      hash.update(part);
      for (let at = 0; at < part.length;) at += (await target.write(part, at)).bytesWritten;
      bytes += part.length;
    };
    await write(Buffer.from(head));
    let chunk = await read();
    for (let number = 0; ; number += 1) {
      const next = chunk.length < CHUNK_BYTES ? Buffer.alloc(0) : await read();
      const isLast = next.length === 0;
      const cipher = crypto.createCipheriv('aes-256-gcm', fileKey, nonceOf(number, isLast));
      const sealed = Buffer.concat([cipher.update(await deflate(chunk, LEVEL)), cipher.final(), cipher.getAuthTag()]);
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32BE(sealed.length);
      await write(Buffer.concat([length, sealed]));
      if (isLast) break;
      chunk = next;
    }
    await target.sync();
  } finally {
    await target.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/**
 * Decrypts a file of a backup onto the disk. Refuses by its name one that is not to the byte what was written.
 *
 * @param {{ keys: Key[], name: string, meter?: import('./copy.mjs').Meter }} options
 * @returns {Promise<{ bytes: number, sha256: string } | undefined>} of the encrypted file; undefined when it is not there
 */
export async function decryptFile(from, to, options) {
  const target = await fs.promises.open(to, 'wx', 0o600);
  try {
    const read = await decrypt(from, options, async (part) => {
      for (let at = 0; at < part.length;) at += (await target.write(part, at)).bytesWritten;
    });
    await target.sync();
    return read;
  } finally {
    await target.close();
  }
}

/** Reads a file of a backup to its end. Refuses a file, by its name, that differs from what was written. */
export function verifyFile(from, options) {
  return decrypt(from, options, () => undefined);
}

/** The text of an encrypted file; undefined when there is none. */
export async function decryptText(from, options) {
  const parts = [];
  const read = await decrypt(from, options, (part) => parts.push(part));
  return read && Buffer.concat(parts).toString();
}

async function decrypt(from, { keys, name, meter }, write) {
  let source;
  try {
    source = await fs.promises.open(from, 'r');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { size } = await source.stat();
    const hash = crypto.createHash('sha256');
    let at = 0;
    const take = async (length) => {
      const part = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await source.read(part, filled, length - filled, at + filled);
        if (bytesRead === 0) throw damaged(name);
        filled += bytesRead;
      }
      at += length;
      hash.update(part);
      meter?.add(length);
      return part;
    };
    const head = headIn(await readStart(source), name);
    const key = keys.find(({ id }) => id === head.fields.keyId);
    if (key === undefined)
      throw new StartFailure(`${name} is encrypted by another key: BACKUP_KEYS has no "${head.fields.keyId}".`);
    await take(Buffer.byteLength(head.line));
    const fileKey = keyOf(key, head.line, name);
    for (let number = 0; ; number += 1) {
      const length = (await take(LENGTH_BYTES)).readUInt32BE();
      if (length < TAG_BYTES || length > LONGEST_CHUNK) throw damaged(name);
      const sealed = await take(length);
      const isLast = at === size;
      await write(await openChunk(sealed, fileKey, nonceOf(number, isLast), name));
      if (isLast) return { bytes: at, sha256: hash.digest('hex') };
    }
  } finally {
    await source.close();
  }
}

async function openChunk(sealed, key, nonce, name) {
  try {
    const decipher = crypto.createDecipheriv('aes-256-gcm', key, nonce);
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const packed = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
    return await inflate(packed, { maxOutputLength: CHUNK_BYTES });
  } catch {
    throw damaged(name);
  }
}

/** The note of an encrypted file, to be trusted only once the file decrypts; undefined when there is no such file. */
export async function readNote(from, name) {
  let source;
  try {
    source = await fs.promises.open(from, 'r');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return headIn(await readStart(source), name).fields;
  } finally {
    await source.close();
  }
}

async function readStart(source) {
  const { buffer, bytesRead } = await source.read(Buffer.alloc(LONGEST_HEAD), 0, LONGEST_HEAD, 0);
  return buffer.subarray(0, bytesRead).toString('latin1');
}

function headIn(text, name) {
  const line = text.slice(0, text.indexOf('\n') + 1);
  try {
    if (line.startsWith(MARK)) return { line, fields: JSON.parse(line.slice(MARK.length)) };
  } catch {
    // A head that is no JSON is refused like a wrong mark.
  }
  throw damaged(name);
}

function damaged(name) {
  return new StartFailure(`The backup is damaged: ${name} is not what was written. Take another copy.`);
}

function keyOf({ key }, head, name) {
  return Buffer.from(crypto.hkdfSync('sha256', key, Buffer.alloc(0), `${head}${name}`, 32));
}

function nonceOf(number, isLast) {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}
