import type { WholeLanguage } from '../../../platform/language/language';
import type { Change } from './compare-programs.rules';
import { programEnglish } from './program-text.en';
import { programRussian } from './program-text.ru';
import { type ProgramReading, ProgramWords } from './program-words';
import type { Statement, StatementArguments, StatementCode } from './statements';

type Words<Figures> = (figures: Figures, words: ProgramWords) => string;

/** Sentences of one language: each statement's subject and value. A missing one does not compile. */
export interface ProgramCatalog {
  readonly statements: {
    readonly [Code in StatementCode]: {
      readonly subject: Words<StatementArguments[Code]>;
      readonly value: Words<StatementArguments[Code]>;
    };
  };
  readonly sentence: (subject: string, value: string) => string;
  readonly added: (subject: string, value: string) => string;
  readonly removed: (subject: string, value: string) => string;
  readonly changed: (subject: string, after: string, before: string) => string;
}

const CATALOGS: Readonly<Record<WholeLanguage, ProgramCatalog>> = { en: programEnglish, ru: programRussian };

/** "SILVER, discount: 10 %". */
export function statementText(statement: Statement, reading: ProgramReading): string {
  const { subject, value } = saidOf(statement, reading);
  return CATALOGS[reading.language].sentence(subject, value);
}

/** "SILVER, discount: 10 % instead of 7 %". */
export function changeText({ before, after }: Change, reading: ProgramReading): string {
  const catalog = CATALOGS[reading.language];
  const [old, now] = [before, after].map((side) => (side === undefined ? null : saidOf(side, reading)));
  if (now && old) return catalog.changed(now.subject, now.value, old.value);
  if (now) return catalog.added(now.subject, now.value);
  return old ? catalog.removed(old.subject, old.value) : '';
}

function saidOf({ code, arguments: figures }: Statement, reading: ProgramReading) {
  const words = new ProgramWords(reading);
  // A code and its own arguments belong together in every statement, which the union of all can't say.
  const said = CATALOGS[reading.language].statements[code] as Record<'subject' | 'value', Words<typeof figures>>;
  return { subject: said.subject(figures, words), value: said.value(figures, words) };
}
