import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync, constants } from 'node:zlib';

/** Unpacks a data folder; under root the database's files go to the user that runs it. */
export function unpack(file: string, folder: string): void {
  const tar = brotliDecompressSync(readFileSync(file), {
    params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 },
  });
  execFileSync('tar', ['-C', folder, '--no-same-owner', '-xpf', '-'], { input: tar });
  if (process.getuid?.() !== 0) return;
  execFileSync('chown', ['-R', databaseUser(), path.join(folder, 'postgres')]);
}

function databaseUser(): string {
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  return users.some((line) => line.startsWith('postgres:')) ? 'postgres' : 'nobody';
}
