/** The door to what the way of a sale needs of configuration: the snapshots by which it is decided. */
export { rewardAccess } from './reward-document/reward-access.rules';
export { Snapshots } from './snapshots/snapshots';
