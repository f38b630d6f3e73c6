import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import {
  type GiftCard,
  giftCardQuery,
  giftJournalQuery,
  type GiftTransaction,
} from '../../entities/gift-card/gift-card.api';
import { useRestaurantNames } from '../../entities/restaurant/use-restaurant-names';
import { useMay, useMayManage } from '../../entities/session/use-may-manage';
import { useColleagueNames } from '../../entities/staff/use-colleague-names';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Column, DataTable, ListPager } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { BackLink, Figures, Help, PageHead, Panel } from '../../shared/ui/page';
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
  const [cursor, setCursor] = useState<string>();
  const journal = useQuery(giftJournalQuery(cardId, cursor));
  const columns = useColumns();
  return (
    <Panel title={t('giftCards.journal')}>
      <DataTable
        reading={journal}
        caption={t('analytics.table', { title: t('giftCards.journal') })}
        columns={columns}
        rows={journal.data?.items}
        rowKey={({ id }) => id}
        empty={<Help>{t('giftCards.journalEmpty')}</Help>}
      />
      <ListPager list={journal.data} cursor={cursor} onTurn={setCursor} />
    </Panel>
  );
}

function useColumns(): Column<GiftTransaction>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const restaurantOf = useRestaurantNames('');
  const colleagueOf = useColleagueNames();
  return [
    {
      key: 'at',
      title: t('giftCards.at'),
      isName: true,
      cell: ({ recordedAt }) => format.dateTime(recordedAt),
    },
    { key: 'act', title: t('giftCards.act'), cell: ({ kind }) => t(`giftCards.kinds.${kind}`) },
    {
      key: 'amount',
      title: t('giftCards.amount'),
      isFigure: true,
      cell: ({ amount }) => (amount === 0 ? '—' : format.money(amount)),
    },
    { key: 'after', title: t('giftCards.after'), isFigure: true, cell: ({ balance }) => format.money(balance) },
    { key: 'reason', title: t('giftCards.reason'), cell: ({ reason }) => reason ?? '' },
    {
      key: 'restaurant',
      title: t('giftCards.restaurant'),
      isAside: true,
      cell: ({ restaurantId }) => restaurantOf(restaurantId),
    },
    { key: 'receipt', title: t('giftCards.receipt'), isAside: true, cell: ({ receiptNumber }) => receiptNumber ?? '' },
    {
      key: 'by',
      title: t('giftCards.by'),
      isAside: true,
      cell: ({ actorKind, actorId }) =>
        actorKind === 'user' ? colleagueOf(actorId) : t(`giftCards.actors.${actorKind}`),
    },
  ];
}
