import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../platform/http/handlers-of';
import { NETWORK_LIMITS } from '../security';
import * as campaignsCommands from './campaigns/campaigns.commands';
import { CampaignEditor } from './campaigns/campaign-editor';
import { CampaignsController } from './campaigns/campaigns.controller';
import { Catalog } from './catalog/catalog';
import { RewardsController } from './catalog/rewards.controller';
import { AccessRequests } from './change-requests/access-requests';
import { ApproveChangeHandler } from './change-requests/approve-change.command';
import { MadeChanges } from './change-requests/made-changes';
import { ProgramRequests } from './change-requests/program-requests';
import { RejectChangeHandler } from './change-requests/reject-change.command';
import { StaffRequests } from './change-requests/staff-requests';
import { ChangeRequestsController } from './change-requests/change-requests.controller';
import { DomainController } from './domains/domain.controller';
import { DomainProofs } from './domains/domain-proofs';
import { Domains } from './domains/domains';
import { HostNetworks } from './domains/host-networks';
import { LookChanges } from './look/look-changes';
import { LookController } from './look/look.controller';
import { Looks } from './look/looks';
import { PublicLooksController } from './look/public-looks.controller';
import { MessageTemplates } from './message-templates/message-templates';
import { MessageTemplatesController } from './message-templates/message-templates.controller';
import { MenuCategoriesController } from './menu/menu-categories.controller';
import { MenuCategories } from './menu/menu-categories';
import { MenuController } from './menu/menu.controller';
import { Menu } from './menu/menu';
import { FirstProgram } from './networks/first-program';
import { NetworkAccess } from './networks/network-access';
import { NetworkChanges } from './networks/network-changes';
import { NetworkMoves } from './networks/network-moves';
import { ChangeNetworkHandler } from './networks/change-network.command';
import { CreateNetworkHandler } from './networks/create-network.command';
import { SetNetworkStateHandler } from './networks/set-network-state.command';
import { Networks } from './networks/networks';
import { NetworksController } from './networks/networks.controller';
import { NoRegretController } from './programs/no-regret/no-regret.controller';
import { NoRegretChange } from './programs/no-regret/no-regret.query';
import { ProgramChangesController } from './programs/changes/program-changes.controller';
import { ProgramChanges } from './programs/changes/program-changes.query';
import { ProgramEditor } from './programs/drafts/program-editor';
import { Programs } from './programs/programs';
import { ProgramsController } from './programs/drafts/programs.controller';
import { Publications } from './programs/publications/publications';
import { PublicationsController } from './programs/publications/publications.controller';
import { RestaurantGroups } from './restaurant-groups/restaurant-groups';
import { RestaurantGroupsController } from './restaurant-groups/restaurant-groups.controller';
import * as restaurantsCommands from './restaurants/restaurants.commands';
import { TillPlaces } from './restaurants/places';
import { Restaurants } from './restaurants/restaurants';
import { RestaurantsQuery } from './restaurants/restaurants.query';
import { RestaurantsController } from './restaurants/restaurants.controller';
import { PictureRemovalsJob } from './pictures/picture-removals.job';
import { BucketStore, DatabaseStore } from './pictures/picture-stores';
import { Pictures } from './pictures/pictures';
import * as picturesCommands from './picture-uploads/pictures.commands';
import { PicturesController } from './picture-uploads/pictures.controller';
import { Bucket } from '../platform/files/bucket';
import { ConfigurationChanges } from './snapshots/configuration-changes';
import { NetworkOriginals } from './sandboxes/network-original.query';
import { Sandboxes } from './sandboxes/sandboxes';
import { ShadowRestaurants } from './sandboxes/shadow-restaurants';
import { Snapshots } from './snapshots/snapshots';
import { MovePublicationHandler } from './programs/publications/publications.commands';

/** Networks, restaurants, points of sale and programs. */
@Module({
  imports: [CqrsModule],
  controllers: [
    ChangeRequestsController,
    NetworksController,
    LookController,
    PublicLooksController,
    DomainController,
    RestaurantsController,
    RestaurantGroupsController,
    ProgramsController,
    NoRegretController,
    ProgramChangesController,
    PublicationsController,
    CampaignsController,
    MessageTemplatesController,
    RewardsController,
    MenuController,
    MenuCategoriesController,
    PicturesController,
  ],
  providers: [
    ...handlersOf(
      campaignsCommands,
      Domains,
      LookChanges,
      MessageTemplates,
      Menu,
      RestaurantGroups,
      restaurantsCommands,
      ProgramEditor,
      Catalog,
      picturesCommands,
      MenuCategories,
    ),
    AccessRequests,
    ApproveChangeHandler,
    CampaignEditor,
    ChangeNetworkHandler,
    CreateNetworkHandler,
    MadeChanges,
    MovePublicationHandler,
    ProgramRequests,
    RejectChangeHandler,
    StaffRequests,
    FirstProgram,
    NetworkAccess,
    NetworkChanges,
    ConfigurationChanges,
    NetworkMoves,
    Networks,
    SetNetworkStateHandler,
    { provide: NETWORK_LIMITS, useExisting: Networks },
    DomainProofs,
    HostNetworks,
    Looks,
    TillPlaces,
    NoRegretChange,
    ProgramChanges,
    Programs,
    Publications,
    Restaurants,
    RestaurantsQuery,
    NetworkOriginals,
    Sandboxes,
    ShadowRestaurants,
    Snapshots,
    Bucket,
    BucketStore,
    DatabaseStore,
    PictureRemovalsJob,
    Pictures,
  ],
  exports: [
    MessageTemplates,
    CampaignEditor,
    Catalog,
    ConfigurationChanges,
    HostNetworks,
    LookChanges,
    Looks,
    NetworkMoves,
    NetworkOriginals,
    Networks,
    Pictures,
    TillPlaces,
    ProgramChanges,
    ProgramEditor,
    Programs,
    Publications,
    Restaurants,
    Sandboxes,
    ShadowRestaurants,
    Snapshots,
  ],
})
export class ConfigurationModule {}
