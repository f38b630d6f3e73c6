import type { AdminArguments } from '../../../generated/words/admin/arguments';
import { programDocument } from '../../../shared/api/documents';
import type { Mistake } from '../../../shared/document/document-store';

type AdminTextKey = keyof AdminArguments;
/** A word under `program.wrong` or `program.wrongAt`. */
type Wrong =
  Extract<AdminTextKey, `program.${'wrong' | 'wrongAt'}.${string}`> extends `program.${infer Word}` ? Word : never;

/** The word of each code of the server. `few` and `many` at the end of a word's name would be forms of a plural. */
const WORD_OF_CODE: Readonly<Record<string, Wrong>> = {
  required: 'wrong.required',
  unknown_field: 'wrong.unknown_field',
  wrong_type: 'wrong.wrong_type',
  wrong_format: 'wrong.wrong_format',
  not_allowed: 'wrong.not_allowed',
  no_alternative: 'wrong.not_valid',
  too_small: 'wrong.too_small',
  too_big: 'wrong.too_big',
  too_short: 'wrong.too_short',
  too_long: 'wrong.too_long',
  too_few: 'wrong.atLeastOne',
  too_many: 'wrong.lessOfThem',
  not_a_multiple: 'wrong.too_precise',
  too_many_decimals: 'wrong.too_precise',
  character_not_allowed: 'wrong.wrong_format',
  not_one_line: 'wrong.wrong_format',
  not_both: 'wrong.not_valid',
  counter_twice: 'wrong.not_valid',
  one_required: 'wrong.required',
  not_a_currency: 'wrong.not_allowed',
  not_a_time_zone: 'wrong.not_allowed',
  not_a_country: 'wrong.not_allowed',
  guest_unknown: 'wrong.not_valid',
  too_deep: 'wrong.too_deep',
  never_holds: 'wrong.never_holds',
  gives_nothing: 'wrong.gives_nothing',
  worth_nothing: 'wrong.worth_nothing',
  never_reached: 'wrong.never_reached',
  worse_than_below: 'wrong.worse_than_below',
  gap_between_tiers: 'wrong.gap_between_tiers',
  reward_unknown: 'wrong.reward_unknown',
  segment_unknown: 'wrong.segment_unknown',
  not_valid: 'wrong.not_valid',
  text_not_valid: 'wrong.not_valid',
};

/** Error codes that say less than the text of the field at which they stand. */
const PLAIN = ['not_valid', 'wrong_format', 'no_alternative', 'required'];

/** Faults that concern two members of a document together, by the codes and the path that the server reports. */
const TOLD_BY_PLACE: readonly (readonly [codes: readonly string[], place: RegExp, word: Wrong])[] = [
  [PLAIN, /^tiers\[\d+\]\.needs\.counters\./, 'wrongAt.counter'],
  [PLAIN, /^tiers\[\d+\]\.needs$/, 'wrong.gap_between_tiers'],
  [PLAIN, /^tiers\[\d+\]\.code$/, 'wrongAt.tierCode'],
  [PLAIN, /^tiers\[\d+\]\.benefits$/, 'wrongAt.benefits'],
  [PLAIN, /^tiers\[\d+\]\.benefits\[\d+\]\.text/, 'wrongAt.benefitText'],
  [PLAIN, /^tiers\[\d+\]\.discountPpm$/, 'wrongAt.discount'],
  [PLAIN, /^tierCounters\[\d+\]\.code$/, 'wrongAt.tierCode'],
  [PLAIN, /^tierKeep\.grace$/, 'wrongAt.grace'],
  [['too_big'], /^earning$/, 'wrongAt.earning'],
  [PLAIN, /^earning\.base$/, 'wrongAt.base'],
  [PLAIN, /^earning\.rules$/, 'wrongAt.rules'],
  [PLAIN, /^earning\.rules\[\d+\]\.id$/, 'wrongAt.ruleId'],
  [PLAIN, /^earning\.rules\[\d+\]\.gain\.multiplierPpm$/, 'wrongAt.multiplier'],
  [['gives_nothing'], /^earning\.rules\[\d+\]\.gain/, 'wrongAt.gainNeverFull'],
  [PLAIN, /^activities\.reported\[\d+\]\.code$/, 'wrongAt.activityCode'],
  [PLAIN, /^activities\.reported\[\d+\]\.counts/, 'wrongAt.counter'],
  [['gives_nothing'], /^activities\.reported\[\d+\]/, 'wrongAt.activityPoints'],
  [['never_reached'], /^redemption\./, 'wrongAt.redemptionLeast'],
  [['never_reached'], /^(pending\.days|activities\..+\.until)$/, 'wrongAt.pointsEndFirst'],
  [PLAIN, /^activities\..+\.validity\.from$/, 'wrongAt.pointsEndFirst'],
  [PLAIN, /^redemption\.limits\[\d+\]$/, 'wrongAt.pointLimit'],
  [PLAIN, /^restrictions\.leastPrices\[\d+\]$/, 'wrongAt.leastPrice'],
  [PLAIN, /^families\.pool\.perDay$/, 'wrongAt.familyDay'],
  [PLAIN, /^expiry\.day$/, 'wrongAt.expiryDay'],
  [PLAIN, /^stampCards$/, 'wrongAt.stampCards'],
  [PLAIN, /^stampCards\[\d+\]\.name$/, 'wrongAt.stampName'],
  [PLAIN, /^stampCards\[\d+\]\.reward$/, 'wrongAt.stampReward'],
];

/** The word for a mistake; undefined for a code that this page has never heard of. */
export function wordOfMistake({ path, code }: Mistake): Wrong | undefined {
  const atPlace = TOLD_BY_PLACE.find(([codes, place]) => codes.includes(code) && place.test(path));
  return atPlace?.[2] ?? WORD_OF_CODE[code];
}

/** The part of the page on which a member of the document stands; any other member stands in the first part. */
const SECTION_OF: Readonly<Record<string, Section>> = {
  tiers: 'tiers',
  tierCounters: 'tiers',
  tierWindow: 'tiers',
  tierKeep: 'tiers',
  earning: 'earning',
  activities: 'activities',
  stampCards: 'stamps',
  families: 'families',
  pointValue: 'redemption',
  redemption: 'redemption',
  restrictions: 'restrictions',
  refundPolicy: 'redemption',
  expiry: 'expiry',
  warning: 'expiry',
  pending: 'expiry',
  noRegret: 'change',
};
export const SECTIONS = [
  'general',
  'tiers',
  'earning',
  'activities',
  'stamps',
  'families',
  'redemption',
  'restrictions',
  'expiry',
  'change',
] as const;
export type Section = (typeof SECTIONS)[number];

/** The members of the document in a part of the page, in the order of the document. */
export function membersIn(section: Section): readonly string[] {
  return Object.keys(programDocument).filter((member) => (SECTION_OF[member] ?? 'general') === section);
}

/** Where a mistake stands: the part of the page, and of which entry of its list (`tiers[1]`), where it is of one. */
export function placeOfMistake({ path }: Mistake): { readonly section: Section; readonly entry: string | null } {
  const member = /^\w+/.exec(path)?.[0] ?? '';
  return { section: SECTION_OF[member] ?? 'general', entry: /^[\w.]+?\[\d+\]/.exec(path)?.[0] ?? null };
}
