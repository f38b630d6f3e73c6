/** The kind of a variable, which decides how it is written: sums as money, days as dates, numbers in the language's form. */
export type VariableKind = 'TEXT' | 'NUMBER' | 'MONEY' | 'DATE';

/** The source of a message, which decides which variables a text may contain. */
export const TEXT_SOURCES = ['CAMPAIGN', 'EXPIRY_WARNING', 'AUTOMATION', 'FEEDBACK'] as const;
export type TextSource = (typeof TEXT_SOURCES)[number];

interface VariableMeta {
  readonly kind: VariableKind;
  /** Whether some guests lack it: without a default, their message is not sent. */
  readonly mayBeEmpty: boolean;
  /** Whether it is about the guest. Subjects are stored unencrypted, so they must not contain it. */
  readonly isPersonal: boolean;
  /** The sources whose messages have the variable; by default all. */
  readonly sources?: readonly TextSource[];
}

const OF_VISIT = ['AUTOMATION', 'FEEDBACK'] as const;
const OF_GIFT = ['AUTOMATION'] as const;

/**
 * All variables of texts. MONEY is in minor units, DATE is a local day counted from 1970-01-01. The unsubscribe link is missing, because the
 * channel adds it.
 */
export const MESSAGE_VARIABLES = {
  'guest.name': { kind: 'TEXT', mayBeEmpty: true, isPersonal: true },
  'guest.firstName': { kind: 'TEXT', mayBeEmpty: true, isPersonal: true },
  balance: { kind: 'NUMBER', mayBeEmpty: false, isPersonal: true },
  'ending.points': { kind: 'NUMBER', mayBeEmpty: true, isPersonal: true },
  'ending.day': { kind: 'DATE', mayBeEmpty: true, isPersonal: true },
  'tier.name': { kind: 'TEXT', mayBeEmpty: true, isPersonal: true },
  'tier.next': { kind: 'TEXT', mayBeEmpty: true, isPersonal: true },
  'tier.amountToNext': { kind: 'MONEY', mayBeEmpty: true, isPersonal: true },
  'tier.visitsToNext': { kind: 'NUMBER', mayBeEmpty: true, isPersonal: true },
  'restaurant.name': { kind: 'TEXT', mayBeEmpty: true, isPersonal: false, sources: OF_VISIT },
  'receipt.sum': { kind: 'MONEY', mayBeEmpty: true, isPersonal: true, sources: OF_VISIT },
  'receipt.points': { kind: 'NUMBER', mayBeEmpty: true, isPersonal: true, sources: OF_VISIT },
  'reward.name': { kind: 'TEXT', mayBeEmpty: true, isPersonal: false, sources: OF_GIFT },
  'coupon.code': { kind: 'TEXT', mayBeEmpty: true, isPersonal: true, sources: OF_GIFT },
  'network.name': { kind: 'TEXT', mayBeEmpty: false, isPersonal: false },
} as const satisfies Record<string, VariableMeta>;

export type MessageVariable = keyof typeof MESSAGE_VARIABLES;

/** A message's values by variable: text, points or a count, minor units, or a local day; null or left out: no value. */
export type MessageValues = Readonly<Partial<Record<MessageVariable, string | number | null>>>;

export function metaOf(variable: MessageVariable): VariableMeta {
  return MESSAGE_VARIABLES[variable];
}

/** The variables that a text of this source may contain. A subject may contain only those that are not about the guest. */
export function variablesOf(source: TextSource, { inSubject = false } = {}): MessageVariable[] {
  return (Object.keys(MESSAGE_VARIABLES) as MessageVariable[]).filter((name) => {
    const { sources, isPersonal } = metaOf(name);
    return (sources?.includes(source) ?? true) && !(inSubject && isPersonal);
  });
}
