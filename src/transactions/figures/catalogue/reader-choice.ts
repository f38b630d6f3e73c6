import { Injectable } from '@nestjs/common';
import { Networks, type NetworkProfile, TillPlaces } from '../../../configuration';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Principal, requireRestaurant, restaurantsOf } from '../../../security';
import { type ScopeChoice, DEFAULT_PERIOD } from './choice.dto';
import { namedSpan, type DateSpan } from './spans.rules';

/** The restaurants and dates that a reader chose, with the network's calendar. */
export interface ReaderScope {
  readonly networkId: string;
  readonly network: NetworkProfile;
  readonly businessDate: string;
  readonly span: DateSpan;
  /** Null: the whole network. */
  readonly restaurants: readonly string[] | null;
}

/** Checks which restaurants and dates a reader of figures chose. */
@Injectable()
export class ReaderChoice {
  constructor(
    private readonly networks: Networks,
    private readonly places: TillPlaces,
    private readonly clock: Clock,
  ) {}

  /** The dates and restaurants that a reader chose. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async chosenOf(principal: Principal, choice: ScopeChoice): Promise<ReaderScope> {
    const { networkId, network, today } = await this.todayOf(principal);
    const { period = DEFAULT_PERIOD, from, to, restaurantIds } = choice;
    const span = from === undefined || to === undefined ? namedSpan(period, today) : { from, to };
    const restaurants = await this.restaurantsOf(principal, restaurantIds);
    return { networkId, network, businessDate: isoDateOf(today), span, restaurants };
  }

  /** The reader's network, and the day number of its present business date. */
  async todayOf(
    principal: Principal,
  ): Promise<{ readonly networkId: string; readonly network: NetworkProfile; readonly today: number }> {
    const networkId = networkOf(principal);
    const network = await this.networks.getProfile(networkId);
    const calendar = calendarOf(network.timeZone, network.settings.dayStart);
    return { networkId, network, today: calendar.businessDay(this.clock.now().getTime()) };
  }

  /** The chosen restaurants, or all restaurants where the caller works. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async restaurantsOf(principal: Principal, chosen: readonly string[] | undefined): Promise<readonly string[] | null> {
    if (chosen === undefined) return restaurantsOf(principal);
    for (const restaurantId of chosen) {
      if (!(await this.places.hasRestaurant(networkOf(principal), restaurantId))) throw new ProblemError('not_found');
      requireRestaurant(principal, restaurantId);
    }
    return chosen;
  }
}

export function currencyOf({ currency, currencyDigits }: NetworkProfile): { currency: string; currencyDigits: number } {
  return { currency, currencyDigits };
}
