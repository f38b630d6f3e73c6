/** The door to what loads no module of Nest, for programs of their own such as the threads of a backtest. */
export { type Draw, drawOf, holdoutSeed, isInHoldout } from './campaign-document/guest-draw.rules';
export { CampaignHistory } from './snapshots/campaign-history';
export { campaignTakingOff } from './campaign-document/taking-off.rules';
