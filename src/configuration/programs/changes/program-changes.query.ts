import { Injectable } from '@nestjs/common';
import type { ProgramDocument } from '../../../decision';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import { FALLBACK, type Language } from '../../../platform/language/language';
import { Snapshots } from '../../snapshots/snapshots';
import { ProgramEditor } from '../drafts/program-editor';
import type { ProgramRow } from '../drafts/program.sql';
import { findReplaced } from '../drafts/publications.sql';
import { comparePrograms, paysMore, takesSomething } from './compare-programs.rules';
import { describeProgram } from './describe-program.rules';
import { idsIn, listPlaceNames } from './place-names.sql';
import * as dto from './program-changes.dto';
import type { ProgramReading } from './program-words';

/** A version's statements and changes, in the reader's language. */
@Injectable()
export class ProgramChanges {
  constructor(
    private readonly database: Database,
    private readonly editor: ProgramEditor,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /** Throws `not_found`. */
  async sentences(networkId: string, version: number, language: Language): Promise<dto.SentencesAnswer> {
    const { document } = await this.editor.getVersion(networkId, version);
    const reading = await this.readingOf(networkId, language, [document]);
    return { version, items: describeProgram(document).map((one) => dto.sentenceAnswer(one, reading)) };
  }

  /**
   * The changes of a version. Without a version to compare with, a draft is compared with the version in force, and a published version with the
   * one that it replaced, so that its changes can always be read. Throws `not_found`.
   */
  async diff(
    networkId: string,
    version: number,
    against: number | undefined,
    language: Language,
  ): Promise<dto.DiffAnswer> {
    const row = await this.editor.getVersion(networkId, version);
    const { document: after } = row;
    const base = against ?? (await this.predecessorOf(networkId, row));
    if (base === undefined) return { version, against: null, takes: false, paysMore: false, items: [] };
    const { document: before } = await this.editor.getVersion(networkId, base);
    const reading = await this.readingOf(networkId, language, [before, after]);
    const changes = comparePrograms(before, after);
    return {
      version,
      against: base,
      takes: takesSomething(changes),
      paysMore: paysMore(changes, after),
      items: changes.map((change) => dto.changeAnswer(change, reading)),
    };
  }

  private async predecessorOf(networkId: string, row: ProgramRow): Promise<number | undefined> {
    const { version, effectiveFrom } = row;
    if (effectiveFrom === null)
      return (await this.snapshots.current(networkId)).programInForce(this.clock.now())?.version;
    const published = { version, effectiveFrom };
    return (await this.database.inNetwork(networkId, (tx) => findReplaced(tx, networkId, published)))?.version;
  }

  /** Includes the names of the restaurants, tills and stamp cards in the documents; a card goes by its name in the last of them. */
  async readingOf(
    networkId: string,
    language: Language,
    documents: readonly ProgramDocument[],
  ): Promise<ProgramReading> {
    const { currency, currencyDigits } = (await this.snapshots.current(networkId)).profile;
    const ids = idsIn(documents);
    const places = await this.database.inNetwork(networkId, (tx) => listPlaceNames(tx, networkId, ids, language));
    const cards = new Map(documents.flatMap(({ stampCards = [] }) => stampCards.map(({ id, name }) => [id, name])));
    return { language: FALLBACK[language], currency, currencyDigits, places, cards };
  }
}
