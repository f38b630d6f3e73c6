import { limitKind } from '../../entities/guest/limited-points.rules';
import { ActionIcon, Box, Button } from '@mantine/core';
import { IconCake } from '../../shared/icons/icon-cake';
import { IconGift } from '../../shared/icons/icon-gift';
import { IconNote } from '../../shared/icons/icon-note';
import { IconPlusMinus } from '../../shared/icons/icon-plus-minus';
import { IconUsers } from '../../shared/icons/icon-users';
import { IconX } from '../../shared/icons/icon-x';
import { BlockedChip } from '../../entities/guest/blocked-chip';
import type { FoundGuest, Guest, GuestBalance } from '../../entities/guest/guest.api';
import { pointsToCome } from '../../entities/guest/points-to-come.rules';
import type { TierStatus } from '../../entities/guest/guest-tier.api';
import { phoneText } from '../../shared/format/contact';
import { useFormat, type Format } from '../../shared/format/use-format';
import { TierChip } from '../../entities/tier/tier-chip';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { Till } from '../till/till';
import classes from './guest-card.module.css';
import { OpenCampaigns } from './open-campaigns';
import { Stamps } from './stamps';
import { DueWarnings } from './due-warnings';
import { useBalance, useDueWarnings } from './use-guest';

interface GuestCardProps {
  /** Only a look-up returns rewards. */
  readonly guest: Guest & Partial<Pick<FoundGuest, 'rewards'>>;
  readonly till: Till;
  /** False while an act of this guest has an unknown outcome: then the guest stays on the screen. */
  readonly canLeave: boolean;
  readonly onLeave: () => void;
  readonly onManual: () => void;
}

/** The current guest with balance, tier and rewards. */
export function GuestCard({ guest, till, canLeave, onLeave, onManual }: GuestCardProps) {
  const { t } = useTranslation('cashier');
  const { t: shared } = useTranslation();
  const format = useFormat();
  const { data: balance } = useBalance(guest.id);
  const known = balance ?? guest.balance;
  const tier = balance?.tier ?? guest.tier;
  const expiring = balance?.expiring.at(0);
  const coming = pointsToCome({ pending: known.pending, beginning: balance?.beginning ?? [] });
  const due = useDueWarnings(guest.id);

  return (
    <section className={classes.card} aria-label={t('guest.label')}>
      <header className={classes.head}>
        <Box flex={1} miw={0} pt={6}>
          <h2 className={classes.name}>{guest.name ?? t('guest.noName')}</h2>
          <p className={classes.phone}>{phoneText(guest.phone)}</p>
        </Box>
        <ActionIcon className={classes.manualIcon ?? ''} aria-label={shared('manual.title')} onClick={onManual}>
          <IconPlusMinus size={22} stroke={1.75} />
        </ActionIcon>
        <ActionIcon aria-label={t('guest.leave')} title={t('guest.leave')} disabled={!canLeave} onClick={onLeave}>
          <IconX size={22} stroke={1.75} />
        </ActionIcon>
      </header>
      {guest.blocked && (
        <p className={classes.blocked} role="alert">
          <BlockedChip />
          {t('problem.guest_blocked.help')}
        </p>
      )}
      <div className={classes.figures}>
        <p className={classes.balance}>
          <span className={classes.number}>{format.number(known.available)}</span>
          <span className={classes.unit}>{t('guest.pointsToSpend', { count: known.available })}</span>
        </p>
        <TierChip code={tier.code} />
      </div>
      <ul className={classes.facts}>
        {guest.birthdayToday && (
          <Box component="li" c="var(--accent-text)" fw={650}>
            <IconCake size={20} stroke={1.75} aria-hidden />
            {t('guest.birthday')}
          </Box>
        )}
        {guest.note !== null && guest.note !== '' && (
          <li>
            <IconNote size={20} stroke={1.75} aria-hidden />
            {guest.note}
          </li>
        )}
        {guest.rewards?.map((reward) => (
          <li key={reward.id}>
            <IconGift size={20} stroke={1.75} aria-hidden />
            {t('guest.reward', { name: reward.name, count: reward.points })}
          </li>
        ))}
        {balance !== undefined && <OpenCampaigns campaigns={balance.campaigns} till={till} />}
        {balance?.family && <FamilyLine family={balance.family} guestId={guest.id} available={known.available} />}
        {balance?.limited?.map((one) => (
          <li key={[...one.restaurantIds, ...one.categories].join()}>
            {t(`guest.${limitKind(one)}`, {
              count: one.points,
              names: one.restaurantNames.join(', '),
              categories: one.categories.join(', '),
            })}
          </li>
        ))}
        {coming.next !== undefined && (
          <li>{t('guest.beginning', { count: coming.next.points, date: format.date(coming.next.at) })}</li>
        )}
        {coming.others > 0 && <li>{t('guest.pending', { count: coming.others })}</li>}
        {known.inReview > 0 && (
          <li>
            {known.reviewEndsAt === undefined
              ? t('guest.inReview', { count: known.inReview })
              : t('guest.inReviewUntil', { count: known.inReview, date: format.date(known.reviewEndsAt) })}
          </li>
        )}
        {known.receivable > 0 && <li>{t('guest.owes', { count: known.receivable })}</li>}
        <DueWarnings warnings={due} />
        {due.length === 0 && expiring !== undefined && (
          <li>{t('guest.expiring', { count: expiring.points, day: format.lastDay(expiring.at) })}</li>
        )}
        {tier.next !== null && <TierProgress tier={tier} next={tier.next} format={format} />}
      </ul>
      {balance !== undefined && balance.stamps.length > 0 && (
        <Stamps guestId={guest.id} till={till} cards={balance.stamps} />
      )}
      <Button
        className={classes.manual ?? ''}
        variant="default"
        size="sm"
        onClick={onManual}
        rightSection={<kbd className={classes.key}>F4</kbd>}
      >
        {shared('manual.title')}
      </Button>
    </section>
  );
}

