import type { Database } from '../../../platform/database/database';
import { csvLine } from '../../../platform/http/csv';
import type { GuestFiles, Refusals } from '../guest-files/guest-files';
import * as sql from '../guest-files/guest-files.prisma';
import { type Reject, type RejectReader, rejectText } from '../rows/reject';
import type { RejectsSink } from '../rows/rejects-file';

/** How much text is stored at a time, so that the refused rows of a file never fill the memory. */
const PIECE_CHARACTERS = 256 * 1024;

/** Stores the refused rows of an uploaded file as parts of it, and counts their reasons. */
export class KeptRejects implements RejectsSink {
  rejected = 0;
  private readonly refusals: Refusals = {};
  private text = '';
  private number = 0;

  constructor(
    private readonly database: Database,
    private readonly files: GuestFiles,
    private readonly file: { readonly networkId: string; readonly id: string; readonly reader: RejectReader },
  ) {}

  async add(reject: Reject): Promise<void> {
    const { line, code, detail, row } = reject;
    const known = this.refusals[code];
    if (known === undefined) this.refusals[code] = { count: 1, line, ...(detail !== undefined && { detail }) };
    else known.count += 1;
    this.rejected += 1;
    this.text += csvLine([line, code, rejectText(reject, this.file.reader), row]);
    if (this.text.length >= PIECE_CHARACTERS) await this.store();
  }

  async close(): Promise<void> {
    const { networkId, id } = this.file;
    await this.store();
    const refusalsEncrypted = this.files.seal(networkId, JSON.stringify(this.refusals));
    await this.database.inNetwork(networkId, (tx) =>
      sql.changeFile(tx, networkId, id, { rejected: this.rejected, refusalsEncrypted }),
    );
  }

  private async store(): Promise<void> {
    if (this.text === '') return;
    const { networkId, id } = this.file;
    const content = this.files.seal(networkId, this.text);
    this.text = '';
    const part = { fileId: id, kind: 'REFUSED', number: this.number, content } as const;
    this.number += 1;
    await this.database.inNetwork(networkId, (tx) => sql.insertPart(tx, networkId, part));
  }
}
