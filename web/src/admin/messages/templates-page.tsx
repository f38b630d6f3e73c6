import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { MessageTemplate } from '../../entities/message/template.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { ask } from '../../shared/api/calls';
import { pageAfter } from '../../shared/api/lists';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Column, column, DataTable, figureAsideColumn, ListPager } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { MessageTabs } from './message-tabs';
import classes from './messages.module.css';
import { READY_TEXTS } from './ready-texts.rules';

const AT_ONCE = 50;

/** Templates of the network, and ready texts from which a manager begins a new one. */
export function TemplatesPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('campaigns.manage');
  const [cursor, setCursor] = useState<string>();
  const templates = useQuery(ask('/api/message-templates', pageAfter(cursor, AT_ONCE)));
  const columns = useColumns();
  return (
    <>
      <PageHead title={t('templates.title')} sub={t('templates.sub')}>
        {mayManage && (
          <Button component={Link} to="/messages/templates/new?text=empty">
            {t('templates.new')}
          </Button>
        )}
      </PageHead>
      <MessageTabs />
      <DataTable
        reading={templates}
        caption={t('templates.title')}
        columns={columns}
        rows={templates.data?.items}
        rowKey={({ id }) => id}
        empty={<Notice title={t('templates.emptyTitle')} help={t('templates.emptyHelp')} />}
      />
      <ListPager list={templates.data} cursor={cursor} onTurn={setCursor} />
      {mayManage && (
        <section aria-label={t('templates.begin')}>
          <h2>{t('templates.begin')}</h2>
          <ul className={classes.ready}>
            {READY_TEXTS.filter(({ key }) => key !== 'empty').map(({ key }) => (
              <li key={key}>
                <Link to={`/messages/templates/new?text=${key}`}>{t(`templates.ready.${key}.name`)}</Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function useColumns(): Column<MessageTemplate>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return [
    column('name', t('templates.name'), ({ id, name }) => <Link to={`/messages/templates/${id}`}>{name}</Link>),
    column('source', t('templates.source'), ({ source }) => t(`templates.sources.${source}`)),
    figureAsideColumn('version', t('templates.version'), ({ version }) => format.number(version)),
    figureAsideColumn('at', t('templates.changed'), ({ changedAt }) => format.dateTime(changedAt)),
  ];
}
