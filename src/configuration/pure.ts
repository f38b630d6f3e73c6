/** The door to what loads no module of Nest, for programs of their own such as the threads of a backtest. */
export { CampaignHistory } from './snapshots/campaign-history';
