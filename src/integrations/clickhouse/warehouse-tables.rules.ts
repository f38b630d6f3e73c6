import { type Fact, FACT_NAMES, FACTS, type FactType, VERSION_COLUMN } from '../facts/facts.rules';

const TYPES: Readonly<Record<FactType, string>> = {
  id: 'UUID',
  text: 'String',
  instant: "DateTime64(3, 'UTC')",
  date: 'Date32',
  int64: 'Int64',
  money: 'Int64',
  boolean: 'Bool',
};
/** The only integer type that ReplacingMergeTree accepts as version in every release of ClickHouse. */
const VERSION_TYPE = 'UInt64';

/** The column whose month is the partition. It never changes, because rows fold only within one partition. */
const MONTH_OF: Readonly<Record<Fact['of']['table'], string>> = {
  transactions: 'recordedAt',
  messages: 'createdAt',
  feedback_requests: 'soldAt',
};
const BLOCKS_REMEMBERED = 1000;

/** The table of a fact, with its database. */
export function tableOf(database: string, { name }: Pick<Fact, 'name'>): string {
  return `${database}.${name.replaceAll('-', '_')}`;
}

/** The statements that make the database and a table for each fact, if missing. */
export function schemaOf(database: string): string[] {
  return [`CREATE DATABASE IF NOT EXISTS ${database}`, ...FACT_NAMES.map((name) => createTable(database, FACTS[name]))];
}

/** The statements that delete a network from every table. */
export function deletionOf(database: string, networkId: string): string[] {
  return FACT_NAMES.map(
    (name) => `DELETE FROM ${tableOf(database, FACTS[name])} WHERE networkId = toUUID(${quoted(networkId)})`,
  );
}

function createTable(database: string, fact: Fact): string {
  const columns = [
    `  networkId UUID COMMENT 'The network'`,
    ...fact.columns.map(({ name, type, nullable, description }) => {
      const ofType = name === VERSION_COLUMN ? VERSION_TYPE : TYPES[type];
      const written = nullable === true ? `Nullable(${ofType})` : ofType;
      return `  ${name} ${written} COMMENT ${quoted(description)}`;
    }),
  ];
  return `CREATE TABLE IF NOT EXISTS ${tableOf(database, fact)} (
${columns.join(',\n')}
) ENGINE = ReplacingMergeTree(${VERSION_COLUMN})
PARTITION BY toYYYYMM(${MONTH_OF[fact.of.table]})
ORDER BY (networkId, ${fact.key.join(', ')})
SETTINGS non_replicated_deduplication_window = ${String(BLOCKS_REMEMBERED)}
COMMENT ${quoted(fact.description)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
