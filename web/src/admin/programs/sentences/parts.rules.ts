import type { ProgramSentence } from '../../../entities/program/program.api';

/** The subject of a statement with a heading: a tier, an earning rule, a stamp card. */
export type StatementSubject = { readonly kind: 'tier' | 'rule' | 'card'; readonly id: string };

export interface SentencePart {
  /** Null: of all of them. */
  readonly subject: StatementSubject | null;
  readonly told: readonly ProgramSentence[];
}

const KINDS = ['tier', 'rule', 'card'] as const;

/** Statements in their order, grouped by subject. */
export function partsOf(statements: readonly ProgramSentence[]): SentencePart[] {
  const parts: { subject: StatementSubject | null; told: ProgramSentence[] }[] = [];
  for (const statement of statements) {
    const subject = subjectOf(statement);
    const last = parts.at(-1);
    if (last !== undefined && last.subject?.kind === subject?.kind && last.subject?.id === subject?.id)
      last.told.push(statement);
    else parts.push({ subject, told: [statement] });
  }
  return parts;
}

/** A statement under the heading of its tier, whose name it need not begin with: "GOLD, discount: 15 %" is "Discount: 15 %". */
export function textUnder(subject: StatementSubject | null, text: string, locale: string): string {
  if (subject?.kind !== 'tier' || !text.startsWith(subject.id)) return text;
  const rest = /^[,:]?\s+(\S.*)$/s.exec(text.slice(subject.id.length))?.[1];
  return rest === undefined ? text : rest.slice(0, 1).toLocaleUpperCase(locale) + rest.slice(1);
}

function subjectOf({ arguments: figures }: ProgramSentence): StatementSubject | null {
  for (const kind of KINDS) {
    const id: unknown = figures[kind];
    if (typeof id === 'string') return { kind, id };
  }
  return null;
}
