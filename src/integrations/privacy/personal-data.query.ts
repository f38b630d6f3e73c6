import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database, type Statements } from '../../platform/database/database';
import { Audit, type Author, Pii } from '../../security';
import { Persons } from './person';
import { type PersonKeys, binderOf } from './personal-rows.sql';
import { PERSONAL_TABLES, type PersonalTable } from './personal-tables.rules';
import type { PersonalData } from './privacy.dto';

/** The most rows of one table in an export; no guest has so many acts. */
const ROWS_A_SECTION = 20_000;

type Section = PersonalData['sections'][number];

/** Everything about a person, table by table. The audit records each export. */
@Injectable()
export class ReadPersonalData {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly persons: Persons,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `guest_not_found`, for an erased guest too */
  async execute(networkId: string, guestId: string, author: Author): Promise<PersonalData> {
    const { name: network } = await this.networks.getProfile(networkId);
    const { keys, sections } = await this.database.inNetwork(networkId, async (tx) => {
      const person = await this.persons.get(tx, networkId, guestId);
      const found = { networkId, guestIds: person.guestIds, indexes: this.persons.indexesOf(networkId, person) };
      await this.audit.appendChange(tx, networkId, author, 'guest.exported', guestId, {});
      const own: Section[] = [];
      for (const table of tablesOf('network'))
        own.push(this.sectionOf(table, found, await listPersonalRows(tx, table, found, ROWS_A_SECTION + 1)));
      return { keys: found, sections: own };
    });
    await this.database.asPlatform(async (tx) => {
      for (const table of tablesOf('platform'))
        sections.push(this.sectionOf(table, keys, await listPersonalRows(tx, table, keys, ROWS_A_SECTION + 1)));
    });
    return {
      network,
      madeAt: this.clock.now().toISOString(),
      guestIds: [...keys.guestIds],
      sections: sections.filter(({ rows }) => rows.length > 0),
    };
  }

  private sectionOf(table: PersonalTable, keys: PersonKeys, rows: readonly Record<string, unknown>[]): Section {
    const shown = rows.slice(0, ROWS_A_SECTION).map((row) =>
      Object.fromEntries(
        Object.entries(table.shown).map(([column, kind]) => {
          const value = row[column] ?? null;
          const isSealed = kind !== null && Buffer.isBuffer(value);
          const shownValue = isSealed ? this.pii.decrypt(keys.networkId, kind, value) : plainOf(value);
          return [column.replace(/_encrypted$/, ''), shownValue];
        }),
      ),
    );
    return { table: table.table, rows: shown, isCut: rows.length > ROWS_A_SECTION };
  }
}

function tablesOf(side: PersonalTable['of']): readonly PersonalTable[] {
  return PERSONAL_TABLES.filter(({ of }) => of === side);
}

/** A value for JSON: times become texts. */
function plainOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** A person's rows in one table, for the export. */
function listPersonalRows(
  tx: Statements,
  { table, rows, order, shown }: PersonalTable,
  keys: PersonKeys,
  limit: number,
): Promise<Record<string, unknown>[]> {
  const { bind, parameters } = binderOf(keys);
  const columns = Object.keys(shown).join(', ');
  const where = bind(rows);
  return tx.query(
    `SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY ${order} LIMIT ${String(limit)}`,
    parameters,
  );
}
