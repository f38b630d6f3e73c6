import { MANUAL_UNDER_LIMIT, CLOCK_JUMP, MERGES, REFERRAL_RING, REFERRAL_STAR } from './accounts.rules';
import { ATTACHED, OWN_CARD, SHIFT_RATIO, SPENT_ELSEWHERE, TYPED_AGAIN, WITHOUT_RECEIPT } from './cashier-checks.rules';
import { MANY_CHECKS, REFUND_AFTER_SPENDING, SPLIT, TRAVEL } from './guest-visits.rules';
import { Window } from './window.rules';
import type { JudgedActs, Params, Rule, Signal } from './facts';

/** Every rule of fraud watch, in the order in which pages show them. */
export const RULES: readonly Rule[] = [
  ...[OWN_CARD, MANY_CHECKS, ATTACHED, TYPED_AGAIN, WITHOUT_RECEIPT, SPLIT, REFUND_AFTER_SPENDING, TRAVEL],
  ...[SPENT_ELSEWHERE, SHIFT_RATIO, REFERRAL_RING, REFERRAL_STAR, MERGES, MANUAL_UNDER_LIMIT, CLOCK_JUMP],
];

export const ruleOf = (key: string): Rule | undefined => RULES.find((rule) => rule.key === key);

/** A rule's parameters: the network's own where it has set any, else the defaults. */
export function paramsOf(rule: Rule, own: Params = {}): Params {
  return Object.fromEntries(
    Object.entries(rule.parameters).map(([name, { default: usual }]) => [name, own[name] ?? usual]),
  );
}

/** Parameters that the rule does not have, or whose value is no whole number within the bounds. */
export function wrongParams(rule: Rule, own: Params): string[] {
  return Object.entries(own).flatMap(([name, value]) => {
    const known = rule.parameters[name];
    const fits = known !== undefined && Number.isInteger(value) && value >= known.from && value <= known.to;
    return fits ? [] : [name];
  });
}

/** The signals of several rules on the same acts. */
export function judge(
  rules: readonly { readonly rule: Rule; readonly params: Params }[],
  judged: JudgedActs,
): Signal[] {
  const window = new Window(judged);
  return rules.flatMap(({ rule, params }) => rule.judge(window, paramsOf(rule, params)));
}
