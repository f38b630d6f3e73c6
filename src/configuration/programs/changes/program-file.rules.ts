import { Document, isMap, isScalar, parse, visit } from 'yaml';
import type { ProgramDocument } from '../../../decision';
import { formattersFor } from '../../../platform/language/formatters';
import { describeProgram } from './describe-program.rules';
import { statementText } from './program-text';
import type { ProgramReading } from './program-words';

/** The format of the file; a later format gets another number. */
const FORMAT = 'loyalty-program/1';

/** The network of the programme in a file, whose money is in minor units of this currency. */
export interface FileOwner {
  readonly network: string;
  readonly reading: ProgramReading;
}

/** Members that contain money, for which the file shows a readable amount. */
const MONEY = new Set(['spend', 'from', 'step', 'leaveAtLeast', 'waiveRestBelow', 'price']);

/** A programme as YAML that `parseProgramFile` reads back exactly. Above each part stands its meaning, beside money its amount. */
export function programFile(document: ProgramDocument, { network, reading }: FileOwner): string {
  const f = formattersFor(reading.currency, reading.currencyDigits);
  const file = new Document({ format: FORMAT, network, currency: reading.currency, program: document });
  file.commentBefore = ' Money is in minor units, rates in millionths. Apply with: program apply FILE --network CODE';
  const spoken = new Map<string, string[]>();
  for (const statement of describeProgram(document)) {
    const member = statement.key.split('.')[0] ?? '';
    spoken.set(member, [...(spoken.get(member) ?? []), statementText(statement, reading)]);
  }
  const program = file.get('program');
  if (isMap(program))
    for (const pair of program.items) if (isScalar(pair.key)) headWith(pair.key, spoken, String(pair.key.value));
  visit(file, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isScalar(value) || typeof value.value !== 'number') return;
      if (MONEY.has(String(key.value))) value.comment = ` ${f.money(value.value, reading.language)}`;
      if (key.value === 'pointValue') value.comment = ` ${f.worth(value.value, reading.language)}`;
      if (String(key.value).endsWith('Ppm')) value.comment = ` ${f.percent(value.value, reading.language)}`;
    },
  });
  return file.toString({ lineWidth: 0 });
}

/** First words of statements that differ from the member's name. */
const HEADS: Readonly<Record<string, string>> = {
  tiers: 'tier',
  tierCounters: 'tierCounter',
  activities: 'activity',
};

function headWith(key: { commentBefore?: string | null }, spoken: Map<string, string[]>, member: string): void {
  const sentences = spoken.get(HEADS[member] ?? member);
  if (sentences !== undefined && sentences.length > 1) key.commentBefore = sentences.map((one) => ` ${one}`).join('\n');
}

/** Faults of a file, checked before its program is read. */
export type FileFault = {
  readonly path: string;
  readonly code: 'not_yaml' | 'wrong_format' | 'other_network' | 'other_currency';
};

/** The unchecked document in a file, or why there is none. `owner` null: a file of any network. */
export function parseProgramFile(
  text: string,
  owner: { readonly network: string; readonly currency: string } | null,
): { readonly document: unknown } | FileFault {
  let file: unknown;
  try {
    file = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { path: '', code: 'not_yaml' };
  }
  if (typeof file !== 'object' || file === null) return { path: '', code: 'not_yaml' };
  const { format, network, currency, program } = file as Partial<Record<string, unknown>>;
  if (format !== FORMAT) return { path: 'format', code: 'wrong_format' };
  if (owner !== null && network !== owner.network) return { path: 'network', code: 'other_network' };
  if (owner !== null && currency !== owner.currency) return { path: 'currency', code: 'other_currency' };
  return { document: program };
}
