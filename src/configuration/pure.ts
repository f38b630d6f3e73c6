/** The exports that load no module of Nest, for separate programs such as a backtest's threads. */
export { type Draw, drawOf, holdoutSeed, isInHoldout } from './campaign-document/guest-draw.rules';
export { CampaignHistory } from './snapshots/campaign-history';
export { campaignTakingOff } from './campaign-document/taking-off.rules';
export {
  type GiftSource,
  type SoleDecision,
  SoleDeciders,
  TWO_PEOPLE,
  UNKNOWN_PERSON,
} from './snapshots/sole-deciders';
