import path from 'node:path';
import { StartFailure } from '../start/failure.mjs';
import { digestOf, megabytes, Meter } from './copy.mjs';
import { readReached, segmentsTo, verifySegment } from './log.mjs';
import { readManifest } from './manifest.mjs';
import { requireSigned } from './signature.mjs';
import { listBases } from './store.mjs';

/** Prints the base backups, and until when each can be brought. @returns {Promise<number>} 1 where there is none */
export async function printBases(store) {
  const bases = listBases(store);
  for (const base of bases) {
    const reached = await readReached(store, base.log.chain);
    console.log(
      `${base.consistentAt}  to ${reached?.upTo ?? base.consistentAt}  ${megabytes(base.bytes)} MB  ${base.folder}`,
    );
  }
  if (bases.length === 0) console.log(`There is no base backup in ${store.baseFolder}.`);
  return bases.length === 0 ? 1 : 0;
}

/**
 * Reads every file of the store: base backups by their signed digests, the log by decryption. Names each fault.
 *
 * @param {string | undefined} sealKeys
 * @param {AbortSignal} signal of the command being told to end
 * @returns {Promise<number>} 1 where there is a fault, or nothing to check
 */
export async function checkStore(store, sealKeys, signal) {
  const bases = listBases(store);
  const faults = [];
  const collect = async (work) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof StartFailure)) throw error;
      faults.push(error.message);
    }
  };
  const checked = new Set();
  for (const { folder, log, consistentAt, bytes } of bases) {
    const manifest = readManifest(folder);
    await collect(() => {
      if (!requireSigned(folder, sealKeys)) throw new StartFailure(`${folder}: backup.sig is missing.`);
    });
    const meter = new Meter(`Checking the base backup of ${consistentAt}`, bytes, signal);
    for (const { path: name, bytes: written, sha256 } of manifest.files) {
      const found = await digestOf(path.join(folder, name), meter);
      if (found === undefined) faults.push(`${folder}: ${name} is missing.`);
      else if (found.bytes !== written || found.sha256 !== sha256)
        faults.push(`${folder}: ${name} is not what was written.`);
    }
    await collect(async () => {
      const { names } = await segmentsTo(store, manifest, undefined);
      for (const name of names) {
        signal.throwIfAborted();
        const segment = `${log.chain}/${name}`;
        if (checked.has(segment)) continue;
        checked.add(segment);
        await collect(() => verifySegment(store, log.chain, name));
      }
    });
  }
  for (const fault of new Set(faults)) console.log(fault);
  if (bases.length === 0) console.log(`There is no base backup in ${store.baseFolder}.`);
  else if (faults.length === 0)
    console.log(`${bases.length} base backups and ${checked.size} segments of the log are whole.`);
  return faults.length === 0 && bases.length > 0 ? 0 : 1;
}
