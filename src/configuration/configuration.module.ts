import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { NETWORK_LIMITS } from '../security';
import { ArchiveCampaignHandler } from './campaigns/archive-campaign.command';
import { CampaignEditor } from './campaigns/campaign-editor';
import { CampaignsController } from './campaigns/campaigns.controller';
import { ChangeCampaignHandler } from './campaigns/change-campaign.command';
import { CopyCampaignHandler } from './campaigns/copy-campaign.command';
import { CreateCampaignHandler } from './campaigns/create-campaign.command';
import { SetCampaignStateHandler } from './campaigns/set-campaign-state.command';
import { Catalog } from './catalog/catalog';
import { RewardsController } from './catalog/rewards.controller';
import { ApproveChangeHandler } from './change-requests/approve-change.command';
import { ChangeRequestsController } from './change-requests/change-requests.controller';
import { RejectChangeHandler } from './change-requests/reject-change.command';
import { DomainController } from './domains/domain.controller';
import { DomainProofs } from './domains/domain-proofs';
import { Domains } from './domains/domains';
import { HostNetworks } from './domains/host-networks';
import { SetDomainHandler } from './domains/set-domain.command';
import { VerifyDomainHandler } from './domains/verify-domain.command';
import { LookChanges } from './look/look-changes';
import { LookController } from './look/look.controller';
import { Looks } from './look/looks';
import { PublicLooksController } from './look/public-looks.controller';
import { SetLogoHandler } from './look/set-logo.command';
import { SetLookHandler } from './look/set-look.command';
import { ChangeMenuItemHandler } from './menu/change-menu-item.command';
import { CreateMenuItemHandler } from './menu/create-menu-item.command';
import { ImportMenuHandler } from './menu/import-menu.command';
import { MenuCategoriesController } from './menu/menu-categories.controller';
import { MenuCategoriesQuery } from './menu/menu-categories.query';
import { MenuController } from './menu/menu.controller';
import { MenuQuery } from './menu/menu.query';
import { SetCategoryCostsHandler } from './menu/set-category-costs.command';
import { NetworkChanges } from './networks/network-changes';
import { ChangeNetworkHandler } from './networks/change-network.command';
import { CreateNetworkHandler } from './networks/create-network.command';
import { Networks } from './networks/networks';
import { NetworksController } from './networks/networks.controller';
import { SetNetworkStateHandler } from './networks/set-network-state.command';
import { ProgramChangesController } from './programs/changes/program-changes.controller';
import { ProgramChanges } from './programs/changes/program-changes.query';
import { ProgramEditor } from './programs/drafts/program-editor';
import { Programs } from './programs/programs';
import { ProgramsController } from './programs/drafts/programs.controller';
import { Publications } from './programs/publications/publications';
import { PublicationsController } from './programs/publications/publications.controller';
import { ChangeRestaurantGroupHandler } from './restaurant-groups/change-restaurant-group.command';
import { CreateRestaurantGroupHandler } from './restaurant-groups/create-restaurant-group.command';
import { DeleteRestaurantGroupHandler } from './restaurant-groups/delete-restaurant-group.command';
import { RestaurantGroups } from './restaurant-groups/restaurant-groups';
import { RestaurantGroupsController } from './restaurant-groups/restaurant-groups.controller';
import { ChangePointOfSaleHandler } from './restaurants/change-point-of-sale.command';
import { ChangeRestaurantHandler } from './restaurants/change-restaurant.command';
import { CreatePointOfSaleHandler } from './restaurants/create-point-of-sale.command';
import { CreateRestaurantHandler } from './restaurants/create-restaurant.command';
import { Places } from './restaurants/places';
import { Restaurants } from './restaurants/restaurants';
import { RestaurantsQuery } from './restaurants/restaurants.query';
import { RestaurantsController } from './restaurants/restaurants.controller';
import { ConfigurationChanges } from './snapshots/configuration-changes';
import { NetworkOriginals } from './sandboxes/network-original.query';
import { Sandboxes } from './sandboxes/sandboxes';
import { Snapshots } from './snapshots/snapshots';
import { ChangeDraftHandler } from './programs/drafts/change-draft.command';
import { CreateDraftHandler } from './programs/drafts/create-draft.command';
import { ApprovePublicationHandler } from './programs/publications/approve-publication.command';
import { CancelPublicationHandler } from './programs/publications/cancel-publication.command';
import { PublishProgramHandler } from './programs/publications/publish-program.command';
import { RejectPublicationHandler } from './programs/publications/reject-publication.command';
import { RollBackProgramHandler } from './programs/publications/roll-back-program.command';
import { AddSlotHandler } from './catalog/add-slot.command';
import { ChangeRewardHandler } from './catalog/change-reward.command';
import { ChangeStockHandler } from './catalog/change-stock.command';
import { CloseSlotHandler } from './catalog/close-slot.command';
import { CreateRewardHandler } from './catalog/create-reward.command';
import { PutPictureHandler } from './catalog/put-picture.command';
import { RemovePictureHandler } from './catalog/remove-picture.command';

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
    ProgramChangesController,
    PublicationsController,
    CampaignsController,
    RewardsController,
    MenuController,
    MenuCategoriesController,
  ],
  providers: [
    ArchiveCampaignHandler,
    CampaignEditor,
    ChangeCampaignHandler,
    CopyCampaignHandler,
    CreateCampaignHandler,
    SetCampaignStateHandler,
    ChangeDraftHandler,
    CreateDraftHandler,
    ApprovePublicationHandler,
    CancelPublicationHandler,
    PublishProgramHandler,
    RejectPublicationHandler,
    RollBackProgramHandler,
    AddSlotHandler,
    ChangeRewardHandler,
    ChangeStockHandler,
    CloseSlotHandler,
    CreateRewardHandler,
    PutPictureHandler,
    RemovePictureHandler,
    ChangeMenuItemHandler,
    CreateMenuItemHandler,
    ImportMenuHandler,
    MenuQuery,
    MenuCategoriesQuery,
    SetCategoryCostsHandler,
    Catalog,
    ApproveChangeHandler,
    RejectChangeHandler,
    ChangeNetworkHandler,
    NetworkChanges,
    ConfigurationChanges,
    CreateNetworkHandler,
    Networks,
    { provide: NETWORK_LIMITS, useExisting: Networks },
    DomainProofs,
    Domains,
    HostNetworks,
    SetDomainHandler,
    VerifyDomainHandler,
    Looks,
    LookChanges,
    SetLogoHandler,
    SetLookHandler,
    SetNetworkStateHandler,
    Places,
    ProgramChanges,
    ProgramEditor,
    Programs,
    Publications,
    ChangePointOfSaleHandler,
    ChangeRestaurantHandler,
    CreatePointOfSaleHandler,
    CreateRestaurantHandler,
    ChangeRestaurantGroupHandler,
    CreateRestaurantGroupHandler,
    DeleteRestaurantGroupHandler,
    RestaurantGroups,
    Restaurants,
    RestaurantsQuery,
    NetworkOriginals,
    Sandboxes,
    Snapshots,
  ],
  exports: [
    CampaignEditor,
    Catalog,
    ConfigurationChanges,
    HostNetworks,
    LookChanges,
    Looks,
    NetworkOriginals,
    Networks,
    Places,
    ProgramChanges,
    ProgramEditor,
    Programs,
    Publications,
    Restaurants,
    Sandboxes,
    Snapshots,
  ],
})
export class ConfigurationModule {}
