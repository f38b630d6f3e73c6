import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { NETWORK_LIMITS } from '../security';
import {
  ArchiveCampaignHandler,
  ChangeCampaignHandler,
  CopyCampaignHandler,
  CreateCampaignHandler,
  SetCampaignStateHandler,
} from './campaigns/campaigns.commands';
import { CampaignEditor } from './campaigns/campaign-editor';
import { CampaignsController } from './campaigns/campaigns.controller';
import { Catalog } from './catalog/catalog';
import { RewardsController } from './catalog/rewards.controller';
import { ApproveChangeHandler, RejectChangeHandler } from './change-requests/change-requests.commands';
import { ChangeRequestsController } from './change-requests/change-requests.controller';
import { DomainController } from './domains/domain.controller';
import { DomainProofs } from './domains/domain-proofs';
import { Domains } from './domains/domains';
import { HostNetworks } from './domains/host-networks';
import { SetDomainHandler, VerifyDomainHandler } from './domains/domains.commands';
import { LookChanges } from './look/look-changes';
import { LookController } from './look/look.controller';
import { Looks } from './look/looks';
import { PublicLooksController } from './look/public-looks.controller';
import { SetLogoHandler, SetLookHandler } from './look/look.commands';
import {
  ArchiveMessageTemplateHandler,
  ChangeMessageTemplateHandler,
  CreateMessageTemplateHandler,
} from './message-templates/message-templates.commands';
import { MessageTemplates } from './message-templates/message-templates';
import { MessageTemplatesController } from './message-templates/message-templates.controller';
import { ChangeMenuItemHandler, CreateMenuItemHandler, ImportMenuHandler } from './menu/menu.commands';
import { MenuCategoriesController } from './menu/menu-categories.controller';
import { MenuCategoriesQuery } from './menu/menu-categories.query';
import { MenuController } from './menu/menu.controller';
import { MenuQuery } from './menu/menu.query';
import { SetCategoryCostsHandler } from './menu/set-category-costs.command';
import { NetworkChanges } from './networks/network-changes';
import { ChangeNetworkHandler, CreateNetworkHandler, SetNetworkStateHandler } from './networks/networks.commands';
import { Networks } from './networks/networks';
import { NetworksController } from './networks/networks.controller';
import { ProgramChangesController } from './programs/changes/program-changes.controller';
import { ProgramChanges } from './programs/changes/program-changes.query';
import { ProgramEditor } from './programs/drafts/program-editor';
import { Programs } from './programs/programs';
import { ProgramsController } from './programs/drafts/programs.controller';
import { Publications } from './programs/publications/publications';
import { PublicationsController } from './programs/publications/publications.controller';
import {
  ChangeRestaurantGroupHandler,
  CreateRestaurantGroupHandler,
  DeleteRestaurantGroupHandler,
} from './restaurant-groups/restaurant-groups.commands';
import { RestaurantGroups } from './restaurant-groups/restaurant-groups';
import { RestaurantGroupsController } from './restaurant-groups/restaurant-groups.controller';
import {
  ChangePointOfSaleHandler,
  ChangeRestaurantHandler,
  CreatePointOfSaleHandler,
  CreateRestaurantHandler,
} from './restaurants/restaurants.commands';
import { Places } from './restaurants/places';
import { Restaurants } from './restaurants/restaurants';
import { RestaurantsQuery } from './restaurants/restaurants.query';
import { RestaurantsController } from './restaurants/restaurants.controller';
import { ConfigurationChanges } from './snapshots/configuration-changes';
import { NetworkOriginals } from './sandboxes/network-original.query';
import { Sandboxes } from './sandboxes/sandboxes';
import { Snapshots } from './snapshots/snapshots';
import { ChangeDraftHandler, CreateDraftHandler } from './programs/drafts/drafts.commands';
import {
  ApprovePublicationHandler,
  CancelPublicationHandler,
  PublishProgramHandler,
  RejectPublicationHandler,
  RollBackProgramHandler,
} from './programs/publications/publications.commands';
import {
  AddSlotHandler,
  ChangeRewardHandler,
  ChangeStockHandler,
  CloseSlotHandler,
  CreateRewardHandler,
  PutPictureHandler,
  RemovePictureHandler,
} from './catalog/catalog.commands';

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
    MessageTemplatesController,
    RewardsController,
    MenuController,
    MenuCategoriesController,
  ],
  providers: [
    ArchiveMessageTemplateHandler,
    ChangeMessageTemplateHandler,
    CreateMessageTemplateHandler,
    MessageTemplates,
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
    MessageTemplates,
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
