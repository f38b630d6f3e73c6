import { Button, Flex } from '@mantine/core';
import { askAll, keyOf } from '../../shared/api/calls';
import { IconPlus } from '../../shared/icons/icon-plus';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Partner } from '../../entities/integration/partner.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Column, column, DataTable, figureAsideColumn } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import classes from './integrations.module.css';
import { PartnerForm } from './partner-form';
import { PartnerKey } from './partner-key';
import { PartnerSettlements } from './partner-settlements';

const ACTS = ['settlements', 'change', 'key'] as const;
type Act = (typeof ACTS)[number];
type Open = { readonly act: 'new' } | { readonly act: Act; readonly partner: Partner };

/** Businesses beside the network that give and take its points. */
export function PartnersPanel() {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const partners = useQuery(askAll('/api/partners', {}));
  const [open, setOpen] = useState<Open | null>(null);
  const columns = useColumns((act, partner) => setOpen({ act, partner }));
  const close = () => setOpen(null);

  async function refresh(waits: boolean): Promise<void> {
    await queries.invalidateQueries({ queryKey: keyOf('/api/partners') });
    if (!waits) close();
  }

  return (
    <Panel title={t('partners.title')}>
      <Flex gap={12} wrap="wrap" align="end" mb={16}>
        <p className={classes.soft}>{t('partners.help')}</p>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => setOpen({ act: 'new' })}
        >
          {t('partners.new')}
        </Button>
      </Flex>
      <DataTable
        reading={partners}
        caption={t('partners.list')}
        columns={columns}
        rows={partners.data}
        rowKey={({ id }) => id}
        empty={<Notice title={t('partners.emptyTitle')} help={t('partners.emptyHelp')} />}
      />
      {open?.act === 'new' && <PartnerForm onDone={refresh} onClose={close} />}
      {open?.act === 'change' && <PartnerForm partner={open.partner} onDone={refresh} onClose={close} />}
      {open?.act === 'key' && <PartnerKey partner={open.partner} onClose={close} />}
      {open?.act === 'settlements' && <PartnerSettlements partner={open.partner} onClose={close} />}
    </Panel>
  );
}

function useColumns(onAct: (act: Act, partner: Partner) => void): Column<Partner>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return [
    column('name', t('integrations.name'), ({ name, code, closed }) => (
      <>
        {name}
        <span className={classes.soft}>{closed ? t('partners.closed', { code }) : code}</span>
      </>
    )),
    figureAsideColumn('earn', t('partners.earnPerDay'), ({ earnPerDay }) => format.number(earnPerDay)),
    figureAsideColumn('burn', t('partners.burnPerDay'), ({ burnPerDay }) => format.number(burnPerDay)),
    {
      key: 'acts',
      title: t('integrations.acts'),
      isActs: true,
      cell: (partner) => (
        <span className={classes.acts}>
          {ACTS.map((act) => (
            <Button
              key={act}
              variant="default"
              aria-label={t(`partners.${act}Of`, { name: partner.name })}
              onClick={() => onAct(act, partner)}
            >
              {t(`partners.${act}`)}
            </Button>
          ))}
        </span>
      ),
    },
  ];
}
