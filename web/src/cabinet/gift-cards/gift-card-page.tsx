import { Box, Button, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import {
  type OwnGiftCard,
  type OwnGiftTransaction,
  ownGiftActsQuery,
  ownGiftCardsQuery,
} from '../../entities/gift-card/gift-card.api';
import { guestKeys } from '../../entities/guest/guest.api';
import { actOf, call } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { QrCode } from '../../shared/ui/qr-code';
import { Row, RowList } from '../../shared/ui/row-list';
import { useGuestId } from '../frame/use-guest-id';
import classes from './gift-cards.module.css';
import { Question } from '../../shared/ui/question';

/** One gift card of the guest: its money, its code for the till, and its acts. */
export function GiftCardPage() {
  const { t } = useTranslation('cabinet');
  const guestId = useGuestId();
  const { id = '' } = useParams();
  const cards = useQuery(ownGiftCardsQuery(guestId));
  const card = cards.data?.items.find((one) => one.id === id);
  return (
    <>
      <FailureNotice error={cards.error} retry={cards} />
      {cards.isPending && <Loading />}
      {cards.data !== undefined && card === undefined && (
        <Notice isPage title={t('giftCards.goneTitle')} help={t('giftCards.goneHelp')} />
      )}
      {card !== undefined && <Shown guestId={guestId} card={card} />}
    </>
  );
}

interface ShownProps {
  readonly guestId: string;
  readonly card: OwnGiftCard;
}

function Shown({ guestId, card: { id, last4, state, balance, endsOn } }: ShownProps) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  return (
    <>
      <PageHead title={t('giftCards.card', { last4 })} />
      {state === 'BLOCKED' && <Notice tone="bad" title={t('giftCards.blocked')} help={t('giftCards.blockedHelp')} />}
      {state === 'ENDED' && endsOn !== null && (
        <Notice title={t('giftCards.ended')} help={t('giftCards.endedHelp', { day: format.birthday(endsOn) })} />
      )}
      <Text component="div" m="0 0 16px" fz={44} fw={720} lts="-0.03em">
        {format.money(balance)}
      </Text>
      {state === 'ACTIVE' && endsOn !== null && (
        <Text c="dimmed">
          {t('giftCards.ends', { day: format.birthday(endsOn) })}. {t('giftCards.endsHelp')}
        </Text>
      )}
      {state === 'ACTIVE' && <Face guestId={guestId} id={id} />}
      <Acts guestId={guestId} id={id} />
    </>
  );
}

/** The code as a QR with its PIN, shown when the guest asks for it; neither is kept by the page. */
function Face({ guestId, id }: { readonly guestId: string; readonly id: string }) {
  const { t } = useTranslation('cabinet');
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const face = useMutation({ mutationFn: () => call('GET', '/api/auth/me/gift-cards/{id}/face', { id }) });
  const recoding = useChange(actOf('POST', '/api/auth/me/gift-cards/{id}/recode', { id }), async () => {
    setAsks(false);
    face.reset();
    await queries.invalidateQueries({ queryKey: guestKeys.one(guestId) });
  });
  return (
    <Panel title={t('giftCards.pay')}>
      <Stack gap={12} maw={420}>
        <FailureNotice error={face.error} />
        {face.data === undefined ? (
          <>
            <Text c="dimmed">{t('giftCards.payHelp')}</Text>
            <Button size="lg" loading={face.isPending} onClick={() => face.mutate()}>
              {t('giftCards.show')}
            </Button>
          </>
        ) : (
          <>
            <div className={classes.plate}>
              <Box w="min(252px, 66vw)" lh={0}>
                <QrCode text={face.data.code.replaceAll(' ', '')} label={t('giftCards.qr')} />
              </Box>
              <p className={classes.digits}>{face.data.code}</p>
              <p className={classes.digits}>{t('giftCards.pinIs', { pin: face.data.pin })}</p>
            </div>
            <Button variant="default" onClick={() => face.reset()}>
              {t('giftCards.hide')}
            </Button>
          </>
        )}
        <Button variant="subtle" color="gray" onClick={() => setAsks(true)}>
          {t('giftCards.move')}
        </Button>
        {recoding.isSuccess && <p role="status">{t('giftCards.moved')}</p>}
      </Stack>
      {asks && (
        <Question
          title={t('giftCards.moveTitle')}
          help={t('giftCards.moveHelp')}
          yes={t('giftCards.moveYes')}
          of={recoding}
          onYes={() => recoding.mutate(null)}
          onClose={() => {
            setAsks(false);
            recoding.reset();
          }}
        />
      )}
    </Panel>
  );
}

function Acts({ guestId, id }: { readonly guestId: string; readonly id: string }) {
  const { t } = useTranslation('cabinet');
  const acts = useInfiniteQuery(ownGiftActsQuery(guestId, id));
  return (
    <Panel title={t('giftCards.history')}>
      <FailureNotice error={acts.error} retry={acts} />
      {acts.isPending && <Loading />}
      <RowList label={t('giftCards.history')}>
        {acts.data?.pages
          .flatMap(({ items }) => items)
          .map((act) => (
            <ActRow key={act.id} act={act} />
          ))}
      </RowList>
      {acts.hasNextPage && (
        <Button variant="default" loading={acts.isFetchingNextPage} onClick={() => void acts.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Panel>
  );
}

const TAKEN: readonly OwnGiftTransaction['kind'][] = ['SPENT', 'CORRECTED', 'MOVED_OUT', 'ENDED'];

function ActRow({ act: { kind, amount, balance, restaurantName, recordedAt } }: { readonly act: OwnGiftTransaction }) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const when = format.dateTime(recordedAt);
  return (
    <Row
      title={t(`giftCards.kind.${kind}`)}
      about={[
        restaurantName === null ? when : t('history.at', { restaurant: restaurantName, when }),
        t('giftCards.after', { balance: format.money(balance) }),
      ]}
    >
      {amount > 0 && <span className={classes.sum}>{format.money(TAKEN.includes(kind) ? -amount : amount)}</span>}
    </Row>
  );
}
