import { NativeSelect } from '@mantine/core';
import { useRef } from 'react';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import { isGainKind } from '../../../entities/campaign/gains';
import { useDocumentStore, useMistakeText, useValue } from '../../../shared/document/document-context';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { type EditedCampaign, GIVES, type Gives } from '../document/campaign-document.rules';
import { FIRST_CHALLENGE, FIRST_GAINS, FIRST_MONEY_OFF } from '../document/campaign-parts.rules';

type Limits = Pick<EditedCampaign, 'caps' | 'budgets'>;
const ofPoints = ({ unit, restaurantId }: CampaignDraft['budgets'][number]) =>
  unit === 'POINTS' && restaurantId === null;

/**
 * The select of the benefit that guests get. Caps count points; the caps of money off count minor units. So a switch to or from money off puts the
 * caps and the network's budget in points aside, and the switch back restores them.
 */
export function GivesField() {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const gives = useValue<Gives>(['gives']);
  const mistake = useMistakeText(['offer']);
  const offers = useRef<Partial<Record<string, unknown>>>({});
  const limits = useRef<Limits>({ caps: null, budgets: [] });

  function choose(next: Gives): void {
    const { offer, moneyOff, challenge, caps, budgets } = store.whole() as EditedCampaign;
    if (isGainKind(gives)) offers.current = { ...offers.current, [gives]: offer };
    if (isGainKind(next)) store.set(['offer'], offers.current[next] ?? FIRST_GAINS[next]);
    if (next === 'MONEY_OFF' && moneyOff === undefined) store.set(['moneyOff'], FIRST_MONEY_OFF.SHARE);
    if (next === 'TASKS' && challenge === null) store.set(['challenge'], FIRST_CHALLENGE);
    if ((next === 'MONEY_OFF') !== (gives === 'MONEY_OFF')) {
      store.set(['caps'], limits.current.caps);
      store.set(['budgets'], [...budgets.filter((one) => !ofPoints(one)), ...limits.current.budgets]);
      limits.current = { caps, budgets: budgets.filter(ofPoints) };
    }
    store.set(['gives'], next);
  }

  return (
    <NativeSelect
      label={t('campaigns.field.gives')}
      value={gives}
      error={mistake}
      onChange={(event) => choose(event.currentTarget.value as Gives)}
      data={GIVES.map((value) => ({ value, label: t(`campaigns.gives.${value}`) }))}
    />
  );
}
