import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { campaignsOfGuestQuery } from '../../entities/campaign/campaign.api';
import { ownSectionsQuery } from '../../entities/guest-account/guest-account.api';
import { balanceQuery, type GuestBalance, guestQuery } from '../../entities/guest/guest.api';
import { StampRow } from '../../entities/stamp-card/stamp-row';
import { useLook } from '../../entities/look/look.api';
import { useOnline } from '../../shared/api/connection';
import { pointsToCome } from '../../entities/guest/points-to-come.rules';
import { lazyPart } from '../../shared/api/lazy-part';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { usePageTitle } from '../../shared/ui/page-title';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { OwnCardPanel } from '../card/own-card';
import { useGuestId } from '../frame/use-guest-id';
import { LastVisitQuestion } from '../feedback/own-question';
import { Confirmations } from './confirmations';
import classes from './home-page.module.css';
import { PageLinks } from './page-links';

/** Shown where campaigns run: the first load of the cabinet is kept small. */
const Campaigns = lazyPart(() => import('./campaigns').then((module) => module.Campaigns));

/** The card first, then points and tier, then all the rest. */
export function HomePage() {
  const { t, language } = useTranslation('cabinet');
  const words = useProblemWords();
  const { name, code } = useNetwork();
  const guestId = useGuestId();
  const online = useOnline();
  const { data: look } = useLook(code);
  const guest = useQuery(guestQuery(guestId));
  const balance = useQuery(balanceQuery(guestId));
  const campaigns = useQuery(campaignsOfGuestQuery(guestId));
  const sections = useQuery(ownSectionsQuery(guestId));
  usePageTitle(name);
  const open = campaigns.data?.items.filter(({ eligible, join, joined }) => eligible || (join === 'JOINED' && !joined));
  return (
    <div className={classes.page}>
      <h1 className="visually-hidden">{name}</h1>
      <div className={classes.first}>
        {!online && (
          <p role="status" className={classes.offline}>
            {t('offline.help')}
          </p>
        )}
        {guest.data?.blocked === true && <Notice tone="bad" title={t('blocked.title')} help={t('blocked.help')} />}
        <Confirmations guestId={guestId} />
        <OwnCardPanel guestId={guestId} />
        {look?.texts.welcome == null ? null : <p className={classes.welcome}>{look.texts.welcome}</p>}
      </div>
      <div className={classes.rest}>
        <LastVisitQuestion guestId={guestId} />
        {balance.isError && <ProblemNotice words={words(balance.error)} retry={balance} />}
        {balance.data !== undefined && <Points balance={balance.data} hasTiers={sections.data?.tiers !== false} />}
        {(balance.data?.stamps.length ?? 0) > 0 && (
          <Panel title={t('stamps.title')}>
            <div className={classes.stamps}>
              {balance.data?.stamps.map(({ cardId, name: card, collected, size, completed, endsAt }) => (
                <StampRow
                  key={cardId}
                  name={card}
                  collected={collected}
                  size={size}
                  completed={completed}
                  endsAt={endsAt}
                />
              ))}
            </div>
          </Panel>
        )}
        {campaigns.isError && !balance.isError && <ProblemNotice words={words(campaigns.error)} retry={campaigns} />}
        {open !== undefined && open.length > 0 && (
          <Suspense>
            <Campaigns key={language} guestId={guestId} campaigns={open} />
          </Suspense>
        )}
        <PageLinks sections={sections.isError ? null : sections.data} />
      </div>
    </div>
  );
}

function Points({ balance, hasTiers }: { readonly balance: GuestBalance; readonly hasTiers: boolean }) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const { available, held, inReview, receivable, family } = balance;
  const coming = pointsToCome(balance);
  const [next] = balance.expiring;
  const notes = [
    ...(next === undefined ? [] : [t('balance.expiring', { count: next.points, date: format.date(next.at) })]),
    ...(coming.next === undefined
      ? []
      : [t('balance.beginning', { count: coming.next.points, date: format.date(coming.next.at) })]),
    ...(coming.others > 0 ? [t('balance.pending', { count: coming.others })] : []),
    ...(held > 0 ? [t('balance.held', { count: held })] : []),
    ...(inReview > 0 ? [t('balance.inReview', { count: inReview })] : []),
    ...(receivable > 0 ? [t('balance.receivable', { count: receivable })] : []),
    ...(family === null || family.pooled <= available ? [] : [t('balance.pooled', { count: family.pooled })]),
  ];
  return (
    <Panel title={t('balance.title')}>
      <p className={classes.points}>{t('balance.points', { count: available })}</p>
      {notes.map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
      {balance.expiring.length > 1 && (
        <details>
          <summary className={classes.summary}>{t('balance.allExpiring')}</summary>
          <ul className={classes.expiring}>
            {balance.expiring.map(({ points, at }) => (
              <li key={at}>{t('balance.expiring', { count: points, date: format.date(at) })}</li>
            ))}
          </ul>
        </details>
      )}
      {hasTiers && <TierSentence tier={balance.tier} />}
    </Panel>
  );
}

/** The tier and the way to the next one, told in a sentence. */
function TierSentence({ tier }: { readonly tier: GuestBalance['tier'] }) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const { code, next, amountToNext, visitsToNext } = tier;
  if (code === null && next === null) return null;
  const held = code === null ? null : t('tier.held', { tier: code });
  return <p className={classes.tier}>{[held, wayTo()].filter((part) => part !== null).join(' ')}</p>;

  function wayTo(): string | null {
    if (next === null) return t('tier.top');
    const amount = amountToNext !== null && amountToNext > 0 ? format.money(amountToNext) : null;
    const visits = visitsToNext !== null && visitsToNext > 0 ? visitsToNext : null;
    if (amount !== null && visits !== null) return t('tier.both', { amount, count: visits, tier: next });
    if (amount !== null) return t('tier.amount', { amount, tier: next });
    return visits === null ? null : t('tier.visits', { count: visits, tier: next });
  }
}