interface FamilyLineProps {
  readonly family: NonNullable<GuestBalance['family']>;
  readonly guestId: string;
  readonly available: number;
}

/** Points of the family pool that the guest may spend, or a child's allowance; hidden without any. */
function FamilyLine({ family: { members, pooled }, guestId, available }: FamilyLineProps) {
  const { t } = useTranslation('cashier');
  const own = members.find((member) => member.guestId === guestId);
  const namesOf = (some: typeof members) => some.map(({ name }) => name ?? t('guest.noName')).join(', ');
  const sentence = () => {
    if (own?.role !== 'CHILD') {
      const names = namesOf(members.filter((member) => member !== own));
      return pooled > available ? t('guest.family', { count: pooled, names }) : null;
    }
    if (own.allowance === null) return t('guest.childWithout');
    const { giverId } = own.allowance;
    return t('guest.child', { count: pooled, names: namesOf(members.filter((member) => member.guestId === giverId)) });
  };
  const said = sentence();
  if (said === null) return null;
  return (
    <li>
      <IconUsers size={20} stroke={1.75} aria-hidden />
      {said}
    </li>
  );
}

/** The money and visits that the guest lacks for the next tier, as a sentence. */
function TierProgress({ tier, next, format }: { tier: TierStatus; next: string; format: Format }) {
  const { t } = useTranslation('cashier');
  const amount = format.money(tier.amountToNext ?? 0);
  const count = tier.visitsToNext ?? 0;
  const lacksMoney = (tier.amountToNext ?? 0) > 0;
  if (lacksMoney && count > 0) return <li>{t('guest.toNext.both', { tier: next, amount, count })}</li>;
  if (lacksMoney) return <li>{t('guest.toNext.money', { tier: next, amount })}</li>;
  return count > 0 ? <li>{t('guest.toNext.visits', { tier: next, count })}</li> : null;
}
