import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Catalog } from './catalog/catalog';
import { RewardsController } from './catalog/rewards.controller';
import { ChangeNetworkHandler } from './networks/change-network.command';
import { CreateNetworkHandler } from './networks/create-network.command';
import { Networks } from './networks/networks';
import { NetworksController } from './networks/networks.controller';
import { ProgramChangesController } from './programs/changes/program-changes.controller';
import { ProgramChanges } from './programs/changes/program-changes.query';
import { ProgramEditor } from './programs/program-editor';
import { Programs } from './programs/programs';
import { ProgramsController } from './programs/programs.controller';
import { Publications } from './programs/publications/publications';
import { PublicationsController } from './programs/publications/publications.controller';
import { ChangePointOfSaleHandler } from './restaurants/change-point-of-sale.command';
import { ChangeRestaurantHandler } from './restaurants/change-restaurant.command';
import { CreatePointOfSaleHandler } from './restaurants/create-point-of-sale.command';
import { CreateRestaurantHandler } from './restaurants/create-restaurant.command';
import { Places } from './restaurants/places';
import { Restaurants } from './restaurants/restaurants';
import { RestaurantsQuery } from './restaurants/restaurants.query';
import { RestaurantsController } from './restaurants/restaurants.controller';
import { ConfigurationChanges } from './snapshots/configuration-changes';
import { Snapshots } from './snapshots/snapshots';

/** Networks, restaurants, points of sale and programs. */
@Module({
  imports: [CqrsModule],
  controllers: [
    NetworksController,
    RestaurantsController,
    ProgramsController,
    ProgramChangesController,
    PublicationsController,
    RewardsController,
  ],
  providers: [
    Catalog,
    ChangeNetworkHandler,
    ConfigurationChanges,
    CreateNetworkHandler,
    Networks,
    Places,
    ProgramChanges,
    ProgramEditor,
    Programs,
    Publications,
    ChangePointOfSaleHandler,
    ChangeRestaurantHandler,
    CreatePointOfSaleHandler,
    CreateRestaurantHandler,
    Restaurants,
    RestaurantsQuery,
    Snapshots,
  ],
  exports: [
    Catalog,
    ConfigurationChanges,
    Networks,
    Places,
    ProgramChanges,
    ProgramEditor,
    Programs,
    Publications,
    Restaurants,
    Snapshots,
  ],
})
export class ConfigurationModule {}
