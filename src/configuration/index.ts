/** The door of configuration: networks, places and programs, as everybody else sees them. */
export { ConfigurationModule } from './configuration.module';
export { Networks } from './networks/networks';
export type { NetworkProfile } from './networks/network-profile';
export { COMMON_REASON_CODES, MAX_HOLD_MINUTES } from './networks/network-settings.rules';
export type { NetworkSettings, ReceiptScope } from './networks/network-settings.rules';
export { Places } from './restaurants/places';
export { Programs } from './programs/programs';
export { Snapshots } from './snapshots/snapshots';
export type { ConfigurationSnapshot, Place, PublishedProgram } from './snapshots/configuration-snapshot';
export { CreateNetwork } from './networks/create-network.command';
export type { NewNetwork } from './networks/create-network.command';
