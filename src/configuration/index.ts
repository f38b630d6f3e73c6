/** The door of configuration: networks, places and programs, as everybody else sees them. */
export { ConfigurationModule } from './configuration.module';
export { Catalog } from './catalog/catalog';
export type { NewReward } from './catalog/preset-rewards';
export { type CatalogReward, type LimitPeriod, rewardDocumentSchema, spokenIn } from './catalog/reward-document.schema';
export type { Accounting, AccountRole, LedgerAccountName } from './networks/accounting-settings.rules';
export { CreateNetwork, type NewNetwork } from './networks/create-network.command';
export type { NetworkProfile } from './networks/network-profile';
export { COMMON_REASON_CODES, type NetworkSettings, type ReceiptScope } from './networks/network-settings.rules';
export { Networks } from './networks/networks';
export { programDocumentSchema } from './programs/program-document.schema';
export { ProgramEditor } from './programs/program-editor';
export { presetForNetwork } from './programs/scaled-preset.rules';
export { Programs } from './programs/programs';
export { Places } from './restaurants/places';
export { Restaurants } from './restaurants/restaurants';
export { type Author, ConfigurationChanges } from './snapshots/configuration-changes';
export type { ConfigurationSnapshot, Place, PublishedProgram } from './snapshots/configuration-snapshot';
export { Snapshots } from './snapshots/snapshots';
