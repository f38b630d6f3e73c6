import { doctor, type DoctorArguments } from '../../generated/words/doctor';
import { FORMATTERS } from '../language/formatters';
import type { Language } from '../language/language';

type DoctorTextKey = keyof DoctorArguments;
/** The name of a check: each has a text `NAME.todo` that says what to do. */
export type CheckName = { [K in DoctorTextKey]: K extends `${infer Name}.todo` ? Name : never }[DoctorTextKey];
type Severity = 'warning' | 'error';
export type DoctorText = (language: Language) => string;

/** A fault, not yet put into words of a language. */
export interface Finding {
  readonly check: CheckName;
  readonly severity: Severity;
  readonly found: DoctorText;
}

/** A fault in words for people and programs: what is wrong, and what to do. */
export interface Complaint {
  readonly check: CheckName;
  readonly severity: Severity;
  readonly found: string;
  readonly todo: string;
}

/** A text of the catalogue with its arguments, which can be rendered in any language. */
export function text<K extends DoctorTextKey>(key: K, given: DoctorArguments[K]): DoctorText {
  return (language) => doctor[language][key](FORMATTERS, given);
}

export function warning(check: CheckName, found: DoctorText): Finding {
  return { check, severity: 'warning', found };
}

export function error(check: CheckName, found: DoctorText): Finding {
  return { check, severity: 'error', found };
}

export function complaintOf({ check, severity, found }: Finding, language: Language): Complaint {
  return { check, severity, found: found(language), todo: doctor[language][`${check}.todo`](FORMATTERS, {}) };
}

/** The reason that an error gives, or its code where it has no message. */
export function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  return failure.message === '' && 'code' in failure ? String(failure.code) : failure.message;
}
