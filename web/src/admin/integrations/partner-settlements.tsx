import { Button, Flex, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Partner, readSettlementFile } from '../../entities/integration/partner.api';
import { actOf, ask, keyOf } from '../../shared/api/calls';
import { listPartnerSettlements } from '../../shared/api/operations';
import { useChange } from '../../shared/api/use-change';
import { ListTable } from '../../shared/described/list';
import { useList } from '../../shared/described/use-list';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './integrations.module.css';

const SETTLEMENTS_A_PAGE = 10;

interface PartnerSettlementsProps {
  readonly partner: Partner;
  readonly onClose: () => void;
}

/** The account of a partner: what is open, the closed periods, and their files. */
export function PartnerSettlements({ partner, onClose }: PartnerSettlementsProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const account = useQuery(ask('/api/partners/{id}/account', { id: partner.id }));
  const settlements = useList(listPartnerSettlements, {
    params: { id: partner.id },
    isInAddress: false,
    limit: SETTLEMENTS_A_PAGE,
  });
  const settle = useChange(actOf('POST', '/api/partners/{id}/settlements', { id: partner.id }), async () => {
    settlements.turn(undefined);
    setAsks(false);
    await queries.invalidateQueries({ queryKey: keyOf('/api/partners') });
  });
  const error = account.error ?? settle.error;
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
        <ListTable
          of={listPartnerSettlements}
          list={settlements}
          title={t('partners.settlementsList')}
          empty={[t('partners.noSettlements'), t('partners.noSettlementsHelp')]}
          columns={[
            {
              title: t('partners.period'),
              cell: ({ number, from, until }, format) => (
                <>
                  {t('partners.number', { number })}
                  <span className={classes.soft}>
                    {from === null
                      ? t('partners.untilOnly', { until: format.dateTime(until) })
                      : t('partners.fromUntil', { from: format.dateTime(from), until: format.dateTime(until) })}
                  </span>
                </>
              ),
            },
            {
              title: t('partners.given'),
              isFigure: true,
              isAside: true,
              cell: ({ earned, earnReturned }, format) => format.number(earned - earnReturned),
            },
            {
              title: t('partners.taken'),
              isFigure: true,
              isAside: true,
              cell: ({ burned, burnReturned }, format) => format.number(burned - burnReturned),
            },
            {
              title: t('partners.difference'),
              isFigure: true,
              cell: ({ opening, closing }, format) => format.number(closing - opening),
            },
          ]}
          actsTitle={t('integrations.acts')}
          acts={[
            {
              text: t('partners.file'),
              name: ({ number }) => t('partners.fileOf', { number }),
              file: (settlement) => [
                `${partner.code}-${String(settlement.number)}.csv`,
                readSettlementFile(settlement),
              ],
            },
          ]}
        />
      </Stack>
    </Dialog>
  );
}
