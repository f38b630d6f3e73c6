import { NativeSelect } from '@mantine/core';
import { useRef } from 'react';
import { SpendingPlaces } from '../../../entities/program/spending-places';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import { useMember } from '../../../shared/document/document-context';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { GiftDay } from './gift-day';

const SPENDABLE_IN = ['spendableIn'];
const FIRST = {
  PROGRAM: undefined,
  DAYS: { from: null, until: { days: '' } },
  DATES: { from: null, until: { date: '' } },
} as const;
type Choice = keyof typeof FIRST;

/** When the points of the campaign begin and end, and where they may be spent. */
export function ValidityFields() {
  const { t } = useTranslation('admin');
  const { value, error, change } = useMember(['validity']);
  const validity = value as CampaignDraft['validity'];
  const left = useRef<Partial<Record<Choice, unknown>>>({});
  const choice: Choice = validity === undefined ? 'PROGRAM' : 'days' in validity.until ? 'DAYS' : 'DATES';
  const choose = (next: Choice) => {
    left.current = { ...left.current, [choice]: value };
    change(left.current[next] ?? FIRST[next]);
  };
  return (
    <>
      <NativeSelect
        label={t('campaigns.field.validity')}
        description={t('campaigns.help.validity')}
        value={choice}
        error={error}
        onChange={(event) => choose(event.currentTarget.value as Choice)}
        data={(Object.keys(FIRST) as Choice[]).map((one) => ({ value: one, label: t(`campaigns.validity.${one}`) }))}
      />
      {choice === 'DAYS' && (
        <>
          <GiftDay path={['validity', 'from']} by="days" label={t('campaigns.field.validFromDays')} />
          <GiftDay path={['validity', 'until']} by="days" label={t('campaigns.field.validUntilDays')} />
        </>
      )}
      {choice === 'DATES' && (
        <>
          <GiftDay path={['validity', 'from']} by="date" label={t('campaigns.field.validFromDate')} />
          <GiftDay path={['validity', 'until']} by="date" label={t('campaigns.field.validUntilDate')} />
        </>
      )}
      {choice !== 'PROGRAM' && <SpendingPlaces path={SPENDABLE_IN} />}
    </>
  );
}
