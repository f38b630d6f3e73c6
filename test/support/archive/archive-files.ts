import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import path from 'node:path';

/** A key pair of a receiver, in PEM. */
export function keyPair(): { publicKey: string; privateKey: string } {
  return generateKeyPairSync('x25519', {
    publicKeyEncoding: { format: 'pem', type: 'spki' },
    privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
  });
}

/** Writes a copy of the archive with other lines in one of its files. */
export async function withLines(file: string, name: string, change: (lines: string[]) => string[]): Promise<string> {
  const { TarReader, TarWriter } = await import('../../../src/integrations/archive/tar-file.js');
  const out = path.join(path.dirname(file), `${randomBytes(6).toString('hex')}.tar`);
  const from = await TarReader.open(file);
  const to = await TarWriter.create(out);
  for (const entry of from.entries.keys()) {
    const text = await from.textOf(entry);
    await to.addText(entry, entry === name ? change(text.split(/(?<=\n)/)).join('') : text);
  }
  await from.close();
  await to.end();
  return out;
}

/** A tar of the signed list alone, which a later part needs when the archive itself is elsewhere. */
export function listOf(file: string): string {
  const [list, folder] = [`${file}.list`, path.dirname(file)];
  const names = ['manifest.json', 'manifest.sig'];
  execFileSync('tar', ['xf', file, '-C', folder, ...names]);
  execFileSync('tar', ['--format=ustar', '-cf', list, '-C', folder, ...names]);
  return list;
}
