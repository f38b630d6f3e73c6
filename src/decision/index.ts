/** The door of the decision: pure functions from programme, guest and act to effects and their reasons. */
export { costOf } from './campaign-offers';
export { variantAt, variantSeed } from './campaign-variants';
export { joinedCampaigns } from './campaign-progress';
export { compileSchedule, listOccurrences, type Occurrence, occurrenceAt } from './campaign-schedule';
export {
  CAMPAIGN_TYPES,
  type BudgetUnit,
  type CampaignDocument,
  type CampaignType,
  type CampaignVariant,
  type MoneyOff,
} from './campaign.types';
export {
  compareCampaigns,
  compileCampaign,
  type BudgetAsked,
  type BudgetLeft,
  type CompiledCampaign,
  type RunningCampaigns,
} from './campaigns';
export { compileProgram, type CompiledProgram } from './compile';
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
} from './conditions.types';
export {
  compileTree,
  firstFailed,
  flattened,
  type Asking,
  type CompiledTree,
  type FailedRule,
} from './condition-trees';
export { IDENTIFICATION_WAYS, type IdentificationWay } from './codes.types';
export { tierDiscountOf } from './discount';
export { type OpenCampaign, openCampaigns, type OpenTask } from './open-campaigns';
export { type Act, type ActOf, decide, needsLots } from './decide';
export { categoryKey, type NamedBy, type ProgramForm } from './goods';
export * from './goods.types';
export type { RevokeAct } from './decide-revoke';
export { countsHistory, type UndoOpeningAct } from './decide-opening';
export { changesByRevision } from './decide-tier';
export { givableLots } from './decide-transfer';
export { endOf } from './expiry';
export { EMPTY_COUNTERS, newGuest } from './guest';
export { WITH_INACTIVITY } from './instants';
export { divideByWeights } from './integers';
export {
  InvariantError,
  minorUnits,
  partsPerMillion,
  points,
  type MinorUnits,
  type PartsPerMillion,
  type Points,
} from './numbers';
export type * from './program.types';
export { REFERRAL_ACTIVITIES, REFERRAL_SIDES, type ReferralSide } from './referral';
export { worthOf } from './redemption';
export { withoutRefunded, type RefundedFigures } from './refunded-figures';
export type * from './reward.types';
export { NOTHING_ASKED } from './sale-facts';
export { scaleProgram, type Factor } from './scale';
export { settle, settleInForce } from './settle';
export { tierStatus, tierWithinReach, type TierStatus } from './tiers';
export { FAILED_CONDITIONS, TRACE_RULES, type FailedCondition, type TraceRule } from './trace';
export * from './types';
