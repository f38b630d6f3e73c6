import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ownQuestionsQuery } from '../../entities/feedback/feedback.api';
import { pointsChange } from '../../entities/transaction/points-change';
import { historyQuery, type PastTransaction } from '../../entities/transaction/transaction.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { useGuestId } from '../frame/use-guest-id';
import classes from './history-page.module.css';

/** Changes of the points, each line with its reasons. */
export function HistoryPage() {
  const { t } = useTranslation('cabinet');
  const words = useProblemWords();
  const guestId = useGuestId();
  const history = useInfiniteQuery(historyQuery(guestId));
  const questions = useQuery(ownQuestionsQuery(guestId));
  const items = history.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHead title={t('history.title')} />
      {history.isError && <ProblemNotice words={words(history.error)} retry={history} />}
      {history.isPending && <p role="status">{t('loading')}</p>}
      {items?.length === 0 && <Notice title={t('history.emptyTitle')} help={t('history.emptyHelp')} />}
      <ul className={classes.list}>
        {items?.map((item) => (
          <Line
            key={item.id}
            item={item}
            score={questions.data?.items.find(({ saleId }) => saleId === item.id)?.score ?? null}
          />
        ))}
      </ul>
      {history.hasNextPage && (
        <Button variant="default" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </>
  );
}

function Line({ item, score }: { readonly item: PastTransaction; readonly score: number | null }) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const change = pointsChange(item);
  const traced = item.trace.flatMap(({ reason }) => (reason === '' ? [] : [reason]));
  const reasons = traced.length > 0 ? traced : [plainReason()];
  const discounts = item.type === 'REFUND' ? [] : item.discountByLine;
  const discounted = item.items.flatMap(({ name, sku, total }, index) => {
    const discount = discounts[index] ?? 0;
    if (discount === 0) return [];
    const line = { price: format.money(total), discount: format.money(discount) };
    return [t('history.line', { name: name ?? sku ?? '', ...line })];
  });
  const title = t(`history.${item.type}`, { amount: format.money(item.payable) });
  const when = format.dateTime(item.occurredAt);
  return (
    <li className={classes.line}>
      <div className={classes.head}>
        <div>
          <p className={classes.title}>{title}</p>
          <p className={classes.when}>
            {item.restaurantName === null ? when : t('history.at', { restaurant: item.restaurantName, when })}
          </p>
          {score !== null && <p className={classes.when}>{t('feedback.own', { score })}</p>}
        </div>
        <p className={classes.change} data-sign={Math.sign(change)}>
          {t('history.points', { points: format.signed(change) })}
        </p>
      </div>
      <details>
        <summary className={classes.why}>{t('history.why')}</summary>
        {discounted.length > 0 && (
          <ul className={classes.reasons}>
            {discounted.map((line, index) => (
              <li key={index}>{line}</li>
            ))}
          </ul>
        )}
        <ul className={classes.reasons}>
          {reasons.map((reason, index) => (
            <li key={index}>{reason}</li>
          ))}
        </ul>
      </details>
    </li>
  );

  /** The reason of a line that no rule decided. */
  function plainReason(): string {
    switch (item.type) {
      case 'MANUAL':
        return t(`history.because.MANUAL.${item.direction ?? 'CREDIT'}`, { reason: item.reasonCode ?? 'OTHER' });
      case 'TRANSFER':
        return t(`history.because.TRANSFER.${item.direction ?? 'CREDIT'}`);
      default:
        return t(`history.because.${item.type}`);
    }
  }
}
