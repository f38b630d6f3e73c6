import { Box, Button, Flex, Text } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { historyQuery, type PastTransaction } from '../../../entities/transaction/transaction.api';
import { guestKeys } from '../../../entities/guest/guest.api';
import { gaveNothing } from '../../../entities/transaction/gave-nothing';
import { pointsChange } from '../../../entities/transaction/points-change';
import { usePointsOfSale, useRestaurants } from '../../../entities/restaurant/restaurant.api';
import { useIdentifiedWords } from '../../../entities/transaction/use-identified-words';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { ExplainSheet } from '../explain/explain-sheet';
import { RestoreDialog } from './restore-dialog';
import classes from './timeline.module.css';

/** The guest's story, newest first: each act, what it did to the points, and why. */
export function Timeline({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [explained, setExplained] = useState<string | null>(null);
  const [restored, setRestored] = useState<PastTransaction | null>(null);
  const history = useInfiniteQuery(historyQuery(guestId));

  if (history.isError) return <FailureNotice error={history.error} retry={history} />;
  if (history.isPending) return <Loading />;
  const acts = history.data.pages.flatMap((page) => page.items);
  if (acts.length === 0) return <Notice title={t('history.emptyTitle')} help={t('history.emptyHelp')} />;
  return (
    <>
      <ol className={classes.timeline}>
        {acts.map((act) => (
          <li key={act.id} className={classes.act}>
            <Act act={act} onExplain={() => setExplained(act.id)} onRestore={() => setRestored(act)} />
          </li>
        ))}
      </ol>
      {history.hasNextPage && (
        <Button variant="default" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t('history.more')}
        </Button>
      )}
      {explained !== null && <ExplainSheet transactionId={explained} onClose={() => setExplained(null)} />}
      {restored !== null && (
        <RestoreDialog
          expiryId={restored.id}
          expired={Math.abs(pointsChange(restored))}
          onDone={() => void queries.invalidateQueries({ queryKey: guestKeys.one(guestId) })}
          onClose={() => setRestored(null)}
        />
      )}
    </>
  );
}

interface ActProps {
  readonly act: PastTransaction;
  readonly onExplain: () => void;
  readonly onRestore: () => void;
}

function Act({ act, onExplain, onRestore }: ActProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const change = pointsChange(act);
  const identified = useIdentifiedWords();
  const reasons = act.trace.filter((line) => !gaveNothing(line));
  const place = usePlaceOf(act);
  return (
    <>
      <Flex gap="2px 16px" wrap="wrap" justify="space-between">
        <Box component="span" fw={650}>
          {t(`history.type.${act.type}`)}
          {(act.type === 'SALE' || act.type === 'REFUND') && <> · {format.money(act.payable)}</>}
        </Box>
        <span className={classes.change} data-sign={Math.sign(change)}>
          {change === 0
            ? t('history.noPoints')
            : t('history.points', { count: Math.abs(change), value: format.signed(change) })}
        </span>
      </Flex>
      <Text mt={2} c="dimmed" fz={14}>
        {format.dateTime(act.occurredAt)}
        {act.type !== 'REFUND' && act.receiptNumber !== null && (
          <>
            {' · '}
            <Receipt id={act.id} type={act.type}>
              {t('history.receipt', { number: act.receiptNumber })}
            </Receipt>
          </>
        )}
        {act.type !== 'REFUND' && act.attachedAt !== null && (
          <> · {t('history.attached', { at: format.dateTime(act.attachedAt) })}</>
        )}
        {act.identifiedBy !== null && <> · {identified(act.identifiedBy)}</>}
        {act.balance !== null && <> · {t('history.balanceAfter', { count: act.balance.available })}</>}
      </Text>
      {place !== '' && (
        <Text mt={2} c="dimmed" fz={14}>
          {place}
        </Text>
      )}
      <Goods act={act} />
      {reasons.length > 0 && (
        <ul className={classes.reasons}>
          {reasons.map((line, index) => (
            <li key={`${line.rule}-${index}`}>{line.reason}</li>
          ))}
        </ul>
      )}
      <Flex gap={4} wrap="wrap" mt={2} mb={-10} ml={-16}>
        <Button
          variant="subtle"
          aria-label={t('explain.openOf', {
            what: `${t(`history.type.${act.type}`)}, ${format.dateTime(act.occurredAt)}`,
          })}
          onClick={onExplain}
        >
          {t('explain.open')}
        </Button>
        {act.type === 'EXPIRY' && (
          <Button variant="subtle" onClick={onRestore}>
            {t('restore.open')}
          </Button>
        )}
      </Flex>
    </>
  );
}

/** Restaurant, till and the person who rang up. */
function usePlaceOf({ restaurantId, pointOfSaleId, actor }: PastTransaction): string {
  const restaurants = useRestaurants();
  const tills = usePointsOfSale();
  return [
    restaurants.data?.find(({ id }) => id === restaurantId)?.name,
    tills.data?.find(({ id }) => id === pointOfSaleId)?.name,
    actor?.name,
  ]
    .filter((part) => part != null && part !== '')
    .join(' · ');
}

/** Only a sale has a page of its receipt. */
function Receipt({ id, type, children }: { id: string; type: PastTransaction['type']; children: string }) {
  return type === 'SALE' ? <Link to={`/receipts/${id}`}>{children}</Link> : children;
}

const MOST_GOODS = 6;

function Goods({ act: { type, items } }: { readonly act: PastTransaction }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (type !== 'SALE' || items.length === 0) return null;
  const names = items.slice(0, MOST_GOODS).map(({ name, sku, category, quantity, line }) => {
    const what = name ?? sku ?? category ?? t('explain.lineOf', { line });
    return quantity === 1 ? what : t('history.times', { what, quantity: format.number(quantity) });
  });
  const more = items.length - names.length;
  return (
    <p className={classes.goods}>
      {names.join(', ')}
      {more > 0 && ` ${t('history.moreGoods', { count: more })}`}
    </p>
  );
}
