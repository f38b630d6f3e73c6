import { open } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../../../platform/files/make-folder';
import type { Seal } from '../seal-head.rules';
import type { Place } from './place';

/** A file for the seals of all networks that is only appended to, one JSON object a line. */
export class FilePlace implements Place {
  readonly name = 'FILE';

  constructor(private readonly file: string) {}

  /** On the disk before this resolves. */
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
