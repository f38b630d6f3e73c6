import { Button, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import {
  readSettlementFile,
  type SettledPair,
  type SettledReceipt,
  type Settlement,
  settlementQuery,
  settlementReceiptsQuery,
} from '../../entities/settlement/settlement.api';
import { saveFile } from '../../shared/api/save-file';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { column, DataTable, figureAsideColumn, figureColumn } from '../../shared/ui/data-table';
import { Dialog } from '../../shared/ui/dialog';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { ReadFailure } from '../../shared/ui/read-failure';
import { BackLink, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './settlements.module.css';

type Party = Settlement['parties'][number];

/** One settled month: what each restaurant gets and pays, who owes whom, and the receipts behind each figure. */
export function SettlementPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { month = '' } = useParams();
  const settlement = useQuery(settlementQuery(month));
  const [shown, setShown] = useState<SettledPair | null>(null);
  const save = useMutation({
    mutationFn: () => readSettlementFile(month),
    onSuccess: (file) => saveFile(file, `settlement-${month}.csv`),
  });
  const back = <BackLink to="/restaurants/settlements">{t('settlements.title')}</BackLink>;
  if (settlement.isError)
    return (
      <>
        {back}
        <ReadFailure isPage reading={settlement} />
      </>
    );
  if (settlement.isPending) return <Loading />;
  const { parties, pairs, totals } = settlement.data;
  const nameOf = nameIn(settlement.data, t('settlements.network'));
  return (
    <>
      <div className={classes.onScreen}>{back}</div>
      <PageHead
        title={t('settlements.pageTitle', { month: format.wholeMonth(month) })}
        sub={t('settlements.pageSub', { count: totals.points, money: format.money(totals.money) })}
      >
        <div className={classes.acts}>
          <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
            CSV
          </Button>
          <Button variant="default" onClick={() => window.print()}>
            {t('settlements.print')}
          </Button>
        </div>
      </PageHead>
      <FailureNotice error={save.error} />
      <Panel title={t('settlements.parties')}>
        <DataTable
          caption={t('settlements.partiesTable')}
          rows={parties}
          rowKey={({ id }) => id ?? ''}
          empty={<Notice title={t('settlements.nothingTitle')} help={t('settlements.nothingHelp')} />}
          columns={[
            column<Party>('name', t('settlements.party'), ({ id }) => nameOf(id)),
            figureAsideColumn<Party>('issued', t('settlements.issued'), ({ issued }) => format.number(issued)),
            figureAsideColumn<Party>('redeemed', t('settlements.redeemed'), ({ redeemed }) => format.number(redeemed)),
            figureColumn<Party>('receives', t('settlements.receives'), ({ receives }) => format.money(receives)),
            figureColumn<Party>('pays', t('settlements.pays'), ({ pays }) => format.money(pays)),
            figureColumn<Party>('net', t('settlements.net'), ({ net }) => format.money(net)),
          ]}
        />
        <Text mb={12} c="dimmed" lh={1.5}>
          {t('settlements.balanced', { net: format.money(totals.net) })}
        </Text>
      </Panel>
      {pairs.length > 0 && (
        <Panel title={t('settlements.pairs')}>
          <DataTable
            caption={t('settlements.pairsTable')}
            rows={pairs}
            rowKey={({ issuerId, takerId }) => `${issuerId ?? ''} ${takerId ?? ''}`}
            empty={null}
            columns={[
              column<SettledPair>('issuer', t('settlements.issuer'), ({ issuerId }) => nameOf(issuerId)),
              column<SettledPair>('taker', t('settlements.taker'), ({ takerId }) => nameOf(takerId)),
              figureColumn<SettledPair>('points', t('settlements.points'), ({ points }) => format.number(points)),
              figureColumn<SettledPair>('money', t('settlements.money'), ({ money }) => format.money(money)),
              {
                key: 'receipts',
                title: t('settlements.receipts'),
                isActs: true,
                cell: (pair) => (
                  <Button
                    variant="subtle"
                    className={classes.onScreen ?? ''}
                    aria-label={t('settlements.receiptsOf', {
                      count: pair.receipts,
                      issuer: nameOf(pair.issuerId),
                      taker: nameOf(pair.takerId),
                    })}
                    onClick={() => setShown(pair)}
                  >
                    {t('settlements.receiptCount', { count: pair.receipts })}
                  </Button>
                ),
              },
            ]}
          />
        </Panel>
      )}
      {shown !== null && (
        <Dialog
          title={t('settlements.receiptsTitle', { issuer: nameOf(shown.issuerId), taker: nameOf(shown.takerId) })}
          onClose={() => setShown(null)}
        >
          <Receipts month={month} pair={shown} />
        </Dialog>
      )}
    </>
  );
}

/** The acts that moved the points of a pair, each with the way to it. */
function Receipts({ month, pair }: { readonly month: string; readonly pair: SettledPair }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const receipts = useInfiniteQuery(settlementReceiptsQuery(month, pair));
  if (receipts.isError) return <FailureNotice error={receipts.error} retry={receipts} />;
  return (
    <>
      <DataTable
        caption={t('settlements.receiptsTable')}
        rows={receipts.data?.pages.flatMap(({ items }) => items)}
        rowKey={({ id }) => id}
        empty={null}
        columns={[
          column<SettledReceipt>('at', t('settlements.at'), ({ id, occurredAt, receiptNumber }) => (
            <Link to={`/receipts/${id}`}>{receiptNumber ?? format.dateTime(occurredAt)}</Link>
          )),
          figureColumn<SettledReceipt>('points', t('settlements.points'), ({ points }) => format.number(points)),
        ]}
      />
      {receipts.hasNextPage && (
        <Button variant="default" loading={receipts.isFetchingNextPage} onClick={() => void receipts.fetchNextPage()}>
          {t('settlements.more')}
        </Button>
      )}
    </>
  );
}

/** Names as they were when the month was settled. */
function nameIn({ parties }: Settlement, network: string): (id: string | null) => string {
  const names = new Map(parties.map(({ id, name }) => [id, name]));
  return (id) => (id === null ? network : (names.get(id) ?? '…'));
}
