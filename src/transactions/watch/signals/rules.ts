import { MANUAL_UNDER_LIMIT, CLOCK_JUMP, MERGES, REFERRAL_RING, REFERRAL_STAR } from './accounts.rules';
import { ATTACHED, OWN_CARD, SHIFT_RATIO, SPENT_ELSEWHERE, TYPED_AGAIN, WITHOUT_RECEIPT } from './cashier-checks.rules';
import { GIFT_FACES, GIFT_MANY_CARDS, GIFT_OWN_CARD, GIFT_WITHOUT_RECEIPT } from './gift-cards.rules';
import { MANY_CHECKS, REFUND_AFTER_SPENDING, SPLIT, TRAVEL } from './guest-visits.rules';
import { ONE_PERSON } from './one-person.rules';
import { ActWindow } from './window.rules';
import type { JudgedActs, NetworkLimits, Params, Signal } from './facts';
import type { WatchRule } from './define-rule';

/** Every rule of fraud watch, in the order in which pages show them. */
export const RULES: readonly WatchRule[] = [
  OWN_CARD,
  MANY_CHECKS,
  ATTACHED,
  TYPED_AGAIN,
  WITHOUT_RECEIPT,
  SPLIT,
  REFUND_AFTER_SPENDING,
  TRAVEL,
  SPENT_ELSEWHERE,
  SHIFT_RATIO,
  REFERRAL_RING,
  REFERRAL_STAR,
  MERGES,
  MANUAL_UNDER_LIMIT,
  CLOCK_JUMP,
  GIFT_OWN_CARD,
  GIFT_WITHOUT_RECEIPT,
  GIFT_MANY_CARDS,
  GIFT_FACES,
  ONE_PERSON,
];

/** Rules that judge from the beginning, because honest networks need no parameters of their own for them. They only open cases. */
const ON_FROM_BEGINNING: ReadonlySet<WatchRule> = new Set([
  OWN_CARD,
  WITHOUT_RECEIPT,
  MANUAL_UNDER_LIMIT,
  GIFT_OWN_CARD,
  GIFT_WITHOUT_RECEIPT,
  GIFT_FACES,
]);

/** Whether a rule judges in a network that never changed it. */
export const isOnFromBeginning = (rule: WatchRule): boolean => ON_FROM_BEGINNING.has(rule);

export const ruleOf = (key: string): WatchRule | undefined => RULES.find((rule) => rule.key === key);

/** A rule's parameters: the network's own where it has set any, else the defaults. */
export function paramsOf(rule: WatchRule, own: Params = {}): Params {
  return Object.fromEntries(
    Object.entries(rule.parameters).map(([name, { default: usual }]) => [name, own[name] ?? usual]),
  );
}

/** The network's own parameters, on top of those that follow from its limits. */
export function paramsInNetwork(rule: WatchRule, limits: NetworkLimits, own: Params = {}): Params {
  const ofLimits = Object.entries(rule.parameters).flatMap(([name, { ofNetwork, from, to }]) =>
    ofNetwork === undefined ? [] : [[name, Math.min(Math.max(limits[ofNetwork], from), to)] as const],
  );
  return { ...Object.fromEntries(ofLimits), ...own };
}

/** Parameters that the rule does not have, or whose value is no whole number within the bounds. */
export function wrongParams(rule: WatchRule, own: Params): string[] {
  return Object.entries(own).flatMap(([name, value]) => {
    const known = rule.parameters[name];
    const fits = known !== undefined && Number.isInteger(value) && value >= known.from && value <= known.to;
    return fits ? [] : [name];
  });
}

/** The signals of several rules on the same acts. */
export function judge(
  rules: readonly { readonly rule: WatchRule; readonly params: Params }[],
  judged: JudgedActs,
): Signal[] {
  const window = new ActWindow(judged);
  return rules.flatMap(({ rule, params }) => rule.judge(window, paramsOf(rule, params)));
}
