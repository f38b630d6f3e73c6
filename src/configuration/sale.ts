/** Exports for the path of a sale: the snapshots by which it is decided. */
export { rewardAccess } from './reward-document/reward-access.rules';
export { Snapshots } from './snapshots/snapshots';
