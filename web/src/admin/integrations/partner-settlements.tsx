import { Button, Flex, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type Partner,
  type PartnerSettlement,
  readSettlementFile,
  settlementsQuery,
} from '../../entities/integration/partner.api';
import { actOf, ask, keyOf } from '../../shared/api/calls';
import { saveFile } from '../../shared/api/save-file';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Column, column, DataTable, figureAsideColumn, figureColumn, ListPager } from '../../shared/ui/data-table';
import { Dialog } from '../../shared/ui/dialog';
import { Notice } from '../../shared/ui/notice';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './integrations.module.css';

interface PartnerSettlementsProps {
  readonly partner: Partner;
  readonly onClose: () => void;
}

/** The account of a partner: what is open, the closed periods, and their files. */
export function PartnerSettlements({ partner, onClose }: PartnerSettlementsProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [cursor, setCursor] = useState<string>();
  const [asks, setAsks] = useState(false);
  const account = useQuery(ask('/api/partners/{id}/account', { id: partner.id }));
  const settlements = useQuery(settlementsQuery(partner.id, cursor));
  const settle = useChange(actOf('POST', '/api/partners/{id}/settlements', { id: partner.id }), async () => {
    setCursor(undefined);
    setAsks(false);
    await queries.invalidateQueries({ queryKey: keyOf('/api/partners') });
  });
  const save = useMutation({
    mutationFn: readSettlementFile,
    onSuccess: (file, { number }) => saveFile(file, `${partner.code}-${String(number)}.csv`),
  });
  const columns = useColumns((settlement) => save.mutate(settlement));
  const error = account.error ?? settlements.error ?? settle.error ?? save.error;
  const open = account.data?.open;
  return (
    <Dialog title={t('partners.settlementsOf', { name: partner.name })} size="xl" onClose={onClose}>
      <Stack gap={16}>
        {account.data !== undefined && open !== undefined && (
          <div>
            <p>{t('partners.balance', { points: account.data.balance })}</p>
            <p className={classes.soft}>{t('partners.balanceHelp')}</p>
            <p className={classes.soft}>{t('partners.unsettled', { ...open })}</p>
          </div>
        )}
        {asks ? (
          <div role="group" aria-label={t('partners.settleYes')}>
            <p className={classes.soft}>{t('partners.settleHelp')}</p>
            <Flex gap={12} wrap="wrap" align="end" mb={16}>
              <Button autoFocus loading={settle.isPending} onClick={() => settle.mutate({})}>
                {t('partners.settleYes')}
              </Button>
              <Button variant="default" onClick={() => setAsks(false)}>
                {t('partners.settleNo')}
              </Button>
            </Flex>
          </div>
        ) : (
          <Button disabled={open === undefined || open.operations === 0} onClick={() => setAsks(true)}>
            {t('partners.settle')}
          </Button>
        )}
        <FailureNotice error={error} />
        {!settlements.isError && (
          <DataTable
            caption={t('partners.settlementsList')}
            columns={columns}
            rows={settlements.data?.items}
            rowKey={({ id }) => id}
            empty={<Notice title={t('partners.noSettlements')} help={t('partners.noSettlementsHelp')} />}
          />
        )}
        <ListPager list={settlements.data} cursor={cursor} onTurn={setCursor} />
      </Stack>
    </Dialog>
  );
}

function useColumns(onSave: (settlement: PartnerSettlement) => void): Column<PartnerSettlement>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return [
    column('number', t('partners.period'), ({ number, from, until }) => (
      <>
        {t('partners.number', { number })}
        <span className={classes.soft}>
          {from === null
            ? t('partners.untilOnly', { until: format.dateTime(until) })
            : t('partners.fromUntil', { from: format.dateTime(from), until: format.dateTime(until) })}
        </span>
      </>
    )),
    figureAsideColumn('given', t('partners.given'), ({ earned, earnReturned }) => format.number(earned - earnReturned)),
    figureAsideColumn('taken', t('partners.taken'), ({ burned, burnReturned }) => format.number(burned - burnReturned)),
    figureColumn('change', t('partners.difference'), ({ opening, closing }) => format.number(closing - opening)),
    {
      key: 'acts',
      title: t('integrations.acts'),
      isActs: true,
      cell: (settlement) => (
        <Button
          variant="default"
          aria-label={t('partners.fileOf', { number: settlement.number })}
          onClick={() => onSave(settlement)}
        >
          {t('partners.file')}
        </Button>
      ),
    },
  ];
}
