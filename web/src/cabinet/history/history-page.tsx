import { Box, Button, Flex, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { ownQuestionsQuery } from '../../entities/feedback/feedback.api';
import { pointsChange } from '../../entities/transaction/points-change';
import { historyQuery, type PastTransaction } from '../../entities/transaction/transaction.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { IconChevronRight } from '../../shared/icons/icon-chevron-right';
import { useNetwork } from '../../shared/network/network';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useGuestId } from '../frame/use-guest-id';
import classes from './history-page.module.css';
import { type MonthOfHistory, monthsOf } from './months.rules';

/** More lines than most guests have in a month, so that the newest month's sums are there after one request. */
const LINES_AT_ONCE = 30;
/** Further pages that are read by themselves until the newest month is whole. */
const MOST_PAGES_BY_ITSELF = 5;
const NAMES_SHOWN = 3;

/** Changes of the points by month, each line with what was bought where, and its reasons below it. */
export function HistoryPage() {
  const { t } = useTranslation('cabinet');
  const { timeZone } = useNetwork();
  const guestId = useGuestId();
  const history = useInfiniteQuery(historyQuery(guestId, LINES_AT_ONCE));
  const questions = useQuery(ownQuestionsQuery(guestId));
  const items = history.data?.pages.flatMap((page) => page.items);
  const months = monthsOf(items ?? [], timeZone, { goesOn: history.hasNextPage });
  const { isFetching, fetchNextPage } = history;
  const lacksNewest =
    months[0]?.sums === null && !isFetching && (history.data?.pages.length ?? 0) < MOST_PAGES_BY_ITSELF;
  useEffect(() => {
    if (lacksNewest) void fetchNextPage();
  }, [lacksNewest, fetchNextPage]);
  return (
    <>
      <PageHead title={t('history.title')} />
      <FailureNotice error={history.error} retry={history} />
      {history.isPending && <Loading />}
      {items?.length === 0 && <Notice title={t('history.emptyTitle')} help={t('history.emptyHelp')} />}
      {months.map((month) => (
        <Month key={month.month} month={month} scoreOf={scoreOf} />
      ))}
      {history.hasNextPage && (
        <Button variant="default" loading={history.isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </>
  );

  function scoreOf(id: string): number | null {
    return questions.data?.items.find(({ saleId }) => saleId === id)?.score ?? null;
  }
}

interface MonthProps {
  readonly month: MonthOfHistory;
  /** The guest's answer to the question about a sale. */
  readonly scoreOf: (id: string) => number | null;
}

function Month({ month: { month, items, sums }, scoreOf }: MonthProps) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const name = format.wholeMonth(month);
  const said = [
    ...(sums === null || sums.paid <= 0 ? [] : [t('history.paid', { amount: format.money(sums.paid) })]),
    ...(sums === null ? [] : [t('history.moved', { count: sums.pointsIn, out: sums.pointsOut })]),
  ];
  return (
    <Box component="section" aria-label={name} maw={760} mb={20}>
      <Flex component="header" gap="0 16px" wrap="wrap" align="baseline" py={8}>
        <h2 className={classes.monthName}>{name}</h2>
        {said.map((sum) => (
          <Text key={sum} c="dimmed" fz={14} lh={1.5}>
            {sum}
          </Text>
        ))}
      </Flex>
      <ul className={classes.list}>
        {items.map((item) => (
          <Line key={item.id} item={item} score={scoreOf(item.id)} />
        ))}
      </ul>
    </Box>
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
  const goods = bought();
  return (
    <li className={classes.line}>
      <details>
        <summary className={classes.head}>
          <Flex component="span" direction="column" gap={2} flex={1} miw={0}>
            <span className={classes.title}>{title}</span>
            {goods !== null && <span className={classes.goods}>{goods}</span>}
            <Box component="span" c="dimmed" fz={14} lh={1.4}>
              {item.restaurantName === null ? when : t('history.at', { restaurant: item.restaurantName, when })}
            </Box>
            {score !== null && (
              <Box component="span" c="dimmed" fz={14} lh={1.4}>
                {t('feedback.own', { score })}
              </Box>
            )}
          </Flex>
          <span className={classes.change} data-sign={Math.sign(change)}>
            {t('history.points', { points: format.signed(change) })}
          </span>
          <IconChevronRight size={20} stroke={1.75} className={classes.way} aria-hidden />
        </summary>
        <Box component="h3" m={0} c="dimmed" fz={14} fw={600}>
          {t('history.why')}
        </Box>
        <Box component="ul" mt={4} mb={0} pb={14} pl={20} lh={1.6}>
          {[...discounted, ...reasons].map((line, index) => (
            <li key={index}>{line}</li>
          ))}
        </Box>
        <Link to={`/history/${item.id}/proof`} className={classes.proof}>
          {t('history.proof')}
        </Link>
      </details>
    </li>
  );

  /** The goods by name, the first ones of a long receipt; null: the till sent none. */
  function bought(): string | null {
    const names = [...new Set(item.items.flatMap(({ name }) => name ?? []))];
    if (names.length === 0) return null;
    const shown = names.slice(0, NAMES_SHOWN).join(', ');
    const others = names.length - NAMES_SHOWN;
    return others > 0 ? t('history.others', { names: shown, count: others }) : shown;
  }

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
