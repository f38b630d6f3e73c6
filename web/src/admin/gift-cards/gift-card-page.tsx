import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { type GiftCard, giftCardQuery } from '../../entities/gift-card/gift-card.api';
import { listGiftTransactions } from '../../shared/api/operations';
import { ListPanel } from '../../shared/described/list-page';
import { useRestaurantNames } from '../../entities/restaurant/use-restaurant-names';
import { useMay, useMayManage } from '../../entities/session/use-may-manage';
import { useColleagueNames } from '../../entities/staff/use-colleague-names';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { BackLink, Figures, Help, PageHead } from '../../shared/ui/page';
import { ReadFailure } from '../../shared/ui/read-failure';
import { ChangeDialog } from './change-dialog';
import { SendDialog } from './send-dialog';
import { changesOf, type GiftChange } from './gift-acts.rules';
import classes from './gift-cards.module.css';

/** One gift card with its journal, and the changes that a manager makes to it. */
export function GiftCardPage() {
  const { t } = useTranslation('admin');
  const { cardId = '' } = useParams();
  const mayManage = useMay()('gifts.manage');
  const reading = useQuery({ ...giftCardQuery(cardId), enabled: mayManage });
  if (!mayManage) return <Notice isPage title={t('giftCards.readOnlyTitle')} help={t('giftCards.readOnlyHelp')} />;
  if (reading.isError) return <ReadFailure isPage reading={reading} />;
  if (reading.isPending) return <Loading />;
  // Another card begins with its own dialog and its own page of the journal.
  return <Card key={cardId} card={reading.data} />;
}

function Card({ card }: { readonly card: GiftCard }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const mayChange = useMayManage('gifts.manage');
  const [asked, setAsked] = useState<GiftChange | null>(null);
  const [done, setDone] = useState<GiftChange | 'waits' | null>(null);
  const end = (waits = false) => {
    setDone(waits ? 'waits' : asked);
    setAsked(null);
  };
  const { last4, state, batchName, number, replacedBy, guestId } = card;
  return (
    <>
      <BackLink to="/gift-cards">{t('giftCards.all')}</BackLink>
      <PageHead
        title={t('giftCards.cardTitle', { last4 })}
        sub={t('giftCards.cardSub', {
          state: t(`giftCards.states.${state}`),
          batch: batchName,
          number: format.number(number),
        })}
      >
        {mayChange && (
          <div className={classes.acts}>
            {changesOf(card).map((change) => (
              <Button key={change} variant="default" onClick={() => setAsked(change)}>
                {t(`giftCards.change.${change}`)}
              </Button>
            ))}
          </div>
        )}
      </PageHead>
      {!mayChange && <Help>{t('giftCards.readOnly')}</Help>}
      {done !== null && (
        <Help role="status">{done === 'waits' ? t('changes.waits') : t(`giftCards.done.${done}`)}</Help>
      )}
      {replacedBy !== null && (
        <p>
          <Link to={`/gift-cards/${replacedBy}`}>{t('giftCards.toSuccessor')}</Link>
        </p>
      )}
      {guestId !== null && (
        <p>
          {t('giftCards.inCabinet')} <Link to={`/guests/${guestId}`}>{t('giftCards.toGuest')}</Link>
        </p>
      )}
      {card.delivery !== null && (
        <p>
          {t('giftCards.sending.said', {
            channel: t(`messages.channels.${card.delivery.channel}`),
            status: t(`messages.statuses.${card.delivery.status}`),
            at: format.dateTime(card.delivery.at),
          })}
        </p>
      )}
      <Facts card={card} />
      <Journal cardId={card.id} />
      {asked === 'send' && <SendDialog card={card} onClose={() => setAsked(null)} onDone={end} />}
      {asked !== null && asked !== 'send' && (
        <ChangeDialog card={card} change={asked} onClose={() => setAsked(null)} onDone={end} />
      )}
    </>
  );
}

function Facts({ card: { state, balance, soldAt, soldRestaurantId, endsOn } }: { readonly card: GiftCard }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useRestaurantNames();
  const sale =
    soldAt === null
      ? t('giftCards.notSold')
      : t(soldRestaurantId === null ? 'giftCards.soldOn' : 'giftCards.soldIn', {
          at: format.dateTime(soldAt),
          restaurant: nameOf(soldRestaurantId),
        });
  const endKey = state === 'ENDED' ? 'giftCards.endedOn' : 'giftCards.ends';
  const end = endsOn === null ? t('giftCards.neverEnds') : t(endKey, { day: format.birthday(endsOn) });
  const compared = soldAt === null ? sale : `${sale}, ${end}`;
  return (
    <section aria-label={t('giftCards.figures')}>
      <Figures areLong figures={[{ label: t('giftCards.balance'), value: format.money(balance), compared }]} />
    </section>
  );
}

function Journal({ cardId }: { readonly cardId: string }) {
  const { t } = useTranslation('admin');
  const restaurantOf = useRestaurantNames('');
  const colleagueOf = useColleagueNames();
  return (
    <ListPanel
      of={listGiftTransactions}
      params={{ id: cardId }}
      limit={AT_ONCE}
      title={t('giftCards.journal')}
      caption={t('analytics.table', { title: t('giftCards.journal') })}
      empty={<Help>{t('giftCards.journalEmpty')}</Help>}
      columns={[
        { of: 'recordedAt', title: t('giftCards.at'), as: 'dateTime', isName: true },
        { of: 'kind', title: t('giftCards.act'), words: (kind) => t(`giftCards.kinds.${kind}`) },
        {
          title: t('giftCards.amount'),
          isFigure: true,
          cell: ({ amount }, format) => (amount === 0 ? '—' : format.money(amount)),
        },
        { of: 'balance', title: t('giftCards.after'), as: 'money' },
        { of: 'reason', title: t('giftCards.reason'), none: '' },
        { of: 'restaurantId', title: t('giftCards.restaurant'), words: restaurantOf, none: '', isAside: true },
        { of: 'receiptNumber', title: t('giftCards.receipt'), none: '', isAside: true },
        {
          title: t('giftCards.by'),
          isAside: true,
          cell: ({ actorKind, actorId }) =>
            actorKind === 'user' ? colleagueOf(actorId) : t(`giftCards.actors.${actorKind}`),
        },
      ]}
    />
  );
}

const AT_ONCE = 20;
