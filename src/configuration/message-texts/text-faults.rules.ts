import { pathText } from '../../platform/http/json-body';
import type { BodyFault } from '../../platform/problems/problem';
import { parseText, type TextFault } from './message-text.rules';
import { type TextSource, variablesOf } from './message-variables.rules';

/** The code of a mistake in a text; its arguments say which mistake and where. */
const TEXT_FAULT = 'text_not_valid';

/** A mistake, with its text's path in the body. */
export interface PlacedTextFault {
  readonly path: (string | number)[];
  readonly code: typeof TEXT_FAULT;
  readonly details: TextFault;
}

/** Mistakes in a message's texts, by language. The subject may contain no variable about the guest. */
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

/** Like `textFaults`, for a body with the member `texts`, in the form of the answer. */
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
