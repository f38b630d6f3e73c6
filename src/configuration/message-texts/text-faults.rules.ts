import { pathText } from '../../platform/http/json-body';
import type { BodyFault } from '../../platform/problems/problem';
import { parseText, type TextFault } from './message-text.rules';
import { type TextSource, variablesOf } from './message-variables.rules';

/** The code of a mistake in a text; its arguments say what is wrong and where. */
export const TEXT_FAULT = 'text_not_valid';

/** A mistake with the place of its text in the body. */
export interface PlacedTextFault {
  readonly path: (string | number)[];
  readonly code: typeof TEXT_FAULT;
  readonly details: TextFault;
}

/** Mistakes of the texts of a message, by language. The subject may name no variable that tells of the guest. */
export function* textFaults<Member extends string>(
  source: TextSource,
  texts: Readonly<Record<string, Readonly<Record<Member | 'text', string>> | undefined>>,
  subject: Member,
  path: readonly (string | number)[],
): Generator<PlacedTextFault> {
  for (const [language, message] of Object.entries(texts)) {
    if (message === undefined) continue;
    const members = [
      [subject, variablesOf(source, { inSubject: true })],
      ['text', variablesOf(source)],
    ] as const;
    for (const [member, known] of members) {
      const parsed = parseText(message[member], known);
      if (!('faults' in parsed)) continue;
      for (const details of parsed.faults) yield { path: [...path, language, member], code: TEXT_FAULT, details };
    }
  }
}

/** The same for a body whose member `texts` has them, as the answer names them. */
export function faultsOfTexts(
  source: TextSource,
  texts: Readonly<Record<string, { readonly subject: string; readonly text: string } | undefined>>,
): BodyFault[] {
  return [...textFaults(source, texts, 'subject', ['texts'])].map(({ path, code, details }) => ({
    path: pathText(path),
    code,
    message: '',
    arguments: { ...details },
  }));
}
