import { Button, Flex, Group, Switch, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { menuItemName, refreshMenu, type MenuItem } from '../../entities/menu/menu.api';
import { networkQuery, ringUpLines, useNetworkSettings } from '../../entities/network/network.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { actOf, askAll } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Picture } from '../../shared/pictures/picture';
import {
  asideColumn,
  type Column,
  column,
  DataTable,
  figureAsideColumn,
  figureColumn,
} from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound, switched } from '../../shared/ui/bound';
import { CategoryCosts } from './category-costs';
import { ImportMenu } from './import-menu';
import { MenuItemForm } from './menu-item-form';
import classes from './menu-page.module.css';
import { useNewDialog } from '../../shared/ui/use-new-dialog';

/** The menu of the network: what cashiers ring up item by item, where the network wants it. */
export function MenuPage() {
  const { t, language } = useTranslation('admin');
  const mayManage = useMayManage('menu.manage');
  const queries = useQueryClient();
  const menu = useQuery(askAll('/api/menu-items', {}));
  const [search, setSearch] = useState('');
  const [dialog, setDialog] = useState<'import' | { readonly id: string } | null>(null);
  const [isNew, setNew] = useNewDialog();
  // As it is now: its picture changes while the form is open.
  const edited = menu.data?.find(({ id }) => dialog !== null && dialog !== 'import' && id === dialog.id);
  const columns = useColumns(mayManage, setDialog);
  const wanted = search.trim().toLocaleLowerCase();
  const found = menu.data
    ?.filter(({ code, name, category }) =>
      [code, name.ru, name.en, category].some((text) => text?.toLocaleLowerCase().includes(wanted)),
    )
    .sort((a, b) => menuItemName(a, language).localeCompare(menuItemName(b, language), language));

  function refresh(): void {
    void refreshMenu(queries);
    setDialog(null);
    setNew(false);
  }

  return (
    <>
      <PageHead title={t('nav.menu')} sub={t('menu.sub')}>
        {mayManage && (
          <Group gap="sm">
            <Button variant="default" onClick={() => setDialog('import')}>
              {t('menu.import')}
            </Button>
            <Button onClick={() => setNew(true)}>{t('menu.new')}</Button>
          </Group>
        )}
      </PageHead>
      <AtTheTill />
      {menu.isError ? (
        <FailureNotice error={menu.error} retry={menu} />
      ) : (
        <Panel title={t('menu.items')}>
          {(menu.data?.length ?? 0) > 0 && (
            <TextInput maw="26rem" mb={12} label={t('menu.search')} {...bound(search, setSearch)} />
          )}
          <DataTable
            caption={t('nav.menu')}
            columns={columns}
            rows={found}
            rowKey={({ id }) => id}
            empty={
              wanted === '' ? (
                <Notice title={t('menu.emptyTitle')} help={t('menu.emptyHelp')} />
              ) : (
                <p className={classes.soft}>{t('menu.nothing')}</p>
              )
            }
          />
        </Panel>
      )}
      {mayManage && <CategoryCosts />}
      {mayManage && isNew && <MenuItemForm onDone={refresh} onClose={() => setNew(false)} />}
      {dialog === 'import' && <ImportMenu onDone={refresh} onClose={() => setDialog(null)} />}
      {edited !== undefined && <MenuItemForm item={edited} onDone={refresh} onClose={() => setDialog(null)} />}
    </>
  );
}

/** Whether tills use the menu. */
function AtTheTill() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('menu.manage');
  const { id } = useNetwork();
  const queries = useQueryClient();
  const settings = useNetworkSettings();
  const change = useChange(ringUpLines(id), () => {
    void queries.invalidateQueries({ queryKey: networkQuery(id).queryKey });
  });
  const isOn = settings.data?.settings.linesAtTill ?? false;
  return (
    <Panel title={t('menu.atTill')}>
      <Switch
        size="md"
        label={t('menu.linesAtTill')}
        description={t('menu.linesAtTillHelp')}
        {...switched(change.isPending ? change.variables : isOn, (isOn) => change.mutate(isOn))}
        disabled={!mayManage || settings.data === undefined || change.isPending}
      />
      <FailureNotice error={change.error} />
    </Panel>
  );
}

function useColumns(mayManage: boolean, onEdit: (item: MenuItem) => void): Column<MenuItem>[] {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  return [
    column('name', t('menu.name'), (item) => (
      <Flex component="span" gap={12} align="center" data-archived={item.archivedAt !== null}>
        {item.picture !== null && <Picture className={classes.thumb ?? ''} picture={item.picture} sizes="64px" />}
        <span>
          {menuItemName(item, language)}
          {item.archivedAt !== null && <span className={classes.soft}> · {t('menu.archived')}</span>}
        </span>
      </Flex>
    )),
    asideColumn('code', t('menu.code'), ({ code }) => code),
    asideColumn('category', t('menu.category'), ({ category }) => category ?? '—'),
    asideColumn('type', t('menu.type'), ({ type }) => (type === null ? t('menu.ordinary') : t(`menu.types.${type}`))),
    figureColumn('price', t('menu.price'), ({ price }) => format.money(price)),
    ...(mayManage
      ? [
          figureAsideColumn('cost', t('menu.cost'), ({ cost }: MenuItem) => (cost === null ? '—' : format.money(cost))),
          {
            key: 'acts',
            title: t('menu.acts'),
            isActs: true,
            cell: (item: MenuItem) => (
              <Flex component="span" gap={8} wrap="wrap" justify="flex-end">
                <Button
                  variant="default"
                  aria-label={t('menu.changeOf', { name: menuItemName(item, language) })}
                  onClick={() => onEdit(item)}
                >
                  {t('menu.change')}
                </Button>
                <ArchiveButton item={item} />
              </Flex>
            ),
          },
        ]
      : []),
  ];
}

/** Takes an item off the menu, or puts it back; neither asks, since each is undone by the other. */
function ArchiveButton({ item }: { readonly item: MenuItem }) {
  const { t, language } = useTranslation('admin');
  const queries = useQueryClient();
  const change = useChange(actOf('PATCH', '/api/menu-items/{id}', { id: item.id }), () => {
    void refreshMenu(queries);
  });
  const isArchived = item.archivedAt !== null;
  const name = menuItemName(item, language);
  return (
    <Button
      variant="subtle"
      color="gray"
      loading={change.isPending}
      aria-label={t(isArchived ? 'menu.putBackOf' : 'menu.archiveOf', { name })}
      onClick={() => change.mutate({ archived: !isArchived })}
    >
      {t(isArchived ? 'menu.putBack' : 'menu.archive')}
    </Button>
  );
}
