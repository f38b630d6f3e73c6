/** The door of the decision: pure functions from programme, guest and act to effects and their reasons. */
export { costOf } from './campaigns/campaign-offers';
export { variantAt, variantSeed } from './campaigns/campaign-variants';
export { collectedOf, collectedOn, forgivenOf, joinedCampaigns, keptUntil } from './campaigns/campaign-progress';
export { compileSchedule, listOccurrences, occurrenceAt } from './campaigns/campaign-schedule';
export {
  BADGE_COLOURS,
  BADGE_ICONS,
  CAMPAIGN_TYPES,
  type Badge,
  type BudgetUnit,
  type CampaignDocument,
  type CampaignPayout,
  type CampaignType,
  type CampaignVariant,
  type MoneyOff,
  type PayoutOf,
  type TaskUnit,
} from './act/campaign.types';
export {
  compareCampaigns,
  namedByPromo,
  compileCampaign,
  type BudgetAsked,
  type BudgetLeft,
  type CompiledCampaign,
  type RunningCampaigns,
} from './campaigns/campaigns';
export { MEASURES, taskMeasures, taskUnits } from './campaigns/measures';
export { kindOfPayout, payoutsOfKind, sumOfPayouts } from './campaigns/payouts';
export { namedParts } from './campaigns/money-off-kinds';
export { type AddingGain, stepOf } from './act/gains';
export { compileProgram, type CompiledProgram } from './program/compile';
export {
  CONDITION_FIELDS,
  isGroup,
  OPPOSITE,
  numberOf,
  operatorsOf,
  plainTreeOf,
  type Condition,
  type ConditionField,
  type ConditionOperator,
  type ConditionValue,
  type FieldKind,
  type FieldType,
  type PlainTree,
  type RuleGroup,
} from './conditions/conditions.types';
export {
  compileTree,
  firstFailed,
  flattened,
  listOf,
  type TreeTests,
  type CompiledTree,
  type FailedRule,
} from './conditions/condition-trees';
export { IDENTIFICATION_WAYS, type IdentificationWay, SALE_CHANNELS } from './act/codes.types';
export { tierDiscountOf } from './spending/discount';
export { openCampaigns, type OpenTask } from './campaigns/open-campaigns';
export { type Act, type ActOf, decide, needsLots } from './decide';
export { noRegretBudgetOf } from './sale/no-regret';
export { moneyOffForEverybody } from './sale/decide-anonymous';
export type { ProgramForm } from './act/goods';
export { categoryKey } from './basics/category-key';
export { addMonths } from './basics/dates';
export * from './act/goods.types';
export type { RevokeAct } from './refunds/decide-revoke';
export { countsHistory, type UndoOpeningAct } from './merges/decide-opening';
export type { FreezeAct } from './guests/decide-freeze';
export { changesByRevision } from './guests/decide-tier';
export { givableLots } from './merges/decide-transfer';
export { endOf } from './lots/expiry';
export { availableAt, limitTo, pointsElsewhere } from './lots/limits';
export { EMPTY_COUNTERS, newGuest } from './act/guest';
export { UNTIL_DECIDED, WITH_INACTIVITY } from './basics/instants';
export { divideByWeights, multiplyDivide } from './basics/integers';
export {
  InvariantError,
  invariant,
  minorUnits,
  partsPerMillion,
  points,
  type MinorUnits,
  type PartsPerMillion,
  type Points,
  type Rounding,
} from './basics/numbers';
export type * from './act/program.types';
export { REFERRAL_ACTIVITIES, REFERRAL_SIDES, type ReferralSide } from './act/referral';
export { worthOf } from './spending/redemption';
export { listFirstSales, withoutSales } from './act/first-sales';
export { withoutRefunded, type RefundedFigures } from './program/refunded-figures';
export type * from './act/reward.types';
export { scaleProgram, type Factor } from './program/scale';
export { settle, settleInForce } from './guests/settle';
export { tierStatus, tierWithinReach, type TierStatus } from './tiers/tiers';
export { FAILED_CONDITIONS, TRACE_RULES, type FailedCondition, type TraceRule } from './act/trace';
export * from './act/types';
export type { Context, NoRegret } from './act/context.types';
