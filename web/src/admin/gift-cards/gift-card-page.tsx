import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { GiftCard } from '../../entities/gift-card/gift-card.api';
import { getGiftCard, listGiftTransactions } from '../../shared/api/operations';
import { DetailPage } from '../../shared/described/detail-page';
import type { RowAct } from '../../shared/described/row-acts';
import { ListPanel } from '../../shared/described/list-page';
import { useRestaurantNames } from '../../entities/restaurant/use-restaurant-names';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useColleagueNames } from '../../entities/staff/use-colleague-names';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Figures, Help } from '../../shared/ui/page';
import { ChangeDialog } from './change-dialog';
import { SendDialog } from './send-dialog';
import { changesOf, GIFT_CHANGES, type GiftChange } from './gift-acts.rules';

/** The gift card that the address names. */
export function GiftCardPage() {
  const { cardId = '' } = useParams();
  return <Card key={cardId} cardId={cardId} />;
}

/** One gift card with its journal, and the changes that a manager makes to it. */
function Card({ cardId }: { readonly cardId: string }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const mayChange = useMayManage('gifts.manage');
  const [done, setDone] = useState<GiftChange | 'waits' | null>(null);
  return (
    <DetailPage
      of={getGiftCard}
      params={{ id: cardId }}
      back={{ to: '/gift-cards', text: t('giftCards.all') }}
      readOnly={[t('giftCards.readOnlyTitle'), t('giftCards.readOnlyHelp')]}
      title={({ last4 }) => t('giftCards.cardTitle', { last4 })}
      sub={({ state, batchName, number }) =>
        t('giftCards.cardSub', {
          state: t(`giftCards.states.${state}`),
          batch: batchName,
          number: format.number(number),
        })
      }
      acts={GIFT_CHANGES.map((change): RowAct<GiftCard> => ({
        text: t(`giftCards.change.${change}`),
        isShown: (card) => mayChange && changesOf(card).includes(change),
        dialog: (card, close) => {
          const end = (waits = false) => {
            setDone(waits ? 'waits' : change);
            close();
          };
          return change === 'send' ? (
            <SendDialog card={card} onClose={close} onDone={end} />
          ) : (
            <ChangeDialog card={card} change={change} onClose={close} onDone={end} />
          );
        },
      }))}
    >
      {(card) => (
        <>
          {!mayChange && <Help>{t('giftCards.readOnly')}</Help>}
          {done !== null && (
            <Help role="status">{done === 'waits' ? t('changes.waits') : t(`giftCards.done.${done}`)}</Help>
          )}
          <Links card={card} />
          <Facts card={card} />
          <Journal cardId={card.id} />
        </>
      )}
    </DetailPage>
  );
}

/** Links to the successor and the guest of the card, and its last message. */
function Links({ card: { replacedBy, guestId, delivery } }: { readonly card: GiftCard }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <>
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
      {delivery !== null && (
        <p>
          {t('giftCards.sending.said', {
            channel: t(`messages.channels.${delivery.channel}`),
            status: t(`messages.statuses.${delivery.status}`),
            at: format.dateTime(delivery.at),
          })}
        </p>
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
