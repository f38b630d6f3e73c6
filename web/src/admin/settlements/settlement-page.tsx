import { Button, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import {
  readSettlementFile,
  type SettledPair,
  type SettledReceipt,
  type Settlement,
  settlementReceiptsQuery,
} from '../../entities/settlement/settlement.api';
import { getSettlement } from '../../shared/api/operations';
import { DetailPage } from '../../shared/described/detail-page';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Dialog } from '../../shared/ui/dialog';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';

type Party = Settlement['parties'][number];

/** One settled month: what each restaurant gets and pays, who owes whom, and the receipts behind each figure. */
export function SettlementPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { month = '' } = useParams();
  return (
    <DetailPage
      of={getSettlement}
      params={{ month }}
      back={{ to: '/restaurants/settlements', text: t('settlements.title') }}
      title={() => t('settlements.pageTitle', { month: format.wholeMonth(month) })}
      sub={({ totals }) => t('settlements.pageSub', { count: totals.points, money: format.money(totals.money) })}
      acts={[
        { text: 'CSV', file: () => [`settlement-${month}.csv`, readSettlementFile(month)] },
        { text: t('settlements.print'), run: () => window.print() },
      ]}
    >
      {(settlement) => (
        <>
          <Parties settlement={settlement} />
          {settlement.pairs.length > 0 && <Pairs settlement={settlement} month={month} />}
        </>
      )}
    </DetailPage>
  );
}

function Parties({ settlement }: { readonly settlement: Settlement }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = nameIn(settlement, t('settlements.network'));
  const columns: ColumnOf<Party>[] = [
    { title: t('settlements.party'), cell: ({ id }) => nameOf(id) },
    { of: 'issued', title: t('settlements.issued'), as: 'number', isAside: true },
    { of: 'redeemed', title: t('settlements.redeemed'), as: 'number', isAside: true },
    { of: 'receives', title: t('settlements.receives'), as: 'money' },
    { of: 'pays', title: t('settlements.pays'), as: 'money' },
    { of: 'net', title: t('settlements.net'), as: 'money' },
  ];
  return (
    <Panel title={t('settlements.parties')}>
      <DataTable
        caption={t('settlements.partiesTable')}
        rows={settlement.parties}
        rowKey={({ id }) => id ?? ''}
        empty={<Notice title={t('settlements.nothingTitle')} help={t('settlements.nothingHelp')} />}
        columns={columns}
      />
      <Text mb={12} c="dimmed" lh={1.5}>
        {t('settlements.balanced', { net: format.money(settlement.totals.net) })}
      </Text>
    </Panel>
  );
}

/** Debts between pairs of restaurants, each with a link to its receipts. */
function Pairs({ settlement, month }: { readonly settlement: Settlement; readonly month: string }) {
  const { t } = useTranslation('admin');
  const [shown, setShown] = useState<SettledPair | null>(null);
  const nameOf = nameIn(settlement, t('settlements.network'));
  const columns: ColumnOf<SettledPair>[] = [
    { title: t('settlements.issuer'), cell: ({ issuerId }) => nameOf(issuerId) },
    { title: t('settlements.taker'), cell: ({ takerId }) => nameOf(takerId) },
    { of: 'points', title: t('settlements.points'), as: 'number' },
    { of: 'money', title: t('settlements.money'), as: 'money' },
    {
      title: t('settlements.receipts'),
      isActs: true,
      cell: (pair) => (
        <Button
          variant="subtle"
          className="screen-only"
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
  ];
  return (
    <>
      <Panel title={t('settlements.pairs')}>
        <DataTable
          caption={t('settlements.pairsTable')}
          rows={settlement.pairs}
          rowKey={({ issuerId, takerId }) => `${issuerId ?? ''} ${takerId ?? ''}`}
          empty={null}
          columns={columns}
        />
      </Panel>
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
  const columns: ColumnOf<SettledReceipt>[] = [
    {
      title: t('settlements.at'),
      cell: ({ id, occurredAt, receiptNumber }) => (
        <Link to={`/receipts/${id}`}>{receiptNumber ?? format.dateTime(occurredAt)}</Link>
      ),
    },
    { of: 'points', title: t('settlements.points'), as: 'number' },
  ];
  if (receipts.isError) return <FailureNotice error={receipts.error} retry={receipts} />;
  return (
    <>
      <DataTable
        caption={t('settlements.receiptsTable')}
        rows={receipts.data?.pages.flatMap(({ items }) => items)}
        rowKey={({ id }) => id}
        empty={null}
        columns={columns}
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
