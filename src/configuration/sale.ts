/** Exports for recording sales: the configuration snapshots by which the server decides a sale. */
export { rewardAccess } from './reward-document/reward-access.rules';
export { Snapshots } from './snapshots/snapshots';
