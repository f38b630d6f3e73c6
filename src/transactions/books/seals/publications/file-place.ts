import { open } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../../../platform/files/make-folder';
import type { Seal } from '../seal-head.rules';
import type { PublicationPlace } from './place';

/** An append-only file for the seals of all networks, one JSON object per line. */
export class FilePlace implements PublicationPlace {
  readonly name = 'FILE';

  constructor(private readonly file: string) {}

  /** Resolves once the line is on the disk. */
  async publish(_seal: Seal, line: string): Promise<null> {
    await makeFolder(path.dirname(this.file));
    const handle = await open(this.file, 'a');
    try {
      await handle.writeFile(`${line}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return null;
  }
}
