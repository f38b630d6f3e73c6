import { Button, Flex } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { BlockedChip } from '../../../entities/guest/blocked-chip';
import { balanceQuery, type Guest, type GuestBalance } from '../../../entities/guest/guest.api';
import { useFormat } from '../../../shared/format/use-format';
import { useIsDistrict } from '../../../entities/session/use-district';
import { ManualDialog } from '../../../entities/transaction/manual-dialog';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { getGuest } from '../../../shared/api/operations';
import { DetailPage } from '../../../shared/described/detail-page';
import { Figures, Panel } from '../../../shared/ui/page';
import { useProblemWords } from '../../../shared/ui/problem-notice';
import { TierChip } from '../../../entities/tier/tier-chip';
import { AutomationsPanel } from './automations-panel';
import { CampaignsPanel } from './campaigns-panel';
import { CredentialsPanel } from '../credentials/credentials-panel';
import { PrivacyPanel } from '../credentials/privacy-panel';
import { FamilyPanel } from '../family/family-panel';
import classes from './guest-page.module.css';
import { Expiring, Redemptions } from './holdings';
import { MergedNotice } from './merged-notice';
import { MergesPanel } from './merges-panel';
import { PlacesField } from './places-field';
import { CategoriesField } from '../../../entities/menu/categories-field';
import { limitKind } from '../../../entities/guest/limited-points.rules';
import { ProfilePanel } from './profile-panel';
import { ReferralsPanel } from './referrals-panel';
import { StampCards } from './stamp-cards';
import { StopsPanel } from './stops-panel';
import { TierHistory } from './tier-history';
import { TierPanel } from './tier-panel';
import { Timeline } from './timeline';
import { WarningsPanel } from './warnings-panel';

/** One guest: the history of points, and beside it balance, profile and actions. */
export function GuestPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { guestId = '' } = useParams();
  return (
    <DetailPage
      of={getGuest}
      params={{ id: guestId }}
      back={{ to: '/guests', text: t('guest.back') }}
      title={({ name }) => name ?? t('guests.noName')}
      sub={({ createdAt }) => t('guest.since', { date: format.date(createdAt) })}
      head={({ blocked, mergedInto, tier }) => (
        <Flex gap={8} wrap="wrap">
          {blocked && <BlockedChip />}
          {mergedInto === null && <TierChip code={tier.code} />}
        </Flex>
      )}
    >
      {(guest, refresh) => <Parts guest={guest} refresh={refresh} />}
    </DetailPage>
  );
}

interface PartsProps {
  readonly guest: Guest;
  readonly refresh: () => Promise<void>;
}

function Parts({ guest, refresh }: PartsProps) {
  const { t } = useTranslation('admin');
  // Changes of a guest belong to the whole network; points by hand are given at a till of the group.
  const isDistrict = useIsDistrict();
  const [gives, setGives] = useState(false);
  const { id: guestId, mergedInto } = guest;
  const balance = useQuery(balanceQuery(guestId));
  return (
    <>
      <div className={classes.layout}>
        <div className={classes.summary}>
          {mergedInto !== null ? (
            <MergedNotice mergedInto={mergedInto} />
          ) : (
            <>
              <Balance guest={guest} balance={balance.data} />
              {!isDistrict && (
                <Flex gap={8} wrap="wrap" mt={16}>
                  <Button variant="default" onClick={() => setGives(true)}>
                    {t('guest.manual')}
                  </Button>
                </Flex>
              )}
            </>
          )}
        </div>
        <div className={classes.story}>
          <Panel title={t('guest.story')}>
            <Timeline guestId={guestId} />
          </Panel>
        </div>
        <div className={classes.beside}>
          {mergedInto === null && !isDistrict && <TierPanel guestId={guestId} />}
          <ProfilePanel guest={guest} />
          {mergedInto === null && !isDistrict && <CredentialsPanel guest={guest} />}
          {mergedInto === null && !isDistrict && <StopsPanel guestId={guestId} />}
          {balance.data !== undefined && <FamilyPanel guestId={guestId} family={balance.data.family} />}
          {mergedInto === null && !isDistrict && <ReferralsPanel guestId={guestId} />}
          {!isDistrict && <MergesPanel guest={guest} />}
          {mergedInto === null && <CampaignsPanel guestId={guestId} />}
          {!isDistrict && <AutomationsPanel guestId={guestId} />}
          <StampCards cards={balance.data?.stamps ?? []} />
          <Redemptions guestId={guestId} />
          <Expiring expiring={balance.data?.expiring ?? []} />
          <WarningsPanel guestId={guestId} />
          <TierHistory guestId={guestId} />
          {mergedInto === null && <PrivacyPanel guest={guest} />}
        </div>
      </div>
      {gives && <GivePoints guest={guest} onDone={() => void refresh()} onClose={() => setGives(false)} />}
    </>
  );
}

interface BalanceProps {
  readonly guest: Guest;
  /** Undefined while the balance is loading. */
  readonly balance: GuestBalance | undefined;
}

/** A guest's points: available, pending, on hold and owed, with the next expiration and the restaurants and categories where they may be spent. */
function Balance({ guest, balance }: BalanceProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const points = balance ?? guest.balance;
  const expiring = balance?.expiring.at(0);
  const beginning = balance?.beginning.at(0);
  const notes = [
    ...(expiring === undefined
      ? []
      : [t('guest.expiring', { count: expiring.points, day: format.lastDay(expiring.at) })]),
    ...(balance?.limited ?? []).map((one) =>
      t(`guest.${limitKind(one)}`, {
        count: one.points,
        names: one.restaurantNames.join(', '),
        categories: one.categories.join(', '),
      }),
    ),
  ];
  return (
    <Figures
      figures={[
        {
          label: t('guest.available'),
          value: format.number(points.available),
          ...(notes.length > 0 && { compared: notes.join(' · ') }),
        },
        {
          label: t('guest.pending'),
          value: format.number(points.pending),
          ...(beginning !== undefined && {
            compared: t('guest.beginning', { count: beginning.points, date: format.date(beginning.at) }),
          }),
        },
        { label: t('guest.held'), value: format.number(points.held) },
        { label: t('guest.receivable'), value: format.number(points.receivable) },
      ]}
    />
  );
}

interface GivePointsProps {
  readonly guest: Guest;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Points by hand, with the restaurants and categories where they may be spent. */
function GivePoints({ guest: { id, name }, onDone, onClose }: GivePointsProps) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const [restaurantIds, setRestaurantIds] = useState<readonly string[]>([]);
  const [categories, setCategories] = useState<readonly string[]>([]);
  const field = (
    <>
      <PlacesField value={restaurantIds} onChange={setRestaurantIds} />
      <CategoriesField label={t('spendable.on')} value={categories} onChange={setCategories} />
    </>
  );
  return (
    <ManualDialog
      guestId={id}
      name={name ?? t('guests.noName')}
      pointOfSaleId={null}
      words={words}
      places={{ restaurantIds, categories, field }}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
