import type { ConfigurationSnapshot } from '../../../configuration';
import { type GuestState, openCampaigns, type OpenTask } from '../../../decision';
import { isoDateOf } from '../../../platform/clock/calendar';
import type { Language } from '../../../platform/language/language';
import { spokenIn } from '../../../platform/language/spoken';
import { drawOf, isInHoldout } from '../../../configuration/pure';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

/** A campaign that would give the guest something now. */
export interface ShownCampaign {
  readonly code: string;
  /** In the reader's language, else in the network's, else in any language that the name has. */
  readonly name: string;
  /** Null: no end. */
  readonly lastDay: string | null;
  /** Empty: the campaign runs in all restaurants. */
  readonly restaurantIds: readonly string[];
  /** Empty: the campaign makes an offer at the sale itself. */
  readonly tasks: readonly OpenTask[];
}

const MINUTES_OF_DAY = 1_440;

export function shownCampaignsOf(
  guestId: string,
  state: GuestState,
  tier: string | null,
  snapshot: ConfigurationSnapshot,
  now: number,
  language: Language,
): ShownCampaign[] {
  const inOrder = snapshot.campaigns.at(now);
  if (inOrder.length === 0) return [];
  const { id, settings, locale } = snapshot.profile;
  const draw = drawOf(guestId);
  const isHeldOut = () => isInHoldout(draw, id, settings.campaignHoldoutPpm);
  const open = openCampaigns({ inOrder, draw, isHeldOut }, state, tier, now, calendarOfNetwork(snapshot));
  return open.map(({ campaign: { code, document }, to, tasks }) => ({
    code,
    name: spokenIn(document.name, language, locale) ?? '',
    lastDay: to === Infinity ? null : isoDateOf(Math.floor((to - 1) / MINUTES_OF_DAY)),
    restaurantIds: document.where.restaurantIds,
    tasks,
  }));
}
