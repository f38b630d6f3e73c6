import { Injectable } from '@nestjs/common';
import {
  changeText,
  comparePrograms,
  ConfigurationChanges,
  type FileFault,
  type NetworkNames,
  parseProgramFile,
  ProgramChanges,
  ProgramEditor,
  programDocumentSchema,
  programFile,
  Publications,
  Snapshots,
  paysMore,
  takesSomething,
  validateProgram,
} from '../../../configuration';
import type { ProgramDocument } from '../../../decision';
import { Clock } from '../../../platform/clock/clock';
import { faultLine } from '../../../platform/cli/command-failure';
import { found } from '../../../platform/problems/problem';
import { NO_ORIGIN } from '../../../security';
import { ImpactQuery } from './impact.query';

const AUTHOR = { actor: 'system', origin: NO_ORIGIN } as const;

/** A file that is no valid programme of this network. Each line of the message names one mistake. */
class ProgramFileError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

/** Programmes as files: exported, checked, and applied under the rules of any publication. */
@Injectable()
export class ProgramFiles {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly editor: ProgramEditor,
    private readonly changes: ProgramChanges,
    private readonly configuration: ConfigurationChanges,
    private readonly publications: Publications,
    private readonly impact: ImpactQuery,
    private readonly clock: Clock,
  ) {}

  /** Writes a version as a file, by default the one in force. Throws `not_found`. */
  async write(networkId: string, version: number | undefined): Promise<string> {
    const { profile } = await this.snapshots.current(networkId);
    const asked = found(version ?? (await this.inForce(networkId))?.version);
    const { document } = await this.editor.getVersion(networkId, asked);
    const reading = await this.changes.readingOf(networkId, profile.locale, [document]);
    return programFile(document, { network: profile.code, reading });
  }

  /** Describes what the file would change, and for how many guests. `asks`: it takes something from guests or pays more, so a second manager has to approve. */
  async plan(
    networkId: string,
    text: string,
    onProgress: (guests: number) => void,
  ): Promise<{ lines: string[]; asks: boolean }> {
    const document = await this.read(networkId, text);
    const inForce = await this.inForce(networkId);
    if (inForce === undefined) return { lines: [], asks: false };
    const { profile } = await this.snapshots.current(networkId);
    const { document: before } = inForce.program;
    const changes = comparePrograms(before, document);
    if (changes.length === 0) return { lines: [], asks: false };
    const reading = await this.changes.readingOf(networkId, profile.locale, [before, document]);
    const { sentences } = await this.impact.impactOfDocument(networkId, document, profile.locale, onProgress);
    const lines = changes.map((change) => `${MARKS[change.direction]} ${changeText(change, reading)}`);
    return { lines: [...lines, ...sentences], asks: takesSomething(changes) || paysMore(changes, document) };
  }

  /** Null: nothing was changed, because the last published version or the newest draft says the same. */
  async apply(networkId: string, text: string, effectiveFrom: Date | undefined) {
    const document = await this.read(networkId, text);
    return this.configuration.apply(networkId, async (tx) => {
      const [last] = (await this.snapshots.currentWithin(tx, networkId)).published;
      // A draft beside the published version does not matter.
      if (last !== undefined && comparePrograms(last.program.document, document).length === 0) return null;
      const [newest] = await this.editor.listVersions(networkId, undefined, 1);
      const isSame = newest !== undefined && comparePrograms(newest.document, document).length === 0;
      if (isSame && newest.status !== 'CANCELLED' && newest.status !== 'DRAFT') return null;
      if (isSame && newest.publications[0]?.status === 'AWAITING_APPROVAL') return null;
      const { version } =
        isSame && newest.status === 'DRAFT' ? newest : await this.editor.createDraft(tx, networkId, document, AUTHOR);
      return this.publications.publish(tx, networkId, version, { effectiveFrom }, AUTHOR);
    });
  }

  /** The checked document from a file of this network. Throws ProgramFileError. */
  async read(networkId: string, text: string): Promise<ProgramDocument> {
    const known = await this.snapshots.current(networkId);
    return readProgramFile(text, { network: known.profile.code, currency: known.profile.currency, known });
  }

  private async inForce(networkId: string) {
    return (await this.snapshots.current(networkId)).programInForce(this.clock.now());
  }
}

const FILE_FAULTS: Readonly<Record<FileFault['code'], string>> = {
  not_yaml: 'This is no YAML.',
  wrong_format: 'This is no file of a programme, or one of another form.',
  other_network: 'The file is of another network.',
  other_currency: "The file is of another currency than the network's.",
};

const MARKS = { GIVES: '+', TAKES: '-', NEUTRAL: ' ' } as const;

/** The checked document from a file. `owner` null: any network's file. Throws ProgramFileError. */
export function readProgramFile(
  text: string,
  owner: { readonly network: string; readonly currency: string; readonly known: NetworkNames } | null,
): ProgramDocument {
  const read = parseProgramFile(text, owner);
  if (!('document' in read)) throw new ProgramFileError([faultLine(read.path, read.code, FILE_FAULTS[read.code])]);
  const { valid, errors } = validateProgram(read.document, 'en', owner?.known ?? null);
  if (!valid) throw new ProgramFileError(errors.map(({ path, code, message }) => faultLine(path, code, message)));
  return programDocumentSchema.parse(read.document);
}
